package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/frontier"
)

func TestRunStoresWhatAFeedNames(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/a", "/b", "/c")
	for i, path := range []string{"/a", "/b", "/c"} {
		s.story(path, "Story "+path, i+1)
	}
	report := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 3 || report.Total.Polled != 1 || report.Total.Pages != 3 || report.Total.Failed != 0 {
		t.Errorf("first run: %+v", report.Total)
	}
	got := articles(t, db)[s.URL+"/a"]
	if got.Title != "Story /a" || got.Published.String() != "2026-02-14T09:30:00+01:00" || got.Feed != s.URL+"/rss.xml" || got.Source != "quay" {
		t.Errorf("article: %+v", got)
	}
	again := harvest(t, db, func(o *crawler.Options) { o.All = true }, feedSeed(s.URL+"/rss.xml"))
	if again.Total.New+again.Total.Revised+again.Total.Pages != 0 || again.Total.Unchanged != 1 {
		t.Errorf("second run: %+v", again.Total)
	}
	if n := s.asked("/a"); n != 1 {
		t.Errorf("/a was asked for %d times", n)
	}
	if later := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml")); later.Due != 0 || later.Total.Polled != 0 {
		t.Errorf("a feed that is not due was polled: %+v", later.Total)
	}
}

func TestRunAsksConditionally(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "Story", 1)
	s.feed("/plain.xml", "/a")
	plain := s.handlers["/plain.xml"]
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		plain(w, r)
	})
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	report := harvest(t, db, func(o *crawler.Options) { o.All = true }, feedSeed(s.URL+"/rss.xml"))
	if report.Total.Unchanged != 1 || report.Total.Failed != 0 {
		t.Errorf("second run: %+v", report.Total)
	}
	third := harvest(t, db, func(o *crawler.Options) { o.All = true }, feedSeed(s.URL+"/rss.xml"))
	if third.Total.Unchanged != 1 {
		t.Errorf("the validators were lost after a 304: %+v", third.Total)
	}
}

func TestRunObeysRobots(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/robots.txt", "text/plain", "User-agent: winnow\nDisallow: /private\nAllow: /private/open\n")
	s.feed("/rss.xml", "/private/a", "/private/open", "/b")
	for i, path := range []string{"/private/a", "/private/open", "/b"} {
		s.story(path, "Story "+path, i+1)
	}
	report := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 2 || report.Total.Failed != 1 {
		t.Errorf("%+v", report.Total)
	}
	if s.asked("/private/a") != 0 || s.asked("/robots.txt") != 1 || s.requests()[0].path != "/robots.txt" {
		t.Errorf("asked for %v", s.requests())
	}
	harvest(t, db, func(o *crawler.Options) { o.All = true }, feedSeed(s.URL+"/rss.xml"))
	if n := s.asked("/robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked for %d times within a day", n)
	}
}

