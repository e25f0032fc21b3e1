package store

import (
	"cmp"
	"strings"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// save decides what a page is: an article that is not known, a change of a known
// one, the same again, or another address of one. What is decided does not
// depend on the order in which the addresses of an article arrive.
func (b *batch) save(l leased, o frontier.Outcome, fetch int64) (frontier.Saved, error) {
	saved := frontier.Saved{URL: o.Lease.URL, Source: o.Lease.Source}
	r, err := b.reading(l, o, fetch)
	if err != nil {
		return saved, err
	}
	var before pageRow
	visited, err := b.row(`SELECT document, digest, canonical, doubted, doubts FROM page WHERE address = ?`, []any{l.address},
		&before.document, &before.digest, &before.canonical, &before.doubted, &before.doubts)
	if err != nil {
		return saved, err
	}
	if visited {
		return b.revisit(r, before, saved)
	}
	matches, err := b.matches(r, l)
	if err != nil {
		return saved, err
	}
	if len(matches) == 0 {
		saved, err = b.newArticle(r, saved)
	} else {
		saved, err = b.join(r, matches, saved)
	}
	if err != nil {
		return saved, err
	}
	return b.compareParameters(r, saved)
}

// pageRow is what was read at an address before.
type pageRow struct {
	document  int64
	digest    []byte
	canonical []byte
	doubted   []byte // digest of the last reading that was not believed
	doubts    int64  // visits in a row that found it
}

func (b *batch) newArticle(r *reading, saved frontier.Saved) (frontier.Saved, error) {
	address, err := b.display(r)
	if err != nil {
		return saved, err
	}
	doc := document{ref: reference(r.identity)}
	insert := func() error {
		doc.id, err = b.insert(`INSERT INTO document (ref, address, key, site, source, feed, first_seen, last_seen, dated, words)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, doc.ref, address, r.identity, r.site, r.source, row(r.feed), b.now, b.now, r.dated(), r.textKey)
		return err
	}
	if err := insert(); err != nil {
		// A document that was joined with another once stood under this address.
		if e := b.freeReference(doc.ref); e != nil {
			return saved, e
		}
		if err := insert(); err != nil {
			return saved, err
		}
	}
	if err := b.attach(r, doc.id, r.reason); err != nil {
		return saved, err
	}
	if err := b.revise(r, doc.id, 1, nil); err != nil {
		return saved, err
	}
	saved.What, saved.Article = frontier.New, doc.ref
	alike, err := b.relate(r.content, doc.id)
	if alike {
		saved.What = frontier.Copy // of what is known when the batch is complete
	}
	return saved, err
}

// freeReference takes an id from a document that was joined with another.
func (b *batch) freeReference(ref string) error {
	_, err := b.exec(`UPDATE document SET ref = ref || '-' || id WHERE ref = ? AND merged IS NOT NULL`, ref)
	return err
}

// plainest orders the spellings of an address: the secure one first, then the
// one without what it needs not, such as tracking parameters.
const plainest = `url NOT LIKE 'https:%', length(url), url`

// display gives the address to show: the publisher's own spelling of it when the
// page names that as canonical, else the plainest that is known.
func (b *batch) display(r *reading) (int64, error) {
	var id int64
	if !r.selfCanonical() || (strings.HasPrefix(r.url, "https:") && !strings.HasPrefix(r.canonical, "https:")) {
		_, err := b.row(`SELECT id FROM address WHERE key = ? ORDER BY `+plainest+` LIMIT 1`, []any{r.key[:]}, &id)
		return id, err
	}
	found, err := b.row(`SELECT id FROM address WHERE key = ? AND url = ?`, []any{r.key[:], r.canonical}, &id)
	if err != nil || found {
		return id, err
	}
	return b.insert(`INSERT INTO address (url, key, host, source, kind, via, depth, first_seen, reason)
		SELECT ?, key, host, source, kind, via, depth, ?, ? FROM address WHERE id = ?`, r.canonical, b.now, reasonCanonical, r.address)
}

// attach makes a reading part of a document: its address with all spellings of
// it, those that redirect to it, and what the page names.
func (b *batch) attach(r *reading, document int64, reason string) error {
	if _, err := b.exec(`UPDATE address SET document = ?1, reason = CASE WHEN id = ?2 THEN ?3 ELSE reason END
		WHERE key = ?4 AND (document IS NULL OR id = ?2)`, document, r.address, reason, r.key[:]); err != nil {
		return err
	}
	if err := b.attachRedirects(r.address, document); err != nil {
		return err
	}
	if _, err := b.exec(`INSERT INTO page (address, document, digest, canonical, signals, fetch, entry) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.address, document, r.digest, r.canonicalKey(), signalsJSON(r.signals), row(r.fetch), row(r.entry)); err != nil {
		return err
	}
	return b.namings(r)
}

// namings keeps which addresses the page names as other forms of itself.
func (b *batch) namings(r *reading) error {
	const insert = `INSERT INTO naming (key, page, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	if key := r.canonicalKey(); key != nil && !r.selfCanonical() {
		if _, err := b.exec(insert, key, r.address, "canonical"); err != nil {
			return err
		}
	}
	for name := range r.names {
		key := sum(name)
		if _, err := b.exec(insert, key[:], r.address, cmp.Or(r.forms[name], "alternate")); err != nil {
			return err
		}
	}
	return nil
}

// revise writes a new revision with what was read, which from then on is shown.
func (b *batch) revise(r *reading, document, number int64, changed []string) error {
	list, err := listJSON(changed)
	if err != nil {
		return err
	}
	revision, err := b.insert(`INSERT INTO revision (document, number, at, run, fetch, changed, digest) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		document, number, r.fetched, row(b.s.run), row(r.fetch), list, r.digest)
	if err != nil {
		return err
	}
	return b.show(r, document, revision)
}

// show writes what was read as an extraction of a revision, and shows it.
func (b *batch) show(r *reading, document, revision int64) error {
	values, err := extracted(r.article)
	if err != nil {
		return err
	}
	id, err := b.insert(insertExtraction,
		append([]any{revision, r.address, r.fetched, b.s.opts.Version, row(r.fetch), row(r.entry)}, values...)...)
	if err != nil {
		return err
	}
	b.read = r.fetch
	return b.stand(r, document, revision, id, b.now)
}

// stand lets an extraction stand for an article.
func (b *batch) stand(r *reading, document, revision, extraction, seen int64) error {
	_, err := b.exec(`UPDATE document SET revision = ?, extraction = ?, words = ?, dated = ?, last_seen = max(last_seen, ?), agency = ?,
		access = CASE WHEN EXISTS (SELECT 1 FROM extraction x JOIN fetch f ON f.id = x.fetch WHERE x.id = ? AND f.credentials = 1)
			THEN '`+extract.AccessCredentials+`' ELSE ? END WHERE id = ?`,
		revision, extraction, r.textKey, r.dated(), seen, text(agency(r.article)), extraction, text(r.article.Access), document)
	return err
}
