package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"winnow/config"
)

// open starts a newsroom and gives a client that reaches it as winnow does.
func open(t *testing.T) (*Newsroom, *http.Client) {
	t.Helper()
	n, err := New()
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := url.Parse(n.Proxy())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n, &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func get(t *testing.T, c *http.Client, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, b
}

// squash makes runs of white space one space.
func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestEveryArticleIsOnItsPage(t *testing.T) {
	n, c := open(t)
	if err := n.Tick(); err != nil {
		t.Fatal(err)
	}
	perSite := map[string]int{}
	for _, want := range n.Expect().Articles {
		perSite[want.Source]++
		for _, address := range append([]string{want.URL}, want.Aliases...) {
			resp, b := get(t, c, address)
			if resp.StatusCode == http.StatusMovedPermanently {
				if got := resp.Header.Get("Location"); got != want.URL {
					t.Errorf("%s leads to %s, want %s", address, got, want.URL)
				}
				continue
			}
			checkPage(t, address, resp, b, want)
		}
	}
	if diff := cmp.Diff(perSite, map[string]int{"harbour-herald": 6, "lantern-post": 5, "ridge-civic": 4, "mill-gazette": 4}); diff != "" {
		t.Errorf("articles of each site, got (-) want (+):\n%s", diff)
	}
}

func checkPage(t *testing.T, address string, resp *http.Response, b []byte, want Expected) {
	t.Helper()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != htmlType || resp.Header.Get("ETag") == "" || resp.Header.Get("Last-Modified") == "" {
		t.Errorf("%s: status %d, header %v", address, resp.StatusCode, resp.Header)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	doc.Find("script,style").Remove()
	text := squash(doc.Find("body").Text())
	if !strings.Contains(text, want.Title) {
		t.Errorf("%s lacks its title %q", address, want.Title)
	}
	at, words := 0, 0
	for _, p := range want.Paragraphs {
		i := strings.Index(text[at:], squash(p))
		if i < 0 {
			t.Fatalf("%s lacks, or has in another place: %q", address, p)
		}
		at += i
		words += len(strings.Fields(p))
	}
	if words < 200 || words > 600 {
		t.Errorf("%s has %d words, want 200 to 600", address, words)
	}
	for _, a := range want.Authors {
		if !strings.Contains(text, a) {
			t.Errorf("%s lacks its author %s", address, a)
		}
	}
}

func TestMarkupOfEachSite(t *testing.T) {
	n, c := open(t)
	rows := []struct {
		name, address string
		has, lacks    []string
	}{
		{"semantic", "http://harbour-herald.test/2026/02/03/night-ferry-returns",
			[]string{`<article>`, `"@type":"NewsArticle"`, `"datePublished":"2026-02-03T06:40:00+01:00"`, `rel="author"`, `<time datetime="2026-02-03T06:40:00`}, nil},
		{"page builder", "http://lantern-post.test/stories/the-bakery-that-closes",
			[]string{`class="fb-mega"`, `class="fb-module fb-optin"`, `class="fb-card"`, `Published 14 January 2026`}, []string{`<article`, `<p>`, `<h1`, `<time`, `ld+json`}},
		{"WordPress", "http://ridge-civic.test/2025/06/20/small-grants-keep-village-halls-open/",
			[]string{` by <span class="author vcard"></span> | <span class="published">Jun 20, 2025</span>`, `wp-block-pullquote`, `about-box`, `Related reading:`}, []string{`ld+json`, `rel="author"`}},
		{"tables", "http://mill-gazette.test/story.php?id=101",
			[]string{`By Orla Fennimede and Tomas Reeder | 12 March 2026`, `<TABLE`}, []string{`<p>`, `<div`, `<META NAME`, `ld+json`}},
		{"copy", "http://lantern-post.test/stories/night-ferry-corrin-island",
			[]string{`<link rel="canonical" href="http://harbour-herald.test/2026/02/03/night-ferry-returns">`, `First printed by the Harbour Herald`}, nil},
		{"print view", "http://mill-gazette.test/print.php?id=97",
			[]string{`<LINK REL="canonical" HREF="http://mill-gazette.test/story.php?id=97">`}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, b := get(t, c, row.address)
			for _, s := range row.has {
				if !strings.Contains(string(b), s) {
					t.Errorf("lacks %s", s)
				}
			}
			for _, s := range row.lacks {
				if strings.Contains(string(b), s) {
					t.Errorf("has %s", s)
				}
			}
		})
	}
	if got := len(n.Visits()); got != len(rows) {
		t.Errorf("the newsroom counted %d visits, want %d", got, len(rows))
	}
}

func TestPullQuotesRepeatTheStory(t *testing.T) {
	e, err := newEdition(firstMorning)
	if err != nil {
		t.Fatal(err)
	}
	pulled := 0
	for _, list := range e.stories {
		for _, st := range list {
			for i, quote := range st.Pull {
				pulled++
				if !strings.Contains(joined(st), quote) {
					t.Errorf("%s does not say %q", st.Path, quote)
				}
				if st.PullAfter(2*i+1) != quote {
					t.Errorf("%s does not set %q", st.Path, quote)
				}
			}
		}
	}
	if pulled < 4 {
		t.Errorf("got %d pull quotes, want one a story of the network at least", pulled)
	}
}

func joined(st *story) string {
	var text []string
	for _, b := range st.Blocks {
		text = append(text, b.Text)
	}
	return strings.Join(text, "\n")
}

func TestFeeds(t *testing.T) {
	_, c := open(t)
	rows := []struct {
		name, address, kind string
		links               int
		link                string
	}{
		{"RSS with counted links", "http://harbour-herald.test/feed.xml", rssType, 5, "http://harbour-herald.test/2026/02/11/fish-market-roof?utm_source=feed&amp;utm_medium=rss&amp;utm_campaign=morning-tide"},
		{"Atom with a shortlink", "http://lantern-post.test/atom.xml", atomType, 6, "http://lantern-post.test/s/5k2"},
		{"Atom with a story that is gone", "http://lantern-post.test/atom.xml", atomType, 6, "http://lantern-post.test" + gonePath},
		{"RSS", "http://ridge-civic.test/feed/", rssType, 4, "http://ridge-civic.test/2025/06/20/small-grants-keep-village-halls-open/"},
		{"sitemap", "http://harbour-herald.test/sitemap.xml", "application/xml; charset=utf-8", 7, "http://harbour-herald.test/members/archive"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			resp, b := get(t, c, row.address)
			if got := resp.Header.Get("Content-Type"); got != row.kind {
				t.Errorf("type is %s, want %s", got, row.kind)
			}
			if !strings.Contains(string(b), row.link) {
				t.Errorf("lacks %s", row.link)
			}
			items := 0
			d := xml.NewDecoder(bytes.NewReader(b))
			for {
				token, err := d.Token()
				if err == io.EOF {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "item" || e.Name.Local == "entry" || e.Name.Local == "url") {
					items++
				}
			}
			if items != row.links {
				t.Errorf("lists %d, want %d", items, row.links)
			}
		})
	}
}

