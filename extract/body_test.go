package extract

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expectations of testdata/pages anew")

// fixtures are the pages of testdata/pages, with what each is.
var fixtures = []struct {
	name, url string
	verdict   string
}{
	{"wordpress", "https://gazette.example/2025/09/14/swing-bridge-turns-again/", PageArticle},
	{"builder", "https://quayside.example/blog/swing-bridge-turns-again", PageArticle},
	{"table_layout", "https://pages.example/harbour/bridge.htm", PageArticle},
	{"script_only", "https://app.example/story/swing-bridge", PageArticle},
	{"rich_text", "https://clocks.example/blog/2025/09/oiling-a-tower-clock", PageArticle},
	{"login", "https://gazette.example/account", PageLogin},
	{"not_found", "https://gazette.example/news/old-story", PageNotFound},
	{"front_page", "https://gazette.example/", PageListing},
}

func fixture(t testing.TB, name, url string) *Doc {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("testdata", "pages", name, "page.html"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Parse(page, Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestPages(t *testing.T) {
	for _, f := range fixtures {
		t.Run(f.name, func(t *testing.T) {
			doc := fixture(t, f.name, f.url)
			a := doc.Article()
			for name, got := range map[string]string{"expected.txt": a.Text, "expected.html": a.HTML, "expected.md": a.Markdown} {
				path := filepath.Join("testdata", "pages", f.name, name)
				if *update {
					if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(got, strings.TrimSuffix(string(want), "\n")); diff != "" {
					t.Errorf("%s (-got +want):\n%s", name, diff)
				}
			}
			if got := doc.Verdict(); got.Reason != f.verdict || got.Article != (f.verdict == PageArticle) {
				t.Errorf("verdict is %+v, want %s", got, f.verdict)
			}
			if a.IsArticle != (f.verdict == PageArticle) {
				t.Errorf("IsArticle is %v for %s", a.IsArticle, f.verdict)
			}
		})
	}
}

// TestPagesAgain holds that one page gives the same bytes every time, also from
// a tree that has been read before.
func TestPagesAgain(t *testing.T) {
	for _, f := range fixtures {
		doc := fixture(t, f.name, f.url)
		first, second, other := doc.Article(), doc.Article(), fixture(t, f.name, f.url).Article()
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("%s, the same tree (-first +second):\n%s", f.name, diff)
		}
		if diff := cmp.Diff(first, other); diff != "" {
			t.Errorf("%s, another tree (-first +second):\n%s", f.name, diff)
		}
	}
}

func TestBodySelectors(t *testing.T) {
	const page = `<body><div class="a"><p>The first part of the story, as short as it is.</p><p class="ad">Buy a bell today.</p></div>
<p>Between the two parts stands a paragraph that would otherwise be part of the text, for it is long enough.</p>
<div class="b"><p>Second part.</p></div></body>`
	selector := func(s string) Selector {
		compiled, err := CompileSelector(s)
		if err != nil {
			t.Fatal(err)
		}
		return compiled
	}
	tests := []struct {
		name, body, remove, want string
	}{
		{"one container", ".b", ".none", "Second part."},
		{"two in document order", ".b, .a", ".none", "The first part of the story, as short as it is.\nBuy a bell today.\nSecond part."},
		{"with something removed", ".a", ".ad", "The first part of the story, as short as it is."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := Page([]byte(page), Options{Selectors: Selectors{Body: selector(test.body), Remove: []Selector{selector(test.remove)}}})
			if err != nil {
				t.Fatal(err)
			}
			if a.Text != test.want {
				t.Errorf("got %q, want %q", a.Text, test.want)
			}
		})
	}
	t.Run("no match leaves the decision to the model", func(t *testing.T) {
		plain, err := Page([]byte(page), Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := Page([]byte(page), Options{Selectors: Selectors{Body: selector(".gone")}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Text != plain.Text || a.Text == "" {
			t.Errorf("got %q, want %q", a.Text, plain.Text)
		}
	})
}
