package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"winnow/extract"
)

// ErrNothingToSplit says that an article stands alone already, or that an address
// has no text of its own.
var ErrNothingToSplit = errors.New("there is nothing to split")

// errTried ends a transaction that was only to show what it would do.
var errTried = errors.New("only tried")

// Decided is an article after a decision by hand.
type Decided struct {
	ID      string `json:"id"` // empty when its page has to be fetched again first
	URL     string `json:"url"`
	Cluster string `json:"cluster,omitempty"`
	Role    string `json:"role,omitempty"`
	What    string `json:"what"` // joined, linked, split, apart, waits
}

// Split keeps articles apart for good. One address that is another address of an
// article becomes an article of its own; one article leaves its cluster; several
// are never to be one article or in one cluster. Names are as for Article. With
// try, nothing is written.
//
// An address of which no text was kept is fetched again by the next run. The error
// wraps ErrNoArticle or ErrNothingToSplit.
func (s *Store) Split(ctx context.Context, names []string, try bool) ([]Decided, error) {
	return s.deciding(ctx, names, try, func(b *batch, list []*named) error {
		if len(list) == 1 {
			return b.splitOne(list[0])
		}
		return b.splitAll(list)
	})
}

// Join puts articles together for good: on one site into one article, on several
// into one cluster. Names are as for Article. With try, nothing is written. The
// error wraps ErrNoArticle.
func (s *Store) Join(ctx context.Context, names []string, try bool) ([]Decided, error) {
	return s.deciding(ctx, names, try, func(b *batch, list []*named) error {
		for _, other := range list[1:] {
			if err := b.joinTwo(list[0], other); err != nil {
				return err
			}
		}
		return nil
	})
}

// named is an article, or one address of it, that a person names.
type named struct {
	name     string
	document int64
	key      addressKey // of the address that is meant
	alias    bool       // it is not the one that the article stands under
	what     string
}

func (s *Store) deciding(ctx context.Context, names []string, try bool, do func(*batch, []*named) error) ([]Decided, error) {
	var list []*named
	for _, name := range names {
		document, err := s.find(ctx, name)
		if err != nil {
			return nil, err
		}
		list = append(list, &named{name: name, document: document})
	}
	var decided []Decided
	err := s.update(ctx, func(t tx) error {
		b := s.batch(t)
		yes := true
		b.decisions = &yes
		for _, n := range list {
			if err := b.identify(n); err != nil {
				return err
			}
		}
		if err := do(b, list); err != nil {
			return err
		}
		if err := b.settleClusters(); err != nil {
			return err
		}
		for _, n := range list {
			d, err := b.decidedOf(n)
			if err != nil {
				return err
			}
			decided = append(decided, d)
		}
		if try {
			return errTried
		}
		return nil
	}, func() { s.waiting = nil })
	if errors.Is(err, errTried) {
		err = nil
	}
	return decided, err
}

// identify finds which address of an article a name means.
func (b *batch) identify(n *named) error {
	d, err := b.document(n.document)
	if err != nil {
		return err
	}
	n.key = sum(d.key)
	key, err := b.key(n.name)
	if err == nil && key != n.key {
		n.alias, err = b.row(`SELECT 1 FROM address WHERE key = ? AND document = ? LIMIT 1`, []any{key[:], n.document}, new(int))
		if n.alias {
			n.key = key
		}
	}
	return err
}

// splitOne takes an address out of an article, or an article out of its cluster.
func (b *batch) splitOne(n *named) error {
	if n.alias {
		return b.detach(n)
	}
	if other, err := b.onlyOther(n); err != nil || other != nil {
		if err != nil {
			return err
		}
		n.what = "split"
		return b.detach(other)
	}
	others, err := b.ids(`SELECT o.document FROM member m JOIN member o ON o.cluster = m.cluster AND o.document <> m.document WHERE m.document = ?`, n.document)
	if err == nil && len(others) == 0 {
		err = fmt.Errorf("%s: %w: it is in no cluster; name one of its other addresses to make that an article of its own", n.name, ErrNothingToSplit)
	}
	for _, other := range others {
		if err == nil {
			err = b.keepApart(n.document, other)
		}
	}
	n.what = "apart"
	return err
}

