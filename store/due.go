package store

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"time"

	"winnow/crawler/frontier"
)

const (
	// revisitPriority puts pages that are visited again behind those that were
	// never read.
	revisitPriority = 90
	// confirmGone is how long to wait at most for the visit that confirms that a
	// page is gone, however far down the ladder its article is.
	confirmGone = 24 * time.Hour
	// believed304 is how many answers in a row may say that nothing has changed
	// before the page itself is asked for: servers are known to say so for ever.
	believed304 = 8
)

// since is from when on the age of an article counts, by which its ladder is
// climbed: from its last change; before any, from when it was first seen, but
// from its publication when no feed named it. Feeds name what is current; what a
// sitemap lists may be years old, and there is much of it. A publication at
// midnight is that of a day, which had not ended then.
const since = `CASE WHEN (SELECT number FROM revision WHERE id = d.revision) > 1 THEN (SELECT at FROM revision WHERE id = d.revision)
	WHEN d.feed IS NOT NULL THEN d.first_seen
	ELSE min(d.first_seen, d.dated + CASE WHEN d.dated % 86400000 = 0 THEN 86400000 ELSE 0 END) END`

// onLadder holds of an article whose age still has a rung, or whose disappearance
// is to be confirmed; l.value is since when it has to count for that.
const onLadder = `(` + since + ` >= l.value OR d.missing IS NOT NULL AND d.gone IS NULL)`

// duePages are the pages under which the articles stand whose time has come (?1),
// of the sources with a ladder (?2).
const duePages = `SELECT a.host, a.id AS address, d.source, a.url, s.name, a.depth FROM document d
	JOIN source s ON s.id = d.source JOIN json_each(?2) l ON l.key = s.name JOIN address t ON t.id = d.address JOIN address a ON a.key = t.key
	JOIN page p ON p.address = a.id AND p.document = d.id
	WHERE d.due <= ?1 AND d.merged IS NULL AND p.fetch IS NOT NULL AND ` + onLadder

// revisits queues the pages that are due on the ladders of their sources, or all
// that are on them, and gives how many. Those that have left them are first
// forgotten.
func (b *batch) revisits(run frontier.Run) (int, error) {
	until, sources, err := dueOf(run, b.now)
	if err != nil {
		return 0, err
	}
	if _, err := b.exec(`UPDATE document SET due = NULL WHERE id IN (SELECT d.id FROM document d JOIN source s ON s.id = d.source
		JOIN json_each(?2) l ON l.key = s.name WHERE d.due <= ?1 AND NOT `+onLadder+`)`, b.now, sources); err != nil {
		return 0, err
	}
	return b.queuing(`INSERT INTO queue (host, not_before, priority, address, source, tries)
		SELECT host, 0, ?3, address, source, 0 FROM (`+duePages+`) WHERE address NOT IN (SELECT address FROM queue)
		AND address NOT IN (SELECT address FROM lease)`, until, sources, revisitPriority)
}

// dueOf gives the parameters of duePages for a run: up to when, and a JSON object
// of the sources with a ladder, each with the oldest text that is still on it.
func dueOf(run frontier.Run, now int64) (until int64, sources string, err error) {
	oldest := map[string]int64{}
	for name, ladder := range run.Ladders {
		if len(ladder) > 0 {
			oldest[name] = now - ladder.Until().Milliseconds()
		}
	}
	encoded, err := json.Marshal(oldest)
	if until = now; run.Revisit {
		until = math.MaxInt64
	}
	return until, string(encoded), err
}

