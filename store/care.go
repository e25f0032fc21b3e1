package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Fault is something that Check found wrong with a database.
type Fault struct {
	Where string `json:"where"` // a table, or pages of the file
	What  string `json:"what"`
	// Differs says that it is not what winnow wrote. Another program may have changed
	// it on purpose: then Accept takes it for right.
	Differs bool `json:"differs,omitempty"`
}

// maxFaults bounds what Check tells: a damaged file has no end of it.
const maxFaults = 100

// soundness lists what has to hold beyond what SQLite itself sees to. Each query
// gives what is wrong, a line a fault.
var soundness = []struct{ where, query string }{
	{"document", `SELECT 'article ' || ref || ' has no text that is shown' FROM document WHERE merged IS NULL AND (extraction IS NULL OR revision IS NULL)`},
	{"document", `SELECT 'article ' || d.ref || ' shows a text of another' FROM document d JOIN extraction x ON x.id = d.extraction
		JOIN revision r ON r.id = x.revision WHERE d.merged IS NULL AND r.document <> d.id AND NOT EXISTS (SELECT 1 FROM document o WHERE o.id = r.document AND o.merged = d.id)`},
	{"document", `SELECT 'article ' || d.ref || ' was joined with one that is joined itself' FROM document d JOIN document o ON o.id = d.merged WHERE o.merged IS NOT NULL`},
	{"extraction", `SELECT 'extraction ' || id || ' holds lists that cannot be read' FROM extraction WHERE NOT (json_valid(authors) AND json_valid(tags) AND json_valid(provenance))`},
	{"member", `SELECT 'cluster ' || c.name || ' has no original' FROM cluster c WHERE c.kind = 'copy' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.cluster = c.id AND m.role = 'original')`},
}

// Check reads the whole database and tells what is wrong with it: damaged pages,
// broken references, rows that contradict each other. quick leaves out what takes
// longest, the comparison of indexes with their tables.
func (s *Store) Check(ctx context.Context, quick bool) ([]Fault, error) {
	faults := append([]Fault{}, s.journal...)
	note := func(where string) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var what string
			if err := scan(&what); err != nil || what == "ok" || len(faults) >= maxFaults {
				return err
			}
			faults = append(faults, Fault{Where: where, What: what})
			return nil
		}
	}
	pragma := `PRAGMA integrity_check(100)`
	if quick {
		pragma = `PRAGMA quick_check(100)`
	}
	err := s.each(ctx, pragma, nil, note("file"))
	if err != nil && !corrupt(err) {
		return faults, s.failed(ctx, err)
	}
	if err != nil {
		faults = append(faults, Fault{Where: "file", What: err.Error()})
	}
	if len(faults) > len(s.journal) {
		return s.nameTables(ctx, faults), nil // rows of a damaged file tell nothing
	}
	if err := s.each(ctx, `SELECT 'row ' || coalesce(rowid, '?') || ' of ' || "table" || ' refers to a ' || parent || ' that is not there' FROM pragma_foreign_key_check`,
		nil, note("reference")); err != nil {
		return faults, s.failed(ctx, err)
	}
	for _, rule := range soundness {
		if err := s.each(ctx, rule.query, nil, note(rule.where)); err != nil {
			return faults, s.failed(ctx, err)
		}
	}
	add := func(f Fault) {
		if len(faults) < maxFaults {
			faults = append(faults, f)
		}
	}
	if err := s.checkDefinitions(ctx, add); err != nil {
		return faults, s.failed(ctx, err)
	}
	if err := s.checkSeals(ctx, add); err != nil {
		return faults, s.failed(ctx, err)
	}
	if quick || len(faults) > 0 {
		return faults, nil
	}
	return s.checkContents(ctx, faults)
}

// Backup writes a copy of the database as it is at one moment, while a run may be
// writing to it. The copy has its name only when it is complete and was read back
// without a fault, and takes no more room than what it holds. A file of that name is not replaced: the error
// wraps fs.ErrExist.
func (s *Store) Backup(ctx context.Context, name string) error {
	name, err := resolve(name)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	p, err := newPartial(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer p.discard()
	if err := s.copyTo(ctx, p.name); err != nil {
		return err
	}
	return p.publish(name)
}

// copyTo writes a copy into an empty file, and reads it back.
func (s *Store) copyTo(ctx context.Context, name string) error {
	from := connectCopier(s.path, s.opts.busy())
	_, err := from.ExecContext(ctx, `VACUUM INTO ?`, name)
	if err = s.failed(ctx, errors.Join(err, from.Close())); err != nil {
		return err
	}
	return explain(s.path, "copy", verify(ctx, name))
}

// verify reads a copy from beginning to end.
func verify(ctx context.Context, name string) error {
	copied := connectReaders(name, 0, false)
	defer copied.Close()
	var said string
	if err := copied.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, said)
	}
	return nil
}

func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Compact writes the database file anew without the room that nothing uses any
// more, and gathers what SQLite has to know to find rows quickly. It needs as much
// room again as the database takes; killed on the way, the file is as before.
func (s *Store) Compact(ctx context.Context) error {
	if err := s.settings(ctx, "PRAGMA analysis_limit=1000; ANALYZE; VACUUM"); err != nil {
		return err
	}
	return s.cut(ctx)
}

// Pruned counts what Prune took away, or would.
type Pruned struct {
	Pages    int64 `json:"pages"`    // raw bodies
	Requests int64 `json:"requests"` // that nothing refers to
	Failures int64 `json:"failures"` // of addresses that were given up
}

// prunable are rows that may go once they are old: no article, no revision and no
// record of an archive needs them.
var prunable = []struct {
	table, key, where string
	count             func(*Pruned) *int64
}{
	{"blob", "hash", `hash NOT IN (SELECT body_hash FROM fetch WHERE body_hash IS NOT NULL AND started >= ?1)`, func(p *Pruned) *int64 { return &p.Pages }},
	{"fetch", "id", `started < ?1 AND id NOT IN (SELECT fetch FROM page WHERE fetch IS NOT NULL UNION SELECT fetch FROM revision WHERE fetch IS NOT NULL
		UNION SELECT fetch FROM extraction WHERE fetch IS NOT NULL UNION SELECT fetch FROM record
		UNION SELECT fetch FROM part)`, func(p *Pruned) *int64 { return &p.Requests }},
	{"failure", "address", `retry_at IS NULL AND at < ?1`, func(p *Pruned) *int64 { return &p.Failures }},
}

// pruneBatch is how many rows go in one transaction.
const pruneBatch = 5000

// Prune takes away what is older than a moment and what no article needs: raw
// pages, the log of requests, failures that were given up. Articles and their
// revisions stay. A dry one only counts. Killed on the way, the rest goes the
// next time.
func (s *Store) Prune(ctx context.Context, before time.Time, dry bool) (Pruned, error) {
	var p Pruned
	for _, rule := range prunable {
		count := rule.count(&p)
		if dry {
			if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM `+rule.table+` WHERE `+rule.where, millis(before)).Scan(count); err != nil {
				return p, s.failed(ctx, err)
			}
			continue
		}
		for {
			var n int64
			err := s.update(ctx, func(t tx) error {
				r, err := t.exec(`DELETE FROM `+rule.table+` WHERE `+rule.key+` IN (SELECT `+rule.key+` FROM `+rule.table+` WHERE `+rule.where+` LIMIT ?2)`, millis(before), pruneBatch)
				if err == nil {
					n, err = r.RowsAffected()
				}
				return err
			}, nil)
			if err != nil {
				return p, err
			}
			if *count += n; n < pruneBatch {
				break
			}
			if err := context.Cause(ctx); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}
