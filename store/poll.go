package store

import (
	"encoding/json"
	"net/url"

	"winnow/crawler/frontier"
)

// polled remembers a poll of a feed, sitemap or start page, and with it those
// that redirect to it: they are due when it is.
func (b *batch) polled(l leased, o frontier.Outcome, fresh int) error {
	if o.Archive != nil {
		if err := b.archived(*o.Archive); err != nil {
			return err
		}
	}
	switch {
	case o.Lease.Kind == frontier.Page || o.Lease.Kind == frontier.Archive || o.Lease.Kind == frontier.Requisite:
		return nil
	case o.Poll == nil:
		_, err := b.exec(`UPDATE feed SET polled = ?1 WHERE address = ?2`, b.now, l.address)
		return err
	case o.Verdict == frontier.Redirected:
		return b.moved(l, o)
	}
	state, err := json.Marshal(o.Poll.FeedState)
	if err != nil {
		return err
	}
	if o.Verdict == frontier.Done || o.Verdict == frontier.Unchanged {
		if err := b.stays(l, o); err != nil {
			return err
		}
	}
	switch o.Verdict {
	case frontier.Done:
		if err := b.understood(l, o, fresh, string(state)); err != nil {
			return err
		}
		return b.arrived(l, o, fresh)
	case frontier.Unchanged:
		return b.remembered(l, o, `UPDATE feed SET polled = ?2, succeeded = ?2, fresh = 0, next_at = ?3, state = ?4, standing = ?5`+these,
			l.address, b.now, millis(o.Poll.NextAt), string(state), string(o.Poll.Standing))
	}
	if err := b.remembered(l, o, `UPDATE feed SET polled = ?2, next_at = ?3, state = ?4, standing = ?5`+these,
		l.address, b.now, millis(o.Poll.NextAt), string(state), string(o.Poll.Standing)); err != nil {
		return err
	}
	// What moved here and is not found here is looked for where it was.
	_, err = b.exec(`UPDATE feed SET moved_seen = 0, moved_same = NULL WHERE `+movedHere, l.address)
	return err
}

// these are a feed and those that redirect to it.
const these = ` WHERE address = ?1 OR address IN (SELECT id FROM address WHERE target = ?1)`

// understood remembers a poll whose answer was read.
func (b *batch) understood(l leased, o frontier.Outcome, fresh int, state string) error {
	p := o.Poll
	flags := "[]"
	if len(p.Flags) > 0 {
		encoded, err := json.Marshal(p.Flags)
		if err != nil {
			return err
		}
		flags = string(encoded)
	}
	var foundNew any
	if fresh > 0 {
		foundNew = b.now
	}
	if err := b.remembered(l, o, `UPDATE feed SET polled = ?2, succeeded = ?2, next_at = ?3, state = ?4, standing = ?5, title = ?6, entries = ?7,
		fresh = ?8, flags = ?9, found_new = coalesce(?10, found_new), silent_at = ?11, newest = ?12, hub = ?13`+these,
		l.address, b.now, millis(p.NextAt), state, string(p.Standing), p.Title, p.Entries, fresh, flags, foundNew,
		millis(p.Pace.SilentAt), millis(p.Pace.Newest), p.Hub); err != nil {
		return err
	}
	if o.Lease.Kind == frontier.Section && !l.feed { // it has just turned out to be one
		if _, err := b.exec(`UPDATE address SET kind = ? WHERE id = ?`, string(frontier.Section), l.address); err != nil {
			return err
		}
	}
	_, err := b.exec(`UPDATE feed SET etag = ?, last_modified = ?, body_hash = ? WHERE address = ?`,
		p.ETag, p.LastModified, p.BodyHash, l.address)
	return err
}

// remembered runs an update of a feed, which is made known first where it is not.
func (b *batch) remembered(l leased, o frontier.Outcome, update string, args ...any) error {
	if !l.feed {
		if _, err := b.exec(`INSERT INTO feed (address, source, kind, configured) VALUES (?, ?, ?, 0) ON CONFLICT (address) DO NOTHING`,
			l.address, l.source, string(o.Lease.Kind)); err != nil {
			return err
		}
	}
	_, err := b.exec(update, args...)
	return err
}

// A feed is taken to have moved for good after so many polls in a row that saw
// the same permanent redirect; its old address is still tried now and then.
const (
	movedSightings = 3
	movedRetry     = 30 * 24 * 60 * 60 * 1000 // ms
)

// hopTime is how long a feed that redirects is not asked for again at least, in
// ms: when it is due is known once where it leads to was read.
const hopTime = `600000`

// stays remembers that a feed answers at its own address: it has not moved, or has
// come back.
func (b *batch) stays(l leased, o frontier.Outcome) error {
	if len(o.Lease.Chain) > 0 {
		return nil
	}
	_, err := b.exec(`UPDATE feed SET moved_to = NULL, moved_seen = 0, moved_same = NULL WHERE address = ? AND moved_to IS NOT NULL`, l.address)
	return err
}

