package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrInUse says that another program reads the database, so that bytes of what
// was forgotten stay in its files for now.
var ErrInUse = errors.New("another program is reading the database")

// Erasing gives the addresses of what was forgotten while bytes of it may still
// be found in the database file or outside: those that Erase is for. It is empty
// when nothing is left to do.
func (s *Store) Erasing(ctx context.Context) ([]string, error) {
	var list []string
	err := s.each(ctx, `SELECT address FROM erasure`, nil, func(scan func(...any) error) error {
		var address string
		err := scan(&address)
		list = append(list, address)
		return err
	})
	return list, s.failed(ctx, err)
}

// Erase writes the database file anew without the pages that are not in use, and
// cuts its write-ahead log, so that no byte of what was forgotten is left in
// either. It needs as much room again as the database takes. Killed on the way,
// it is begun again; until it is done, Erasing says so. The error wraps ErrInUse
// when somebody else reads the database.
func (s *Store) Erase(ctx context.Context) error {
	if list, err := s.Erasing(ctx); err != nil || len(list) == 0 {
		return err
	}
	if there, err := s.Indexed(ctx); err != nil || there && !HasSearch {
		return errors.Join(err, ErrNoSearch)
	} else if there {
		if err := s.all(ctx, tidyIndex); err != nil {
			return err
		}
	}
	if err := s.all(ctx, `INSERT OR IGNORE INTO erasure VALUES ('')`, `DELETE FROM erasure WHERE address <> ''`); err != nil {
		return err
	}
	if err := s.settings(ctx, "VACUUM"); err != nil {
		return err
	}
	if err := s.cut(ctx); err != nil {
		return err
	}
	if err := s.settings(ctx, "PRAGMA secure_delete=ON"); err != nil {
		return err
	}
	if err := errors.Join(s.all(ctx, `DELETE FROM erasure`), s.settings(ctx, "PRAGMA secure_delete=OFF")); err != nil {
		return err
	}
	return s.cut(ctx)
}

// all runs statements in one transaction.
func (s *Store) all(ctx context.Context, queries ...string) error {
	return s.update(ctx, func(t tx) error {
		for _, query := range queries {
			if _, err := t.exec(query); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// cut copies the write-ahead log into the database and leaves nothing of it.
func (s *Store) cut(ctx context.Context) error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	var busy, log, copied int
	if err := s.writer.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &copied); err != nil {
		return explain(s.path, "write", err)
	}
	if busy != 0 {
		return &PathError{Path: s.path, Op: "erase", Err: ErrInUse, Hint: "close it: the next winnow run or winnow forget erases what is left"}
	}
	return nil
}

// Backups gives the copies of a database that were made before its migrations.
// They hold what it held then.
func Backups(path string) ([]string, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("copies of %s: %w", path, err)
	}
	var list []string
	for _, e := range entries {
		number, ours := strings.CutPrefix(e.Name(), filepath.Base(path)+".v")
		if ours && number != "" && strings.Trim(number, "0123456789") == "" {
			list = append(list, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	return list, nil
}
