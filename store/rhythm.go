package store

import (
	"slices"
	"time"
)

const (
	// keptGaps is how many spans between arrivals show a rhythm: a week of an
	// hourly source that sleeps at night.
	keptGaps = 64
	// knownGaps is how many it takes to know one at all.
	knownGaps = 4
	// regularGaps is how many it takes to trust the middle one: then regularTimes
	// of it are a silence, before that unsureTimes.
	regularGaps  = 12
	regularTimes = 3
	unsureTimes  = 6
	// longestTimes: twice the longest span ever left is a silence, whatever is usual.
	longestTimes = 2
	// longestKept is how long the longest span counts: nights, weekends and one
	// holiday lie within two months.
	longestKept = 60 * 24 * time.Hour

	// weekend is the least silence of a source that sleeps: from Friday evening
	// to Monday evening. One that was never quiet for nap through all of watched
	// does not sleep, and is missed after a day.
	weekend   = 72 * time.Hour
	nap       = 6 * time.Hour
	watched   = 72 * time.Hour
	sleepless = 24 * time.Hour

	// fastVisits: what is asked more often than that is no publisher with nights
	// and weekends; its silence is counted in visits, leastIdle of them.
	fastVisits = time.Minute
	leastIdle  = 24
	// slowIdle is how many visits it takes at least at any pace.
	slowIdle = 3
)

// rhythm is how often something new was found at one place.
type rhythm struct {
	every   time.Duration   // usual span between two visits
	gaps    []time.Duration // between visits that found something new
	longest time.Duration   // of them, also of those that are not kept any more
	dates   time.Duration   // silence that the dates of the entries allow; 0 is unknown
}

// usual is the middle of the gaps; 0 is unknown.
func (r rhythm) usual() time.Duration {
	if len(r.gaps) < knownGaps {
		return 0
	}
	sorted := slices.Sorted(slices.Values(r.gaps))
	return sorted[len(sorted)/2]
}

// fast reports visits that follow each other more closely than any publisher's
// day can matter to.
func (r rhythm) fast() bool { return r.every > 0 && r.every < fastVisits }

// patience is the silence beyond which something is the matter; 0 is unknown.
func (r rhythm) patience() time.Duration {
	usual := r.usual()
	switch {
	case usual == 0 && r.fast():
		return 0
	case usual == 0:
		return r.dates
	}
	times := unsureTimes
	if len(r.gaps) >= regularGaps {
		times = regularTimes
	}
	own := max(time.Duration(times)*usual, longestTimes*r.longest)
	if r.fast() {
		return max(own, leastIdle*r.every)
	}
	return max(own, r.least(), r.dates)
}

// least is the shortest silence that is told of a source with nights and weekends.
func (r rhythm) least() time.Duration {
	var all time.Duration
	for _, g := range r.gaps {
		all += g
	}
	if all >= watched && r.longest < nap {
		return sleepless
	}
	return weekend
}

// idleEnough reports whether so many visits without anything new may be a silence.
func (r rhythm) idleEnough(visits int64) bool {
	if r.fast() {
		return visits >= leastIdle
	}
	return visits >= slowIdle
}
