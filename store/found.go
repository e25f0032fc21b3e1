package store

import (
	"encoding/json"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Reasons why an address belongs to an article. Those of the first group tell
// how an address became known that is fetched for itself.
const (
	reasonFeed    = "feed-link" // an entry of a feed leads to it
	reasonSitemap = "sitemap"   // a sitemap lists it
	reasonLink    = "link"      // a page links to it
	reasonStart   = "start"     // the configuration names it

	reasonTracking  = "tracking"  // differs in parameters that only tell where the reader came from
	reasonSpelling  = "spelling"  // another spelling of the same address
	reasonRedirect  = "redirect"  // it redirects there
	reasonCanonical = "canonical" // it, or the other, names the canonical address
	reasonText      = "same-text" // the same text stands there, on the same site, or on the site that it has moved to
)

// maxSpellings bounds how many spellings of one address are kept: a site that
// invents a tracking parameter for every link would otherwise fill the disk.
const maxSpellings = 32

// place is a row of address.
type place struct {
	id, host int64
	url      string
	kind     string
	document int64 // 0 when none is known
	fresh    bool  // it was not known before
}

// found takes in one lead of an outcome: it is queued when its address is not
// known, or when there is a reason to ask for it again. It reports whether the
// address is new.
func (b *batch) found(from leased, o frontier.Outcome, l frontier.Lead) (bool, error) {
	spelling := sum(l.URL)
	if (l.Kind == frontier.Page || l.Kind == frontier.Requisite) && l.Entry == nil && len(l.Chain) == 0 && l.Changed.IsZero() && l.Tracker == "" && b.s.known.has(spelling) {
		return false, nil
	}
	if unwelcome, err := b.unwelcome(l); err != nil || unwelcome {
		return false, err
	}
	at, err := b.intern(l, reasonOf(l, o))
	if err != nil {
		return false, err
	}
	b.seen = append(b.seen, spelling)
	entry, changed, err := b.entry(l, at)
	if err != nil {
		return false, err
	}
	if err := b.tracker(l, at); err != nil {
		return false, err
	}
	redirected := o.Verdict == frontier.Redirected && len(l.Chain) > 0
	if redirected {
		if err := b.redirect(l.Chain, at); err != nil {
			return false, err
		}
	}
	if l.Kind == frontier.Sitemap && o.Lease.Kind == frontier.Sitemap && !redirected {
		if err := b.part(from, l, at); err != nil {
			return false, err
		}
	}
	again, err := b.wanted(from, l, at, changed, redirected)
	if err != nil || !(at.fresh || again) {
		return at.fresh, err
	}
	return at.fresh, b.enqueue(l, at, entry)
}

func reasonOf(l frontier.Lead, o frontier.Outcome) string {
	switch {
	case o.Lease.Kind == frontier.Sitemap:
		return reasonSitemap
	case l.Entry != nil, o.Lease.Kind == frontier.Feed, o.Lease.Kind == frontier.Archive:
		return reasonFeed
	}
	return reasonLink
}

// wanted decides whether a known address is asked for again.
func (b *batch) wanted(from leased, l frontier.Lead, at place, changed, redirected bool) (bool, error) {
	if at.fresh {
		return false, nil
	}
	switch {
	case l.Kind == frontier.Archive:
		return true, nil // who names it has seen to it that it is not read twice
	case l.Kind == frontier.Requisite:
		return false, nil // one copy is enough
	case l.Kind != frontier.Page && redirected:
		return true, nil // the poll goes on there
	case l.Kind != frontier.Page:
		return b.partWanted(l, at)
	case !l.Changed.IsZero():
		var fetched int64
		_, err := b.row(`SELECT coalesce(max(started), 0) FROM fetch WHERE address = ? AND verdict IN ('done', 'unchanged')`, []any{at.id}, &fetched)
		if err != nil || fetched > 0 && millis(l.Changed) > fetched {
			return err == nil, err
		}
	}
	// The feed says something else of the article than before, or a second visit
	// was on its way to it.
	return changed || (redirected && from.document.Valid), nil
}

// partWanted reports whether a part of a sitemap index is asked for now: when the
// index says that it changed since, else when it is due.
func (b *batch) partWanted(l frontier.Lead, at place) (bool, error) {
	var next, succeeded int64
	_, err := b.row(`SELECT next_at, coalesce(succeeded, 0) FROM feed WHERE address = ?`, []any{at.id}, &next, &succeeded)
	if !l.Changed.IsZero() && succeeded > 0 {
		return millis(l.Changed) > succeeded, err
	}
	return next <= b.now, err
}

// intern finds the address of a lead, or makes it. Another spelling of a known
// address is kept beside it, and the address that was known first is given.
func (b *batch) intern(l frontier.Lead, reason string) (place, error) {
	key, err := b.key(l.URL)
	if err != nil {
		return place{}, err
	}
	var at place
	found, err := b.row(`SELECT id, host, url, kind, coalesce(document, 0) FROM address WHERE key = ? ORDER BY id LIMIT 1`,
		[]any{key[:]}, &at.id, &at.host, &at.url, &at.kind, &at.document)
	if err != nil {
		return at, err
	}
	if found && at.url == l.URL {
		return at, nil
	}
	if found {
		check, err := b.spelling(l, at, key, reason)
		if err != nil || !check {
			return at, err
		}
		key, at = sum(extract.Key(l.URL)), place{}
	}
	at.id, at.host, err = b.insertAddress(l, key, reason, 0)
	at.url, at.kind, at.fresh = l.URL, string(l.Kind), true
	return at, err
}

// spelling keeps another spelling of a known address. check is true when it is to
// be an address of its own instead, that is asked for.
func (b *batch) spelling(l frontier.Lead, at place, key addressKey, reason string) (check bool, err error) {
	var spellings int
	var same bool
	if _, err := b.row(`SELECT count(*), coalesce(max(url = ?2), 0) FROM address WHERE key = ?1`, []any{key[:], l.URL}, &spellings, &same); err != nil {
		return false, err
	}
	if same || spellings >= maxSpellings {
		return false, nil
	}
	if check, err = b.checked(extract.Key(l.URL)); err != nil || check {
		return check, err
	}
	if b.tracked(l.URL) {
		reason = reasonTracking
	} else if b.tracked(at.url) { // the plain spelling came later: it is the one that was meant
		_, err = b.exec(`UPDATE address SET reason = ? WHERE id = ? AND reason IN ('feed-link', 'sitemap', 'link', 'start')`, reasonTracking, at.id)
	} else {
		reason = reasonSpelling
	}
	if err != nil {
		return false, err
	}
	_, _, err = b.insertAddress(l, key, reason, at.document)
	if err != nil || at.document == 0 {
		return false, err
	}
	// An article that stands under this address shows the plainest spelling, unless
	// its page has named one.
	_, err = b.exec(`UPDATE document SET address = (SELECT id FROM address WHERE key = ?1 ORDER BY `+plainest+` LIMIT 1)
		WHERE id = ?2 AND (SELECT key FROM address WHERE id = document.address) = ?1
		AND NOT EXISTS (SELECT 1 FROM page WHERE document = ?2 AND canonical = ?1)`, key[:], at.document)
	return false, err
}

// tracked reports whether an address has parameters that are no part of what it is.
func (b *batch) tracked(address string) bool {
	return len(queryNames(address)) != len(queryNames(b.ident.shorten(extract.Key(address))))
}

func (b *batch) insertAddress(l frontier.Lead, key addressKey, reason string, document int64) (id, host int64, err error) {
	if host, err = b.host(extract.Host(l.URL)); err != nil {
		return 0, 0, err
	}
	source, err := b.source(l.Source)
	if err != nil {
		return 0, 0, err
	}
	via, err := b.via(l.Via)
	if err != nil {
		return 0, 0, err
	}
	id, err = b.insert(`INSERT INTO address (url, key, host, source, kind, via, depth, hops, first_seen, document, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.URL, key[:], host, source, string(l.Kind), row(via), l.Depth, l.Hops, b.now, row(document), reason)
	return id, host, err
}

// via finds the address that named a lead; it was fetched, so it is known.
func (b *batch) via(url string) (id int64, err error) {
	if url == "" {
		return 0, nil
	}
	if id, known := b.named[url]; known {
		return id, nil
	}
	key, err := b.key(url)
	if err != nil {
		return 0, err
	}
	_, err = b.row(`SELECT id FROM address WHERE key = ? ORDER BY id LIMIT 1`, []any{key[:]}, &id)
	b.named[url] = id
	return id, err
}

func (b *batch) host(name string) (id int64, err error) {
	if id, known := b.hosts[name]; known {
		return id, nil
	}
	found, err := b.row(`SELECT id FROM host WHERE name = ?`, []any{name}, &id)
	if err == nil && !found {
		id, err = b.insert(`INSERT INTO host (name) VALUES (?)`, name)
	}
	b.hosts[name] = id
	return id, err
}

func (b *batch) source(name string) (id int64, err error) {
	if id, known := b.sources[name]; known {
		return id, nil
	}
	found, err := b.row(`SELECT id FROM source WHERE name = ?`, []any{name}, &id)
	if err == nil && !found {
		id, err = b.insert(`INSERT INTO source (name) VALUES (?)`, name)
	}
	b.sources[name] = id
	return id, err
}

// enqueue puts an address into the queue unless it is being fetched; one that
// waits already learns what the feed says of it now.
func (b *batch) enqueue(l frontier.Lead, at place, entry int64) error {
	if !at.fresh {
		var leased bool
		if found, err := b.row(`SELECT 1 FROM lease WHERE address = ?`, []any{at.id}, &leased); err != nil || found {
			return err
		}
	}
	source, err := b.source(l.Source)
	if err != nil {
		return err
	}
	var chain any
	if len(l.Chain) > 0 {
		encoded, err := json.Marshal(l.Chain)
		if err != nil {
			return err
		}
		chain = string(encoded)
	}
	var waits bool
	if !at.fresh {
		if waits, err = b.row(`UPDATE queue SET entry = coalesce(?, entry), chain = coalesce(?, chain) WHERE address = ? RETURNING 1`,
			[]any{row(entry), chain, at.id}, new(int)); err != nil || waits {
			return err
		}
	}
	b.delta[at.host]++
	_, err = b.exec(`INSERT INTO queue (host, not_before, priority, address, source, tries, entry, chain) VALUES (?, 0, ?, ?, ?, 0, ?, ?)`,
		at.host, l.Priority, at.id, source, row(entry), chain)
	return err
}

// entry keeps what a feed says. changed reports that the same entry said
// something else before.
func (b *batch) entry(l frontier.Lead, at place) (id int64, changed bool, err error) {
	e := l.Entry
	if e == nil {
		return 0, false, nil
	}
	feed, err := b.via(e.Feed)
	if err != nil {
		return 0, false, err
	}
	if feed == 0 {
		feed = at.id // a feed that nobody fetched: the entry is its own witness
	}
	var digest string
	found, err := b.row(`SELECT id, digest FROM entry WHERE feed = ? AND key = ? ORDER BY id DESC LIMIT 1`, []any{feed, e.Key}, &id, &digest)
	if err != nil {
		return 0, false, err
	}
	if found && digest == e.Digest {
		_, err := b.exec(`UPDATE entry SET last_seen = ?, position = ? WHERE id = ?`, b.now, e.Position, id)
		return id, false, err
	}
	told := e.Article
	for _, date := range []*extract.Date{&told.Published, &told.Modified} {
		if dateText(*date) == nil {
			*date = extract.Date{} // a year that could not be read again
		}
	}
	article, err := json.Marshal(told)
	if err != nil {
		return 0, false, err
	}
	id, err = b.insert(`INSERT INTO entry (feed, key, guid, digest, address, position, first_seen, last_seen, article)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, feed, e.Key, e.GUID, e.Digest, at.id, e.Position, b.now, b.now, string(article))
	return id, found, err
}

// redirect remembers where the addresses of a chain lead. Those that hold no
// article of their own are from now on other addresses of the one there.
func (b *batch) redirect(chain []string, at place) error {
	for _, url := range chain {
		key, err := b.key(url)
		if err != nil {
			return err
		}
		if _, err := b.exec(`UPDATE address SET target = ?1 WHERE key = ?2 AND id <> ?1`, at.id, key[:]); err != nil {
			return err
		}
	}
	if at.document == 0 {
		return nil
	}
	return b.attachRedirects(at.id, at.document)
}

// tracker keeps the address that merely holds that of a lead, as one that leads
// there: nobody asked it.
func (b *batch) tracker(l frontier.Lead, at place) error {
	if l.Tracker == "" {
		return nil
	}
	held := l
	held.URL, held.Entry, held.Chain = l.Tracker, nil, nil
	t, err := b.intern(held, reasonRedirect)
	if err != nil || t.id == at.id {
		return err
	}
	return b.redirect([]string{l.Tracker}, at)
}

// ledHome tells of an address that turned out to redirect to a known article.
func (b *batch) ledHome(l leased, saved frontier.Saved) (frontier.Saved, error) {
	var ref, of string
	found, err := b.row(`SELECT d.ref, t.url FROM address a JOIN address t ON t.id = a.target JOIN document d ON d.id = a.document
		WHERE a.id = ?`, []any{l.address}, &ref, &of)
	if found {
		saved.What, saved.Article, saved.Of, saved.Reason = frontier.Alias, ref, of, reasonRedirect
	}
	return saved, err
}

// attachRedirects gives an article to the addresses that redirect to its own.
// Those that differ in their parameters only are but other spellings of it.
func (b *batch) attachRedirects(address, document int64) error {
	_, err := b.exec(`UPDATE address SET document = ?2, reason = CASE WHEN substr(url, 1, instr(url || '?', '?') - 1) =
			(SELECT substr(t.url, 1, instr(t.url || '?', '?') - 1) FROM address t WHERE t.id = ?1) THEN ?4 ELSE ?3 END
		WHERE target = ?1 AND document IS NULL`, address, document, reasonRedirect, reasonTracking)
	return err
}
