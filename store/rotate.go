package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Rotate is Backup under a name that may be taken: the copies of before become
// NAME.1, NAME.2 and so on, the newest first, and the oldest goes, so that with the
// new one there are keep of them. The new copy is complete before any of them moves:
// killed on the way, one may be missing among the names, and none is lost but the
// oldest.
func (s *Store) Rotate(ctx context.Context, name string, keep int) error {
	name, err := resolve(name)
	if err != nil {
		return err
	}
	p, err := newPartial(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer p.discard()
	if err := s.copyTo(ctx, p.name); err != nil {
		return err
	}
	numbered := func(n int) string {
		if n == 0 {
			return name
		}
		return fmt.Sprintf("%s.%d", name, n)
	}
	gap := 0 // the first number that is free: what stands behind it need not move
	for ; gap < keep-1; gap++ {
		if _, err := os.Lstat(numbered(gap)); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if keep == 1 {
		return p.replace(name)
	}
	if gap == keep-1 {
		if err := os.Remove(numbered(gap)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for n := gap; n > 0; n-- {
		if err := os.Rename(numbered(n-1), numbered(n)); err != nil {
			return err
		}
	}
	return p.publish(name)
}
