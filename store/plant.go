package store

import (
	"database/sql"
	"encoding/json"

	"winnow/crawler/frontier"
)

// plant registers the seeds, queues those that are due and withdraws what is no
// longer configured. Most seeds are as they were: a seed costs one look-up, and
// is written only where something changed.
func (b *batch) plant(seeds []frontier.Lead, all bool) (due int, err error) {
	// Seeds of an earlier run that were never reached are judged anew.
	if _, err := b.exec(`DELETE FROM queue WHERE tries = 0 AND address IN (SELECT address FROM feed)`); err != nil {
		return 0, err
	}
	sources, feeds := map[int64]bool{}, map[int64]bool{}
	var queue []queued
	for _, seed := range seeds {
		at, err := b.seed(seed)
		if err != nil {
			return 0, err
		}
		sources[at.source], feeds[at.id] = true, true
		q, due, err := b.queueSeed(seed, at, all)
		if err != nil {
			return 0, err
		}
		if due {
			queue = append(queue, q)
		}
	}
	due = len(queue)
	if err := b.queueAll(queue); err != nil {
		return 0, err
	}
	if err := b.configured(sources, feeds); err != nil {
		return 0, err
	}
	sections, err := b.plantSections(all)
	if err != nil {
		return 0, err
	}
	parts, err := b.plantParts(all)
	if err != nil {
		return 0, err
	}
	return due + parts + sections, b.withdraw()
}

// planted is a seed as the database knows it.
type planted struct {
	place
	source, next          int64
	standing              string
	movedTo, seen, lastly int64 // where it has moved, how often that was seen, and when last
	same                  bool
}

// seed makes a seed known, and gives what is remembered of it.
func (b *batch) seed(l frontier.Lead) (planted, error) {
	var at planted
	source, err := b.source(l.Source)
	if err != nil {
		return at, err
	}
	key, err := b.key(l.URL)
	if err != nil {
		return at, err
	}
	var of, depth, listedBy int64
	var kind, feedKind string
	var configured sql.NullBool
	found, err := b.row(`SELECT a.id, a.host, a.url, a.kind, a.source, a.depth, coalesce(f.kind, ''), coalesce(f.source, 0), f.configured,
		coalesce(f.next_at, 0), coalesce(f.standing, ''), coalesce(f.moved_to, 0), coalesce(f.moved_seen, 0), coalesce(f.moved_at, 0),
		coalesce(f.moved_same, 0)
		FROM address a LEFT JOIN feed f ON f.address = a.id WHERE a.key = ? ORDER BY a.id LIMIT 1`, []any{key[:]},
		&at.id, &at.host, &at.url, &kind, &of, &depth, &feedKind, &listedBy, &configured,
		&at.next, &at.standing, &at.movedTo, &at.seen, &at.lastly, &at.same)
	at.source = source
	asBefore := found && at.url == l.URL && kind == string(l.Kind) && of == source && depth == 0 &&
		feedKind == kind && listedBy == source && configured.Bool
	if err != nil || asBefore {
		return at, err
	}
	if at.place, err = b.intern(l, "configured"); err != nil {
		return at, err
	}
	if _, err := b.exec(`UPDATE address SET kind = ?, source = ?, depth = 0 WHERE id = ?`, string(l.Kind), source, at.id); err != nil {
		return at, err
	}
	// One that comes back after it was taken out begins with a clean slate.
	_, err = b.exec(`INSERT INTO feed (address, source, kind, configured) VALUES (?, ?, ?, 1)
		ON CONFLICT (address) DO UPDATE SET source = excluded.source, kind = excluded.kind,
		standing = CASE WHEN configured THEN standing ELSE '' END, configured = 1`, at.id, source, string(l.Kind))
	if !configured.Bool {
		at.standing = string(frontier.Well)
	}
	return at, err
}

// queued is a row that goes into the queue.
type queued struct {
	Host     int64   `json:"h"`
	Priority int     `json:"p"`
	Address  int64   `json:"a"`
	Source   int64   `json:"s"`
	Chain    *string `json:"c"`
}

// queueSeed makes the row of a seed that is due. One that is gone is not asked
// for, one that has moved for good is asked for where it is now.
func (b *batch) queueSeed(l frontier.Lead, at planted, all bool) (q queued, due bool, err error) {
	if frontier.Standing(at.standing) == frontier.Gone || !all && at.next > b.now {
		return q, false, nil
	}
	q = queued{Host: at.host, Priority: l.Priority, Address: at.id, Source: at.source}
	if at.seen >= movedSightings && at.same && at.lastly > b.now-movedRetry {
		encoded, err := json.Marshal([]string{at.url})
		if err != nil {
			return q, false, err
		}
		if _, err := b.row(`SELECT id, host FROM address WHERE id = ?`, []any{at.movedTo}, &q.Address, &q.Host); err != nil {
			return q, false, err
		}
		chain := string(encoded)
		q.Chain = &chain
	}
	return q, true, nil
}

// queueAll queues the seeds that are due, in one statement: there may be ten
// thousand.
func (b *batch) queueAll(rows []queued) error {
	if len(rows) == 0 {
		return nil
	}
	encoded, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = b.queuing(`INSERT INTO queue (host, not_before, priority, address, source, tries, chain)
		SELECT value ->> 'h', 0, value ->> 'p', value ->> 'a', value ->> 's', 0, value ->> 'c' FROM json_each(?) WHERE true
		ON CONFLICT (address) DO UPDATE SET source = excluded.source, chain = coalesce(excluded.chain, chain), not_before = 0`,
		string(encoded))
	return err
}

// configured marks the sources and feeds that the configuration lists, and those
// that it does not list any more.
func (b *batch) configured(sources, feeds map[int64]bool) error {
	for _, table := range []struct {
		listed map[int64]bool
		update string
	}{
		{sources, `UPDATE source SET configured = NOT configured WHERE configured <> (id IN (SELECT value FROM json_each(?)))`},
		{feeds, `UPDATE feed SET configured = NOT configured WHERE configured <> (address IN (SELECT value FROM json_each(?)))`},
	} {
		ids := make([]int64, 0, len(table.listed))
		for id := range table.listed {
			ids = append(ids, id)
		}
		encoded, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		if _, err := b.exec(table.update, string(encoded)); err != nil {
			return err
		}
	}
	return nil
}

// listedParts are the parts of the sitemap indexes of the configuration, and
// theirs.
const listedParts = `WITH RECURSIVE tree (address) AS (
		SELECT address FROM feed WHERE configured = 1 AND kind = 'sitemap'
		UNION SELECT f.address FROM feed f JOIN tree t ON f.parent = t.address)
	SELECT f.address FROM tree JOIN feed f ON f.address = tree.address WHERE f.configured = 0 AND f.standing <> 'gone'`

// plantParts queues the parts of sitemap indexes that are due: an index that did
// not change says nothing of its parts.
func (b *batch) plantParts(all bool) (due int, err error) {
	return b.queuing(`INSERT INTO queue (host, not_before, priority, address, source, tries)
		SELECT a.host, 0, 10, a.id, f.source, 0 FROM feed f JOIN address a ON a.id = f.address
		WHERE f.address IN (`+listedParts+`) AND (? OR f.next_at <= ?) AND f.address NOT IN (SELECT address FROM lease)
		ON CONFLICT (address) DO NOTHING`, all, b.now)
}
