package store

import "strings"

// found reports whether a reason tells how an address became known.
func found(reason string) bool { return strings.Contains(foundReasons, "'"+reason+"'") }

// mergeReasons joins why addresses belong to their articles. Of the address under
// which an article stands the database counts that knew it first; of its other
// addresses the reason why they belong to it says more than how they were found.
func (m *merger) mergeReasons() error {
	const both = ` FROM main.document d, temp.merged_address s JOIN other.address o ON o.id = s.old
		WHERE d.id = n.document AND n.id = s.new AND NOT s.fresh AND o.document IS NOT NULL AND o.reason <> n.reason
		AND ` + `(SELECT key FROM main.address WHERE id = d.address)`
	if err := m.all(
		`UPDATE main.address AS n SET reason = o.reason FROM temp.merged_address s JOIN other.address o ON o.id = s.old
			WHERE n.id = s.new AND s.earlier AND n.document IS NULL AND o.document IS NULL AND o.reason <> n.reason`,
		`UPDATE main.address AS n SET reason = o.reason`+both+` = n.key AND s.earlier`,
		`UPDATE main.address AS n SET reason = o.reason`+both+` <> n.key AND (n.reason IN `+foundReasons+` AND (o.reason NOT IN `+foundReasons+` OR s.earlier)
			OR o.reason = '`+reasonHand+`' OR o.reason NOT IN `+foundReasons+` AND o.reason < n.reason AND n.reason <> '`+reasonHand+`')`,
	); err != nil {
		return err
	}
	return m.portions(`SELECT n.id, n.key FROM temp.merged_address s JOIN main.address n ON n.id = s.new WHERE n.id > ?1
		AND EXISTS (SELECT 1 FROM main.address f WHERE f.key = n.key AND f.id <> n.id) ORDER BY n.id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		var key []byte
		err := scan(&id, &key)
		return id, func() error { return m.spellings(key) }, err
	})
}

// spellings says of addresses that are one which of them are but other spellings
// of it: those with parameters that are no part of it, and those that were seen
// later.
func (m *merger) spellings(key []byte) error {
	type spelling struct {
		id          int64
		url, reason string
		tracked     bool
	}
	var all []spelling
	plain := false
	if err := m.rows(`SELECT id, url, reason FROM main.address WHERE key = ? ORDER BY first_seen, url`, []any{key}, func(scan func(...any) error) error {
		var s spelling
		err := scan(&s.id, &s.url, &s.reason)
		if found(s.reason) {
			s.tracked = m.tracked(s.url)
			plain = plain || !s.tracked
			all = append(all, s)
		}
		return err
	}); err != nil {
		return err
	}
	meant := false // the spelling that was meant is passed
	for _, s := range all {
		reason := reasonSpelling
		switch {
		case !meant && s.tracked != plain:
			meant = true
			continue
		case s.tracked:
			reason = reasonTracking
		}
		if _, err := m.exec(`UPDATE main.address SET reason = ? WHERE id = ?`, reason, s.id); err != nil {
			return err
		}
	}
	return nil
}
