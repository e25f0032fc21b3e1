package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Hosts gives the clock of every host that has leads in the queue, with how many
// they are and when the first of them may be tried.
func (s *Store) Hosts(ctx context.Context) ([]frontier.Clock, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT h.name, h.next_at, h.blocked_until, h.failures, q.waiting, q.earliest
		FROM (SELECT host, count(*) AS waiting, min(not_before) AS earliest FROM queue GROUP BY host) q
		JOIN host h ON h.id = q.host`)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var clocks []frontier.Clock
	for rows.Next() {
		c, err := scanClock(rows.Scan)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		clocks = append(clocks, c)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return clocks, nil
}

func scanClock(scan func(...any) error) (frontier.Clock, error) {
	var c frontier.Clock
	var next, blocked, earliest int64
	err := scan(&c.Host, &next, &blocked, &c.Failures, &c.Waiting, &earliest)
	c.NextAt, c.BlockedUntil, c.EarliestAt = instant(next), instant(blocked), instant(earliest)
	return c, err
}

// Claim leases up to per leads of each of the hosts, of those that may be tried
// now: by priority, then by arrival. When sources is not empty only leads of
// these sources are given; a host that has no lead to give is not in the answer.
func (s *Store) Claim(ctx context.Context, hosts []string, per int, now time.Time, sources []string) (map[string][]frontier.Lease, error) {
	wanted, err := json.Marshal(sources)
	if err != nil {
		return nil, err
	}
	claimed := make(map[string][]frontier.Lease, len(hosts))
	taken := make(map[int64]int, len(hosts))
	err = s.update(ctx, func(t tx) error {
		if err := s.count(t); err != nil {
			return err
		}
		for _, host := range hosts {
			leads, err := waitingLeads(t, host, per, millis(now), string(wanted), len(sources) > 0)
			if err != nil {
				return err
			}
			for _, w := range leads {
				lease, err := s.lease(t, host, w)
				if err != nil {
					return fmt.Errorf("lease %s: %w", w.url, err)
				}
				claimed[host] = append(claimed[host], lease)
				taken[w.host]++
			}
		}
		return nil
	}, func() {
		for host, n := range taken {
			s.waiting[host] -= n
		}
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// waitingLead is a row of the queue with its address.
type waitingLead struct {
	host, priority, address, source, tries int64
	entry                                  sql.NullInt64
	chain, via                             sql.NullString
	url, kind, sourceName                  string
	depth, hops                            int
	reason                                 string
	document                               sql.NullInt64
	polled                                 polledFeed
}

// polledFeed is what was remembered of a feed at its last poll.
type polledFeed struct {
	etag, lastModified, bodyHash, state, standing, archiveNext sql.NullString
	archiveParts, fresh                                        sql.NullInt64
}

const selectWaiting = `SELECT q.host, q.priority, q.address, q.source, q.tries, q.entry, q.chain,
		v.url, a.url, a.kind, s.name, a.depth, a.hops, a.reason, a.document,
		f.etag, f.last_modified, f.body_hash, f.state, f.standing, f.archive_next, f.archive_parts, f.fresh
	FROM queue q JOIN address a ON a.id = q.address JOIN source s ON s.id = q.source LEFT JOIN address v ON v.id = a.via
	LEFT JOIN feed f ON f.address = CASE a.kind WHEN 'page' THEN NULL WHEN 'archive' THEN a.via ELSE a.id END
	WHERE q.host = ? AND q.not_before = 0`

// waitingLeads gives the first leads of a host. Those whose time has come are
// first put among those that need not wait. The limit is part of the text: bound
// as a value it would have the statement planned anew each time.
func waitingLeads(t tx, name string, per int, now int64, sources string, restricted bool) ([]waitingLead, error) {
	var host int64
	if found, err := t.row(`SELECT id FROM host WHERE name = ?`, []any{name}, &host); err != nil || !found {
		return nil, err
	}
	if _, err := t.exec(`UPDATE queue SET not_before = 0 WHERE host = ? AND not_before > 0 AND not_before <= ?`, host, now); err != nil {
		return nil, err
	}
	query, args := selectWaiting, []any{host}
	if restricted {
		query, args = query+` AND s.name IN (SELECT value FROM json_each(?))`, append(args, sources)
	}
	var leads []waitingLead
	err := t.rows(query+` ORDER BY q.priority, q.address LIMIT `+strconv.Itoa(per), args, func(scan func(...any) error) error {
		var w waitingLead
		err := scan(&w.host, &w.priority, &w.address, &w.source, &w.tries, &w.entry, &w.chain,
			&w.via, &w.url, &w.kind, &w.sourceName, &w.depth, &w.hops, &w.reason, &w.document,
			&w.polled.etag, &w.polled.lastModified, &w.polled.bodyHash, &w.polled.state, &w.polled.standing,
			&w.polled.archiveNext, &w.polled.archiveParts, &w.polled.fresh)
		leads = append(leads, w)
		return err
	})
	return leads, err
}

// lease moves a row of the queue to the leases and makes of it what a crawler
// has to know.
func (s *Store) lease(t tx, host string, w waitingLead) (frontier.Lease, error) {
	l := frontier.Lease{
		Lead: frontier.Lead{URL: w.url, Kind: frontier.Kind(w.kind), Source: w.sourceName, Via: w.via.String,
			Depth: w.depth, Hops: w.hops, Priority: int(w.priority), Followed: w.reason == reasonLink && w.kind == string(frontier.Page) && !w.document.Valid},
		Host: host, Tries: int(w.tries),
	}
	if w.chain.Valid {
		if err := json.Unmarshal([]byte(w.chain.String), &l.Chain); err != nil {
			return l, fmt.Errorf("chain: %w", err)
		}
	}
	told := w.entry.Valid // a feed has something new to say
	if w.document.Valid {
		if err := firstEntry(t, &w); err != nil {
			return l, err
		}
	}
	if w.entry.Valid {
		entry, err := readEntry(t, w.entry.Int64)
		if err != nil {
			return l, err
		}
		l.Entry = entry
	}
	if !told {
		if err := validators(t, w, &l); err != nil {
			return l, err
		}
	}
	if _, err := t.exec(`DELETE FROM queue WHERE host = ? AND not_before = 0 AND priority = ? AND address = ?`,
		w.host, w.priority, w.address); err != nil {
		return l, err
	}
	var err error
	l.ID, err = t.insert(`INSERT INTO lease (host, priority, address, source, tries, entry, chain, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.host, w.priority, w.address, w.source, w.tries, w.entry, w.chain, row(s.run))
	return l, err
}

