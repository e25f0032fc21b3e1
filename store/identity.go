package store

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"sort"
	"strings"

	"winnow/crawler/frontier"
)

// referenceBits is the length of the id of an article: a thousand million of
// them have one pair in common once in 10^12 collections.
const referenceBits = 100

// readable leaves out letters that people take for digits.
var readable = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// reference is the id of what stands under an address: 20 characters of the
// SHA-256 of its identity key, so that everyone gives it the same.
func reference(identity string) string {
	full := sha256.Sum256([]byte(identity))
	return readable.EncodeToString(full[:])[:referenceBits/5]
}

// document is a row of document, with the number of its newest revision.
type document struct {
	id, address, number, revision, extraction int64
	ref, key, site                            string
}

func (b *batch) document(id int64) (document, error) {
	d := document{id: id}
	found, err := b.row(`SELECT d.ref, d.key, d.site, d.address, d.revision, d.extraction, r.number
		FROM document d JOIN revision r ON r.id = d.revision WHERE d.id = ?`, []any{id},
		&d.ref, &d.key, &d.site, &d.address, &d.revision, &d.extraction, &d.number)
	if err == nil && !found {
		err = fmt.Errorf("document %d has no revision", id)
	}
	return d, err
}

// match is a document that a reading belongs to.
type match struct {
	document int64
	reason   string
}

// matches finds the documents that a page which was never read before belongs
// to: by the canonical address it names, by others that name it, by the text on
// its site, and by addresses that now redirect to it. Each is compared before it
// counts: a canonical link or a redirect alone could take an article away.
func (b *batch) matches(r *reading, l leased) ([]match, error) {
	var found []match
	for _, look := range []func(*reading, leased) ([]match, error){b.byHand, b.attached, b.byCanonical, b.byNaming, b.byForm, b.byMove, b.byRedirect, b.byText} {
		more, err := look(r, l)
		if err != nil {
			return nil, err
		}
		for _, m := range more {
			if !includes(found, m.document) {
				found = append(found, m)
			}
		}
	}
	return b.allowed(r, found)
}

func includes(list []match, document int64) bool {
	for _, m := range list {
		if m.document == document {
			return true
		}
	}
	return false
}

// attached is the document that the address belongs to already, because it
// redirected there. If another text stands there now, it belongs to it no more.
func (b *batch) attached(r *reading, l leased) ([]match, error) {
	if !l.document.Valid {
		return nil, nil
	}
	same, err := b.resembles(r, l.document.Int64)
	if err != nil {
		return nil, err
	}
	if same {
		return []match{{l.document.Int64, r.reason}}, nil
	}
	_, err = b.exec(`UPDATE address SET document = NULL, target = NULL, reason = ?2 WHERE key = ?1`, r.key[:], reasonLink)
	r.reason = reasonLink
	return nil, err
}

// byCanonical is the document at the canonical address that the page names.
func (b *batch) byCanonical(r *reading, _ leased) ([]match, error) {
	if r.canonical == "" || r.selfCanonical() {
		return nil, nil
	}
	var document int64
	found, err := b.row(`SELECT document FROM address WHERE key = ? AND document IS NOT NULL ORDER BY id LIMIT 1`,
		[]any{r.canonicalKey()}, &document)
	if err != nil || !found {
		return nil, err
	}
	var confirmed bool
	if _, err := b.row(`SELECT EXISTS (SELECT 1 FROM naming n JOIN address a ON a.id = n.page WHERE n.key = ?1 AND a.key = ?2)`,
		[]any{r.key[:], r.canonicalKey()}, &confirmed); err != nil {
		return nil, err
	}
	here, err := b.here(r, r.canonical)
	if err != nil {
		return nil, err
	}
	return b.canonicalMatch(r, document, here, confirmed)
}

