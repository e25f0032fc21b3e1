package crawler

import (
	"container/heap"
	"context"
	"slices"
	"sync"
	"time"

	"winnow/crawler/frontier"
)

// patience is how far ahead a retry or a parked host may lie for a run to wait
// for it; what lies further is left to a later run.
const patience = time.Minute

// perGroup is how many hosts of one registrable domain, or behind one server
// address, are asked at a time: a handful of names is a site with its parts, a
// thousand are a hosting service that has one machine for them all.
const perGroup = 8

// schedule decides which lead is asked for next. Workers never sleep for a
// host: the host sleeps in a heap, ordered by when it may be asked again, and a
// lead is handed out only when its host's clock allows it.
//
// It holds about a hundred bytes a host and a few claimed leads for the hosts
// at the top; everything else stays in the memory of the harvest.
type schedule struct {
	mu       sync.Mutex
	perHost  int
	perGroup int // hosts of one site, or behind one address, asked at a time
	manners  manners
	patience time.Duration // how far ahead a retry or a parked host may lie to be waited for
	hosts    map[string]*host
	sites    groups
	servers  groups
	asleep   sleepers
	running  int           // leases and robots files being fetched
	wake     chan struct{} // has one element when something may have become ready
}

// host is one host that has leads.
type host struct {
	name     string
	nextAt   time.Time // by the delay
	blocked  time.Time // parked until
	earliest time.Time // when the first lead in the store may be tried
	ahead    []frontier.Lease
	failures int // in a row
	waiting  int // leads in the store
	running  int
	asking   []string // origins whose robots.txt is being fetched
	stuck    bool     // every claimed lead waits for one of them
	told     int      // how often the store spoke of it
	crowded  bool     // kept back by a group
	groups   []*group
	server   string    // address that answered
	lost     bool      // parked only because the network was down
	place    int       // in the heap, -1 when not there
	before   time.Time // nextAt as it was before the last job was handed out
	stamped  time.Time // nextAt as that job set it
	wanted   time.Time // since when it has leads and no request is under way; zero when that is not so
}

func newSchedule(perHost int, m manners, clocks []frontier.Clock) *schedule {
	perHost = max(perHost, 1)
	s := &schedule{
		perHost: perHost, perGroup: max(perHost, perGroup), manners: m, patience: patience,
		hosts: make(map[string]*host, len(clocks)), sites: groups{}, servers: groups{}, wake: make(chan struct{}, 1),
	}
	s.merge(clocks)
	return s
}

// add makes a host known.
func (s *schedule) add(h *host) *host {
	h.place = -1
	s.hosts[h.name] = h
	s.sites.join(siteOf(h.name), h)
	return h
}

// merge takes over what the store says of hosts after a commit.
func (s *schedule) merge(clocks []frontier.Clock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range clocks {
		h := s.hosts[c.Host]
		if h == nil {
			if c.Waiting == 0 {
				continue
			}
			h = s.add(&host{name: c.Host, nextAt: s.plausible(c.NextAt), blocked: c.BlockedUntil, failures: c.Failures})
		}
		if h.waiting == 0 && len(h.ahead) == 0 && h.running == 0 && c.Waiting > 0 {
			h.wanted = time.Now()
		}
		h.waiting, h.earliest = c.Waiting, c.EarliestAt
		h.told++
		s.settle(h)
	}
	s.signal()
}

// plausible cuts a time that lies further ahead than any gap: the clock of the
// machine was set back since it was written down, and the run would wait for it.
func (s *schedule) plausible(nextAt time.Time) time.Time {
	if latest := time.Now().Add(s.manners.gapMax); s.manners.gapMax > 0 && nextAt.After(latest) {
		return latest
	}
	return nextAt
}

// hunger is a host that may be asked now and has no claimed lead.
type hunger struct {
	host string
	told int // what the store had said of it by then
}

// hungry gives up to n hosts to claim leads for.
func (s *schedule) hungry(now time.Time, n int) []hunger {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []hunger
	s.asleep.each(now, func(h *host) bool {
		if len(h.ahead) == 0 {
			found = append(found, hunger{h.name, h.told})
		}
		return len(found) < n
	})
	return found
}

