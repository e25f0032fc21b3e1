package crawler

import (
	"time"

	"winnow/crawler/frontier"
)

const (
	// backOff is the first pause of a host that says it is overloaded without
	// saying for how long; it doubles with every further failure.
	backOff = 5 * time.Second
	// parkTime is how long a host rests that failed too often in a row; it
	// doubles with every further failure, up to parkMax. Hosts that may be asked
	// in quick succession, which are one's own, rest as many gaps as that is at
	// the gap of two seconds that is usual, but parkLeast.
	parkTime  = time.Hour
	parkGaps  = 1800
	parkLeast = 10 * time.Second
	parkMax   = 24 * time.Hour
	// slack is the most that is added to the gap between two requests, a tenth of
	// it otherwise, leastSlack at least: a server counts an answer as ended a
	// little later than its reader does.
	slack      = 50 * time.Millisecond
	leastSlack = 5 * time.Millisecond
)

// answer is what one request means for the clock of its host.
type answer struct {
	ended  time.Time
	gap    time.Duration // delay or Crawl-delay, from here to the next request
	failed bool          // no answer, or one that speaks of trouble with the server
	busy   bool          // 429 or 503
	server string        // address that answered; empty when that was a proxy, or nobody
	lost   bool          // the network is down: no failure of the host, which rests for after
	after  time.Duration // Retry-After, already cut to what is accepted; 0 when there was none
}

// manners are the settings a clock follows.
type manners struct {
	parkAfter     int           // failures in a row; 0 is never
	retryAfterMax time.Duration // the longest back-off
	gapMax        time.Duration // the longest gap between two requests; 0 is not known
}

// tick moves the clock of a host on after a request.
func tick(c frontier.Clock, a answer, m manners) frontier.Clock {
	c.NextAt = a.ended.Add(ample(a.gap))
	if !c.BlockedUntil.After(a.ended) {
		c.BlockedUntil = time.Time{}
	}
	if a.lost {
		c.BlockedUntil = latest(c.BlockedUntil, a.ended.Add(a.after))
		return c
	}
	if !a.failed {
		c.Failures = 0 // but a pause that was asked for meanwhile stands
		return c
	}
	c.Failures++
	pause := a.after
	if pause == 0 && a.busy {
		pause = min(doubled(backOff, c.Failures-1), m.retryAfterMax)
	}
	if m.parkAfter > 0 && c.Failures >= m.parkAfter {
		pause = max(pause, min(doubled(parked(a.gap), c.Failures-m.parkAfter), parkMax))
	}
	if until := a.ended.Add(pause); pause > 0 && until.After(c.BlockedUntil) {
		c.BlockedUntil = until
	}
	return c
}

// parked is the first rest of a host with a gap between two requests.
func parked(gap time.Duration) time.Duration {
	return max(parkLeast, min(parkGaps*gap, parkTime))
}

// ample is a gap that is long enough for whoever measures it; none stays none.
func ample(gap time.Duration) time.Duration {
	if gap <= 0 {
		return 0
	}
	return gap + min(max(gap/10, leastSlack), slack)
}

// doubled is d times 2 to the n, without overflow.
func doubled(d time.Duration, n int) time.Duration { return d << min(max(n, 0), 12) }