func TestRunPutsOffWhatRobotsCannotAllow(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.handle("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	s.feed("/rss.xml", "/a")
	report := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if s.asked("/rss.xml") != 0 {
		t.Error("a server error of robots.txt was taken for permission")
	}
	if down, asked := report.Down(); len(down) != 1 || asked != 1 || !strings.Contains(down[0].Trouble, "500") {
		t.Errorf("down %v of %d", down, asked)
	}
}

func TestRunKeepsTheDelay(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/a", "/b")
	s.story("/a", "A", 1)
	s.story("/b", "B", 2)
	const delay = 60 * time.Millisecond
	harvest(t, db, func(o *crawler.Options) { o.Sources[0].Delay = delay }, feedSeed(s.URL+"/rss.xml"))
	log := s.requests()
	if len(log) != 4 {
		t.Fatalf("asked for %v", log)
	}
	for i := 1; i < len(log); i++ {
		if gap := log[i].start.Sub(log[i-1].end); gap < delay {
			t.Errorf("%s came %v after %s, want %v", log[i].path, gap, log[i-1].path, delay)
		}
	}
}

func TestRunFollowsRedirectsHopByHop(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/robots.txt", "text/plain", "User-agent: *\nDisallow: /hidden\n")
	s.feed("/rss.xml", "/old", "/into-hidden", "/circle", "/long/0")
	s.story("/new", "Moved", 1)
	s.story("/hidden", "Hidden", 2)
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
	}
	s.handle("/old", redirect("/older"))
	s.handle("/older", redirect("/new"))
	s.handle("/into-hidden", redirect("/hidden"))
	s.handle("/circle", redirect("/circle2"))
	s.handle("/circle2", redirect("/circle"))
	for i := range 10 {
		s.handle(fmt.Sprintf("/long/%d", i), redirect(fmt.Sprintf("/long/%d", i+1)))
	}
	report := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 1 || report.Total.Failed != 3 {
		t.Errorf("%+v", report.Total)
	}
	got := articles(t, db)[s.URL+"/new"]
	if want := []string{s.URL + "/old", s.URL + "/older"}; fmt.Sprint(got.Aliases) != fmt.Sprint(want) {
		t.Errorf("aliases %v, want %v", got.Aliases, want)
	}
	if s.asked("/hidden") != 0 {
		t.Error("a redirect led past robots.txt")
	}
	if s.asked("/long/6") != 0 {
		t.Error("more redirects than configured were followed")
	}
}

