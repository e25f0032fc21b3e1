package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// hiddenMark is how many letters of chance end the name of what is being written.
const hiddenMark = 8

// hiddenName names what is being written until it is complete: beside the name
// that it will have.
func hiddenName(name, mark string) string {
	return filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+mark[:hiddenMark])
}

// own marks a hidden file or folder as being worked on for as long as this process
// lives, however it ends. It fails with os.ErrNotExist when somebody took it for
// abandoned before it was marked.
func own(hidden string) (release func() error, err error) {
	l := flock.New(hidden, flock.SetFlag(os.O_RDONLY))
	held, err := l.TryLock()
	if err == nil && !held {
		err = os.ErrNotExist
	}
	if err == nil {
		_, err = os.Stat(hidden)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l.Close, nil
}

// clearAbandoned takes away what killed processes left of a name that they were
// writing. What cannot be taken away does no harm.
func clearAbandoned(name string) {
	list, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return
	}
	prefix := "." + filepath.Base(name) + "."
	for _, entry := range list {
		mark, found := strings.CutPrefix(entry.Name(), prefix)
		if !found || len(mark) != hiddenMark || strings.Trim(mark, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
			continue
		}
		hidden := filepath.Join(filepath.Dir(name), entry.Name())
		if release, err := own(hidden); err == nil {
			_ = os.RemoveAll(hidden)
			_ = release()
		}
	}
}
