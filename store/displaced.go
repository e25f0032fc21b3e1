package store

import (
	"errors"
	"io/fs"
	"os"
)

// ErrDisplaced says that the file of an open database was taken away, or that
// another stands in its place.
var ErrDisplaced = errors.New("was taken away or replaced while it was in use")

// Displaced tells whether what is written still reaches the file that stands under
// the path of the database: the system lets an open file be removed, and keeps what
// is written to it from then on until it is closed. The error is a *PathError that
// wraps ErrDisplaced. A file that cannot be looked at is none.
func (s *Store) Displaced() error {
	if s.file == nil {
		return nil
	}
	now, err := os.Stat(s.path)
	if err == nil && os.SameFile(now, s.file) || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &PathError{Path: s.path, Op: "write", Err: ErrDisplaced,
		Hint: "what was stored since then is lost; end winnow before the file is moved or put back from a copy"}
}
