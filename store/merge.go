package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// ErrItself says that a database was to be merged into itself.
var ErrItself = errors.New("is the database itself")

// Merging says how Merge goes about it. The zero value merges silently.
type Merging struct {
	// Try only counts: everything is done, and undone.
	Try bool
	// Told, unless nil, hears which step is being done and how many of how many
	// pages or articles are; of is 0 where that is not known.
	Told func(step string, done, of int)
}

// Merged tells what a merge has added.
type Merged struct {
	Articles  int64 `json:"articles"`  // more than before
	Revisions int64 `json:"revisions"` // of articles, those of new ones included
	Addresses int64 `json:"addresses"`
	Requests  int64 `json:"requests"`  // records of them
	Entries   int64 `json:"entries"`   // of feeds
	Pages     int64 `json:"pages"`     // raw bodies
	Records   int64 `json:"records"`   // of WARC files
	Runs      int64 `json:"runs"`      //
	Waiting   int64 `json:"waiting"`   // addresses that are to be fetched
	Joined    int64 `json:"joined"`    // articles that turned out to be one with another
	Decisions int64 `json:"decisions"` // of people about articles
	Forgotten int64 `json:"forgotten"` // articles that either has forgotten, and that are not taken over or went
}

// Merge takes over what another database holds, and doubles nothing: an article
// that both know is one, with the revisions of both in the order of time; of what
// is remembered of hosts, feeds and pages the later counts; what people decided
// and what was forgotten holds for both. Copies and clusters are found as if this
// database had harvested everything itself. The other database is only read; one
// of an older schema is migrated as a copy.
//
// It is one transaction: killed or stopped on the way, nothing has happened. To
// merge again changes nothing. Where articles went that the other has forgotten,
// Erase has to follow. Errors are *PathError, naming the database that is
// at fault; they wrap ErrItself, ErrNewer, ErrNotWinnow, ErrCorrupt.
func (s *Store) Merge(ctx context.Context, other string, how Merging) (Merged, error) {
	if s.writer == nil {
		return Merged{}, s.update(ctx, nil, nil) // says that it only reads
	}
	from, err := openOther(ctx, s.path, other, s.opts)
	if err != nil {
		return Merged{}, err
	}
	defer from.close()
	m := merger{ctx: ctx, how: how}
	err = s.mergeFrom(from, &m)
	if errors.Is(err, errTried) {
		err = nil
	}
	return m.done, err
}

// mergeFrom merges a database that is attached meanwhile. References are looked
// after as a whole at the end: row by row would read whole tables for each.
func (s *Store) mergeFrom(from *otherDatabase, m *merger) error {
	ctx := m.ctx
	if err := s.settings(ctx, `PRAGMA foreign_keys=OFF; PRAGMA secure_delete=ON;`+lists); err != nil {
		return err
	}
	defer s.settings(context.WithoutCancel(ctx), `PRAGMA foreign_keys=ON; PRAGMA secure_delete=OFF`)
	if err := s.attach(ctx, from); err != nil {
		return err
	}
	err := s.update(ctx, func(t tx) error {
		m.batch = s.batch(t)
		if err := m.merge(); err != nil {
			return err
		}
		if m.how.Try {
			return errTried
		}
		return nil
	}, func() {
		s.waiting, s.known = nil, new(knownSet) // what waits is counted again
		s.ident.Store(m.ident)
	})
	return errors.Join(err, s.detach())
}

// merger is one merge.
type merger struct {
	*batch
	ctx  context.Context
	how  Merging
	done Merged
	key  string // SQL of the key that an address of the other database has here
	// damaged is a connection of its own to a database that is recovered.
	damaged *sql.DB
	unlike  []difference // what its rows and their seals differ in
}

// merge is the whole flow.
func (m *merger) merge() error {
	before, err := m.count(`SELECT count(*) FROM main.document WHERE merged IS NULL`)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"what was forgotten", m.mergeForgotten},
		{"sources and hosts", m.mergeNames},
		{"parameters", m.mergeParameters},
		{"addresses", m.mergeAddresses},
		{"what waits", m.mergeFrontier},
		{"health of sources", m.mergeHealth},
		{"requests", m.mergeRequests},
		{"decisions", m.mergeDecisions},
		{"articles", m.mergeArticles},
		{"revisions", m.mergeRevisions},
		{"pages", m.mergePages},
		{"decisions", m.obeyDecisions},
		{"articles with several addresses", m.joinArticles},
		{"reasons", m.mergeReasons},
		{"parameters", m.settleParameters},
		{"copies", m.relateMerged},
		{"references", m.mergedSoundly},
	} {
		m.tell(step.name, 0, 0)
		if err := step.do(); err != nil {
			return fmt.Errorf("merge %s: %w", step.name, err)
		}
		if err := context.Cause(m.ctx); err != nil {
			return err
		}
	}
	after, err := m.count(`SELECT count(*) FROM main.document WHERE merged IS NULL`)
	m.done.Articles = after - before
	return err
}

func (m *merger) tell(step string, done, of int) {
	if m.how.Told != nil {
		m.how.Told(step, done, of)
	}
}

func (m *merger) count(query string) (n int64, err error) {
	_, err = m.row(query, nil, &n)
	return n, err
}

// mergedSoundly refuses what would leave a row that refers to nothing.
func (m *merger) mergedSoundly() error {
	var table, parent string
	found, err := m.row(`SELECT "table", parent FROM pragma_foreign_key_check WHERE "schema" IS NULL OR "schema" = 'main' LIMIT 1`, nil, &table, &parent)
	if err == nil && found {
		err = fmt.Errorf("a row of %s would refer to a %s that is not there: run winnow db check on both", table, parent)
	}
	return err
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
