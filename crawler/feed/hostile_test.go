package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Bounds of one hostile document on a slow machine. The time is that of the wall, or
// that of the processors where the machine is busy with something else.
const (
	hostileTime   = 20 * time.Second
	hostileMemory = 512 << 20
)

// processorTime is what this process has worked so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestHostileFeedsAreBounded(t *testing.T) {
	item := func(i int) string {
		return fmt.Sprintf("<item><title>Story %d</title><link>https://a.example/%d</link></item>", i, i)
	}
	good := `<rss version="2.0"><channel>` + item(1)
	for _, c := range []struct {
		name    string
		body    func() string
		entries int // at least
	}{
		{"billion laughs", func() string {
			var b strings.Builder
			b.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">`)
			for i := 1; i < 10; i++ {
				fmt.Fprintf(&b, `<!ENTITY lol%d "%s">`, i, strings.Repeat(fmt.Sprintf("&lol%d;", i-1), 10))
			}
			return b.String() + `]>` + good + `<item><title>&lol9;</title></item></channel></rss>`
		}, 2},
		{"quadratic entities", func() string {
			return `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("a", 50000) + `">]>` + good + `<item><title>` + strings.Repeat("&a;", 50000) + `</title></item></channel></rss>`
		}, 2},
		{"nested extensions", func() string { return good + strings.Repeat("<a:b>", 2_000_000) }, 1},
		{"nested extensions in an item", func() string { return good + "<item><title>x</title>" + strings.Repeat("<dc:creator><a:b>", 500_000) }, 1},
		{"nested unknown elements", func() string {
			return good + strings.Repeat("<x>", 100_000) + strings.Repeat("</x>", 100_000) + "</channel></rss>"
		}, 1},
		{"nested groups", func() string { return good + strings.Repeat("<media:group>", 500_000) }, 1},
		{"nested titles", func() string {
			return good + "<item>" + strings.Repeat("<title>", 200_000) + "x" + strings.Repeat("</title>", 200_000) + "</item></channel></rss>"
		}, 1},
		{"nested XHTML", func() string {
			return `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><content type="xhtml">` + strings.Repeat("<div>", 300_000) + strings.Repeat("</div>", 300_000) + `</content></entry></feed>`
		}, 1},
		{"200,000 namespaces", func() string {
			var b strings.Builder
			b.WriteString("<rss")
			for i := range 200_000 {
				fmt.Fprintf(&b, ` xmlns:n%d="urn:%d"`, i, i)
			}
			return b.String() + ">" + strings.TrimPrefix(good, `<rss version="2.0">`) + "</channel></rss>"
		}, 0},
		{"a namespace on each element", func() string {
			var b strings.Builder
			b.WriteString(good)
			for i := range 50_000 {
				fmt.Fprintf(&b, `<item xmlns:n%d="urn:%d"><title>x</title></item>`, i, i)
			}
			return b.String()
		}, 1},
		{"a title of 50 MB", func() string {
			return good + "<item><title>" + strings.Repeat("x", 50<<20) + "</title></item></channel></rss>"
		}, 1},
		{"100,000 items", func() string {
			var b strings.Builder
			b.WriteString(good)
			for i := range 100_000 {
				b.WriteString(item(i + 2))
			}
			return b.String() + "</channel></rss>"
		}, DefaultMaxEntries},
		{"100,000 elements in an item", func() string {
			return good + "<item><title>x</title>" + strings.Repeat("<category>c</category>", 100_000) + "</item></channel></rss>"
		}, 2},
		{"100,000 equal items", func() string {
			return good + strings.Repeat("<item><title>same</title></item>", 100_000) + "</channel></rss>"
		}, 2},
		{"open comments", func() string { return good + strings.Repeat("<!-- ", 1_000_000) }, 1},
		{"open CDATA", func() string { return good + strings.Repeat("<item><title><![CDATA[", 300_000) }, 1},
		{"open tags", func() string { return good + strings.Repeat("<a b='", 1_000_000) }, 1},
		{"open quotes", func() string { return good + "<item><link href=\"" + strings.Repeat("x>", 2_000_000) }, 1},
		{"doctypes", func() string { return strings.Repeat("<!DOCTYPE[>", 500_000) + good }, 0},
		{"ampersands", func() string {
			return good + "<item><title>" + strings.Repeat("&", 3_000_000) + "</title></item></channel></rss>"
		}, 2},
		{"less-than signs", func() string {
			return good + "<item><description>" + strings.Repeat("<", 3_000_000) + "</description></item></channel></rss>"
		}, 2},
		{"unclosed leaves", func() string { return good + strings.Repeat("<item><title>x<link>y", 100_000) }, 1},
		{"unclosed leaves that end at once", func() string { return good + strings.Repeat("<title>x</item>", 200_000) }, 1},
		{"unclosed leaves in the channel", func() string { return good + strings.Repeat("<title>x<link>y", 200_000) + "</channel></rss>" }, 1},
		{"unclosed leaves in an item", func() string {
			return good + "<item>" + strings.Repeat("<description>x<category>y", 200_000) + "</item></channel></rss>"
		}, 2},
		{"unknown elements never closed", func() string { return good + strings.Repeat("<x>y<z>", 300_000) + "</channel></rss>" }, 1},
		{"CDATA sections with one end", func() string {
			return good + "<item>" + strings.Repeat("<title><![CDATA[x</title>", 300_000) + "]]></item></channel></rss>"
		}, 1},
		{"closing tags", func() string { return good + strings.Repeat("</title>", 1_000_000) + "</channel></rss>" }, 1},
		{"a million attributes", func() string {
			return good + "<item " + strings.Repeat(`a="b" `, 1_000_000) + "><title>x</title></item>"
		}, 1},
		{"brackets in a doctype", func() string { return "<!DOCTYPE x [" + strings.Repeat("]", 3_000_000) + good }, 0},
		{"junk", func() string { return strings.Repeat("x < y ", 1_000_000) }, 0},
		{"deep JSON", func() string {
			return `{"version":"https://jsonfeed.org/version/1.1","items":` + strings.Repeat("[", 1_000_000)
		}, 0},
		{"deep JSON objects", func() string { return strings.Repeat(`{"items":`, 300_000) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := []byte(c.body())
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start, worked := time.Now(), processorTime(t)
			f, err := Parse(body, Options{URL: "https://a.example/feed", Now: testNow, Detail: true})
			took := min(time.Since(start), processorTime(t)-worked)
			runtime.ReadMemStats(&after)
			if took > hostileTime {
				t.Errorf("took %v, want at most %v", took, hostileTime)
			}
			if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > hostileMemory {
				t.Errorf("heap grew by %d MB, want at most %d", grown>>20, hostileMemory>>20)
			}
			if c.entries == 0 {
				return
			}
			if err != nil || len(f.Entries) < c.entries {
				t.Fatalf("got %+v, %v; want at least %d entries", f, err, c.entries)
			}
			if f.Entries[0].Article.Title != "Story 1" && f.Entries[0].Article.Title != "x" {
				t.Errorf("first title is %q", f.Entries[0].Article.Title)
			}
			for _, e := range f.Entries {
				if n := len([]rune(e.Article.Title)); n > maxTitle {
					t.Errorf("a title has %d characters", n)
				}
			}
		})
	}
}