// Revisits gives the pages that a run would visit again if it began now, and
// writes nothing. Of the run only Ladders and Revisit count.
func (s *Store) Revisits(ctx context.Context, run frontier.Run) ([]frontier.Lead, error) {
	until, sources, err := dueOf(run, millis(s.now()))
	if err != nil {
		return nil, err
	}
	var leads []frontier.Lead
	err = s.each(ctx, duePages+` AND a.id NOT IN (SELECT address FROM queue) ORDER BY a.host, a.id`, []any{until, sources}, func(scan func(...any) error) error {
		l := frontier.Lead{Kind: frontier.Page, Priority: revisitPriority}
		var host, address, source int64
		err := scan(&host, &address, &source, &l.URL, &l.Source, &l.Depth)
		leads = append(leads, l)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return leads, nil
}

// visited plans the next visit of the page that an outcome is about, and takes
// back that it is gone when it has answered.
func (b *batch) visited(l leased, o frontier.Outcome) error {
	answered := o.Verdict == frontier.Done || o.Verdict == frontier.Unchanged
	final := answered || o.Verdict == frontier.Failed || o.Verdict == frontier.Redirected
	if o.Lease.Kind != frontier.Page || !final || o.Verdict == frontier.Done && o.Fetch == nil {
		return nil // it will be tried again, or the feed speaks for it
	}
	if o.Verdict == frontier.Unchanged {
		if _, err := b.exec(`UPDATE page SET unchanged = unchanged + 1 WHERE address = ?`, l.address); err != nil {
			return err
		}
	}
	var id, from int64
	var missing bool
	found, err := b.row(`SELECT d.id, `+since+`, d.missing IS NOT NULL AND d.gone IS NULL FROM address a JOIN document d ON d.id = a.document WHERE a.id = ?`,
		[]any{l.address}, &id, &from, &missing)
	if err != nil || !found {
		return err
	}
	next := b.next(o.Lease.Source, from, missing && !answered)
	if answered {
		_, err = b.exec(`UPDATE document SET due = ?, gone = NULL, missing = NULL, last_seen = ? WHERE id = ?`, next, b.now, id)
	} else {
		_, err = b.exec(`UPDATE document SET due = ? WHERE id = ?`, next, id)
	}
	return err
}

// next is when a page is visited again, NULL for never. One whose source visits
// nothing again is due at once, should the source be told to.
func (b *batch) next(source string, from int64, missing bool) any {
	ladder, listed := b.s.ladders[source]
	if !listed || len(ladder) == 0 {
		return b.now
	}
	every, more := ladder.Every(time.Duration(b.now-from) * time.Millisecond)
	switch {
	case !more && !missing:
		return nil
	case !more, missing && every > confirmGone:
		every = confirmGone
	}
	return b.now + every.Milliseconds()
}

// vanished counts a visit that did not find the page which an article stands
// under: it is not there (404, 410), it says so with the status of a page, it leads to the front page of the site, or to
// a page without an article. The first such visit is noted, the next one confirms
// it: the article is gone, since the first. Its text stays, and nothing has failed
// that a person could mend. It reports whether there was such an article.
func (b *batch) vanished(l leased, o frontier.Outcome) (any bool, err error) {
	if o.Fetch == nil {
		return false, nil
	}
	here := o.Fetch.Status == http.StatusNotFound || o.Fetch.Status == http.StatusGone || toFrontPage(o) ||
		o.Verdict == frontier.Failed && o.Reason == "soft-404"
	if !here && !(o.Verdict == frontier.Failed && o.Reason == "no-article") {
		return false, nil
	}
	lost := o.Lease.Chain
	if here {
		lost = append(slices.Clip(lost), o.Lease.URL)
	}
	for _, url := range lost {
		found, err := b.missed(url)
		if any = any || found; err != nil {
			return false, err
		}
	}
	if any {
		_, err = b.exec(`DELETE FROM failure WHERE address = ?`, l.address)
	}
	return any, err
}

// toFrontPage reports a page that leads to the front page of its site: that is
// how many sites say not found.
func toFrontPage(o frontier.Outcome) bool {
	return o.Verdict == frontier.Redirected && len(o.Found) == 1 && frontPage(o.Found[0].URL) && !frontPage(o.Lease.URL)
}

// missed counts a visit that did not find the article which stands under an
// address.
func (b *batch) missed(url string) (bool, error) {
	key, err := b.key(url)
	if err != nil {
		return false, err
	}
	return b.row(`UPDATE document SET gone = coalesce(gone, missing), missing = coalesce(missing, ?2),
		due = CASE WHEN missing IS NULL THEN min(coalesce(due, ?3), ?3) ELSE due END WHERE merged IS NULL AND id IN
		(SELECT a.document FROM address a WHERE a.key = ?1 AND a.document IS NOT NULL) AND (SELECT key FROM address WHERE id = document.address) = ?1
		RETURNING 1`, []any{key[:], b.now, b.now + confirmGone.Milliseconds()}, new(int))
}
