//go:build sqlite_fts5 || fts5

package store

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/extract"
)

// held is every word of the index and where it stands.
func (s *Store) held(t *testing.T) (words []string) {
	t.Helper()
	conn := s.writer.conn
	if _, err := conn.ExecContext(t.Context(), `CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, search, instance)`); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.QueryContext(t.Context(), `SELECT doc || ' ' || col || ' ' || offset || ' ' || term FROM held ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			t.Fatal(err)
		}
		words = append(words, word)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), `DROP TABLE temp.held`); err != nil {
		t.Fatal(err)
	}
	return words
}

// followed brings the index up to date, which must make of it what making it anew does.
func (s *Store) followed(t *testing.T, after string) {
	t.Helper()
	if err := s.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	got := s.held(t)
	if n, err := s.Unindexed(t.Context()); n != 0 || err != nil {
		t.Errorf("%s: %d are left, %v", after, n, err)
	}
	if _, err := s.writer.conn.ExecContext(t.Context(), `DROP TABLE search`); err != nil {
		t.Fatal(err)
	}
	if err := s.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if want := s.held(t); len(want) == 0 || !cmp.Equal(got, want) {
		t.Errorf("%s (-made anew +followed):\n%s", after, cmp.Diff(want, got))
	}
}

// Whatever becomes of articles, the index says of each what is shown of it.
func TestIndexFollowsAll(t *testing.T) {
	const one, two, other = "https://a.test/1", "https://a.test/second-part", "https://b.test/1"
	h := newHarvest(t)
	h.read(visit{url: one, article: wireStory(1)}, visit{url: two, article: wireStory(2)}, visit{url: other, article: wireStory(3)})
	h.followed(t, "read")
	h.join(one, two)
	h.followed(t, "joined")
	h.split(two)
	h.followed(t, "split")
	h.forget(Forgetting{Names: []string{other}})
	h.followed(t, "forgotten")
	h.read(visit{url: other, article: wireStory(5)})
	if err := h.Index(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	h.forget(Forgetting{Names: []string{other}})
	h.read(visit{url: "https://c.test/1", article: wireStory(4)})
	h.followed(t, "read in the place of what was forgotten")
	if err := h.settings(t.Context(), `INSERT INTO source (id, name) VALUES (99, 'weekly'); UPDATE document SET source = 99 WHERE merged IS NULL`); err != nil {
		t.Fatal(err)
	}
	h.followed(t, "moved to another source")
	if err := h.settings(t.Context(), fmt.Sprintf(`UPDATE document SET dated = %d`, millis(morning.AddDate(-3, 0, 0)))); err != nil {
		t.Fatal(err)
	}
	h.followed(t, "dated otherwise")
}

// Two machines that both have an index are merged, and what was revised at either is found.
func TestIndexFollowsMerge(t *testing.T) {
	for seed := range uint64(4) {
		list := sights(seed, 60)
		var stores []*Store
		for _, path := range []string{machine(t, list, func(s sight) bool { return s.a }), machine(t, list, func(s sight) bool { return s.b })} {
			s, err := Open(t.Context(), path, Options{Version: "winnow/test"})
			if err != nil {
				t.Fatal(err)
			}
			s.followed(t, "harvested")
			stores = append(stores, s)
		}
		if err := stores[1].Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := stores[0].Merge(t.Context(), stores[1].Path(), Merging{}); err != nil {
			t.Fatal(err)
		}
		stores[0].followed(t, fmt.Sprintf("merged, seed %d", seed))
		if err := stores[0].Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// indexedFile is where a process that is killed finds its database.
const indexedFile = "WINNOW_INDEX_KILLED"

// TestIndexKilled kills a process that brings the index up to date, again and again: the
// next goes on, and in the end it is as if nothing had happened.
func TestIndexKilled(t *testing.T) {
	if path := os.Getenv(indexedFile); path != "" {
		indexUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "winnow.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	h := &harvest{T: t, Store: s, clock: &clock{morning}}
	for i := range 60 {
		h.read(visit{url: fmt.Sprintf("https://paper%d.example/%d", i%3, i), article: articleOf(fmt.Sprintf("Story %d", i), i)})
	}
	for kill := range 20 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		killIndexing(t, path, time.Duration(kill)*3*time.Millisecond)
		if s, err = Open(t.Context(), path, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	s.followed(t, "killed")
	if faults, err := s.Check(t.Context(), true); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

// killIndexing starts a process that indexes, and kills it a while after it has begun.
func killIndexing(t *testing.T, path string, after time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestIndexKilled$")
	child.Env = append(os.Environ(), indexedFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after) // the moment of death, not a wait for anything
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // says that it was killed
}

// indexUntilKilled makes the index anew, over and over, all of it altered each time.
func indexUntilKilled(t *testing.T, path string) {
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("begun")
	for i := 0; ; i++ {
		if err := s.Index(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if err := s.all(context.Background(), fmt.Sprintf(`UPDATE document SET dated = dated + %d`, 1+i%3)); err != nil {
			t.Fatal(err)
		}
	}
}

// What an article shows can be in the index in either of two ways: as it was stored, and
// as it was altered since.
func TestUnindexedCounts(t *testing.T) {
	h := shelf(t, extract.Article{Title: "First", Text: prose(1, 12)}, extract.Article{Title: "Second", Text: prose(2, 12)})
	if err := h.settings(t.Context(), `UPDATE document SET dated = dated + 1 WHERE id = (SELECT min(id) FROM document)`); err != nil {
		t.Fatal(err)
	}
	h.read(visit{url: "https://paper9.example/second", article: articleOf("Third", 3)})
	if n, err := h.Unindexed(t.Context()); n != 2 || err != nil {
		t.Errorf("%d, %v, want the altered one and the new one", n, err)
	}
}
