package store

// mergeArticles takes over articles that are not known here, whole, and says of
// the others which one here each is. The kind of a row in merged_document is 0 for
// an article whose id is known here, 1 for one that had the id here before a better
// address was known, 2 for one that is new.
func (m *merger) mergeArticles() (err error) {
	const wanted = `o.id NOT IN (SELECT id FROM temp.refused_document)`
	if err := m.all(
		`INSERT INTO temp.merged_document SELECT o.id, d.id, 0 FROM other.document o JOIN main.document d ON d.ref = o.ref WHERE `+wanted,
		`INSERT INTO temp.merged_document SELECT o.id, f.document, 1 FROM other.document o JOIN main.former f ON f.ref = o.ref
			WHERE `+wanted+` AND o.id NOT IN (SELECT old FROM temp.merged_document)`,
	); err != nil {
		return err
	}
	if _, err := m.takeOver("document", map[string]string{"id": rebased("document", "o.id"), "address": "s.new", "source": mapped("source", "o.source"),
		"feed": mapped("address", "o.feed"), "revision": rebased("revision", "o.revision"), "extraction": rebased("extraction", "o.extraction"), "merged": "NULL"},
		`other.document o JOIN temp.merged_address s ON s.old = o.address WHERE `+wanted+` AND o.id NOT IN (SELECT old FROM temp.merged_document)`); err != nil {
		return err
	}
	if err := m.all(
		`INSERT INTO temp.merged_document SELECT o.id, d.id, 2 FROM other.document o JOIN main.document d ON d.id = `+rebased("document", "o.id")+` WHERE o.id NOT IN (SELECT old FROM temp.merged_document)`,
		`UPDATE main.document AS n SET merged = `+rooted("o.merged")+` FROM temp.merged_document s JOIN other.document o ON o.id = s.old
			WHERE s.kind = 2 AND n.id = s.new AND o.merged IS NOT NULL AND `+rooted("o.merged")+` <> n.id`,
		`INSERT OR IGNORE INTO temp.touched_document SELECT n.id FROM temp.merged_document s JOIN main.document n ON n.id = s.new WHERE s.kind = 2 AND n.merged IS NULL`,
	); err != nil {
		return err
	}
	if m.done.Revisions, err = m.takeOver("revision", map[string]string{"id": rebased("revision", "o.id"), "document": "s.new", "run": mapped("run", "o.run"), "fetch": mapped("fetch", "o.fetch")},
		`other.revision o JOIN temp.merged_document s ON s.old = o.document AND s.kind = 2`); err != nil {
		return err
	}
	if _, err := m.takeOver("extraction", map[string]string{"id": rebased("extraction", "o.id"), "revision": rebased("revision", "o.revision"),
		"address": `coalesce(` + mapped("address", "o.address") + `, (SELECT address FROM main.document WHERE id = s.new))`, "fetch": mapped("fetch", "o.fetch"), "entry": mapped("entry", "o.entry")},
		`other.extraction o JOIN other.revision r ON r.id = o.revision JOIN temp.merged_document s ON s.old = r.document AND s.kind = 2`); err != nil {
		return err
	}
	return m.mergeStates()
}

// mergeStates joins what is known of articles that both have: the earlier found
// them, the later knows whether they are still there.
func (m *merger) mergeStates() error {
	return m.all(
		`UPDATE main.document AS n SET first_seen = o.first_seen, source = `+mapped("source", "o.source")+`, feed = `+mapped("address", "o.feed")+`
			FROM temp.merged_document s JOIN other.document o ON o.id = s.old WHERE s.kind = 0 AND n.id = s.new AND n.key = o.key AND o.first_seen < n.first_seen`,
		`UPDATE main.document AS n SET due = o.due FROM temp.merged_document s JOIN other.document o ON o.id = s.old
			WHERE s.kind = 0 AND n.id = s.new AND n.key = o.key AND o.last_seen > n.last_seen AND n.due IS NOT o.due`,
		`UPDATE main.document AS n SET missing = o.missing, gone = o.gone FROM temp.merged_document s JOIN other.document o ON o.id = s.old
			WHERE s.kind = 0 AND n.id = s.new AND n.key = o.key AND o.missing > n.last_seen AND (n.missing IS NULL OR n.gone IS NULL AND o.gone IS NOT NULL)`,
		`UPDATE main.document AS n SET missing = NULL, gone = NULL FROM temp.merged_document s JOIN other.document o ON o.id = s.old
			WHERE s.kind = 0 AND n.id = s.new AND n.key = o.key AND n.missing IS NOT NULL AND o.last_seen > n.missing`,
		`UPDATE main.document AS n SET last_seen = o.last_seen FROM temp.merged_document s JOIN other.document o ON o.id = s.old
			WHERE s.kind = 0 AND n.id = s.new AND n.key = o.key AND o.last_seen > n.last_seen`,
		`INSERT OR IGNORE INTO main.former (ref, document, at) SELECT o.ref, `+rooted("o.document")+`, o.at FROM other.former o
			WHERE `+rooted("o.document")+` IS NOT NULL AND o.ref NOT IN (SELECT ref FROM main.document)`,
	)
}

