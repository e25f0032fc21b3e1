package crawler

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"winnow/crawler/frontier"
)

// spreadShare is the part of the time between two polls by which it is varied, so
// that feeds of one rhythm that were first asked together do not stay together.
const spreadShare = 10

// spread varies the time until the next poll of an address by up to a tenth, half
// of it by the address and half by chance. It is shortened, so that a run every
// hour does not miss what is asked for every hour, unless it would fall below
// least; then it is lengthened, up to most.
func spread(address string, wait, least, most time.Duration) time.Duration {
	shift := time.Duration(float64(wait/spreadShare) * share(address))
	if wait-shift >= least {
		return wait - shift
	}
	return max(wait, min(wait+shift, most))
}

// share is a number from 0 to 1 for a name: half by the name, half by chance.
func share(name string) float64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return (float64(h.Sum64())/math.MaxUint64 + rand.Float64()) / 2
}

// stagger puts the first requests to hosts off, each by its own time within a
// window, so that they do not all begin when the run does.
func stagger(clocks []frontier.Clock, window time.Duration, now time.Time) {
	if window <= 0 {
		return
	}
	for i, c := range clocks {
		offset := time.Duration(float64(window) * share(c.Host))
		clocks[i].NextAt = latest(c.NextAt, now.Add(offset))
	}
}
