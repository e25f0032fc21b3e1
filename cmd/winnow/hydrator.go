package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"winnow/config"
	"winnow/crawler/fetch"
	"winnow/dataset"
	"winnow/extract"
)

// hydrator fetches pages, one at a time; a host that has to wait lets others go first.
type hydrator struct {
	fetcher *fetch.Fetcher
	manners config.Politeness
	agent   string
	hosts   map[string]*hydrateHost // by scheme and host
	clocks  map[string]*time.Time   // by host
	order   []string                // of hosts
	feeds   bool                    // rows without a page are those of feeds
}

// hydrateHost is an origin with what waits for it.
type hydrateHost struct {
	waiting []hydrateItem
	next    *time.Time // no request to the host sooner, whatever the scheme
	robots  *fetch.Robots
	why     string // why its robots.txt lets nothing be asked; empty when it may be
	asked   bool   // for its robots.txt
}

// hydrateItem is a row on its way.
type hydrateItem struct {
	row         dataset.Row
	url         string // where its page is said to be by now
	hops, tries int
}

func newHydrator(fetcher *fetch.Fetcher, settings *config.Config, delay time.Duration) *hydrator {
	h := &hydrator{fetcher: fetcher, manners: settings.Politeness, agent: cmp.Or(settings.Identity.Agent, agent), hosts: map[string]*hydrateHost{}, clocks: map[string]*time.Time{}}
	if delay >= 0 {
		h.manners.Delay = delay
	}
	return h
}

// run hands what became of each row to done, in the order in which hosts answer.
func (h *hydrator) run(ctx context.Context, rows []dataset.Row, done func(hydrated) error) error {
	for _, r := range rows {
		h.wait(hydrateItem{row: r, url: r.URL})
		h.feeds = h.feeds || r.RawHash != ""
	}
	for {
		origin, host := h.soonest()
		if host == nil {
			return nil
		}
		item := host.waiting[0]
		host.waiting = host.waiting[1:]
		out, again := h.visit(ctx, origin, host, item)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if again != nil {
			h.wait(*again)
			continue
		}
		if err := done(out); err != nil {
			return err
		}
	}
}

// wait puts a row behind those that wait for its host.
func (h *hydrator) wait(item hydrateItem) {
	origin := originOf(item.url)
	if h.hosts[origin] == nil {
		name := extract.Host(origin)
		if h.clocks[name] == nil {
			h.clocks[name] = new(time.Time)
		}
		h.hosts[origin] = &hydrateHost{next: h.clocks[name]}
		h.order = append(h.order, origin)
	}
	h.hosts[origin].waiting = append(h.hosts[origin].waiting, item)
}

// soonest gives the origin that may be asked first; nil when nothing waits.
func (h *hydrator) soonest() (origin string, best *hydrateHost) {
	for _, o := range h.order {
		if host := h.hosts[o]; len(host.waiting) > 0 && (best == nil || host.next.Before(*best.next)) {
			origin, best = o, host
		}
	}
	return origin, best
}

// visit asks for the page of a row. It gives what became of it, or the row again
// when it has to wait: for another host, or for one that is busy.
func (h *hydrator) visit(ctx context.Context, origin string, host *hydrateHost, item hydrateItem) (hydrated, *hydrateItem) {
	r := item.row
	out := hydrated{ID: r.ID, URL: r.URL, Want: r.Hash, State: "failed"}
	if !h.allowed(ctx, origin, host, item.url, &out) {
		return out, nil
	}
	resp, err := h.get(ctx, host, item.url, "text/html, application/xhtml+xml, */*;q=0.5")
	if again, detail := h.judge(&item, host, resp, err); again {
		return out, &item
	} else if detail != "" {
		out.Detail = detail
		return out, nil
	}
	a, err := h.article(ctx, origin, host, resp, r.Parts)
	if err != nil {
		out.Detail = err.Error()
		return out, nil
	}
	out.Title, out.Text, out.Got, out.State = a.Title, a.Text, dataset.HashText(a.Text), "same"
	if out.Got != out.Want {
		out.State, out.Detail = "changed", h.unlike(r)
	}
	return out, nil
}

// unlike says why a text may be another.
func (h *hydrator) unlike(r dataset.Row) string {
	switch {
	case h.feeds && r.RawHash == "":
		return "the text of the package is that of an entry of a feed"
	case r.Extractor != "" && r.Extractor != version:
		return fmt.Sprintf("read by %s then and by %s now, or the page has changed", r.Extractor, version)
	}
	return "the page has changed"
}

