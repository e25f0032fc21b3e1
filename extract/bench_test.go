package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// newsPage is a page of a news site as sites are: menus, scripts and styles of
// its own size, a story of 40 paragraphs, teasers, structured data.
func newsPage() []byte {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><title>Canal reopens after nine years | The Lockside Post</title>
<meta property="og:title" content="Canal reopens after nine years"><meta property="og:site_name" content="The Lockside Post">
<meta property="article:published_time" content="2026-03-12T06:30:00Z"><meta name="author" content="Jane Doe">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Canal reopens after nine years","datePublished":"2026-03-12T06:30:00Z","author":[{"@type":"Person","name":"Jane Doe"}],"publisher":{"@type":"Organization","name":"The Lockside Post"}}</script>`)
	fmt.Fprintf(&b, "<style>%s</style><script>%s</script></head><body>", strings.Repeat(".nav-item__link{color:#123456}\n", 300), strings.Repeat("window.q=window.q||[];q.push(['a',1]);\n", 300))
	b.WriteString("<header><nav><ul>")
	for i := range 120 {
		fmt.Fprintf(&b, `<li class="nav-item nav-item--level-2"><a class="nav-item__link" href="/section/%d/?utm_source=nav" data-track="nav-%d">Section number %d</a></li>`, i, i, i)
	}
	b.WriteString(`</ul></nav></header><main><article><h1 class="headline">Canal reopens after nine years</h1><p class="byline">By <a rel="author" href="/by/jane">Jane Doe</a> | <time datetime="2026-03-12T06:30:00Z">12 March 2026</time></p>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<p class="story-text__paragraph">Paragraph %d tells, with <b>some emphasis</b> and <a href="/tag/%d">a link</a>, how the lock gates were lifted in one by one and what the boats were carrying on that morning.</p>`, i, i)
	}
	b.WriteString(`</article><aside class="related">`)
	for i := range 60 {
		fmt.Fprintf(&b, `<div class="card card--small"><a href="/2026/03/%02d/story-%d"><h3 class="card__title">Teaser number %d</h3></a><span class="card__date">%d March 2026</span></div>`, i%28+1, i, i, i%28+1)
	}
	b.WriteString("</aside></main><footer>&copy; 2026</footer></body></html>")
	return []byte(b.String())
}

// BenchmarkHTMLParse is the floor that the others are measured by.
func BenchmarkHTMLParse(b *testing.B) {
	page := newsPage()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := html.Parse(bytes.NewReader(page)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	page := newsPage()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := Parse(page, Options{URL: "https://post.example/canal"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMetadata and BenchmarkLinks leave the parse out of the clock.
func BenchmarkMetadata(b *testing.B) { afterParse(b, func(d *Doc) { d.Metadata() }) }

func BenchmarkLinks(b *testing.B) { afterParse(b, func(d *Doc) { d.Links() }) }

func afterParse(b *testing.B, f func(*Doc)) {
	doc, err := Parse(newsPage(), Options{URL: "https://post.example/canal"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fresh := *doc
		fresh.scan, fresh.linked, fresh.head, fresh.told, fresh.lines, fresh.signs = nil, nil, nil, nil, nil, nil
		fresh.label, fresh.ownName = "", nil
		f(&fresh)
	}
}
