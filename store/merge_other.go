package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
)

// otherDatabase is a database that is merged into another one.
type otherDatabase struct {
	path string   // as it was named
	uri  string   // under which it is attached, for reading only
	temp *partial // a migrated copy; nil when there is none
}

func (o *otherDatabase) close() {
	if o.temp != nil {
		o.temp.discard()
	}
}

// openOther checks a database that is to be merged, and makes a migrated copy
// of one that is older, beside the database that it is merged into.
func openOther(ctx context.Context, into, path string, opts Options) (*otherDatabase, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if sameFile(into, path) {
		return nil, &PathError{Path: path, Op: "merge", Err: ErrItself, Hint: "name another database"}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) { // there is nothing that a run would make
		return nil, &PathError{Path: path, Op: "merge", Err: fs.ErrNotExist, Hint: "name the database file of the other machine, or a copy of it: winnow db backup makes one while a run writes"}
	}
	from := &otherDatabase{path: path}
	db, err := OpenReadOnly(ctx, path, opts)
	switch {
	case errors.Is(err, ErrOlder):
		return from, from.migrated(ctx, into, opts)
	case err != nil:
		return nil, err
	}
	from.uri = address(path, url.Values{"mode": {"ro"}, "immutable": {strconv.FormatBool(db.immutable)}})
	return from, db.Close()
}

// migrated makes the copy of an older database, and migrates it.
func (o *otherDatabase) migrated(ctx context.Context, into string, opts Options) (err error) {
	partial, err := newPartial(filepath.Dir(into))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			partial.discard()
		}
	}()
	from := connectCopier(o.path, opts.busy())
	_, err = from.ExecContext(ctx, `VACUUM INTO ?`, partial.name)
	if err = errors.Join(err, from.Close()); err != nil {
		return explain(o.path, "copy", err)
	}
	w, err := connectWriter(ctx, partial.name, opts.busy())
	if err != nil {
		return explain(o.path, "migrate a copy of", err)
	}
	texts, err := migrations()
	if err != nil {
		return err
	}
	have, err := version(ctx, w.conn)
	if err == nil {
		err = w.update(ctx, func(t tx) error { return apply(t, texts, have) }, nil)
	}
	if err = errors.Join(err, w.close()); err != nil {
		return explain(o.path, "migrate a copy of", err)
	}
	o.temp, o.uri = partial, address(partial.name, url.Values{"mode": {"ro"}})
	return nil
}

// otherCache is the page cache of the attached database in KiB.
const otherCache = 32 << 10

// attach makes the other database part of the writer's connection, as "other".
func (s *Store) attach(ctx context.Context, from *otherDatabase) error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	if _, err := s.writer.conn.ExecContext(ctx, `ATTACH ? AS other`, from.uri); err != nil {
		return explain(from.path, "read", err)
	}
	_, err := s.writer.conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA other.cache_size=-%d`, otherCache)+mergeLists)
	return explain(s.path, "write", err)
}

// detach lets go of the other database. Statements that name it go first: they
// would keep it open.
func (s *Store) detach() error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	for text, stmt := range s.writer.prepared {
		stmt.Close()
		delete(s.writer.prepared, text)
	}
	_, err := s.writer.conn.ExecContext(context.Background(), mergeListsGone+`DETACH other`)
	return explain(s.path, "write", err)
}

// Lists of a merge: which row of the other database is which one here. They are
// the writer's own and lie in a temporary file.
const mergeLists = `;
	CREATE TEMP TABLE merged_run (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_source (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_host (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_key (id INTEGER PRIMARY KEY, key BLOB NOT NULL);
	CREATE TEMP TABLE merged_address (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, fresh INTEGER NOT NULL, earlier INTEGER NOT NULL);
	CREATE TEMP TABLE merged_entry (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_fetch (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_document (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, kind INTEGER NOT NULL);
	CREATE TEMP TABLE merged_page (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE merged_settled (address INTEGER PRIMARY KEY);
	CREATE TEMP TABLE merged_base (name TEXT PRIMARY KEY, id INTEGER NOT NULL);
	CREATE TEMP TABLE refused_document (id INTEGER PRIMARY KEY);
	CREATE TEMP TABLE refused_address (id INTEGER PRIMARY KEY);
	CREATE TEMP TABLE touched_document (id INTEGER PRIMARY KEY);
	CREATE TEMP TABLE combined (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
	CREATE TEMP TABLE paired (first INTEGER NOT NULL, second INTEGER NOT NULL, reason TEXT NOT NULL);`

const mergeListsGone = `
	DROP TABLE IF EXISTS temp.merged_run; DROP TABLE IF EXISTS temp.merged_source; DROP TABLE IF EXISTS temp.merged_host;
	DROP TABLE IF EXISTS temp.merged_key; DROP TABLE IF EXISTS temp.merged_address; DROP TABLE IF EXISTS temp.merged_entry;
	DROP TABLE IF EXISTS temp.merged_fetch; DROP TABLE IF EXISTS temp.merged_document; DROP TABLE IF EXISTS temp.merged_page;
	DROP TABLE IF EXISTS temp.merged_settled; DROP TABLE IF EXISTS temp.merged_base; DROP TABLE IF EXISTS temp.refused_document;
	DROP TABLE IF EXISTS temp.refused_address; DROP TABLE IF EXISTS temp.touched_document; DROP TABLE IF EXISTS temp.combined;
	DROP TABLE IF EXISTS temp.paired;`
