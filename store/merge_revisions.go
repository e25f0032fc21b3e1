package store

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"winnow/extract"
)

// Names of the two databases in SQL.
const (
	here  = "main"
	there = "other"
)

// mergedVersion is a revision of an article in one of two databases.
type mergedVersion struct {
	schema                string
	id, number, at, fetch int64
	extraction, fetched   int64
	run                   sql.NullInt64
	digest                []byte
	changed, extractor    string
	preferred             bool  // it was read at the address that the article stands under
	known                 int64 // how many of its fields are known
}

// mergeRevisions joins the revisions of articles that both databases have, in the
// order of time: what both saw is one, as it was seen first.
func (m *merger) mergeRevisions() error {
	// Most articles have one revision, which both saw, and here first.
	if _, err := m.do(`INSERT INTO temp.combined SELECT o.id, n.id FROM temp.merged_document s JOIN other.document o ON o.id = s.old JOIN main.document n ON n.id = s.new
		JOIN other.revision r ON r.id = o.revision JOIN main.revision v ON v.id = n.revision
		JOIN other.extraction y ON y.id = o.extraction JOIN main.extraction x ON x.id = n.extraction
		WHERE s.kind = 0 AND n.key = o.key AND (r.number = 1 AND v.number = 1 AND v.digest = r.digest AND v.at <= r.at AND x.fetched <= y.fetched
			AND (SELECT key FROM main.address WHERE id = x.address) = (SELECT key FROM main.address WHERE id = n.address)) IS NOT 1`); err != nil {
		return err
	}
	all, err := m.count(`SELECT count(*) FROM temp.combined`)
	if err != nil {
		return err
	}
	done := 0
	return m.portions(`SELECT old, new FROM temp.combined WHERE old > ?1 ORDER BY old LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var old, new int64
		err := scan(&old, &new)
		return old, func() error {
			done++
			m.tell("revisions", done, int(all))
			return m.combine(new, old)
		}, err
	})
}

// combine joins the revisions of an article here and there.
func (m *merger) combine(document, old int64) error {
	ours, err := m.versions(here, document)
	if err != nil {
		return err
	}
	theirs, err := m.versions(there, old)
	if err != nil {
		return err
	}
	all := append(ours, theirs...)
	slices.SortStableFunc(all, func(a, b mergedVersion) int {
		return cmp.Or(cmp.Compare(a.at, b.at), bytes.Compare(a.digest, b.digest))
	})
	groups, err := m.sameVersions(all)
	if err != nil {
		return err
	}
	if asBefore(groups, len(ours)) {
		return nil
	}
	return m.rewrite(document, old, groups)
}

// versions reads the revisions of an article in one of the databases.
func (m *merger) versions(schema string, document int64) ([]mergedVersion, error) {
	var list []mergedVersion
	var key string
	if _, err := m.row(`SELECT key FROM `+schema+`.document WHERE id = ?`, []any{document}, &key); err != nil {
		return nil, err
	}
	own := sum(key)
	err := m.rows(`SELECT r.id, r.number, r.at, coalesce(r.fetch, 0), r.run, r.digest, r.changed, x.id, x.fetched, x.extractor, a.key = ?2, 
			(x.title IS NOT NULL) + (x.subtitle IS NOT NULL) + (x.authors <> '[]') + (x.published IS NOT NULL) + (x.section IS NOT NULL) + (x.tags <> '[]')
			+ (x.language IS NOT NULL) + (x.license IS NOT NULL)
		FROM `+schema+`.revision r JOIN `+schema+`.extraction x ON x.id = (SELECT max(id) FROM `+schema+`.extraction WHERE revision = r.id)
		JOIN `+schema+`.address a ON a.id = x.address WHERE r.document = ?1 ORDER BY r.number`, []any{document, own[:]}, func(scan func(...any) error) error {
		v := mergedVersion{schema: schema}
		err := scan(&v.id, &v.number, &v.at, &v.fetch, &v.run, &v.digest, &v.changed, &v.extraction, &v.fetched, &v.extractor, &v.preferred, &v.known)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, v := range list {
		if v.digest != nil {
			continue
		}
		a, err := m.articleIn(schema, v.extraction)
		if err != nil {
			return nil, err
		}
		list[i].digest = digest(a) // an older winnow did not keep it
	}
	return list, nil
}

// articleIn reads what digest covers of an extraction.
func (m *merger) articleIn(schema string, extraction int64) (*extract.Article, error) {
	var title, subtitle, published, section, language, license, body sql.NullString
	var authors, tags string
	found, err := m.row(`SELECT title, subtitle, authors, published, section, tags, language, license, text FROM `+schema+`.extraction WHERE id = ?`, []any{extraction},
		&title, &subtitle, &authors, &published, &section, &tags, &language, &license, &body)
	if err == nil && !found {
		err = fmt.Errorf("extraction %d is not there", extraction)
	}
	if err != nil {
		return nil, err
	}
	a := &extract.Article{Title: title.String, Subtitle: subtitle.String, Section: section.String, Language: language.String, License: license.String, Text: body.String}
	if err := json.Unmarshal([]byte(authors), &a.Authors); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(tags), &a.Tags); err != nil {
		return nil, err
	}
	a.Published, err = extract.ParseDate(published.String)
	return a, err
}

// sameVersions puts together what is one revision: neighbours in time that say the
// same.
func (m *merger) sameVersions(all []mergedVersion) (groups [][]mergedVersion, err error) {
	for _, v := range all {
		same := len(groups) > 0
		if same {
			for _, w := range groups[len(groups)-1] {
				if same, err = m.sameVersion(w, v); err != nil {
					return nil, err
				}
				if !same {
					break
				}
			}
		}
		if same {
			groups[len(groups)-1] = append(groups[len(groups)-1], v)
		} else {
			groups = append(groups, []mergedVersion{v})
		}
	}
	return groups, nil
}

// sameVersion reports whether two readings are of one text. Of two databases with
// different versions of winnow that disagree nobody can tell whether the page
// changed or the reading of it; and where a feed filled a blank for one of them
// only, the page did not change either.
func (m *merger) sameVersion(a, b mergedVersion) (bool, error) {
	if sameDigest(a.digest, b.digest) {
		return true, nil
	}
	if a.schema == b.schema {
		return false, nil
	}
	if a.extractor != b.extractor {
		return true, nil
	}
	x, err := m.articleIn(a.schema, a.extraction)
	if err != nil {
		return false, err
	}
	y, err := m.articleIn(b.schema, b.extraction)
	if err != nil {
		return false, err
	}
	fillBlanks(x, y)
	fillBlanks(y, x)
	return len(differing(x, y)) == 0, nil
}

// fillBlanks gives an article what it lacks and another has, of what a feed may
// say.
func fillBlanks(a, from *extract.Article) {
	for _, f := range []struct{ to, from *string }{{&a.Title, &from.Title}, {&a.Subtitle, &from.Subtitle}, {&a.Section, &from.Section},
		{&a.Language, &from.Language}, {&a.License, &from.License}} {
		*f.to = cmp.Or(*f.to, *f.from)
	}
	if len(a.Authors) == 0 {
		a.Authors = from.Authors
	}
	if len(a.Tags) == 0 {
		a.Tags = from.Tags
	}
	if a.Published.IsZero() {
		a.Published = from.Published
	}
}

// chosen is what is shown of a revision that was read several times: what was read
// at the address the article stands under, of that what
// says most, and of that the first.
func chosen(group []mergedVersion) mergedVersion {
	return slices.MinFunc(group, func(a, b mergedVersion) int {
		return cmp.Or(first(a.preferred, b.preferred), cmp.Compare(b.known, a.known), cmp.Compare(a.fetched, b.fetched))
	})
}

// first puts what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// asBefore reports whether an article here has these revisions already.
func asBefore(groups [][]mergedVersion, ours int) bool {
	for i, g := range groups {
		if best := chosen(g); g[0].schema != here || g[0].number != int64(i+1) || best.schema != here {
			return false
		}
	}
	return len(groups) == ours
}

// rewrite gives an article here the revisions of both databases.
func (m *merger) rewrite(document, old int64, groups [][]mergedVersion) error {
	if _, err := m.exec(`UPDATE main.revision SET number = -number WHERE document = ?`, document); err != nil {
		return err
	}
	var revision, extraction int64
	var before []mergedVersion
	for i, g := range groups {
		changed, err := m.changedSince(before, g)
		if err != nil {
			return err
		}
		if revision, extraction, err = m.rewriteOne(document, int64(i+1), changed, g); err != nil {
			return err
		}
		before = g
	}
	if chosen(before).schema == there {
		if _, err := m.exec(`UPDATE main.document AS n SET words = o.words, dated = o.dated, agency = o.agency, access = o.access FROM other.document o
			WHERE n.id = ? AND o.id = ?`, document, old); err != nil {
			return err
		}
	}
	if _, err := m.exec(`UPDATE main.document SET revision = ?, extraction = ? WHERE id = ?`, revision, extraction, document); err != nil {
		return err
	}
	_, err := m.exec(`INSERT OR IGNORE INTO temp.touched_document VALUES (?)`, document)
	return err
}

// rewriteOne writes one revision of an article, and gives its row and that of what
// is shown of it.
func (m *merger) rewriteOne(document, number int64, changed string, g []mergedVersion) (revision, extraction int64, err error) {
	earliest, best := g[0], chosen(g)
	run, fetch := any(earliest.run), any(row(earliest.fetch))
	if earliest.schema == there {
		if run, fetch, err = m.origin(earliest); err != nil {
			return 0, 0, err
		}
	}
	for _, v := range g {
		switch {
		case v.schema != here:
		case revision == 0:
			revision = v.id
		default: // what was two revisions is one
			if _, err := m.exec(`UPDATE main.extraction SET revision = ? WHERE revision = ?`, revision, v.id); err != nil {
				return 0, 0, err
			}
			if _, err := m.exec(`DELETE FROM main.revision WHERE id = ?`, v.id); err != nil {
				return 0, 0, err
			}
		}
	}
	if revision == 0 {
		m.done.Revisions++
		revision, err = m.insert(`INSERT INTO main.revision (document, number, at, run, fetch, changed, digest) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			document, number, earliest.at, run, fetch, changed, best.digest)
	} else {
		_, err = m.exec(`UPDATE main.revision SET number = ?, at = ?, run = ?, fetch = ?, changed = ?, digest = ? WHERE id = ?`,
			number, earliest.at, run, fetch, changed, best.digest, revision)
	}
	if err != nil || best.schema == here {
		return revision, best.extraction, err
	}
	extraction, err = m.takeExtraction(best.extraction, revision)
	return revision, extraction, err
}

