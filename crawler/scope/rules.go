// Package scope decides from an address alone whether a crawl of links should
// ask for it: whether it lies within the site, whether it is built like the
// addresses of a trap, and how much its like may cost before they yield
// something. It is pure: it asks for nothing and remembers nothing by itself.
package scope

import (
	"slices"
	"strings"
	"time"

	"winnow/extract"
)

// Reach says how far from its start pages a crawl of links may go.
type Reach string

// The reaches, narrowest first.
const (
	Prefix Reach = "prefix" // below the folder of a start page
	Host   Reach = "host"   // the host of a start page, with or without www.
	Domain Reach = "domain" // its registrable domain, with all hosts of it
)

// Rules are the settings of a crawl of links. The zero value of a number is no
// limit.
type Rules struct {
	Roots    []string // addresses of the start pages
	Reach    Reach
	Depth    int      // links away from a start page; further pages of one listing count as one
	Hops     int      // links that may lead out of reach
	NoFollow bool     // follow also what asks not to be followed
	All      bool     // also from pages that only feeds and sitemaps name
	LetIn    []string // names of guards that are switched off

	PathDepth int // folders of an address
	Length    int // bytes of an address
	Params    int // parameters of a query

	HostPages    int // pages of one host that may yield nothing
	PatternPages int // pages of addresses of one shape that may yield nothing
	DepthPages   int // pages as many links away that may yield nothing
	Hosts        int // hosts of one site that may yield nothing
	Parts        int // pages that are joined into one article
}

// Defaults are the settings where a configuration says nothing: a site of
// thousands of articles is harvested whole, a trap is left after some hundred pages.
func Defaults() Rules {
	return Rules{
		Reach: Host, Depth: 16, PathDepth: 12, Length: 1000, Params: 6,
		HostPages: 450, PatternPages: 100, DepthPages: 300, Hosts: 20, Parts: 20,
	}
}

// Within reports whether an address is within reach of the start pages, or on
// the very host of a page that is, under the reaches that allow it.
func (r *Rules) Within(address, from string) bool {
	if r.Reach != Prefix && from != "" && sameHost(address, from) {
		return true
	}
	return slices.ContainsFunc(r.Roots, func(root string) bool { return r.below(address, root) })
}

func (r *Rules) below(address, root string) bool {
	switch r.Reach {
	case Prefix:
		return sameHost(address, root) && strings.HasPrefix(pathOf(address), folderOf(root))
	case Domain:
		return extract.Site(address) == extract.Site(root)
	}
	return sameHost(address, root)
}

// sameHost compares host and port; www. makes no difference.
func sameHost(a, b string) bool { return bare(a) == bare(b) }

func bare(address string) string {
	return strings.TrimPrefix(authorityOf(address), "www.")
}

// authorityOf gives host and port of a clean address.
func authorityOf(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		rest = rest[:at]
	}
	return rest
}

// pathOf gives the path of a clean address, without its query.
func pathOf(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	at := strings.IndexByte(rest, '/')
	if at < 0 {
		return "/"
	}
	path, _, _ := strings.Cut(rest[at:], "?")
	return path
}

// folderOf gives the path of an address up to its last slash.
func folderOf(address string) string {
	path := pathOf(address)
	return path[:strings.LastIndexByte(path, '/')+1]
}

// Guard names the guard that keeps a crawl from an address; empty when none
// does. now is the time by which calendars are told.
func (r *Rules) Guard(address string, now time.Time) string {
	a := parse(address)
	if name := r.oversized(a, address); name != "" {
		return name
	}
	for _, g := range guards {
		if g.bars(a) && !r.off(g.name) {
			return g.name
		}
	}
	return ""
}

// Suspect names the guard under which an address may be asked for, but few of
// its like; empty when it is as good as any.
func (r *Rules) Suspect(address string, now time.Time) string {
	a := parse(address)
	for _, s := range suspects {
		if s.fits(a, now) && !r.off(s.name) {
			return s.name
		}
	}
	return ""
}

// off reports whether a guard is switched off: by name, or because a start page
// itself would be kept out by it.
func (r *Rules) off(name string) bool {
	if slices.Contains(r.LetIn, name) {
		return true
	}
	return slices.ContainsFunc(r.Roots, func(root string) bool { return trips(root, name) })
}

func trips(root, name string) bool {
	a := parse(root)
	return slices.ContainsFunc(guards, func(g guard) bool { return g.name == name && g.bars(a) })
}

// oversized applies the limits of size.
func (r *Rules) oversized(a parsed, address string) string {
	for _, l := range []struct {
		name       string
		have, most int
	}{
		{GuardLength, len(address), r.Length},
		{GuardDeep, len(a.segments), r.PathDepth},
		{GuardParams, len(a.params), r.Params},
	} {
		if l.most > 0 && l.have > l.most && !slices.Contains(r.LetIn, l.name) {
			return l.name
		}
	}
	return ""
}