// byNaming gives the documents whose pages name this address as canonical.
func (b *batch) byNaming(r *reading, _ leased) ([]match, error) {
	type namer struct {
		document int64
		url      string
	}
	var namers []namer
	err := b.rows(`SELECT p.document, a.url FROM naming n JOIN page p ON p.address = n.page JOIN address a ON a.id = p.address
		WHERE n.key = ? AND n.kind = 'canonical' ORDER BY n.page`, []any{r.key[:]}, func(scan func(...any) error) error {
		var n namer
		err := scan(&n.document, &n.url)
		namers = append(namers, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	var found []match
	for _, n := range namers {
		if includes(found, n.document) {
			continue
		}
		key, _, err := b.identity(n.url)
		if err != nil {
			return nil, err
		}
		confirmed := r.names[key] || (r.canonical != "" && r.canonicalIdentity == key)
		here, err := b.here(r, n.url)
		if err != nil {
			return nil, err
		}
		more, err := b.canonicalMatch(r, n.document, here, confirmed)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// canonicalMatch decides about a canonical link between a reading and a
// document: the other page confirms it, or the two are on one site and their
// texts are alike.
func (b *batch) canonicalMatch(r *reading, document int64, sameSite, confirmed bool) ([]match, error) {
	if !confirmed && !sameSite {
		return nil, nil
	}
	if !confirmed {
		alike, err := b.resembles(r, document)
		if err != nil || !alike {
			return nil, err
		}
	}
	return []match{{document, reasonCanonical}}, nil
}

// byRedirect gives the documents that stood, on the same site, under addresses
// which now redirect here.
func (b *batch) byRedirect(r *reading, l leased) ([]match, error) {
	type old struct {
		document int64
		url      string
	}
	var olds []old
	err := b.rows(`SELECT document, url FROM address WHERE target = ? AND document IS NOT NULL ORDER BY id`, []any{l.address},
		func(scan func(...any) error) error {
			var o old
			err := scan(&o.document, &o.url)
			olds = append(olds, o)
			return err
		})
	if err != nil {
		return nil, err
	}
	var found []match
	for _, o := range olds {
		if here, err := b.here(r, o.url); err != nil {
			return nil, err
		} else if !here || includes(found, o.document) {
			continue
		}
		alike, err := b.resembles(r, o.document)
		if err != nil {
			return nil, err
		}
		if alike {
			found = append(found, match{o.document, reasonRedirect})
		}
	}
	return found, nil
}

// byText gives the document of the same site with the same text.
func (b *batch) byText(r *reading, _ leased) ([]match, error) {
	if r.textKey == nil {
		return nil, nil
	}
	sites, err := b.sites(r)
	if err != nil {
		return nil, err
	}
	for _, site := range sites {
		if found, err := b.sameText(r, site); err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

// sameText gives the document of a site with the text of a reading, compared and not
// only hashed. At most 100 are: a notice may stand on every page of a site.
func (b *batch) sameText(r *reading, site string) (found []match, err error) {
	err = b.rows(`SELECT d.id, coalesce(x.title, ''), coalesce(x.text, '') FROM document d JOIN extraction x ON x.id = d.extraction
		WHERE d.words = ? AND d.site = ? AND d.merged IS NULL ORDER BY d.id LIMIT 100`, []any{r.textKey, site}, func(scan func(...any) error) error {
		var document int64
		var title, body string
		if err := scan(&document, &title, &body); err != nil || len(found) > 0 || !titlesAgree(title, r.article.Title) {
			return err
		}
		if words, _ := normalise(body); words == r.words {
			found = append(found, match{document, reasonText})
		}
		return nil
	})
	return found, err
}

// resembles reports whether a reading is the article that a document shows.
func (b *batch) resembles(r *reading, document int64) (bool, error) {
	var title, body string
	found, err := b.row(`SELECT coalesce(x.title, ''), coalesce(x.text, '') FROM document d JOIN extraction x ON x.id = d.extraction WHERE d.id = ?`,
		[]any{document}, &title, &body)
	if err != nil || !found {
		return false, err
	}
	words, _ := normalise(body)
	if r.textKey == nil && words == r.words {
		return titlesAgree(title, r.article.Title), nil // too short for the text alone
	}
	return similar(words, r.words), nil
}

// join makes a reading part of the first of its documents, and the others parts
// of the same.
func (b *batch) join(r *reading, matches []match, saved frontier.Saved) (frontier.Saved, error) {
	doc, err := b.document(matches[0].document)
	if err != nil {
		return saved, err
	}
	var other string
	if _, err := b.row(`SELECT url FROM address WHERE id = ?`, []any{doc.address}, &other); err != nil {
		return saved, err
	}
	saved.What, saved.Of, saved.Reason = frontier.Alias, other, matches[0].reason
	if err := b.attach(r, doc.id, r.reason); err != nil {
		return saved, err
	}
	better, err := b.better(doc.id, r.identity, doc.key)
	if err != nil {
		return saved, err
	}
	if better {
		err = b.prefer(r, doc, matches[0].reason)
	} else {
		_, err = b.exec(`UPDATE address SET reason = ? WHERE id = ?`, matches[0].reason, r.address)
	}
	if err != nil {
		return saved, err
	}
	for _, m := range matches[1:] {
		if doc.id, err = b.merge(doc.id, m); err != nil {
			return saved, err
		}
	}
	if doc, err = b.document(doc.id); err != nil {
		return saved, err
	}
	saved.Article = doc.ref
	if err := b.nameForms(doc.id); err != nil {
		return saved, err
	}
	named := false // perhaps by another site, for which this address is what makes it a copy
	if !better && len(matches) == 1 {
		if named, err = b.row(`SELECT 1 FROM naming WHERE key = ? LIMIT 1`, []any{r.key[:]}, new(int)); err != nil {
			return saved, err
		}
	}
	if better || len(matches) > 1 || named {
		err = b.recluster(doc.id)
	}
	return saved, err
}

// reconsider joins a known document with others that its page names, or that
// name it, since it was read last.
func (b *batch) reconsider(r *reading, doc document, saved frontier.Saved) (frontier.Saved, error) {
	kept := doc.id
	for _, look := range []func(*reading, leased) ([]match, error){b.byCanonical, b.byNaming, b.byForm} {
		found, err := look(r, leased{})
		if err == nil {
			found, err = b.allowed(r, found)
		}
		if err != nil {
			return saved, err
		}
		for _, m := range found {
			if m.document == kept {
				continue
			}
			other, err := b.document(m.document)
			if err != nil {
				return saved, err
			}
			if kept, err = b.merge(kept, m); err != nil {
				return saved, err
			}
			saved.What, saved.Of, saved.Reason = frontier.Alias, other.ref, m.reason
		}
	}
	if saved.What != frontier.Alias {
		return saved, nil
	}
	joined, err := b.document(kept)
	if err != nil {
		return saved, err
	}
	saved.Article = joined.ref
	if err := b.nameForms(joined.id); err != nil {
		return saved, err
	}
	return saved, b.recluster(joined.id)
}

// better reports whether a document rather stands under key a than under key b:
// an address that a page of it names as canonical comes before others, a page
// before its AMP and print forms, a shorter address before a longer one.
func (b *batch) better(document int64, first, second string) (bool, error) {
	var named [2]bool
	for i, identity := range []string{first, second} {
		key := sum(identity)
		if _, err := b.row(`SELECT EXISTS (SELECT 1 FROM page WHERE document = ? AND canonical = ?)`, []any{document, key[:]}, &named[i]); err != nil {
			return false, err
		}
	}
	if named[0] != named[1] {
		return named[0], nil
	}
	if a, b := formOf("https:"+first) != "", formOf("https:"+second) != ""; a != b {
		return b, nil // what is made for phones or printers is another form of the page
	}
	if len(first) != len(second) {
		return len(first) < len(second), nil
	}
	return first < second, nil
}

// prefer lets a document stand under the address of a reading, and shows what
// was read there. Its id follows; the one it had goes on leading to it.
func (b *batch) prefer(r *reading, doc document, reason string) error {
	address, err := b.display(r)
	if err != nil {
		return err
	}
	ref := reference(r.identity)
	if err := b.freeReference(ref); err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE address SET reason = ? WHERE id = (SELECT p.address FROM page p JOIN address a ON a.id = p.address
			WHERE p.document = ? AND a.key = (SELECT key FROM address WHERE id = ?))`, []any{reason, doc.id, doc.address}},
		{`UPDATE address SET document = ? WHERE id = ?`, []any{doc.id, address}},
		{`INSERT INTO former (ref, document, at) VALUES (?, ?, ?) ON CONFLICT (ref) DO UPDATE SET document = excluded.document`, []any{doc.ref, doc.id, b.now}},
		{`DELETE FROM former WHERE ref = ?`, []any{ref}},
		{`UPDATE document SET ref = ?, address = ?, key = ?, site = ?, source = ?, feed = coalesce(?, feed) WHERE id = ?`,
			[]any{ref, address, r.identity, r.site, r.source, row(r.feed), doc.id}},
	} {
		if _, err := b.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return b.show(r, doc.id, doc.revision)
}

// merge makes two documents one, and gives the row of the one that stays. The
// other keeps its revisions and its id, which from then on leads to this one.
func (b *batch) merge(first int64, m match) (int64, error) {
	docs := make([]document, 2)
	for i, id := range []int64{first, m.document} {
		var err error
		if docs[i], err = b.document(id); err != nil {
			return 0, err
		}
	}
	if _, err := b.exec(`UPDATE page SET document = ? WHERE document = ?`, first, m.document); err != nil {
		return 0, err
	}
	secondBetter, err := b.better(first, docs[1].key, docs[0].key)
	if err != nil {
		return 0, err
	}
	stays, goes := docs[0], docs[1]
	if secondBetter {
		stays, goes = goes, stays
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE page SET document = ? WHERE document = ?`, []any{stays.id, first}},
		{`UPDATE address SET reason = ? WHERE id = ?`, []any{m.reason, goes.address}},
		{`UPDATE address SET document = ? WHERE document = ?`, []any{stays.id, goes.id}},
		{`UPDATE former SET document = ? WHERE document = ?`, []any{stays.id, goes.id}},
		{`UPDATE document SET merged = ? WHERE id = ? OR merged = ?`, []any{stays.id, goes.id, goes.id}},
	} {
		if _, err := b.exec(step.query, step.args...); err != nil {
			return 0, err
		}
	}
	return stays.id, b.unrelate(goes.id)
}

func sorted(list []string) string {
	list = append([]string(nil), list...)
	sort.Strings(list)
	return strings.Join(list, "\n")
}
