package discover

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"winnow/crawler/fetch"
	"winnow/extract"
)

const (
	maxHops = 5 // redirects followed from one address
	// maxRest is the longest Retry-After that is waited for; whoever asks for
	// more is not asked again.
	maxRest = 30 * time.Second
)

var (
	errSpent   = errors.New("as many requests as one site may be asked")
	errRobots  = errors.New("robots.txt forbids it")
	errTooBusy = errors.New("the server is busy")
)

// visitor asks the hosts of one site, one request at a time.
type visitor struct {
	o       Options
	fetcher *fetch.Fetcher
	robots  map[string]*permission // by origin
	free    map[string]time.Time   // by host: not to be asked before
	asked   int                    // requests for the site at hand
}

// permission is the robots.txt of an origin.
type permission struct {
	file *fetch.Robots
	err  error // why nothing may be asked for
}

func newVisitor(f *fetch.Fetcher, o Options) *visitor {
	return &visitor{o: o, fetcher: f, robots: map[string]*permission{}, free: map[string]time.Time{}}
}

// get asks for an address and follows its redirects, each hop under the
// robots.txt and the gap of its host. The answer is 200, or there is an error.
// named is the address to keep: a redirect that is not permanent leaves it as it
// was (RFC 9110, section 15.4).
func (v *visitor) get(ctx context.Context, r fetch.Request) (resp *fetch.Response, named string, err error) {
	named, lasting := r.URL, true
	for range maxHops + 1 {
		if p := v.permission(ctx, r.URL); p.err != nil {
			return nil, "", p.err
		} else if ok, rule := p.file.Allowed(v.o.Agent, r.URL); !ok {
			return nil, "", fmt.Errorf("%w: %s", errRobots, rule)
		}
		resp, err = v.ask(ctx, r)
		if err != nil {
			return nil, "", err
		}
		switch {
		case resp.Status == http.StatusOK:
			return resp, named, nil
		case resp.Status/100 == 3 && resp.Location != "":
			r.URL = resp.Location
			if lasting = lasting && (resp.Status == http.StatusMovedPermanently || resp.Status == http.StatusPermanentRedirect); lasting {
				named = r.URL
			}
		case resp.Status == http.StatusTooManyRequests || resp.Status == http.StatusServiceUnavailable:
			return nil, "", fmt.Errorf("%w: %d", errTooBusy, resp.Status)
		default:
			return nil, "", fmt.Errorf("%d %s", resp.Status, http.StatusText(resp.Status))
		}
	}
	return nil, "", fmt.Errorf("redirects more than %d times", maxHops)
}

// ask sends one request when the host may be asked.
func (v *visitor) ask(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	if v.asked >= v.o.Requests {
		return nil, errSpent
	}
	host := extract.Host(r.URL)
	wait := time.Until(v.free[host])
	if wait > maxRest {
		return nil, fmt.Errorf("%w: it asks for a pause of %s", errTooBusy, wait.Round(time.Second))
	}
	if wait > 0 {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
	v.asked++
	if v.o.Progress != nil {
		v.o.Progress(r.URL)
	}
	resp, err := v.fetcher.Get(ctx, r)
	now := time.Now()
	v.free[host] = now.Add(v.gap(r.URL))
	if err != nil {
		return nil, err
	}
	if after, told := fetch.RetryAfter(resp.Header, now); told && resp.Status >= 400 {
		v.free[host] = now.Add(max(after, v.gap(r.URL)))
	}
	return resp, nil
}

// gap is the time between two requests to the host of an address.
func (v *visitor) gap(address string) time.Duration {
	gap := v.o.Delay
	if p := v.robots[originOf(address)]; p != nil && p.file != nil {
		if d, told := p.file.CrawlDelay(v.o.Agent); told {
			gap = max(gap, min(d, v.o.CrawlDelayMax))
		}
	}
	return gap
}

// permission gives the robots.txt of an address, asked for once.
func (v *visitor) permission(ctx context.Context, address string) *permission {
	origin := originOf(address)
	if p := v.robots[origin]; p != nil {
		return p
	}
	p := &permission{}
	p.file, p.err = v.askRobots(ctx, origin+"/robots.txt")
	v.robots[origin] = p
	return p
}

func (v *visitor) askRobots(ctx context.Context, address string) (*fetch.Robots, error) {
	for range maxHops + 1 {
		resp, err := v.ask(ctx, fetch.Request{URL: address, Accept: "text/plain, */*;q=0.5", MaxBytes: fetch.MaxRobots, Cut: true})
		if err != nil {
			return nil, fmt.Errorf("robots.txt: %w", err)
		}
		if resp.Status/100 == 3 && resp.Location != "" {
			address = resp.Location
			continue
		}
		switch fetch.RobotsVerdict(resp.Status) {
		case fetch.RobotsAllow:
			return fetch.ParseRobots(nil), nil
		case fetch.RobotsDefer:
			return nil, fmt.Errorf("robots.txt: the server answers %d, nothing may be asked for now", resp.Status)
		}
		return fetch.ParseRobots(resp.Body), nil
	}
	return fetch.ParseRobots(nil), nil // RFC 9309, section 2.3.1.2: as if there were none
}

// originOf is scheme, host and port of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
