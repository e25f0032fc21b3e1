package store

import (
	"testing"
	"time"

	"winnow/crawler/frontier"
)

// A run under a clock that is years ahead must not put the harvest to rest
// until then.
func TestBeginMendsTheTimesOfAClockThatRanAhead(t *testing.T) {
	h := newHarvest(t)
	seed := frontier.Lead{URL: "https://quay.test/rss.xml", Kind: frontier.Feed, Source: "quay"}
	h.clock.advance(14 * 365 * 24 * time.Hour)
	h.begin(false, seed)
	lease := h.claim()[0]
	ahead := h.clock.now()
	h.commit(frontier.Outcome{
		Lease: lease, Verdict: frontier.Retry, Reason: "http-503", RetryAt: ahead.Add(time.Hour),
		Poll:  &frontier.Poll{NextAt: ahead.Add(time.Hour)},
		Clock: frontier.Clock{Host: "quay.test", NextAt: ahead.Add(time.Minute), BlockedUntil: ahead.Add(time.Hour), Failures: 1},
	})
	if err := h.SaveRobots(t.Context(), frontier.RobotsFile{Origin: "https://quay.test", Status: 200, FetchedAt: ahead, ExpiresAt: ahead.Add(24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}

	h.clock.at = morning
	h.begin(false, seed)
	clocks, err := h.Hosts(t.Context())
	if err != nil || len(clocks) != 1 {
		t.Fatalf("got %v, %v; want the host with its lead", clocks, err)
	}
	soon := morning.Add(24 * time.Hour)
	if c := clocks[0]; c.NextAt.After(soon) || c.BlockedUntil.After(soon) || c.EarliestAt.After(soon) {
		t.Errorf("the host rests until %v, %v, its lead until %v", c.NextAt, c.BlockedUntil, c.EarliestAt)
	}
	if leases := h.claim(); len(leases) != 1 {
		t.Errorf("%d leads may be tried, want the feed", len(leases))
	}
	if _, there, err := h.Robots(t.Context(), "https://quay.test"); there || err != nil {
		t.Errorf("a robots.txt of the future is believed (%v)", err)
	}
}