// onlyOther is the one other address of an article that was joined by hand, when
// the article is named by the address it stands under: which of the two is meant
// makes no difference then.
func (b *batch) onlyOther(n *named) (*named, error) {
	if key, err := b.key(n.name); err != nil || key != n.key {
		return nil, err // named by its id
	}
	var keys []addressKey
	err := b.rows(`SELECT DISTINCT a.key FROM page p JOIN address a ON a.id = p.address WHERE p.document = ? AND a.key <> ? AND a.reason = ?`,
		[]any{n.document, n.key[:], reasonHand}, func(scan func(...any) error) error {
			var key []byte
			err := scan(&key)
			keys = append(keys, addressKey(key))
			return err
		})
	if err != nil || len(keys) != 1 {
		return nil, err
	}
	return &named{name: n.name, document: n.document, key: keys[0], alias: true}, nil
}

// splitAll keeps articles apart from each other.
func (b *batch) splitAll(list []*named) error {
	for _, n := range list {
		for _, other := range list {
			if n != other && n.document == other.document && n.alias {
				if err := b.detach(n); err != nil {
					return err
				}
			}
		}
	}
	for i, n := range list {
		if n.what == "" {
			n.what = "apart"
		}
		for _, other := range list[i+1:] {
			if err := b.decide(n.key, other.key, verdictApart); err != nil {
				return err
			}
		}
		if n.document != 0 {
			b.dirty[n.document] = true
		}
	}
	return nil
}

func (b *batch) keepApart(x, y int64) error {
	first, err := b.document(x)
	if err != nil {
		return err
	}
	second, err := b.document(y)
	if err != nil {
		return err
	}
	b.dirty[x], b.dirty[y] = true, true
	return b.decide(sum(first.key), sum(second.key), verdictApart)
}

// joinTwo puts two articles together.
func (b *batch) joinTwo(first, second *named) error {
	for _, n := range []*named{first, second} { // one may have been joined just now
		if _, err := b.row(`SELECT coalesce(merged, id) FROM document WHERE id = ?`, []any{n.document}, &n.document); err != nil {
			return err
		}
	}
	if err := b.decide(first.key, second.key, verdictSame); err != nil {
		return err
	}
	first.what, second.what = "joined", "joined"
	if first.document == second.document {
		return nil
	}
	one, err := b.document(first.document)
	if err != nil {
		return err
	}
	two, err := b.document(second.document)
	if err != nil {
		return err
	}
	if err := b.decide(sum(one.key), sum(two.key), verdictSame); err != nil {
		return err
	}
	b.dirty[one.id], b.dirty[two.id] = true, true
	if one.site != two.site {
		first.what, second.what = "linked", "linked"
		return nil
	}
	kept, err := b.merge(one.id, match{two.id, reasonHand})
	if err != nil {
		return err
	}
	first.document, second.document = kept, kept
	return b.recluster(kept)
}

// detach makes an address of an article an article of its own again: the one it
// was before it was joined, or one of what was read there. Where neither was kept,
// its page is asked for again.
func (b *batch) detach(n *named) error {
	whole, err := b.document(n.document)
	if err != nil {
		return err
	}
	var at int64
	if read, err := b.row(`SELECT p.address FROM page p JOIN address a ON a.id = p.address WHERE a.key = ? AND p.document = ?`,
		[]any{n.key[:], n.document}, &at); err != nil || !read {
		return errors.Join(err, fmt.Errorf("%s: %w: no page was read there, it only leads to the article", n.name, ErrNothingToSplit))
	}
	if err := b.decide(n.key, sum(whole.key), verdictApart); err != nil {
		return err
	}
	alone, err := b.restored(n, whole, at)
	if err != nil {
		return err
	}
	n.what, n.document = "split", alone
	if alone == 0 {
		n.what = "waits"
		return errors.Join(b.askAgain(n.key, at), b.recluster(whole.id))
	}
	for _, query := range []string{
		`UPDATE address SET document = ?1, reason = CASE WHEN id = ?2 THEN 'link' ELSE reason END WHERE key = (SELECT key FROM address WHERE id = ?2)`,
		`UPDATE address SET document = ?1 WHERE target = ?2`,
		`UPDATE page SET document = ?1 WHERE address = ?2`,
	} {
		if _, err := b.exec(query, alone, at); err != nil {
			return err
		}
	}
	return errors.Join(b.recluster(alone), b.recluster(whole.id))
}

