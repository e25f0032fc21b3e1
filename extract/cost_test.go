package extract

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// costlyPages are pages that cost a careless reader minutes or gigabytes. Each
// holds the story as well.
func costlyPages() map[string]string {
	repeat := strings.Repeat
	story := storyOf(12)
	return map[string]string{
		"elements nested 5,000 deep":       repeat("<div>", 5000) + story + repeat("</div>", 5000),
		"open formatting, 20,000 deep":     repeat("<font size=1>", 20_000) + story,
		"tables nested 5,000 deep":         repeat("<table><tr><td>", 5000) + story,
		"lists nested in lists":            repeat("<ul><li>", 140) + storyOf(800) + repeat("</li></ul>", 140),
		"quotations nested in quotations":  repeat("<blockquote>", 240) + storyOf(800) + repeat("</blockquote>", 240),
		"a million attributes":             "<div " + repeat("a=1 ", 1_000_000) + ">" + story + "</div>",
		"a line of 100,000 times":          story + repeat("<time datetime=2024-01-01>1 January 2024</time>", 100_000),
		"a line of 50,000 bylines":         story + repeat("<span class=byline>By Jane Doe</span>", 50_000),
		"a line of 10 MB":                  story + "<p>" + repeat("all on one line ", 10<<20/16) + "</p>",
		"10 MB of blanks":                  story + "<p>" + repeat(" \n", 5<<20) + "</p>",
		"JSON-LD of 8 MB":                  `<script type="application/ld+json">[` + repeat(`{"a":{"b":["c"]}},`, 8<<20/18) + `{}]</script>` + story,
		"JSON-LD nested 2 million deep":    `<script type="application/ld+json">` + repeat("[", 2_000_000) + `</script>` + story,
		"a class of 10 kB on 300 elements": repeat(`<div class="`+repeat("comment related-", 640)+`">`, 300) + story,
		"a million less-than signs":        story + repeat("<", 1_000_000),
		"a million quotes in a tag":        story + "<p " + repeat(`"`, 1_000_000) + ">",
		"scripts that seem to end":         "<script>" + repeat("</scrip", 500_000) + "</script>" + story,
		"50,000 images":                    story + repeat(`<img src="/a.jpg" alt="a harbour">`, 50_000),
		"20,000 copies of a paragraph":     story + repeat("<p>The ferry leaves the harbour at eight, and comes back when the wind lets it.</p>", 20_000),
		"a table of 100,000 cells":         story + "<table>" + repeat("<tr>"+repeat("<td>a b</td>", 10)+"</tr>", 10_000) + "</table>",
	}
}

// storyOf gives so many paragraphs, each of its own words.
func storyOf(paragraphs int) string {
	var b strings.Builder
	b.WriteString("<h1>Pier opens in spring</h1>")
	for i := range paragraphs {
		fmt.Fprintf(&b, "<p>On day %d the harbour office said that pier %d would open in spring, after %d years of work and a long quarrel over who should pay for it.</p>", i, i+1000, i+2000)
	}
	return b.String()
}

// TestCostlyPages holds that no page costs more than a fixed multiple of its
// bytes, and that its story is not lost.
func TestCostlyPages(t *testing.T) {
	const (
		perByte = 130 // bytes allocated for each of the page; a word of its own element takes about a hundred
		fixed   = 8 << 20
	)
	for name, body := range costlyPages() {
		page := []byte("<html lang=en><title>Pier opens in spring</title><body>" + body)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		doc, err := Parse(page, Options{URL: "https://post.example/2026/02/14/pier"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		doc.Article()
		runtime.ReadMemStats(&after)
		if used, most := after.TotalAlloc-before.TotalAlloc, uint64(len(page))*perByte+fixed; used > most {
			t.Errorf("%s: %d bytes for a page of %d, want at most %d", name, used, len(page), most)
		}
		var found strings.Builder
		for _, b := range doc.Blocks() {
			found.WriteString(b.Text)
		}
		for i := range 12 {
			if want := fmt.Sprintf("pier %d would open", i+1000); !strings.Contains(found.String(), want) {
				t.Errorf("%s: no block has %q", name, want)
				break
			}
		}
	}
}
