package crawler

import (
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

const (
	// leadsOn is how many links outside menus make a section of a page that has
	// hardly any text.
	leadsOn = 3
	// leadsMany is how many make one of a page that has some, but is no article.
	leadsMany = 12
	// doubtful is the confidence below which what an address looks like has the
	// word: pages of one template are of one kind.
	doubtful = 0.75
	// sectionPoll is when a section is due at the latest that names nothing new:
	// a site has many that never will.
	sectionPoll = 7 * 24 * time.Hour
	// sectionRest is when a section is due again that was read for the first time.
	sectionRest = 6 * time.Hour
)

// isSection reports whether a page that is no article is there to lead to some.
func isSection(doc *extract.Doc, verdict extract.Verdict, like scope.Record) bool {
	switch verdict.Reason {
	case extract.PageListing:
		return true
	case extract.PageThin, extract.PageEmpty:
		return contentLinks(doc, leadsOn)
	case extract.PageOther:
		return like.Lists() || contentLinks(doc, leadsMany)
	}
	return false
}

// contentLinks reports whether a page has as many links outside menus.
func contentLinks(doc *extract.Doc, many int) bool {
	n := 0
	for _, l := range doc.Links() {
		if !l.InNav {
			n++
		}
	}
	return n >= many
}

// readSection reads a section again for what it leads to now.
func readSection(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if same(lease, out) {
		return nil
	}
	doc, err := extract.Parse(resp.Body, h.pageOptions(lease, resp))
	if err != nil {
		return err
	}
	h.section(doc, lease, resp, out)
	return nil
}

// section follows the links of a page that leads to others, and has it visited
// again.
func (h *Harvest) section(doc *extract.Doc, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	out.Lease.Kind = frontier.Section
	h.followLinks(doc, lease, resp, out)
	out.Poll = &frontier.Poll{Entries: len(out.Found)}
	if out.Learned != nil {
		out.Learned.Sections++
		accounts, page := h.pageOf(lease, h.follows(lease))
		accounts.Section(page)
	}
}

// rest is how long a section is left alone: half as long as before when it named
// something new the last time, twice as long when it did not.
func rest(lease frontier.Lease) time.Duration {
	switch before := lease.Pace.Wait; {
	case before == 0:
		return sectionRest
	case lease.Fresh > 0:
		return before / 2
	default:
		return before * 2
	}
}

// repeated reports whether the content of a page stood at another address of its
// host before.
func (h *Harvest) repeated(lease frontier.Lease, texts ...string) bool {
	rules := h.follows(lease)
	digest, ok := scope.Digest(texts...)
	return ok && rules != nil && h.ledgers.of(lease.Host, rules).Known(digest)
}

// shown gives the texts of a page.
func shown(doc *extract.Doc) []string {
	var texts []string
	for _, b := range doc.Blocks() {
		texts = append(texts, b.Text)
	}
	return texts
}
