package store

import (
	"encoding/json"
	"fmt"
)

// mergeForgotten joins what is refused. What the other has forgotten goes here
// too, and what is forgotten here is not taken over.
func (m *merger) mergeForgotten() error {
	fresh, err := m.mergeTombs()
	if err != nil {
		return err
	}
	if fresh > 0 {
		gone, err := m.refusedIn("main")
		if err != nil {
			return err
		}
		if err := m.forgetHere(gone); err != nil {
			return err
		}
	}
	if any, err := m.count(`SELECT EXISTS (SELECT 1 FROM main.tombstone)`); err != nil || any == 0 {
		return err
	}
	refused, err := m.refusedIn("other")
	if err != nil {
		return err
	}
	for _, id := range refused {
		if _, err := m.exec(`INSERT INTO temp.refused_document VALUES (?)`, id); err != nil {
			return err
		}
	}
	m.done.Forgotten += int64(len(refused))
	return m.all(
		`INSERT OR IGNORE INTO temp.refused_document SELECT d.id FROM other.document d JOIN temp.refused_document g ON g.id = d.merged`,
		`INSERT OR IGNORE INTO temp.refused_address SELECT a.id FROM other.address a JOIN temp.refused_document g ON g.id = a.document`,
		`INSERT OR IGNORE INTO temp.refused_address SELECT p.address FROM other.page p JOIN temp.refused_document g ON g.id = p.document`,
		`INSERT OR IGNORE INTO temp.refused_address SELECT a.id FROM main.tombstone t JOIN other.address a ON a.key = t.key WHERE t.kind = 'address'`,
		`DELETE FROM temp.refused_address WHERE id IN (SELECT address FROM other.feed)`)
}

// mergeTombs takes over acts of forgetting and what they refuse, and tells how
// many refusals are new.
func (m *merger) mergeTombs() (fresh int64, err error) {
	const same = `SELECT min(f.id) FROM main.forgetting f WHERE f.at = o.at AND f.cause = o.cause AND f.articles = o.articles`
	if _, err := m.do(`INSERT INTO main.forgetting (at, cause, articles) SELECT DISTINCT o.at, o.cause, o.articles FROM other.forgetting o WHERE (` + same + `) IS NULL`); err != nil {
		return 0, err
	}
	return m.do(`INSERT OR IGNORE INTO main.tombstone (key, kind, forgetting) SELECT t.key, t.kind, (` + same + `) FROM other.tombstone t JOIN other.forgetting o ON o.id = t.forgetting`)
}