// restored gives the document that an address had before it was joined, or a new
// one of what was last read there; 0 when no text of it was kept.
func (b *batch) restored(n *named, whole document, at int64) (int64, error) {
	var url string
	if _, err := b.row(`SELECT url FROM address WHERE id = ?`, []any{at}, &url); err != nil {
		return 0, err
	}
	identity, _, err := b.identity(url)
	if err != nil {
		return 0, err
	}
	ref := reference(identity)
	if _, err := b.exec(`DELETE FROM former WHERE ref = ?`, ref); err != nil {
		return 0, err
	}
	var before int64
	found, err := b.row(`SELECT id FROM document WHERE merged = ? AND key = ? ORDER BY id DESC LIMIT 1`, []any{whole.id, identity}, &before)
	if err != nil {
		return 0, err
	}
	if found {
		_, err := b.exec(`UPDATE document SET merged = NULL, ref = ?, due = ? WHERE id = ?`, ref, b.now, before)
		return before, err
	}
	var extraction int64
	found, err = b.row(`SELECT x.id FROM extraction x JOIN revision r ON r.id = x.revision JOIN address a ON a.id = x.address
		WHERE r.document = ? AND a.key = ? ORDER BY x.id DESC LIMIT 1`, []any{whole.id, n.key[:]}, &extraction)
	if err != nil || !found {
		return 0, err
	}
	return b.documentOf(extraction, ref, identity, at)
}

// documentOf makes a document that shows an extraction of another.
func (b *batch) documentOf(extraction int64, ref, identity string, at int64) (int64, error) {
	if err := b.freeReference(ref); err != nil {
		return 0, err
	}
	var body sql.NullString
	var fetched int64
	if _, err := b.row(`SELECT text, fetched FROM extraction WHERE id = ?`, []any{extraction}, &body, &fetched); err != nil {
		return 0, err
	}
	c := contentOf(extract.Site("https:"+identity), body.String)
	document, err := b.insert(`INSERT INTO document (ref, address, key, site, source, first_seen, last_seen, dated, words, agency, due)
		SELECT ?1, ?2, ?3, ?4, d.source, x.fetched, ?5, d.dated, ?6, d.agency, ?5 FROM extraction x JOIN revision r ON r.id = x.revision
		JOIN document d ON d.id = r.document WHERE x.id = ?7`, ref, at, identity, c.site, b.now, c.textKey, extraction)
	if err != nil {
		return 0, err
	}
	revision, err := b.insert(`INSERT INTO revision (document, number, at, run, fetch) SELECT ?, 1, ?, r.run, r.fetch
		FROM extraction x JOIN revision r ON r.id = x.revision WHERE x.id = ?`, document, fetched, extraction)
	if err != nil {
		return 0, err
	}
	var columns string
	if _, err := b.row(`SELECT group_concat(name) FROM pragma_table_info('extraction') WHERE name NOT IN ('id', 'revision')`, nil, &columns); err != nil {
		return 0, err
	}
	own, err := b.insert(`INSERT INTO extraction (revision, `+columns+`) SELECT ?, `+columns+` FROM extraction WHERE id = ?`, revision, extraction)
	if err != nil {
		return 0, err
	}
	_, err = b.exec(`UPDATE document SET revision = ?, extraction = ? WHERE id = ?`, revision, own, document)
	return document, err
}

// askAgain has the next run fetch an address as if it had never been read.
func (b *batch) askAgain(key addressKey, at int64) error {
	for _, query := range []string{
		`DELETE FROM naming WHERE page = ?1`,
		`DELETE FROM page WHERE address = ?1`,
		`UPDATE address SET document = NULL WHERE target = ?1`,
		`UPDATE address SET document = NULL, reason = 'link' WHERE key = (SELECT key FROM address WHERE id = ?1)`,
		`INSERT INTO queue (host, not_before, priority, address, source, tries) SELECT host, 0, 0, id, source, 0 FROM address WHERE id = ?1
			ON CONFLICT (address) DO NOTHING`,
	} {
		if _, err := b.exec(query, at); err != nil {
			return err
		}
	}
	return nil
}

// decidedOf tells how an article stands after a decision.
func (b *batch) decidedOf(n *named) (Decided, error) {
	d := Decided{URL: n.name, What: n.what}
	if n.document == 0 {
		return d, nil
	}
	_, err := b.row(`SELECT d.ref, a.url, coalesce(c.name, ''), coalesce(m.role, '') FROM document d JOIN address a ON a.id = d.address
		LEFT JOIN member m ON m.document = d.id LEFT JOIN cluster c ON c.id = m.cluster WHERE d.id = ?`, []any{n.document},
		&d.ID, &d.URL, &d.Cluster, &d.Role)
	return d, err
}
