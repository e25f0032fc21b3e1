package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// cleanRSS is a feed of n items as a content system writes it, a third of
// them with the full text.
func cleanRSS(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Harbour Gazette</title><link>https://gazette.example/</link><description>News of the harbour</description>
<language>en-gb</language><ttl>30</ttl><atom:link href="https://gazette.example/feed.xml" rel="self" type="application/rss+xml"/>
`)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>Ferry number %d leaves the quay &amp; returns</title><link>https://gazette.example/2026/03/ferry-%d?utm_source=rss</link>
<guid isPermaLink="false">gazette-%d</guid><pubDate>Tue, 03 Mar 2026 09:%02d:00 +0000</pubDate><dc:creator><![CDATA[Ada Quayle]]></dc:creator>
<category>Harbour</category><category>Ferries</category><media:thumbnail url="https://gazette.example/img/%d.jpg" width="120" height="80"/>
<description><![CDATA[<p>The crew of ferry %d tied up before noon, and the harbour master counted the crates.</p>]]></description>
`, i, i, i, i%60, i, i)
		if i%3 == 0 {
			b.WriteString("<content:encoded><![CDATA[")
			for p := range 24 {
				fmt.Fprintf(&b, `<p>Paragraph %d tells how the <strong>crates</strong> were carried from the <a href="https://gazette.example/quay/%d">quay</a> to the warehouse, one by one, while the gulls looked on and the clerk wrote every number into his book.</p>`+"\n", p, p)
			}
			b.WriteString("]]></content:encoded>\n")
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel></rss>\n")
	return b.Bytes()
}

// cleanAtom likewise, with summaries only.
func cleanAtom(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Gazette</title><id>https://gazette.example/</id>
<link href="https://gazette.example/"/><link rel="self" href="https://gazette.example/atom.xml"/><updated>2026-03-03T09:00:00Z</updated>
`)
	for i := range n {
		fmt.Fprintf(&b, `<entry><title type="html">Ferry number %d leaves the quay</title><id>tag:gazette.example,2026:%d</id>
<link rel="alternate" type="text/html" href="https://gazette.example/ferry-%d"/><published>2026-03-03T09:%02d:00Z</published><updated>2026-03-03T09:%02d:30Z</updated>
<author><name>Ada Quayle</name></author><category term="harbour"/><summary type="html">&lt;p&gt;%s&lt;/p&gt;</summary></entry>
`, i, i, i, i%60, i%60, strings.Repeat("The crates were carried from the quay to the warehouse. ", 8))
	}
	b.WriteString("</feed>\n")
	return b.Bytes()
}

func cleanJSON(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"version":"https://jsonfeed.org/version/1.1","title":"Harbour Gazette","home_page_url":"https://gazette.example/","feed_url":"https://gazette.example/feed.json","language":"en","items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"g-%d","url":"https://gazette.example/ferry-%d","title":"Ferry number %d leaves","content_html":"<p>%s</p>","date_published":"2026-03-03T09:%02d:00Z","authors":[{"name":"Ada Quayle"}],"tags":["harbour"]}`,
			i, i, i, strings.Repeat("The crates were carried from the quay to the warehouse. ", 8), i%60)
	}
	b.WriteString("]}")
	return b.Bytes()
}

// BenchmarkParse stands beside plain gofeed, which gives no keys, digests,
// sanitised HTML or text.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		body []byte
	}{{"rss", cleanRSS(30)}, {"atom", cleanAtom(30)}, {"json", cleanJSON(30)}} {
		b.Run(c.name+"/winnow", func(b *testing.B) {
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(c.body, Options{URL: "https://gazette.example/feed", Now: testNow}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/gofeed", func(b *testing.B) {
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			p := gofeed.NewParser()
			for b.Loop() {
				if _, err := p.Parse(bytes.NewReader(c.body)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseSitemap(b *testing.B) {
	var body bytes.Buffer
	body.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for i := range 5000 {
		fmt.Fprintf(&body, "<url><loc>https://gazette.example/ferry-%d</loc><lastmod>2026-03-03</lastmod></url>\n", i)
	}
	body.WriteString("</urlset>")
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseSitemap(body.Bytes(), Options{Now: testNow}); err != nil {
			b.Fatal(err)
		}
	}
}
