package extract

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// storyPage is a page of about 80 KB: the fixture with its story, menus and
// teasers many times over.
func storyPage(b *testing.B) []byte {
	b.Helper()
	page, err := os.ReadFile(filepath.Join("testdata", "pages", "wordpress", "page.html"))
	if err != nil {
		b.Fatal(err)
	}
	s := string(page)
	for _, part := range []struct {
		begin, end string
		times      int
	}{
		{`<p>For the first time`, "</div>\n<div class=\"newsletter", 5},
		{`<li><a href="/news">`, `</ul></nav>`, 20},
		{`<div class="card">`, `</section>`, 30},
	} {
		from := strings.Index(s, part.begin)
		to := strings.Index(s, part.end)
		if from < 0 || to < from {
			b.Fatalf("the fixture has no %q", part.begin)
		}
		s = s[:to] + strings.Repeat(s[from:to], part.times-1) + s[to:]
	}
	return []byte(s)
}

// BenchmarkBody compares what Page costs with the parse alone, the floor of
// anything that reads HTML.
func BenchmarkBody(b *testing.B) {
	page := storyPage(b)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	opts := Options{URL: "https://gazette.example/2025/09/14/swing-bridge", ContentType: "text/html; charset=utf-8"}
	doc, err := Parse(page, opts)
	if err != nil {
		b.Fatal(err)
	}
	found := doc.clues()
	run("html.Parse", func() { html.Parse(bytes.NewReader(page)) })
	run("Page", func() { Page(page, opts) })
	run("body", func() { doc.reading = nil; doc.readBody(found) })
	run("segment", func() { segment(doc.root, nil) })
	run("rate", func() {
		r := &reading{layout: segment(doc.root, nil), clues: found}
		r.describer = newDescriber(r.layout, found)
		r.scores, r.reasons = make([]float64, len(r.blocks)), make([]string, len(r.blocks))
		r.rate(doc.model())
	})
}
