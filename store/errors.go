package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Errors that a PathError may wrap.
var (
	// ErrNotWinnow says that the file is something else than a winnow database.
	ErrNotWinnow = errors.New("not a winnow database")
	// ErrEmpty says that nothing was written to the file yet: the run that made
	// it was stopped at once.
	ErrEmpty = errors.New("holds nothing yet")
	// ErrNewer says that the database was written by a newer winnow.
	ErrNewer = errors.New("written by a newer winnow")
	// ErrOlder says that a database that was opened for reading has to be
	// migrated first.
	ErrOlder = errors.New("written by an older winnow")
	// ErrCorrupt says that SQLite finds the database damaged.
	ErrCorrupt = errors.New("damaged")
	// ErrFull says that the disk has no room left.
	ErrFull = errors.New("no space left")
	// ErrReadOnly says that the file or its folder may not be written to.
	ErrReadOnly = errors.New("may not be written to")
)

// PathError tells what went wrong with a database file.
type PathError struct {
	Path string
	Op   string // what was being done: open, check, write, read
	Err  error
	Hint string // the next step for a person; may be empty
}

// Error names the path and the reason, without the hint.
func (e *PathError) Error() string { return fmt.Sprintf("%s database %s: %v", e.Op, e.Path, e.Err) }

// Unwrap gives the reason.
func (e *PathError) Unwrap() error { return e.Err }

// explain wraps what SQLite or the system says of a database in a PathError
// with a hint. Errors that have one already pass unchanged.
func explain(path, op string, err error) error {
	if err == nil {
		return nil
	}
	var done *PathError
	if errors.As(err, &done) {
		return err
	}
	e := &PathError{Path: path, Op: op, Err: err}
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		e.Hint, e.Err = reason(lite, err)
	}
	switch {
	case errors.Is(e.Err, ErrCorrupt):
		e.Hint = corruptHint
	case errors.Is(e.Err, fs.ErrPermission) && e.Hint == "":
		e.Hint = "check who owns the file and its folder"
	case errors.Is(e.Err, ErrEmpty):
		e.Hint = "winnow run fills it"
	case errors.Is(e.Err, ErrNotWinnow):
		e.Hint = "give the path of another file, or of one that does not exist yet"
	case errors.Is(e.Err, ErrNewer):
		e.Hint = "use the newer winnow"
	case errors.Is(e.Err, ErrOlder):
		e.Hint = "winnow run migrates it; so does every command that writes"
	}
	return e
}

const (
	corruptHint = "keep a copy of it; winnow db check tells what is damaged; take up the last winnow db backup, or save what can be read: winnow db recover NEWFILE"
	fullHint    = "make room on the disk and run again: what was stored stays"
)

// reason names an error of SQLite in our own words and keeps it in the chain.
// See https://www.sqlite.org/rescode.html.
func reason(lite sqlite3.Error, err error) (hint string, _ error) {
	switch lite.Code {
	case sqlite3.ErrFull:
		return fullHint, fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return "check who owns the file and its folder", fmt.Errorf("%w: %w", ErrReadOnly, err)
	case sqlite3.ErrCantOpen:
		return "check that the folder may be read and written to", err
	case sqlite3.ErrCorrupt:
		return corruptHint, fmt.Errorf("%w: %w", ErrCorrupt, err)
	case sqlite3.ErrNotADB:
		return "", fmt.Errorf("%w: %w", ErrNotWinnow, err)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return "another program holds the database: close it", err
	case sqlite3.ErrIoErr:
		if lite.SystemErrno == syscall.ENOSPC || lite.SystemErrno == syscall.EFBIG || lite.SystemErrno == syscall.EDQUOT {
			return fullHint, fmt.Errorf("%w: %w", ErrFull, err)
		}
	}
	return "", err
}

// checkParent refuses a path whose folder cannot hold a database, before
// anything is made there.
func checkParent(path string) error {
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &PathError{Path: path, Op: "open", Err: fmt.Errorf("folder %s: %w", dir, fs.ErrNotExist), Hint: "make the folder first: mkdir -p " + dir}
	case err != nil:
		return &PathError{Path: path, Op: "open", Err: err}
	case !info.IsDir():
		return &PathError{Path: path, Op: "open", Err: fmt.Errorf("%s is not a folder", dir)}
	}
	return checkFile(path)
}

// checkExisting is checkFile for a file that has to be there.
func checkExisting(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return &PathError{Path: path, Op: "open", Err: fs.ErrNotExist, Hint: "winnow run makes it"}
	}
	return checkFile(path)
}

func checkFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &PathError{Path: path, Op: "open", Err: err}
	case info.IsDir():
		return &PathError{Path: path, Op: "open", Err: errors.New("is a folder"), Hint: "give the path of a file in it: " + filepath.Join(path, "winnow.db")}
	case !info.Mode().IsRegular():
		return &PathError{Path: path, Op: "open", Err: errors.New("is not a regular file")}
	}
	return nil
}

// create makes an empty file that only its owner may read, whatever the umask
// says; SQLite gives its journals the same mode.
func create(path string) (created bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, &PathError{Path: path, Op: "create", Err: writable(err), Hint: "check who owns the folder " + filepath.Dir(path)}
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return true, &PathError{Path: path, Op: "create", Err: err}
	}
	return true, nil
}

func writable(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}
