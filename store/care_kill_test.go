package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// cares are what a child does with a database until it is killed.
var cares = map[string]func(ctx context.Context, s *Store) error{
	"migrate": func(context.Context, *Store) error { return nil }, // opening does it
	"merge": func(ctx context.Context, s *Store) error {
		_, err := s.Merge(ctx, filepath.Join(filepath.Dir(s.Path()), "other.db"), Merging{})
		return err
	},
	"backup": func(ctx context.Context, s *Store) error {
		return s.Backup(ctx, filepath.Join(filepath.Dir(s.Path()), "copy.db"))
	},
	"prune": func(ctx context.Context, s *Store) error {
		_, err := s.Prune(ctx, time.Now(), false)
		return err
	},
	"vacuum": func(ctx context.Context, s *Store) error { return s.Compact(ctx) },
	"recover": func(ctx context.Context, s *Store) error {
		_, err := Recover(ctx, s.Path(), filepath.Join(filepath.Dir(s.Path()), "copy.db"), nil)
		return err
	},
}

// care does what the name of the folder says.
func care(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{Version: "winnow/test"})
	if err != nil {
		return err
	}
	defer s.Close()
	return cares[filepath.Base(filepath.Dir(path))](ctx, s)
}

// timesKilled is how often each is killed: WINNOW_KILLS, or a few times.
func timesKilled(t *testing.T) int {
	t.Helper()
	text := os.Getenv("WINNOW_KILLS")
	if text == "" {
		return 4
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whoever takes care of a file and is killed leaves it as it was or as it is to be,
// and what is left behind the next start cleans away.
func TestCareKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	list := sights(3, 40)
	one := machine(t, list, func(s sight) bool { return s.a })
	other := machine(t, list, func(s sight) bool { return s.b })
	pruned := `SELECT count(*) FROM fetch UNION ALL SELECT count(*) FROM blob`
	for _, row := range []struct {
		verb    string
		between bool // it goes in parts, each of which is whole
		files   map[string]string
	}{
		{"migrate", false, map[string]string{"winnow.db": olderDatabase(t)}},
		{"merge", false, map[string]string{"winnow.db": one, "other.db": other}},
		{"backup", false, map[string]string{"winnow.db": one}},
		{"prune", true, map[string]string{"winnow.db": one}},
		{"vacuum", false, map[string]string{"winnow.db": one}},
		{"recover", false, map[string]string{"winnow.db": one}},
	} {
		t.Run(row.verb, func(t *testing.T) {
			lay := func() string {
				dir := filepath.Join(t.TempDir(), row.verb)
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				for name, from := range row.files {
					copyTo(t, from, filepath.Join(dir, name))
				}
				return filepath.Join(dir, "winnow.db")
			}
			state := func(path string) map[string][]string {
				all := told(t, path, together)
				delete(all, "raw")
				all["counts"] = []string{strings.Join(rowsOf(t, path, pruned), " "), strings.Join(rowsOf(t, path, `PRAGMA user_version`), "")}
				return all
			}
			path := lay()
			before := map[string][]string(nil)
			if row.verb != "migrate" { // there are no views yet that could be asked
				before = state(path)
			}
			begun := time.Now()
			finish(t, path)
			took := time.Since(begun)
			after := state(path)
			old, done := 0, 0
			random := rand.New(rand.NewPCG(7, uint64(len(row.verb))))
			for n := range timesKilled(t) {
				path := lay()
				child, _ := spawn(t, "care", path)
				time.Sleep(time.Duration(random.Int64N(int64(2*took + 30*time.Millisecond)))) // it has to start first
				child.Process.Kill()
				child.Wait()
				if copied := filepath.Join(filepath.Dir(path), "copy.db"); exists(copied) {
					if diff := cmp.Diff(before["articles"], told(t, copied, together)["articles"]); diff != "" {
						t.Errorf("kill %d: a copy that is not whole:\n%s", n, diff)
					}
					os.Remove(copied)
				}
				if row.verb == "migrate" {
					version := strings.Join(rowsOf(t, path, `PRAGMA user_version`), "")
					old, done = old+b2i(version == "13"), done+b2i(version == fmt.Sprint(SchemaVersion))
					if kept := path + ".v13"; exists(kept) && strings.Join(rowsOf(t, kept, `SELECT count(*) FROM document`), "") != fmt.Sprint(olderDocuments) {
						t.Errorf("kill %d: the copy before the migration is not whole", n)
					}
				} else {
					now := state(path)
					isOld, isNew := cmp.Equal(now, before), cmp.Equal(now, after)
					if old, done = old+b2i(isOld), done+b2i(isNew && !isOld); !isOld && !isNew && !row.between {
						t.Errorf("kill %d: neither as before nor as after: %s", n, cmp.Diff(before, now))
					}
				}
				finish(t, path)
				if diff := cmp.Diff(after, state(path)); diff != "" {
					t.Errorf("kill %d: after another start (-want +got):\n%s", n, diff)
				}
				left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".winnow*"))
				if err != nil || len(left) > 0 {
					t.Errorf("kill %d left %v behind, %v", n, left, err)
				}
			}
			t.Logf("%d as before, %d as after, of %d kills within %v", old, done, timesKilled(t), took)
		})
	}
}

// finish does what the folder is called, to the end, and checks the database.
func finish(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := cares[filepath.Base(filepath.Dir(path))](t.Context(), s); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	if faults, err := s.Check(t.Context(), false); err != nil || len(faults) > 0 {
		t.Errorf("faults: %v, %v", faults, err)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// olderDocuments is how many articles olderDatabase holds.
const olderDocuments = 3000

// olderDatabase is one of schema 13 with some articles.
func olderDatabase(t *testing.T) string {
	t.Helper()
	texts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "older.db")
	w, err := connectWriter(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.update(t.Context(), func(tx tx) error { return apply(tx, texts[:13], 0) }, nil); err != nil {
		t.Fatal(err)
	}
	const each = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) `
	for _, query := range []string{
		`INSERT INTO source (id, name) VALUES (1, 'daily')`, `INSERT INTO host (id, name) VALUES (1, 'daily.example')`,
		`PRAGMA foreign_keys = OFF`,
		each + `INSERT INTO address (id, url, key, host, source, kind, first_seen, document, reason) SELECT i, 'https://daily.example/' || i, randomblob(16), 1, 1, 'page', 0, i, 'link' FROM n`,
		each + `INSERT INTO document (id, ref, address, key, site, source, first_seen, last_seen, dated, revision, extraction) SELECT i, 'a' || i, i, '//daily.example/' || i, 'daily.example', 1, 0, 0, i, i, i FROM n`,
		each + `INSERT INTO revision (id, document, number, at) SELECT i, i, 1, 0 FROM n`,
		each + `INSERT INTO extraction (id, revision, address, fetched, authors, tags, word_count, is_article, provenance, text) SELECT i, i, i, 0, '[]', '[]', 1, 1, '{}', hex(randomblob(600)) FROM n`,
	} {
		if _, err := w.conn.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	return path
}
