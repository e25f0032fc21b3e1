package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"winnow/crawler/frontier"
)

// Plan tells what a run that begins now would ask for first: the seeds that are
// due, or all, and the pages that wait in the queue and may be tried. Nothing is
// written. When sources is not empty, only their leads are given.
func (s *Store) Plan(ctx context.Context, seeds []frontier.Lead, all bool, sources []string, now time.Time) ([]frontier.Lead, error) {
	wanted := func(source string) bool { return len(sources) == 0 || slices.Contains(sources, source) }
	var leads []frontier.Lead
	configured := make(map[string]bool)
	for _, seed := range seeds {
		configured[seed.Source] = true
		if !wanted(seed.Source) {
			continue
		}
		due, err := s.due(ctx, seed, all, millis(now))
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		if due {
			leads = append(leads, seed)
		}
	}
	parts, err := s.dueParts(ctx, all, millis(now))
	if err != nil {
		return nil, err
	}
	for _, l := range parts {
		if wanted(l.Source) && configured[l.Source] {
			leads = append(leads, l)
		}
	}
	err = s.queuedPages(ctx, millis(now), func(l frontier.Lead) {
		if wanted(l.Source) && configured[l.Source] {
			leads = append(leads, l)
		}
	})
	return leads, err
}

// due reports whether a seed is to be polled: it was never, or it is time, and
// it does not wait for another try. What is gone is not.
func (s *Store) due(ctx context.Context, seed frontier.Lead, all bool, now int64) (bool, error) {
	key := s.key(ctx, seed.URL)
	var next, notBefore int64
	var gone bool
	err := s.read.QueryRowContext(ctx, `SELECT coalesce(f.next_at, 0), coalesce(q.not_before, 0),
		coalesce(f.standing = 'gone' AND f.configured, 0) FROM address a LEFT JOIN feed f ON f.address = a.id LEFT JOIN queue q ON q.address = a.id WHERE a.key = ? ORDER BY a.id LIMIT 1`, key[:]).
		Scan(&next, &notBefore, &gone)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return !gone && (all || next <= now && notBefore <= now), err
}

// dueParts gives the parts of sitemap indexes that are due, or all.
func (s *Store) dueParts(ctx context.Context, all bool, now int64) ([]frontier.Lead, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT a.url, a.kind, s.name, p.url, a.depth FROM feed f JOIN address a ON a.id = f.address
		JOIN source s ON s.id = f.source JOIN address p ON p.id = f.parent
		WHERE f.address IN (`+listedParts+`) AND (? OR f.next_at <= ?) ORDER BY a.id`, all, now)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var leads []frontier.Lead
	for rows.Next() {
		l := frontier.Lead{Priority: 10}
		if err := rows.Scan(&l.URL, &l.Kind, &l.Source, &l.Via, &l.Depth); err != nil {
			return nil, s.failed(ctx, err)
		}
		leads = append(leads, l)
	}
	return leads, s.failed(ctx, rows.Err())
}

// queuedPages gives the pages that may be tried now, and those that a run which
// died was fetching.
func (s *Store) queuedPages(ctx context.Context, now int64, each func(frontier.Lead)) error {
	rows, err := s.read.QueryContext(ctx, `SELECT a.url, a.kind, s.name, coalesce(v.url, ''), a.depth, w.priority
		FROM (SELECT host, priority, address, source FROM queue WHERE not_before <= ?
			UNION ALL SELECT host, priority, address, source FROM lease) w
		JOIN address a ON a.id = w.address JOIN source s ON s.id = w.source LEFT JOIN address v ON v.id = a.via
		WHERE NOT EXISTS (SELECT 1 FROM feed WHERE address = a.id)
		ORDER BY w.host, w.priority, w.address`, now)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var l frontier.Lead
		if err := rows.Scan(&l.URL, &l.Kind, &l.Source, &l.Via, &l.Depth, &l.Priority); err != nil {
			return s.failed(ctx, err)
		}
		each(l)
	}
	if err := rows.Err(); err != nil {
		return s.failed(ctx, err)
	}
	return nil
}
