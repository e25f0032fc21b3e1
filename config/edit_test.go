package config

import (
	"errors"
	"strings"
	"testing"

	"winnow"
)

const head = "identity: { contact: \"mailto:desk@quay.test\" }\n"

func TestAddSources(t *testing.T) {
	quay := Source{ID: "quay", Title: "Quay: news & \"more\" #1", Homepage: "https://quay.test/", Tags: []string{"News/Local", "on"}, Feeds: []string{"https://quay.test/rss?a=1,2&b=[x]"}}
	const lines = `- id: "quay"
  title: "Quay: news & \"more\" #1"
  homepage: https://quay.test/
  tags: ["News/Local", "on"]
  feeds: ["https://quay.test/rss?a=1,2&b=[x]"]
`
	const braced = `{ id: "quay", title: "Quay: news & \"more\" #1", homepage: https://quay.test/, tags: ["News/Local", "on"], feeds: ["https://quay.test/rss?a=1,2&b=[x]"] }`
	indented := func(by string) string {
		return by + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n"+by) + "\n"
	}
	for _, c := range []struct{ name, before, want string }{
		{"no sources", head, head + "\nsources:\n" + indented("  ")},
		{"none yet", head + "sources: [] # mine\nlimits: { workers: 2 }\n", head + "sources: # mine\n" + indented("  ") + "limits: { workers: 2 }\n"},
		{"an empty key", "sources:\n" + head, "sources:\n" + indented("  ") + head},
		{"comments after the last stay with it", head + "sources:\n  - id: a\n    feeds: [https://a.test/f]\n    # delay: 5s\n\n# the end\n",
			head + "sources:\n  - id: a\n    feeds: [https://a.test/f]\n    # delay: 5s\n" + indented("  ") + "\n# the end\n"},
		{"dashes that are not indented", head + "sources:\n- id: a\n  feeds: [https://a.test/f]\nlimits:\n  workers: 2\n",
			head + "sources:\n- id: a\n  feeds: [https://a.test/f]\n" + indented("") + "limits:\n  workers: 2\n"},
		{"no line end", head + "sources:\n  - id: a\n    feeds: [https://a.test/f]", head + "sources:\n  - id: a\n    feeds: [https://a.test/f]\n" + indented("  ")},
		{"windows", strings.ReplaceAll(head+"sources:\n  - id: a\n    feeds: [https://a.test/f]\n", "\n", "\r\n"),
			strings.ReplaceAll(head+"sources:\n  - id: a\n    feeds: [https://a.test/f]\n"+indented("  "), "\n", "\r\n")},
		{"in brackets", head + "sources: [{ id: a, title: 'b]''s', feeds: [\"https://a.test/[\"] }] # mine\nlimits: { workers: 2 }\n",
			head + "sources: [{ id: a, title: 'b]''s', feeds: [\"https://a.test/[\"] }, " + braced + "] # mine\nlimits: { workers: 2 }\n"},
		{"in brackets, a line each", head + "sources: [ # mine ]\n  { id: a, feeds: [https://a.test/f] }, # don't [\n]\n",
			head + "sources: [ # mine ]\n  { id: a, feeds: [https://a.test/f] }, # don't [\n" + braced + "]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := AddSources("crawl.yaml", []byte(c.before), []Source{quay})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestAddSourcesKeepsTheExample(t *testing.T) {
	before := strings.Replace(string(winnow.Example), placeholder, "mailto:desk@paper.test", 1)
	got, err := AddSources("crawl.yaml", []byte(before), []Source{{ID: "b-side", Feeds: []string{"https://b.test/f"}}, {ID: "c-side", Sitemaps: []string{"https://c.test/s"}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := before + "  - id: b-side\n    feeds: [https://b.test/f]\n  - id: c-side\n    sitemaps: [https://c.test/s]\n"; string(got) != want {
		t.Errorf("got\n%s", got[len(got)-400:])
	}
}

func TestAddSourcesRefuses(t *testing.T) {
	one := []Source{{ID: "a", Feeds: []string{"https://a.test/f"}}}
	var bad *Error
	if _, err := AddSources("x", []byte(head+"sources: [{ id: a, feeds: [https://b.test/f] }]\n"), one); !errors.As(err, &bad) {
		t.Errorf("an id that stands in brackets: %v", err)
	}
	if _, err := AddSources("x", []byte(head+"sources:\n  - id: a\n    feeds: [https://b.test/f]\n"), one); !errors.As(err, &bad) {
		t.Errorf("an id that is there: %v", err)
	}
	if _, err := AddSources("x", []byte("sauces: 1\n"), one); !errors.As(err, &bad) {
		t.Errorf("a configuration with mistakes: %v", err)
	}
}

func FuzzAddSources(f *testing.F) {
	f.Add(string(winnow.Example), "a", "b")
	f.Add(head+"sources:\n- id: x\n  feeds: [https://a.test/]\n", "Tägliche: Zeitung", "- x\n")
	f.Fuzz(func(t *testing.T, text, title, tag string) {
		s := Source{ID: "added-one", Title: title, Tags: []string{tag}, Feeds: []string{"https://new.test/feed"}}
		got, err := AddSources("crawl.yaml", []byte(text), []Source{s})
		if err != nil {
			return
		}
		c, err := ParseForReading("crawl.yaml", got)
		if err != nil || c.Source("added-one") == nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, got)
		}
	})
}

func TestNewID(t *testing.T) {
	taken := map[string]bool{"quay-post": true, "quay-post-2": true}
	for title, want := range map[string]string{
		"The Quay Post": "the-quay-post", "Quay Post": "quay-post-3", "Journal de l'Été": "journal-de-l-ete", "日本": "source", "  --- ": "source",
		strings.Repeat("long ", 40): "long-long-long-long-long-long-long-long-l",
	} {
		if got := NewID(title, func(id string) bool { return taken[id] }); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}