// origin gives the run and the request here of a revision of the other database.
func (m *merger) origin(v mergedVersion) (run, fetch any, err error) {
	var r, f sql.NullInt64
	_, err = m.row(`SELECT `+mapped("run", "r.run")+`, `+mapped("fetch", "r.fetch")+` FROM other.revision r WHERE r.id = ?`, []any{v.id}, &r, &f)
	return r, f, err
}

// takeExtraction copies an extraction of the other database into a revision here.
func (m *merger) takeExtraction(id, revision int64) (int64, error) {
	if _, err := m.takeOver("extraction", map[string]string{"id": "NULL", "revision": fmt.Sprint(revision),
		"address": `coalesce(` + mapped("address", "o.address") + `, (SELECT d.address FROM main.revision r JOIN main.document d ON d.id = r.document WHERE r.id = ` + fmt.Sprint(revision) + `))`,
		"fetch":   mapped("fetch", "o.fetch"), "entry": mapped("entry", "o.entry")}, `other.extraction o WHERE o.id = `+fmt.Sprint(id)); err != nil {
		return 0, err
	}
	return m.count(`SELECT max(id) FROM main.extraction`)
}

// changedSince names the fields in which a revision differs from the one before:
// as it was known when the two follow each other in one of the databases.
func (m *merger) changedSince(before, group []mergedVersion) (string, error) {
	if before == nil {
		return "[]", nil
	}
	for _, v := range group {
		for _, b := range before {
			if b.schema == v.schema && b.number+1 == v.number {
				return v.changed, nil
			}
		}
	}
	was, err := m.articleIn(chosen(before).schema, chosen(before).extraction)
	if err != nil {
		return "", err
	}
	is, err := m.articleIn(chosen(group).schema, chosen(group).extraction)
	if err != nil {
		return "", err
	}
	fillBlanks(was, is)
	fillBlanks(is, was)
	return listJSON(differing(was, is))
}
