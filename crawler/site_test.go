package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
	"winnow/store"
)

// site is a web site on loopback that remembers what it was asked for.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	handlers map[string]http.HandlerFunc
	log      []request
}

type request struct {
	path       string
	start, end time.Time
	agent      string
	condition  string // If-None-Match
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{handlers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	s.mu.Lock()
	handler := s.handlers[r.URL.Path]
	s.mu.Unlock()
	if handler == nil {
		handler = http.NotFound
	}
	handler(w, r)
	s.mu.Lock()
	s.log = append(s.log, request{r.URL.RequestURI(), start, time.Now(), r.UserAgent(), r.Header.Get("If-None-Match")})
	s.mu.Unlock()
}

func (s *site) handle(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[path] = h
}

// serve answers path with a body of that type.
func (s *site) serve(path, contentType, body string) {
	s.handle(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	})
}

// story answers path with an article whose words begin with seed.
func (s *site) story(path, title string, seed int) {
	s.serve(path, "text/html; charset=utf-8", page(title, seed))
}

// asked counts the requests for a path.
func (s *site) asked(path string) int {
	n := 0
	for _, r := range s.requests() {
		if r.path == path {
			n++
		}
	}
	return n
}

func (s *site) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.log...)
}

// feed answers path with an RSS feed of these addresses.
func (s *site) feed(path string, links ...string) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Quay Post</title><link>` + s.URL + `</link>`)
	for i, l := range links {
		fmt.Fprintf(&b, `<item><title>Item %d</title><link>%s</link><guid>%s</guid></item>`, i, s.at(l), l)
	}
	b.WriteString(`</channel></rss>`)
	s.serve(path, "application/rss+xml", b.String())
}

func (s *site) at(l string) string {
	if strings.HasPrefix(l, "/") {
		return s.URL + l
	}
	return l
}

// page is an article in plain markup, long enough to be one.
func page(title string, seed int) string {
	words := strings.Fields("harbour council ferry timber bridge market winter orchard signal ledger quarry meadow lantern copper village station")
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>%s - The Quay Post</title><meta property="og:type" content="article">
<meta property="og:title" content="%s"><meta property="og:site_name" content="The Quay Post">
<meta property="article:published_time" content="2026-02-14T09:30:00+01:00"></head>
<body><header><nav><a href="/">Home</a> <a href="/about">About</a></nav></header><main><article><h1>%s</h1>`, title, title, title)
	for p := range 6 {
		fmt.Fprintf(&b, "<p>The %s committee number %d met", words[(seed+p)%len(words)], seed)
		for i := range 40 {
			fmt.Fprintf(&b, " %s", words[(seed*7+p*5+i*(seed%5+1))%len(words)])
		}
		fmt.Fprintf(&b, ", and nobody in the %s objected to item %d of the plan.</p>\n", words[(seed*3+p)%len(words)], seed*10+p)
	}
	b.WriteString(`</article></main><footer><p>All rights reserved.</p></footer></body></html>`)
	return b.String()
}

// harvest runs once over a database with these seeds.
func harvest(t *testing.T, db string, change func(*crawler.Options), seeds ...frontier.Lead) *crawler.Report {
	t.Helper()
	return harvestUntil(t, context.Background(), db, change, seeds...)
}

func harvestUntil(t *testing.T, ctx context.Context, db string, change func(*crawler.Options), seeds ...frontier.Lead) *crawler.Report {
	t.Helper()
	s, err := store.Open(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fetcher, err := fetch.New(fetch.Options{
		Agent: "winnow/1.0", Contact: "mailto:desk@paper.test", Proxy: "none",
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, RequestTime: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer fetcher.Close()
	o := crawler.Options{
		Agent: "winnow/1.0", PerHost: 1, Workers: 4, Redirects: 5, CrawlDelayMax: time.Minute, RetryAfterMax: time.Hour,
		Seeds: seeds, Stray: crawler.Source{PollMin: time.Minute, PollMax: time.Hour},
	}
	for i, lead := range seeds {
		if slices.ContainsFunc(seeds[:i], func(l frontier.Lead) bool { return l.Source == lead.Source }) {
			continue
		}
		o.Sources = append(o.Sources, crawler.Source{ID: lead.Source, PollMin: time.Minute, PollMax: time.Hour})
	}
	if change != nil {
		change(&o)
	}
	run := frontier.Run{ID: fmt.Sprintf("run-%d", time.Now().UnixNano()), Started: time.Now()}
	report, err := crawler.New(s, fetcher, run, o).Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func feedSeed(address string) frontier.Lead {
	return frontier.Lead{URL: address, Kind: frontier.Feed, Source: "quay"}
}

// articles gives what a database holds by address.
func articles(t *testing.T, db string) map[string]extract.Article {
	t.Helper()
	s, err := store.OpenReadOnly(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all := map[string]extract.Article{}
	for a, err := range s.Articles(context.Background(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[a.URL] = a
	}
	return all
}

func tempDB(t *testing.T) string { return filepath.Join(t.TempDir(), "winnow.db") }
