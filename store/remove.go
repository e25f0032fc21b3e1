package store

import (
	"context"
	"fmt"

	"winnow/extract"
)

// forget takes the documents of a plan away, and refuses what they were from now
// on.
func (b *batch) forget(p forgettingPlan, f Forgetting) error {
	if f.Future && f.Author != "" {
		act, err := b.act(f, 0)
		if err != nil {
			return err
		}
		if err := b.bury(authorKey(f.Author), tombAuthor, act); err != nil {
			return err
		}
	}
	for _, address := range p.refused {
		act, err := b.act(f, 0)
		if err != nil {
			return err
		}
		if err := b.bury(sum(extract.Key(address)), tombAddress, act); err != nil {
			return err
		}
	}
	if err := b.gather(p); err != nil {
		return err
	}
	for _, document := range p.documents {
		if err := b.buryDocument(document, f); err != nil {
			return err
		}
	}
	if err := b.leaveClusters(); err != nil {
		return err
	}
	if err := unindex(b.tx, `SELECT id FROM temp.gone_document`); err != nil {
		return err
	}
	for _, query := range removals {
		if _, err := b.exec(query); err != nil {
			return fmt.Errorf("%.40s: %w", query, err)
		}
	}
	return nil
}

func (b *batch) act(f Forgetting, articles int) (int64, error) {
	return b.insert(`INSERT INTO forgetting (at, cause, articles) VALUES (?, ?, ?)`, b.now, f.Cause(), articles)
}

// Rows that go, as lists of the writer's own: they outlive no connection.
const lists = `
	CREATE TEMP TABLE IF NOT EXISTS gone_document (id INTEGER PRIMARY KEY);
	CREATE TEMP TABLE IF NOT EXISTS gone_address (id INTEGER PRIMARY KEY);
	DELETE FROM temp.gone_document;
	DELETE FROM temp.gone_address;`

// gather lists the documents of a plan with those that were joined with them, and
// every address of them but those that are feeds or start pages too.
func (b *batch) gather(p forgettingPlan) error {
	for _, address := range p.refused {
		key := sum(extract.Key(address))
		if _, err := b.exec(`INSERT OR IGNORE INTO temp.gone_address SELECT id FROM address WHERE key = ? AND document IS NULL`, key[:]); err != nil {
			return err
		}
	}
	if _, err := b.exec(`INSERT INTO temp.gone_document SELECT d.id FROM json_each(?1) v JOIN document d ON d.id = v.value
		UNION SELECT d.id FROM json_each(?1) v JOIN document d ON d.merged = v.value`, idList(p.documents)); err != nil {
		return err
	}
	for _, query := range []string{
		`INSERT OR IGNORE INTO temp.gone_address SELECT a.id FROM temp.gone_document d JOIN address a ON a.document = d.id`,
		`INSERT OR IGNORE INTO temp.gone_address SELECT p.address FROM temp.gone_document d JOIN page p ON p.document = d.id`,
		`INSERT OR IGNORE INTO temp.gone_address SELECT b.id FROM temp.gone_address g JOIN address a ON a.id = g.id JOIN address b ON b.key = a.key`,
		`INSERT OR IGNORE INTO temp.gone_address SELECT a.id FROM temp.gone_address g JOIN address a ON a.target = g.id WHERE a.document IS NULL`,
		`DELETE FROM temp.gone_address WHERE id IN (SELECT address FROM feed)`,
	} {
		if _, err := b.exec(query); err != nil {
			return err
		}
	}
	return nil
}

// buryDocument refuses the addresses and the texts of a document, and of those
// that were joined with it.
func (b *batch) buryDocument(document int64, f Forgetting) error {
	act, err := b.act(f, 1)
	if err != nil {
		return err
	}
	if _, err := b.exec(`INSERT INTO tombstone (key, kind, forgetting) SELECT DISTINCT key, ?3, ?2 FROM address
		WHERE document = ?1 AND id NOT IN (SELECT address FROM feed) ON CONFLICT DO NOTHING`, document, act, tombAddress); err != nil {
		return err
	}
	var texts []addressKey
	if err := b.rows(`SELECT d.site, coalesce(x.text, '') FROM document d JOIN revision r ON r.document = d.id JOIN extraction x ON x.revision = r.id
		WHERE d.id = ?1 OR d.merged = ?1`, []any{document}, func(scan func(...any) error) error {
		var site, text string
		err := scan(&site, &text)
		if words, count := normalise(text); count >= comparableWords {
			texts = append(texts, textTomb(site, words))
		}
		return err
	}); err != nil {
		return err
	}
	for _, key := range texts {
		if err := b.bury(key, tombText, act); err != nil {
			return err
		}
	}
	return nil
}

// leaveClusters takes the marks of what goes out of the index, and settles the
// clusters of what stays.
func (b *batch) leaveClusters() error {
	documents, err := b.ids(`SELECT id FROM temp.gone_document`)
	if err != nil {
		return err
	}
	for _, document := range documents {
		if err := b.unrelate(document); err != nil {
			return err
		}
	}
	if _, err := b.exec(`UPDATE document SET words = NULL WHERE id IN ` + goneDocuments); err != nil {
		return err
	}
	return b.settleClusters()
}

