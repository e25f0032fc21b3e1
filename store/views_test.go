package store

import (
	"path/filepath"
	"regexp"
	"testing"
)

// foreign is what the SQLite scanner of DuckDB 1.5 hands on in words that SQLite does
// not understand, or does not parse.
var foreign = regexp.MustCompile(`(?i)count\(\*\)|\bunion\b|\b(?:from|join) fetch\b|\w\.offset\b|\bin \(select\b`)

func TestViewsArePlainEnoughForDuckDB(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	for _, view := range rowsOf(t, path, `SELECT name || ': ' || sql FROM sqlite_schema WHERE type = 'view'`) {
		if found := foreign.FindString(view); found != "" {
			t.Errorf("%q in %s", found, view)
		}
	}
}

// What only led to an address that failed has failed with it, unless it failed itself or
// is an article.
func TestFailuresOfWhatLeadsThere(t *testing.T) {
	path := machine(t, sights(2, 6), func(sight) bool { return true })
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.all(t.Context(), `DELETE FROM failure`,
		`INSERT INTO address (id, url, key, host, source, kind, first_seen, target, document, reason) VALUES
			(9001, 'https://x.example/gone', zeroblob(16), 1, 1, 'page', 0, NULL, NULL, 'link'),
			(9002, 'https://x.example/leads', zeroblob(16), 1, 1, 'page', 0, 9001, NULL, 'link'),
			(9003, 'https://x.example/fails', zeroblob(16), 1, 1, 'page', 0, 9001, NULL, 'link'),
			(9004, 'https://x.example/article', zeroblob(16), 1, 1, 'page', 0, 9001, 1, 'link')`,
		`INSERT INTO failure (address, source, reason, detail, at, tries) VALUES (9001, 1, 'http-404', 'Not Found', 0, 1), (9003, 1, 'robots', 'refused', 0, 1)`); err != nil {
		t.Fatal(err)
	}
	got := rowsOf(t, path, `SELECT address, reason, detail FROM failures ORDER BY address`)
	want := []string{"https://x.example/fails | robots | refused", "https://x.example/gone | http-404 | Not Found",
		"https://x.example/leads | http-404 | redirects to https://x.example/gone: Not Found"}
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}
