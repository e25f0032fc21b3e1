//go:build sqlite_fts5 || fts5

package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/extract"
)

// shelf is a database with some articles, indexed.
func shelf(t *testing.T, articles ...extract.Article) *harvest {
	t.Helper()
	h := newHarvest(t)
	for i, a := range articles {
		a.IsArticle, a.WordCount = true, len(strings.Fields(a.Text))
		h.read(visit{url: fmt.Sprintf("https://paper%d.example/story", i), article: a})
	}
	if err := h.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return h
}

func titles(r Results) string {
	var list []string
	for _, h := range r.Hits {
		list = append(list, h.Title)
	}
	return strings.Join(list, " | ")
}

func TestSearch(t *testing.T) {
	h := shelf(t,
		extract.Article{Title: "The ferry runs again", Text: "After two months the boat to the island leaves the harbour every hour. Nobody had missed it more than the postman.", Authors: []string{"Ada Quill"}, Organization: "Harbour News", Language: "en", Published: extract.Date{Time: morning}},
		extract.Article{Title: "A bridge for the island", Text: "The ferry is too slow, says the council, and wants a bridge. The ferry and the harbour would close for good.", Authors: []string{"Ben Ferry"}, Organization: "Island Post", Language: "en", Published: extract.Date{Time: morning.AddDate(0, -2, 0)}},
		extract.Article{Title: "Café am Hafen", Text: "Im Café an der Fähre gibt es wieder Kuchen; die Überfahrt dauert zehn Minuten.", Language: "de"},
		extract.Article{Title: "東京都の天気", Text: "明日の東京は晴れるでしょう。大阪では雨が降ります。", Language: "ja"},
		extract.Article{Title: "ข่าววันนี้", Text: "กรุงเทพมหานครมีฝนตกหนัก", Language: "th"},
	)
	for _, tt := range []struct {
		name, query string
		filter      Filter
		want        string
	}{
		{"the title counts most", "ferry", Filter{}, "The ferry runs again | A bridge for the island"},
		{"every word", "ferry postman", Filter{}, "The ferry runs again"},
		{"in this order", `"harbour every hour"`, Filter{}, "The ferry runs again"},
		{"not in this order", `"hour every harbour"`, Filter{}, ""},
		{"without", "ferry -bridge", Filter{}, "The ferry runs again"},
		{"or", "postman OR council", Filter{}, "The ferry runs again | A bridge for the island"},
		{"beginning, in a name before the text", "post*", Filter{}, "A bridge for the island | The ferry runs again"},
		{"a short beginning, the newest first", "fe*", Filter{}, "A bridge for the island | The ferry runs again"},
		{"a single letter", "q*", Filter{}, "The ferry runs again"},
		{"a word and a short beginning: by the word", "ferry ha*", Filter{}, "The ferry runs again | A bridge for the island"},
		{"a short beginning or a word: a name before the text", "qu* OR council", Filter{}, "The ferry runs again | A bridge for the island"},
		{"a short beginning, filtered", "fe*", Filter{Author: "ada quill"}, "The ferry runs again"},
		{"a short beginning, the second", "fe*", Filter{Limit: 1, Offset: 1}, "The ferry runs again"},
		{"a long beginning", "harbou*", Filter{Limit: 1}, "The ferry runs again"},
		{"a phrase, filtered", `"the island"`, Filter{Organization: "Island Post"}, "A bridge for the island"},
		{"in the title", "title:island", Filter{}, "A bridge for the island"},
		{"among the names", "names:ferry", Filter{}, "A bridge for the island"},
		{"letters of any case, accents or none", "CAFE uberfahrt", Filter{}, "Café am Hafen"},
		{"two characters", "東京", Filter{}, "東京都の天気"},
		{"three characters", "東京都", Filter{}, "東京都の天気"},
		{"one character", "雨", Filter{}, "東京都の天気"},
		{"characters that do not stand together", "東阪", Filter{}, ""},
		{"Thai", "มหานคร", Filter{}, "ข่าววันนี้"},
		{"by language", "ferry OR cafe", Filter{Language: "de"}, "Café am Hafen"},
		{"by author", "ferry", Filter{Author: "ada quill"}, "The ferry runs again"},
		{"by organization", "ferry", Filter{Organization: "Island Post"}, "A bridge for the island"},
		{"by date", "ferry", Filter{Since: morning.AddDate(0, -1, 0)}, "The ferry runs again"},
		{"by source", "ferry", Filter{Source: "nobody"}, ""},
		{"by a source that is there", "island", Filter{Source: "daily", Limit: 1}, "A bridge for the island"},
		{"by a beginning of the language", "cafe", Filter{Language: "DE"}, "Café am Hafen"},
		{"by a time within the day", "ferry", Filter{Since: morning.Add(-time.Minute), Until: morning.Add(time.Minute)}, "The ferry runs again"},
		{"by a whole day", "ferry", Filter{Since: morning.Truncate(24 * time.Hour), Until: morning.Truncate(24*time.Hour).AddDate(0, 0, 1)}, "The ferry runs again"},
		{"before a day", "ferry", Filter{Until: morning.Truncate(24 * time.Hour)}, "A bridge for the island"},
		{"after that time", "ferry", Filter{Since: morning.Add(time.Minute), Until: morning.Add(time.Hour)}, ""},
		{"before anything", "ferry", Filter{Until: morning.AddDate(-900, 0, 0)}, ""},
		{"one of two", "ferry", Filter{Limit: 1, Offset: 1}, "A bridge for the island"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := h.Search(t.Context(), tt.query, tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			if titles(got) != tt.want {
				t.Errorf("got %s, want %s", titles(got), tt.want)
			}
		})
	}
}

