package store

import (
	"slices"
	"time"
)

const (
	// keptGaps is how many spans between arrivals show a rhythm: days of an
	// hourly source that sleeps at night.
	keptGaps = 96
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

	// fastVisits: what is visited more often than cron can is no publisher with
	// nights and weekends. Its rhythm is counted in visits: leastIdle of them
	// without anything new are the least silence, half as many once watchedVisits
	// have shown no gap of napVisits.
	fastVisits    = 45 * time.Second
	leastIdle     = 24
	watchedVisits = 72
	napVisits     = 6
	// fewTimes the longest of too few gaps to know a rhythm, and twice leastIdle, are
	// a silence there.
	fewTimes = 3
	// surely: so many times the longest of regularGaps is a silence however seldom
	// somebody looked, if that was surelyIdle times: a feed without anything new is
	// visited less and less.
	surely     = 12
	surelyIdle = 6
	// slowIdle is how many visits it takes at least at any other pace.
	slowIdle = 3
)

// gap is what lies between two visits that found something new: milliseconds, and
// visits.
type gap [2]int64

// rhythm is how often something new was found at one place.
type rhythm struct {
	every   time.Duration // usual span between two visits
	gaps    []gap         // newest last
	longest time.Duration // of them, also of those that are not kept any more
	dates   time.Duration // silence that the dates of the entries allow; 0 is unknown
}

// usual is the middle of the gaps; 0 is unknown.
func (r rhythm) usual() time.Duration { return span(r.middle(0)) }

// middle is that of one column of the gaps; 0 is unknown.
func (r rhythm) middle(column int) int64 {
	if len(r.gaps) < knownGaps {
		return 0
	}
	values := make([]int64, len(r.gaps))
	for i, g := range r.gaps {
		values[i] = g[column]
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// fast reports visits that follow each other more closely than any publisher's
// day can matter to.
func (r rhythm) fast() bool { return r.every > 0 && r.every < fastVisits }

// times is how many usual gaps are a silence.
func (r rhythm) times() int64 {
	if len(r.gaps) >= regularGaps {
		return regularTimes
	}
	return unsureTimes
}

// patience is the silence beyond which something is the matter; 0 is unknown.
func (r rhythm) patience() time.Duration {
	usual := r.usual()
	if usual == 0 {
		return r.dates
	}
	return max(time.Duration(r.times())*usual, longestTimes*r.longest, r.least(), r.dates)
}

// visits is patience counted in visits; 0 is unknown.
func (r rhythm) visits() int64 {
	longest, all := int64(0), int64(0)
	for _, g := range r.gaps {
		longest, all = max(longest, g[1]), all+g[1]
	}
	usual := r.middle(1)
	switch {
	case len(r.gaps) == 0:
		return 0
	case usual == 0:
		return max(fewTimes*longest, 2*leastIdle)
	}
	least := int64(leastIdle)
	if all >= watchedVisits && longest < napVisits {
		least /= 2
	}
	return max(r.times()*usual, longestTimes*longest, least)
}

// least is the shortest silence that is told of a source with nights and weekends.
func (r rhythm) least() time.Duration {
	var all time.Duration
	for _, g := range r.gaps {
		all += span(g[0])
	}
	if all >= watched && r.longest < nap {
		return sleepless
	}
	return weekend
}
