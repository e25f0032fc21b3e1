package store

import (
	"encoding/json"

	"winnow/extract"
)

// joinArticles makes one of articles of which both databases together know that
// they are: pages that are one address, and what the pages that were taken over
// name, are named as, or say on the same site.
func (m *merger) joinArticles() error {
	if err := m.joinPaired(); err != nil {
		return err
	}
	all, err := m.count(`SELECT count(*) FROM temp.merged_page`)
	if err != nil {
		return err
	}
	done := 0
	if err := m.portions(`SELECT new FROM temp.merged_page WHERE new > ?1 ORDER BY new LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var address int64
		err := scan(&address)
		return address, func() error {
			if done++; done%portion == 0 {
				m.tell("articles with several addresses", done, int(all))
			}
			return m.matchPage(address)
		}, err
	}); err != nil {
		return err
	}
	return m.tidyIdentities()
}

// joinPaired joins articles that hold pages of one address.
func (m *merger) joinPaired() error {
	type pair struct {
		first, second int64
		reason        string
	}
	var pairs []pair
	if err := m.rows(`SELECT first, second, reason FROM temp.paired ORDER BY first, second`, nil, func(scan func(...any) error) error {
		var p pair
		err := scan(&p.first, &p.second, &p.reason)
		pairs = append(pairs, p)
		return err
	}); err != nil {
		return err
	}
	for _, p := range pairs {
		if _, err := m.joinTwoArticles(p.first, match{p.second, p.reason}); err != nil {
			return err
		}
	}
	return nil
}

// joinTwoArticles makes two articles one, unless a person keeps them apart, and
// gives the one that stays.
func (m *merger) joinTwoArticles(first int64, other match) (int64, error) {
	var err error
	for _, id := range []*int64{&first, &other.document} {
		if _, err = m.row(`SELECT coalesce(merged, id) FROM main.document WHERE id = ?`, []any{*id}, id); err != nil {
			return 0, err
		}
	}
	if first == other.document {
		return first, nil
	}
	apart, err := m.decided(first, verdictApart)
	if err != nil || containsID(apart, other.document) {
		return first, err
	}
	kept, err := m.batch.merge(first, other)
	if err != nil {
		return 0, err
	}
	m.done.Joined++
	if err := m.nameForms(kept); err != nil {
		return 0, err
	}
	_, err = m.exec(`INSERT OR IGNORE INTO temp.touched_document VALUES (?)`, kept)
	return kept, err
}

// matchPage looks for the articles that a page which was taken over belongs to, as
// is done when a page is read.
func (m *merger) matchPage(address int64) error {
	r, document, err := m.readingOf(address)
	if err != nil || document == 0 {
		return err
	}
	for _, look := range []func(*reading, leased) ([]match, error){m.byCanonical, m.byNaming, m.byForm, m.byRedirect, m.byText} {
		found, err := look(r, leased{address: address})
		if err == nil {
			found, err = m.allowed(r, found)
		}
		if err != nil {
			return err
		}
		for _, other := range found {
			if document, err = m.joinTwoArticles(document, other); err != nil {
				return err
			}
		}
	}
	return m.attachRedirects(address, document)
}

// readingOf gives back what a page said when it was read, as far as deciding which
// article it is needs that, and the article it belongs to; 0 when it is gone.
func (m *merger) readingOf(address int64) (*reading, int64, error) {
	r := &reading{address: address, names: make(map[string]bool), forms: make(map[string]string), article: new(extract.Article)}
	var document int64
	var body, canonical, details string
	found, err := m.row(`SELECT a.url, d.id, d.site, coalesce(x.title, ''), coalesce(x.text, ''), coalesce(x.details, '{}'),
			coalesce((SELECT c.url FROM main.address c WHERE c.key = p.canonical ORDER BY c.id LIMIT 1), '')
		FROM main.page p JOIN main.address a ON a.id = p.address JOIN main.document d ON d.id = p.document JOIN main.extraction x ON x.id = d.extraction
		WHERE p.address = ? AND d.merged IS NULL`, []any{address}, &r.url, &document, &r.site, &r.article.Title, &body, &details, &canonical)
	if err != nil || !found {
		return nil, 0, err
	}
	r.content = contentOf(r.site, body)
	if r.identity, r.key, err = m.identity(r.url); err != nil {
		return nil, 0, err
	}
	if r.canonical, r.canonicalIdentity, err = m.canonicalOf(address, canonical, details); err != nil {
		return nil, 0, err
	}
	var named []string
	if err := m.rows(`SELECT DISTINCT a.url FROM main.naming n JOIN main.address a ON a.key = n.key WHERE n.page = ? AND n.kind <> 'canonical'`, []any{address}, func(scan func(...any) error) error {
		var url string
		err := scan(&url)
		named = append(named, url)
		return err
	}); err != nil {
		return nil, 0, err
	}
	for _, url := range named {
		name, _, err := m.identity(url)
		if err != nil {
			return nil, 0, err
		}
		r.names[name] = true
	}
	return r, document, nil
}

// canonicalOf gives the address that a page names as canonical: one that is known
// under the key that was kept of it, or what the reading of it says.
func (m *merger) canonicalOf(address int64, known, details string) (url, identity string, err error) {
	var said extract.Details
	if err := json.Unmarshal([]byte(details), &said); err != nil {
		return "", "", err
	}
	var kept []byte
	if _, err := m.row(`SELECT canonical FROM main.page WHERE address = ?`, []any{address}, &kept); err != nil || kept == nil {
		return "", "", err
	}
	for _, url := range []string{known, said.Canonical} {
		if url == "" {
			continue
		}
		identity, key, err := m.identity(url)
		if err != nil || string(key[:]) == string(kept) {
			return url, identity, err
		}
	}
	return "", "", nil
}

// tidyIdentities leaves of several pages under one identity the one that counts,
// and lets articles stand under the plainest spelling of their address.
func (m *merger) tidyIdentities() error {
	if err := m.portions(`SELECT d.id FROM main.document d WHERE d.id > ?1 AND d.merged IS NULL AND d.id IN (SELECT document FROM main.address WHERE id IN (SELECT new FROM temp.merged_address WHERE fresh))
		AND (SELECT count(*) FROM main.address WHERE key = (SELECT key FROM main.address WHERE id = d.address)) > 1 ORDER BY d.id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		err := scan(&id)
		return id, func() error {
			_, err := m.exec(`UPDATE main.document SET address = (SELECT id FROM main.address WHERE key = (SELECT key FROM main.address WHERE id = document.address) ORDER BY `+plainest+` LIMIT 1)
				WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM main.page p JOIN main.address a ON a.id = document.address WHERE p.document = ?1 AND p.canonical = a.key)`, id)
			return err
		}, err
	}); err != nil {
		return err
	}
	var keys [][]byte
	if err := m.rows(`SELECT DISTINCT a.key FROM temp.merged_page s JOIN main.address a ON a.id = s.new
		WHERE (SELECT count(*) FROM main.address b JOIN main.page p ON p.address = b.id WHERE b.key = a.key) > 1`, nil, func(scan func(...any) error) error {
		var key []byte
		err := scan(&key)
		keys = append(keys, key)
		return err
	}); err != nil {
		return err
	}
	for _, key := range keys {
		if err := m.onePage(addressKey(key)); err != nil {
			return err
		}
	}
	return nil
}