func TestSearchSnippet(t *testing.T) {
	filler := strings.Repeat("Nothing of it stands here at all. ", 20)
	h := shelf(t, extract.Article{Title: "Story", Text: filler + "The Café by the harbour sells ferry tickets again. " + filler},
		extract.Article{Title: "天気", Text: strings.Repeat("長い文章です。", 40) + "明日の東京都は晴れ。"})
	r, err := h.Search(t.Context(), "cafe ferry", Filter{})
	if err != nil || len(r.Hits) != 1 {
		t.Fatalf("%d hits, %v", len(r.Hits), err)
	}
	var marked []string
	for _, m := range r.Hits[0].Marks {
		marked = append(marked, r.Hits[0].Snippet[m[0]:m[1]])
	}
	if !slices.Equal(marked, []string{"Café", "ferry"}) || len(r.Hits[0].Snippet) > snippetBytes+20 || !strings.HasPrefix(r.Hits[0].Snippet, "… ") {
		t.Errorf("marked %q in %q", marked, r.Hits[0].Snippet)
	}
	r, err = h.Search(t.Context(), "東京都", Filter{})
	if err != nil || len(r.Hits) != 1 || len(r.Hits[0].Marks) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if m := r.Hits[0].Marks[0]; r.Hits[0].Snippet[m[0]:m[1]] != "東京都" {
		t.Errorf("marked %q", r.Hits[0].Snippet[m[0]:m[1]])
	}
}

