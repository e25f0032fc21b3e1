package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// partialPattern is how a file is called that has not got its name yet.
const partialPattern = ".winnow-*.partial"

// partial is a database file in the making. Its lock tells one that is being
// written from one that a killed program left behind.
type partial struct {
	name string
	lock *flock.Flock
}

// newPartial makes an empty file in a folder, which only its owner may read, and
// takes away those that were left behind there.
func newPartial(folder string) (*partial, error) {
	sweep(folder)
	name := filepath.Join(folder, fmt.Sprintf(".winnow-%s.partial", rand.Text()[:10]))
	if _, err := create(name); err != nil {
		return nil, err
	}
	p := &partial{name, flock.New(name, flock.SetFlag(os.O_RDWR), flock.SetPermissions(0o600))}
	if held, err := p.lock.TryLock(); err != nil || !held {
		return nil, errors.Join(err, os.Remove(name))
	}
	return p, nil
}

// publish writes the file to the disk and gives it its name, which has to be free:
// unlike a rename, a link replaces nothing.
func (p *partial) publish(name string) error {
	if err := p.sync(); err != nil {
		return err
	}
	if err := os.Link(p.name, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// replace is publish in place of a file that has the name.
func (p *partial) replace(name string) error {
	if err := p.sync(); err != nil {
		return err
	}
	if err := os.Rename(p.name, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

func (p *partial) sync() error {
	f, err := os.OpenFile(p.name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// discard takes the file away, with what SQLite may have put beside it; under the
// name that publish gave it, it stays.
func (p *partial) discard() {
	removeAll(p.name)
	p.lock.Unlock()
}

func removeAll(name string) {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		os.Remove(name + end)
	}
}

// sweep takes away the files that programs left behind in a folder which were
// killed while they wrote them.
func sweep(folder string) {
	entries, _ := os.ReadDir(folder) // one that cannot be read cannot be tidied
	for _, e := range entries {
		if ours, err := filepath.Match(partialPattern, e.Name()); err != nil || !ours {
			continue
		}
		name := filepath.Join(folder, e.Name())
		lock := flock.New(name, flock.SetFlag(os.O_RDWR))
		if held, err := lock.TryLock(); err == nil && held {
			removeAll(name)
			lock.Unlock()
		}
	}
}
