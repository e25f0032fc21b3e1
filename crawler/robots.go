package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	robotsErrLife  = 5 * time.Minute // how long a robots.txt that cannot be had is not asked for again, after its attempts
	robotsHops     = 5               // RFC 9309, section 2.3.1.2
	robotsAttempts = 3               // within one run, unless retries allows fewer
	robotsKept     = 4096            // parsed files held in memory
	// deferredTries is how many runs put off an address whose robots.txt cannot
	// be had; at a try a day or less that is more than a month.
	deferredTries = 40
)

// rules is the robots.txt of one origin as it stands now.
type rules struct {
	file    *fetch.Robots // nil allows all, unless err says otherwise
	err     error         // why the file cannot be had; nothing is allowed then
	tries   int           // attempts that failed, in a row
	most    int           // attempts within one run
	code    string        // of err
	final   bool          // asking again is of no use
	expires time.Time
}

// robotsCache knows the robots.txt of every origin of the run.
type robotsCache struct {
	memory  Memory
	fetcher asker
	agent   string
	mu      sync.Mutex
	known   map[string]*rules
}

func newRobotsCache(memory Memory, fetcher asker, agent string) *robotsCache {
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
	if before := r.known[origin]; k.err != nil && before != nil {
		k.tries += before.tries
	}
	k.expires = latest(k.expires, k.askAgain(time.Now()))
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

// askAgain is when a robots.txt that cannot be had is asked for again: soon, for
// some attempts, while other addresses of the host go on.
func (r *rules) askAgain(now time.Time) time.Time {
	switch {
	case r.err == nil:
		return time.Time{}
	case r.final || r.tries >= r.most:
		return now.Add(robotsErrLife)
	}
	return now.Add(retryDelay << (2 * (r.tries - 1)))
}

// pending reports whether a robots.txt that could not be had will be asked for
// again within this run.
func (r *rules) pending() bool { return r.err != nil && !r.final && r.tries < r.most }

// askRobots fetches the robots.txt that governs a lease, once, under the clock
// of its host.
func (h *Harvest) askRobots(ctx context.Context, j job) {
	defer h.settled(1)
	defer h.schedule.answered(j.lease.Host, j.robots)
	file, last, err := h.followRobots(ctx, j)
	if pause, down := h.networkDown(last.host, err, last.ended); down && last.held {
		h.schedule.release(last.host, &answer{ended: last.ended, gap: h.delay(j.lease), lost: true, after: pause})
		return
	}
	k := read(file)
	if err != nil {
		h.notKept(err)
		k = unreachable(err, min(robotsAttempts, h.o.Retries+1))
		k.expires = last.ended.Add(last.after)
	}
	if ctx.Err() == nil {
		if err := h.robots.put(ctx, j.robots, file, k); err != nil {
			h.log().Warn("robots.txt not remembered", "origin", j.robots, "error", err)
		}
	}
	if last.held {
		last.gap = h.gap(j.lease) // its Crawl-delay counts from here on
		h.schedule.release(last.host, &last.answer)
	}
	if h.o.TDMRep && err == nil && ctx.Err() == nil {
		h.askTDMRep(ctx, j, k)
	}
}

// unreachable is a robots.txt that cannot be had: nothing is allowed until it
// can (RFC 9309, section 2.3.1.4).
func unreachable(err error, most int) *rules {
	k := &rules{err: err, code: "robots-unreachable", tries: 1, most: most}
	var fe *fetch.Error
	if errors.As(err, &fe) && !fe.Retry {
		k.code, k.final = fe.Code, true
	}
	return k
}

// hop is the answer of one host on the way to a robots.txt.
type hop struct {
	answer
	host string
	held bool // still to be released
}

// followRobots asks once, and follows up to five redirects, each under the
// clock of the host it leads to. The host of the last hop is not released.
func (h *Harvest) followRobots(ctx context.Context, j job) (frontier.RobotsFile, hop, error) {
	address, last := j.robots+"/robots.txt", hop{host: j.lease.Host, held: true}
	for range robotsHops + 1 {
		resp, err := h.fetcher.Get(ctx, fetch.Request{URL: address, Accept: "text/plain, */*;q=0.5", MaxBytes: fetch.MaxRobots, Cut: true})
		h.report.robots(resp)
		now := time.Now()
		last.answer = h.robotsAnswer(j, resp, err, now)
		if err != nil {
			return frontier.RobotsFile{}, last, fmt.Errorf("robots.txt: %w", err)
		}
		if isRedirect(resp.Status) && resp.Location != "" {
			h.schedule.release(last.host, &last.answer)
			address, last.host = resp.Location, extract.Host(resp.Location)
			if err := h.schedule.visit(ctx, last.host); err != nil {
				return frontier.RobotsFile{}, hop{}, err
			}
			continue
		}
		if last.failed {
			return frontier.RobotsFile{}, last, fmt.Errorf("robots.txt: the server answers %d", resp.Status)
		}
		return frontier.RobotsFile{Origin: j.robots, Status: resp.Status, Body: resp.Body, FetchedAt: now, ExpiresAt: now.Add(robotsLife)}, last, nil
	}
	// More redirects than five: as if there were none (section 2.3.1.2).
	h.schedule.release(last.host, nil)
	now := time.Now()
	return frontier.RobotsFile{Origin: j.robots, Status: http.StatusNotFound, FetchedAt: now, ExpiresAt: now.Add(robotsLife)}, hop{}, nil
}

// robotsAnswer is what the answer to a request for a robots.txt means for the
// clock of the host.
func (h *Harvest) robotsAnswer(j job, resp *fetch.Response, err error, now time.Time) answer {
	a := answer{ended: now, gap: h.delay(j.lease)}
	if err != nil {
		a.failed = true
		return a
	}
	a.server = serverOf(resp)
	if after, ok := fetch.RetryAfter(resp.Header, now); ok {
		a.after = min(after, h.o.RetryAfterMax)
	}
	a.failed, a.busy = resp.Status >= 500 || isBusy(resp.Status), isBusy(resp.Status)
	return a
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