// Whatever is typed gives results or ErrEmptyQuery.
func TestSearchHostile(t *testing.T) {
	h := shelf(t, extract.Article{Title: "The ferry runs again", Text: "Words."})
	hostile := []string{`"`, `""`, `"""`, `'`, `''`, `' OR 1=1 --`, `*`, `**`, `-`, `--`, `- -`, `-ferry`, `OR`, `OR OR`, `OR ferry OR`, `AND`, `NOT`, `NEAR(`, `NEAR(a b, 5)`,
		`title:`, `title:"`, `title:*`, `-title:"`, `rank`, `search`, `body:x`, `^ferry`, `ferry^`, `{title names}: x`, `(`, `)`, `((((`, `a AND (`, "\x00", "a\x00b", "\xff\xfe", "\u202e", `;DROP TABLE document`,
		`%`, `_`, `\`, `\"`, `+`, `a+b`, `a:b:c`, "ferry\"", `"ferry`, `"ferry*`, `ferry*"`, "1e999", "👩‍👩‍👧", "﷽", strings.Repeat("a ", 5000), strings.Repeat(`"`, 999), strings.Repeat("東", 600), strings.Repeat("(", 2000), strings.Repeat("a OR ", 400)}
	random := rand.New(rand.NewPCG(1, 2))
	signs := []rune(`"'*-()^:{}+~,;.OR AND NOT NEAR title: ferry東京é` + "\x00\u0301\u200d")
	for len(hostile) < 500 {
		var b strings.Builder
		for range 1 + random.IntN(40) {
			b.WriteRune(signs[random.IntN(len(signs))])
		}
		hostile = append(hostile, b.String())
	}
	for _, query := range hostile {
		if _, err := h.Search(t.Context(), query, Filter{}); err != nil && !errors.Is(err, ErrEmptyQuery) {
			t.Errorf("%q: %v", query, err)
		}
	}
}

// What a filter asks for is looked for among all articles, not among the newest that
// hold the words.
func TestSearchFiltersAll(t *testing.T) {
	h := newHarvest(t)
	fill := func(n int, language string, dated time.Time) {
		t.Helper()
		if err := h.update(t.Context(), func(tx tx) error {
			for _, query := range []string{
				`INSERT OR IGNORE INTO source (id, name) VALUES (1, 'daily')`, `INSERT OR IGNORE INTO host (id, name) VALUES (1, 'daily.example')`,
			} {
				if _, err := tx.exec(query); err != nil {
					return err
				}
			}
			for range n {
				id, err := tx.insert(`INSERT INTO address (url, key, host, source, kind, first_seen, reason) VALUES ('https://daily.example/' || hex(randomblob(8)), randomblob(16), 1, 1, 'page', 0, 'link')`)
				if err != nil {
					return err
				}
				for _, query := range []string{
					`INSERT INTO document (id, ref, address, key, site, source, first_seen, last_seen, dated) VALUES (?1, 'a' || ?1, ?1, ?1, 'daily.example', 1, 0, 0, ?3)`,
					`INSERT INTO revision (id, document, number, at) VALUES (?1, ?1, 1, ?3 * 0)`,
					`INSERT INTO extraction (id, revision, address, fetched, title, language, authors, tags, word_count, is_article, provenance, text) VALUES (?1, ?1, ?1, ?3 * 0, ?2, ?2, '[]', '[]', 1, 1, '{}', 'harbour')`,
					`UPDATE document SET revision = ?1, extraction = ?1 WHERE id = ?1 AND ?3 = ?3`,
				} {
					if _, err := tx.w.conn.ExecContext(t.Context(), query, id, language, millis(dated)); err != nil {
						return err
					}
				}
			}
			return nil
		}, nil); err != nil {
			t.Fatal(err)
		}
	}
	fill(1, "fy", morning.AddDate(-1, 0, 0))
	fill(rankedMost+5, "en", morning)
	if err := h.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]Filter{"by language": {Language: "fy"}, "by day": {Until: morning.AddDate(0, -6, 0)}} {
		if got, err := h.Search(t.Context(), "harbour", f); err != nil || titles(got) != "fy" || got.Among != 1 || got.More {
			t.Errorf("%s: %s of %d, %v, want the only one", name, titles(got), got.Among, err)
		}
	}
	if got, err := h.Search(t.Context(), "harbour", Filter{}); err != nil || got.Among != rankedMost || !got.More {
		t.Errorf("%d ranked, more: %t, %v", got.Among, got.More, err)
	}
}

