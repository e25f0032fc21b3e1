package extract

import (
	"os"
	"path/filepath"
	"testing"
)

func FuzzPage(f *testing.F) {
	for _, fix := range fixtures {
		page, err := os.ReadFile(filepath.Join("testdata", "pages", fix.name, "page.html"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page, fix.url)
	}
	f.Add([]byte("<table><tr><td><li><pre>a<br>b</table><ol><blockquote><h1>c"), "")
	f.Add([]byte("\xff\xfe<p>\x00\xed\xa0\x80</p><img src=//a.example/b><a href=\"\">"), "::")
	f.Fuzz(func(t *testing.T, page []byte, url string) {
		a, err := Page(page, Options{URL: url})
		if err != nil {
			return
		}
		checkSafe(t, a.HTML)
		again, err := Page(page, Options{URL: url})
		if err != nil || again.Text != a.Text || again.HTML != a.HTML || again.Markdown != a.Markdown || again.IsArticle != a.IsArticle {
			t.Errorf("the same page gave another article (%v)", err)
		}
		if a.IsArticle && a.Text == "" {
			t.Error("an article without text")
		}
	})
}
