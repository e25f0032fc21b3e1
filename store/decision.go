package store

import (
	"bytes"
)

// Verdicts of people about two articles.
const (
	verdictSame  = "same"
	verdictApart = "apart"
)

// reasonHand says that a person decided it.
const reasonHand = "by-hand"

// decide keeps a verdict about two identity keys, in place of an earlier one.
func (b *batch) decide(x, y addressKey, verdict string) error {
	if bytes.Compare(x[:], y[:]) > 0 {
		x, y = y, x
	}
	if x == y {
		return nil
	}
	_, err := b.exec(`INSERT INTO decision (first, second, verdict, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (first, second) DO UPDATE SET verdict = excluded.verdict, at = excluded.at WHERE verdict <> excluded.verdict`,
		x[:], y[:], verdict, b.now)
	return err
}

// anyDecisions reports whether anything was ever decided by hand.
func (b *batch) anyDecisions() (bool, error) {
	if b.decisions == nil {
		found, err := b.row(`SELECT 1 FROM decision LIMIT 1`, nil, new(int))
		if err != nil {
			return false, err
		}
		b.decisions = &found
	}
	return *b.decisions, nil
}

// decidedOfKey gives the documents about which a verdict was given together with
// an address.
func (b *batch) decidedOfKey(key addressKey, verdict string) ([]int64, error) {
	if any, err := b.anyDecisions(); err != nil || !any {
		return nil, err
	}
	return b.ids(`SELECT DISTINCT a.document FROM (SELECT second AS other, verdict FROM decision WHERE first = ?1
			UNION ALL SELECT first, verdict FROM decision WHERE second = ?1) d
		JOIN address a ON a.key = d.other WHERE d.verdict = ?2 AND a.document IS NOT NULL`, key[:], verdict)
}

// decided gives the other documents about which a verdict was given together
// with a document, under any of its addresses.
func (b *batch) decided(document int64, verdict string) ([]int64, error) {
	if any, err := b.anyDecisions(); err != nil || !any {
		return nil, err
	}
	return b.ids(`SELECT DISTINCT o.document FROM address a
		JOIN (SELECT first AS one, second AS other, verdict FROM decision UNION ALL SELECT second, first, verdict FROM decision) d ON d.one = a.key
		JOIN address o ON o.key = d.other WHERE a.document = ?1 AND d.verdict = ?2 AND o.document IS NOT NULL AND o.document <> ?1`, document, verdict)
}

// byHand gives the documents of the same site that a person joined a page with.
func (b *batch) byHand(r *reading, _ leased) ([]match, error) {
	documents, err := b.decidedOfKey(r.key, verdictSame)
	var found []match
	for _, id := range documents {
		d, e := b.document(id)
		if e != nil {
			return nil, e
		}
		if d.site == r.site {
			found = append(found, match{id, reasonHand})
		}
	}
	return found, err
}

// allowed leaves out the matches that a person keeps apart from a page, or from a
// match before them.
func (b *batch) allowed(r *reading, matches []match) ([]match, error) {
	if any, err := b.anyDecisions(); err != nil || !any || len(matches) == 0 {
		return matches, err
	}
	apart, err := b.decidedOfKey(r.key, verdictApart)
	if err != nil {
		return nil, err
	}
	var kept []match
	for _, m := range matches {
		if containsID(apart, m.document) {
			continue
		}
		kept = append(kept, m)
		more, err := b.decided(m.document, verdictApart)
		if err != nil {
			return nil, err
		}
		apart = append(apart, more...)
	}
	return kept, nil
}

func containsID(list []int64, id int64) bool {
	for _, other := range list {
		if other == id {
			return true
		}
	}
	return false
}