func TestRunTriesAgain(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/flaky", "/gone", "/limited")
	tries := 0
	s.handle("/flaky", func(w http.ResponseWriter, _ *http.Request) {
		if tries++; tries == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		fmt.Fprint(w, page("Flaky", 1))
	})
	s.handle("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	var first, second time.Time
	s.handle("/limited", func(w http.ResponseWriter, _ *http.Request) {
		if first.IsZero() {
			first = time.Now()
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		second = time.Now()
		fmt.Fprint(w, page("Limited", 2))
	})
	report := harvest(t, db, func(o *crawler.Options) { o.Retries = 3 }, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 2 || report.Total.Failed != 1 {
		t.Errorf("%+v", report.Total)
	}
	if gap := second.Sub(first); gap < time.Second {
		t.Errorf("asked again %v after a Retry-After of 1 s", gap)
	}
	if s.asked("/gone") != 1 {
		t.Error("what is gone was asked for again")
	}
}

func TestRunReadsSitemapsAndStartPages(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/sitemap.xml", "application/xml", `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>`+s.URL+`/part.xml</loc></sitemap></sitemapindex>`)
	s.serve("/part.xml", "application/xml", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>`+s.URL+`/a</loc></url><url><loc>`+s.URL+`/video/b</loc></url></urlset>`)
	s.serve("/start", "text/html", `<html><body><a href="/c">C</a> <a href="/video/d">D</a>
<a href="http://elsewhere.example/">E</a> <a rel="nofollow" href="/f">F</a></body></html>`)
	for i, path := range []string{"/a", "/video/b", "/c", "/video/d", "/f"} {
		s.story(path, "Story "+path, i+1)
	}
	report := harvest(t, db, func(o *crawler.Options) {
		o.Sources[0].Wants = func(a string) (bool, string) { return !strings.Contains(a, "/video/"), "excluded" }
	},
		frontier.Lead{URL: s.URL + "/sitemap.xml", Kind: frontier.Sitemap, Source: "quay"},
		frontier.Lead{URL: s.URL + "/start", Kind: frontier.Start, Source: "quay"})
	got := articles(t, db)
	if len(got) != 2 || got[s.URL+"/a"].Title == "" || got[s.URL+"/c"].Title == "" {
		t.Errorf("got %v, want /a and /c; %+v", len(got), report.Total)
	}
	for _, path := range []string{"/video/b", "/video/d", "/f"} {
		if s.asked(path) != 0 {
			t.Errorf("%s was asked for", path)
		}
	}
}

func TestRunStopsAtItsLimits(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var links []string
	for i := range 20 {
		path := fmt.Sprintf("/story/%d", i)
		links = append(links, path)
		s.story(path, "Story "+path, i)
	}
	s.feed("/rss.xml", links...)
	report := harvest(t, db, func(o *crawler.Options) { o.MaxPages = 5 }, feedSeed(s.URL+"/rss.xml"))
	if report.Total.Pages != 5 || len(articles(t, db)) != 5 {
		t.Errorf("%d pages, %d articles, want 5", report.Total.Pages, len(articles(t, db)))
	}
	report = harvest(t, db, func(o *crawler.Options) { o.MaxBytes = 3000 }, feedSeed(s.URL+"/rss.xml"))
	if report.Total.Pages == 0 || report.Total.Pages > 6 {
		t.Errorf("%d pages until 3000 bytes were received", report.Total.Pages)
	}
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if n := len(articles(t, db)); n != 20 {
		t.Errorf("%d articles after the next run, want 20", n)
	}
}

func TestRunResumesAfterAStop(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	ctx, cancel := context.WithCancel(context.Background())
	var links []string
	for i := range 12 {
		path := fmt.Sprintf("/story/%d", i)
		links = append(links, path)
		s.story(path, "Story "+path, i)
	}
	s.feed("/rss.xml", links...)
	third := s.handlers["/story/3"]
	s.handle("/story/3", func(w http.ResponseWriter, r *http.Request) { cancel(); third(w, r) })
	begin := time.Now()
	harvestUntil(t, ctx, db, nil, feedSeed(s.URL+"/rss.xml"))
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v to stop", took)
	}
	if n := len(articles(t, db)); n == 0 || n == 12 {
		t.Fatalf("%d articles at the stop, want some", n)
	}
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if n := len(articles(t, db)); n != 12 {
		t.Errorf("%d articles after the next run, want 12", n)
	}
	for _, l := range links {
		if n := s.asked(l); n != 1 {
			t.Errorf("%s was asked for %d times", l, n)
		}
	}
}

func TestRunGoesToAPageAgainWhenItsEntryChanges(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	rss := func(title string) string {
		return `<?xml version="1.0"?><rss version="2.0"><channel><title>Q</title><link>` + s.URL + `</link><item><title>` + title +
			`</title><link>` + s.URL + `/a</link><guid>a</guid></item></channel></rss>`
	}
	s.serve("/rss.xml", "application/rss+xml", rss("One"))
	s.story("/a", "One", 1)
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	s.serve("/rss.xml", "application/rss+xml", rss("Two"))
	s.story("/a", "Two", 1)
	report := harvest(t, db, func(o *crawler.Options) { o.All = true }, feedSeed(s.URL+"/rss.xml"))
	if report.Total.Revised != 1 || report.Total.New != 0 {
		t.Errorf("%+v", report.Total)
	}
	if got := articles(t, db)[s.URL+"/a"]; got.Title != "Two" || got.Revision != 2 {
		t.Errorf("title %q, revision %d", got.Title, got.Revision)
	}
}

func TestRunRecordsWhatIsNoArticle(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/pdf", "/empty", "/good")
	s.serve("/pdf", "application/pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\nnothing to read here")
	s.serve("/empty", "text/html", "")
	s.story("/good", "Good", 1)
	report := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 1 || report.Total.Failed != 2 {
		t.Errorf("%+v", report.Total)
	}
}

func TestRunTellsASourceThatIsDown(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/a")
	s.story("/a", "A", 1)
	report := harvest(t, db, nil,
		feedSeed(s.URL+"/rss.xml"), frontier.Lead{URL: s.URL + "/nothing.xml", Kind: frontier.Feed, Source: "down"})
	down, asked := report.Down()
	if len(down) != 1 || asked != 2 || down[0].Source != "down" || !strings.Contains(down[0].Trouble, "404") {
		t.Errorf("down %+v of %d", down, asked)
	}
}
