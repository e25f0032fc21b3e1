package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/extract"
)

func day(y int, m time.Month, d int) extract.Date {
	return extract.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), DayOnly: true}
}

func packed(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParseSitemap(t *testing.T) {
	const plain = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<url><loc> https://a.example/x?a=1&amp;b=2 </loc><lastmod>2026-03-03</lastmod><changefreq>daily</changefreq></url></urlset>`
	x := SitemapEntry{URL: "https://a.example/x?a=1&b=2", LastMod: day(2026, 3, 3)}
	for _, c := range []struct {
		name string
		body []byte
		want Sitemap
	}{
		{"pages", []byte(plain), Sitemap{Entries: []SitemapEntry{x}}},
		{"gzip", packed(t, plain), Sitemap{Entries: []SitemapEntry{x}}},
		{"gzip twice", packed(t, string(packed(t, plain))), Sitemap{Entries: []SitemapEntry{x}}},
		{"gzip cut", packed(t, plain)[:len(packed(t, plain))-9], Sitemap{Entries: []SitemapEntry{x}, Flags: []string{FlagTruncated}}},
		{"index", []byte(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/s1.xml.gz</loc><lastmod>2026-03-03T09:05:00+01:00</lastmod></sitemap></sitemapindex>`),
			Sitemap{Index: true, Entries: []SitemapEntry{{URL: "https://a.example/s1.xml.gz", LastMod: extract.Date{Time: time.Date(2026, 3, 3, 9, 5, 0, 0, time.FixedZone("", 3600))}}}}},
		{"no namespace, CDATA", []byte(`<urlset><url><loc><![CDATA[https://a.example/1]]></loc></url></urlset>`), Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1"}}}},
		{"with a prefix", []byte(`<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>`), Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1"}}}},
		{"news, images, languages", []byte(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
			<url><loc>https://a.example/1</loc><n:news><n:publication><n:name>The Gull</n:name><n:language>en</n:language></n:publication><n:publication_date>2026-03-03T09:05:00Z</n:publication_date><n:title>Tide &amp;amp; time</n:title><n:keywords>sea, tide</n:keywords></n:news>
			<image:image><image:loc>/i.jpg</image:loc></image:image><xhtml:link rel="alternate" hreflang="de" href="https://a.example/de/1"/></url></urlset>`),
			Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1", Images: []string{"https://a.example/i.jpg"},
				News:       &News{Title: "Tide & time", Published: extract.Date{Time: time.Date(2026, 3, 3, 9, 5, 0, 0, time.UTC)}, Publication: "The Gull", Language: "en", Keywords: []string{"sea", "tide"}},
				Alternates: []Link{{URL: "https://a.example/de/1", Rel: "alternate", Language: "de"}}}}}},
		{"text", []byte("https://a.example/1\r\n\r\nhttps://a.example/2\nftp://a.example/3\n"),
			Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1"}, {URL: "https://a.example/2"}}, Flags: []string{FlagLink}}},
		{"RSS", []byte(`<rss version="2.0"><channel><item><guid>1</guid><link>https://a.example/1</link><pubDate>Tue, 03 Mar 2026</pubDate></item></channel></rss>`),
			Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1", LastMod: day(2026, 3, 3)}}}},
		{"cut", []byte(`<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.exam`), Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1"}}, Flags: []string{FlagTruncated}}},
		{"url never closed", []byte(`<urlset><url><loc>https://a.example/1</loc><url><loc>https://a.example/2</loc></url></urlset>`),
			Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/1"}, {URL: "https://a.example/2"}}, Flags: []string{FlagTags}}},
		{"bad address, bad date", []byte(`<urlset><url><loc>javascript:x</loc></url><url><loc>https://a.example/2</loc><lastmod>soon</lastmod></url></urlset>`),
			Sitemap{Entries: []SitemapEntry{{URL: "https://a.example/2"}}, Flags: []string{FlagLink, FlagDate}}},
		{"empty list", []byte(`<urlset></urlset>`), Sitemap{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseSitemap(c.body, Options{URL: "https://a.example/sitemap.xml", Now: testNow})
			if err != nil {
				t.Fatal(err)
			}
			equal := cmp.Comparer(func(a, b extract.Date) bool { return a.String() == b.String() })
			if d := cmp.Diff(c.want, *got, equal); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseSitemapRefuses(t *testing.T) {
	for _, c := range []struct{ name, body string }{
		{"page", "<html><body>404</body></html>"}, {"empty", ""}, {"broken gzip", "\x1f\x8bxx"}, {"words", "nothing here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if m, err := ParseSitemap([]byte(c.body), Options{}); !errors.Is(err, ErrNotFeed) {
				t.Errorf("got %v, %v; want ErrNotFeed", m, err)
			}
		})
	}
}
