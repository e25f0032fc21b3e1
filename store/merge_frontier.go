package store

import "fmt"

// settledThere holds of an address of the other database, o, that was read there
// and does not wait to be asked for again; settledHere of an address here, n.
const (
	settledThere = `(EXISTS (SELECT 1 FROM other.page p WHERE p.address = o.id) OR EXISTS (SELECT 1 FROM other.fetch f WHERE f.address = o.id AND f.verdict IN ('done', 'unchanged', 'redirected')))
		AND NOT EXISTS (SELECT 1 FROM other.queue q WHERE q.address = o.id) AND NOT EXISTS (SELECT 1 FROM other.lease q WHERE q.address = o.id)`
	settledHere = `(EXISTS (SELECT 1 FROM main.page p WHERE p.address = n.id) OR EXISTS (SELECT 1 FROM main.fetch f WHERE f.address = n.id AND f.verdict IN ('done', 'unchanged', 'redirected')))`
	// heldHere holds of an address here that waits or is being fetched.
	heldHere = `(EXISTS (SELECT 1 FROM main.queue q WHERE q.address = n.id) OR EXISTS (SELECT 1 FROM main.lease q WHERE q.address = n.id))`
)

// mergeFrontier joins what waits: what one of the two has read since is not asked
// for again by the other. It has to come before the pages and requests are taken
// over, by which it tells who has read what.
func (m *merger) mergeFrontier() (err error) {
	if err := m.all(
		`INSERT OR IGNORE INTO temp.merged_settled SELECT b.id FROM temp.merged_address s JOIN other.address o ON o.id = s.old
			JOIN main.address a ON a.id = s.new JOIN main.address b ON b.key = a.key WHERE `+settledThere,
		`DELETE FROM main.queue WHERE address IN (SELECT address FROM temp.merged_settled) AND address NOT IN (SELECT address FROM main.feed)`,
	); err != nil {
		return err
	}
	waiting := `(SELECT host, not_before, priority, address, source, tries, entry, chain FROM other.queue
		UNION ALL SELECT host, 0, priority, address, source, tries, entry, chain FROM other.lease)`
	if _, err := m.do(`UPDATE OR REPLACE main.queue AS n SET not_before = max(n.not_before, o.not_before), tries = max(n.tries, o.tries)
		FROM ` + waiting + ` o JOIN temp.merged_address s ON s.old = o.address WHERE n.address = s.new AND (o.not_before > n.not_before OR o.tries > n.tries)`); err != nil {
		return err
	}
	if m.done.Waiting, err = m.takeOver("queue", map[string]string{"host": mapped("host", "o.host"), "address": "s.new", "source": mapped("source", "o.source"), "entry": mapped("entry", "o.entry")},
		waiting+` o JOIN temp.merged_address s ON s.old = o.address JOIN main.address a ON a.id = s.new
		WHERE NOT EXISTS (SELECT 1 FROM main.address n WHERE n.key = a.key AND (`+heldHere+` OR `+settledHere+`))`); err != nil {
		return err
	}
	if err := m.mergeFailures(); err != nil {
		return err
	}
	return m.mergeFeeds()
}

// mergeFailures joins what failed: the later counts, and none counts where the
// other has read the page.
func (m *merger) mergeFailures() error {
	const kept = `NOT EXISTS (SELECT 1 FROM main.failure n WHERE n.address = s.new AND n.at >= o.at)
		AND NOT EXISTS (SELECT 1 FROM main.fetch f WHERE f.address = s.new AND f.started >= o.at AND f.verdict IN ('done', 'unchanged', 'redirected'))
		AND NOT EXISTS (SELECT 1 FROM main.page p WHERE p.address = s.new)`
	if _, err := m.do(`DELETE FROM main.failure WHERE EXISTS (SELECT 1 FROM temp.merged_address s WHERE s.new = failure.address
		AND (EXISTS (SELECT 1 FROM other.page p WHERE p.address = s.old)
			OR EXISTS (SELECT 1 FROM other.fetch f WHERE f.address = s.old AND f.started >= failure.at AND f.verdict IN ('done', 'unchanged', 'redirected'))
			OR EXISTS (SELECT 1 FROM other.failure o WHERE o.address = s.old AND o.at > failure.at)))`); err != nil {
		return err
	}
	if _, err := m.takeOver("failure", map[string]string{"address": "s.new", "source": mapped("source", "o.source"), "run": mapped("run", "o.run")},
		`other.failure o JOIN temp.merged_address s ON s.old = o.address WHERE `+kept); err != nil {
		return err
	}
	// What is to be tried again waits; what does not wait was read meanwhile.
	return m.all(`DELETE FROM main.failure WHERE retry_at IS NOT NULL AND address IN (SELECT new FROM temp.merged_address)
		AND NOT EXISTS (SELECT 1 FROM main.queue q WHERE q.address = failure.address) AND NOT EXISTS (SELECT 1 FROM main.lease q WHERE q.address = failure.address)`)
}

// mergeFeeds joins what is remembered of feeds: validators belong to the poll they
// came with, so all of the later poll counts.
func (m *merger) mergeFeeds() error {
	special := map[string]string{"address": "", "source": "", "configured": "", "moved_to": mapped("address", "o.moved_to"), "parent": mapped("address", "o.parent"),
		"found_new": "nullif(max(coalesce(n.found_new, 0), coalesce(o.found_new, 0)), 0)", "archive_next": "CASE WHEN o.archive_parts >= n.archive_parts THEN o.archive_next ELSE n.archive_next END",
		"archive_parts": "max(n.archive_parts, o.archive_parts)"}
	later, err := m.replaced("feed", special)
	if err != nil {
		return err
	}
	if _, err := m.takeOver("feed", map[string]string{"address": "s.new", "source": mapped("source", "o.source"), "moved_to": mapped("address", "o.moved_to"),
		"parent": mapped("address", "o.parent")}, `other.feed o JOIN temp.merged_address s ON s.old = o.address`); err != nil {
		return err
	}
	return m.all(fmt.Sprintf(`UPDATE main.feed AS n SET %s FROM other.feed o JOIN temp.merged_address s ON s.old = o.address
		WHERE n.address = s.new AND NOT s.fresh AND coalesce(o.polled, 0) > coalesce(n.polled, 0)`, later))
}
