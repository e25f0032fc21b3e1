package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// changedBytes changes one byte of a file, where a text stands, and gives its path.
func changedBytes(t *testing.T, path, text string, at int, to byte) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(content, []byte(text))
	if i < 0 {
		t.Fatalf("the file does not hold %q", text)
	}
	content[i+at] = to
	copied := filepath.Join(t.TempDir(), "winnow.db")
	if err := os.WriteFile(copied, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
}

// One byte within a text breaks no rule of SQLite: it is told when the database is
// opened and by Check, with the byte that was written, and Recover writes that again.
func TestOneChangedByteIsToldAndMended(t *testing.T) {
	h := newHarvest(t)
	for n := range 40 {
		h.read(visit{url: fmt.Sprintf("https://paper.example/story-%d", n), article: articleOf(fmt.Sprintf("Harbour story %d", n), n)})
	}
	path := h.Path()
	if err := h.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Close()
	before := told(t, path, together)
	damaged := changedBytes(t, path, "Harbour story 17", 3, 'B')
	const want = "title: byte 4 is 0x42, and 0x62 was written"
	for how, open := range map[string]func(context.Context) (*Store, error){
		"reading": func(ctx context.Context) (*Store, error) { return OpenReadOnly(ctx, damaged, Options{}) },
		"writing": func(ctx context.Context) (*Store, error) { return Open(ctx, damaged, Options{}) },
	} {
		var doubts []Fault
		s, err := open(WithDoubts(t.Context(), func(at string, list []Fault) { doubts = list }))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(doubts); !strings.Contains(got, want) {
			t.Errorf("%s: told %s, want %s", how, got, want)
		}
		for _, quick := range []bool{true, false} {
			if faults, err := s.Check(t.Context(), quick); err != nil || !strings.Contains(fmt.Sprint(faults), want) {
				t.Errorf("%s, quick %v: %v, %v", how, quick, faults, err)
			}
		}
		s.Close()
	}
	saved := filepath.Join(t.TempDir(), "saved.db")
	got, err := Recover(t.Context(), damaged, saved, nil)
	if err != nil || got.Mended != 1 || len(got.Altered)+len(got.Differs)+len(got.Damaged) != 0 {
		t.Fatalf("%+v, %v: want one byte mended", got, err)
	}
	for what, rows := range before {
		if after := told(t, saved, together)[what]; strings.Join(after, "\n") != strings.Join(rows, "\n") {
			t.Errorf("%s: %q, want %q", what, after, rows)
		}
	}
}

// What another program writes differs, is no damage that would be told at start, and
// may be accepted. What it adds to the schema is its own.
func TestAnotherProgramMayWrite(t *testing.T) {
	for _, row := range []struct{ name, script, want string }{
		{"a number", `UPDATE source SET configured = 7`, "not the number that was written"},
		{"a text", `UPDATE extraction SET title = 'Quite another headline' WHERE id = 2`, "one is not what was written"},
		{"a row is gone", `DELETE FROM extraction WHERE id = 2`, "is gone"},
		{"a row is new", `INSERT INTO host (name) VALUES ('other.example')`, "or new"},
		{"a table without row numbers", `INSERT INTO former VALUES ('abc', 1, 0)`, "some of its rows"},
		{"a view", `DROP VIEW failures`, "is gone, or has another name"},
		{"an index of its own", `CREATE INDEX mine ON extraction (title); CREATE TABLE notes (n); INSERT INTO notes VALUES (1); CREATE VIEW seen AS SELECT 1`, ""},
		{"a column of its own", `ALTER TABLE extraction ADD COLUMN mine TEXT; UPDATE extraction SET mine = 'x'`, "its definition"},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := machine(t, sights(2, 12), func(sight) bool { return true })
			db := sql.OpenDB(connector{dsn: "file:" + path})
			if _, err := db.Exec(row.script); err != nil {
				t.Fatal(err)
			}
			db.Close()
			var doubts []Fault
			s, err := Open(WithDoubts(t.Context(), func(_ string, list []Fault) { doubts = list }), path, Options{Busy: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if len(doubts) > 0 {
				t.Errorf("told at start: %v", doubts)
			}
			faults, err := s.Check(t.Context(), true)
			if err != nil || row.want == "" && len(faults) > 0 || !strings.Contains(fmt.Sprint(faults), row.want) {
				t.Errorf("%v, %v: want %q", faults, err, row.want)
			}
			for _, f := range faults {
				if f.What != "" && !f.Differs && f.Where != "reference" && f.Where != "document" {
					t.Errorf("%v is told as damage", f)
				}
			}
			if err := s.Accept(t.Context()); err != nil {
				t.Fatal(err)
			}
			faults, err = s.Check(t.Context(), true)
			for _, f := range faults {
				if err != nil || f.Differs {
					t.Errorf("accepted, and %v, %v", f, err)
				}
			}
		})
	}
}

