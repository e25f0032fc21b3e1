package newsweb

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestPagesHaveTheTextureOfNews(t *testing.T) {
	s := NewSite(3, "http://127.83.0.4:8000")
	var sizes, tags, links []int
	for i := range articlesPerHost {
		b := s.Article(i)
		n, l := count(t, b)
		sizes, tags, links = append(sizes, len(b)), append(tags, n), append(links, l)
	}
	within(t, "bytes", sizes, 50_000, 110_000)
	within(t, "tags", tags, 700, 1400)
	within(t, "links", links, 130, 180)
}

func count(t *testing.T, page []byte) (tags, links int) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			tags++
			if n.Data == "a" {
				links++
			}
		}
	}
	return tags, links
}

func within(t *testing.T, what string, got []int, low, high int) {
	t.Helper()
	t.Logf("%s: %v", what, got)
	for i, n := range got {
		if n < low || n > high {
			t.Errorf("article %d has %d %s, want %d to %d", i, n, what, low, high)
		}
	}
}

func TestTheSameNumberGivesTheSameBytes(t *testing.T) {
	a, b := NewSite(5, "http://127.83.0.6:8000"), NewSite(5, "http://127.83.0.6:8000")
	if !bytes.Equal(a.Article(7), b.Article(7)) || !bytes.Equal(a.Home(), b.Home()) {
		t.Error("two renderings of one page differ")
	}
	if bytes.Equal(a.Article(7), a.Article(8)) {
		t.Error("two articles are the same page")
	}
}

func TestCopiesAreWordForWord(t *testing.T) {
	original, other := NewSite(0, "").Story(copyEvery-1), NewSite(1, "").Story(copyEvery-1)
	if got, want := strings.Join(other.Paragraphs, "\n"), strings.Join(original.Paragraphs, "\n"); got != want {
		t.Errorf("copy says %.80q, want %.80q", got, want)
	}
	if a, b := NewSite(0, "").Story(0), NewSite(1, "").Story(0); a.Title == b.Title {
		t.Errorf("two sites tell the same story %q", a.Title)
	}
}

// Following links finds what the sitemap lists, and nothing that is not there.
func TestLinksStayWithinTheSitemap(t *testing.T) {
	s := NewSite(2, "http://127.83.0.3:8000")
	all, sitemap := s.documents(), string(s.Sitemap())
	queue, seen := []string{"/"}, map[string]bool{"/": true}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		d, known := all[path]
		if !known {
			t.Fatalf("a link leads to %s, which does not exist", path)
		}
		for _, link := range linksOf(t, d.body) {
			if !seen[link] {
				seen[link] = true
				queue = append(queue, link)
			}
		}
	}
	if len(seen) != PagesPerHost {
		t.Errorf("links lead to %d pages, want %d", len(seen), PagesPerHost)
	}
	for path := range seen {
		if path != "/" && !strings.Contains(sitemap, "<loc>"+s.Address+path+"</loc>") {
			t.Errorf("the sitemap lacks %s", path)
		}
	}
}

func linksOf(t *testing.T, page []byte) (links []string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "href" {
				links = append(links, a.Val)
			}
		}
	}
	return links
}