// movedHere are feeds that moved to an address, or to one that redirects there.
const movedHere = `(moved_to = ?1 OR moved_to IN (SELECT id FROM address WHERE target = ?1))`

// moved counts how often a feed was seen to redirect to one address for good. A
// temporary redirect, or one elsewhere, begins anew. Where several redirects for
// good follow each other, the last of them counts.
func (b *batch) moved(l leased, o frontier.Outcome) error {
	var to int64
	if o.Poll.MovedTo != "" {
		var err error
		if to, err = b.via(o.Poll.MovedTo); err != nil {
			return err
		}
	}
	// The first hop of a chain that is known leads to the end of it as before.
	if _, err := b.exec(`UPDATE feed SET polled = ?2, next_at = max(next_at, ?2 + `+hopTime+`), moved_seen = CASE WHEN ?3 = 0 THEN 0 WHEN `+movedAsBefore+` THEN moved_seen + 1 ELSE 1 END,
		moved_same = CASE WHEN `+movedAsBefore+` THEN moved_same END, moved_to = CASE WHEN `+movedAsBefore+` THEN moved_to ELSE nullif(?3, 0) END,
		moved_at = ?2 WHERE address = ?1`,
		l.address, b.now, to); err != nil || to == 0 || len(o.Lease.Chain) == 0 {
		return err
	}
	first, err := b.via(o.Lease.Chain[0])
	if err != nil {
		return err
	}
	// One that was asked for at its new place moves again: that has to be seen as often.
	_, err = b.exec(`UPDATE feed SET moved_to = ?1, moved_same = NULL, moved_seen = CASE WHEN moved_seen >= ?2 THEN 1 ELSE moved_seen END
		WHERE address = ?3 AND moved_to = ?4`, to, movedSightings, first, l.address)
	return err
}

// movedAsBefore are feeds that are known to end where a redirect to ?3 does.
const movedAsBefore = `(moved_to = ?3 OR moved_to = (SELECT target FROM address WHERE id = ?3))`

// arrived tells what the feed at the end of a redirect is: the one that stood at
// the old address if it names pages that are known from there, under the same host
// or, where the whole site has moved, under another, or if nothing was ever read
// there.
func (b *batch) arrived(l leased, o frontier.Outcome, fresh int) error {
	if len(o.Lease.Chain) == 0 {
		return nil
	}
	same := fresh < len(o.Found)
	if !same {
		var err error
		if same, err = b.samePaths(l, o.Found); err != nil {
			return err
		}
	}
	_, err := b.exec(`UPDATE feed SET moved_same = (?2 OR NOT EXISTS (SELECT 1 FROM entry WHERE feed = feed.address AND first_seen < ?3))
		WHERE `+movedHere+` AND moved_same IS NULL`, l.address, same, b.now)
	return err
}

// samePaths reports whether leads have paths that a feed which has moved to l named
// on its old host. That of the front page says nothing.
func (b *batch) samePaths(l leased, found []frontier.Lead) (same bool, err error) {
	paths := map[string]bool{}
	err = b.rows(`SELECT a.url FROM feed f JOIN entry e ON e.feed = f.address JOIN address a ON a.id = e.address
		WHERE `+movedHere+` AND f.moved_same IS NULL AND e.first_seen < ?2`, []any{l.address, b.now}, func(scan func(...any) error) error {
		var address string
		err := scan(&address)
		paths[pathOf(address)] = true
		return err
	})
	for _, lead := range found {
		path := pathOf(lead.URL)
		same = same || len(path) > 1 && paths[path]
	}
	return same, err
}

// pathOf is an address without its scheme and host.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// archived remembers how far the older parts of a feed have been read.
func (b *batch) archived(a frontier.Archived) error {
	feed, err := b.via(a.Feed)
	if err != nil {
		return err
	}
	_, err = b.exec(`UPDATE feed SET archive_next = ?2, archive_parts = ?3
		WHERE address = ?1 OR address = (SELECT target FROM address WHERE id = ?1)`, feed, a.Next, a.Parts)
	return err
}

// part makes a sitemap known that an index lists, so that it is polled from then
// on by its own pace.
func (b *batch) part(from leased, l frontier.Lead, at place) error {
	source, err := b.source(l.Source)
	if err != nil {
		return err
	}
	_, err = b.exec(`INSERT INTO feed (address, source, kind, configured, parent, listed) VALUES (?1, ?2, ?3, 0, ?4, ?5)
		ON CONFLICT (address) DO UPDATE SET parent = excluded.parent, listed = excluded.listed`,
		at.id, source, string(l.Kind), from.address, b.now)
	return err
}

// delist lets go of the parts that an index does not list any more.
func (b *batch) delist(l leased, o frontier.Outcome) error {
	if o.Lease.Kind != frontier.Sitemap || o.Verdict != frontier.Done {
		return nil
	}
	_, err := b.exec(`UPDATE feed SET parent = NULL WHERE parent = ? AND listed < ?`, l.address, b.now)
	return err
}
