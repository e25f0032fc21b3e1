package store

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// Writer tells who writes to a database, or was killed while it did.
type Writer struct {
	PID     int // 0 when nobody has said so
	Host    string
	Started time.Time
}

// Holder looks at the lock of a database and changes nothing: held says
// whether somebody has it. A Writer of one that is not held was killed.
func Holder(path string) (w Writer, held bool, err error) {
	name := path + ".lock"
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return w, false, nil
	}
	if err != nil {
		return w, false, err
	}
	defer f.Close()
	var h holder
	if json.NewDecoder(io.LimitReader(f, whoHoldsLimit)).Decode(&h) == nil {
		w = Writer(h)
	}
	l := flock.New(name, flock.SetFlag(os.O_RDONLY))
	free, err := l.TryRLock()
	if err != nil {
		return w, false, err
	}
	if free {
		err = l.Unlock()
	}
	return w, !free, err
}
