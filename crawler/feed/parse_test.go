package feed

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/extract"
)

// line is what the tests below look at of an entry.
func line(e Entry) string {
	a := e.Article
	return strings.Join([]string{a.Title, a.URL, strings.Join(a.Authors, "+"), a.Published.String(), a.Modified.String(),
		a.Language, strings.Join(a.Tags, "+"), strings.ReplaceAll(e.Summary, "\n", "/")}, " | ")
}

func TestParseFormats(t *testing.T) {
	for _, c := range []struct{ name, body, format, head, want string }{
		{"RSS 2.0", `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
			<title>Lake &amp; Shore</title><link>https://lake.example/</link><description>News</description><language>en-us</language>
			<item><title>Otters return</title><link>https://lake.example/otters</link><guid>https://lake.example/otters</guid>
			<author>ed@lake.example (Mona Reed)</author><pubDate>Tue, 03 Mar 2026 09:05:00 -0500</pubDate><category>Nature</category>
			<description>&lt;p&gt;Two were seen.&lt;/p&gt;</description></item></channel></rss>`,
			"rss-2.0", "Lake & Shore | https://lake.example/ | en-US",
			"Otters return | https://lake.example/otters | Mona Reed | 2026-03-03T09:05:00-05:00 |  | en-US | Nature | Two were seen."},
		{"RSS 0.91", `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Example//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">
			<rss version="0.91"><channel><title>Old</title><link>http://old.example/</link><language>de</language>
			<item><title>Eins</title><link>http://old.example/1</link><description>Text</description></item></channel></rss>`,
			"rss-0.91", "Old | http://old.example/ | de", "Eins | http://old.example/1 |  |  |  | de |  | Text"},
		{"RSS 0.92 without titles", `<rss version="0.92"><channel><title>Log</title><item><description>Only words &lt;b&gt;here&lt;/b&gt;</description></item></channel></rss>`,
			"rss-0.92", "Log |  | ", " |  |  |  |  |  |  | Only words here"},
		{"RDF 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
			<channel rdf:about="http://r.example/rss"><title>Rdf</title><link>http://r.example/</link><d:language>fr</d:language>
			<items><rdf:Seq><rdf:li rdf:resource="http://r.example/1"/></rdf:Seq></items></channel>
			<item rdf:about="http://r.example/1"><title>Un</title><link>http://r.example/1</link><d:creator>Zoé Lac</d:creator><d:creator>Max Rive</d:creator><d:date>2026-03-03T09:05:00+01:00</d:date><d:subject>Eau</d:subject></item></rdf:RDF>`,
			"rdf-1.0", "Rdf | http://r.example/ | fr", "Un | http://r.example/1 | Zoé Lac+Max Rive | 2026-03-03T09:05:00+01:00 |  | fr | Eau | "},
		{"RDF 0.90", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Nine</title></channel><item><title>A</title><link>http://n.example/a</link></item></rdf:RDF>`,
			"rdf-0.90", "Nine |  | ", "A | http://n.example/a |  |  |  |  |  | "},
		{"Atom 1.0", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title type="text">Peaks &amp; Passes</title><id>urn:x:1</id>
			<link href="https://p.example/"/><author><name>Desk</name></author>
			<entry xml:lang="gd"><title type="html">Snow &lt;i&gt;early&lt;/i&gt; &amp;amp; deep</title><id>urn:x:2</id><link rel="edit" href="https://p.example/edit/2"/><link href="https://p.example/2"/>
			<published>2026-03-03T09:05:00Z</published><updated>2026-03-04T10:00:00Z</updated><author><name>Iain Beag</name></author>
			<category term="snow" label="Snow"/><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Deep <em>snow</em>.</p></div></summary></entry></feed>`,
			"atom-1.0", "Peaks & Passes | https://p.example/ | en-GB", "Snow early & deep | https://p.example/2 | Iain Beag | 2026-03-03T09:05:00Z | 2026-03-04T10:00:00Z | gd | Snow | Deep snow."},
		{"Atom inherits its author", `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><author><name>Una Vale</name></author><entry><title>A</title><link href="https://p.example/a"/></entry></feed>`,
			"atom-1.0", "T |  | ", "A | https://p.example/a | Una Vale |  |  |  |  | "},
		{"Atom with a prefix", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry><a:title>A</a:title><a:link href="https://p.example/a"/></a:entry></a:feed>`,
			"atom-1.0", "T |  | ", "A | https://p.example/a |  |  |  |  |  | "},
		{"Atom 0.3", `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old Atom</title><link rel="alternate" type="text/html" href="http://o.example/"/>
			<entry><title mode="escaped" type="text/html">A &amp;lt;b&amp;gt; C</title><link rel="alternate" href="http://o.example/1"/><issued>2026-03-03T09:05:00Z</issued><modified>2026-03-03T10:05:00Z</modified>
			<summary mode="base64" type="text/html">PGI+Ym9sZDwvYj4=</summary></entry></feed>`,
			"atom-0.3", "Old Atom | http://o.example/ | ", "A <b> C | http://o.example/1 |  | 2026-03-03T09:05:00Z | 2026-03-03T10:05:00Z |  |  | bold"},
		{"JSON Feed 1.1", `{"version":"https://jsonfeed.org/version/1.1","title":"Json","home_page_url":"https://j.example/","language":"sv",
			"items":[{"id":7,"url":"https://j.example/7","title":"Sju <7>","summary":"Kort","content_html":"<p>Lång</p>","date_published":"2026-03-03T09:05:00+01:00","authors":[{"name":"Åsa Ek"}],"tags":["a","b"]}]}`,
			"json-1.1", "Json | https://j.example/ | sv", "Sju <7> | https://j.example/7 | Åsa Ek | 2026-03-03T09:05:00+01:00 |  | sv | a+b | Kort"},
		{"JSON Feed 1.0 with content_text", `{"version":"https://jsonfeed.org/version/1","title":"J","author":{"name":"Bo"},"items":[{"id":"1","url":"https://j.example/1","content_text":"a < b\nc"}]}`,
			"json-1", "J |  | ", " | https://j.example/1 | Bo |  |  |  |  | "},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{Now: testNow})
			if err != nil {
				t.Fatal(err)
			}
			if f.Format != c.format {
				t.Errorf("format is %q, want %q", f.Format, c.format)
			}
			if got := f.Title + " | " + f.Link + " | " + f.Language; got != c.head {
				t.Errorf("feed is %q, want %q", got, c.head)
			}
			if len(f.Entries) != 1 || line(f.Entries[0]) != c.want {
				t.Errorf("entries are %d:\n got %q\nwant %q", len(f.Entries), lines(f), c.want)
			}
		})
	}
}

