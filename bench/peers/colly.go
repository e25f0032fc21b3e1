package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/gocolly/colly/v2"

	"winnow/bench/work"
)

// harvest follows the links of all hosts and keeps nothing.
func harvest(t work.Task) (*work.Result, error) {
	m := work.Start()
	pages, err := follow(t.Homes, func(*colly.Response) {})
	if err != nil {
		return nil, err
	}
	return m.Stop(pages), nil
}

// follow visits every page that links lead to from the home pages, on their
// hosts, and hands each to read.
func follow(homes []string, read func(*colly.Response)) (pages int, err error) {
	var hosts []string
	for _, home := range homes {
		u, err := url.Parse(home)
		if err != nil {
			return 0, err
		}
		hosts = append(hosts, u.Hostname())
	}
	c := colly.NewCollector(colly.Async(true), colly.AllowedDomains(hosts...))
	// The connections are kept, as the others keep theirs.
	c.WithTransport(&http.Transport{MaxIdleConns: 4 * work.Workers, MaxIdleConnsPerHost: work.Workers})
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: work.Workers}); err != nil {
		return 0, err
	}
	var seen atomic.Int64
	c.OnResponse(func(r *colly.Response) {
		if strings.HasPrefix(r.Headers.Get("Content-Type"), "text/html") {
			seen.Add(1)
			read(r)
		}
	})
	c.OnHTML("a[href]", func(e *colly.HTMLElement) { e.Request.Visit(e.Attr("href")) }) // it refuses what is known
	for _, home := range homes {
		var known *colly.AlreadyVisitedError // a link of another host was faster
		if err := c.Visit(strings.TrimSuffix(home, "/") + "/"); err != nil && !errors.As(err, &known) {
			return 0, err
		}
	}
	c.Wait()
	return int(seen.Load()), nil
}