// refusedIn gives the documents of one of the two databases that tombstones
// refuse: by an address of theirs, by their text on their site, by an author.
func (m *merger) refusedIn(schema string) (list []int64, err error) {
	list, err = m.ids(`SELECT DISTINCT coalesce(d.merged, d.id) FROM main.tombstone t JOIN ` + schema + `.address a ON a.key = t.key JOIN ` + schema + `.document d ON d.id = a.document WHERE t.kind = 'address'`)
	if err != nil {
		return nil, err
	}
	if some, err := m.count(`SELECT EXISTS (SELECT 1 FROM main.tombstone WHERE kind <> 'address')`); err != nil || some == 0 {
		return list, err
	}
	seen := make(map[int64]bool, len(list))
	for _, id := range list {
		seen[id] = true
	}
	err = m.portions(`SELECT d.id, d.site, coalesce(x.text, ''), x.authors FROM `+schema+`.document d JOIN `+schema+`.extraction x ON x.id = d.extraction
		WHERE d.id > ?1 AND d.merged IS NULL ORDER BY d.id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		var site, body, authors string
		err := scan(&id, &site, &body, &authors)
		return id, func() error {
			refused, err := m.refusedText(site, body, authors)
			if refused && !seen[id] {
				list = append(list, id)
			}
			return err
		}, err
	})
	return list, err
}

// refusedText reports whether a text on a site, or one of its authors, is refused.
func (m *merger) refusedText(site, body, authors string) (bool, error) {
	var names []string
	if err := json.Unmarshal([]byte(authors), &names); err != nil {
		return false, fmt.Errorf("authors: %w", err)
	}
	if words, count := normalise(body); count >= comparableWords {
		if act, err := m.buried(textTomb(site, words), tombText); act != 0 || err != nil {
			return act != 0, err
		}
	}
	for _, name := range names {
		if act, err := m.buried(authorKey(name), tombAuthor); act != 0 || err != nil {
			return act != 0, err
		}
	}
	return false, nil
}

// forgetHere takes documents away that the other has forgotten, to the last byte
// once Erase has followed.
func (m *merger) forgetHere(documents []int64) error {
	if len(documents) == 0 {
		return nil
	}
	m.done.Forgotten += int64(len(documents))
	if err := m.gather(forgettingPlan{documents: documents}); err != nil {
		return err
	}
	if err := m.leaveClusters(); err != nil {
		return err
	}
	clear(m.dirty)
	if err := unindex(m.tx, `SELECT id FROM temp.gone_document`); err != nil {
		return err
	}
	return m.all(removals...)
}

// mergeDecisions takes over what people decided about articles; of two verdicts
// about one pair the later counts. Articles that the other keeps apart are taken
// apart here, before anything is added to them.
func (m *merger) mergeDecisions() (err error) {
	m.done.Decisions, err = m.do(`INSERT INTO main.decision (first, second, verdict, at) SELECT o.first, o.second, o.verdict, o.at FROM other.decision o WHERE true
		ON CONFLICT (first, second) DO UPDATE SET verdict = excluded.verdict, at = excluded.at
		WHERE excluded.at > at OR excluded.at = at AND excluded.verdict = 'apart' AND verdict <> 'apart'`)
	if err != nil {
		return err
	}
	m.decisions = nil
	return m.takeApart()
}

// takeApart makes articles of their own of addresses that a person keeps apart
// from the article which they are part of.
func (m *merger) takeApart() error {
	type pair struct{ first, second, document int64 }
	var pairs []pair
	if err := m.rows(`SELECT p.address, q.address, p.document FROM main.decision v JOIN main.address a ON a.key = v.first JOIN main.page p ON p.address = a.id
		JOIN main.address b ON b.key = v.second JOIN main.page q ON q.address = b.id WHERE v.verdict = 'apart' AND p.document = q.document`, nil, func(scan func(...any) error) error {
		var p pair
		err := scan(&p.first, &p.second, &p.document)
		pairs = append(pairs, p)
		return err
	}); err != nil {
		return err
	}
	for _, p := range pairs {
		whole, err := m.document(p.document)
		if err != nil {
			return err
		}
		for _, address := range []int64{p.second, p.first} {
			var url string
			var key []byte
			if _, err := m.row(`SELECT url, key FROM main.address WHERE id = ?`, []any{address}, &url, &key); err != nil {
				return err
			}
			if addressKey(key) == sum(whole.key) {
				continue // the article stands there
			}
			n := &named{name: url, document: p.document, key: addressKey(key), alias: true}
			if err := m.detach(n); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// obeyDecisions does with all articles, now that they are here, what people
// decided about them.
func (m *merger) obeyDecisions() error {
	if any, err := m.anyDecisions(); err != nil || !any {
		return err
	}
	if err := m.takeApart(); err != nil {
		return err
	}
	if _, err := m.do(`INSERT INTO temp.paired SELECT DISTINCT a.document, b.document, '` + reasonHand + `' FROM main.decision v JOIN main.address a ON a.key = v.first
		JOIN main.address b ON b.key = v.second JOIN main.document d ON d.id = a.document JOIN main.document e ON e.id = b.document
		WHERE v.verdict = 'same' AND a.document <> b.document AND d.site = e.site`); err != nil {
		return err
	}
	if m.done.Decisions == 0 {
		return nil
	}
	return m.all(`INSERT OR IGNORE INTO temp.touched_document SELECT DISTINCT a.document FROM main.decision v JOIN main.address a ON a.key IN (v.first, v.second) WHERE a.document IS NOT NULL`)
}
