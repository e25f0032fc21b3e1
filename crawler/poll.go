package crawler

import (
	"net/http"
	"slices"
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
	// sitemapPoll is when a sitemap without dates or a start page is due again.
	sitemapPoll = 6 * time.Hour
)

// readFeed turns the entries of a feed into leads.
func readFeed(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if h.o.ArchivePages == 0 && same(lease, out) {
		return nil
	}
	f, marks, err := h.parseFeed(lease, resp, out.Fetch.Started)
	if err != nil {
		return &refusal{"not-a-feed", err.Error()}
	}
	f.Flags = append(f.Flags, damage(resp)...)
	h.entries(lease, seedOf(lease), f, out)
	h.older(lease, f, out)
	s := frontier.FeedState{Hub: hub(f, resp.Header, lease.URL), Pace: feed.PaceOf(f.Hints, f.Entries, out.Fetch.Started),
		GUIDs: marks, NewGUIDs: slices.Contains(f.Flags, feed.FlagGUIDUnstable)}
	s.Liar, s.LiedAt = doubted(lease.FeedState, s.Pace, out.Fetch.Started)
	out.Poll = &frontier.Poll{Title: f.Title, Entries: len(f.Entries), Flags: f.Flags, FeedState: s}
	return nil
}

// damage tells why an answer is not whole.
func damage(resp *fetch.Response) []string {
	switch {
	case resp.Cut:
		return []string{feed.FlagTooLarge}
	case resp.Broken != nil:
		return []string{resp.Broken.Code}
	}
	return nil
}

// parseFeed reads a feed, by the addresses of its entries once their guids were
// seen to change from poll to poll.
func (h *Harvest) parseFeed(lease frontier.Lease, resp *fetch.Response, now time.Time) (f *feed.Feed, marks []byte, err error) {
	o := feed.Options{
		URL: lease.URL, ContentType: resp.ContentType, Now: now, Language: h.source(lease).Language, DistrustGUID: lease.NewGUIDs,
	}
	if f, err = feed.Parse(resp.Body, o); err != nil {
		return nil, nil, err
	}
	marks = feed.GUIDMarks(f.Entries)
	if !o.DistrustGUID && feed.GUIDsChanged(lease.GUIDs, marks) {
		o.DistrustGUID = true
		f, err = feed.Parse(resp.Body, o)
	}
	return f, marks, err
}

// entries makes leads of what a document of the feed at of lists.
func (h *Harvest) entries(lease frontier.Lease, of string, f *feed.Feed, out *frontier.Outcome) {
	for i := range f.Entries {
		e := f.Entries[i].Entry
		if e.Article.URL == "" {
			continue
		}
		e.Feed = of
		out.Found = append(out.Found, h.lead(lease, e.Article.URL, &e))
	}
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
	h.followLinks(doc, lease, resp, out)
	out.Poll = &frontier.Poll{Entries: len(out.Found)}
	if h.follows(lease) != nil { // who gives the address of an article wants it, too
		article := doc.Article()
		if v := doc.Verdict(); v.Article && v.Confidence >= doubtful {
			h.keep(doc, article, lease, resp, out)
		}
	}
	return nil
}

// lead is a page that a feed, sitemap or start page names.
func (h *Harvest) lead(from frontier.Lease, address string, e *frontier.Entry) frontier.Lead {
	return h.untracked(frontier.Lead{
		URL: address, Kind: frontier.Page, Source: from.Source, Via: from.URL,
		Depth: from.Depth + 1, Priority: priorityPage, Entry: e,
	})
}

