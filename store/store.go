// Package store is the memory of winnow: articles, their addresses and
// revisions, the frontier of a harvest and the health of its sources, in one
// SQLite file. SQL lives here and nowhere else.
//
// Open gives a Store that may write, one at a time for each database;
// OpenReadOnly gives one that only reads, at any time. A harvest calls Begin,
// then Hosts, Claim and Commit until nothing is due, then End. Readers start
// with Articles, Article and Status.
//
// People who bring their own SQLite tool read the views articles, revisions,
// addresses, failures and source_health; the tables below them are free to
// change.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"

	"winnow/crawler/frontier"
)

// Options says how a store behaves. The zero value works.
type Options struct {
	// Delay is how long a host rests after a run that died while it was asking
	// that host: the store cannot know when the last request ended.
	Delay time.Duration
	// KeepRaw stores the decoded bodies that outcomes carry, compressed, except
	// of pages whose publisher asks not to archive them.
	KeepRaw bool
	// Version of winnow, recorded with every extraction.
	Version string
	// Busy is how long to wait for another program that has locked the
	// database; 10 s when zero.
	Busy time.Duration
	// Litestream leaves it to Litestream to copy the write-ahead log into the
	// database. The folder that it makes beside the file says the same.
	Litestream bool
	// Damaged lets OpenReadOnly open a database that is found to be damaged, so
	// that Check can tell where.
	Damaged bool
	// Now gives the time; time.Now when nil.
	Now func() time.Time
}

// Store is an open database. Its methods may be called from several goroutines.
type Store struct {
	path    string
	opts    Options
	lock    *runLock // nil when it only reads
	writer  *writer  // nil when it only reads
	read    *sql.DB
	file    os.FileInfo // that was opened; nil when it only reads
	ident   atomic.Pointer[identifier]
	journal []Fault // what was wrong with its write-ahead log when it was opened
	// immutable says that it is read where nothing can be written beside it.
	immutable bool

	// The rest is guarded by the writer.
	run     int64 // row of the run that has begun
	ladders map[string]frontier.Ladder
	waiting map[int64]int // leads in the queue by row of their host; nil until counted
	known   *knownSet
}

// Open opens the database at path for reading and writing, creates it with mode
// 0600 when there is none, and migrates it when it is older than this program.
//
// Only one Store at a time may write to a database: the error wraps ErrLocked
// when another does. Every other error is a *PathError.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if err := checkParent(path); err != nil {
		return nil, err
	}
	if err := checkOwner(ctx, path, opts.busy()); err != nil {
		return nil, err
	}
	lock, err := acquire(path)
	if err != nil {
		return nil, err
	}
	sweep(filepath.Dir(path))
	journal := glanceLog(path) // before it is cut where it breaks off
	created, err := create(path)
	if err == nil {
		err = lostWithLog(ctx, path, journal, opts.busy())
	}
	if err == nil {
		var s *Store
		if s, err = open(ctx, path, opts); err == nil {
			s.lock, s.journal = lock, journal
			s.file, _ = os.Stat(path) // without it Displaced knows nothing
			s.tellDoubts(ctx, lookWriting)
			return s, nil
		}
	}
	if created {
		os.Remove(path) // nothing half-made is left behind
		os.Remove(path + "-wal")
		os.Remove(path + "-shm")
	}
	return nil, errors.Join(err, lock.release())
}

func open(ctx context.Context, path string, opts Options) (*Store, error) {
	opts.Litestream = opts.Litestream || replicated(path)
	w, err := connectWriter(ctx, path, opts.busy())
	if err != nil {
		return nil, explain(path, "open", err)
	}
	if opts.Litestream {
		if _, err := w.conn.ExecContext(ctx, "PRAGMA wal_autocheckpoint=0"); err != nil {
			return nil, errors.Join(explain(path, "open", err), w.close())
		}
	}
	if err := glance(ctx, w.conn, checkLimit); err != nil {
		return nil, errors.Join(explain(path, "check", err), w.close())
	}
	if err = migrate(ctx, w, path); err == nil {
		err = w.beginSealing(ctx)
	}
	if err != nil {
		return nil, errors.Join(explain(path, "open", err), w.close())
	}
	read := connectReaders(path, opts.busy(), false)
	s := &Store{path: path, opts: opts, writer: w, read: read, known: new(knownSet)}
	if err := s.identify(ctx); err != nil {
		return nil, errors.Join(explain(path, "open", err), s.Close())
	}
	return s, nil
}

