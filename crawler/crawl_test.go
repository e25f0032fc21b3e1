package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/store"
)

// listing answers path with a section page that leads to these addresses.
func (s *site) listing(path, title string, links ...string) {
	s.handle(path, func(w http.ResponseWriter, _ *http.Request) { pageOf(w, title, links...) })
}

func startSeed(s *site) frontier.Lead {
	return frontier.Lead{URL: s.URL + "/", Kind: frontier.Start, Source: "quay"}
}

// crawl follows the links of a site from its home page.
func crawl(t *testing.T, s *site, db string, change func(*scope.Rules)) *crawler.Report {
	t.Helper()
	return harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", change); o.Sources[0].Parts = 20 }, startSeed(s))
}

func TestCrawlFindsArticlesThroughSections(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.listing("/", "Home", "/world/", "/sport/", "/about", "http://elsewhere.example/", "/ferry")
	s.listing("/world/", "World", "/world/bakers?utm_source=home", "/world/bakers#comments", "/ferry", "/world/old/")
	s.listing("/world/old/", "Older", "/world/quarry", "/world/", "/")
	s.listing("/sport/", "Sport", "/ferry", "/")
	for i, path := range []string{"/ferry", "/world/bakers", "/world/quarry"} {
		s.story(path, "Story "+path, i+1)
	}
	crawl(t, s, db, nil)
	got := articles(t, db)
	if len(got) != 3 || got[s.URL+"/world/bakers"].Title == "" || got[s.URL+"/world/quarry"].Title == "" {
		t.Errorf("%d articles, want 3", len(got))
	}
	for _, path := range []string{"/", "/world/", "/world/old/", "/sport/", "/ferry"} {
		if n := s.asked(path); n != 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
}

// TestCrawlFollowsRefresh begins at a page that only sends its readers on.
func TestCrawlFollowsRefresh(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.handle("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<html><head><meta http-equiv="refresh" content="0; url=/en/"></head><body></body></html>`)
	})
	s.listing("/en/", "Home", "/ferry", "/")
	s.story("/ferry", "Ferry", 1)
	crawl(t, s, db, nil)
	if got := articles(t, db)[s.URL+"/ferry"].Title; got != "Ferry" {
		t.Errorf("got %q, want the article behind the page that sends on", got)
	}
}

