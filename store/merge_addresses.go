package store

import "strings"

// foundReasons are how an address became known that is fetched for itself; every
// other reason tells why it belongs to an article.
const foundReasons = `('feed-link', 'sitemap', 'link', 'start', 'configured', 'archive')`

// mergeAddresses takes over addresses, what feeds said of them, and what crawls
// remember of sites.
func (m *merger) mergeAddresses() (err error) {
	if err := m.keyAddresses(); err != nil {
		return err
	}
	const known = `SELECT 1 FROM main.address a WHERE a.key = {key} AND a.url = o.url`
	wanted := `o.id NOT IN (SELECT id FROM temp.refused_address)`
	if m.done.Addresses, err = m.takeOver("address", map[string]string{"id": rebased("address", "o.id"), "key": m.key, "host": mapped("host", "o.host"),
		"source": mapped("source", "o.source"), "via": "NULL", "target": "NULL", "document": "NULL"},
		`other.address o WHERE `+wanted+` AND NOT EXISTS (`+strings.ReplaceAll(known, "{key}", m.key)+`)`); err != nil {
		return err
	}
	if err := m.all(
		`INSERT INTO temp.merged_address SELECT o.id, a.id, a.id > `+strings.ReplaceAll(base, "%s", "address")+`, o.first_seen < a.first_seen FROM other.address o JOIN main.address a ON a.key = `+m.key+` AND a.url = o.url WHERE `+wanted,
		`UPDATE main.address AS n SET via = v.new FROM temp.merged_address s JOIN other.address o ON o.id = s.old JOIN temp.merged_address v ON v.old = o.via
			WHERE s.fresh AND n.id = s.new`,
		`UPDATE main.address AS n SET target = t.new FROM temp.merged_address s JOIN other.address o ON o.id = s.old JOIN temp.merged_address t ON t.old = o.target
			WHERE n.id = s.new AND n.target IS NULL AND n.id <> t.new AND NOT EXISTS (SELECT 1 FROM main.page p WHERE p.address = n.id)`,
		`UPDATE main.address AS n SET first_seen = o.first_seen, source = `+mapped("source", "o.source")+`, via = `+mapped("address", "o.via")+`
			FROM temp.merged_address s JOIN other.address o ON o.id = s.old WHERE NOT s.fresh AND n.id = s.new AND o.first_seen < n.first_seen`,
		`UPDATE main.address AS n SET depth = min(n.depth, o.depth), hops = min(n.hops, o.hops) FROM temp.merged_address s JOIN other.address o ON o.id = s.old
			WHERE NOT s.fresh AND n.id = s.new AND (o.depth < n.depth OR o.hops < n.hops)`,
		`UPDATE main.address AS n SET kind = o.kind FROM temp.merged_address s JOIN other.address o ON o.id = s.old
			WHERE NOT s.fresh AND n.id = s.new AND n.kind = 'page' AND o.kind = 'section'`,
	); err != nil {
		return err
	}
	if err := m.mergeEntries(); err != nil {
		return err
	}
	return m.mergeSites()
}

