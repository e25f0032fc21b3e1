package extract

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

func encoded(t *testing.T, enc encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParseCharset(t *testing.T) {
	const page = "<html><head>%s<title>Café über Straße</title></head><body><p>Le café est à côté.</p></body></html>"
	plain := fmt.Sprintf(page, "")
	long := "<!--" + strings.Repeat("x", 2000) + "-->"
	polish := "<html lang=\"pl\"><head><title>Zażółć gęślą jaźń</title></head><body>Święta już są, proszę wejść.</body></html>"
	japan := "<html><head><meta charset=shift_jis><title>東京の天気</title></head><body>晴れ</body></html>"
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	bare16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, tt := range []struct {
		name, contentType string
		body              []byte
		want              string
	}{
		{"UTF-8 that says nothing", "", []byte(plain), "Café über Straße"},
		{"byte order mark", "text/html; charset=iso-8859-1", []byte("\ufeff" + plain), "Café über Straße"},
		{"header", "text/html; charset=ISO-8859-1", encoded(t, charmap.Windows1252, plain), "Café über Straße"},
		{"header with a mistake", "text/html;; charset=windows-1252", encoded(t, charmap.Windows1252, plain), "Café über Straße"},
		{"header against the bytes", "text/html; charset=iso-8859-1", []byte(plain), "Café über Straße"},
		{"header says UTF-8, bytes and meta do not", "text/html; charset=utf-8", encoded(t, charmap.Windows1252, fmt.Sprintf(page, "<meta charset=windows-1252>")), "Café über Straße"},
		{"meta", "text/html", encoded(t, charmap.Windows1252, fmt.Sprintf(page, `<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">`)), "Café über Straße"},
		{"meta beyond 1,024 bytes", "", encoded(t, charmap.Windows1252, fmt.Sprintf(page, long+"<meta charset='latin1'>")), "Café über Straße"},
		{"XML declaration", "", encoded(t, charmap.Windows1252, `<?xml version="1.0" encoding="iso-8859-1"?>`+plain), "Café über Straße"},
		{"language decides the code page", "", encoded(t, charmap.ISO8859_2, polish), "Zażółć gęślą jaźń"},
		{"Shift_JIS", "", encoded(t, japanese.ShiftJIS, japan), "東京の天気"},
		{"UTF-16 with a mark", "", encoded(t, utf16, plain), "Café über Straße"},
		{"UTF-16 without a mark", "", encoded(t, bare16, plain), "Café über Straße"},
		{"UTF-16 declared in ASCII", "", []byte(fmt.Sprintf(page, "<meta charset=utf-16>")), "Café über Straße"},
		{"damaged UTF-8", "", []byte(strings.Replace(plain, "über", "\xffber", 1)), "Café ber Straße"},
		{"NULs", "", []byte(strings.ReplaceAll(plain, "a", "\x00a")), "Café über Straße"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse(tt.body, Options{ContentType: tt.contentType})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.scanned().title; got != tt.want {
				t.Errorf("title = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseRefusesWhatIsNoPage(t *testing.T) {
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(i*131 + i>>3)
	}
	for _, tt := range []struct {
		name        string
		body        []byte
		contentType string
		want        error
	}{
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3"), "text/html", ErrNotHTML},
		{"PNG", []byte("\x89PNG\r\n\x1a\n\x00\x00"), "", ErrNotHTML},
		{"ZIP", []byte("PK\x03\x04\x14\x00"), "", ErrNotHTML},
		{"JSON", []byte(` {"title": "x"} `), "text/html", ErrNotHTML},
		{"noise", noise, "text/html", ErrNotHTML},
		{"feed", []byte(`<?xml version="1.0"?><!-- a --><rss version="2.0"><channel/></rss>`), "", ErrNotHTML},
		{"too large", make([]byte, maxPage+1), "", ErrTooLarge},
		{"XHTML", []byte(`<?xml version="1.0"?><!DOCTYPE html><html><body>x</body></html>`), "application/xhtml+xml", nil},
		{"text in braces", []byte("{curly} words, no JSON"), "", nil},
		{"nothing", nil, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Parse(tt.body, Options{ContentType: tt.contentType}); !errors.Is(err, tt.want) {
				t.Errorf("Parse = %v, want %v", err, tt.want)
			}
		})
	}
}

// hostilePages cost a parser dear; the story in each must survive.
func hostilePages() map[string]string {
	story := "<h1>The headline stays</h1><p>And so does the story.</p>"
	distinctFonts := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<font color="#%06d">`, i)
		}
		return b.String()
	}
	var attrs strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&attrs, ` a%d=""`, i)
	}
	return map[string]string{
		"600 open fonts":           strings.Repeat("<font>", 600) + story,
		"170 layout tables":        strings.Repeat("<table><tr><td>", 170) + story,
		"100,000 divs":             strings.Repeat("<div>", 100_000) + story,
		"100,000 lists":            strings.Repeat("<ul><li>", 100_000) + story,
		"100,000 unknown elements": strings.Repeat("<x-y>", 100_000) + story,
		"100,000 b, i and a":       strings.Repeat("<b><i><a>", 100_000) + story,
		"fonts across paragraphs":  distinctFonts(400) + strings.Repeat("<p>x", 50_000) + story,
		"200,000 attributes":       "<div" + attrs.String() + ">" + story,
		"300,000 siblings":         strings.Repeat("<p>", 300_000) + story,
		"every element a byline":   strings.Repeat(`<div class="author lead date title">`, 100) + strings.Repeat(`<a rel="author tag" class="meta" href="/author/x"><time>x</time>`, 20_000) + story,
		"open comment":             story + "<!-- " + strings.Repeat("x ", 1_000_000),
		"one long line":            story + strings.Repeat("word ", 1_000_000),
	}
}

func TestParseHostilePages(t *testing.T) {
	for name, page := range hostilePages() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			doc, err := Parse([]byte(page), Options{URL: "https://news.example/a"})
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			for n := range doc.root.Descendants() {
				if n.Type == html.TextNode && out.Len() < 10_000_000 {
					out.WriteString(n.Data)
				}
			}
			for _, want := range []string{"The headline stays", "And so does the story."} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is lost", want)
				}
			}
			doc.Metadata()
			doc.Links()
			// The bound is wide because machines differ; unbounded growth takes minutes.
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestFlattenKeepsOrdinaryMarkup(t *testing.T) {
	const page = `<ul><li>a<li>b<li>c</ul><p>one<p>two<table><tr><td>x<td>y<tr><td>z</table><dl><dt>d<dd>e</dl><br><img src=a.png>`
	if got := flatten([]byte(page), 3); !bytes.Equal(got, []byte(page)) {
		t.Errorf("flatten = %s, want the page unchanged", got)
	}
}

func TestBase(t *testing.T) {
	for _, tt := range []struct{ name, base, want string }{
		{"none", "", "https://news.example/world/b"},
		{"relative", `<base href="/archive/">`, "https://news.example/archive/b"},
		{"absolute", `<base target=_blank><base href="https://old.example/">`, "https://old.example/b"},
		{"no address", `<base href="javascript:0">`, "https://news.example/world/b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte("<head>"+tt.base+"</head><body><a href=b>x</a>"), Options{URL: "https://news.example/world/a"})
			if err != nil {
				t.Fatal(err)
			}
			if links := doc.Links(); len(links) != 1 || links[0].URL != tt.want {
				t.Errorf("links = %v, want %s", links, tt.want)
			}
		})
	}
}
