package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const linkPage = `<html><head>
<link rel="alternate" type="application/rss+xml" title="All &amp; everything" href="/rss"><link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/atom"><link rel="alternate" type="application/rss+xml" href="/rss#again">
<link rel="canonical" href="/story?id=1#top"><link rel="amphtml" href="/amp/1"><link rel="alternate" hreflang="de" href="/de/1">
<link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.news.example/1"><link rel="alternate" media="print" href="/print/1">
<meta name="robots" content="NoArchive, max-snippet:-1"><meta name="ExampleBot" content="noindex,noai"><meta name="otherbot" content="none">
<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/tdm.json">
<script>var s = '<a href="/phantom">';</script></head><body>
<nav><a href="/world">World</a><a href="/a">A</a></nav>
<main><a href="/a#x"><img src=i.png></a> <a href="/a">The <b>first</b>
story</a> <a href="b" rel="nofollow ugc">B</a><a href="#top">top</a><a href="javascript:0">no</a><a href="mailto:a@b.example">mail</a>
<a href="https://other.example/%zz">odd</a><a href="/story">self</a></main>
<map><area href="/map"></map></body></html>`

func linkDoc(t *testing.T) *Doc {
	t.Helper()
	doc, err := Parse([]byte(linkPage), Options{URL: "https://news.example/story"})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestLinks(t *testing.T) {
	want := []Link{
		{URL: "https://news.example/world", Text: "World", InNav: true},
		{URL: "https://news.example/a", Text: "A"},
		{URL: "https://news.example/b", Text: "B", NoFollow: true},
		{URL: "https://other.example/%25zz", Text: "odd"},
		{URL: "https://news.example/map"},
	}
	if diff := cmp.Diff(want, linkDoc(t).Links()); diff != "" {
		t.Errorf("Links (-want +got):\n%s", diff)
	}
}

func TestHeadLinks(t *testing.T) {
	doc := linkDoc(t)
	feeds := []Feed{{"https://news.example/rss", "application/rss+xml", "All & everything"}, {"https://news.example/atom", "application/atom+xml", ""}}
	if diff := cmp.Diff(feeds, doc.Feeds()); diff != "" {
		t.Errorf("Feeds (-want +got):\n%s", diff)
	}
	if got, want := doc.Canonical(), "https://news.example/story?id=1"; got != want {
		t.Errorf("Canonical = %q, want %q", got, want)
	}
	alternates := []Alternate{
		{URL: "https://news.example/amp/1", Kind: "amp"},
		{URL: "https://news.example/de/1", Kind: "language", Language: "de"},
		{URL: "https://m.news.example/1", Kind: "media", Media: "only screen and (max-width: 640px)"},
		{URL: "https://news.example/print/1", Kind: "print", Media: "print"},
	}
	if diff := cmp.Diff(alternates, doc.Alternates()); diff != "" {
		t.Errorf("Alternates (-want +got):\n%s", diff)
	}
}

func TestCanonicalThatCannotBeTrusted(t *testing.T) {
	for _, tt := range []struct{ name, head, want string }{
		{"none", "", ""},
		{"two that differ", `<link rel=canonical href=/a><link rel=canonical href=/b>`, ""},
		{"twice the same", `<link rel=canonical href=/a><link rel=canonical href=/a#b>`, "https://news.example/a"},
		{"script", `<link rel=canonical href="javascript:0">`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.head), Options{URL: "https://news.example/"})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Canonical(); got != tt.want {
				t.Errorf("Canonical = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDirectives(t *testing.T) {
	doc := linkDoc(t)
	if got, want := doc.Directives(), (Directives{NoArchive: true, TDM: true, TDMPolicy: "https://news.example/tdm.json"}); got != want {
		t.Errorf("for all: %+v, want %+v", got, want)
	}
	if got := doc.Directives("examplebot"); !got.NoIndex || !got.NoAI || got.NoFollow || !got.NoArchive {
		t.Errorf("for examplebot: %+v", got)
	}
	if got := doc.Directives("otherbot"); !got.NoIndex || !got.NoFollow || got.NoAI {
		t.Errorf("for otherbot: %+v", got)
	}
}

func TestLinksUnless(t *testing.T) {
	const text = `<a href="/a#x">1</a><a href="b">2</a><a href="https://other.test/c">3</a><a rel=nofollow href="/d">4</a><a href="//p.test/e">5</a><a href="/a">6</a>`
	doc, err := Parse([]byte(text), Options{URL: "https://p.test/dir/page"})
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	links := doc.LinksUnless(func(origin, raw string) bool {
		asked = append(asked, origin+" "+raw)
		return raw == "/a"
	})
	if got, want := strings.Join(asked, ", "), "https://p.test /a,  https://other.test/c"; got != want {
		t.Errorf("asked about %q, want %q", got, want)
	}
	var got []string
	for _, l := range links {
		got = append(got, l.URL)
	}
	if got, want := strings.Join(got, " "), "https://p.test/dir/b https://other.test/c https://p.test/d https://p.test/e"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
