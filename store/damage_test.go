package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is no sound database is told when it is opened, to read and to write, with
// the path, what was found and what to do; and nothing is changed.
func TestDamageIsToldAtStart(t *testing.T) {
	sound, err := os.ReadFile(machine(t, sights(2, 12), func(sight) bool { return true }))
	if err != nil {
		t.Fatal(err)
	}
	patched := func(at int, b ...byte) []byte {
		copied := append([]byte(nil), sound...)
		copy(copied[at:], b)
		return copied
	}
	for _, row := range []struct {
		name  string
		bytes []byte
		want  error
		says  string
	}{
		{"a text", []byte(strings.Repeat("The ferry runs again. ", 300)), ErrNotWinnow, "a text"},
		{"a short text", []byte("hello\n"), ErrNotWinnow, "a text"},
		{"a packed file", append([]byte("\x1f\x8b\x08"), make([]byte, 5000)...), ErrNotWinnow, "gzip"},
		{"zeros", make([]byte, 8192), ErrNotWinnow, "first bytes"},
		{"cut within the header", sound[:50], ErrCorrupt, "50 bytes"},
		{"cut within the first page", sound[:3000], ErrCorrupt, "ends within page 1"},
		{"cut within a page", sound[:len(sound)-4096*3-100], ErrCorrupt, "ends within page"},
		{"cut between pages", sound[:4096*20], ErrCorrupt, "the rest is cut off"},
		{"a page size that there is none of", patched(16, 0x0f, 0x01), ErrCorrupt, "pages of"},
		{"a schema that cannot be read", patched(100, 0xff, 0xff, 0xff, 0xff), ErrCorrupt, "damaged"},
		{"a page of a table", patched(4096*7, 0xee, 0xee, 0xee, 0xee, 0xee), ErrCorrupt, "damaged"},
	} {
		for how, open := range map[string]func(string) (*Store, error){
			"reading": func(path string) (*Store, error) { return OpenReadOnly(t.Context(), path, Options{}) },
			"writing": func(path string) (*Store, error) { return Open(t.Context(), path, Options{}) },
		} {
			t.Run(row.name+", "+how, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "winnow.db")
				if err := os.WriteFile(path, row.bytes, 0o600); err != nil {
					t.Fatal(err)
				}
				s, err := open(path)
				if err == nil {
					s.Close()
					t.Fatal("it was opened")
				}
				var trouble *PathError
				if !errors.Is(err, row.want) || !errors.As(err, &trouble) || trouble.Path != path || trouble.Hint == "" || !strings.Contains(err.Error(), row.says) {
					t.Errorf("%v: want %v that says %q, the path and a hint", err, row.want, row.says)
				}
				if after, err := os.ReadFile(path); err != nil || string(after) != string(row.bytes) {
					t.Errorf("the file was changed, %v", err)
				}
			})
		}
	}
}

// A byte that has changed anywhere is told, unless it stands where pages hold nothing;
// nothing panics. What can be read is recovered.
func TestFlippedBytes(t *testing.T) {
	sound := machine(t, sights(2, 30), func(sight) bool { return true })
	bytes, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, sound)
	random := rand.New(rand.NewPCG(9, 9))
	found := 0
	for n := range 60 {
		at := random.IntN(len(bytes))
		if n%2 == 0 { // where pages say what is in them
			at = at/4096*4096 + random.IntN(60)
		}
		path := filepath.Join(t.TempDir(), "winnow.db")
		copied := append([]byte(nil), bytes...)
		copied[at] ^= byte(1 << random.IntN(8))
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readAll(t, path); err == nil {
			if contents(t, path) != before {
				t.Errorf("byte %d: what the database holds has changed, and nothing is told", at)
			}
		} else {
			found++
			var trouble *PathError
			if !errors.As(err, &trouble) || trouble.Hint == "" || !strings.Contains(err.Error(), path) {
				t.Errorf("byte %d: %v: no path, or no hint", at, err)
			}
		}
		saved := filepath.Join(filepath.Dir(path), "saved.db")
		if _, err := Recover(t.Context(), path, saved, nil); err != nil {
			var trouble *PathError
			if !errors.As(err, &trouble) || trouble.Hint == "" {
				t.Errorf("byte %d: recover: %v: no hint", at, err)
			}
		} else if err := readAll(t, saved); err != nil {
			t.Errorf("byte %d: what was recovered: %v", at, err)
		}
	}
	t.Logf("%d of 60 were told", found)
}

