package extract

import (
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	prose := "<p>" + strings.Join(paragraphs, "</p><p>") + "</p>"
	tests := []struct {
		name, url, page, want string
	}{
		{"nothing", "", "", PageEmpty},
		{"only a menu of signs", "", "<ul><li>*</li><li>-</li></ul>", PageEmpty},
		{"one line", "", "<p>Back soon.</p>", PageThin},
		{"an error in the heading", "", "<title>Quay</title><h1>Page not found</h1><p>We looked in every drawer of the office for the page that you wanted, and it is in none of them.</p>", PageNotFound},
		{"a story about an error", "https://quay.example/2025/09/the-404-of-the-ferry", "<title>How the number 404 got lost at sea and was found again by a boatman who does not even own a radio</title><article><h1>How 404 got lost</h1>" + prose + "</article>", PageArticle},
		{"a password", "", "<h1>Members</h1><p>Members of the society may read the minutes here, if they remember the word that was given to them in spring.</p><form><input name=u><input type=password name=p></form>", PageLogin},
		{"a story", "https://quay.example/news/2025/09/ferry-comes-ashore", "<title>The old ferry comes ashore</title><article><h1>The old ferry comes ashore</h1>" + prose + "</article>", PageArticle},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Parse([]byte("<body>"+test.page), Options{URL: test.url})
			if err != nil {
				t.Fatal(err)
			}
			got := doc.Verdict()
			if got.Reason != test.want || got.Article != (test.want == PageArticle) {
				t.Errorf("got %+v, want %s", got, test.want)
			}
			if got.Confidence < 0.5 || got.Confidence > 1 {
				t.Errorf("confidence is %v", got.Confidence)
			}
		})
	}
}
