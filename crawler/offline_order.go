package crawler

import (
	"net/http"
	"slices"
	"strings"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// sorted are the answers of a library by what they are, in groups of one address.
type sorted struct{ feeds, redirects, pages [][]int32 }

// Survey tells what a library holds, by status and media type, and reads nothing.
func Survey(lib Library) FromLibrary {
	s := sortAnswers(lib)
	r := FromLibrary{Answers: lib.Len(), Pages: answersIn(s.pages), Feeds: answersIn(s.feeds), Faults: []string{}}
	return r
}

func answersIn(groups [][]int32) int {
	n := 0
	for _, group := range groups {
		n += len(group)
	}
	return n
}

// sort tells the answers apart and counts them.
func (o *offline) sort() sorted {
	s := sortAnswers(o)
	o.report.Pages = answersIn(s.pages)
	o.left.Store(int64(answersIn(s.feeds) + answersIn(s.redirects) + o.report.Pages))
	return s
}

// sortAnswers tells answers apart by status and media type, in groups of one
// address each, the oldest first.
func sortAnswers(lib Library) sorted {
	var s sorted
	for i := range lib.Len() {
		group := lib.Same(i)
		if int(slices.Min(group)) != i {
			continue // it was met under its first answer
		}
		s.sortGroup(lib, group)
	}
	for _, groups := range [][][]int32{s.feeds, s.redirects, s.pages} {
		slices.SortStableFunc(groups, func(a, b []int32) int {
			first, _, _ := lib.At(int(a[0]))
			second, _, _ := lib.At(int(b[0]))
			return first.Compare(second)
		})
	}
	return s
}

// sortGroup tells the answers of one address apart.
func (s *sorted) sortGroup(lib Library, group []int32) {
	var feeds, redirects, pages []int32
	for _, j := range group {
		_, status, mime := lib.At(int(j))
		switch {
		case status == http.StatusOK && isPage(mime):
			pages = append(pages, j)
		case status == http.StatusOK && maybeFeed(mime):
			feeds = append(feeds, j)
		case isRedirect(status):
			redirects = append(redirects, j)
		}
	}
	for _, kind := range []struct {
		found []int32
		into  *[][]int32
	}{{feeds, &s.feeds}, {redirects, &s.redirects}, {pages, &s.pages}} {
		if len(kind.found) > 0 {
			*kind.into = append(*kind.into, kind.found)
		}
	}
}

func isPage(mime string) bool {
	return mime == "text/html" || mime == "application/xhtml+xml" || mime == ""
}

// maybeFeed reports a media type under which feeds and sitemaps are served.
func maybeFeed(mime string) bool {
	return strings.HasSuffix(mime, "xml") || strings.HasSuffix(mime, "json") || strings.HasSuffix(mime, "gzip") // sitemaps are packed as files
}

// pass is answers of one kind, read several at a time and written before the next
// pass begins. last is of the pages that waited for those they may belong to.
type pass struct {
	kind   frontier.Kind
	groups [][]int32
	last   bool
}

// passes puts the answers in the order in which they can be understood: what seeds
// redirect to, feeds, other redirects, pages. A redirect is read when all that lead
// to it are.
func (h *Harvest) passes(s sorted) []pass {
	hops := h.hops(s.redirects)
	var all []pass
	for _, level := range h.fromSeeds(hops) {
		all = append(all, pass{frontier.Feed, level, false})
	}
	all = append(all, pass{frontier.Feed, s.feeds, false})
	for _, level := range h.levels(hops) {
		all = append(all, pass{frontier.Page, level, false})
	}
	return append(all, pass{frontier.Page, s.pages, false})
}

// libraryHop is a redirect: the identities of the two addresses, and its answers.
type libraryHop struct {
	from, to string
	group    []int32
}

// hops reads the redirects; what cannot be read is told when it is read as an
// answer.
func (h *Harvest) hops(redirects [][]int32) []libraryHop {
	var hops []libraryHop
	for _, group := range redirects {
		resp, err := h.offline.Library.Read(int(group[len(group)-1]))
		if err != nil {
			continue
		}
		hop := libraryHop{from: extract.Key(resp.URL), group: group}
		if address, err := extract.Clean(resp.Location, resp.URL); err == nil {
			hop.to = extract.Key(address)
		}
		hops = append(hops, hop)
	}
	return hops
}

// fromSeeds gives the redirects of the addresses of the configuration: a feed is
// known by the address that is configured, wherever it was found.
func (h *Harvest) fromSeeds(hops []libraryHop) [][][]int32 {
	reached := map[string]bool{}
	for _, seed := range h.o.Seeds {
		reached[extract.Key(seed.URL)] = true
	}
	var levels [][][]int32
	for range h.o.Redirects {
		var level [][]int32
		next := map[string]bool{}
		for _, hop := range hops {
			if reached[hop.from] {
				level, next[hop.to] = append(level, hop.group), true
			}
		}
		if len(level) == 0 {
			break
		}
		levels, reached = append(levels, level), next
	}
	return levels
}

// levels orders redirects so that each stands behind those that lead to it. What
// runs in a circle leads nowhere and is left out.
func (h *Harvest) levels(open []libraryHop) [][][]int32 {
	var levels [][][]int32
	for len(open) > 0 && len(levels) <= h.o.Redirects {
		target := make(map[string]bool, len(open))
		for _, hop := range open {
			target[hop.to] = true
		}
		var level [][]int32
		var rest []libraryHop
		for _, hop := range open {
			if target[hop.from] {
				rest = append(rest, hop)
			} else {
				level = append(level, hop.group)
			}
		}
		if open = rest; len(level) == 0 {
			break
		}
		levels = append(levels, level)
	}
	return levels
}
