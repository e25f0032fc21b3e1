package crawler

import (
	"errors"
	"sync"
	"time"

	"winnow/crawler/fetch"
)

const (
	// fewestLost and mostLost bound how many hosts in a row, half of those that are
	// known otherwise, have to be lost before it is the network that is down and not
	// they.
	fewestLost, mostLost = 2, 20
	// leastProbe and mostProbe bound how long a host is left alone while the network
	// is down: a quarter of how long that has lasted.
	leastProbe, mostProbe = time.Second, 5 * time.Minute
	probeShare            = 4
)

// lost holds the errors that a network which is down makes.
var lost = map[string]bool{
	fetch.CodeDNS: true, fetch.CodeRefused: true, fetch.CodeUnreachable: true, fetch.CodeReset: true,
	fetch.CodeClosed: true, fetch.CodeTimeout: true, fetch.CodeProxy: true,
}

// outage notices that the network itself is down. A watch sees that more often
// than any other run, on a machine that sleeps or travels; no host and no feed is
// to blame for it then, and all are asked again soon.
type outage struct {
	told func(down bool) // hears of both its ends; never nil

	mu    sync.Mutex
	hosts map[string]bool // lost since a host answered last
	since time.Time       // zero while the network is there
}

// answered notes that a host has answered, whatever it said, and reports whether
// the network was down until then.
func (o *outage) answered() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.hosts)
	if o.since.IsZero() {
		return false
	}
	o.since = time.Time{}
	o.told(false)
	return true
}

// lost notes that a host did not answer, of so many that are known. When the
// network is down it gives the time for which the host is to be left alone.
func (o *outage) lost(host string, known int, now time.Time) (pause time.Duration, down bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hosts[host] = true
	if o.since.IsZero() {
		if len(o.hosts) < min(max(known/2, fewestLost), mostLost) {
			return 0, false
		}
		o.since = now
		o.told(true)
	}
	return min(max(now.Sub(o.since)/probeShare, leastProbe), mostProbe), true
}

// networkDown reports whether a request failed because the network is down, and for how
// long its host is to be left alone then. Only a watch asks: a run that ends tells
// what failed.
func (h *Harvest) networkDown(host string, err error, now time.Time) (pause time.Duration, down bool) {
	if h.watch == nil {
		return 0, false
	}
	var fe *fetch.Error
	switch {
	case err == nil:
		if h.watch.network.answered() {
			h.schedule.found()
		}
		return 0, false
	case !errors.As(err, &fe) || !lost[fe.Code]:
		return 0, false
	}
	return h.watch.network.lost(host, h.schedule.known(), now)
}
