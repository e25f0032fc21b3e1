package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"winnow/config"
	"winnow/crawler/fetch"
)

const (
	// doctorWorkers is how many hosts are asked at a time, each of them once.
	doctorWorkers = 8
	// doctorTime is how long one may take.
	doctorTime = 20 * time.Second
	// skewed and badlySkewed are how far the clock may be off: servers compare dates
	// of caches by the second, certificates are of days.
	skewed, badlySkewed = 2 * time.Minute, 10 * time.Minute
)

// codeRemedies say what to do when a host gives no answer, by the code of the error.
var codeRemedies = map[string]string{
	fetch.CodeAddress:     "mend the address in crawl.yaml",
	fetch.CodePrivate:     "network.allow in crawl.yaml names private networks that may be reached",
	fetch.CodeDNS:         "see whether the name is right, and which servers answer for names: /etc/resolv.conf",
	fetch.CodeRefused:     "see whether the port is right, and whether a firewall stands between",
	fetch.CodeUnreachable: "see whether this machine has a route: ip route; IPv6 may be half set up",
	fetch.CodeReset:       "a firewall or the server turns this machine away: try from another network",
	fetch.CodeClosed:      "a firewall or the server turns this machine away: try from another network",
	fetch.CodeTimeout:     "a firewall may drop what is sent, or the server is overloaded: try again later",
	fetch.CodeTLS:         "see whether the clock is right and the list of authorities is there (package ca-certificates, SSL_CERT_FILE)",
	fetch.CodeProxy:       "see network.proxy in crawl.yaml and the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
}

// host is one that the configuration names, and what became of asking it.
type host struct {
	origin    string
	addresses []seed
	resp      *fetch.Response
	err       error
}

// seed is a feed, sitemap or start page with its source.
type seed struct{ source, address string }

// examineNetwork asks every host for its robots.txt: that shows names,
// certificates, the proxy, the clock, and what may be asked for.
func examineNetwork(ctx context.Context, p *patient) {
	if p.settings == nil || p.flags.offline {
		return
	}
	examineProxy(p)
	hosts, err := hostsFor(p.settings, p.flags.sources)
	if err != nil {
		p.find(isError, "network", "", "winnow config check lists the sources", "%v", err)
		return
	}
	o := p.settings.Fetcher()
	o.RequestTime = min(o.RequestTime, doctorTime)
	fetcher, err := fetch.New(o)
	if err != nil {
		p.find(isError, "network", "", "see network: in crawl.yaml", "%v", err)
		return
	}
	defer fetcher.Close()
	askAll(ctx, fetcher, hosts, p.progress)
	if !lost(p, hosts) {
		for _, h := range hosts {
			examineHost(p, h)
		}
	}
	examineSkew(p, hosts)
}

func examineProxy(p *patient) {
	switch proxy := p.settings.Network.Proxy; proxy {
	case config.ProxyNone:
	case config.ProxyEnv:
		for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
			if v := os.Getenv(name); v != "" {
				p.find(isNote, "network", "$"+name, "", "requests go through a proxy: %s", withoutPassword(v))
			}
		}
	default:
		p.find(isNote, "network", "network.proxy", "", "requests go through a proxy: %s", withoutPassword(proxy))
	}
}

func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that cannot be read"
	}
	u.User = nil
	return u.String()
}

// hostsFor lists the hosts of the sources, with what is asked of each.
func hostsFor(c *config.Config, sources []string) ([]*host, error) {
	byOrigin := map[string]*host{}
	for _, id := range sources {
		if c.Source(id) == nil {
			return nil, fmt.Errorf("no source is called %q", id)
		}
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		if len(sources) > 0 && !slices.Contains(sources, s.ID) {
			continue
		}
		for _, a := range s.Addresses() {
			u, err := url.Parse(a)
			if err != nil {
				continue // the configuration has been checked
			}
			origin := u.Scheme + "://" + u.Host
			if byOrigin[origin] == nil {
				byOrigin[origin] = &host{origin: origin}
			}
			byOrigin[origin].addresses = append(byOrigin[origin].addresses, seed{s.ID, a})
		}
	}
	var list []*host
	for _, origin := range slices.Sorted(maps.Keys(byOrigin)) {
		list = append(list, byOrigin[origin])
	}
	return list, nil
}

