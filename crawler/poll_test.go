package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/frontier"
	"winnow/store"
)

// everything asks for all sources, due or not.
func everything(o *crawler.Options) { o.All = true }

// feeds gives what the store knows of the feeds of a database, by path.
func (s *site) feeds(t *testing.T, db string) map[string]store.Feed {
	t.Helper()
	r, err := store.OpenReadOnly(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	list, err := r.Feeds(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]store.Feed{}
	for _, f := range list {
		known[strings.TrimPrefix(f.Address, s.URL)] = f
	}
	return known
}

func TestAServerThatAlwaysSays304IsAskedForTheBytesNowAndThen(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "A", 1)
	s.story("/b", "B", 2)
	s.feed("/list", "/a")
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"always"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		s.mu.Lock()
		list := s.handlers["/list"]
		s.mu.Unlock()
		list(w, r)
	})
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	s.feed("/list", "/b", "/a")
	polls, found := 0, 0
	for found == 0 && polls < 40 {
		polls++
		found = harvest(t, db, everything, feedSeed(s.URL+"/rss.xml")).Total.New
	}
	if found != 1 || polls < 10 {
		t.Errorf("%d found after %d polls, want 1 after some twenty", found, polls)
	}
	unconditional := 0
	for _, r := range s.requests() {
		if r.path == "/rss.xml" && r.condition == "" {
			unconditional++
		}
	}
	if unconditional != 2 {
		t.Errorf("%d requests without condition, want the first and the forced one", unconditional)
	}
}

func TestAFeedThatIsGoneIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.handle("/rss.xml", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	for range 3 {
		harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
	}
	if n, f := s.asked("/rss.xml"), s.feeds(t, db)["/rss.xml"]; n != 1 || f.Standing != frontier.Gone {
		t.Errorf("asked for %d times, standing %q", n, f.Standing)
	}
	other := feedSeed(s.URL + "/other.xml")
	s.feed("/other.xml")
	harvest(t, db, everything, other) // taken out of the configuration
	harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"), other)
	if n := s.asked("/rss.xml"); n != 2 {
		t.Errorf("put back into the configuration: asked for %d times, want 2", n)
	}
}

func TestAFailingFeedWaits(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	harvest(t, db, nil, feedSeed(s.URL+"/nothing.xml"))
	f := s.feeds(t, db)["/nothing.xml"]
	if wait := time.Until(f.NextDue); f.Standing != frontier.Failing || wait < time.Minute || wait > 3*time.Minute {
		t.Errorf("%s, due in %v; want failing, due in 2 min", f.Standing, wait)
	}
	s.feed("/nothing.xml")
	harvest(t, db, everything, feedSeed(s.URL+"/nothing.xml"))
	if f := s.feeds(t, db)["/nothing.xml"]; f.Standing != frontier.Well {
		t.Errorf("%s after it was answered", f.Standing)
	}
}

func TestRetryAfterPutsAFeedOff(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.handle("/rss.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1800")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if wait := time.Until(s.feeds(t, db)["/rss.xml"].NextDue); wait < 29*time.Minute {
		t.Errorf("due in %v, want half an hour", wait)
	}
}

func TestCacheControlPutsAFeedOff(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/plain.xml")
	plain := s.handlers["/plain.xml"]
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=5400")
		plain(w, r)
	})
	harvest(t, db, func(o *crawler.Options) { o.Sources[0].PollMax = 24 * time.Hour }, feedSeed(s.URL+"/rss.xml"))
	if wait := time.Until(s.feeds(t, db)["/rss.xml"].NextDue); wait < 80*time.Minute || wait > 90*time.Minute {
		t.Errorf("due in %v, want an hour and a half, up to a tenth sooner", wait)
	}
}