// fill takes over the leases that were claimed for hungry hosts. A host that
// got none has none to give, unless the store has spoken of it since.
func (s *schedule) fill(asked []hunger, got map[string][]frontier.Lease) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range asked {
		h, leases := s.hosts[a.host], got[a.host]
		h.ahead = append(h.ahead, leases...)
		if len(leases) == 0 && h.told == a.told {
			h.waiting = 0
		}
		s.settle(h)
	}
}

// job is what a worker does: visit a lease, or fetch the robots.txt that
// governs one.
type job struct {
	lease  frontier.Lease
	robots string        // origin whose robots.txt is to be fetched; empty for a visit
	waited time.Duration // that it could not start only because its host had to rest
}

// next hands out a job that may start now. missing names the origin whose
// robots.txt has to be fetched before the address, or nothing; gap is the
// shortest time between the starts of two requests to the host of a lease.
func (s *schedule) next(now time.Time, missing func(address string) string, gap func(frontier.Lease) time.Duration) (job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found job
	var chosen *host
	var place int
	var stuck, crowded []*host
	s.asleep.each(now, func(h *host) bool {
		if len(h.ahead) == 0 {
			return true
		}
		if h.full(s.perGroup) != nil {
			crowded = append(crowded, h)
			return true
		}
		i, origin := h.startable(missing)
		if i < 0 {
			stuck = append(stuck, h)
			return true
		}
		found, chosen, place = job{lease: h.ahead[i], robots: origin}, h, i
		return false
	})
	for _, h := range stuck {
		h.stuck = true
		s.settle(h)
	}
	for _, h := range crowded {
		s.hold(h)
	}
	if chosen == nil {
		return job{}, false
	}
	if found.robots == "" {
		chosen.ahead = slices.Delete(chosen.ahead, place, place+1)
	} else {
		chosen.asking = append(chosen.asking, found.robots)
	}
	found.waited = chosen.rested(now)
	chosen.before = chosen.nextAt
	chosen.nextAt = latest(chosen.nextAt, now.Add(ample(gap(found.lease))))
	chosen.stamped = chosen.nextAt
	chosen.enter()
	s.running++
	s.settle(chosen)
	return found, true
}

// startable is the first claimed lead that something can be done for, and the
// origin whose robots.txt has to be fetched for it; less than 0 is none. What
// waits for the robots.txt of one port must not keep the others waiting.
func (h *host) startable(missing func(address string) string) (int, string) {
	for i := range h.ahead {
		address := h.ahead[i].URL
		if len(h.asking) > 0 && slices.Contains(h.asking, originOf(address)) {
			continue
		}
		return i, missing(address)
	}
	return -1, ""
}

// answered says that the robots.txt of an origin is here, or will not come for
// now.
func (s *schedule) answered(name, origin string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[name]
	h.asking = slices.DeleteFunc(h.asking, func(o string) bool { return o == origin })
	h.stuck = false
	s.settle(h)
	s.signal()
}

// release ends a job: it moves the clock of the host on and gives it. A nil
// answer says that nothing was asked for.
func (s *schedule) release(name string, a *answer) frontier.Clock {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[name]
	s.running--
	h.leave()
	h.wanted = time.Time{}
	if h.running == 0 && len(h.ahead)+h.waiting > 0 {
		h.wanted = time.Now()
	}
	s.letGo(h)
	if a == nil && h.running == 0 && h.nextAt.Equal(h.stamped) {
		h.nextAt = h.before // nothing was asked for: the next request need not wait for it
	}
	c := frontier.Clock{Host: name, NextAt: h.nextAt, BlockedUntil: h.blocked, Failures: h.failures}
	if a != nil {
		c = tick(c, *a, s.manners)
		h.lost = a.lost
		h.nextAt, h.blocked, h.failures = latest(h.nextAt, c.NextAt), c.BlockedUntil, c.Failures
		c.NextAt = h.nextAt
		s.answeredBy(h, a.server)
	}
	s.settle(h)
	s.signal()
	return c
}

// answeredBy remembers which server address answers for a host. It is learned
// from the first answer; a host that moves keeps its place until the next run.
func (s *schedule) answeredBy(h *host, server string) {
	if server != "" && h.server == "" {
		h.server = server
		s.servers.join(server, h)
	}
}