// contents is every row of every table and every definition.
func contents(t *testing.T, path string) string {
	t.Helper()
	var all []string
	for _, table := range rowsOf(t, path, `SELECT name FROM sqlite_schema WHERE type = 'table' UNION SELECT 'sqlite_schema'`) {
		columns := rowsOf(t, path, `SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`') WHERE name <> 'rootpage'`)
		all = append(all, table)
		all = append(all, rowsOf(t, path, `SELECT `+strings.Join(columns, " || ',' || ")+` FROM "`+table+`" NOT INDEXED`)...)
	}
	return strings.Join(all, "\n")
}

// readAll opens a database and reads every article of it.
func readAll(t *testing.T, path string) error {
	s, err := OpenReadOnly(t.Context(), path, Options{Version: "winnow/test"})
	if err != nil {
		return err
	}
	defer s.Close()
	for _, err := range s.Articles(t.Context(), Filter{}) {
		if err != nil {
			return err
		}
	}
	faults, err := s.Check(t.Context(), false)
	if err == nil && len(faults) > 0 {
		err = &PathError{Path: path, Op: "check", Err: fmt.Errorf("%w: %v", ErrCorrupt, faults), Hint: corruptHint}
	}
	return err
}

// What stands on pages that cannot be read is lost, the rest is saved, and what was
// lost is asked for again.
func TestRecover(t *testing.T) {
	path := machine(t, sights(4, 40), func(sight) bool { return true })
	before := told(t, path, together)
	folder := filepath.Dir(path)
	whole := filepath.Join(folder, "whole.db")
	if got, err := Recover(t.Context(), path, whole, nil); err != nil || len(got.Damaged) != 0 || got.Articles != int64(len(before["articles"])) {
		t.Fatalf("%+v, %v", got, err)
	}
	for what, want := range before {
		if got := told(t, whole, together)[what]; strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s of a sound database: %d rows, want %d", what, len(got), len(want))
		}
	}
	if _, err := Recover(t.Context(), path, whole, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file is replaced: %v", err)
	}
	// The leaves of the table of texts are overwritten.
	db := sql.OpenDB(connector{dsn: "file:" + path})
	var root int64
	if err := db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'extraction'`).Scan(&root); err != nil {
		t.Fatal(err)
	}
	db.Close()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	child := make([]byte, 4)
	if _, err := f.ReadAt(child, (root-1)*4096+8); err != nil { // the last child of an inner page
		t.Fatal(err)
	}
	page := int64(child[0])<<24 | int64(child[1])<<16 | int64(child[2])<<8 | int64(child[3])
	if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4096)), (page-1)*4096); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s, err := OpenReadOnly(t.Context(), path, Options{Damaged: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if faults, err := s.Check(t.Context(), false); err != nil || len(faults) == 0 || !strings.Contains(fmt.Sprint(faults), "extraction") {
		t.Errorf("the table is not named: %v, %v", faults, err)
	}
	saved := filepath.Join(folder, "saved.db")
	got, err := Recover(t.Context(), path, saved, nil)
	if err != nil || len(got.Damaged) == 0 || got.Articles == 0 || got.Articles+got.Refetch < int64(len(before["articles"])) {
		t.Fatalf("%+v, %v of %d articles", got, err, len(before["articles"]))
	}
	again, err := Open(t.Context(), saved, Options{Version: "winnow/test", Busy: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if faults, err := again.Check(t.Context(), false); err != nil || len(faults) > 0 {
		t.Errorf("what was saved: %v, %v", faults, err)
	}
}