func askAll(ctx context.Context, fetcher *fetch.Fetcher, hosts []*host, told func(string)) {
	work := make(chan *host)
	var workers sync.WaitGroup
	for range min(doctorWorkers, len(hosts)) {
		workers.Go(func() {
			for h := range work {
				h.resp, h.err = fetcher.Get(ctx, fetch.Request{URL: h.origin + "/robots.txt", Accept: "text/plain, */*;q=0.5", MaxBytes: fetch.MaxRobots, Cut: true})
				told(h.origin)
			}
		})
	}
	for _, h := range hosts {
		select {
		case work <- h:
		case <-ctx.Done():
			h.err = ctx.Err()
		}
	}
	close(work)
	workers.Wait()
}

// lost reports that no host answers, several at least: that is one finding.
func lost(p *patient, hosts []*host) bool {
	if len(hosts) < 2 || slices.ContainsFunc(hosts, func(h *host) bool { return h.err == nil }) {
		return false
	}
	code := codeOf(hosts[0].err)
	p.find(isError, "network", hosts[0].origin, firstOf(codeRemedies[code], "see whether this machine reaches the network"), "none of %d hosts answers; the first: %v", len(hosts), hosts[0].err)
	return true
}

func codeOf(err error) string {
	var known *fetch.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return ""
}

// examineHost tells what a host said when it was asked for its robots.txt.
func examineHost(p *patient, h *host) {
	if h.err != nil {
		code := codeOf(h.err)
		p.find(isError, "network", h.origin, firstOf(codeRemedies[code], "try again later"), "does not answer: %v", h.err)
		return
	}
	if name := fetch.Wall(h.resp.Status, h.resp.Header, h.resp.Body); name != "" {
		p.find(isError, "network", h.origin, remedies["wall"], "a wall against machines (%s) answers in place of the site: %d %s", name, h.resp.Status, http.StatusText(h.resp.Status))
		return
	}
	if h.resp.Status/100 == 3 {
		return // each hop is asked for by a run, under the rules of where it leads
	}
	if p.settings.Politeness.Robots == config.RobotsIgnore {
		return
	}
	agent, _, _ := strings.Cut(p.settings.Identity.Agent, "/")
	file := fetch.ParseRobots(h.resp.Body)
	for _, a := range h.addresses {
		if ok, why := permits(file, h.resp.Status, agent, a.address); !ok {
			p.find(isError, "network", a.address, "take it out of the source, or ask the publisher; winnow robots "+h.origin+" "+a.address, "source %s: robots.txt does not allow it: %s", a.source, why)
		}
	}
	if delay, asked := file.CrawlDelay(agent); asked && delay > p.settings.Politeness.CrawlDelayMax {
		p.find(isNote, "network", h.origin, "raise politeness.crawl_delay_max to do as it asks", "asks for %s between two requests and is given %s", delay, p.settings.Politeness.CrawlDelayMax)
	}
}

// examineSkew compares the clock with those of the servers: the middle of them is
// taken for right.
func examineSkew(p *patient, hosts []*host) {
	var skews []time.Duration
	for _, h := range hosts {
		if h.err != nil {
			continue
		}
		if said, err := http.ParseTime(h.resp.Header.Get("Date")); err == nil {
			skews = append(skews, h.resp.Started.Add(h.resp.Duration/2).Sub(said))
		}
	}
	if len(skews) == 0 {
		return
	}
	slices.Sort(skews)
	skew, s := skews[len(skews)/2], isWarning
	if skew.Abs() < skewed {
		return
	}
	if skew.Abs() >= badlySkewed {
		s = isError
	}
	way := "ahead of"
	if skew < 0 {
		way = "behind"
	}
	p.find(s, "clock", "", "set it: timedatectl set-ntp true", "the clock is %s %s that of %s", span(skew.Abs()), way, count(len(skews), "server", "servers"))
}

// examineHook tries the notification hook.
func examineHook(ctx context.Context, p *patient) {
	if !p.flags.notify || p.settings == nil {
		return
	}
	h := hook{p.settings.Notify, p.settings.Identity.Agent}
	if len(h.Command) == 0 && h.Address() == "" {
		p.find(isWarning, "hook", "", "notify: in crawl.yaml names a command or an address", "there is no notification hook to try")
		return
	}
	if err := h.tell(ctx, invented(p.now)); err != nil {
		p.find(isError, "hook", "", "winnow notify test --help says what it is given", "%v", err)
		return
	}
	p.find(isNote, "hook", "", "", "the hook took an invented change")
}