// hold keeps a host back until a request to its group ends.
func (s *schedule) hold(h *host) {
	g := h.full(s.perGroup)
	if g == nil {
		return
	}
	h.crowded = true
	g.held = append(g.held, h)
	s.settle(h)
}

// letGo frees the hosts that were held by the groups of h.
func (s *schedule) letGo(h *host) {
	for _, g := range h.groups {
		for _, held := range g.held {
			held.crowded = false
			s.settle(held)
		}
		g.held = g.held[:0]
	}
}

// visit asks a host outside the order of its leads, for a redirect of its
// robots.txt: it waits until the host's clock allows it. The caller releases.
func (s *schedule) visit(ctx context.Context, name string) error {
	for {
		wait, ok := s.enter(name)
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(wait, 10*time.Millisecond)):
		}
	}
}

func (s *schedule) enter(name string) (wait time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[name]
	if h == nil {
		h = s.add(&host{name: name})
	}
	now := time.Now()
	if until := latest(h.nextAt, h.blocked); until.After(now) {
		return until.Sub(now), false
	}
	if h.running >= s.perHost || h.full(s.perGroup) != nil {
		return 0, false
	}
	h.enter()
	s.running++
	s.settle(h)
	return 0, true
}

// giveBack takes away the claimed leads of hosts that are parked beyond
// patience, or of all hosts.
func (s *schedule) giveBack(now time.Time, all bool) []frontier.Lease {
	s.mu.Lock()
	defer s.mu.Unlock()
	var leases []frontier.Lease
	for _, h := range s.hosts {
		if len(h.ahead) > 0 && (all || h.blocked.After(now.Add(patience))) {
			leases = append(leases, h.ahead...)
			h.ahead, h.stuck = nil, false
			s.settle(h)
		}
	}
	return leases
}

// rest tells how long nothing can start unless something ends, and whether
// anything can at all without going beyond patience.
func (s *schedule) rest(now time.Time) (wait time.Duration, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait, more = patience, s.running > 0
	horizon := now.Add(s.patience)
	for _, h := range s.asleep {
		wait = min(wait, h.ready().Sub(now))
		more = more || !h.held().After(horizon)
	}
	return max(wait, 0), more
}

// idle reports whether nothing is being fetched.
func (s *schedule) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running == 0
}

// found lets go of the hosts that are parked because the network was down.
func (s *schedule) found() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hosts {
		if h.lost {
			h.lost, h.blocked = false, time.Time{}
			s.settle(h)
		}
	}
	s.signal()
}

// known is how many hosts there are.
func (s *schedule) known() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.hosts)
}

// waiting is how many leads wait in all.
func (s *schedule) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, h := range s.hosts {
		n += h.waiting + len(h.ahead)
	}
	return n
}

// sleep waits for d, or until something may have become ready.
func (s *schedule) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-s.wake:
	}
}

func (s *schedule) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// settle puts a host where it belongs in the heap, or out of it.
func (s *schedule) settle(h *host) {
	able := !h.stuck && !h.crowded && h.running < s.perHost && (len(h.ahead) > 0 || h.waiting > 0)
	switch {
	case able && h.place < 0:
		heap.Push(&s.asleep, h)
	case able:
		heap.Fix(&s.asleep, h.place)
	case h.place >= 0:
		heap.Remove(&s.asleep, h.place)
	}
}

// rested is how long a host that is about to be asked had leads and was left
// alone, because it has to rest between requests or is parked.
func (h *host) rested(now time.Time) time.Duration {
	if h.running > 0 || h.wanted.IsZero() {
		return 0
	}
	return min(max(latest(h.nextAt, h.blocked).Sub(h.wanted), 0), now.Sub(h.wanted))
}

// ready is when the host may be asked.
func (h *host) ready() time.Time { return latest(h.nextAt, h.held()) }

// held is when the host may be asked as far as it is not only a matter of
// manners between two requests.
func (h *host) held() time.Time {
	if len(h.ahead) > 0 {
		return h.blocked
	}
	return latest(h.blocked, h.earliest)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