func TestAFeedIsAdoptedWhereItMoved(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		moved  func(s *site) // what stands at the new address
		want   int           // requests for the old address in six polls after the move
	}{
		{"301, the same feed", http.StatusMovedPermanently, func(s *site) { s.feed("/new.xml", "/a", "/b") }, 3},
		{"308, the same feed", http.StatusPermanentRedirect, func(s *site) { s.feed("/new.xml", "/b", "/a") }, 3},
		{"302 never", http.StatusFound, func(s *site) { s.feed("/new.xml", "/a", "/b") }, 6},
		{"307 never", http.StatusTemporaryRedirect, func(s *site) { s.feed("/new.xml", "/a") }, 6},
		{"a chain of them", http.StatusMovedPermanently, func(s *site) {
			redirects(s, "/new.xml", "/newer.xml", http.StatusPermanentRedirect)
			redirects(s, "/newer.xml", "/newest.xml", http.StatusMovedPermanently)
			s.feed("/newest.xml", "/a", "/b")
		}, 3},
		{"a detour behind it", http.StatusMovedPermanently, func(s *site) {
			redirects(s, "/new.xml", "/newest.xml", http.StatusFound)
			s.feed("/newest.xml", "/a", "/b")
		}, 3},
		{"another feed", http.StatusMovedPermanently, func(s *site) { s.feed("/new.xml", "/parked") }, 6},
		{"no feed", http.StatusMovedPermanently, func(s *site) { s.serve("/new.xml", "text/html", "<html><body>for sale</body></html>") }, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, db := newSite(t), tempDB(t)
			for i, path := range []string{"/a", "/b", "/parked"} {
				s.story(path, "Story "+path, i+1)
			}
			s.feed("/rss.xml", "/a")
			harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
			c.moved(s)
			s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/new.xml", c.status) })
			for range 6 {
				harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
			}
			if got := s.asked("/rss.xml") - 1; got != c.want {
				t.Errorf("the old address was asked for %d times, want %d", got, c.want)
			}
			if got := max(s.asked("/new.xml"), s.asked("/newest.xml")); got != 6 {
				t.Errorf("the new address was asked for %d times, want 6", got)
			}
			if c.name == "a chain of them" && s.asked("/new.xml") != 3 {
				t.Errorf("the middle of the chain was asked for %d times, want 3", s.asked("/new.xml"))
			}
			if got := articles(t, db)[s.URL+"/a"]; got.Feed != s.URL+"/rss.xml" {
				t.Errorf("the feed of /a is %q", got.Feed)
			}
		})
	}
}

func redirects(s *site, from, to string, status int) {
	s.handle(from, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, status) })
}

// A move is told once, though the new place has a bad day, and again when the feed
// moves on.
func TestAMoveIsToldOnce(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "A", 1)
	s.feed("/new.xml", "/a")
	redirects(s, "/rss.xml", "/new.xml", http.StatusMovedPermanently)
	var told []string
	poll := func(times int) {
		for range times {
			harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
			r, err := store.Open(t.Context(), db, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			changes, err := r.Review(t.Context(), func(string) bool { return true })
			if r.Close(); err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				told = append(told, c.Kind+" "+c.State+" "+strings.TrimPrefix(c.Detail, s.URL))
			}
		}
	}
	poll(5)
	s.handle("/new.xml", http.NotFound)
	poll(1)
	s.feed("/new.xml", "/a")
	poll(5)
	if want := []string{"moved begun /new.xml"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	told = nil
	redirects(s, "/new.xml", "/newest.xml", http.StatusMovedPermanently)
	s.feed("/newest.xml", "/a")
	poll(6)
	if want := []string{"moved begun /newest.xml"}; !slices.Equal(told, want) {
		t.Errorf("moved on: told %q, want %q", told, want)
	}
	told = nil
	s.handle("/newest.xml", http.NotFound)
	s.feed("/rss.xml", "/a")
	poll(4)
	if len(told) > 0 {
		t.Errorf("back: told %q", told)
	}
	if f, known := s.feeds(t, db)["/rss.xml"]; !known || f.MovedTo != "" {
		t.Errorf("back: %+v", f)
	}
}

func TestAnAdoptedFeedThatFailsIsLookedForWhereItWas(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "A", 1)
	s.feed("/new.xml", "/a")
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/new.xml", http.StatusMovedPermanently)
	})
	for range 4 {
		harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
	}
	if n := s.asked("/rss.xml"); n != 3 {
		t.Fatalf("not adopted: %d requests for the old address", n)
	}
	s.handle("/new.xml", http.NotFound)
	s.feed("/rss.xml", "/a")
	harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
	if report := harvest(t, db, everything, feedSeed(s.URL+"/rss.xml")); report.Total.Failed != 0 || s.asked("/rss.xml") != 4 {
		t.Errorf("%+v, asked for %d times", report.Total, s.asked("/rss.xml"))
	}
}