func TestCrawlVisitsSectionsAgain(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.listing("/", "Home", "/world/", "/sport/", "/ferry")
	s.handle("/world/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"one"`)
		if r.Header.Get("If-None-Match") == `"one"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		pageOf(w, "World", "/ferry", "/bakers", "/")
	})
	s.listing("/sport/", "Sport", "/ferry", "/bakers", "/")
	s.story("/ferry", "The ferry", 1)
	s.story("/bakers", "The bakers", 2)
	s.story("/quarry", "The quarry", 3)
	crawl(t, s, db, nil)
	if n := len(articles(t, db)); n != 2 {
		t.Fatalf("%d articles, want 2", n)
	}
	if report := crawl(t, s, db, nil); report.Total.Polled != 0 {
		t.Errorf("%d sections were asked for before they were due", report.Total.Polled)
	}
	s.listing("/sport/", "Sport", "/quarry", "/ferry", "/bakers", "/")
	report := harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", nil); o.All = true }, startSeed(s))
	if report.Total.New != 1 || articles(t, db)[s.URL+"/quarry"].Title != "The quarry" {
		t.Errorf("the new article of a section was not found: %+v", report.Total)
	}
	if report.Total.Polled != 3 || report.Total.Sections != 2 || report.Total.Unchanged != 2 || report.Total.Pages != 1 {
		t.Errorf("want 3 sections, 2 of them unchanged, and 1 page: %+v", report.Total)
	}
	conditional := slices.ContainsFunc(s.requests(), func(r request) bool { return r.path == "/world/" && r.condition == `"one"` })
	if !conditional {
		t.Error("a section was asked for without its ETag")
	}
}

func TestCrawlGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var links []string
	for i := range 40 {
		path := fmt.Sprintf("/story-of-%d", i)
		links = append(links, path)
		s.story(path, "Story "+path, i)
	}
	s.listing("/", "Home", links...)
	for range 3 { // interrupted by a limit, then by a cancelled context
		harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", nil); o.MaxPages = 7 }, startSeed(s))
	}
	ctx, cancel := context.WithCancel(context.Background())
	harvestUntil(t, ctx, db, func(o *crawler.Options) {
		follows(o, s.URL+"/", nil)
		o.Progress = func(p crawler.Progress) {
			if p.New > 3 {
				cancel()
			}
		}
	}, startSeed(s))
	cancel()
	crawl(t, s, db, nil)
	if n := len(articles(t, db)); n != 40 {
		t.Errorf("%d articles, want 40", n)
	}
	for _, path := range links {
		if n := s.asked(path); n > 2 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
	if n := s.asked("/"); n != 1 {
		t.Errorf("the home page was asked for %d times", n)
	}
}

func TestCrawlStaysWithinItsScope(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*scope.Rules)
		want   []string
	}{
		{"host", nil, []string{"/news/ferry", "/news/deep/bakers", "/sport/quarry"}},
		{"prefix", func(r *scope.Rules) { r.Reach, r.Roots[0] = scope.Prefix, r.Roots[0]+"news/" }, []string{"/news/ferry", "/news/deep/bakers"}},
		{"depth", func(r *scope.Rules) { r.Depth = 2 }, []string{"/news/ferry", "/sport/quarry"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, db := newSite(t), tempDB(t)
			s.listing("/", "Home", "/news/", "/sport/", "/news/")
			s.listing("/news/", "News", "/news/ferry", "/news/deep/", "/sport/quarry")
			s.listing("/news/deep/", "Deep", "/news/deep/bakers", "/", "/news/")
			s.listing("/sport/", "Sport", "/sport/quarry", "/", "/news/")
			for i, path := range []string{"/news/ferry", "/news/deep/bakers", "/sport/quarry"} {
				s.story(path, "Story "+path, i+1)
			}
			crawl(t, s, db, row.change)
			var got []string
			for a := range articles(t, db) {
				got = append(got, strings.TrimPrefix(a, s.URL))
			}
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestCrawlHops(t *testing.T) {
	t.Parallel()
	s, other, db := newSite(t), newSite(t), tempDB(t)
	s.listing("/", "Home", "/ferry", other.URL+"/bakers", other.URL+"/world/")
	other.listing("/world/", "World", "/quarry", "/bakers", "/")
	s.story("/ferry", "The ferry", 1)
	other.story("/bakers", "The bakers", 2)
	other.story("/quarry", "The quarry", 3)
	crawl(t, s, db, func(r *scope.Rules) { r.Hops = 1 })
	if got := articles(t, db); len(got) != 2 || got[other.URL+"/bakers"].Title == "" {
		t.Errorf("%d articles, want that of the site and the one a hop away", len(got))
	}
}

func TestCrawlObeysNoFollow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		ignore bool
		want   int
	}{{"obeyed", false, 1}, {"ignored", true, 3}} {
		s, db := newSite(t), tempDB(t)
		s.serve("/", "text/html", `<html><body><a href="/ferry">F</a> <a rel="nofollow" href="/bakers">B</a> <a href="/quiet/">Q</a></body></html>`)
		s.serve("/quiet/", "text/html", `<html><head><meta name="robots" content="nofollow"></head><body><a href="/quarry">Q</a> <a href="/">H</a> <a href="/x">X</a></body></html>`)
		for i, path := range []string{"/ferry", "/bakers", "/quarry"} {
			s.story(path, "Story "+path, i+1)
		}
		crawl(t, s, db, func(r *scope.Rules) { r.NoFollow = row.ignore })
		if n := len(articles(t, db)); n != row.want {
			t.Errorf("%s: %d articles, want %d", row.name, n, row.want)
		}
	}
}

// TestCrawlAsksForNothingForbidden holds a crawl to the robots.txt that it has:
// what that forbids is not even queued.
func TestCrawlAsksForNothingForbidden(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/robots.txt", "text/plain", "User-agent: *\nDisallow: /private/\n")
	s.listing("/", "Home", "/ferry", "/private/a", "/private/b")
	s.story("/ferry", "The ferry", 1)
	report := crawl(t, s, db, nil)
	if n := s.asked("/private/a") + s.asked("/private/b"); n != 0 {
		t.Errorf("%d forbidden requests", n)
	}
	for _, l := range report.LeftOut {
		if l.Reason == "robots" && l.Addresses == 2 {
			return
		}
	}
	t.Errorf("not recorded: %+v", report.LeftOut)
}

// parted gives one page of an article of several.
func parted(title string, part int, links string) string {
	story := page(title, 40+part)
	story = strings.Replace(story, "</head>", links+"</head>", 1)
	return strings.Replace(story, "</h1>", "</h1><p>A standfirst that stands on every page of this long story, so that nobody forgets it.</p>", 1)
}

func TestPartsBecomeOneArticle(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	const html = "text/html; charset=utf-8"
	s.listing("/", "Home", "/long?page=2", "/long", "/next-door", "/")
	s.serve("/next-door", html, parted("Something else", 9, `<link rel=next href="/beyond">`))
	s.serve("/beyond", html, parted("Beyond", 12, ``))
	s.handle("/long", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", html)
		switch r.URL.Query().Get("page") {
		case "", "1":
			fmt.Fprint(w, parted("The long way", 1, `<link rel=next href="/long?page=2">`))
		case "2":
			fmt.Fprint(w, parted("The long way - page 2", 2, `<link rel=prev href="/long"><link rel=next href="/long?page=3">`))
		default:
			fmt.Fprint(w, parted("The long way", 3, `<link rel=prev href="/long?page=2"><link rel=next href="/long?page=3">`))
		}
	})
	crawl(t, s, db, nil)
	held := articles(t, db)
	a := held[s.URL+"/long"]
	if len(held) != 3 {
		t.Errorf("%d articles, want 3", len(held))
	}
	for i := 1; i <= 3; i++ {
		if n := strings.Count(a.Text, fmt.Sprintf("item %d0 of", 40+i)); n != 1 {
			t.Errorf("the text of page %d stands there %d times", i, n)
		}
	}
	if n := strings.Count(a.Text, "A standfirst that stands"); n > 1 {
		t.Errorf("the standfirst stands there %d times", n)
	}
	if len(a.Aliases) != 2 || !strings.HasSuffix(a.Aliases[0], "/long?page=2") || !strings.HasSuffix(a.Aliases[1], "/long?page=3") {
		t.Errorf("aliases are %v", a.Aliases)
	}
	if strings.Contains(held[s.URL+"/next-door"].Text, "item 120 of") {
		t.Error("the next article was taken for a part")
	}
	again := harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", nil); o.All = true; o.Sources[0].Parts = 20 }, startSeed(s))
	if again.Total.New+again.Total.Revised != 0 {
		t.Errorf("a second crawl changed something: %+v", again.Total)
	}
}

// TestVariantsAreNotAskedFor crawls articles that have an AMP and a print page.
func TestVariantsAreNotAskedFor(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var links []string
	for i := range 5 {
		path := fmt.Sprintf("/story-of-%d", i)
		links = append(links, path)
		story := strings.Replace(page("Story "+path, i), "</head>", fmt.Sprintf(`<link rel=amphtml href="/mobile/%d"></head>`, i), 1)
		s.serve(path, "text/html", strings.Replace(story, "</article>", fmt.Sprintf(`</article><a href="/print%s">Print</a> <a href="/mobile/%d">Light</a>`, path, i), 1))
	}
	s.listing("/", "Home", links...)
	crawl(t, s, db, nil)
	held := articles(t, db)
	if len(held) != 5 {
		t.Errorf("%d articles, want 5", len(held))
	}
	if got := held[s.URL+"/story-of-3"].Aliases; len(got) != 1 || got[0] != s.URL+"/mobile/3" {
		t.Errorf("aliases are %v", got)
	}
	for _, r := range s.requests() {
		if strings.HasPrefix(r.path, "/mobile/") || strings.HasPrefix(r.path, "/print/") {
			t.Errorf("asked for %s", r.path)
		}
	}
}

// TestSpiderHosts crawls a site that makes up hosts, through a proxy that answers
// for them all.
func TestSpiderHosts(t *testing.T) {
	t.Parallel()
	hosts := map[string]bool{}
	asked := make(chan string, 10_000)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Host
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case strings.HasPrefix(r.URL.Path, "/good-"):
			fmt.Fprint(w, page("Good "+r.Host+r.URL.Path, lastNumber(r.URL.Path)))
		case r.Host == "www.spider.test" || r.Host == "news.spider.test":
			pageOf(w, "Home of "+r.Host, "http://news.spider.test/", "/good-story-1", "/good-story-2", "http://a1.spider.test/")
		default:
			n := lastNumber(strings.TrimSuffix(r.Host, ".spider.test"))
			pageOf(w, "Web "+word(n), fmt.Sprintf("http://a%d.spider.test/", n*2), fmt.Sprintf("http://a%d.spider.test/", n*2+1), "/x", "/y")
		}
	}))
	defer proxy.Close()
	db, err := store.Open(t.Context(), tempDB(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	fetcher, err := fetch.New(fetch.Options{Agent: "winnow/1.0", Contact: "mailto:desk@paper.test", Proxy: proxy.URL,
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, RequestTime: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer fetcher.Close()
	seed := frontier.Lead{URL: "http://www.spider.test/", Kind: frontier.Start, Source: "spider"}
	o := crawler.Options{Agent: "winnow/1.0", PerHost: 1, Workers: 8, Redirects: 5, Seeds: []frontier.Lead{seed},
		Sources: []crawler.Source{{ID: "spider", PollMin: time.Minute, PollMax: time.Hour}}}
	follows(&o, seed.URL, func(r *scope.Rules) { r.Reach = scope.Domain })
	report, err := crawler.New(db, fetcher, frontier.Run{ID: "run", Started: time.Now()}, o).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	close(asked)
	for h := range asked {
		hosts[h] = true
	}
	if len(hosts) > 25 || !hosts["news.spider.test"] {
		t.Errorf("%d hosts were asked", len(hosts))
	}
	if n := report.Total.New + report.Total.Alias; n < 2 {
		t.Errorf("%d good pages: %+v", n, report.Total)
	}
	if !slices.ContainsFunc(report.LeftOut, func(l *crawler.LeftOut) bool { return l.Reason == "hosts-budget" }) {
		t.Errorf("not recorded: %+v", report.LeftOut)
	}
}

func TestStartPageMayBeAnArticle(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/", "text/html", strings.Replace(page("The ferry", 1), "</article>", `</article><a href="/bakers">B</a>`, 1))
	s.story("/bakers", "The bakers", 2)
	crawl(t, s, db, nil)
	if got := articles(t, db); len(got) != 2 || got[s.URL+"/"].Title != "The ferry" {
		t.Errorf("%d articles, want the start page and the one it leads to", len(got))
	}
	again := harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", nil); o.All = true }, startSeed(s))
	if again.Total.New+again.Total.Revised != 0 {
		t.Errorf("a second crawl changed something: %+v", again.Total)
	}
}

// TestCrawlRemembersWhatItLearned looks at what stays in the memory of a crawl.
func TestCrawlRemembersWhatItLearned(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.listing("/", "Home", "/world/", "/sport/", "http://elsewhere.example/a", "http://elsewhere.example/b", "/logo.png", "/empty/1")
	for i, section := range []string{"/world/", "/sport/"} {
		var links []string
		for n := range 3 {
			path := fmt.Sprintf("/2026/story-of-%d", 10*i+n)
			links = append(links, path)
			s.story(path, "Story "+path, 10*i+n)
		}
		s.listing(section, "Section", links...)
	}
	s.serve("/empty/1", "text/html", "<html><body>nothing</body></html>")
	crawl(t, s, db, nil)
	memory, err := store.OpenReadOnly(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	patterns, err := memory.Patterns(t.Context(), "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]frontier.Pattern{}
	for _, p := range patterns {
		got[p.Shape] = p
	}
	for _, want := range []frontier.Pattern{
		{Shape: "/#/~", Pages: 6, Articles: 6}, {Shape: "/world/", Pages: 1, Sections: 1}, {Shape: "/empty/#", Pages: 1},
	} {
		if want.Host = "127.0.0.1"; got[want.Shape] != want {
			t.Errorf("got %+v, want %+v", got[want.Shape], want)
		}
	}
	left := map[string]int{}
	for x, err := range memory.Omissions(t.Context(), "quay") {
		if err != nil {
			t.Fatal(err)
		}
		if left[x.Reason] += x.Links; x.Example == "" || x.FirstSeen.IsZero() || x.LastSeen.Before(x.FirstSeen) {
			t.Errorf("got %+v", x)
		}
	}
	if left["out-of-scope"] != 2 || left["asset"] != 1 {
		t.Errorf("left out: %v", left)
	}
}