// allowed asks the robots.txt of an origin (RFC 9309).
func (h *hydrator) allowed(ctx context.Context, origin string, host *hydrateHost, address string, out *hydrated) bool {
	if h.manners.Robots == config.RobotsIgnore {
		return true
	}
	if !host.asked {
		host.asked = true
		h.readRobots(ctx, origin, host)
	}
	if host.why != "" {
		out.Detail = host.why
		return false
	}
	if host.robots == nil {
		return true
	}
	allowed, rule := host.robots.Allowed(h.agent, address)
	if !allowed {
		out.State, out.Detail = "refused", rule
	}
	return allowed
}

// readRobots fetches the robots.txt of an origin.
func (h *hydrator) readRobots(ctx context.Context, origin string, host *hydrateHost) {
	address := origin + "/robots.txt"
	for range pageHops {
		resp, err := h.get(ctx, host, address, "text/plain, */*;q=0.5")
		switch {
		case err != nil:
			host.why = "robots.txt: " + err.Error()
			return
		case resp.Status/100 == 3 && resp.Location != "":
			address = resp.Location
			continue
		case resp.Status == http.StatusOK:
			host.robots = fetch.ParseRobots(resp.Body)
		case fetch.RobotsVerdict(resp.Status) != fetch.RobotsAllow:
			host.why = fmt.Sprintf("robots.txt: http-%d", resp.Status)
		}
		return
	}
}

// judge says whether a row has to wait and is to be tried again, or why it failed;
// neither when there is a page to read.
func (h *hydrator) judge(item *hydrateItem, host *hydrateHost, resp *fetch.Response, err error) (again bool, detail string) {
	var failed *fetch.Error
	passing := errors.As(err, &failed) && failed.Retry
	if err == nil {
		passing = resp.Status == http.StatusTooManyRequests || resp.Status >= 500
	}
	switch {
	case passing && item.tries < h.manners.Retries:
		pause := hydratePause << (2 * item.tries)
		if resp != nil {
			if after, ok := fetch.RetryAfter(resp.Header, time.Now()); ok {
				pause = max(pause, min(after, h.manners.RetryAfterMax))
			}
		}
		item.tries++
		*host.next = latest(*host.next, time.Now().Add(pause))
		return true, ""
	case err != nil:
		return false, err.Error()
	case resp.Status/100 == 3 && resp.Location != "":
		if item.hops++; item.hops > pageHops {
			return false, fmt.Sprintf("redirects more than %d times", pageHops)
		}
		item.url = resp.Location
		return true, ""
	case resp.Status != http.StatusOK:
		return false, fmt.Sprintf("http-%d", resp.Status)
	}
	return false, ""
}

// hydratePause is the pause before the second attempt; it grows fourfold.
const hydratePause = 2 * time.Second

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// article reads a page, and the further pages that were joined with it.
func (h *hydrator) article(ctx context.Context, origin string, host *hydrateHost, resp *fetch.Response, parts []string) (extract.Article, error) {
	a, err := extract.Page(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: resp.Started})
	if err != nil {
		return a, err
	}
	for _, address := range parts {
		var refused hydrated
		if originOf(address) != origin || !h.allowed(ctx, origin, host, address, &refused) {
			return a, fmt.Errorf("its further page %s may not be asked for: %s", address, refused.Detail)
		}
		resp, err := h.get(ctx, host, address, "text/html, application/xhtml+xml, */*;q=0.5")
		if err == nil && resp.Status != http.StatusOK {
			err = fmt.Errorf("http-%d", resp.Status)
		}
		if err != nil {
			return a, fmt.Errorf("its further page %s: %w", address, err)
		}
		next, err := extract.Page(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: resp.Started})
		if err != nil {
			return a, err
		}
		a.Join(next)
	}
	return a, nil
}

// get asks for an address when its host may be asked.
func (h *hydrator) get(ctx context.Context, host *hydrateHost, address, accept string) (*fetch.Response, error) {
	if err := pause(ctx, time.Until(*host.next)); err != nil {
		return nil, err
	}
	resp, err := h.fetcher.Get(ctx, fetch.Request{URL: address, Accept: accept})
	*host.next = time.Now().Add(h.gap(host))
	return resp, err
}

// gap is the time between two requests to a host.
func (h *hydrator) gap(host *hydrateHost) time.Duration {
	if host.robots != nil {
		if d, ok := host.robots.CrawlDelay(h.agent); ok {
			return max(h.manners.Delay, min(d, h.manners.CrawlDelayMax))
		}
	}
	return h.manners.Delay
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
