package discover

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

// How a candidate was found.
const (
	byGiven  = "given"      // it is the address that was asked about
	byLink   = "link"       // a link element of a page
	byAnchor = "anchor"     // a link that readers see
	byRobots = "robots.txt" // a Sitemap line
	byIndex  = "index"      // a sitemap index
	byMenu   = "menu"       // the menu of the home page
	byGuess  = "well-known" // an address where many sites have one
)

const (
	maxSections = 12 // section pages that are looked at
	maxAnchors  = 20 // links that look like feeds, of one page
)

// wellKnown are addresses where many sites have a feed or a sitemap, the likelier
// first.
var wellKnown = []struct {
	path string
	kind frontier.Kind
}{
	{"/sitemap.xml", frontier.Sitemap}, {"/feed/", frontier.Feed}, {"/rss.xml", frontier.Feed}, {"/feed.xml", frontier.Feed},
	{"/atom.xml", frontier.Feed}, {"/feed.json", frontier.Feed}, {"/index.xml", frontier.Feed}, {"/rss", frontier.Feed}, {"/feed", frontier.Feed},
	{"/sitemap_index.xml", frontier.Sitemap}, {"/news-sitemap.xml", frontier.Sitemap}, {"/sitemap-news.xml", frontier.Sitemap},
	{"/sitemap_news.xml", frontier.Sitemap}, {"/sitemap-index.xml", frontier.Sitemap}, {"/wp-sitemap.xml", frontier.Sitemap},
	{"/sitemap.xml.gz", frontier.Sitemap}, {"/sitemap.txt", frontier.Sitemap},
	{"/feeds/all.atom.xml", frontier.Feed}, {"/rss/", frontier.Feed}, {"/feeds/", frontier.Feed}, {"/index.rdf", frontier.Feed},
	{"/rss/index.xml", frontier.Feed}, {"/rss/news.xml", frontier.Feed}, {"/blog/feed/", frontier.Feed}, {"/?feed=rss2", frontier.Feed},
}

// lead is an address that may be a candidate.
type lead struct {
	url  string
	by   string
	kind frontier.Kind // what is expected there
}

// look is one look at a site.
type look struct {
	*visitor
	out   Found
	todo  []lead
	known map[string]int  // by key: place among the candidates, -1 when it is none
	over  bool            // no more requests may be sent
	front *fetch.Response // the home page
}

// site looks at one site.
func (v *visitor) site(ctx context.Context, address string) Found {
	begun := time.Now()
	v.asked = 0
	l := &look{visitor: v, known: map[string]int{}, out: Found{URL: address, Candidates: []Candidate{}, Refused: []Refusal{}}}
	if clean, err := extract.Clean(address, ""); err != nil {
		l.out.Error = err.Error()
	} else if err := l.home(ctx, clean); err != nil {
		l.out.Error = err.Error()
	}
	for len(l.todo) > 0 && !l.over && ctx.Err() == nil {
		next := l.todo[0]
		l.todo = l.todo[1:]
		l.try(ctx, next)
	}
	if len(l.out.Candidates) == 0 && l.front != nil { // better than nothing
		l.section(l.front, lead{l.front.URL, byGiven, frontier.Start})
	}
	rank(l.out.Candidates, v.o.Now)
	l.out.Requests, l.out.Took = v.asked, time.Since(begun)
	return l.out
}

// home reads the address that was given: a home page, or a feed or sitemap
// itself. What its robots.txt names counts all the same.
func (l *look) home(ctx context.Context, address string) error {
	resp, named, err := l.get(ctx, fetch.Request{URL: address})
	origin := originOf(address)
	l.known[extract.Key(address)] = -1
	if err == nil {
		origin = originOf(resp.URL)
		l.known[extract.Key(resp.URL)] = -1
		if c, e := l.read(resp, lead{named, byGiven, frontier.Feed}); e == nil {
			l.add(c, resp.URL)
		} else {
			l.page(resp)
		}
	}
	if p := l.robots[origin]; p != nil && p.err == nil {
		for _, s := range p.file.Sitemaps() {
			l.push(s, origin, byRobots, frontier.Sitemap)
		}
		if !l.o.Listed {
			l.guess(origin, firstOf(l.out.Page, address))
		}
	}
	if errors.Is(err, errRobots) {
		return nil // the home page is closed, what robots.txt names is not
	}
	return err
}

// belowPage are the well-known names of feeds that are tried beside a page that is
// not at the top of its host, a blog for example.
var belowPage = []string{"feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json"}

// guess pushes the addresses where many sites have a feed or a sitemap.
func (l *look) guess(origin, page string) {
	if u, err := url.Parse(page); err == nil && strings.Count(u.Path, "/") > 1 {
		for _, name := range belowPage {
			l.push(name, page, byGuess, frontier.Feed)
		}
	}
	for _, w := range wellKnown {
		l.push(w.path, origin, byGuess, w.kind)
	}
}

