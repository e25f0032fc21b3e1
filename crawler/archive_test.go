package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"winnow/crawler"
)

// backfill reads up to so many older parts of each feed.
func backfill(parts int) func(*crawler.Options) {
	return func(o *crawler.Options) { o.ArchivePages, o.All = parts, true }
}

func TestBackfillFollowsWhatEachFormatSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, contentType string
		document          func(site, path, older string) string
	}{
		{"Atom", "application/atom+xml", func(site, path, older string) string {
			return `<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><id>q</id><link rel="prev-archive" href="` + older + `"/>
<entry><id>` + path + `</id><title>T</title><link href="` + site + path + `.html"/></entry></feed>`
		}},
		{"RSS", "application/rss+xml", func(site, path, older string) string {
			return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Q</title><atom:link rel="next" href="` + site + older + `"/>
<item><title>T</title><link>` + site + path + `.html</link></item></channel></rss>`
		}},
		{"JSON Feed", "application/feed+json", func(site, path, older string) string {
			return `{"version":"https://jsonfeed.org/version/1.1","title":"Q","next_url":"` + site + older + `","items":[{"id":"` + path + `","url":"` + site + path + `.html"}]}`
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, db := newSite(t), tempDB(t)
			for i := range 4 {
				path, older := fmt.Sprintf("/part-%d", i), fmt.Sprintf("/part-%d", (i+1)%4) // the last leads back to the first
				s.serve(path, c.contentType, c.document(s.URL, path, older))
				s.story(path+".html", "Story "+path, i+1)
			}
			if report := harvest(t, db, nil, feedSeed(s.URL+"/part-0")); report.Total.New != 1 || s.asked("/part-1") != 0 {
				t.Fatalf("a run that is no backfill: %+v", report.Total)
			}
			if report := harvest(t, db, backfill(1), feedSeed(s.URL+"/part-0")); report.Total.New != 1 {
				t.Errorf("one part: %+v", report.Total)
			}
			if report := harvest(t, db, backfill(9), feedSeed(s.URL+"/part-0")); report.Total.New != 2 {
				t.Errorf("the rest: %+v", report.Total)
			}
			for i := range 3 {
				if n := s.asked(fmt.Sprintf("/part-%d", i+1)); n != 1 {
					t.Errorf("part %d was asked for %d times", i+1, n)
				}
			}
			if got := articles(t, db)[s.URL+"/part-3.html"]; got.Feed != s.URL+"/part-0" {
				t.Errorf("the feed of the oldest article is %q", got.Feed)
			}
		})
	}
}

func TestBackfillEndsWhereAServerDoesNot(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var endless http.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/atom+xml")
		n := len(r.URL.Query().Get("p"))
		entry := ""
		if n < 3 {
			entry = fmt.Sprintf(`<entry><id>%d</id><title>T</title><link href="/a%d"/></entry>`, n, n)
		}
		fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><id>q</id><link rel="next" href="?p=%s"/>%s</feed>`, strings.Repeat("x", n+1), entry)
	}
	s.handle("/rss.xml", endless)
	harvest(t, db, backfill(100), feedSeed(s.URL+"/rss.xml"))
	parts := 0
	for _, r := range s.requests() {
		if strings.HasPrefix(r.path, "/rss.xml") {
			parts++
		}
	}
	if parts != 4 {
		t.Errorf("%d parts were asked for, want 3 with entries and 1 that is empty", parts)
	}
}

func TestBackfillGoesOnAfterAPartThatFailed(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	part := func(path, older string) {
		s.serve(path, "application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><id>q</id><link rel="prev-archive" href="`+older+`"/>
<entry><id>`+path+`</id><title>T</title><link href="`+path+`.html"/></entry></feed>`)
		s.story(path+".html", "Story "+path, len(path))
	}
	part("/now", "/older")
	harvest(t, db, backfill(9), feedSeed(s.URL+"/now")) // 404
	part("/older", "/oldest-of-all")
	part("/oldest-of-all", "")
	if report := harvest(t, db, backfill(9), feedSeed(s.URL+"/now")); report.Total.New != 2 {
		t.Errorf("%+v", report.Total)
	}
}

func TestLargeSitemapsAreReadPastThePageLimit(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/last", "Last", 1)
	padding := strings.Repeat("<!-- a comment that takes room without saying anything -->\n", 1<<18)
	s.serve("/sitemap.xml", "application/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+padding+`<url><loc>`+s.URL+`/last</loc></url></urlset>`)
	seed := feedSeed(s.URL + "/sitemap.xml")
	seed.Kind = "sitemap"
	if report := harvest(t, db, nil, seed); report.Total.New != 1 {
		t.Errorf("%+v", report.Total)
	}
}
