package store

import (
	"winnow/crawler/frontier"
	"winnow/extract"
)

// What is known of a parameter on a host.
const (
	parameterProved  = "proved"  // it makes no difference: it is no part of the identity
	parameterRefuted = "refuted" // it does on some page: it is, for good
)

const (
	// provingPages is of how many pages the text has to be the same whatever the
	// parameter says. One that chooses the page fails at the first: its addresses
	// have different texts.
	provingPages = 5
	// comparedPages bounds how many other addresses of an article a page is
	// compared with.
	comparedPages = 20
	// mostWatched bounds how many parameters of a host are looked at: a site may
	// make up a new one for every link.
	mostWatched = 64
)

// compareParameters learns from a page that was read for the first time which
// parameters make a difference on its host. What it learns may give the article
// another id.
func (b *batch) compareParameters(r *reading, saved frontier.Saved) (frontier.Saved, error) {
	var document int64
	if _, err := b.row(`SELECT document FROM page WHERE address = ?`, []any{r.address}, &document); err != nil {
		return saved, err
	}
	before := b.ident
	if saved.What == frontier.Alias {
		if err := b.learnParameter(r, document); err != nil {
			return saved, err
		}
	} else if err := b.contradict(r, document); err != nil {
		return saved, err
	}
	if len(b.ident.proved[authority(r.identity)]) > 0 {
		if err := b.onePage(r.key); err != nil {
			return saved, err
		}
	}
	if b.ident == before {
		return saved, nil
	}
	_, err := b.row(`SELECT ref FROM document WHERE id = ?`, []any{document}, &saved.Article)
	return saved, err
}

// learnParameter looks at the addresses of an article that were read: of two with
// the same text which only one parameter tells apart, that parameter may make no
// difference on the host.
func (b *batch) learnParameter(r *reading, document int64) error {
	if r.textKey == nil {
		return nil
	}
	type other struct {
		id  int64
		url string
	}
	var others []other
	if err := b.rows(`SELECT a.id, a.url FROM page p JOIN address a ON a.id = p.address JOIN document d ON d.id = p.document
		WHERE p.document = ?1 AND a.id <> ?2 AND d.words = ?3 ORDER BY a.id LIMIT ?4`, []any{document, r.address, r.textKey, comparedPages},
		func(scan func(...any) error) error {
			var o other
			err := scan(&o.id, &o.url)
			others = append(others, o)
			return err
		}); err != nil {
		return err
	}
	whole := extract.Key(r.url)
	for _, o := range others {
		if name, base, _ := extract.OnlyDifference(whole, extract.Key(o.url)); name != "" {
			if err := b.alike(authority(whole), name, base, o.id, r.address); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike keeps a pair of addresses with one text, and takes the parameter out of
// the identities of the host when there are enough and none that speaks against it.
func (b *batch) alike(host, name, base string, first, second int64) error {
	var state string
	known, err := b.row(`SELECT state FROM parameter WHERE host = ? AND name = ?`, []any{host, name}, &state)
	if err != nil || state == parameterRefuted {
		return err
	}
	if !known {
		var watched int
		if _, err := b.row(`SELECT count(*) FROM parameter WHERE host = ?`, []any{host}, &watched); err != nil || watched >= mostWatched {
			return err
		}
		if _, err := b.exec(`INSERT INTO parameter (host, name, at) VALUES (?, ?, ?)`, host, name, b.now); err != nil {
			return err
		}
	}
	page := sum(base)
	if _, err := b.exec(`INSERT INTO parameter_pair (host, name, base, first, second) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		host, name, page[:], first, second); err != nil || state == parameterProved {
		return err
	}
	var pages int
	if _, err := b.row(`SELECT count(*) FROM parameter_pair WHERE host = ? AND name = ?`, []any{host, name}, &pages); err != nil || pages < provingPages {
		return err
	}
	return b.tryParameter(host, name)
}

// tryParameter holds a parameter to every page of the host that was read: two
// articles that it alone tells apart refute it.
func (b *batch) tryParameter(host, name string) error {
	type page struct{ address, document int64 }
	without := b.ident.with(host, name, true)
	pages := map[string]page{}
	var first, second int64
	if err := b.rows(`SELECT a.id, a.url, p.document FROM host h JOIN address a ON a.host = h.id JOIN page p ON p.address = a.id
		WHERE h.name = ? ORDER BY a.id`, []any{extract.Host("//" + host)}, func(scan func(...any) error) error {
		var p page
		var url string
		if err := scan(&p.address, &url, &p.document); err != nil || second != 0 {
			return err
		}
		whole := extract.Key(url)
		if authority(whole) != host {
			return nil
		}
		short := without.shorten(whole)
		if other, known := pages[short]; known && other.document != p.document {
			first, second = other.address, p.address
		}
		pages[short] = p
		return nil
	}); err != nil {
		return err
	}
	if second != 0 {
		return b.refuteParameter(host, name, first, second)
	}
	if _, err := b.exec(`UPDATE parameter SET state = ?3, at = ?4 WHERE host = ?1 AND name = ?2`, host, name, parameterProved, b.now); err != nil {
		return err
	}
	b.ident = without
	return b.rekey(host)
}

// contradict looks for another article at an address that only a parameter tells
// from a page, though it was thought to make no difference.
func (b *batch) contradict(r *reading, document int64) error {
	whole := extract.Key(r.url)
	host := authority(whole)
	for _, name := range queryNames(whole) {
		if !b.ident.proved[host][name] {
			continue
		}
		key := sum(b.ident.shorten(whole))
		var other int64
		found, err := b.row(`SELECT a.id FROM address a JOIN page p ON p.address = a.id
			WHERE a.key = ?1 AND a.id <> ?2 AND p.document <> ?3 ORDER BY a.id LIMIT 1`, []any{key[:], r.address, document}, &other)
		if err != nil {
			return err
		}
		if found {
			return b.refuteParameter(host, name, other, r.address)
		}
	}
	return nil
}

// refuteParameter makes a parameter part of the identities of a host again.
func (b *batch) refuteParameter(host, name string, first, second int64) error {
	if _, err := b.exec(`UPDATE parameter SET state = ?3, at = ?4, first = ?5, second = ?6 WHERE host = ?1 AND name = ?2`,
		host, name, parameterRefuted, b.now, first, second); err != nil {
		return err
	}
	if !b.ident.proved[host][name] {
		return nil
	}
	b.ident = b.ident.with(host, name, false)
	return b.rekey(host)
}

// checked reports whether an address that would not be asked for is asked for all
// the same, to see whether its parameters still make no difference: the first, the
// second, the fourth, the eighth and so on of a host.
func (b *batch) checked(whole string) (bool, error) {
	host, check := authority(whole), false
	for _, name := range queryNames(whole) {
		if !b.ident.proved[host][name] {
			continue
		}
		var met int
		if _, err := b.row(`UPDATE parameter SET met = met + 1 WHERE host = ? AND name = ? RETURNING met`, []any{host, name}, &met); err != nil {
			return false, err
		}
		check = check || met&(met-1) == 0
	}
	return check, nil
}