// firstEntry gives a page that is read again the entry it was read with the first
// time, as its feed has it now: otherwise every blank that an entry fills would
// look like a change.
func firstEntry(t tx, w *waitingLead) error {
	var entry sql.NullInt64
	read, err := t.row(`SELECT (SELECT max(e.id) FROM entry f JOIN entry e ON e.feed = f.feed AND e.key = f.key WHERE f.id = p.entry)
		FROM page p WHERE p.address = ?`, []any{w.address}, &entry)
	if read {
		w.entry = entry
	}
	return err
}

// row is NULL for a row that is not there.
func row(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// validators looks up what a conditional request needs: of feeds from the last
// poll, of articles from the last good answer.
func validators(t tx, w waitingLead, l *frontier.Lease) error {
	switch p := w.polled; {
	case l.Kind == frontier.Archive: // what it is part of was polled, not it
		l.Archive = frontier.Archived{Feed: l.Via, Next: p.archiveNext.String, Parts: int(p.archiveParts.Int64)}
	case l.Kind != frontier.Page:
		l.ETag, l.LastModified, l.BodyHash, l.Fresh = p.etag.String, p.lastModified.String, p.bodyHash.String, int(p.fresh.Int64)
		l.Archive = frontier.Archived{Feed: seedOf(l.Lead), Next: p.archiveNext.String, Parts: int(p.archiveParts.Int64)}
		if p.state.Valid {
			if err := json.Unmarshal([]byte(p.state.String), &l.FeedState); err != nil {
				return fmt.Errorf("state of a feed: %w", err)
			}
		}
		l.Standing = frontier.Standing(p.standing.String)
	case w.document.Valid:
		_, err := t.row(`SELECT coalesce(header ->> '$.Etag[0]', ''), coalesce(header ->> '$."Last-Modified"[0]', '')
			FROM fetch WHERE id = (SELECT fetch FROM page WHERE address = ? AND unchanged < ?)`, []any{w.address, believed304}, &l.ETag, &l.LastModified)
		return err
	}
	return nil
}

// seedOf is the address that a lead was first known by.
func seedOf(l frontier.Lead) string {
	if len(l.Chain) > 0 {
		return l.Chain[0]
	}
	return l.URL
}

func readEntry(t tx, id int64) (*frontier.Entry, error) {
	var e frontier.Entry
	var article string
	found, err := t.row(`SELECT a.url, e.key, e.guid, e.digest, e.position, e.article FROM entry e JOIN address a ON a.id = e.feed
		WHERE e.id = ?`, []any{id}, &e.Feed, &e.Key, &e.GUID, &e.Digest, &e.Position, &article)
	if err != nil || !found {
		return nil, err
	}
	e.Article = extract.Article{}
	if err := json.Unmarshal([]byte(article), &e.Article); err != nil {
		return nil, fmt.Errorf("feed entry %d: %w", id, err)
	}
	return &e, nil
}

// count fills the number of waiting leads by host. It is kept in memory from
// then on: a giant host would otherwise be counted at every commit.
func (s *Store) count(t tx) error {
	if s.waiting != nil {
		return nil
	}
	waiting := make(map[int64]int)
	err := t.rows(`SELECT host, count(*) FROM queue GROUP BY host`, nil, func(scan func(...any) error) error {
		var host int64
		var n int
		err := scan(&host, &n)
		waiting[host] = n
		return err
	})
	if err == nil {
		s.waiting = waiting
	}
	return err
}
