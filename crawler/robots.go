package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

const (
	robotsLife     = 24 * time.Hour  // RFC 9309, section 2.4
	robotsErrLife  = 5 * time.Minute // how long a robots.txt that cannot be had is not asked for again
	robotsHops     = 5               // RFC 9309, section 2.3.1.2
	robotsAttempts = 3               // within one run
	robotsKept     = 4096            // parsed files held in memory
	// deferredTries is how many runs put off an address whose robots.txt cannot
	// be had; at a try a day or less that is more than a month.
	deferredTries = 40
)

// rules is the robots.txt of one origin as it stands now.
type rules struct {
	file    *fetch.Robots // nil allows all, unless err says otherwise
	err     error         // why the file cannot be had; nothing is allowed then
	code    string        // of err
	final   bool          // asking again is of no use
	expires time.Time
}

// robotsCache knows the robots.txt of every origin of the run.
type robotsCache struct {
	memory  Memory
	fetcher *fetch.Fetcher
	agent   string
	mu      sync.Mutex
	known   map[string]*rules
}

func newRobotsCache(memory Memory, fetcher *fetch.Fetcher, agent string) *robotsCache {
	return &robotsCache{memory: memory, fetcher: fetcher, agent: agent, known: map[string]*rules{}}
}

// missing gives the function that names the origin whose robots.txt has to be
// fetched before an address, or nothing when it is known.
func (r *robotsCache) missing(ctx context.Context, ignore bool) func(address string) string {
	return func(address string) string {
		if ignore {
			return ""
		}
		origin := originOf(address)
		if r.get(ctx, origin) != nil {
			return ""
		}
		return origin
	}
}

// get gives the rules of an origin, from memory when a run before this one
// fetched them; nil when they have to be fetched.
func (r *robotsCache) get(ctx context.Context, origin string) *rules {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.known[origin]; k != nil && time.Now().Before(k.expires) {
		return k
	}
	file, ok, err := r.memory.Robots(ctx, origin)
	if err != nil || !ok || !time.Now().Before(file.ExpiresAt) {
		return nil
	}
	return r.keep(origin, read(file))
}

// put takes over a file that was just fetched.
func (r *robotsCache) put(ctx context.Context, origin string, file frontier.RobotsFile, k *rules) error {
	r.mu.Lock()
	r.keep(origin, k)
	r.mu.Unlock()
	if k.err != nil {
		return nil // the next run asks again
	}
	return r.memory.SaveRobots(context.WithoutCancel(ctx), file)
}

func (r *robotsCache) keep(origin string, k *rules) *rules {
	if len(r.known) >= robotsKept {
		for old := range r.known { // any will do: the store has them all
			delete(r.known, old)
			break
		}
	}
	r.known[origin] = k
	return k
}

// read parses a robots.txt that was answered.
func read(file frontier.RobotsFile) *rules {
	k := &rules{expires: file.ExpiresAt}
	if file.Status/100 == 2 {
		k.file = fetch.ParseRobots(file.Body)
	}
	return k
}

// askRobots fetches the robots.txt that governs a lease, under the clock of
// its host, which no other request shares meanwhile.
func (h *Harvest) askRobots(ctx context.Context, j job) {
	defer h.settled(1)
	file, a, err := h.fetchRobots(ctx, j)
	k := read(file)
	if err != nil {
		k = unreachable(err)
	}
	if ctx.Err() == nil {
		if err := h.robots.put(ctx, j.robots, file, k); err != nil {
			h.log().Warn("robots.txt not remembered", "origin", j.robots, "error", err)
		}
	}
	h.schedule.release(j.lease.Host, &a)
}

// unreachable is a robots.txt that cannot be had: nothing is allowed until it
// can (RFC 9309, section 2.3.1.4).
func unreachable(err error) *rules {
	k := &rules{err: err, code: "robots-unreachable", expires: time.Now().Add(robotsErrLife)}
	var fe *fetch.Error
	if errors.As(err, &fe) && !fe.Retry {
		k.code, k.final = fe.Code, true
	}
	return k
}

// fetchRobots asks for a robots.txt until it is answered, or cannot be had.
func (h *Harvest) fetchRobots(ctx context.Context, j job) (file frontier.RobotsFile, last answer, err error) {
	for attempt := range robotsAttempts {
		if attempt > 0 && !pause(ctx, max(last.gap, last.after, retryDelay<<(2*(attempt-1)))) {
			break
		}
		file, last, err = h.followRobots(ctx, j)
		if err == nil || ctx.Err() != nil || last.after > patience {
			break
		}
		var fe *fetch.Error
		if errors.As(err, &fe) && !fe.Retry {
			break
		}
	}
	last.gap = max(last.gap, h.delay(j.lease))
	return file, last, err
}

// followRobots asks once, and follows up to five redirects, each under the
// clock of the host it leads to.
func (h *Harvest) followRobots(ctx context.Context, j job) (frontier.RobotsFile, answer, error) {
	address, at := j.robots+"/robots.txt", j.lease.Host
	for range robotsHops + 1 {
		resp, err := h.fetcher.Get(ctx, fetch.Request{URL: address, Accept: "text/plain, */*;q=0.5", MaxBytes: fetch.MaxRobots, Cut: true})
		now := time.Now()
		a := answer{ended: now, gap: h.delay(j.lease)}
		if at != j.lease.Host {
			h.schedule.release(at, &a)
		}
		h.report.robots(resp)
		if err != nil {
			a.failed = true
			return frontier.RobotsFile{}, a, fmt.Errorf("robots.txt: %w", err)
		}
		if isRedirect(resp.Status) && resp.Location != "" {
			address = resp.Location
			next := extract.Host(address)
			if next == j.lease.Host {
				if !pause(ctx, a.gap) {
					return frontier.RobotsFile{}, a, ctx.Err()
				}
			} else if err := h.schedule.visit(ctx, next); err != nil {
				return frontier.RobotsFile{}, a, err
			}
			at = next
			continue
		}
		if after, ok := fetch.RetryAfter(resp.Header, now); ok {
			a.after = min(after, h.o.RetryAfterMax)
		}
		if resp.Status >= 500 || isBusy(resp.Status) {
			a.failed, a.busy = true, isBusy(resp.Status)
			return frontier.RobotsFile{}, a, fmt.Errorf("robots.txt: the server answers %d", resp.Status)
		}
		file := frontier.RobotsFile{Origin: j.robots, Status: resp.Status, Body: resp.Body, FetchedAt: now, ExpiresAt: now.Add(robotsLife)}
		return file, a, nil
	}
	// More redirects than five: as if there were none (section 2.3.1.2).
	if at != j.lease.Host {
		h.schedule.release(at, nil)
	}
	now := time.Now()
	return frontier.RobotsFile{Origin: j.robots, Status: 404, FetchedAt: now, ExpiresAt: now.Add(robotsLife)}, answer{ended: now, gap: h.delay(j.lease)}, nil
}

// allowed says whether an address may be asked for, and by which rule not.
func (r *rules) allowed(agent, address string) (ok bool, why string) {
	if r.err != nil {
		return false, r.err.Error()
	}
	if r.file == nil {
		return true, ""
	}
	ok, rule := r.file.Allowed(agent, address)
	return ok, rule
}

// crawlDelay is the Crawl-delay for the agent, cut to longest.
func (r *rules) crawlDelay(agent string, longest time.Duration) time.Duration {
	if r == nil || r.file == nil {
		return 0
	}
	d, _ := r.file.CrawlDelay(agent)
	return min(d, longest)
}

// originOf is scheme, host and port of an address, in lower case.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// pause waits, or reports false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