const (
	goneDocuments = `(SELECT id FROM temp.gone_document)`
	goneAddresses = `(SELECT id FROM temp.gone_address)`
	goneRevisions = `(SELECT r.id FROM temp.gone_document d JOIN revision r ON r.document = d.id)`
	goneFetches   = `(SELECT f.id FROM temp.gone_address g JOIN fetch f ON f.address = g.id)`
	goneEntries   = `(SELECT e.id FROM temp.gone_address g JOIN entry e ON e.address = g.id
		UNION SELECT e.id FROM temp.gone_address g JOIN entry e ON e.feed = g.id)`
)

// removals take away what hangs on the listed documents and addresses. Whoever
// adds a table that holds text, or refers to one of these, adds its row; the
// order is for people, as references are not checked on the way.
var removals = []string{
	`INSERT OR IGNORE INTO erasure SELECT url FROM address WHERE id IN ` + goneAddresses,
	`DELETE FROM decision WHERE first IN (SELECT a.key FROM temp.gone_address g JOIN address a ON a.id = g.id)
		OR second IN (SELECT a.key FROM temp.gone_address g JOIN address a ON a.id = g.id)`,
	`DELETE FROM parameter_pair WHERE first IN ` + goneAddresses + ` OR second IN ` + goneAddresses,
	`UPDATE parameter SET first = NULL WHERE first IN ` + goneAddresses,
	`UPDATE parameter SET second = NULL WHERE second IN ` + goneAddresses,
	`DELETE FROM queue WHERE address IN ` + goneAddresses,
	`DELETE FROM lease WHERE address IN ` + goneAddresses,
	`UPDATE queue SET entry = NULL WHERE entry IN ` + goneEntries,
	`UPDATE page SET entry = NULL WHERE entry IN ` + goneEntries,
	`UPDATE extraction SET entry = NULL WHERE entry IN ` + goneEntries,
	`UPDATE lease SET entry = NULL WHERE entry IN ` + goneEntries,
	`DELETE FROM entry WHERE id IN ` + goneEntries,
	`DELETE FROM failure WHERE address IN ` + goneAddresses,
	`DELETE FROM naming WHERE page IN ` + goneAddresses,
	`DELETE FROM naming WHERE page IN (SELECT p.address FROM temp.gone_document d JOIN page p ON p.document = d.id)`,
	`DELETE FROM page WHERE document IN ` + goneDocuments,
	`DELETE FROM blob WHERE hash IN (SELECT f.body_hash FROM temp.gone_address g JOIN fetch f ON f.address = g.id)`,
	`UPDATE page SET fetch = NULL WHERE fetch IN ` + goneFetches,
	`UPDATE revision SET fetch = NULL WHERE fetch IN ` + goneFetches,
	`DELETE FROM record WHERE fetch IN ` + goneFetches,
	`DELETE FROM part WHERE first IN ` + goneFetches + ` OR fetch IN ` + goneFetches,
	`DELETE FROM fetch WHERE address IN ` + goneAddresses,
	`DELETE FROM extraction WHERE revision IN ` + goneRevisions,
	`DELETE FROM revision WHERE document IN ` + goneDocuments,
	`DELETE FROM former WHERE document IN ` + goneDocuments,
	`DELETE FROM member WHERE document IN ` + goneDocuments,
	`UPDATE document SET feed = NULL WHERE feed IN ` + goneAddresses,
	`DELETE FROM document WHERE id IN ` + goneDocuments,
	`UPDATE address SET document = NULL WHERE document IN ` + goneDocuments,
	`UPDATE extraction SET address = (SELECT d.address FROM revision r JOIN document d ON d.id = r.document WHERE r.id = extraction.revision)
		WHERE address IN ` + goneAddresses,
	`UPDATE address SET via = NULL WHERE via IN ` + goneAddresses,
	`UPDATE address SET target = NULL WHERE target IN ` + goneAddresses,
	`DELETE FROM address WHERE id IN ` + goneAddresses,
}

// remove writes one transaction in which rows that others refer to may go, and
// what they held is overwritten with zeros. References are not looked after row by
// row, which would read whole tables for each: what is done has to leave none.
func (s *Store) remove(ctx context.Context, do func(*batch) error) error {
	if s.writer == nil {
		return s.update(ctx, nil, nil) // says that it only reads
	}
	if err := s.settings(ctx, "PRAGMA foreign_keys=OFF; PRAGMA secure_delete=ON;"+lists); err != nil {
		return err
	}
	err := s.update(ctx, func(t tx) error { return do(s.batch(t)) }, func() {
		s.waiting, s.known = nil, new(knownSet) // what left the queue is counted again
	})
	if e := s.settings(context.WithoutCancel(ctx), "PRAGMA foreign_keys=ON; PRAGMA secure_delete=OFF"); err == nil {
		err = e
	}
	return err
}

// settings changes how the writer works, between two transactions.
func (s *Store) settings(ctx context.Context, script string) error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	_, err := s.writer.conn.ExecContext(ctx, script)
	return explain(s.path, "write", err)
}