func TestAHubIsRemembered(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/atom.xml", "application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><id>q</id><link rel="hub" href="https://hub.example/"/></feed>`)
	s.feed("/plain.xml")
	plain := s.handlers["/plain.xml"]
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `<https://push.example/>; rel="hub"`)
		plain(w, r)
	})
	harvest(t, db, nil, feedSeed(s.URL+"/atom.xml"), feedSeed(s.URL+"/rss.xml"))
	known := s.feeds(t, db)
	if a, b := known["/atom.xml"].Hub, known["/rss.xml"].Hub; a != "https://hub.example/" || b != "https://push.example/" {
		t.Errorf("hubs %q and %q", a, b)
	}
}

func TestSilenceIsToldAgainstTheFeedsOwnRhythm(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	dated := func(path string, gap, since time.Duration) {
		var b strings.Builder
		b.WriteString(`<rss version="2.0"><channel><title>Q</title>`)
		for i := range 8 {
			at := time.Now().Add(-since - time.Duration(i)*gap)
			fmt.Fprintf(&b, `<item><title>T %d</title><link>%s%s-%d</link><pubDate>%s</pubDate></item>`, i, s.URL, path, i, at.Format(time.RFC1123Z))
		}
		s.serve(path, "application/rss+xml", b.String()+`</channel></rss>`)
	}
	day := 24 * time.Hour
	dated("/hourly-well.xml", time.Hour, day)
	dated("/hourly-silent.xml", time.Hour, 3*day)
	dated("/weekly-well.xml", 7*day, 20*day)
	dated("/weekly-silent.xml", 7*day, 60*day)
	var seeds []frontier.Lead
	for _, path := range []string{"/hourly-well.xml", "/hourly-silent.xml", "/weekly-well.xml", "/weekly-silent.xml"} {
		seeds = append(seeds, feedSeed(s.URL+path))
	}
	report := harvest(t, db, nil, seeds...)
	silent := map[string]bool{}
	for _, n := range report.Notes {
		if n.What == crawler.Silent {
			silent[strings.TrimPrefix(n.Address, s.URL)] = true
		}
	}
	for path, f := range s.feeds(t, db) {
		want := strings.Contains(path, "silent")
		if got := f.Silent(time.Now()); got != want || silent[path] != want {
			t.Errorf("%s: silent %v in the store, %v in the report, want %v", path, got, silent[path], want)
		}
	}
}