func lines(f *Feed) string {
	var out []string
	for _, e := range f.Entries {
		out = append(out, line(e))
	}
	return strings.Join(out, "\n")
}

func TestParseTellsContentFromSummary(t *testing.T) {
	f, err := Parse([]byte(`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
		<item><title>1</title><description>Teaser</description><content:encoded><![CDATA[<p>One.</p><p>Two <a href="/x">x</a>.</p>]]></content:encoded></item>
		<item><title>2</title><description>Only a teaser</description></item>
		<item><title>3</title><description>Teaser</description><content:encoded>Teaser that goes on […]</content:encoded></item>
		<item><title>4</title><xhtml:body xmlns:xhtml="http://www.w3.org/1999/xhtml"><xhtml:p>Body<xhtml:br/>text</xhtml:p></xhtml:body></item>
		</channel></rss>`), Options{URL: "https://a.example/feed"})
	if err != nil {
		t.Fatal(err)
	}
	type part struct {
		Summary, Text, HTML string
		Full                bool
	}
	var got []part
	for _, e := range f.Entries {
		got = append(got, part{e.Summary, e.Article.Text, e.Article.HTML, e.Full})
	}
	want := []part{
		{"Teaser", "One.\nTwo x.", `<p>One.</p><p>Two <a href="https://a.example/x" rel="nofollow">x</a>.</p>`, true},
		{"Only a teaser", "Only a teaser", "Only a teaser", false},
		{"Teaser", "Teaser that goes on […]", "Teaser that goes on […]", false},
		{"", "Body\ntext", "<p>Body<br>text</p>", true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseKeepsWhereValuesComeFrom(t *testing.T) {
	f, err := Parse([]byte(`<rss version="2.0"><channel><item><title>T</title><link>javascript:alert(1)</link><guid>https://a.example/1</guid>
		<pubDate>some day</pubDate><date>2026-03-03</date></item></channel></rss>`), Options{Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	e := f.Entries[0]
	if e.Article.URL != "https://a.example/1" || !e.Permalink {
		t.Errorf("address is %q, want the guid", e.Article.URL)
	}
	p := e.Article.Provenance
	if got := p["url"].Source; got != "feed:guid" {
		t.Errorf("source of url is %q", got)
	}
	if c := p["url"].Candidates; len(c) != 1 || c[0].Value != "javascript:alert(1)" {
		t.Errorf("candidates of url are %v", c)
	}
	if p["published"].Source != "feed:date" || e.Article.Published.String() != "2026-03-03" || !e.Article.Published.DayOnly {
		t.Errorf("published is %v from %q", e.Article.Published, p["published"].Source)
	}
	if c := p["published"].Candidates; len(c) != 1 || c[0].Value != "some day" || c[0].Source != "feed:pubDate" {
		t.Errorf("candidates of published are %v", c)
	}
	if !hasFlag(e.Flags, FlagLink) || !hasFlag(e.Flags, FlagDate) || !hasFlag(f.Flags, FlagLink) {
		t.Errorf("flags are %v and %v", e.Flags, f.Flags)
	}
}

func TestParseSaysNothingOfWhatIsUnknown(t *testing.T) {
	for _, body := range [...]string{
		`<rss version="2.0"><channel><item><title>T</title></item></channel></rss>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"T"}]}`,
	} {
		f, err := Parse([]byte(body), Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := extract.Provenance{"title": {Source: "feed:title", Confidence: sureOfTitle, Candidates: []extract.Candidate{}}}
		if d := cmp.Diff(want, f.Entries[0].Article.Provenance); d != "" {
			t.Error(f.Format, d)
		}
	}
}

func TestParseLanguage(t *testing.T) {
	for _, c := range []struct{ name, body, options, feed, entry string }{
		{"of the channel", `<rss><channel><language>de-at</language><item><title>x</title></item></channel></rss>`, "", "de-AT", "de-AT"},
		{"of the entry", `<feed xml:lang="en"><entry xml:lang="fr"><title>x</title></entry></feed>`, "", "en", "fr"},
		{"of the content", `<feed xml:lang="en"><entry><title>x</title><content xml:lang="pt_br">y</content></entry></feed>`, "", "en", "pt-BR"},
		{"of the title", `<feed><entry><title xml:lang="nl">x</title></entry></feed>`, "", "", "nl"},
		{"taken back", `<feed xml:lang="en"><entry xml:lang=""><title>x</title></entry></feed>`, "", "en", ""},
		{"Dublin Core", `<rss><channel><item><title>x</title><dc:language>it</dc:language></item></channel></rss>`, "en", "", "it"},
		{"of the source", `<rss><channel><item><title>x</title></item></channel></rss>`, "ja", "", "ja"},
		{"nonsense", `<rss><channel><language>english, mostly</language><item><title>x</title></item></channel></rss>`, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{Language: c.options})
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Entries[0].Article.Language; f.Language != c.feed || got != c.entry {
				t.Errorf("got %q and %q, want %q and %q", f.Language, got, c.feed, c.entry)
			}
		})
	}
}

func TestParseReadsTheSmallThings(t *testing.T) {
	f, err := Parse([]byte(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:cc="http://backend.userland.com/creativeCommonsRssModule" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
		<channel><title>T</title><link>https://a.example/</link><copyright>(c) Example</copyright><ttl>45</ttl><skipHours><hour>0</hour><hour>24</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
		<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
		<atom:link rel="self" href="/feed"/><atom:link rel="hub" href="https://hub.example/"/><atom:link rel="next" href="/feed?page=2"/>
		<cc:license>https://cc.example/by/4.0/</cc:license><lastBuildDate>Tue, 03 Mar 2026 09:05:00 GMT</lastBuildDate>
		<item><title>A</title><link>/a</link><comments>/a#comments</comments><source url="https://b.example/feed">Bee</source>
		<enclosure url="/a.mp3" type="audio/mpeg" length="123"/><media:group><media:content url="/a.jpg" medium="image"><media:title>no</media:title></media:content></media:group></item></channel></rss>`),
		Options{URL: "https://a.example/feed", Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	if f.Self != "https://a.example/feed" || f.Hub != "https://hub.example/" || f.Next != "https://a.example/feed?page=2" {
		t.Errorf("links are %q, %q, %q", f.Self, f.Hub, f.Next)
	}
	if f.License != "https://cc.example/by/4.0/" || f.Rights != "(c) Example" || f.Updated.String() != "2026-03-03T09:05:00Z" {
		t.Errorf("license %q, rights %q, updated %v", f.License, f.Rights, f.Updated)
	}
	if got := f.Hints.TTL.String() + " " + f.Hints.Period.String(); got != "45m0s 15m0s" {
		t.Errorf("hints are %s", got)
	}
	if d := cmp.Diff([]int{0, 3}, f.Hints.SkipHours); d != "" || len(f.Hints.SkipDays) != 1 || f.Hints.SkipDays[0] != 0 {
		t.Errorf("skips are %v, %v", f.Hints.SkipHours, f.Hints.SkipDays)
	}
	e := f.Entries[0]
	if e.Article.URL != "https://a.example/a" || e.Article.Image != "https://a.example/a.jpg" || e.Article.License != f.License || e.Article.Title != "A" {
		t.Errorf("article is %+v", e.Article)
	}
	if e.Comments != "https://a.example/a" || e.SourceName != "Bee" || e.SourceURL != "https://b.example/feed" {
		t.Errorf("entry is %+v", e)
	}
	want := []Enclosure{{"https://a.example/a.mp3", "audio/mpeg", 123}, {"https://a.example/a.jpg", "", 0}}
	if d := cmp.Diff(want, e.Enclosures); d != "" {
		t.Error(d)
	}
}

func TestParseResolvesAddresses(t *testing.T) {
	for _, c := range []struct{ name, body, url, want string }{
		{"against the feed", `<rss><channel><item><link>/a</link></item></channel></rss>`, "https://a.example/x/feed", "https://a.example/a"},
		{"against the page", `<rss><channel><link>https://b.example/</link><item><link>/a</link></item></channel></rss>`, "", "https://b.example/a"},
		{"xml:base on the root", `<rss xml:base="https://c.example/d/"><channel><item><link>a</link></item></channel></rss>`, "https://a.example/", "https://c.example/d/a"},
		{"xml:base that is a file", `<feed xml:base="https://c.example/d/feed.xml"><entry><link href="a"/></entry></feed>`, "", "https://c.example/d/a"},
		{"nested xml:base", `<feed xml:base="https://c.example/"><entry xml:base="d/"><link xml:base="e/" href="a"/></entry></feed>`, "", "https://c.example/d/e/a"},
		{"xml:base of a script", `<feed xml:base="javascript:alert(1)//"><entry><link href="a"/></entry></feed>`, "https://a.example/", "https://a.example/a"},
		{"protocol-relative", `<rss><channel><item><link>//d.example/a</link></item></channel></rss>`, "https://a.example/", "https://d.example/a"},
		{"alternate before others", `<feed><entry><link rel="self" href="https://a.example/s"/><link rel="enclosure" href="https://a.example/e"/><link rel="alternate" type="application/pdf" href="https://a.example/pdf"/><link rel="alternate" type="text/html" href="https://a.example/h"/></entry></feed>`, "", "https://a.example/h"},
		{"behind a counter", `<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><link>https://count.example/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink></item></channel></rss>`, "", "https://a.example/1"},
		{"href on an RSS link", `<rss><channel><item><link href="https://a.example/1"/></item></channel></rss>`, "", "https://a.example/1"},
		{"text in an Atom link", `<feed><entry><link>https://a.example/1</link></entry></feed>`, "", "https://a.example/1"},
		{"white space", "<rss><channel><item><link>\n  https://a.example/1\n</link></item></channel></rss>", "", "https://a.example/1"},
		{"not a permalink but an address", `<rss><channel><item><guid isPermaLink="false">https://a.example/1</guid></item></channel></rss>`, "", "https://a.example/1"},
		{"mailto", `<rss><channel><item><link>mailto:a@b.example</link></item></channel></rss>`, "", ""},
		{"data", `<rss><channel><item><link>data:text/html,x</link></item></channel></rss>`, "", ""},
		{"file", `<rss><channel><item><link>file:///etc/hosts</link></item></channel></rss>`, "https://a.example/", ""},
		{"70 KB", `<rss><channel><item><link>https://a.example/` + strings.Repeat("x", 70<<10) + `</link></item></channel></rss>`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{URL: c.url})
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Entries[0].Article.URL; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNotFeed(t *testing.T) {
	for _, c := range []struct{ name, body, kind, message string }{
		{"page with feeds", `<!DOCTYPE html><html><head><base href="/b/"><link rel="alternate" type="application/rss+xml" href="rss.xml"><link rel="alternate" type="application/atom+xml" href="/atom">
			<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="x.css"></head></html>`, "html",
			"this is an HTML page, its feeds are https://a.example/b/rss.xml, https://a.example/atom"},
		{"page without feeds", "<html><body>Login</body></html>", "html", "this is an HTML page, and it names no feed"},
		{"page without html element", "<head><title>x</title></head>", "html", "this is an HTML page, and it names no feed"},
		{"sitemap", `<urlset></urlset>`, "sitemap", "this is no feed but sitemap"},
		{"OPML", `<opml version="2.0"></opml>`, "opml", "this is no feed but opml"},
		{"empty", " \n", "empty", "the document is empty"},
		{"text", "nothing to see", "unknown", "this is neither RSS, Atom, JSON Feed nor a sitemap"},
		{"other JSON", `{"a":1}`, "json", "this is no feed but json"},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00", "unknown", "this is neither RSS, Atom, JSON Feed nor a sitemap"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.body), Options{URL: "https://a.example/x"})
			var not *NotFeedError
			if !errors.Is(err, ErrNotFeed) || !errors.As(err, &not) {
				t.Fatalf("got %v, want a NotFeedError", err)
			}
			if not.Kind != c.kind || err.Error() != c.message {
				t.Errorf("got %q: %q, want %q: %q", not.Kind, err, c.kind, c.message)
			}
		})
	}
}

func TestPageFeedsAreLimited(t *testing.T) {
	var b strings.Builder
	for i := range 10_000 {
		b.WriteString(`<link rel="alternate" type="application/rss+xml" href="/` + strings.Repeat("x", i%500+1) + `">`)
	}
	if got := len(PageFeeds([]byte(b.String()), "https://a.example/")); got != maxPageFeeds {
		t.Errorf("got %d feeds, want %d", got, maxPageFeeds)
	}
}
