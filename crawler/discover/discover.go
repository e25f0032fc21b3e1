// Package discover finds what a site can be harvested from: its feeds, its
// sitemaps, and the section pages that list its articles.
//
// Sites is the one call. It asks politely, as a harvest does: robots.txt first,
// one request at a time to a host with a gap between two, a bounded number of
// requests a site. Every candidate is read before it is named, and named with
// what it was found by and what speaks for it. Nothing is remembered.
package discover

import (
	"context"
	"sync"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

// Options says how sites are looked at.
type Options struct {
	Agent         string        // product token and version, for robots.txt
	Delay         time.Duration // between two requests to a host
	CrawlDelayMax time.Duration // a longer Crawl-delay is cut to this
	Requests      int           // to one site at most; DefaultRequests when 0
	Workers       int           // hosts asked at a time; 8 when 0
	Listed        bool          // only what the site itself names: no well-known addresses are tried
	Now           time.Time     // entries dated after it are not believed

	Progress func(address string) // called before every request; nil is nobody
}

// DefaultRequests bounds the requests to one site: some thirty well-known
// addresses, its sections, and what those name.
const DefaultRequests = 80

// Found is what a site offers.
type Found struct {
	URL          string        `json:"url"`          // as it was asked for
	Page         string        `json:"page"`         // its home page, after redirects; empty when that could not be had
	Title        string        `json:"title"`        // what the site calls itself
	Organization string        `json:"organization"` // who publishes it
	Language     string        `json:"language"`     // BCP 47
	Candidates   []Candidate   `json:"candidates"`   // best first
	Refused      []Refusal     `json:"refused"`      // addresses that the site names and that gave nothing, with the reason
	Requests     int           `json:"requests"`
	Took         time.Duration `json:"-"`
	Error        string        `json:"error"` // why the site could not be looked at; empty when it could
}

// Candidate is one address to harvest from.
type Candidate struct {
	URL      string        `json:"url"`
	Kind     frontier.Kind `json:"kind"`   // feed, sitemap or start
	Format   string        `json:"format"` // rss-2.0, atom-1.0, json-1.1, sitemap, sitemap-index, news-sitemap, section
	Title    string        `json:"title"`
	By       []string      `json:"by"`      // how it was found: link, anchor, robots.txt, well-known, index, menu
	Entries  int           `json:"entries"` // that it lists
	PerDay   float64       `json:"per_day"` // articles a day, by the dates of its entries; 0 is unknown
	Newest   time.Time     `json:"newest,omitzero"`
	FullText float64       `json:"full_text"` // share of entries with the whole text
	Fields   []string      `json:"fields"`    // that most entries have: title, date, author, summary, image, tags
	Comments bool          `json:"comments"`  // it lists what readers say, not articles
	Same     string        `json:"same_as"`   // a better candidate that lists the same articles; empty when none does
	Score    float64       `json:"score"`     // 0 to 100
	Reasons  []string      `json:"reasons"`   // what makes its score, for people

	links map[string]bool // keys of what it lists
}

// Refusal is an address that gave nothing.
type Refusal struct {
	URL    string `json:"url"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Sites looks at sites, those of different hosts at the same time, and gives what
// each offers in the order of their addresses. It ends early, with what is known
// by then, when ctx does.
func Sites(ctx context.Context, fetcher *fetch.Fetcher, addresses []string, o Options) []Found {
	if o.Requests <= 0 {
		o.Requests = DefaultRequests
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	byHost, order := map[string][]int{}, []string{}
	for i, address := range addresses {
		host := extract.Host(address)
		if byHost[host] == nil {
			order = append(order, host)
		}
		byHost[host] = append(byHost[host], i)
	}
	found := make([]Found, len(addresses))
	hosts := make(chan string)
	var workers sync.WaitGroup
	for range min(o.Workers, len(order)) {
		workers.Go(func() {
			for host := range hosts {
				v := newVisitor(fetcher, o) // one for all sites of a host: it keeps the gap
				for _, i := range byHost[host] {
					found[i] = v.site(ctx, addresses[i])
				}
			}
		})
	}
	for _, host := range order {
		hosts <- host
	}
	close(hosts)
	workers.Wait()
	return found
}
