package store

import (
	"fmt"
	"strings"
)

// A row that is taken over gets the id it has in the other database plus the
// greatest that its table had here: so rows that refer to each other need no list,
// and what was written later has the greater id.
const base = `(SELECT id FROM temp.merged_base WHERE name = '%s')`

// rebased is the id here of a row of the other database that is taken over.
func rebased(table, id string) string { return id + ` + ` + fmt.Sprintf(base, table) }

// mapped is the row here that a row of the other database is, NULL for none.
func mapped(table, id string) string {
	return `(SELECT new FROM temp.merged_` + table + ` WHERE old = ` + id + `)`
}

// rooted is the document here that a document of the other database belongs to,
// whatever it was joined with.
func rooted(id string) string {
	return `(SELECT coalesce(w.merged, w.id) FROM temp.merged_document z JOIN main.document w ON w.id = z.new WHERE z.old = ` + id + `)`
}

// columns gives the columns of a table in their order.
func (m *merger) columns(table string) (names []string, err error) {
	err = m.rows(`SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid`, []any{table}, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	})
	return names, err
}

// takeOver copies rows of a table of the other database, which from calls o. Of
// the columns in values the SQL there is taken, of all others the value of o.
func (m *merger) takeOver(table string, values map[string]string, from string) (int64, error) {
	names, err := m.columns(table)
	if err != nil {
		return 0, err
	}
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = values[name]
		if list[i] == "" {
			list[i] = "o." + name
		}
	}
	return m.do(`INSERT OR IGNORE INTO main.` + table + ` (` + strings.Join(names, ", ") + `) SELECT ` + strings.Join(list, ", ") + ` FROM ` + from)
}

// replaced gives the assignments that copy all columns of o but those in values,
// which get the SQL there; one with an empty text stays as it is.
func (m *merger) replaced(table string, values map[string]string) (string, error) {
	names, err := m.columns(table)
	if err != nil {
		return "", err
	}
	var sets []string
	for _, name := range names {
		value, special := values[name]
		switch {
		case special && value == "":
			continue
		case !special:
			value = "o." + name
		}
		sets = append(sets, name+` = `+value)
	}
	return strings.Join(sets, ", "), nil
}

// do runs a statement that may take long; a context that ends stops it, and with
// it the whole merge.
func (m *merger) do(query string, args ...any) (int64, error) {
	m.w.seals.settle()
	r, err := m.w.conn.ExecContext(m.ctx, query, args...)
	if err != nil {
		m.w.seals.failed()
		return 0, fmt.Errorf("%.60q: %w", strings.Join(strings.Fields(query), " "), err)
	}
	return r.RowsAffected()
}

// all runs statements one behind the other.
func (m *merger) all(queries ...string) error {
	for _, query := range queries {
		if _, err := m.do(query); err != nil {
			return err
		}
	}
	return nil
}

// mergeNames takes over what has a name of its own: runs, sources, hosts with
// their clocks, robots.txt, tdmrep.json. Of two clocks the more careful counts.
func (m *merger) mergeNames() (err error) {
	for _, table := range []string{"run", "source", "host", "address", "entry", "fetch", "document", "revision", "extraction"} {
		if _, err := m.exec(`INSERT INTO temp.merged_base SELECT ?, coalesce(max(id), 0) FROM main.`+table, table); err != nil {
			return err
		}
	}
	if m.done.Runs, err = m.takeOver("run", map[string]string{"id": rebased("run", "o.id")},
		`other.run o WHERE o.name NOT IN (SELECT name FROM main.run)`); err != nil {
		return err
	}
	for _, table := range []string{"source", "host"} {
		if _, err := m.takeOver(table, map[string]string{"id": rebased(table, "o.id")}, `other.`+table+` o WHERE o.name NOT IN (SELECT name FROM main.`+table+`)`); err != nil {
			return err
		}
	}
	for _, table := range []string{"run", "source", "host"} {
		if _, err := m.do(`INSERT INTO temp.merged_` + table + ` SELECT o.id, n.id FROM other.` + table + ` o JOIN main.` + table + ` n ON n.name = o.name`); err != nil {
			return err
		}
	}
	for _, table := range []string{"robots", "tdmrep"} {
		later, err := m.replaced(table, map[string]string{"origin": ""})
		if err != nil {
			return err
		}
		if _, err := m.takeOver(table, nil, `other.`+table+` o`); err != nil {
			return err
		}
		if _, err := m.do(`UPDATE main.` + table + ` AS n SET ` + later + ` FROM other.` + table + ` o WHERE o.origin = n.origin AND o.fetched > n.fetched`); err != nil {
			return err
		}
	}
	return m.all(
		`UPDATE main.run AS n SET ended = o.ended, exit = o.exit, counts = o.counts FROM other.run o WHERE o.name = n.name AND n.ended IS NULL AND o.ended IS NOT NULL`,
		`UPDATE main.host AS n SET next_at = max(n.next_at, o.next_at), blocked_until = max(n.blocked_until, o.blocked_until),
			failures = max(n.failures, o.failures), gap = max(n.gap, o.gap) FROM other.host o
			WHERE o.name = n.name AND (o.next_at > n.next_at OR o.blocked_until > n.blocked_until OR o.failures > n.failures OR o.gap > n.gap)`)
}

// mergeRequests takes over the log of requests, raw pages, and where WARC files
// have them.
func (m *merger) mergeRequests() (err error) {
	const same = ` FROM main.fetch f WHERE f.address = s.new AND f.started = o.started AND f.run IS (SELECT new FROM temp.merged_run WHERE old = o.run)`
	if m.done.Requests, err = m.takeOver("fetch", map[string]string{"id": rebased("fetch", "o.id"), "address": "s.new", "run": mapped("run", "o.run")},
		`other.fetch o JOIN temp.merged_address s ON s.old = o.address WHERE NOT EXISTS (SELECT 1`+same+`)`); err != nil {
		return err
	}
	if _, err = m.do(`INSERT INTO temp.merged_fetch SELECT o.id, (SELECT min(f.id)` + same + `) FROM other.fetch o JOIN temp.merged_address s ON s.old = o.address`); err != nil {
		return err
	}
	if m.done.Pages, err = m.takeOver("blob", nil, `other.blob o WHERE o.hash NOT IN (SELECT f.body_hash FROM temp.refused_address g CROSS JOIN other.fetch f ON f.address = g.id WHERE f.body_hash IS NOT NULL)`); err != nil {
		return err
	}
	if _, err = m.takeOver("part", map[string]string{"first": "f.new", "fetch": "s.new"},
		`other.part o JOIN temp.merged_fetch f ON f.old = o.first JOIN temp.merged_fetch s ON s.old = o.fetch`); err != nil {
		return err
	}
	m.done.Records, err = m.takeOver("record", map[string]string{"fetch": "s.new"}, `other.record o JOIN temp.merged_fetch s ON s.old = o.fetch`)
	return err
}