func TestHostileSitemapsAreBounded(t *testing.T) {
	bomb := func(n int) []byte {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		z.Write([]byte(`<urlset><url><loc>https://a.example/1</loc></url>`))
		for range n {
			z.Write(chunk)
		}
		z.Close()
		return packed.Bytes()
	}
	many := bytes.Repeat([]byte("<url><loc>https://a.example/1</loc></url>"), 200_000)
	for _, c := range []struct {
		name    string
		body    []byte
		entries int
		flag    string
	}{
		{"gzip bomb", bomb(300), 1, FlagTooLarge},
		{"too many entries", append([]byte("<urlset>"), many...), SitemapMaxEntries, FlagTooMany},
		{"nested", []byte("<urlset>" + strings.Repeat("<url>", 500_000)), 0, FlagTruncated},
		{"too many lines", bytes.Repeat([]byte("https://a.example/1\n"), 200_000), SitemapMaxEntries, FlagTooMany},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			m, err := ParseSitemap(c.body, Options{Now: testNow})
			if took := time.Since(start); took > hostileTime {
				t.Errorf("took %v", took)
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Entries) != c.entries || !hasFlag(m.Flags, c.flag) {
				t.Errorf("got %d entries and flags %v, want %d and %s", len(m.Entries), m.Flags, c.entries, c.flag)
			}
		})
	}
}

func hasFlag(flags []string, flag string) bool {
	for _, f := range flags {
		if f == flag {
			return true
		}
	}
	return false
}

func FuzzParse(f *testing.F) {
	for _, s := range [][]byte{cleanRSS(2), cleanAtom(2), cleanJSON(2),
		[]byte(`<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel><item rdf:about="x"><title>a<b>c</item>`),
		[]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), []byte("<rss><channel><item><title><![CDATA[x"), []byte(`<feed><entry><content type="xhtml"><div><p/>`)} {
		f.Add(s, "text/xml; charset=utf-8")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, err := Parse(body, Options{URL: "https://a.example/feed", ContentType: contentType, Now: testNow, Detail: true})
		if err != nil {
			if !errors.Is(err, ErrNotFeed) {
				t.Fatalf("error %v is no ErrNotFeed", err)
			}
			return
		}
		keys := map[string]bool{}
		for _, e := range got.Entries {
			if e.Key == "" || keys[e.Key] || e.Digest == "" {
				t.Fatalf("key %q repeated or empty", e.Key)
			}
			keys[e.Key] = true
			if u := e.Article.URL; u != "" && !isAddress(u) {
				t.Fatalf("address %q", u)
			}
			if bad := unsafeMarkup(e.Article.HTML); bad != "" {
				t.Fatalf("%s in %q", bad, e.Article.HTML)
			}
			for _, text := range append(e.Detail.Content, *orNothing(e.Detail.SummaryText), *orNothing(e.Detail.TitleDetail)) {
				if bad := unsafeMarkup(text.Value); bad != "" && text.Type != "text/plain" {
					t.Fatalf("%s in %q", bad, text.Value)
				}
			}
		}
	})
}

func orNothing(t *Text) *Text {
	if t == nil {
		return &Text{}
	}
	return t
}

func FuzzParseSitemap(f *testing.F) {
	f.Add([]byte(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/</loc><lastmod>2026-03-03</lastmod></url></urlset>`))
	f.Add([]byte("https://a.example/1\nhttps://a.example/2\n"))
	f.Add(cleanRSS(2))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := ParseSitemap(body, Options{URL: "https://a.example/sitemap.xml", Now: testNow})
		if err != nil {
			if !errors.Is(err, ErrNotFeed) {
				t.Fatalf("error %v is no ErrNotFeed", err)
			}
			return
		}
		for _, e := range m.Entries {
			if !isAddress(e.URL) {
				t.Fatalf("address %q", e.URL)
			}
		}
	})
}
