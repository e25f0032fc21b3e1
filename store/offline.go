package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

const (
	// reasonArchive is why an address is known that nothing but a web archive led to.
	reasonArchive = "archive"
	// reasonPart is why a further page of an article is one of its addresses.
	reasonPart = "part"
)

// BeginOffline opens a run that asks nobody for anything: what waits goes on to
// wait, and nothing is queued because it is due.
func (s *Store) BeginOffline(ctx context.Context, run frontier.Run) error {
	return s.update(ctx, func(t tx) error {
		b := s.batch(t)
		if err := b.begin(run); err != nil {
			return err
		}
		return b.returnLeases(millis(s.now().Add(s.opts.Delay)))
	}, func() { s.waiting, s.ladders = nil, run.Ladders })
}

// Recall gives what is remembered of an address that was fetched elsewhere, as a
// lease for it would: what it is, whose it is, what a feed said of it, what
// redirected there. The lease is not taken out, its ID is 0: Commit makes its
// address known when it is not. read is when it was last read; zero when it
// never was, or when it failed.
func (s *Store) Recall(ctx context.Context, lead frontier.Lead) (lease frontier.Lease, read time.Time, err error) {
	lease = frontier.Lease{Lead: lead, Host: extract.Host(lead.URL)}
	key := sum(extract.Key(lead.URL))
	var id, started int64
	var entry sql.NullInt64
	var kind, source, reason string
	var chain sql.NullString
	err = s.read.QueryRowContext(ctx, `SELECT a.id, a.kind, s.name, a.reason, q.chain,
			CASE WHEN p.address IS NULL THEN coalesce(q.entry, (SELECT max(id) FROM entry WHERE address = a.id))
				ELSE (SELECT max(e.id) FROM entry f JOIN entry e ON e.feed = f.feed AND e.key = f.key WHERE f.id = p.entry) END,
			coalesce((SELECT max(started) FROM fetch WHERE address = a.id AND verdict IN ('done', 'unchanged', 'redirected')), 0)
		FROM address a JOIN source s ON s.id = a.source LEFT JOIN queue q ON q.address = a.id LEFT JOIN page p ON p.address = a.id
		WHERE a.key = ? ORDER BY a.id LIMIT 1`, key[:]).Scan(&id, &kind, &source, &reason, &chain, &entry, &started)
	if errors.Is(err, sql.ErrNoRows) {
		return lease, time.Time{}, nil
	}
	if err != nil {
		return lease, time.Time{}, s.failed(ctx, err)
	}
	lease.Kind, lease.Source = frontier.Kind(kind), source
	if chain.Valid {
		if err := json.Unmarshal([]byte(chain.String), &lease.Chain); err != nil {
			return lease, time.Time{}, err
		}
	}
	if entry.Valid {
		if lease.Entry, err = s.keptEntry(ctx, entry.Int64); err != nil {
			return lease, time.Time{}, s.failed(ctx, err)
		}
	}
	if reason == reasonPart || started > 0 {
		read = instant(max(started, 1))
	}
	return lease, read, nil
}

// admit makes known the address of an outcome without a lease, which was read
// from an archive. It does not wait any more.
func (b *batch) admit(o frontier.Outcome) (leased, error) {
	lead := o.Lease.Lead
	at, err := b.intern(lead, reasonArchive)
	if err != nil {
		return leased{}, err
	}
	b.seen = append(b.seen, sum(lead.URL))
	l := leased{address: at.id, host: at.host, priority: int64(lead.Priority)}
	if l.source, err = b.source(lead.Source); err != nil {
		return l, err
	}
	if _, err := b.row(`SELECT document, EXISTS (SELECT 1 FROM feed WHERE address = ?1), EXISTS (SELECT 1 FROM failure WHERE address = ?1)
		FROM address WHERE id = ?1`, []any{at.id}, &l.document, &l.feed, &l.failed); err != nil {
		return l, err
	}
	if e := lead.Entry; e != nil {
		if _, err := b.row(`SELECT e.id FROM entry e JOIN address a ON a.id = e.feed WHERE a.url = ? AND e.key = ? ORDER BY e.id DESC LIMIT 1`,
			[]any{e.Feed, e.Key}, &l.entry); err != nil {
			return l, err
		}
	}
	if len(lead.Chain) > 0 {
		encoded, err := json.Marshal(lead.Chain)
		if err != nil {
			return l, err
		}
		l.chain = sql.NullString{String: string(encoded), Valid: true}
	}
	waits, err := b.row(`DELETE FROM queue WHERE address = ? RETURNING 1`, []any{at.id}, new(int))
	if waits {
		b.delta[at.host]--
	}
	return l, err
}