// settledAtOnce is after how many articles the clusters that they belong to are
// made: as after a batch of a harvest.
const settledAtOnce = 400

// relateMerged finds the copies of the articles that were taken over or changed,
// and makes their clusters.
func (m *merger) relateMerged() error {
	all, err := m.count(`SELECT count(*) FROM temp.touched_document`)
	if err != nil {
		return err
	}
	done := 0
	if err := m.portions(`SELECT id FROM temp.touched_document WHERE id > ?1 ORDER BY id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		err := scan(&id)
		return id, func() error {
			m.dirty[id] = true
			if err := m.recluster(id); err != nil {
				return err
			}
			if done++; done%settledAtOnce != 0 {
				return nil
			}
			m.tell("copies", done, int(all))
			return m.settleMerged()
		}, err
	}); err != nil {
		return err
	}
	return m.settleMerged()
}

func (m *merger) settleMerged() error {
	// A document that was joined with another meanwhile has no cluster of its own.
	for id := range m.dirty {
		if live, err := m.row(`SELECT 1 FROM main.document WHERE id = ? AND merged IS NULL`, []any{id}, new(int)); err != nil {
			return err
		} else if !live {
			delete(m.dirty, id)
			if _, err := m.exec(`DELETE FROM main.member WHERE document = ?`, id); err != nil {
				return err
			}
		}
	}
	if err := m.settleClusters(); err != nil {
		return err
	}
	clear(m.dirty)
	return nil
}