func TestJSONFeed(t *testing.T) {
	_, c := open(t)
	resp, b := get(t, c, "http://mill-gazette.test/feed.json")
	if got := resp.Header.Get("Content-Type"); got != jsonType {
		t.Errorf("type is %s, want %s", got, jsonType)
	}
	var got struct {
		Version string
		Items   []struct{ URL, Title string }
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "https://jsonfeed.org/version/1.1" || len(got.Items) != 3 || got.Items[1].URL != "http://mill-gazette.test/print.php?id=97" {
		t.Errorf("got %+v", got)
	}
}

func TestBrokenFeedIsBroken(t *testing.T) {
	_, c := open(t)
	_, b := get(t, c, "http://mill-gazette.test/rss.php")
	if utf8.Valid(b) {
		t.Error("is valid UTF-8")
	}
	if err := xml.Unmarshal(bytes.ToValidUTF8(b, []byte("?")), new(struct{ XMLName xml.Name })); err == nil {
		t.Error("is well-formed")
	}
	if begun, ended := bytes.Count(b, []byte("<item>")), bytes.Count(b, []byte("</item>")); begun != 3 || ended != 2 {
		t.Errorf("begins %d items and ends %d, want 3 and 2", begun, ended)
	}
	if !bytes.HasPrefix(b, []byte("Warning:")) {
		t.Error("begins with the declaration")
	}
}

func TestAnswers(t *testing.T) {
	_, c := open(t)
	rows := []struct {
		name, address string
		status        int
		text          string
	}{
		{"robots.txt", "http://harbour-herald.test/robots.txt", 200, "Disallow: /members/\n\nSitemap: http://harbour-herald.test/sitemap.xml"},
		{"no robots.txt", "http://lantern-post.test/robots.txt", 404, ""},
		{"home", "http://ridge-civic.test/", 200, "Volunteers map every bench"},
		{"sign in", "http://harbour-herald.test/account/sign-in", 200, `type="password"`},
		{"gone", "http://lantern-post.test" + gonePath, 410, ""},
		{"moved", "http://lantern-post.test/s/5k2", 301, ""},
		{"counted", "http://mill-gazette.test/story.php?utm_source=x&id=88", 200, "Snow closes the pass road"},
		{"unknown page", "http://mill-gazette.test/story.php?id=1", 404, ""},
		{"unknown site", "http://elsewhere.test/", 502, ""},
		{"picture", "http://harbour-herald.test/images/harbour.svg", 200, "<svg"},
		{"not yet", "http://harbour-herald.test/2026/02/13/keepers-cottages-open", 404, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			resp, b := get(t, c, row.address)
			if resp.StatusCode != row.status || !strings.Contains(string(b), row.text) {
				t.Errorf("got %d, want %d with %q", resp.StatusCode, row.status, row.text)
			}
		})
	}
	resp, err := c.Post("http://harbour-herald.test/letters", "text/plain", strings.NewReader("a"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST gives %d, want %d", resp.StatusCode, http.StatusMethodNotAllowed)
	}
}

func TestTickChangesWhatItSays(t *testing.T) {
	n, c := open(t)
	before := n.Expect()
	const roof = "http://harbour-herald.test/2026/02/11/fish-market-roof"
	addresses := []string{roof, "http://harbour-herald.test/feed.xml", "http://harbour-herald.test/sitemap.xml",
		"http://ridge-civic.test/feed/", "http://mill-gazette.test/story.php?id=88"}
	changes := map[string]bool{addresses[0]: true, addresses[1]: true, addresses[2]: true}
	first := map[string]http.Header{}
	for _, a := range addresses {
		resp, _ := get(t, c, a)
		first[a] = resp.Header
		if resp, b := get(t, c, a, "If-None-Match", resp.Header.Get("ETag")); resp.StatusCode != http.StatusNotModified || len(b) > 0 {
			t.Errorf("%s, unchanged: status %d with %d bytes, want 304", a, resp.StatusCode, len(b))
		}
	}
	for range 2 { // the second tick changes nothing
		if err := n.Tick(); err != nil {
			t.Fatal(err)
		}
		for _, a := range addresses {
			for _, header := range [][2]string{{"If-None-Match", "ETag"}, {"If-Modified-Since", "Last-Modified"}} {
				resp, _ := get(t, c, a, header[0], first[a].Get(header[1]))
				if got := resp.StatusCode == http.StatusOK; got != changes[a] {
					t.Errorf("%s by %s: status %d, changed should be %v", a, header[0], resp.StatusCode, changes[a])
				}
			}
		}
	}
	_, b := get(t, c, roof)
	for _, s := range []string{`"dateModified":"2026-02-12T17:15:00+01:00"`, "4.4 million crowns", "Correction of 12 February"} {
		if !strings.Contains(string(b), s) {
			t.Errorf("the corrected page lacks %q", s)
		}
	}
	_, b = get(t, c, "http://harbour-herald.test/feed.xml")
	if !strings.Contains(string(b), "<atom:updated>2026-02-12T17:15:00+01:00</atom:updated>") || !strings.Contains(string(b), "at a price that had to be corrected") {
		t.Error("the feed says nothing of the correction")
	}
	if after := n.Expect(); len(after.Articles) != len(before.Articles)+1 {
		t.Errorf("%d articles became %d, want one more", len(before.Articles), len(after.Articles))
	}
}

func TestExpect(t *testing.T) {
	n, _ := open(t)
	if err := n.Tick(); err != nil {
		t.Fatal(err)
	}
	x := n.Expect()
	aliases, copies, revised := map[string]string{}, 0, 0
	for _, a := range x.Articles {
		for _, alias := range a.Aliases {
			aliases[alias] = a.URL
		}
		if a.CopyOf != "" {
			copies++
		}
		revised += a.Revisions - 1
		if a.Title == "" || a.Day == "" || len(a.Authors) == 0 && a.Source != "ridge-civic" {
			t.Errorf("%s lacks something: %+v", a.URL, a)
		}
		if day, err := time.Parse(time.DateOnly, a.Day); err != nil || day.After(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is of %s", a.URL, a.Day)
		}
	}
	want := map[string]string{
		"http://lantern-post.test/s/5k2":           "http://lantern-post.test/stories/street-lamps-wait-for-cyclists",
		"http://mill-gazette.test/print.php?id=97": "http://mill-gazette.test/story.php?id=97",
	}
	if diff := cmp.Diff(aliases, want); diff != "" {
		t.Errorf("aliases, got (-) want (+):\n%s", diff)
	}
	if copies != 1 || revised != 1 {
		t.Errorf("%d copies and %d revised, want 1 and 1", copies, revised)
	}
	failures := map[string]string{
		"http://harbour-herald.test/members/archive": Robots,
		"http://harbour-herald.test/account/sign-in": NoArticle,
		"http://lantern-post.test" + gonePath:        Gone,
	}
	if diff := cmp.Diff(x.Failures, failures); diff != "" {
		t.Errorf("failures, got (-) want (+):\n%s", diff)
	}
}

func TestConfig(t *testing.T) {
	n, c := open(t)
	const db = `C:\my "db"/ü.db`
	cfg, err := n.Config(db)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Store.Path != db || cfg.Network.Proxy != n.Proxy() || cfg.Politeness.Delay != 0 || cfg.Politeness.Robots != config.RobotsObey {
		t.Errorf("got %+v", cfg)
	}
	seeds := cfg.Seeds()
	if len(seeds) != 6 || len(cfg.Sources) != 4 {
		t.Errorf("got %d seeds of %d sources, want 6 of 4", len(seeds), len(cfg.Sources))
	}
	for _, lead := range seeds {
		if resp, _ := get(t, c, lead.URL); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", lead.URL, resp.StatusCode)
		}
	}
	for _, home := range n.URLs() {
		if resp, _ := get(t, c, home); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", home, resp.StatusCode)
		}
	}
}

// Two newsrooms on different ports are one and the same to who reads them.
func TestAnswersDoNotDependOnThePort(t *testing.T) {
	a, ca := open(t)
	b, cb := open(t)
	if a.Proxy() == b.Proxy() {
		t.Fatalf("both listen on %s", a.Proxy())
	}
	for _, x := range a.Expect().Articles {
		ra, ba := get(t, ca, x.URL)
		rb, bb := get(t, cb, x.URL)
		if !bytes.Equal(ba, bb) || ra.Header.Get("ETag") != rb.Header.Get("ETag") {
			t.Errorf("%s differs", x.URL)
		}
	}
}
