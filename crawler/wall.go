package crawler

import (
	"slices"
	"time"

	"winnow/crawler/frontier"
)

// wallPauses are those before a page is asked for again that a wall against
// machines kept back. Walls come with an attack or a setting and go after hours or
// days, and a machine that knocks often makes them stay: one request each time.
var wallPauses = []time.Duration{6 * time.Hour, 24 * time.Hour, 4 * 24 * time.Hour, 16 * 24 * time.Hour}

// lastingWalls are part of how a site is made, and answer every visitor.
var lastingWalls = []string{"javascript", "login", "consent"}

// outlast has a page that a feed or a sitemap named, and that a wall kept back,
// asked for again when the wall may be gone. What links led to is left alone: a
// site that is followed behind a wall has no end of such pages.
func outlast(out *frontier.Outcome) {
	number := frontier.WallNumber(out.Reason)
	if out.Verdict != frontier.Failed || out.Fetch == nil || out.Lease.Kind != frontier.Page || out.Lease.Followed ||
		number < 0 || slices.Contains(lastingWalls, frontier.Walls[number]) || out.Lease.Tries >= len(wallPauses) {
		return
	}
	out.Verdict = frontier.Retry
	out.RetryAt = time.Now().Add(wallPauses[out.Lease.Tries])
}