// mergePages takes over what was read at which address, and to which article
// addresses belong. Of a page that both have read the later reading counts. Where
// the two hold an address for part of different articles, these are paired.
func (m *merger) mergePages() error {
	later, err := m.replaced("page", map[string]string{"address": "", "document": "", "fetch": mapped("fetch", "o.fetch"), "entry": mapped("entry", "o.entry")})
	if err != nil {
		return err
	}
	if err := m.all(
		// Pages that both have, of which the other has read the later one.
		`INSERT INTO temp.merged_page SELECT o.address, s.new FROM other.page o JOIN temp.merged_address s ON s.old = o.address JOIN main.page n ON n.address = s.new
			WHERE coalesce((SELECT started FROM other.fetch WHERE id = o.fetch), 0) > coalesce((SELECT started FROM main.fetch WHERE id = n.fetch), 0)`,
		`UPDATE main.page AS n SET `+later+` FROM temp.merged_page s JOIN other.page o ON o.address = s.old WHERE n.address = s.new`,
		`DELETE FROM main.naming WHERE page IN (SELECT new FROM temp.merged_page)`,
		// Pages that are new here.
		`INSERT INTO temp.merged_page SELECT o.address, s.new FROM other.page o JOIN temp.merged_address s ON s.old = o.address
			WHERE NOT EXISTS (SELECT 1 FROM main.page n WHERE n.address = s.new) AND EXISTS (SELECT 1 FROM temp.merged_document z WHERE z.old = o.document)`,
	); err != nil {
		return err
	}
	if _, err := m.takeOver("page", map[string]string{"address": "s.new", "document": rooted("o.document"), "fetch": mapped("fetch", "o.fetch"), "entry": mapped("entry", "o.entry")},
		`other.page o JOIN temp.merged_page s ON s.old = o.address WHERE `+rooted("o.document")+` IS NOT NULL`); err != nil {
		return err
	}
	return m.all(
		`INSERT OR IGNORE INTO main.naming (key, page, kind) SELECT o.key, s.new, o.kind FROM other.naming o JOIN temp.merged_page s ON s.old = o.page`,
		`INSERT INTO temp.paired SELECT DISTINCT p.document, `+rooted("o.document")+`, CASE WHEN c.reason NOT IN `+foundReasons+` THEN c.reason WHEN b.reason NOT IN `+foundReasons+` THEN b.reason ELSE '`+reasonCanonical+`' END
			FROM other.page o JOIN temp.merged_address s ON s.old = o.address JOIN main.address a ON a.id = s.new JOIN main.address b ON b.key = a.key
			JOIN main.page p ON p.address = b.id JOIN other.address c ON c.id = o.address WHERE p.document <> `+rooted("o.document"),
		`UPDATE main.address AS n SET document = `+rooted("o.document")+`, reason = CASE WHEN n.reason IN `+foundReasons+` THEN o.reason ELSE n.reason END
			FROM temp.merged_address s JOIN other.address o ON o.id = s.old WHERE n.id = s.new AND n.document IS NULL AND o.document IS NOT NULL`,
		// Spellings that were known here of an address that now holds an article.
		`UPDATE main.address AS n SET document = p.document FROM temp.merged_page s JOIN main.page p ON p.address = s.new JOIN main.address a ON a.id = p.address
			WHERE n.key = a.key AND n.document IS NULL`,
		`INSERT OR IGNORE INTO temp.touched_document SELECT p.document FROM temp.merged_page s JOIN main.page p ON p.address = s.new`,
	)
}