// keyAddresses says which keys the addresses of the other database have here: the
// same, unless one of the two has learned something about parameters, or has rules.
func (m *merger) keyAddresses() error {
	m.key = `o.key`
	different, err := m.count(`SELECT EXISTS (SELECT 1 FROM main.parameter WHERE state = 'proved') OR EXISTS (SELECT 1 FROM other.parameter WHERE state <> 'watched')
		OR EXISTS (SELECT 1 FROM main.address_rules) OR EXISTS (SELECT 1 FROM other.address_rules)`)
	if err != nil || different == 0 {
		return err
	}
	m.key = `(SELECT key FROM temp.merged_key WHERE id = o.id)`
	return m.portions(`SELECT id, url FROM other.address WHERE id > ?1 ORDER BY id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		var url string
		err := scan(&id, &url)
		return id, func() error {
			key, err := m.batch.key(url)
			if err == nil {
				_, err = m.exec(`INSERT INTO temp.merged_key VALUES (?, ?)`, id, key[:])
			}
			return err
		}, err
	})
}

// portion is how many rows are held at a time while something is done with each.
const portion = 1000

// portions does something with each row of a query, a portion at a time. The
// query takes the last id and how many rows it is to give.
func (m *merger) portions(query string, take func(scan func(...any) error) (id int64, do func() error, err error)) error {
	for last := int64(0); ; {
		var work []func() error
		err := m.rows(query, []any{last, portion}, func(scan func(...any) error) error {
			id, do, err := take(scan)
			last, work = id, append(work, do)
			return err
		})
		if err != nil || len(work) == 0 {
			return err
		}
		for _, do := range work {
			if err := do(); err != nil {
				return err
			}
		}
		if err := m.ctx.Err(); err != nil {
			return err
		}
	}
}

// mergeEntries takes over what feeds said.
func (m *merger) mergeEntries() (err error) {
	const same = ` FROM main.entry e WHERE e.feed = f.new AND e.key = o.key AND e.digest = o.digest AND e.address = s.new`
	const from = `other.entry o JOIN temp.merged_address s ON s.old = o.address JOIN temp.merged_address f ON f.old = o.feed`
	if m.done.Entries, err = m.takeOver("entry", map[string]string{"id": rebased("entry", "o.id"), "feed": "f.new", "address": "s.new"},
		from+` WHERE NOT EXISTS (SELECT 1`+same+`)`); err != nil {
		return err
	}
	return m.all(`INSERT INTO temp.merged_entry SELECT o.id, (SELECT max(e.id)`+same+`) FROM `+from,
		`UPDATE main.entry AS n SET first_seen = min(n.first_seen, o.first_seen), last_seen = max(n.last_seen, o.last_seen) FROM temp.merged_entry s JOIN other.entry o ON o.id = s.old
			WHERE n.id = s.new AND (o.first_seen < n.first_seen OR o.last_seen > n.last_seen)`)
}

// mergeSites takes over what crawls remember of sites. Counts of pages that both
// may have counted are not added up.
func (m *merger) mergeSites() error {
	return m.all(
		`INSERT INTO main.pattern (host, shape, pages, articles, sections, repeats)
			SELECT `+mapped("host", "o.host")+`, o.shape, o.pages, o.articles, o.sections, o.repeats FROM other.pattern o WHERE true
			ON CONFLICT DO UPDATE SET pages = max(pages, excluded.pages), articles = max(articles, excluded.articles),
				sections = max(sections, excluded.sections), repeats = max(repeats, excluded.repeats)`,
		`INSERT INTO main.omission (source, host, shape, reason, links, example, first, last)
			SELECT `+mapped("source", "o.source")+`, o.host, o.shape, o.reason, o.links, o.example, o.first, o.last FROM other.omission o WHERE true
			ON CONFLICT DO UPDATE SET links = max(links, excluded.links), example = CASE WHEN excluded.first < first THEN excluded.example ELSE example END,
				first = min(first, excluded.first), last = max(last, excluded.last)`)
}

// mergeParameters takes over what is known of parameters, before any key of an
// address is made: what either has proved counts, and what either has refuted
// counts for good.
func (m *merger) mergeParameters() error {
	type learned struct {
		host, name, state string
		at, met           int64
	}
	var all []learned
	if err := m.rows(`SELECT host, name, state, at, met FROM other.parameter`, nil, func(scan func(...any) error) error {
		var p learned
		err := scan(&p.host, &p.name, &p.state, &p.at, &p.met)
		all = append(all, p)
		return err
	}); err != nil {
		return err
	}
	for _, p := range all {
		var state string
		if _, err := m.row(`SELECT state FROM main.parameter WHERE host = ? AND name = ?`, []any{p.host, p.name}, &state); err != nil {
			return err
		}
		counts := p.state
		if state == parameterRefuted || state == parameterProved && p.state != parameterRefuted {
			counts = state
		}
		if _, err := m.exec(`INSERT INTO main.parameter (host, name, state, at, met) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE
			SET at = CASE WHEN state <> excluded.state THEN excluded.at ELSE at END, state = excluded.state, met = max(met, excluded.met)`,
			p.host, p.name, counts, p.at, p.met); err != nil {
			return err
		}
		if counts == state || counts != parameterProved && !m.ident.proved[p.host][p.name] {
			continue
		}
		m.ident = m.ident.with(p.host, p.name, counts == parameterProved)
		if err := m.rekey(p.host); err != nil {
			return err
		}
	}
	return nil
}

// settleParameters holds what was proved to the pages of both, and looks whether
// what both have seen proves more.
func (m *merger) settleParameters() error {
	if err := m.all(
		`INSERT OR IGNORE INTO main.parameter_pair (host, name, base, first, second) SELECT o.host, o.name, o.base, f.new, s.new FROM other.parameter_pair o
			JOIN temp.merged_address f ON f.old = o.first JOIN temp.merged_address s ON s.old = o.second`,
		`UPDATE main.parameter AS n SET first = f.new, second = s.new FROM other.parameter o JOIN temp.merged_address f ON f.old = o.first
			JOIN temp.merged_address s ON s.old = o.second WHERE o.host = n.host AND o.name = n.name AND n.state = 'refuted' AND n.first IS NULL`,
	); err != nil {
		return err
	}
	var due [][2]string
	if err := m.rows(`SELECT host, name FROM main.parameter p WHERE state = 'proved' AND EXISTS (SELECT 1 FROM temp.touched_document)
		OR state = 'watched' AND (SELECT count(*) FROM main.parameter_pair q WHERE q.host = p.host AND q.name = p.name) >= ?`, []any{provingPages}, func(scan func(...any) error) error {
		var p [2]string
		err := scan(&p[0], &p[1])
		due = append(due, p)
		return err
	}); err != nil {
		return err
	}
	for _, p := range due {
		if err := m.tryParameter(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}
