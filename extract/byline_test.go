package extract

import (
	"strings"
	"testing"
)

func TestBylinesByPlace(t *testing.T) {
	const story = `<p>The first boats passed the upper lock at dawn, and the keeper counted every one of them twice before he wrote a number into the book that his father had begun when the canal was dug through the hill and the valley behind it.</p>`
	page := func(above, below, end string) string {
		return `<html><head><title>Canal reopens after nine years</title></head><body><main>` + above + `<h1>Canal reopens after nine years</h1>` + below + strings.Repeat(story, 4) + end + `</main></body></html>`
	}
	for _, tt := range []struct{ name, page, want string }{
		{"labelled above the headline", page(`<p>12 March 2026 by <span class="author vcard"><a href="/a/1">Jane</a></span></p>`, "", ""), "Jane"},
		{"named above the headline", page(`<p><span class="author-box">Popular writers</span></p>`, "", ""), ""},
		{"a pen name in hAtom", page("", `<p><span class="author vcard"><a class="url fn n" href="/author/tidewatch/">tidewatch</a></span></p>`, ""), "tidewatch"},
		{"below the story, in its own footer", strings.NewReplacer("<main>", "<article>", "</main>", "</article>").Replace(page("", "", `<footer class="entry-footer"><span class="byline"><span class="author vcard"><span class="screen-reader-text">Author </span><a class="url fn n" href="/author/jane/">Jane Doe</a></span></span></footer>`)), "Jane Doe"},
		{"an account in the footer of the story", strings.NewReplacer("<main>", "<article>", "</main>", "</article>").Replace(page("", "", `<footer class="entry-meta">by <a rel="author" href="/author/kj/">kj</a></footer>`)), ""},
		{"not shown", page("", `<p style="display: none">Author: Jane Doe</p>`, ""), ""},
		{"a link to an author far behind that of the story", page("", `<p><a href="/author/jane">Jane Doe</a></p><ul>`+strings.Repeat("<li>x</li>", 30)+`</ul><p><a href="/author/ana">Ana Perez</a></p>`, ""), "Jane Doe"},
		{"in an aside beside the headline", page("", `<aside><a rel="author" href="/a/1">Jane Doe</a><br>12 March 2026</aside>`, ""), "Jane Doe"},
		{"in an aside with another story", page("", `<aside><h3>Storm at sea</h3><a rel="author" href="/a/1">Jane Doe</a></aside>`, ""), ""},
		{"signed below the story", page("", "", `<p>Author: Jane Doe and Ana Perez</p>`), "Jane Doe; Ana Perez"},
		{"someone quoted below the story", page("", "", `<p>By Jane Doe</p>`), ""},
		{"date, dash, name", page("", `<p>12.03.2026 - Jane Doe</p>`, ""), "Jane Doe"},
		{"date, dash, place", page("", `<p>12.03.2026 - in the harbour of the town</p>`, ""), ""},
		{"labelled in another block far below", page("", "", `<div>Author:</div><div class="post-author-name">Jane Doe</div>`), "Jane Doe"},
		{"the editor is told as the author", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","author":{"name":"Ana Perez"}}</script></head><body>
			<h1>Canal reopens after nine years</h1><div class="author-2">Jane Doe</div>` + story + `<div>Editor: <a class="author" href="/a/2">Ana Perez</a></div></body></html>`, "Jane Doe"},
		{"an account that nobody sees", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","author":{"name":"jdoe"}}</script></head><body>
			<h1>Canal reopens after nine years</h1><p>Ask jdoe .</p>` + story + `</body></html>`, ""},
		{"an account that nobody sees, on a page that is no article", `<html><head><script type="application/ld+json">{"@type":"WebPage","headline":"Canal reopens after nine years","author":{"name":"jdoe"}}</script></head><body>
			<h1>Canal reopens after nine years</h1><p>Ask jdoe .</p>` + story + `</body></html>`, ""},
		{"the licence of a picture", page("", `<p>Picture: <a href="http://creativecommons.org/licenses/by/3.0/">Jane Doe</a></p>`, ""), ""},
		{"a name and its picture in one link", page("", `<p><a href="/autoren/jane"><span>© Jane Doe, all rights reserved by her and by the agency of hers</span><span itemprop="name">Jane Doe</span></a></p>`, ""), "Jane Doe"},
		{"the paper is called for a role", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","publisher":{"name":"Harbour Valley Reporter"},"author":{"@type":"Person","name":", Harbour Valley Reporter"}}</script></head><body>
			<h1>Canal reopens after nine years</h1><div class="author">Jane Doe</div></body></html>`, "Jane Doe"},
		{"one who only contributed", `<html><head><meta name="parsely-author" content="Jane Doe"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","author":[{"name":"Jane Doe"},{"name":"Ana Perez"}],"creator":"Jane Doe"}</script></head><body>
			<h1>Canal reopens after nine years</h1><p class="byline">By <a href="/author/jane">Jane Doe</a></p><p>with contributions from <a href="/author/ana">Ana Perez</a></p></body></html>`, "Jane Doe"},
		{"more people in the byline than machines are told", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","author":{"name":"Jane Doe"}}</script></head><body>
			<h1>Canal reopens after nine years</h1><p><a rel="author" href="/a">Ana Perez</a> <a rel="author" href="/b">Jane Doe</a></p></body></html>`, "Ana Perez; Jane Doe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.page), Options{URL: "https://news.example/a"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(doc.Metadata().Authors, nameJoin); got != tt.want {
				t.Errorf("authors = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNamesThatFillAField(t *testing.T) {
	for _, tt := range []struct{ name, field, want string }{
		{"an account behind the name", "Jane Doe @janedoe", "Jane Doe"},
		{"no value", "None", ""},
		{"a link", "Show archive →", ""},
		{"a surname like a pronoun", "Mei You", "Mei You"},
		{"the reader", "you", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(splitNames(tt.field, false), nameJoin); got != tt.want {
				t.Errorf("splitNames(%q) = %q, want %q", tt.field, got, tt.want)
			}
		})
	}
}
