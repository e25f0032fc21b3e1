package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"

	"winnow/config"
)

// follower sees when the configuration of a watch changes: by what the file holds,
// not by its date, so that it is all the same how an editor writes it.
type follower struct {
	f       runFlags
	hash    string   // of the settings that are in force
	inForce [32]byte // the bytes that they were read from
	pending [32]byte // bytes seen once; they count when they are seen again, for they may be half a file
	broken  [32]byte // bytes whose mistakes were told; zero when there are none
	right   bool     // they were mended, which is to be told
	absent  bool     // the file was not there the last time
	rules   string   // the file of rules that they name; empty when they name none
}

func newFollower(f runFlags, settings *config.Config) *follower {
	w := &follower{f: f, hash: settings.Hash(), rules: settings.Store.Rules.File}
	w.inForce, _ = w.sum() // what cannot be read will be seen to have changed
	return w
}

// look gives the settings of a file that has changed, or the mistakes in it, each
// once; nothing while it is as it was. When it is asked for, the bytes count at
// once.
func (w *follower) look(asked bool) (*config.Config, error) {
	sum, err := w.sum()
	if err != nil {
		return nil, w.missing(err)
	}
	w.absent = false
	stable := asked || sum == w.pending
	w.pending = sum
	switch {
	case !stable || sum == w.broken && !asked:
		return nil, nil
	case sum == w.inForce && !asked:
		w.inOrder()
		return nil, nil
	}
	settings, err := w.f.sourcesOf()
	if err != nil {
		w.broken = sum
		return nil, err
	}
	w.inOrder()
	w.rules = settings.Store.Rules.File
	w.inForce, _ = w.sum() // with the rules that it names now
	hash := settings.Hash()
	if hash == w.hash && !asked {
		return nil, nil // it says the same in other words
	}
	w.hash = hash
	return settings, nil
}

// missing tells once that the file is not there; for a moment it never is, while an
// editor puts another in its place.
func (w *follower) missing(err error) error {
	gone := sha256.Sum256([]byte(err.Error()))
	if !w.absent || w.broken == gone {
		w.absent = true
		return nil
	}
	w.broken = gone
	return err
}

func (w *follower) inOrder() {
	w.right = w.right || w.broken != [32]byte{}
	w.broken = [32]byte{}
}

// mended reports, once, that mistakes that were told are gone.
func (w *follower) mended() bool {
	right := w.right
	w.right = false
	return right
}

// good reports whether the file as it is can be used.
func (w *follower) good() bool { return w.broken == [32]byte{} }

// sum is the digest of the configuration and of the file of rules that it names.
func (w *follower) sum() ([32]byte, error) {
	name := w.f.configuration()
	if name == "" {
		return [32]byte{}, fmt.Errorf("%s: %w", configFile, fs.ErrNotExist)
	}
	sum := sha256.New()
	for _, file := range []string{name, w.rules} {
		if file == "" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return [32]byte{}, err
		}
		sum.Write(b)
	}
	return [32]byte(sum.Sum(nil)), nil
}
