package store

import (
	"os"
	"path/filepath"
)

// Litestream copies the pages of the write-ahead log elsewhere as they are written.
// It has to see every one of them before the log begins anew, so it copies the log
// into the database itself, and keeps others from cutting it. See
// https://litestream.io/how-it-works/ and its tips about checkpoints.

// replicated reports whether Litestream has made its folder beside a database.
func replicated(path string) bool {
	st, err := os.Stat(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"-litestream"))
	return err == nil && st.IsDir()
}

// checkpointing is how the write-ahead log is copied into the database at the end of
// a run: it is cut, unless Litestream has to read it.
func (s *Store) checkpointing() string {
	if s.opts.Litestream {
		return "PASSIVE"
	}
	return "TRUNCATE"
}
