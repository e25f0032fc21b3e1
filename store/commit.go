package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"winnow/crawler/frontier"
)

// ErrNoLease says that an outcome is for a lease that is not out: it was given
// back already, or a later run has taken it over.
var ErrNoLease = errors.New("no such lease")

// Commit takes a batch of outcomes in one transaction: each lease is given back,
// its request recorded, its leads queued, its article saved and the clock of its
// host set. After an error nothing of the batch is written. The answer tells what
// became of each article, and the clocks of the hosts that were touched.
func (s *Store) Commit(ctx context.Context, outcomes []frontier.Outcome) (frontier.Committed, error) {
	var done frontier.Committed
	var b *batch
	err := s.update(ctx, func(t tx) error {
		if err := s.count(t); err != nil {
			return err
		}
		b = s.batch(t)
		done.Saved = make([]frontier.Saved, len(outcomes))
		for i, o := range outcomes {
			saved, err := b.outcome(o)
			if err != nil {
				return fmt.Errorf("%s %s: %w", o.Verdict, o.Lease.URL, err)
			}
			done.Saved[i] = saved
		}
		if err := b.keepLately(); err != nil {
			return err
		}
		if err := b.settleClusters(); err != nil {
			return err
		}
		if err := b.copied(done.Saved); err != nil {
			return err
		}
		var err error
		done.Clocks, err = b.clocks()
		return err
	}, func() { s.remember(b) })
	if err != nil {
		return frontier.Committed{}, err
	}
	return done, nil
}

// batch is one transaction of the harvest, with what it has looked up already
// and what becomes true when it is committed.
type batch struct {
	tx
	s         *Store
	ident     *identifier // which addresses are one, as far as this batch has learned
	now       int64
	hosts     map[string]int64
	sources   map[string]int64
	named     map[string]int64  // rows of addresses that name others
	delta     map[int64]int     // leads that hosts gained or lost
	seen      []addressKey      // spellings that are in the database now
	dirty     map[int64]bool    // documents whose cluster has to be found anew
	read      int64             // row of the request that the newest extraction was read from
	run       []uint64          // shingles of the text at hand
	tombs     *bool             // whether anything was ever forgotten; nil until asked
	decisions *bool             // whether anything was decided by hand; nil until asked
	lately    map[int64]*recent // what came of the pages of a source
}

func (s *Store) batch(t tx) *batch {
	return &batch{tx: t, s: s, ident: s.ident.Load(), now: millis(s.now()), hosts: make(map[string]int64), sources: make(map[string]int64), named: make(map[string]int64),
		delta: make(map[int64]int), dirty: make(map[int64]bool)}
}

// remember takes over what a batch has made true.
func (s *Store) remember(b *batch) {
	s.ident.Store(b.ident)
	for host, n := range b.delta {
		s.waiting[host] += n
	}
	for _, a := range b.seen {
		s.known.add(a)
	}
}

// leased is a lease as the database has it, which is what counts.
type leased struct {
	id, address, host, priority, source, tries int64
	entry                                      sql.NullInt64
	chain                                      sql.NullString
	document                                   sql.NullInt64 // that stood at the address before
	feed                                       bool          // it is known to be polled
	failed                                     bool          // it stands among the failures
}

func (b *batch) outcome(o frontier.Outcome) (frontier.Saved, error) {
	saved := frontier.Saved{URL: o.Lease.URL, Source: o.Lease.Source}
	l, err := b.giveBack(o)
	if err != nil {
		return saved, err
	}
	if o, err = b.refuse(l, o); err != nil {
		return saved, err
	}
	fetch, err := b.fetched(l, o)
	if err != nil {
		return saved, fmt.Errorf("record request: %w", err)
	}
	if err := b.settle(l, o); err != nil {
		return saved, err
	}
	missing, err := b.vanished(l, o)
	if err != nil {
		return saved, err
	}
	if missing {
		saved.What, o.Found = frontier.Vanished, nil
	}
	fresh := 0
	for _, lead := range o.Found {
		isNew, err := b.found(l, o, lead)
		if err != nil {
			return saved, fmt.Errorf("found %s: %w", lead.URL, err)
		}
		if isNew {
			fresh++
		}
	}
	if err := b.polled(l, o, fresh); err != nil {
		return saved, fmt.Errorf("record poll: %w", err)
	}
	if kind := o.Lease.Kind; kind != frontier.Page && kind != frontier.Archive && kind != frontier.Requisite {
		if err := b.felt(l, o, fresh); err != nil {
			return saved, fmt.Errorf("record rhythm: %w", err)
		}
	}
	if err := b.delist(l, o); err != nil {
		return saved, err
	}
	if err := b.leftOut(l, o); err != nil {
		return saved, fmt.Errorf("record what is left out: %w", err)
	}
	switch {
	case o.Page != nil:
		if saved, err = b.save(l, o, fetch); err != nil {
			return saved, fmt.Errorf("save article: %w", err)
		}
		if err := b.keepRaw(o, saved, fetch); err != nil {
			return saved, fmt.Errorf("keep page: %w", err)
		}
		if err := b.parts(l, o, fetch); err != nil {
			return saved, fmt.Errorf("join pages: %w", err)
		}
	case o.Verdict == frontier.Redirected && !l.document.Valid && !missing:
		if saved, err = b.ledHome(l, saved); err != nil {
			return saved, err
		}
	}
	if err := b.watch(l, o, saved); err != nil {
		return saved, fmt.Errorf("record what the page was like: %w", err)
	}
	if err := b.visited(l, o); err != nil {
		return saved, fmt.Errorf("plan next visit: %w", err)
	}
	if err := b.learned(o, saved); err != nil {
		return saved, fmt.Errorf("record what was learned: %w", err)
	}
	return saved, b.tick(l, o)
}

