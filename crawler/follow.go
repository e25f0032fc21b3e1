package crawler

import (
	"context"
	"slices"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// Priorities of pages that links lead to, within a host: between the sections,
// which name pages, and the pages of feeds and sitemaps stands what is likely to
// be an article; what is likely to be a trap goes last.
const (
	priorityLink    = 40
	priorityYields  = -6 // addresses of this shape were articles
	priorityUntried = -3 // nothing is known of the shape
	priorityBarren  = 20 // nothing came of it
	prioritySuspect = 25 // it looks like a trap
	deepest         = 15 // links away that still make a difference
	// priorityLast is of what a budget keeps back, until nothing else is left.
	priorityLast = 90
)

// The reasons, beside those of crawler/scope, why a link is not followed.
const (
	outNoFollow = "nofollow"         // the link, or its page, asks for it
	outOfScope  = "out-of-scope"     // of another site
	outTooDeep  = "depth"            // further from the start than the configuration allows
	outHosts    = "hosts-budget"     // of one more host of the site, where many yielded nothing
	outExcluded = "excluded"         // by a pattern of the configuration
	outRobots   = "robots"           // robots.txt forbids it
	outRepeated = "repeated-content" // the page stood elsewhere, with its links
	outNoise    = "parameter"        // differs in a parameter that makes no difference there
)

// follows gives the rules by which links of a source's pages are followed; nil
// when only its start pages are read for links.
func (h *Harvest) follows(lease frontier.Lease) *scope.Rules { return h.source(lease).Follow }

// links takes the links of one page.
type links struct {
	h     *Harvest
	rules *scope.Rules
	s     *Source
	from  frontier.Lease
	out   *frontier.Outcome
	index map[frontier.LeftOut]int // what is left out, by what it has in common
	now   time.Time
	named map[string]bool // addresses that the page names as forms of itself
	kin   kin
}

// kin counts the links of a page to others that are built like it.
type kin struct {
	like         string // what their addresses have in common; empty when nothing is counted
	fresh, known int
}

// of reports whether an address is of the kind.
func (k *kin) of(shape string) bool { return k.like != "" && scope.Coarse(shape) == k.like }

// followLinks turns the links of a page into leads, and counts those that are left
// out, with the reason.
func (h *Harvest) followLinks(doc *extract.Doc, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	l := &links{h: h, rules: h.follows(lease), s: h.source(lease), from: lease, out: out, index: map[frontier.LeftOut]int{}, now: time.Now()}
	if l.rules == nil {
		l.rules = &scope.Rules{Roots: []string{lease.URL}, Reach: scope.Domain, Depth: 1}
	}
	if h.signals(doc, resp).NoFollow && !l.rules.NoFollow {
		l.leave(outNoFollow, "", "", lease.URL)
		return
	}
	l.named = l.forms(doc)
	accounts, shape := h.ledgers.of(lease.Host, l.rules), scope.Shape(lease.URL)
	if accounts.CountsKin(shape) {
		l.kin.like = scope.Coarse(shape)
		defer func() { accounts.Kin(shape, l.kin.fresh, l.kin.known) }()
	}
	for _, link := range doc.LinksUnless(l.known()) {
		if link.NoFollow && !l.rules.NoFollow {
			if l.h.offered.met(l.from.Source, outNoFollow, link.URL) {
				continue // counted already
			}
			l.leave(outNoFollow, extract.Host(link.URL), "", link.URL)
			continue
		}
		l.take(link.URL)
	}
	for _, other := range doc.Alternates() {
		if other.Kind == "language" {
			l.take(other.URL)
		}
	}
	for _, further := range []string{doc.Next(), doc.Refresh()} {
		if further != "" {
			l.take(further)
		}
	}
}

// forms gives the addresses that lead to another form of the page: they hold
// nothing that it does not.
func (l *links) forms(doc *extract.Doc) map[string]bool {
	named := map[string]bool{}
	for _, other := range doc.Alternates() {
		if other.Kind != "language" {
			named[other.URL] = true
		}
	}
	return named
}

// known gives the function that passes over links which were met before; nil
// when another page might have seen them with other eyes.
func (l *links) known() func(origin, raw string) bool {
	if l.from.Depth+1 >= l.rules.Depth && l.rules.Depth > 0 || l.from.Hops > 0 || l.rules.Hops > 0 {
		return nil
	}
	return func(origin, raw string) bool {
		met := l.h.offered.met(l.from.Source, origin, raw)
		if met && l.kin.like != "" && l.kin.of(scope.Shape(origin+raw)) {
			l.kin.known++
		}
		return met
	}
}

// take makes a lead of one link, unless there is a reason not to.
func (l *links) take(address string) {
	lead := l.h.untracked(frontier.Lead{URL: address, Kind: frontier.Page, Source: l.from.Source, Via: l.from.URL, Depth: l.from.Depth + 1, Followed: true})
	address = lead.URL
	host := extract.Host(address)
	if l.named[address] {
		l.leave(scope.GuardPrint, host, "", address)
		return
	}
	if !l.within(&lead) {
		l.leave(outOfScope, "", "", address)
		return
	}
	accounts := l.h.ledgers.of(host, l.rules)
	lead.URL, _ = l.rules.Plain(address, accounts.Noise)
	if lead.URL != address && (l.h.offered.met(l.from.Source, "", lead.URL) || lead.URL == l.from.URL) {
		l.leave(outNoise, host, "", address)
		return
	}
	shape := scope.Shape(lead.URL)
	if reason := l.bars(&lead, host, shape); reason == outTooDeep && (slices.Contains(l.rules.Roots, lead.URL) || l.h.offered.met(l.from.Source, "", lead.URL)) {
		return // it is known from nearer by, or counted
	} else if reason != "" {
		l.leave(reason, host, accounts.Told(shape), lead.URL)
		return
	}
	page := scope.Page{Shape: shape, Depth: lead.Depth, Suspect: l.rules.Suspect(lead.URL, l.now)}
	if !accounts.Room(page) {
		l.leave(scope.BudgetPattern, host, accounts.Told(shape), lead.URL)
		return
	}
	if l.kin.of(shape) {
		l.meetKin(lead.URL)
	}
	lead.Priority = priority(page, accounts.Standing(page))
	l.out.Found = append(l.out.Found, lead)
}

// meetKin counts a link to a page of the same kind that did not look known as it
// is written.
func (l *links) meetKin(address string) {
	if l.h.offered.met(l.from.Source, "kin ", address) {
		l.kin.known++
	} else {
		l.kin.fresh++
	}
}

// within reports whether a link stays on the site, or may leave it.
func (l *links) within(lead *frontier.Lead) bool {
	from := l.from.URL
	if l.from.Hops > 0 {
		from = "" // a page outside vouches for nobody
	}
	if !l.rules.Within(lead.URL, from) {
		lead.Hops = l.from.Hops + 1
	}
	return lead.Hops <= l.rules.Hops
}

// bars names the reason not to follow a link that lies within the site.
func (l *links) bars(lead *frontier.Lead, host, shape string) string {
	if further(l.from.URL, lead.URL, shape) {
		lead.Depth = l.from.Depth // one listing, however many pages it has
	}
	if l.rules.Depth > 0 && lead.Depth > l.rules.Depth {
		return outTooDeep
	}
	if guard := l.rules.Guard(lead.URL, l.now); guard != "" {
		return guard
	}
	if !l.h.ledgers.admits(host, l.rules) {
		return outHosts
	}
	if l.s.Excludes != nil {
		if out, _ := l.s.Excludes(lead.URL); out {
			return outExcluded
		}
	}
	if l.s.Wants != nil {
		if wanted, _ := l.s.Wants(lead.URL); !wanted && (l.s.Excludes == nil || l.h.ledgers.of(host, l.rules).Like(shape).Yields()) {
			return outExcluded // of an article nothing is wanted but the article
		}
	}
	if l.h.forbidden(lead.URL) {
		return outRobots
	}
	return ""
}

// further reports whether a link leads to the next page of the same listing.
func further(from, to, shape string) bool {
	base, n := scope.PageOf(from)
	next, m := scope.PageOf(to)
	return m > 1 && (n > 1 && scope.Shape(from) == shape || base == next)
}

// forbidden reports whether a robots.txt that is known already forbids an
// address; what is not known yet is told when its turn comes.
func (h *Harvest) forbidden(address string) bool {
	if h.o.IgnoreRobots {
		return false
	}
	k := h.robots.get(context.Background(), originOf(address))
	if k == nil || k.err != nil {
		return false
	}
	ok, _ := k.allowed(h.o.Agent, address)
	return !ok
}

// leave counts a link that is not followed.
func (l *links) leave(reason, host, shape, example string) {
	key := frontier.LeftOut{Host: host, Shape: shape, Reason: reason}
	if at, ok := l.index[key]; ok {
		l.out.LeftOut[at].Count++
		return
	}
	l.index[key] = len(l.out.LeftOut)
	key.Example, key.Count = example, 1
	l.out.LeftOut = append(l.out.LeftOut, key)
}

// priority says when a page is asked for, by what its like turned out to be:
// shallow ones first, untried ones among the first.
func priority(p scope.Page, standing scope.Standing) int {
	n := priorityLink + min(p.Depth, deepest)
	switch {
	case p.Suspect != "":
		return n + prioritySuspect
	case standing == scope.Proven:
		return n + priorityYields
	case standing == scope.Fruitless:
		return n + priorityBarren
	case standing == scope.Untried:
		return n + priorityUntried
	}
	return n
}
