package store

import (
	"bytes"
	"database/sql"
	"encoding/json"
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
	visited, err := b.row(`SELECT document, digest, canonical FROM page WHERE address = ?`, []any{l.address},
		&before.document, &before.digest, &before.canonical)
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
		return b.newArticle(r, saved)
	}
	return b.join(r, matches, saved)
}

// pageRow is what was read at an address before.
type pageRow struct {
	document  int64
	digest    []byte
	canonical []byte
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
	if _, err := b.exec(`INSERT INTO page (address, document, digest, canonical, signals, fetch) VALUES (?, ?, ?, ?, ?, ?)`,
		r.address, document, r.digest, r.canonicalKey(), signalsJSON(r.signals), row(r.fetch)); err != nil {
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
		if _, err := b.exec(insert, key[:], r.address, "alternate"); err != nil {
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
	revision, err := b.insert(`INSERT INTO revision (document, number, at, run, fetch, changed) VALUES (?, ?, ?, ?, ?, ?)`,
		document, number, r.fetched, row(b.s.run), row(r.fetch), list)
	if err != nil {
		return err
	}
	return b.show(r, document, revision)
}

// show writes what was read as an extraction of a revision, and shows it.
func (b *batch) show(r *reading, document, revision int64) error {
	a := r.article
	authors, err := listJSON(a.Authors)
	if err != nil {
		return err
	}
	tags, err := listJSON(a.Tags)
	if err != nil {
		return err
	}
	provenance := a.Provenance
	if provenance == nil {
		provenance = extract.Provenance{}
	}
	origins, err := json.Marshal(provenance)
	if err != nil {
		return err
	}
	extraction, err := b.insert(`INSERT INTO extraction (revision, address, fetched, extractor, title, subtitle, authors, published, modified,
		organization, site_name, section, tags, language, license, word_count, image, is_article, provenance, text, markdown, html)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		revision, r.address, r.fetched, b.s.opts.Version, text(a.Title), text(a.Subtitle), authors, dateText(a.Published), dateText(a.Modified),
		text(a.Organization), text(a.SiteName), text(a.Section), tags, text(a.Language), text(a.License), a.WordCount, text(a.Image), a.IsArticle,
		string(origins), text(a.Text), text(a.Markdown), text(a.HTML))
	if err != nil {
		return err
	}
	_, err = b.exec(`UPDATE document SET revision = ?, extraction = ?, words = ?, dated = ?, last_seen = ? WHERE id = ?`,
		revision, extraction, r.textKey, r.dated(), b.now, document)
	return err
}

// revisit compares a page with what was read at the same address before.
func (b *batch) revisit(r *reading, before pageRow, saved frontier.Saved) (frontier.Saved, error) {
	doc, err := b.document(before.document)
	if err != nil {
		return saved, err
	}
	saved.What, saved.Article = frontier.Same, doc.ref
	changed, err := b.changes(r, doc, bytes.Equal(before.digest, r.digest))
	if err != nil {
		return saved, err
	}
	if _, err := b.exec(`UPDATE page SET digest = ?, canonical = ?, signals = ?, fetch = coalesce(?, fetch) WHERE address = ?`,
		r.digest, r.canonicalKey(), signalsJSON(r.signals), row(r.fetch), r.address); err != nil {
		return saved, err
	}
	if _, err := b.exec(`DELETE FROM naming WHERE page = ?`, r.address); err != nil {
		return saved, err
	}
	if err := b.namings(r); err != nil {
		return saved, err
	}
	if len(changed) > 0 {
		saved.What = frontier.Revised
		if err := b.revise(r, doc.id, doc.number+1, changed); err != nil {
			return saved, err
		}
	}
	if len(changed) > 0 || !bytes.Equal(before.canonical, r.canonicalKey()) {
		if err := b.recluster(doc.id); err != nil {
			return saved, err
		}
	}
	return b.reconsider(r, doc, saved)
}

// changes names the fields that make a new revision. What is shown comes from
// the address the article stands under; another address of it, which may leave
// out this and that, counts only when its text says something new.
func (b *batch) changes(r *reading, doc document, same bool) ([]string, error) {
	shown, err := b.shown(doc)
	if err != nil {
		return nil, err
	}
	preferred := doc.key == r.identity
	switch words, _ := normalise(shown.Text); {
	case same && preferred:
		return touchedOnly(r, shown), nil
	case same, !preferred && words == r.words:
		return nil, nil
	}
	return differing(shown, r.article), nil
}

// touchedOnly reports a modification that the publisher announces although
// nothing else has changed.
func touchedOnly(r *reading, shown *extract.Article) []string {
	m := r.article.Modified
	if m.IsZero() || m.String() == shown.Modified.String() || millis(m.Time.Add(touched)) > r.fetched {
		return nil
	}
	return []string{"modified"}
}

// differing names the fields that digest covers and that are not the same.
func differing(a, b *extract.Article) []string {
	fields := []struct{ name, before, after string }{
		{"title", a.Title, b.Title},
		{"subtitle", a.Subtitle, b.Subtitle},
		{"authors", strings.Join(a.Authors, "\n"), strings.Join(b.Authors, "\n")},
		{"published", a.Published.String(), b.Published.String()},
		{"section", a.Section, b.Section},
		{"tags", sorted(a.Tags), sorted(b.Tags)},
		{"language", a.Language, b.Language},
		{"license", a.License, b.License},
		{"text", strings.Join(strings.Fields(a.Text), " "), strings.Join(strings.Fields(b.Text), " ")},
	}
	var names []string
	for _, f := range fields {
		if f.before != f.after {
			names = append(names, f.name)
		}
	}
	return names
}

// shown reads what digest covers of the extraction that is shown.
func (b *batch) shown(doc document) (*extract.Article, error) {
	var a extract.Article
	var title, subtitle, published, modified, section, language, license, body sql.NullString
	var authors, tags string
	if _, err := b.row(`SELECT title, subtitle, authors, published, modified, section, tags, language, license, text
		FROM extraction WHERE id = ?`, []any{doc.extraction},
		&title, &subtitle, &authors, &published, &modified, &section, &tags, &language, &license, &body); err != nil {
		return nil, err
	}
	a.Title, a.Subtitle, a.Section = title.String, subtitle.String, section.String
	a.Language, a.License, a.Text = language.String, license.String, body.String
	if err := json.Unmarshal([]byte(authors), &a.Authors); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(tags), &a.Tags); err != nil {
		return nil, err
	}
	var err error
	if a.Published, err = extract.ParseDate(published.String); err != nil {
		return nil, err
	}
	a.Modified, err = extract.ParseDate(modified.String)
	return &a, err
}
