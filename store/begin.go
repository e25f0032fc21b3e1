package store

import (
	"context"
	"encoding/json"

	"winnow/crawler/frontier"
)

// Begin opens a run. Leases that a dead run left behind go back to the queue,
// and their hosts rest first. seeds are all feeds, sitemaps and start pages of
// the configuration: those that are due, or all of them, are queued, and due is
// how many those are; what earlier runs were told and is no longer among them is
// not polled any more, and the pages of a source without seeds are not fetched
// any more, while its articles stay. It is one transaction.
func (s *Store) Begin(ctx context.Context, run frontier.Run, seeds []frontier.Lead, all bool) (due int, err error) {
	err = s.update(ctx, func(t tx) error {
		b := s.batch(t)
		if err := b.begin(run); err != nil {
			return err
		}
		if err := b.mendTimes(); err != nil {
			return err
		}
		if err := b.returnLeases(millis(s.now().Add(s.opts.Delay))); err != nil {
			return err
		}
		if due, err = b.plant(seeds, all); err != nil {
			return err
		}
		_, err = b.revisits(run)
		return err
	}, func() { s.waiting, s.ladders = nil, run.Ladders }) // what was withdrawn is counted again
	return due, err
}

func (b *batch) begin(run frontier.Run) error {
	args, counts := run.Args, run.Counts
	if args == nil {
		args = []string{}
	}
	if counts == nil {
		counts = map[string]int{}
	}
	argsJSON, err := json.Marshal(args)
	if err != nil {
		return err
	}
	countsJSON, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	b.s.run, err = b.insert(`INSERT INTO run (name, version, config, args, started, counts) VALUES (?, ?, ?, ?, ?, ?)`,
		run.ID, run.Version, run.Config, string(argsJSON), millis(run.Started), string(countsJSON))
	return err
}

// returnLeases queues what a run that died was fetching. When its last request
// to a host ended nobody knows: the host rests as long as it usually does.
func (b *batch) returnLeases(rested int64) error {
	for _, query := range []string{
		`UPDATE host SET next_at = max(next_at, ?1 + gap, ?2) WHERE id IN (SELECT host FROM lease)`,
		`INSERT INTO queue (host, not_before, priority, address, source, tries, entry, chain)
			SELECT host, 0, priority, address, source, tries, entry, chain FROM lease WHERE ?1 = ?1 AND ?2 = ?2`,
		`DELETE FROM lease WHERE ?1 = ?1 AND ?2 = ?2`,
	} {
		if _, err := b.exec(query, b.now, rested); err != nil {
			return err
		}
	}
	return nil
}

// mendTimes takes back what a clock that ran far ahead has left behind: without
// it, a host or a feed would rest until that distant day. What is longer than any
// setting allows cannot have been meant.
func (b *batch) mendTimes() error {
	const minute = 60 * 1000
	const day = 24 * 60 * minute
	for _, mend := range []struct {
		sql   string
		ahead int64 // ms from now
	}{
		{`UPDATE host SET next_at = 0 WHERE next_at > ?1`, 2 * day},
		{`UPDATE host SET blocked_until = 0 WHERE blocked_until > ?1`, 31 * day},
		{`UPDATE OR REPLACE queue SET not_before = 0 WHERE not_before > ?1`, 31 * day},
		{`UPDATE feed SET next_at = 0 WHERE next_at > ?1`, 366 * day},
		{`UPDATE feed SET next_at = 0 WHERE polled > ?1`, minute}, // polled by a clock that was set back since: whenever that was
		{`UPDATE document SET due = 0 WHERE due > ?1`, 366 * day},
		{`DELETE FROM robots WHERE expires > ?1`, 2 * day},
	} {
		if _, err := b.exec(mend.sql, b.now+mend.ahead); err != nil {
			return err
		}
	}
	return nil
}

// sourceRemoved is the reason of pages whose source is no longer configured.
const sourceRemoved = "source-removed"

// withdraw takes out of the queue what is no longer wanted, and says so; what a
// source left behind when it was taken out of the configuration comes back with
// it.
func (b *batch) withdraw() error {
	const unwanted = `source IN (SELECT id FROM source WHERE configured = 0)`
	if _, err := b.exec(`DELETE FROM queue WHERE address IN (SELECT f.address FROM feed f JOIN address a ON a.id = f.address
		WHERE f.configured = 0 AND a.via IS NULL
		AND NOT EXISTS (SELECT 1 FROM address m JOIN feed g ON g.address = m.id WHERE m.target = a.id AND g.configured = 1))`); err != nil {
		return err
	}
	if _, err := b.exec(`INSERT INTO failure (address, source, reason, detail, at, tries, run)
		SELECT address, source, ?1, 'its source is no longer configured', ?2, tries, ?3 FROM queue WHERE `+unwanted+`
		ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at,
			retry_at = NULL, run = excluded.run`, sourceRemoved, b.now, b.s.run); err != nil {
		return err
	}
	if _, err := b.exec(`DELETE FROM queue WHERE ` + unwanted); err != nil {
		return err
	}
	if _, err := b.exec(`INSERT INTO queue (host, not_before, priority, address, source, tries, entry)
		SELECT a.host, 0, a.depth, a.id, f.source, 0, (SELECT max(id) FROM entry WHERE address = a.id)
		FROM failure f JOIN address a ON a.id = f.address JOIN source s ON s.id = f.source
		WHERE f.reason = ? AND s.configured = 1
		ON CONFLICT (address) DO NOTHING`, sourceRemoved); err != nil {
		return err
	}
	_, err := b.exec(`DELETE FROM failure WHERE reason = ?1 AND source IN (SELECT id FROM source WHERE configured = 1)`, sourceRemoved)
	return err
}

// End closes a run: what it came to is recorded, and the write-ahead log is
// copied into the database.
func (s *Store) End(ctx context.Context, run frontier.Run) error {
	counts := run.Counts
	if counts == nil {
		counts = map[string]int{}
	}
	encoded, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	if err := s.update(ctx, func(t tx) error {
		_, err := t.exec(`UPDATE run SET ended = ?, exit = ?, counts = ? WHERE name = ?`,
			millis(run.Ended), run.Exit, string(encoded), run.ID)
		return err
	}, nil); err != nil {
		return err
	}
	return s.checkpoint()
}

// checkpoint copies the write-ahead log into the database and cuts it. A reader
// that is still at work keeps part of it for the next time: that is no error.
func (s *Store) checkpoint() error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	var busy, log, copied int
	row := s.writer.conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+s.checkpointing()+")")
	return explain(s.path, "write", row.Scan(&busy, &log, &copied))
}