// A log that breaks off before its end has lost transactions; one whose end was being
// written has not.
func TestBrokenLogIsTold(t *testing.T) {
	h := newHarvest(t)
	for n := range 6 {
		h.read(visit{url: fmt.Sprintf("https://paper.example/story-%d", n), article: articleOf(fmt.Sprint("Story ", n), n)})
	}
	log, err := os.ReadFile(h.Path() + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	main, err := os.ReadFile(h.Path())
	if err != nil {
		t.Fatal(err)
	}
	const frame = walFrameSize + 4096
	frames := (len(log) - walHeaderSize) / frame
	if frames < 10 {
		t.Fatalf("%d frames", frames)
	}
	for _, row := range []struct {
		name string
		at   int
		want string
	}{
		{"nothing", -1, ""},
		{"a page", walHeaderSize + 3*frame + 1000, "damaged at frame 4"},
		{"the head of a frame", walHeaderSize + 2*frame + 9, "damaged at frame 3"},
		{"the header", 17, "its header is damaged"},
		{"the last frame, which may just be being written", len(log) - 50, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "winnow.db")
			copied := append([]byte(nil), log...)
			if row.at >= 0 {
				copied[row.at] ^= 0x20
			}
			for name, content := range map[string][]byte{path: main, path + "-wal": copied} {
				if err := os.WriteFile(name, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got := fmt.Sprint(glanceLog(path))
			if (row.want == "") != (got == "[]") || !strings.Contains(got, row.want) {
				t.Errorf("%s, want %q", got, row.want)
			}
		})
	}
}

// A database of before the seals gets them; what its rows hold afterwards is sealed.
func TestMigrationSeals(t *testing.T) {
	old := olderDatabase(t)
	s, err := Open(t.Context(), old, Options{Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := rowsOf(t, old, `SELECT count(*) FROM seal WHERE part = 'extraction'`); n[0] == "0" {
		t.Error("no seals")
	}
	if faults, err := s.Check(t.Context(), false); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

// A later migration changes seals by what it changes, and no more: what was damaged
// before differs afterwards.
func TestLaterMigrationsKeepDoubts(t *testing.T) {
	path := machine(t, sights(3, 12), func(sight) bool { return true })
	texts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector{dsn: "file:" + path})
	if _, err := db.Exec(`UPDATE host SET gap = 12345 WHERE id = 1`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	w, err := connectWriter(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	more := append(texts[:len(texts):len(texts)], `ALTER TABLE extraction ADD COLUMN tone TEXT NOT NULL DEFAULT 'calm'`)
	if err := w.update(t.Context(), func(t tx) error { return apply(t, more, len(texts)) }, nil); err != nil {
		t.Fatal(err)
	}
	w.close()
	s := &Store{path: path, read: connectReaders(path, time.Second, false)}
	defer s.Close()
	var faults []string
	if err := s.checkSeals(t.Context(), func(f Fault) { faults = append(faults, f.Where) }); err != nil || strings.Join(faults, " ") != "host" {
		t.Errorf("%q, %v: want host alone", faults, err)
	}
}