// checkOwner refuses a file of another program before anything is written to it
// or beside it.
func checkOwner(ctx context.Context, path string, busy time.Duration) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil
	}
	if err := glanceFile(path); err != nil {
		return explain(path, "open", err)
	}
	read := connectReaders(path, busy, false)
	_, err := version(ctx, read)
	return explain(path, "open", errors.Join(err, read.Close()))
}

// update writes one transaction, all of it or nothing, and calls then when it is
// written.
func (s *Store) update(ctx context.Context, do func(tx) error, then func()) error {
	if s.writer == nil {
		return &PathError{Path: s.path, Op: "write", Err: fmt.Errorf("%w: it was opened for reading", ErrReadOnly)}
	}
	err := s.writer.update(ctx, do, then)
	if err != nil && ctx.Err() == nil {
		return explain(s.path, "write", err)
	}
	return err
}

// OpenReadOnly opens an existing database for reading. It needs no lock: a
// harvest may be writing at the same time. Errors are *PathError.
func OpenReadOnly(ctx context.Context, path string, opts Options) (*Store, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if err := checkExisting(path); err != nil {
		return nil, err
	}
	if err := glanceFile(path); err != nil {
		return nil, explain(path, "open", err)
	}
	journal := glanceLog(path)
	read, alone := connectReaders(path, opts.busy(), false), false
	if err := checkVersion(ctx, read); err != nil && immutable(path, err) {
		read.Close()
		read, alone = connectReaders(path, opts.busy(), true), true
	}
	if err := checkVersion(ctx, read); err != nil {
		if errors.Is(err, ErrEmpty) && len(journal) > 0 {
			err = damagedLog(journal)
		}
		return nil, errors.Join(explain(path, "open", err), read.Close())
	}
	if err := glance(ctx, read, glanceLimit); err != nil && !opts.Damaged {
		return nil, errors.Join(explain(path, "check", err), read.Close())
	}
	s := &Store{path: path, opts: opts, read: read, immutable: alone, journal: journal}
	if err := s.identify(ctx); err != nil {
		return nil, errors.Join(explain(path, "open", err), read.Close())
	}
	if !opts.Damaged { // who asks for a damaged one looks at all of it
		s.tellDoubts(ctx, lookReading)
	}
	return s, nil
}

// immutable reports whether a database cannot be opened because its folder may
// not be written to, and nothing but the folder stands in the way: no journal
// holds a part of it.
func immutable(path string, err error) bool {
	var lite sqlite3.Error
	if !errors.As(err, &lite) || (lite.Code != sqlite3.ErrCantOpen && lite.Code != sqlite3.ErrReadonly) {
		return false
	}
	info, err := os.Stat(path + "-wal")
	return err != nil || info.Size() == 0
}

// Path is the absolute path of the database.
func (s *Store) Path() string { return s.path }

// Close closes the database and gives up the lock.
func (s *Store) Close() error {
	err := s.read.Close()
	if s.writer != nil {
		err = errors.Join(err, s.writer.close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.release())
	}
	if err != nil {
		return explain(s.path, "close", err)
	}
	return nil
}

func (o Options) busy() time.Duration {
	if o.Busy > 0 {
		return o.Busy
	}
	return 10 * time.Second
}

func (s *Store) now() time.Time {
	if s.opts.Now != nil {
		return s.opts.Now()
	}
	return time.Now()
}

// resolve makes a path absolute, so that the lock and the database stay
// together whatever happens to the working folder.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", &PathError{Path: path, Op: "open", Err: err}
	}
	return abs, nil
}