// giveBack takes back the lease of an outcome; one that was read from an archive
// never had one.
func (b *batch) giveBack(o frontier.Outcome) (leased, error) {
	id := o.Lease.ID
	if id == 0 {
		return b.admit(o)
	}
	l := leased{id: id}
	found, err := b.row(`DELETE FROM lease WHERE id = ?1 RETURNING address, host, priority, source, tries, entry, chain,
		(SELECT document FROM address WHERE id = lease.address), EXISTS (SELECT 1 FROM feed WHERE address = lease.address),
		EXISTS (SELECT 1 FROM failure WHERE address = lease.address)`, []any{id},
		&l.address, &l.host, &l.priority, &l.source, &l.tries, &l.entry, &l.chain, &l.document, &l.feed, &l.failed)
	if err == nil && !found {
		err = fmt.Errorf("%w: %d", ErrNoLease, id)
	}
	return l, err
}

// settle writes down what the verdict means for the address itself.
func (b *batch) settle(l leased, o frontier.Outcome) error {
	b.delta[l.host] += 0 // the host is told of even when it gains nothing
	switch o.Verdict {
	case frontier.Done, frontier.Unchanged, frontier.Redirected:
		if !l.failed {
			return nil
		}
		_, err := b.exec(`DELETE FROM failure WHERE address = ?`, l.address)
		return err
	case frontier.Released:
		l.priority = max(l.priority, int64(o.Lease.Priority)) // it may be put behind others
		return b.requeue(l, millis(o.RetryAt), l.tries)
	case frontier.Retry:
		if err := b.requeue(l, millis(o.RetryAt), l.tries+1); err != nil {
			return err
		}
		return b.failed(l, o, optional(millis(o.RetryAt)))
	case frontier.Failed:
		return b.failed(l, o, nil)
	}
	return fmt.Errorf("unknown verdict %q", o.Verdict)
}

func (b *batch) requeue(l leased, notBefore, tries int64) error {
	b.delta[l.host]++
	if notBefore <= b.now {
		notBefore = 0
	}
	_, err := b.exec(`INSERT INTO queue (host, not_before, priority, address, source, tries, entry, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		l.host, notBefore, l.priority, l.address, l.source, tries, l.entry, l.chain)
	return err
}

func (b *batch) failed(l leased, o frontier.Outcome, retryAt any) error {
	_, err := b.exec(`INSERT OR REPLACE INTO failure (address, source, reason, detail, at, tries, retry_at, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		l.address, l.source, o.Reason, o.Detail, b.now, l.tries+1, retryAt, row(b.s.run))
	return err
}

// fetched records a request, and its body when bodies are kept. It gives the row,
// or 0 when nothing was asked for.
func (b *batch) fetched(l leased, o frontier.Outcome) (int64, error) {
	f := o.Fetch
	if f == nil {
		return 0, nil
	}
	hash, err := hex.DecodeString(f.BodyHash)
	if err != nil {
		return 0, fmt.Errorf("body hash: %w", err)
	}
	var header any
	if o.Page != nil || o.Verdict == frontier.Failed {
		if header, err = headerJSON(f.Header); err != nil {
			return 0, err
		}
	}
	id, err := b.insert(`INSERT INTO fetch (address, run, started, duration, status, bytes, body_hash, proto, remote, header, verdict, reason, chain, credentials)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.address, row(b.s.run), millis(f.Started), f.Duration.Milliseconds(), f.Status, f.Bytes, hash, f.Proto, f.Remote,
		header, string(o.Verdict), o.Reason, l.chain, f.Credentials)
	if err == nil {
		err = b.recorded(id, f.Kept)
	}
	return id, err
}

// tick stores the clock of the host, and how long it rests after a request: a
// run that takes over from a killed one keeps that distance.
func (b *batch) tick(l leased, o frontier.Outcome) error {
	c := o.Clock
	if c.Host == "" {
		return nil
	}
	host, err := b.host(c.Host)
	if err != nil {
		return err
	}
	var gap any
	if o.Fetch != nil {
		if g := c.NextAt.Sub(o.Fetch.Started.Add(o.Fetch.Duration)).Milliseconds(); g > 0 {
			gap = g
		}
	}
	_, err = b.exec(`UPDATE host SET next_at = ?, blocked_until = ?, failures = ?, gap = coalesce(?, gap) WHERE id = ?`,
		millis(c.NextAt), millis(c.BlockedUntil), c.Failures, gap, host)
	return err
}

// clocks gives the clocks of the hosts that this batch touched.
func (b *batch) clocks() ([]frontier.Clock, error) {
	clocks := make([]frontier.Clock, 0, len(b.delta))
	for host, change := range b.delta {
		var c frontier.Clock
		var next, blocked int64
		var earliest sql.NullInt64
		if _, err := b.row(`SELECT name, next_at, blocked_until, failures,
			(SELECT not_before FROM queue WHERE host = ?1 ORDER BY not_before LIMIT 1) FROM host WHERE id = ?1`, []any{host},
			&c.Host, &next, &blocked, &c.Failures, &earliest); err != nil {
			return nil, err
		}
		c.NextAt, c.BlockedUntil, c.EarliestAt = instant(next), instant(blocked), instant(earliest.Int64)
		c.Waiting = b.s.waiting[host] + change
		clocks = append(clocks, c)
	}
	return clocks, nil
}
