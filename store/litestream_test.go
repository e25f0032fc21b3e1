package store

import (
	"os"
	"path/filepath"
	"testing"

	"winnow/crawler/frontier"
)

// walOf is the size of the write-ahead log of a database.
func walOf(t *testing.T, path string) int64 {
	t.Helper()
	st, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return st.Size()
}

// With Litestream nothing cuts the write-ahead log, and nothing of it is copied back
// until the end of a run, however much is written.
func TestLitestream(t *testing.T) {
	for _, row := range []struct {
		name        string
		said, found bool
		keeps       bool
	}{
		{"without", false, false, false},
		{"in the configuration", true, false, true},
		{"by its folder", false, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "winnow.db")
			if row.found {
				if err := os.Mkdir(filepath.Join(filepath.Dir(path), ".winnow.db-litestream"), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			c := &clock{morning}
			s, err := Open(t.Context(), path, Options{Now: c.now, Litestream: row.said})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			h := &harvest{T: t, Store: s, clock: c}
			h.read(visit{url: "https://daily.example/1", article: articleOf("The bridge opens", 1)})
			var pages int
			if err := s.writer.conn.QueryRowContext(t.Context(), "PRAGMA wal_autocheckpoint").Scan(&pages); err != nil || (pages == 0) != row.keeps {
				t.Errorf("the log is copied back after %d pages, %v", pages, err)
			}
			if err := s.End(t.Context(), frontier.Run{ID: "none", Ended: c.now()}); err != nil {
				t.Fatal(err)
			}
			if size := walOf(t, path); (size > 0) != row.keeps {
				t.Errorf("after the run the log has %d bytes", size)
			}
		})
	}
}