// untracked lets a lead to a tracker lead to the address that it holds.
func (h *Harvest) untracked(lead frontier.Lead) frontier.Lead {
	if target, ok := h.o.Rules.Target(lead.URL); ok {
		lead.URL, lead.Tracker = target, lead.URL
	}
	return lead
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
	now := time.Now()
	switch out.Verdict {
	case frontier.Released:
		return // the next run has the word
	case frontier.Redirected: // the hop that follows has the word
		out.Poll = &frontier.Poll{}
		if permanent(resp.Status) {
			out.Poll.MovedTo = out.Detail
		}
		return
	}
	read := out.Poll != nil && out.Verdict == frontier.Done
	if !read {
		out.Poll = &frontier.Poll{FeedState: out.Lease.FeedState}
	}
	p := out.Poll
	p.ETag, p.LastModified, p.BodyHash = out.Lease.ETag, out.Lease.LastModified, out.Lease.BodyHash
	var wait time.Duration
	switch out.Verdict {
	case frontier.Done:
		p.ETag, p.LastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
		p.BodyHash = out.Fetch.BodyHash
		if resp.Broken != nil { // the rest is still to come
			p.ETag, p.LastModified, p.BodyHash = "", "", ""
		}
		h.paced(out, true)
		p.FeedState, wait = answered(p.FeedState, now, fetch.Freshness(resp.Header, now), h.bounds(out.Lease))
	case frontier.Unchanged:
		p.Unread = 0
		if resp.Status == http.StatusNotModified {
			p.Unread = out.Lease.Unread + 1
		}
		h.paced(out, false)
		p.FeedState, wait = answered(p.FeedState, now, fetch.Freshness(resp.Header, now), h.bounds(out.Lease))
	default:
		p.FeedState, wait = failed(p.FeedState, out.Reason, now, h.bounds(out.Lease))
		if out.Fetch != nil && out.Fetch.Status == http.StatusGone && len(out.Lease.Chain) == 0 {
			p.Standing = frontier.Gone
		}
	}
	after := time.Duration(0)
	if resp != nil && resp.Status >= 400 {
		after, _ = fetch.RetryAfter(resp.Header, now)
	}
	least := time.Time{}
	if after > h.o.RetryAfterMax { // which bounds what the host waits for; this address can wait as long as it is asked to
		wait = max(wait, min(after, retryAfterMost))
		least = now.Add(wait)
		if out.Verdict == frontier.Retry {
			out.RetryAt = latest(out.RetryAt, now.Add(wait))
		}
	}
	b := h.bounds(out.Lease)
	p.NextAt = latest(now.Add(spread(seedOf(out.Lease), wait, b.least, max(b.most, wait))), latest(least, out.Clock.BlockedUntil))
}

// paced gives a pace to what has no dates of its own to show one: by its changes
// where those mean something.
func (h *Harvest) paced(out *frontier.Outcome, changed bool) {
	p, before := &out.Poll.Pace, out.Lease.Pace
	switch {
	case !p.Newest.IsZero():
	case out.Lease.Kind == frontier.Section, out.Lease.Kind == frontier.Start && h.follows(out.Lease) != nil:
		p.Wait = rest(out.Lease)
	case out.Lease.Kind == frontier.Start:
		p.Wait = sitemapPoll // its bytes change whenever it is asked for
	case before.Wait == 0 && out.Lease.Kind == frontier.Sitemap:
		p.Wait = sitemapPoll
	default:
		p.Wait = before.Wait
		*p = feed.Pass(*p, changed)
	}
}

// bounds are the times between two polls that the configuration allows.
func (h *Harvest) bounds(lease frontier.Lease) bounds {
	s := h.source(lease)
	b := bounds{s.PollMin, max(s.PollMax, s.PollMin)}
	if lease.Kind == frontier.Sitemap && lease.Depth > 0 {
		b.most = max(b.most, partPoll)
	}
	if lease.Kind == frontier.Section {
		b.most = max(b.most, sectionPoll)
	}
	return b
}

// permanent reports a redirect after which the old address need not be asked any
// more (RFC 9110, sections 15.4.2 and 15.4.9).
func permanent(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
}

// hub is the WebSub hub of a feed, by its links or by the headers of its answer.
func hub(f *feed.Feed, h http.Header, address string) string {
	if f.Hub != "" {
		return f.Hub
	}
	return fetch.LinkOf(h, "hub", address)
}

// seedOf is the address under which the configuration knows a seed, whatever it
// redirects to.
func seedOf(lease frontier.Lease) string {
	if len(lease.Chain) > 0 {
		return lease.Chain[0]
	}
	return lease.URL
}
