package crawler_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"winnow/crawler"
	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

// TestEntriesKeepTheirIdentity polls feeds three times that change what names
// their entries: each article is stored once.
func TestEntriesKeepTheirIdentity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name              string
		link, title, guid func(entry, poll int) string // of an entry at a poll, both from 0
		flag              string                       // that tells of it after the last poll
		asked             int                          // requests for pages at most; 0 is one an article
	}{
		{name: "guids new each time", guid: func(i, n int) string { return fmt.Sprintf("made-%d-%d", i*7919, n) }, flag: feed.FlagGUIDUnstable},
		{name: "no guids", guid: func(int, int) string { return "" }, flag: feed.FlagGUIDMissing},
		{name: "one guid for all", guid: func(int, int) string { return "post" }, flag: feed.FlagGUIDRepeated},
		{name: "titles change", title: func(i, n int) string { return fmt.Sprintf("Title %d, edition %d", i, n) }, asked: 12},
		{name: "links change", link: func(i, n int) string { return fmt.Sprintf("/story-%d-%d", i, n) }, asked: 12},
		{name: "links and guids change", link: func(i, n int) string { return fmt.Sprintf("/story-%d-%d", i, n) },
			guid: func(i, n int) string { return fmt.Sprintf("/story-%d-%d", i, n) }, asked: 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, db := newSite(t), tempDB(t)
			for n := range 3 {
				var b strings.Builder
				b.WriteString(`<rss version="2.0"><channel><title>The Quay Post</title>`)
				for i := range 4 {
					link, title, guid := fmt.Sprintf("/story-%d", i), fmt.Sprintf("Title %d", i), fmt.Sprintf("story-%d", i)
					if c.link != nil {
						link = c.link(i, n)
					}
					if c.title != nil {
						title = c.title(i, n)
					}
					if c.guid != nil {
						guid = c.guid(i, n)
					}
					s.story(link, fmt.Sprintf("Story %d", i), 10+i)
					fmt.Fprintf(&b, `<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid></item>`, title, s.at(link), guid)
				}
				s.serve("/rss.xml", "application/rss+xml", b.String()+`</channel></rss>`+strings.Repeat(" ", n))
				harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
			}
			if got := len(articles(t, db)); got != 4 {
				t.Errorf("%d articles, want 4", got)
			}
			if f := s.feeds(t, db)["/rss.xml"]; c.flag != "" && !slices.Contains(f.Flags, c.flag) {
				t.Errorf("the feed's flags are %v, want %s", f.Flags, c.flag)
			}
			asked := 0
			for _, r := range s.requests() {
				if strings.HasPrefix(r.path, "/story-") {
					asked++
				}
			}
			if want := max(c.asked, 4); asked > want {
				t.Errorf("pages were asked for %d times, want %d at most", asked, want)
			}
		})
	}
}

// TestTheTextOfAFeedStandsForThePage holds what a source may choose: its pages,
// its feed, or its feed where that has the whole text.
func TestTheTextOfAFeedStandsForThePage(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The ferry left the quay before the fog came in. ", 40)
	for _, c := range []struct {
		fetch, text string
		asked       int    // requests for the page
		source      string // of the text that is stored
	}{
		{"full", long, 1, "page"},
		{"feed", long, 0, "feed:content:encoded"},
		{"feed", "Two words.", 0, "feed:content:encoded"},
		{"feed-then-page", long, 0, "feed:content:encoded"},
		{"feed-then-page", long + "[…]", 1, "page"},
		{"feed-then-page", "A teaser.", 1, "page"},
	} {
		t.Run(fmt.Sprintf("%s with %d letters", c.fetch, len(c.text)), func(t *testing.T) {
			t.Parallel()
			s, db := newSite(t), tempDB(t)
			s.story("/a", "A", 1)
			s.serve("/rss.xml", "application/rss+xml", `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Quay Post</title><item><title>A</title><link>`+
				s.URL+`/a</link><content:encoded>`+c.text+`</content:encoded></item></channel></rss>`)
			harvest(t, db, func(o *crawler.Options) { o.Sources[0].Fetch = c.fetch }, feedSeed(s.URL+"/rss.xml"))
			a, found := articles(t, db)[s.URL+"/a"]
			if !found || s.asked("/a") != c.asked {
				t.Fatalf("stored: %v, page asked for %d times, want %d", found, s.asked("/a"), c.asked)
			}
			if got := a.Provenance["text"].Source; got != c.source && (c.source != "page" || strings.HasPrefix(got, "feed:")) {
				t.Errorf("its text is from %q, want %q", got, c.source)
			}
			if strings.HasPrefix(c.source, "feed:") && strings.TrimSpace(c.text) != a.Text {
				t.Errorf("the text is %q", a.Text)
			}
		})
	}
}

// TestAFeedThatBreaksOffIsReadAsFarAsItCame holds that the rest is asked for
// again: no validator of the part is remembered.
func TestAFeedThatBreaksOffIsReadAsFarAsItCame(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "A", 1)
	s.story("/b", "B", 2)
	polls := 0
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) {
		item := func(path string) string {
			return "<item><title>" + path + "</title><link>" + s.URL + path + "</link></item>"
		}
		body := `<rss version="2.0"><channel><title>The Quay Post</title>` + item("/a") + item("/b") + `</channel></rss>`
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if polls++; polls == 1 {
			body = body[:strings.Index(body, "<title>/b")]
		}
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, body)
	})
	harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
	f := s.feeds(t, db)["/rss.xml"]
	if n := len(articles(t, db)); n != 1 || !slices.Contains(f.Flags, feed.FlagTruncated) || !slices.Contains(f.Flags, fetch.CodeShort) {
		t.Errorf("%d articles, flags %v; want 1, and why it is not whole", n, f.Flags)
	}
	harvest(t, db, everything, feedSeed(s.URL+"/rss.xml"))
	if n := len(articles(t, db)); n != 2 {
		t.Errorf("%d articles once it came whole, want 2", n)
	}
}

func TestASitemapThatBreaksOffIsReadAsFarAsItCame(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.story("/a", "A", 1)
	s.story("/b", "B", 2)
	s.handle("/sitemap.xml", func(w http.ResponseWriter, _ *http.Request) {
		body := `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>` + s.URL + `/a</loc></url><url><loc>` + s.URL + `/b</loc></url></urlset>`
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		io.WriteString(w, body[:strings.Index(body, "/b<")])
	})
	report := harvest(t, db, everything, frontier.Lead{URL: s.URL + "/sitemap.xml", Kind: frontier.Sitemap, Source: "quay"})
	if report.Total.New != 1 || s.asked("/a") != 1 {
		t.Errorf("%+v; want the one page that the sitemap names to its end", report.Total)
	}
}