func TestSitemapsAreReadAgainOnlyWhereTheyChanged(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	for i, path := range []string{"/old", "/new", "/newer"} {
		s.story(path, "Story "+path, i+1)
	}
	part := func(name string, pages ...string) {
		var b strings.Builder
		for _, p := range pages {
			fmt.Fprintf(&b, "<url><loc>%s%s</loc></url>", s.URL, p)
		}
		s.serve(name, "application/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+b.String()+`</urlset>`)
	}
	index := func(changed string) {
		s.serve("/sitemap.xml", "application/xml", `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>`+s.URL+`/part-1.xml</loc><lastmod>2024-03-03T09:00:00Z</lastmod></sitemap>
<sitemap><loc>`+s.URL+`/part-2.xml</loc><lastmod>`+changed+`</lastmod></sitemap></sitemapindex>`)
	}
	seed := frontier.Lead{URL: s.URL + "/sitemap.xml", Kind: frontier.Sitemap, Source: "quay"}
	due := func(o *crawler.Options) {
		o.Sources[0].PollMin, o.Sources[0].PollMax = time.Nanosecond, time.Nanosecond
	}
	part("/part-1.xml", "/old")
	part("/part-2.xml", "/new")
	index("2025-03-03T09:00:00Z")
	harvest(t, db, due, seed)
	part("/part-2.xml", "/new", "/newer")
	index(time.Now().Add(time.Second).UTC().Format(time.RFC3339))
	time.Sleep(2 * time.Millisecond) // due again
	if report := harvest(t, db, due, seed); report.Total.New != 1 {
		t.Errorf("after one part changed: %+v", report.Total)
	}
	if one, two := s.asked("/part-1.xml"), s.asked("/part-2.xml"); one != 1 || two != 2 {
		t.Errorf("parts were asked for %d and %d times, want 1 and 2", one, two)
	}
	harvest(t, db, everything, seed)
	if n := s.asked("/part-1.xml"); n != 2 {
		t.Errorf("--all asked for an unchanged part %d times, want 2", n)
	}
}

func TestASitemapSaysWhichPagesChanged(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	sitemap := func(a, b string) {
		s.serve("/sitemap.xml", "application/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>`+s.URL+`/a</loc><lastmod>`+a+`</lastmod></url><url><loc>`+s.URL+`/b</loc><lastmod>`+b+`</lastmod></url></urlset>`)
	}
	seed := frontier.Lead{URL: s.URL + "/sitemap.xml", Kind: frontier.Sitemap, Source: "quay"}
	s.story("/a", "A", 1)
	s.story("/b", "B", 2)
	sitemap("2025-03-03T09:00:00Z", "2025-03-03T09:00:00Z")
	harvest(t, db, nil, seed)
	s.story("/a", "A, corrected", 1)
	sitemap(time.Now().Add(time.Minute).UTC().Format(time.RFC3339), "2025-03-03T09:00:00Z")
	report := harvest(t, db, everything, seed)
	if report.Total.Revised != 1 || s.asked("/a") != 2 || s.asked("/b") != 1 {
		t.Errorf("%+v; asked for /a %d times, for /b %d times", report.Total, s.asked("/a"), s.asked("/b"))
	}
}

func TestANewsSitemapFillsTheBlanks(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.serve("/bare", "text/html", "<html><body><article><h1>Ferry timber bridge</h1>"+strings.Repeat("<p>The council met again in the winter market hall, and nobody of those who had come to the harbour objected to the plan of the ferry company.</p>\n", 12)+"</article></body></html>")
	s.serve("/news.xml", "application/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>`+s.URL+`/bare</loc><news:news><news:publication><news:name>The Quay Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-02-14T09:30:00+01:00</news:publication_date><news:title>Ferry timber bridge</news:title></news:news></url></urlset>`)
	harvest(t, db, nil, frontier.Lead{URL: s.URL + "/news.xml", Kind: frontier.Sitemap, Source: "quay"})
	got := articles(t, db)[s.URL+"/bare"]
	if got.Published.String() != "2026-02-14T09:30:00+01:00" || got.Language != "en" || got.Provenance["published"].Source != "sitemap:news:publication_date" {
		t.Errorf("published %s from %s, language %q", got.Published, got.Provenance["published"].Source, got.Language)
	}
}

func TestSitemapsThatLieOrRotateAreNoticed(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	n := 0
	s.handle("/sitemap.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprint(w, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for range 20 {
			n++
			fmt.Fprintf(w, "<url><loc>%s/x/%d</loc><lastmod>%s</lastmod></url>", s.URL, n, time.Now().UTC().Format(time.RFC3339))
		}
		fmt.Fprint(w, `</urlset>`)
	})
	seed := frontier.Lead{URL: s.URL + "/sitemap.xml", Kind: frontier.Sitemap, Source: "quay"}
	flags := func() string { return strings.Join(s.feeds(t, db)["/sitemap.xml"].Flags, " ") }
	harvest(t, db, nil, seed)
	if got := flags(); got != "lastmod-false" {
		t.Errorf("flags after one poll: %q", got)
	}
	harvest(t, db, everything, seed)
	if got := flags(); got != "lastmod-false rotating" {
		t.Errorf("flags after two polls: %q", got)
	}
}

func TestAFeedIsLeftAloneAsLongAsItsServerAsks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, after string
		want        time.Duration
	}{
		{"longer than a run would wait", "7200", 2 * time.Hour},
		{"longer than anybody means", "99999999", 30 * 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, db := newSite(t), tempDB(t)
			s.handle("/rss.xml", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", c.after)
				w.WriteHeader(http.StatusTooManyRequests)
			})
			harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
			if due := time.Until(s.feeds(t, db)["/rss.xml"].NextDue); due < c.want-time.Minute || due > c.want+time.Minute {
				t.Errorf("due in %v, want %v", due, c.want)
			}
		})
	}
}
