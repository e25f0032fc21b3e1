package store

import (
	"context"
	"time"

	"winnow/crawler/frontier"
)

// Replant queues, in the midst of a run, what has fallen due since Begin: feeds,
// sitemaps and start pages of the configuration, sections, parts of sitemap
// indexes, and pages on their ladders. What waits in the queue or is being asked
// for is left alone. The answer tells when something falls due next; what waits
// in the queue is no part of that, the clocks tell of it. Of the run only Ladders
// count.
func (s *Store) Replant(ctx context.Context, run frontier.Run) (frontier.Planted, error) {
	var done frontier.Planted
	var b *batch
	err := s.update(ctx, func(t tx) error {
		if err := s.count(t); err != nil {
			return err
		}
		b = s.batch(t)
		done = frontier.Planted{}
		seeds, err := b.dueSeeds()
		if err != nil {
			return err
		}
		if done.Due, err = b.replant(seeds); err != nil {
			return err
		}
		pages, err := b.revisits(frontier.Run{Ladders: run.Ladders})
		if err != nil {
			return err
		}
		done.Due += pages
		if done.Next, err = b.nextDue(run); err != nil {
			return err
		}
		done.Clocks, err = b.clocks()
		return err
	}, func() { s.remember(b) })
	if err != nil {
		return frontier.Planted{}, err
	}
	return done, nil
}

// dueSeeds are the feeds, sitemaps and start pages of the configuration that are
// due and for which nothing waits: neither they nor where they have moved.
func (b *batch) dueSeeds() ([]frontier.Lead, error) {
	var seeds []frontier.Lead
	err := b.rows(`SELECT a.url, f.kind, s.name FROM feed f JOIN address a ON a.id = f.address JOIN source s ON s.id = f.source
		WHERE f.configured = 1 AND f.next_at <= ? AND f.standing <> 'gone'
		AND NOT EXISTS (SELECT 1 FROM queue WHERE address IN (f.address, f.moved_to))
		AND NOT EXISTS (SELECT 1 FROM lease WHERE address IN (f.address, f.moved_to)) ORDER BY f.address`, []any{b.now}, func(scan func(...any) error) error {
		l := frontier.Lead{Priority: seedPriority}
		err := scan(&l.URL, &l.Kind, &l.Source)
		seeds = append(seeds, l)
		return err
	})
	return seeds, err
}

// seedPriority lets feeds, sitemaps and start pages go before all that they name.
const seedPriority = 10

// replant queues seeds that are due, with the sections and parts that are.
func (b *batch) replant(seeds []frontier.Lead) (due int, err error) {
	var rows []queued
	for _, seed := range seeds {
		at, err := b.seed(seed)
		if err != nil {
			return 0, err
		}
		q, isDue, err := b.queueSeed(seed, at, false)
		if err != nil {
			return 0, err
		}
		if isDue {
			rows = append(rows, q)
		}
	}
	if err := b.queueAll(rows); err != nil {
		return 0, err
	}
	sections, err := b.plantSections(false)
	if err != nil {
		return 0, err
	}
	parts, err := b.plantParts(false)
	return len(rows) + sections + parts, err
}

// nextDue is when something falls due that is not due yet; zero when nothing does.
func (b *batch) nextDue(run frontier.Run) (time.Time, error) {
	_, sources, err := dueOf(run, b.now)
	if err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, query := range []string{
		`SELECT f.next_at FROM feed f JOIN source s ON s.id = f.source WHERE f.next_at > ?1 AND s.configured = 1 AND f.standing <> 'gone'
			AND (f.configured = 1 OR f.kind = 'section' OR f.parent IS NOT NULL) AND ?2 = ?2 ORDER BY f.next_at LIMIT 1`,
		`SELECT d.due FROM document d JOIN source s ON s.id = d.source WHERE d.due > ?1 AND d.merged IS NULL
			AND s.name IN (SELECT key FROM json_each(?2)) ORDER BY d.due LIMIT 1`,
	} {
		var at int64
		found, err := b.row(query, []any{b.now, sources}, &at)
		if err != nil {
			return time.Time{}, err
		}
		if t := instant(at); found && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next, nil
}

// queuing runs a statement that puts rows into the queue and returns their hosts,
// and gives how many those are.
func (b *batch) queuing(insert string, args ...any) (n int, err error) {
	err = b.rows(insert+` RETURNING host`, args, func(scan func(...any) error) error {
		var host int64
		if err := scan(&host); err != nil {
			return err
		}
		b.delta[host]++
		n++
		return nil
	})
	return n, err
}
