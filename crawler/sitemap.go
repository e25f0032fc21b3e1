package crawler

import (
	"fmt"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

const (
	// sitemapDepth is how deep sitemap indexes may nest; the protocol allows
	// one level, publishers use two.
	sitemapDepth = 3
	// largeSitemap is how many entries make a sitemap too costly for its server
	// to be asked for more often than every largePoll.
	largeSitemap = 1000
	largePoll    = time.Hour
	// lastmodLag is how long a change may take to show in the sitemap.
	lastmodLag = 24 * time.Hour
)

// readSitemap turns the addresses of a sitemap into leads, those of an index
// into further sitemaps.
func readSitemap(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if same(lease, out) {
		return nil
	}
	now := out.Fetch.Started
	m, err := feed.ParseSitemap(resp.Body, feed.Options{URL: lease.URL, ContentType: resp.ContentType, Now: now})
	if err != nil {
		return &refusal{"not-a-sitemap", err.Error()}
	}
	if m.Index && lease.Depth >= sitemapDepth {
		return &refusal{"too-deep", fmt.Sprintf("sitemap indexes nested more than %d deep", sitemapDepth)}
	}
	m.Flags = append(m.Flags, damage(resp)...)
	out.Poll = &frontier.Poll{Entries: len(m.Entries), FeedState: sitemapState(lease.FeedState, m, now)}
	out.Poll.Flags = m.Flags
	for i, e := range m.Entries {
		lead := h.lead(lease, e.URL, e.Entry(seedOf(lease), i))
		if m.Index {
			lead.Kind, lead.Priority = frontier.Sitemap, prioritySeed
		}
		if !out.Poll.FalseMod {
			lead.Changed = changed(e, lease, m.Index)
		}
		out.Found = append(out.Found, lead)
	}
	return nil
}

// sitemapState is what a sitemap shows of its ways. What is wrong with it is
// added to its flags.
func sitemapState(before frontier.FeedState, m *feed.Sitemap, now time.Time) frontier.FeedState {
	s := frontier.FeedState{Sketch: feed.Sketch(m)}
	if s.FalseMod = feed.FalseLastMod(m, now); s.FalseMod {
		m.Flags = append(m.Flags, feed.FlagLastMod)
	} else {
		s.Pace = feed.PaceOfSitemap(m, now)
	}
	s.Liar, s.LiedAt = doubted(before, s.Pace, now)
	news := len(m.Entries) > 0 && m.Entries[0].News != nil // may well list others after two days
	if !news && feed.Rotated(before.Sketch, s.Sketch) {
		m.Flags = append(m.Flags, feed.FlagRotating)
	}
	if len(m.Entries) > largeSitemap {
		s.Pace.Least = largePoll
	}
	return s
}

// changed is when an entry changed last, as far as that matters: of the parts of
// an index always, of pages only when it was after the sitemap was last read. A
// day ends at midnight.
func changed(e feed.SitemapEntry, lease frontier.Lease, part bool) time.Time {
	at := e.LastMod.Time
	if at.IsZero() {
		return at
	}
	if e.LastMod.DayOnly {
		at = at.Add(24 * time.Hour)
	}
	if !part && (lease.LastPoll.IsZero() || !at.After(lease.LastPoll.Add(-lastmodLag))) {
		return time.Time{}
	}
	return at
}