func TestDaysBetween(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, row := range []struct{ from, to, want string }{
		{"2024-03-05", "2024-03-05", "d20240305"},
		{"2024-02-28", "2024-03-01", "d20240228 d20240229 d20240301"},
		{"2024-11-30", "2026-02-01", "d20241130 m202412 y2025 m202601 d20260201"},
		{"2024-01-01", "2024-12-31", "y2024"},
		{"2024-03-05", "2024-03-04", ""},
	} {
		got := strings.ReplaceAll(strings.Join(daysBetween(day(row.from), day(row.to)), " "), facetSign, "")
		if got != row.want {
			t.Errorf("%s to %s: %s, want %s", row.from, row.to, got, row.want)
		}
	}
}

// An index that an older winnow made otherwise is made anew.
func TestIndexOfBefore(t *testing.T) {
	h := shelf(t, extract.Article{Title: "First", Text: "lighthouse keeper"})
	if err := h.settings(t.Context(), `DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5(title, names, body, content='', contentless_delete=1)`); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Search(t.Context(), "lighthouse", Filter{}); !errors.Is(err, ErrNoSearch) {
		t.Errorf("%v, want ErrNoSearch", err)
	}
	if err := h.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Search(t.Context(), "lighthouse", Filter{}); err != nil || titles(got) != "First" {
		t.Errorf("found %s, %v", titles(got), err)
	}
}

// The index follows what is stored, revised, and forgotten.
func TestIndexFollows(t *testing.T) {
	h := shelf(t, extract.Article{Title: "First", Text: prose(1, 12) + "lighthouse keeper"})
	find := func(word string) string {
		t.Helper()
		if err := h.Index(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r, err := h.Search(t.Context(), word, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return titles(r)
	}
	h.read(visit{url: "https://paper9.example/second", article: extract.Article{Title: "Second", Text: prose(2, 12) + "lighthouse again beaconfire", IsArticle: true, WordCount: 120}})
	if got := find("lighthouse"); !strings.Contains(got, "First") || !strings.Contains(got, "Second") {
		t.Errorf("found %q, want both", got)
	}
	h.read(visit{url: "https://paper0.example/story", article: extract.Article{Title: "First", Text: prose(1, 12) + "windmill keeper", IsArticle: true, WordCount: 120}})
	if got := find("windmill"); got != "First" {
		t.Errorf("the revised text is not found: %q", got)
	}
	if got := find("lighthouse"); got != "Second" {
		t.Errorf("the text of before is found: %q", got)
	}
	if _, err := h.Forget(t.Context(), Forgetting{Names: []string{"https://paper9.example/second"}}); err != nil {
		t.Fatal(err)
	}
	if got := find("lighthouse"); got != "" {
		t.Errorf("what was forgotten is found: %q", got)
	}
	if err := h.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Close()
	for _, file := range []string{h.Path(), h.Path() + "-wal"} {
		b, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("beaconfire")) {
			t.Errorf("%s still holds a word of what was forgotten", filepath.Base(file))
		}
	}
}

// What was merged into another article is not found besides it.
func TestSearchMerged(t *testing.T) {
	h := shelf(t, extract.Article{Title: "First", Text: prose(1, 12) + "lighthouse"}, extract.Article{Title: "Second", Text: prose(2, 12) + "lighthouse"})
	if err := h.all(t.Context(), `UPDATE document SET merged = (SELECT min(id) FROM document) WHERE id = (SELECT max(id) FROM document)`); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Search(t.Context(), "lighthouse", Filter{}); err != nil || titles(got) != "First" || got.Among != 1 {
		t.Errorf("found %s of %d, %v", titles(got), got.Among, err)
	}
}

func TestUnindexed(t *testing.T) {
	h := shelf(t, extract.Article{Title: "First", Text: prose(1, 12)})
	if n, err := h.Unindexed(t.Context()); n != 0 || err != nil {
		t.Errorf("%d, %v, want none", n, err)
	}
	h.read(visit{url: "https://paper9.example/second", article: articleOf("Second", 2)})
	if n, err := h.Unindexed(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v, want one", n, err)
	}
}