// page takes what the home page says: of the site, of its feeds, of its sections.
func (l *look) page(resp *fetch.Response) {
	doc, err := extract.Parse(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: l.o.Now})
	if err != nil {
		return
	}
	l.out.Page = resp.URL
	about := doc.Metadata()
	l.front = resp
	l.out.Title, l.out.Organization, l.out.Language = firstOf(about.SiteName, about.Organization, about.Title), about.Organization, about.Language
	l.links(doc, resp)
	sections := 0
	for _, link := range doc.Links() {
		if sections < maxSections && link.InNav && !link.NoFollow && isSection(link.URL, resp.URL) && l.push(link.URL, resp.URL, byMenu, frontier.Start) {
			sections++
		}
	}
}

// links takes the feeds that a page names, in its head and to its readers.
func (l *look) links(doc *extract.Doc, resp *fetch.Response) {
	for _, address := range feed.PageFeeds(resp.Body, resp.URL) {
		l.push(address, resp.URL, byLink, frontier.Feed)
	}
	anchors := 0
	for _, link := range doc.Links() {
		if anchors < maxAnchors && looksLikeFeed(link) && l.push(link.URL, resp.URL, byAnchor, frontier.Feed) {
			anchors++
		}
	}
}

// feedWords tell a link to a feed, or to a page that lists feeds.
var feedWords = []string{"rss", "feed", "atom", "feeds", "syndication"}

func looksLikeFeed(link extract.Link) bool {
	u, err := url.Parse(link.URL)
	if err != nil {
		return false
	}
	asks := u.Query()
	place := u.Path + " " + u.Host + " " + asks.Get("feed") + " " + asks.Get("format") + " " + asks.Get("type") // not utm_source=rss
	words := strings.FieldsFunc(strings.ToLower(place), func(r rune) bool { return r < 'a' || r > 'z' })
	text := strings.Fields(strings.ToLower(link.Text))
	return slices.ContainsFunc(feedWords, func(w string) bool {
		return slices.Contains(words, w) || len(text) <= 3 && slices.Contains(text, w)
	})
}

// isSection tells an address that may list articles of a section: near the top of
// the same site, and without the numbers that articles have.
func isSection(address, home string) bool {
	u, err := url.Parse(address)
	if err != nil || extract.Site(address) != extract.Site(home) || u.RawQuery != "" {
		return false
	}
	parts := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	last := ""
	if len(parts) > 0 {
		last = parts[len(parts)-1]
	}
	return len(parts) > 0 && len(parts) <= 2 && !strings.ContainsAny(u.Path, "0123456789.") && strings.Count(last, "-") <= 2
}

// push remembers an address to try, once.
func (l *look) push(address, base, by string, kind frontier.Kind) bool {
	clean, err := extract.Clean(address, base)
	if err != nil {
		return false
	}
	key := extract.Key(clean)
	if at, seen := l.known[key]; seen {
		if at >= 0 && by != byGuess && !slices.Contains(l.out.Candidates[at].By, by) {
			l.out.Candidates[at].By = append(l.out.Candidates[at].By, by)
		}
		return false
	}
	l.known[key] = -1
	l.todo = append(l.todo, lead{clean, by, kind})
	return true
}

// try asks for an address and keeps it when it is what it is thought to be.
func (l *look) try(ctx context.Context, at lead) {
	r := fetch.Request{URL: at.url, Accept: feed.Accept}
	switch at.kind {
	case frontier.Sitemap:
		r.Accept, r.MaxBytes, r.Cut = feed.AcceptSitemap, feed.SitemapMaxBytes, true
	case frontier.Start:
		r.Accept = ""
	}
	resp, named, err := l.get(ctx, r)
	switch {
	case errors.Is(err, errSpent), errors.Is(err, errTooBusy):
		l.over = true
		fallthrough
	case err != nil:
		l.refuse(at, err)
		return
	}
	if at.url = named; at.by == byGuess { // the site named no address but the one that it led to
		at.url = resp.URL
	}
	if at.kind == frontier.Start {
		l.section(resp, at)
		return
	}
	c, err := l.read(resp, at)
	var other *feed.NotFeedError
	switch {
	case err == nil:
		l.add(c, resp.URL)
	case at.by == byAnchor && errors.As(err, &other) && other.Kind == "html":
		l.listing(resp)
	default:
		l.refuse(at, err)
	}
}

// listing reads a page that readers are sent to for feeds.
func (l *look) listing(resp *fetch.Response) {
	if doc, err := extract.Parse(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: l.o.Now}); err == nil {
		l.links(doc, resp)
	}
}

// refuse keeps why an address that the site names gave nothing; that a guess was
// wrong is no news.
func (l *look) refuse(at lead, err error) {
	if at.by != byGuess {
		l.out.Refused = append(l.out.Refused, Refusal{at.url, at.by, err.Error()})
	}
}

// add keeps a candidate whose answer came from final; one that is known under
// either address only learns how else it was found.
func (l *look) add(c Candidate, final string) {
	keys := [...]string{extract.Key(c.URL), extract.Key(final)}
	for _, key := range keys {
		if at, seen := l.known[key]; seen && at >= 0 {
			l.out.Candidates[at].By = appendNew(l.out.Candidates[at].By, c.By...)
			return
		}
	}
	for _, key := range keys {
		l.known[key] = len(l.out.Candidates)
	}
	l.out.Candidates = append(l.out.Candidates, c)
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
