package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOpenPaths(t *testing.T) {
	for _, name := range []string{"winnow.db", "what?.db", "a#b.db", "100%25.db", "with space.db", "mode=ro&cache=x.db", "Köln-東京.db", ":memory:", "file:x.db"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			for range 2 {
				s, err := Open(t.Context(), name, Options{})
				if err != nil {
					t.Fatal(err)
				}
				if s.Path() != filepath.Join(dir, name) {
					t.Errorf("path %s", s.Path())
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			files, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if !strings.HasPrefix(f.Name(), name) {
					t.Errorf("made %s beside %s", f.Name(), name)
				}
			}
			r, err := OpenReadOnly(t.Context(), name, Options{})
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
		})
	}
}

func TestOpenThroughSymlink(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "real.db"), filepath.Join(dir, "link.db")); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), filepath.Join(dir, "real.db"), Options{}); err != nil {
		t.Fatal(err)
	} else {
		s.Close()
	}
	h := openHarvest(t, filepath.Join(dir, "link.db"), &clock{morning})
	h.begin(false, feedSeed(dailyFeed))
	h.Close()
	h = openHarvest(t, filepath.Join(dir, "real.db"), &clock{morning})
	if clocks, err := h.Hosts(t.Context()); err != nil || len(clocks) != 1 {
		t.Errorf("%v, %v: what was written through the link is not there", clocks, err)
	}
}

func TestDatabaseIsPrivate(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	for _, mask := range []int{0, 0o777} {
		syscall.Umask(0)
		path := filepath.Join(t.TempDir(), "winnow.db")
		syscall.Umask(mask)
		h := openHarvest(t, path, &clock{morning})
		h.begin(false, feedSeed(dailyFeed))
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("umask %o: %s has mode %o", mask, filepath.Base(name), info.Mode().Perm())
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(content string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	script := func(sqlText string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db := sql.OpenDB(connector{dsn: "file:" + path})
			defer db.Close()
			if _, err := db.Exec(sqlText); err != nil {
				t.Fatal(err)
			}
		}
	}
	ours := func(t *testing.T, path string) {
		h := openHarvest(t, path, &clock{morning})
		h.read(visit{url: "https://daily.example/1", article: articleOf("The bridge opens", 1)})
		h.Close()
	}
	tests := []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    error
		says    string
		keeps   bool // the file must stay as it is
	}{
		{"a text", write("not a database at all, but a text that is long enough to be one: " + strings.Repeat("x", 4096)), ErrNotWinnow, "not a winnow database", true},
		{"another program's database", script(`CREATE TABLE notes (body)`), ErrNotWinnow, "not a winnow database", true},
		{"an empty database of another program", script(`PRAGMA application_id = 252006674; PRAGMA user_version = 1`), ErrNotWinnow, "", true},
		{"a folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, nil, "is a folder", false},
		{"newer", func(t *testing.T, path string) { ours(t, path); script(`PRAGMA user_version = 999`)(t, path) }, ErrNewer, "999", true},
		{"cut off", func(t *testing.T, path string) {
			ours(t, path)
			if err := os.Truncate(path, 16<<10); err != nil {
				t.Fatal(err)
			}
		}, ErrCorrupt, "damaged", false},
		{"overwritten in the middle", func(t *testing.T, path string) {
			ours(t, path)
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for page := int64(5); page < 40; page++ {
				if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 300)), page*4096); err != nil {
					t.Fatal(err)
				}
			}
		}, ErrCorrupt, "damaged", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "winnow.db")
			tt.prepare(t, path)
			before, _ := os.ReadFile(path)
			s, err := Open(t.Context(), path, Options{})
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			var trouble *PathError
			if !errors.As(err, &trouble) || trouble.Path != path || trouble.Hint == "" {
				t.Errorf("%v: no PathError with the path and a hint", err)
			}
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("%v does not say %q and the path", err, tt.says)
			}
			if after, _ := os.ReadFile(path); tt.keeps && string(after) != string(before) {
				t.Error("the file was changed")
			}
			if _, err := os.Stat(path); err != nil {
				t.Error("the file is gone")
			}
		})
	}
}

func TestOpenWithoutAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "winnow.db")
	_, err := Open(t.Context(), path, Options{})
	var trouble *PathError
	if !errors.As(err, &trouble) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(trouble.Hint, filepath.Dir(path)) {
		t.Errorf("%v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), filepath.Join(file, "winnow.db"), Options{}); !errors.As(err, &trouble) {
		t.Errorf("below a file: %v", err)
	}
	if _, err := OpenReadOnly(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading what is not there: %v", err)
	}
}

func TestReadOnlyStoreDoesNotWrite(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	r, err := OpenReadOnly(t.Context(), h.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Commit(t.Context(), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("commit: %v", err)
	}
	if clocks, err := r.Hosts(t.Context()); err != nil || len(clocks) != 1 {
		t.Errorf("%v, %v: it does not see what the other writes", clocks, err)
	}
}

func TestOldSchemaIsMigrated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	texts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) != SchemaVersion {
		t.Errorf("%d migrations, but SchemaVersion is %d", len(texts), SchemaVersion)
	}
	for have := range texts {
		os.Remove(path)
		w, err := connectWriter(t.Context(), path, Options{}.busy())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.update(t.Context(), func(tx tx) error { return apply(tx, texts[:have+1], 0) }, nil); err != nil {
			t.Fatal(err)
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		if have+1 < len(texts) {
			if _, err := OpenReadOnly(t.Context(), path, Options{}); !errors.Is(err, ErrOlder) {
				t.Errorf("reading version %d: %v", have+1, err)
			}
		}
		h := openHarvest(t, path, &clock{morning})
		h.begin(false, feedSeed(dailyFeed))
		h.one(dailyFeed)
		h.Close()
		copied := fmt.Sprint(path, ".v", have+1)
		if info, err := os.Stat(copied); (have+1 < len(texts)) != (err == nil) || (err == nil && info.Mode().Perm() != 0o600) {
			t.Errorf("copy of version %d: %v", have+1, err)
		}
	}
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	w, err := connectWriter(t.Context(), path, Options{}.busy())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	err = w.update(t.Context(), func(tx tx) error {
		return apply(tx, []string{`CREATE TABLE a (b); CREATE TABLE c (d)`, `CREATE NONSENSE`}, 0)
	}, nil)
	if err == nil || !strings.Contains(err.Error(), "migration 2") {
		t.Errorf("%v", err)
	}
	if number, err := version(context.Background(), w.conn); err != nil || number != 0 {
		t.Errorf("version %d, %v", number, err)
	}
	var tables int
	if err := w.conn.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables, %v", tables, err)
	}
}

// Two migrations of one number would be applied in the order of their names,
// and a database that has seen the one would miss the other.
func TestMigrationsAreNumbered(t *testing.T) {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("schema/%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("%s: want a name that begins with %s", name, want)
		}
	}
}
