package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Kinds of tombstone: by what a page is refused that was forgotten.
const (
	tombAddress = "address" // the identity key of an address
	tombText    = "text"    // a normalised text on a site
	tombAuthor  = "author"  // a name
)

// reasonForgotten is the reason of an address whose page is refused.
const reasonForgotten = "forgotten"

// textTomb is the key of a text on a site. Another publisher's copy is an
// article of its own, so its site belongs to it.
func textTomb(site, words string) addressKey { return sum("text\n" + site + "\n" + words) }

// authorKey is the key of an author, whatever the case and the punctuation.
func authorKey(name string) addressKey {
	words, _ := normalise(name)
	return sum("author\n" + words)
}

// bury refuses what has a key from now on.
func (b *batch) bury(key addressKey, kind string, act int64) error {
	_, err := b.exec(`INSERT INTO tombstone (key, kind, forgetting) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, key[:], kind, act)
	return err
}

// anyTombs reports whether anything was ever forgotten: most databases have no
// tombstones, and then no lead is looked up among them.
func (b *batch) anyTombs() (bool, error) {
	if b.tombs == nil {
		found, err := b.row(`SELECT 1 FROM tombstone LIMIT 1`, nil, new(int))
		if err != nil {
			return false, err
		}
		b.tombs = &found
	}
	return *b.tombs, nil
}

// buried gives the act of forgetting by which a key is refused; 0 when it is not.
func (b *batch) buried(key addressKey, kind string) (act int64, err error) {
	if any, err := b.anyTombs(); err != nil || !any {
		return 0, err
	}
	_, err = b.row(`SELECT forgetting FROM tombstone WHERE key = ? AND kind = ?`, []any{key[:], kind}, &act)
	return act, err
}

// refused gives the act by which an article was forgotten: by its address or the
// canonical one of its own site, by its text on this site, or by an author whose
// further articles are not wanted. It is 0 when the article is welcome.
func (b *batch) refused(url, canonical string, a *extract.Article) (act int64, err error) {
	if any, err := b.anyTombs(); err != nil || !any {
		return 0, err
	}
	site := extract.Site(url)
	type tomb struct {
		key  addressKey
		kind string
	}
	var tombs []tomb
	for _, address := range []string{url, canonical} {
		if address == "" || address == canonical && extract.Site(canonical) != site {
			continue
		}
		for _, key := range b.ident.keys(address) {
			tombs = append(tombs, tomb{key, tombAddress})
		}
	}
	if words, count := normalise(a.Text); count >= comparableWords {
		tombs = append(tombs, tomb{textTomb(site, words), tombText})
	}
	for _, author := range a.Authors {
		tombs = append(tombs, tomb{authorKey(author), tombAuthor})
	}
	for _, t := range tombs {
		if act, err = b.buried(t.key, t.kind); act != 0 || err != nil {
			return act, err
		}
	}
	return 0, nil
}

// refuse turns an outcome whose article was forgotten into a failure, before
// anything of it is written. Its address is refused too from then on, and what a
// feed says of it goes.
func (b *batch) refuse(l leased, o frontier.Outcome) (frontier.Outcome, error) {
	if o.Page == nil {
		return o, nil
	}
	act, err := b.refused(o.Lease.URL, o.Page.Canonical, &o.Page.Article)
	if err != nil || act == 0 {
		return o, err
	}
	o.Page, o.Verdict, o.Reason, o.Detail = nil, frontier.Failed, reasonForgotten, "it was forgotten, and is not harvested again"
	if o.Fetch != nil {
		f := *o.Fetch
		f.Body = nil
		o.Fetch = &f
	}
	if err := b.bury(sum(extract.Key(o.Lease.URL)), tombAddress, act); err != nil {
		return o, err
	}
	return o, b.dropEntries(l.address)
}

// dropEntries takes away what feeds said of an address, which is to be erased.
func (b *batch) dropEntries(address int64) error {
	for _, query := range []string{
		`INSERT OR IGNORE INTO erasure SELECT url FROM address WHERE id = ?1 AND EXISTS (SELECT 1 FROM entry WHERE address = ?1)`,
		`UPDATE queue SET entry = NULL WHERE entry IN (SELECT id FROM entry WHERE address = ?)`,
		`UPDATE lease SET entry = NULL WHERE entry IN (SELECT id FROM entry WHERE address = ?)`,
		`DELETE FROM entry WHERE address = ?`,
	} {
		if _, err := b.exec(query, address); err != nil {
			return err
		}
	}
	return nil
}

// unwelcome reports whether a lead leads to what was forgotten, or its feed gives
// the text of it.
func (b *batch) unwelcome(l frontier.Lead) (bool, error) {
	if l.Kind != frontier.Page {
		return false, nil
	}
	var told extract.Article
	if l.Entry != nil {
		told = l.Entry.Article
	}
	act, err := b.refused(l.URL, "", &told)
	return act != 0, err
}

// Tombstone is one act of forgetting, by what it still refuses.
type Tombstone struct {
	ID        int64     `json:"id"`
	Time      time.Time `json:"time"`
	Cause     string    `json:"cause"` // asked, author, retention
	Articles  int       `json:"articles"`
	Addresses int       `json:"addresses"` // refused
	Texts     int       `json:"texts"`     // refused
	Author    bool      `json:"author"`    // an author's further articles are refused
}

// Tombstones gives what is refused, oldest first.
func (s *Store) Tombstones(ctx context.Context) ([]Tombstone, error) {
	list := []Tombstone{}
	err := s.each(ctx, `SELECT f.id, f.at, f.cause, f.articles, count(*) FILTER (WHERE t.kind = 'address'),
		count(*) FILTER (WHERE t.kind = 'text'), count(*) FILTER (WHERE t.kind = 'author') > 0
		FROM forgetting f JOIN tombstone t ON t.forgetting = f.id GROUP BY f.id ORDER BY f.id`, nil, func(scan func(...any) error) error {
		var t Tombstone
		var at int64
		err := scan(&t.ID, &at, &t.Cause, &t.Articles, &t.Addresses, &t.Texts, &t.Author)
		t.Time = instant(at)
		list = append(list, t)
		return err
	})
	return list, s.failed(ctx, err)
}

// ErrNoTombstone says that nothing is refused under an address.
var ErrNoTombstone = errors.New("nothing was forgotten there")

// Lift lets the article that stood at an address be harvested again: nothing that
// was forgotten of it is refused any more, neither its addresses nor its text. The
// error wraps ErrNoTombstone.
func (s *Store) Lift(ctx context.Context, address string) (lifted int, err error) {
	keys := s.ident.Load().keys(address)
	err = s.update(ctx, func(t tx) error {
		var act int64
		found, err := t.row(`SELECT forgetting FROM tombstone WHERE key IN (?1, ?2) AND kind = ?3`, []any{keys[0][:], keys[1][:], tombAddress}, &act)
		if err == nil && !found {
			err = fmt.Errorf("%s: %w", address, ErrNoTombstone)
		}
		if err != nil {
			return err
		}
		gone, err := t.exec(`DELETE FROM tombstone WHERE forgetting = ?`, act)
		if err != nil {
			return err
		}
		n, err := gone.RowsAffected()
		lifted = int(n)
		return err
	}, nil)
	return lifted, err
}

// forgottenAt tells when what stood at an address was forgotten; zero when it was
// not.
func (s *Store) forgottenAt(ctx context.Context, address string) (time.Time, error) {
	var at int64
	keys := s.ident.Load().keys(address)
	err := s.each(ctx, `SELECT f.at FROM tombstone t JOIN forgetting f ON f.id = t.forgetting WHERE t.key IN (?1, ?2) AND t.kind = ?3`,
		[]any{keys[0][:], keys[1][:], tombAddress}, func(scan func(...any) error) error { return scan(&at) })
	return instant(at), err
}
