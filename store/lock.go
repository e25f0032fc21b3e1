package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked is wrapped by *LockedError.
var ErrLocked = errors.New("another run is writing to it")

// LockedError tells who holds the lock of a database.
type LockedError struct {
	Path    string    // of the database
	PID     int       // 0 when the holder has not said
	Host    string    // where it runs
	Started time.Time // when it took the lock
}

// Error names the holder.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("database %s: %v", e.Path, ErrLocked)
	}
	return fmt.Sprintf("database %s: %v: process %d on %s since %s",
		e.Path, ErrLocked, e.PID, e.Host, e.Started.UTC().Format(time.RFC3339))
}

// Unwrap gives ErrLocked.
func (e *LockedError) Unwrap() error { return ErrLocked }

// holder is what the lock file says, for people and for LockedError.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
}

// runLock lets one run at a time write to a database. The system drops it when
// the process ends, however it ends, so a file that is left over locks nothing.
type runLock struct{ file *flock.Flock }

func acquire(path string) (*runLock, error) {
	name := path + ".lock"
	f := flock.New(name, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	held, err := f.TryLock()
	if err != nil {
		return nil, &PathError{Path: path, Op: "lock", Err: writable(err), Hint: "check who owns the folder: " + name + " has to be made there"}
	}
	if !held {
		return nil, whoHolds(path, name)
	}
	if err := sign(name); err != nil {
		f.Unlock()
		return nil, explain(path, "lock", err)
	}
	return &runLock{f}, nil
}

// sign writes who holds the lock into its file, through a handle of its own: the
// lock belongs to the process, not to the handle's offset.
func sign(name string) error {
	host, _ := os.Hostname()
	b, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Started: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(b, '\n'), 0o600)
}

// whoHoldsLimit bounds what is read of a lock file, which anything may have
// written to.
const whoHoldsLimit = 4096

func whoHolds(path, name string) error {
	e := &LockedError{Path: path}
	f, err := os.Open(name)
	if err != nil {
		return e
	}
	defer f.Close()
	var h holder
	if json.NewDecoder(io.LimitReader(f, whoHoldsLimit)).Decode(&h) == nil {
		e.PID, e.Host, e.Started = h.PID, h.Host, h.Started
	}
	return e
}

// release gives up the lock and empties its file. The file itself stays: to
// remove it would let two runs lock two files of one name.
func (l *runLock) release() error {
	os.Truncate(l.file.Path(), 0)
	return l.file.Unlock()
}
