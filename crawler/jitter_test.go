package crawler

import (
	"fmt"
	"testing"
	"time"

	"winnow/crawler/frontier"
)

func TestSpread(t *testing.T) {
	for _, row := range []struct {
		name                  string
		wait, least, most     time.Duration
		soonest, latest, span time.Duration // span: how far a thousand feeds lie apart at least
	}{
		{"within its bounds it is asked for sooner", time.Hour, 10 * time.Minute, 24 * time.Hour, 54 * time.Minute, time.Hour, 4 * time.Minute},
		{"never sooner than it may", 10 * time.Minute, 10 * time.Minute, time.Hour, 10 * time.Minute, 11 * time.Minute, 40 * time.Second},
		{"nor later", time.Hour, time.Hour, time.Hour, time.Hour, time.Hour, 0},
		{"down to nothing", 0, 0, time.Hour, 0, 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			low, high := row.most, time.Duration(0)
			for i := range 1000 {
				got := spread(fmt.Sprintf("https://paper-%d.example/rss", i), row.wait, row.least, row.most)
				low, high = min(low, got), max(high, got)
			}
			if low < row.soonest || high > row.latest || high-low < row.span {
				t.Errorf("from %v to %v, want within %v to %v and %v apart", low, high, row.soonest, row.latest, row.span)
			}
		})
	}
}

// TestStaggerFillsItsWindow: a thousand hosts that are due at once begin at
// different times, about as many in each tenth of the window, and one that rests
// longer by its own clock keeps to that.
func TestStaggerFillsItsWindow(t *testing.T) {
	now := time.Now()
	clocks := make([]frontier.Clock, 1001)
	for i := range clocks {
		clocks[i].Host = fmt.Sprintf("paper-%d.example", i)
	}
	clocks[1000].NextAt = now.Add(time.Hour)
	stagger(clocks, time.Minute, now)
	var tenths [10]int
	for _, c := range clocks[:1000] {
		at := c.NextAt.Sub(now)
		if at < 0 || at > time.Minute {
			t.Fatalf("%s begins after %v", c.Host, at)
		}
		tenths[min(int(at/(6*time.Second)), 9)]++
	}
	for i, n := range tenths {
		if n == 0 || n > 250 {
			t.Errorf("%d hosts begin in tenth %d of the window", n, i)
		}
	}
	if !clocks[1000].NextAt.Equal(now.Add(time.Hour)) {
		t.Errorf("a host that rests begins at %v", clocks[1000].NextAt)
	}
}
