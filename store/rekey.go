package store

import "winnow/extract"

// held is an address of a host whose identity is looked at anew.
type held struct {
	id, document, host int64
	url                string
	key                addressKey
	own                bool // a page was read there, or it redirects: it is no mere spelling
}

// rekey gives the addresses of a host the identities that they have by what is
// known now, and their articles the ids.
func (b *batch) rekey(host string) error {
	all, err := b.heldBy(host)
	if err != nil {
		return err
	}
	touched := map[int64]bool{}
	for _, h := range all {
		identity := b.ident.shorten(extract.Key(h.url))
		if sum(identity) == h.key {
			continue
		}
		touched[h.document] = true
		if err := b.rekeyOne(h, sum(identity)); err != nil {
			return err
		}
	}
	delete(touched, 0)
	for document := range touched {
		if err := b.reidentify(document); err != nil {
			return err
		}
	}
	clear(b.named)
	return nil
}

func (b *batch) heldBy(host string) (all []held, err error) {
	err = b.rows(`SELECT a.id, coalesce(a.document, 0), a.host, a.url, a.key, p.address IS NOT NULL OR a.target IS NOT NULL FROM host h JOIN address a ON a.host = h.id
		LEFT JOIN page p ON p.address = a.id WHERE h.name = ? AND a.kind = 'page' AND instr(a.url, '?') > 0 ORDER BY a.id`,
		[]any{extract.Host("//" + host)}, func(scan func(...any) error) error {
			var h held
			var key []byte
			err := scan(&h.id, &h.document, &h.host, &h.url, &key, &h.own)
			if h.key = addressKey(key); authority(extract.Key(h.url)) == host {
				all = append(all, h)
			}
			return err
		})
	return all, err
}

// rekeyOne gives an address another identity. Where that is known already, the
// address becomes another spelling of what stands there, unless that is another
// article.
func (b *batch) rekeyOne(h held, key addressKey) error {
	var other int64
	var document int64
	found, err := b.row(`SELECT id, coalesce(document, 0) FROM address WHERE key = ? ORDER BY id LIMIT 1`, []any{key[:]}, &other, &document)
	switch {
	case err != nil:
		return err
	case found && document != h.document && document != 0 && h.document != 0:
		return nil
	case found:
		return b.fold(h, key, document)
	case h.own, h.document == 0:
		return b.moveKey(h, key)
	}
	// It was another spelling, and shared what stood there.
	if _, err := b.exec(`UPDATE address SET key = ?2, document = NULL, reason = CASE reason WHEN ?3 THEN ?4 ELSE reason END WHERE id = ?1`,
		h.id, key[:], reasonTracking, reasonLink); err != nil {
		return err
	}
	b.delta[h.host]++
	_, err = b.exec(`INSERT INTO queue (host, not_before, priority, address, source, tries) SELECT host, 0, depth, id, source, 0 FROM address WHERE id = ?
		ON CONFLICT (address) DO NOTHING`, h.id)
	return err
}

// fold makes an address another spelling of a known one.
func (b *batch) fold(h held, key addressKey, document int64) error {
	if document == 0 {
		document = h.document
		if _, err := b.exec(`UPDATE address SET document = ? WHERE key = ?`, row(document), key[:]); err != nil {
			return err
		}
	}
	if _, err := b.exec(`UPDATE address SET key = ?, document = ?, reason = ? WHERE id = ?`, key[:], row(document), reasonTracking, h.id); err != nil {
		return err
	}
	if err := b.onePage(key); err != nil {
		return err
	}
	return b.dequeue(place{id: h.id, host: h.host})
}

// onePage leaves of the pages that were read under one identity the one that the
// article shows: two histories of one page would take turns in making revisions.
func (b *batch) onePage(key addressKey) error {
	var keep int64
	if _, err := b.row(`SELECT p.address FROM address a JOIN page p ON p.address = a.id JOIN document d ON d.id = p.document
		WHERE a.key = ? ORDER BY a.id <> d.address, length(a.url), a.id LIMIT 1`, []any{key[:]}, &keep); err != nil || keep == 0 {
		return err
	}
	for _, query := range []string{
		`DELETE FROM naming WHERE page IN (SELECT id FROM address WHERE key = ?1) AND page <> ?2`,
		`DELETE FROM page WHERE address IN (SELECT id FROM address WHERE key = ?1) AND address <> ?2`,
	} {
		if _, err := b.exec(query, key[:], keep); err != nil {
			return err
		}
	}
	return nil
}

// moveKey takes along what refers to an address by its key.
func (b *batch) moveKey(h held, key addressKey) error {
	for _, query := range []string{
		`UPDATE address SET key = ?2 WHERE key = ?1 AND id = ?3`,
		`UPDATE OR IGNORE naming SET key = ?2 WHERE key = ?1 AND ?3 = ?3`,
		`UPDATE page SET canonical = ?2 WHERE canonical = ?1 AND document = (SELECT document FROM address WHERE id = ?3)`,
		`INSERT OR IGNORE INTO decision (first, second, verdict, at) SELECT min(?2, second), max(?2, second), verdict, at FROM decision WHERE first = ?1 AND second <> ?2 AND ?3 = ?3`,
		`INSERT OR IGNORE INTO decision (first, second, verdict, at) SELECT min(?2, first), max(?2, first), verdict, at FROM decision WHERE second = ?1 AND first <> ?2 AND ?3 = ?3`,
	} {
		if _, err := b.exec(query, h.key[:], key[:], h.id); err != nil {
			return err
		}
	}
	return nil
}

// reidentify gives an article the identity of the address that it stands under,
// which has to be one that is its own. The id that it had goes on leading to it.
func (b *batch) reidentify(document int64) error {
	if _, err := b.exec(`UPDATE document SET address = (SELECT id FROM address WHERE document = ?1 ORDER BY `+plainest+` LIMIT 1)
		WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM address WHERE id = document.address AND document = ?1)
		AND EXISTS (SELECT 1 FROM address WHERE document = ?1)`, document); err != nil {
		return err
	}
	doc, err := b.document(document)
	if err != nil {
		return err
	}
	var url string
	if _, err := b.row(`SELECT url FROM address WHERE id = ?`, []any{doc.address}, &url); err != nil {
		return err
	}
	if b.tracked(url) { // another spelling of it may do without
		if _, err := b.row(`UPDATE document SET address = (SELECT id FROM address WHERE key = (SELECT key FROM address WHERE id = document.address)
			AND document = ?1 ORDER BY `+plainest+` LIMIT 1) WHERE id = ?1 RETURNING (SELECT url FROM address WHERE id = document.address)`,
			[]any{document}, &url); err != nil {
			return err
		}
	}
	identity, _, err := b.identity(url)
	if err != nil || identity == doc.key {
		return err
	}
	ref := reference(identity)
	if err := b.freeReference(ref); err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO former (ref, document, at) VALUES (?, ?, ?) ON CONFLICT (ref) DO UPDATE SET document = excluded.document`, []any{doc.ref, doc.id, b.now}},
		{`DELETE FROM former WHERE ref = ?`, []any{ref}},
		{`UPDATE document SET ref = ?, key = ? WHERE id = ?`, []any{ref, identity, doc.id}},
	} {
		if _, err := b.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}
