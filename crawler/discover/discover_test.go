package discover

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

// press is a site on loopback: bodies by path, and what was asked for.
type press struct {
	*httptest.Server
	mu     sync.Mutex
	bodies map[string]string
	asked  []string
	times  []time.Time
}

func newPress(t *testing.T, bodies map[string]string) *press {
	t.Helper()
	p := &press{bodies: bodies}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked, p.times = append(p.asked, r.URL.RequestURI()), append(p.times, time.Now())
		p.mu.Unlock()
		body, known := bodies[r.URL.RequestURI()]
		if to, moved := strings.CutPrefix(body, "=> "); moved {
			http.Redirect(w, r, to, http.StatusMovedPermanently)
			return
		}
		if to, moved := strings.CutPrefix(body, "-> "); moved {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		if !known {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, strings.ReplaceAll(body, "$SITE", p.URL))
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *press) look(t *testing.T, o Options) Found {
	t.Helper()
	f, err := fetch.New(fetch.Options{Agent: "winnow/1.0", Proxy: "none", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o.Agent = "winnow/1.0"
	return Sites(context.Background(), f, []string{p.URL + "/"}, o)[0]
}

// rss is a feed of n entries an hour apart, the newest from an hour ago.
func rss(title string, n int, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title><link>$SITE/</link>`, title)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>Item %d</title><link>$SITE/%s/%d</link><pubDate>%s</pubDate><description>A line.</description><content:encoded>%s</content:encoded></item>`,
			i, title, i, time.Now().Add(-time.Duration(i+1)*time.Hour).Format(time.RFC1123Z), text)
	}
	return b.String() + `</channel></rss>`
}

func sitemap(paths ...string) string {
	var b strings.Builder
	for _, p := range paths {
		fmt.Fprintf(&b, "<url><loc>$SITE%s</loc></url>", p)
	}
	return `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + b.String() + `</urlset>`
}

var long = strings.Repeat("The council met again in the winter market hall. ", 40)

func TestWhereAFeedIsKept(t *testing.T) {
	p := newPress(t, map[string]string{
		"/":           `<html><head><link rel="alternate" type="application/rss+xml" href="/old"><link rel="alternate" type="application/rss+xml" href="/node-7"></head></html>`,
		"/old":        "=> /feeds/main", // for good
		"/feeds/main": "-> /node-7",     // today
		"/node-7":     rss("main", 6, ""),
	})
	got := p.look(t, Options{Listed: true})
	if len(got.Candidates) != 1 || got.Candidates[0].URL != p.URL+"/feeds/main" {
		t.Errorf("got %+v, want /feeds/main alone", got.Candidates)
	}
}

func TestAHomePageMayBeAllThereIs(t *testing.T) {
	var list strings.Builder
	for i := range 8 {
		fmt.Fprintf(&list, `<p><a href="/news/2026/%d-the-ferry-sails-again">The ferry sails again on day %d</a></p>`, i, i)
	}
	got := newPress(t, map[string]string{"/": `<html><body><main>` + list.String() + `</main></body></html>`}).look(t, Options{Listed: true})
	if len(got.Candidates) != 1 || got.Candidates[0].Kind != frontier.Start || got.Candidates[0].Entries != 8 {
		t.Errorf("got %+v, want the home page", got.Candidates)
	}
}

func TestSites(t *testing.T) {
	p := newPress(t, map[string]string{
		"/robots.txt": "User-agent: *\nDisallow: /closed\nSitemap: $SITE/maps/index.xml\n",
		"/": `<html lang="en"><head><title>The Quay Post</title><meta property="og:site_name" content="The Quay Post">
			<link rel="alternate" type="application/rss+xml" href="/main.rss"><link rel="alternate" type="application/atom+xml" href="/closed/feed"></head><body>
			<nav><a href="/harbour/">Harbour</a> <a href="/about">About</a></nav>
			<a href="/follow-us">RSS</a> <a href="/story/2026/1?utm_source=rss">Story</a></body></html>`,
		"/main.rss": rss("main", 6, long),
		// the same articles without their text, under a well-known address
		"/feed/":          "-> /feed.xml",
		"/feed.xml":       rss("main", 6, ""),
		"/follow-us":      `<html><body><a href="/sport-feed.xml">RSS: sport</a></body></html>`,
		"/sport-feed.xml": rss("sport", 3, ""),
		"/harbour/": `<html><head><title>Harbour</title><link rel="alternate" type="application/rss+xml" href="/harbour/rss"></head><body><main>` +
			`<a href="/2026/03/one">1</a><a href="/2026/03/two">2</a><a href="/2026/03/three">3</a><a href="/2026/03/four">4</a><a href="/2026/03/five">5</a></main></body></html>`,
		"/harbour/rss":    rss("harbour", 2, ""),
		"/about":          `<html><body><p>About us.</p></body></html>`,
		"/maps/index.xml": `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>$SITE/maps/1.xml</loc></sitemap></sitemapindex>`,
		"/maps/1.xml":     sitemap("/2026/03/one", "/2026/03/two"),
		"/sitemap.txt":    "$SITE/a\n$SITE/b\n",
	})
	got := p.look(t, Options{})
	if got.Error != "" || got.Title != "The Quay Post" || got.Language != "en" || got.Page != p.URL+"/" {
		t.Errorf("%q %q %q %q", got.Error, got.Title, got.Language, got.Page)
	}
	byPath := map[string]Candidate{}
	var order []string
	for _, c := range got.Candidates {
		path := strings.TrimPrefix(c.URL, p.URL)
		byPath[path] = c
		order = append(order, path)
	}
	for path, want := range map[string]struct {
		by   string
		kind frontier.Kind
		form string
	}{
		"/main.rss":       {byLink, frontier.Feed, "rss-2.0"},
		"/feed.xml":       {byGuess, frontier.Feed, "rss-2.0"},
		"/sport-feed.xml": {byAnchor, frontier.Feed, "rss-2.0"},
		"/harbour/rss":    {byLink, frontier.Feed, "rss-2.0"},
		"/maps/index.xml": {byRobots, frontier.Sitemap, "sitemap-index"},
		"/maps/1.xml":     {byIndex, frontier.Sitemap, "sitemap"},
		"/sitemap.txt":    {byGuess, frontier.Sitemap, "sitemap"},
		"/harbour/":       {byMenu, frontier.Start, "section"},
	} {
		if c := byPath[path]; c.Kind != want.kind || c.Format != want.form || !slices.Contains(c.By, want.by) {
			t.Errorf("%s: %+v, want %+v", path, c, want)
		}
	}
	if len(byPath) != 8 || order[0] != "/main.rss" || order[len(order)-1] != "/harbour/" {
		t.Errorf("order %v", order)
	}
	if main := byPath["/main.rss"]; main.PerDay != 24 || main.FullText != 1 || main.Entries != 6 || !slices.Equal(main.Fields, []string{"title", "date", "summary"}) {
		t.Errorf("main: %+v", main)
	}
	if same := byPath["/feed.xml"].Same; same != p.URL+"/main.rss" {
		t.Errorf("/feed.xml is the same as %q", same)
	}
	if len(got.Refused) != 1 || got.Refused[0].URL != p.URL+"/closed/feed" || !strings.Contains(got.Refused[0].Reason, "robots.txt") {
		t.Errorf("refused %+v", got.Refused)
	}
	if p.asked[0] != "/robots.txt" || slices.Contains(p.asked, "/closed/feed") {
		t.Errorf("asked for %v", p.asked)
	}
	seen := map[string]bool{}
	for _, path := range p.asked {
		if seen[path] && path != "/feed.xml" { // a redirect leads there too
			t.Errorf("%s was asked for twice", path)
		}
		seen[path] = true
	}
}

func TestSitesStayWithinTheirBounds(t *testing.T) {
	home := map[string]string{"/": `<html><head><title>Q</title></head><body></body></html>`}
	p := newPress(t, home)
	if got := p.look(t, Options{Requests: 5}); got.Requests != 5 || len(p.asked) != 5 {
		t.Errorf("%d requests, %d seen, want 5", got.Requests, len(p.asked))
	}
	p = newPress(t, home)
	if p.look(t, Options{Listed: true}); !slices.Equal(p.asked, []string{"/robots.txt", "/"}) {
		t.Errorf("asked for %v without well-known addresses", p.asked)
	}
	p = newPress(t, home)
	const delay = 30 * time.Millisecond
	p.look(t, Options{Delay: delay, Requests: 6})
	for i := 1; i < len(p.times); i++ {
		if gap := p.times[i].Sub(p.times[i-1]); gap < delay {
			t.Errorf("request %d came %v after the one before", i, gap)
		}
	}
}

func TestSitesThatCannotBeLookedAt(t *testing.T) {
	for _, c := range []struct {
		name   string
		bodies map[string]string
		want   string
	}{
		{"nothing there", map[string]string{}, "404"},
		{"a circle", map[string]string{"/": "-> /"}, "redirects more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := newPress(t, c.bodies).look(t, Options{Listed: true}); !strings.Contains(got.Error, c.want) || len(got.Candidates) != 0 {
				t.Errorf("%q, %v; want %q", got.Error, got.Candidates, c.want)
			}
		})
	}
}

func TestAFeedMayBeGivenItself(t *testing.T) {
	p := newPress(t, map[string]string{"/": rss("main", 3, "")})
	got := p.look(t, Options{Listed: true})
	if len(got.Candidates) != 1 || got.Candidates[0].By[0] != byGiven || got.Title != "main" {
		t.Errorf("%+v", got)
	}
}

func TestABlogBelowTheTopOfItsHost(t *testing.T) {
	p := newPress(t, map[string]string{
		"/desk/blog/":              `<html><head><title>Blog</title><link rel="alternate" type="application/rss+xml" href="/desk/blog/comments/feed"></head><body></body></html>`,
		"/desk/blog/feed/":         rss("blog", 2, ""),
		"/desk/blog/comments/feed": rss("Comments on: Blog", 9, ""),
	})
	p.URL += "/desk/blog"
	got := p.look(t, Options{}).Candidates
	if len(got) != 2 || got[0].URL != p.URL+"/feed/" || got[0].Comments || !got[1].Comments {
		t.Errorf("%+v", got)
	}
}
