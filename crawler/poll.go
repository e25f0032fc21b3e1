package crawler

import (
	"fmt"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

const (
	// Within a host, what names pages goes before the pages.
	prioritySeed = 10
	priorityPage = 50
	// sitemapDepth is how deep sitemap indexes may nest; the protocol allows
	// one level, publishers use two.
	sitemapDepth = 3
	// sitemapPoll is when a sitemap or start page is due again: it says nothing
	// of its own rhythm that could be believed.
	sitemapPoll = 6 * time.Hour
)

// readFeed turns the entries of a feed into leads.
func readFeed(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if same(lease, out) {
		return nil
	}
	f, err := feed.Parse(resp.Body, feed.Options{
		URL: lease.URL, ContentType: resp.ContentType, Now: out.Fetch.Started, Language: h.source(lease).Language,
	})
	if err != nil {
		return &refusal{"not-a-feed", err.Error()}
	}
	out.Poll = &frontier.Poll{Title: f.Title, Entries: len(f.Entries), Flags: f.Flags}
	for i := range f.Entries {
		e := f.Entries[i].Entry
		if e.Article.URL == "" {
			continue
		}
		e.Feed = seedOf(lease)
		out.Found = append(out.Found, h.lead(lease, e.Article.URL, &e))
	}
	out.Poll.NextAt = out.Fetch.Started.Add(feed.Interval(f.Hints, f.Entries, out.Fetch.Started, h.source(lease).PollMin, h.source(lease).PollMax))
	return nil
}

// readSitemap turns the addresses of a sitemap into leads, those of an index
// into further sitemaps.
func readSitemap(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if same(lease, out) {
		return nil
	}
	m, err := feed.ParseSitemap(resp.Body, feed.Options{URL: lease.URL, ContentType: resp.ContentType, Now: out.Fetch.Started})
	if err != nil {
		return &refusal{"not-a-sitemap", err.Error()}
	}
	out.Poll = &frontier.Poll{Entries: len(m.Entries), Flags: m.Flags}
	if m.Index && lease.Depth >= sitemapDepth {
		return &refusal{"too-deep", fmt.Sprintf("sitemap indexes nested more than %d deep", sitemapDepth)}
	}
	for _, e := range m.Entries {
		lead := h.lead(lease, e.URL, nil)
		if m.Index {
			lead.Kind, lead.Priority = frontier.Sitemap, prioritySeed
		}
		out.Found = append(out.Found, lead)
	}
	return nil
}

// readStart turns the links of a start page that stay on its site into leads.
func readStart(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if same(lease, out) {
		return nil
	}
	doc, err := extract.Parse(resp.Body, h.pageOptions(lease, resp))
	if err != nil {
		return err
	}
	out.Poll = &frontier.Poll{}
	if h.signals(doc, resp).NoFollow {
		return nil
	}
	site := extract.Site(lease.URL)
	for _, link := range doc.Links() {
		if !link.NoFollow && extract.Site(link.URL) == site {
			out.Found = append(out.Found, h.lead(lease, link.URL, nil)) // what is not wanted is told so when its turn comes
		}
	}
	out.Poll.Entries = len(out.Found)
	return nil
}

// lead is a page that a feed, sitemap or start page names.
func (h *Harvest) lead(from frontier.Lease, address string, e *frontier.Entry) frontier.Lead {
	return frontier.Lead{
		URL: address, Kind: frontier.Page, Source: from.Source, Via: from.URL,
		Depth: from.Depth + 1, Priority: priorityPage, Entry: e,
	}
}

// same reports an answer with the very bytes of last time: there is nothing to
// read in it.
func same(lease frontier.Lease, out *frontier.Outcome) bool {
	if lease.BodyHash == "" || out.Fetch.BodyHash != lease.BodyHash {
		return false
	}
	out.Verdict = frontier.Unchanged
	return true
}

// poll completes what is remembered of a feed, sitemap or start page.
func (h *Harvest) poll(out *frontier.Outcome, resp *fetch.Response) {
	if out.Verdict == frontier.Redirected || out.Verdict == frontier.Released {
		return // the hop that follows, or the next run, has the word
	}
	now := time.Now()
	if out.Poll == nil {
		out.Poll = &frontier.Poll{}
	}
	p := out.Poll
	p.ETag, p.LastModified, p.BodyHash = out.Lease.ETag, out.Lease.LastModified, out.Lease.BodyHash
	if out.Verdict == frontier.Done {
		p.ETag, p.LastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
		p.BodyHash = out.Fetch.BodyHash
	}
	if p.NextAt.IsZero() {
		p.NextAt = now.Add(h.interval(out))
	}
}

// interval is when a seed that said nothing of its rhythm is due again: sooner
// when it failed, so that the next run tries it.
func (h *Harvest) interval(out *frontier.Outcome) time.Duration {
	s := h.source(out.Lease)
	if out.Lease.Kind == frontier.Feed || out.Verdict == frontier.Failed || out.Verdict == frontier.Retry {
		return s.PollMin
	}
	return min(max(sitemapPoll, s.PollMin), max(s.PollMax, s.PollMin))
}

// seedOf is the address under which the configuration knows a seed, whatever it
// redirects to.
func seedOf(lease frontier.Lease) string {
	if len(lease.Chain) > 0 {
		return lease.Chain[0]
	}
	return lease.URL
}
