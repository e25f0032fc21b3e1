package store

import (
	"context"
	"iter"
	"slices"
	"time"

	"winnow/crawler/frontier"
)

// Patterns gives what was learned of the addresses of a host, by shape.
func (s *Store) Patterns(ctx context.Context, host string) ([]frontier.Pattern, error) {
	var found []frontier.Pattern
	err := s.each(ctx, `SELECT p.shape, p.pages, p.articles, p.sections, p.repeats FROM pattern p JOIN host h ON h.id = p.host
		WHERE h.name = ?`, []any{host}, func(scan func(...any) error) error {
		p := frontier.Pattern{Host: host}
		err := scan(&p.Shape, &p.Pages, &p.Articles, &p.Sections, &p.Repeats)
		found = append(found, p)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return found, nil
}

// learned adds to what is known of the shape of an address.
func (b *batch) learned(o frontier.Outcome, saved frontier.Saved) error {
	p := o.Learned
	if p == nil {
		return nil
	}
	host, err := b.host(p.Host)
	if err != nil {
		return err
	}
	articles, repeats := 0, p.Repeats
	switch saved.What {
	case frontier.New, frontier.Copy:
		articles = 1
	case frontier.Alias:
		repeats++
	}
	_, err = b.exec(`INSERT INTO pattern (host, shape, pages, articles, sections, repeats) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT (host, shape) DO UPDATE SET pages = pages + ?3, articles = articles + ?4, sections = sections + ?5, repeats = repeats + ?6`,
		host, p.Shape, p.Pages, articles, p.Sections, repeats)
	return err
}

// leftOut adds to the record of links that are not followed.
func (b *batch) leftOut(l leased, o frontier.Outcome) error {
	for _, x := range o.LeftOut {
		if _, err := b.exec(`INSERT INTO omission (source, host, shape, reason, links, example, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
			ON CONFLICT (source, reason, host, shape) DO UPDATE SET links = links + ?5, last = ?7`,
			l.source, x.Host, x.Shape, x.Reason, x.Count, x.Example, b.now); err != nil {
			return err
		}
	}
	return nil
}

// LeftOut is a kind of link that a crawl does not follow; a row of the view
// left_out.
type LeftOut struct {
	Source    string    `json:"source"`
	Host      string    `json:"host"`    // empty when the links lead to many
	Pattern   string    `json:"pattern"` // what they have in common
	Reason    string    `json:"reason"`
	Links     int       `json:"links"`
	Example   string    `json:"example"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
}

// Omissions gives what is not followed of a source, or of all when it is empty,
// one at a time: the largest first. It ends after the first error.
func (s *Store) Omissions(ctx context.Context, source string) iter.Seq2[LeftOut, error] {
	return func(yield func(LeftOut, error) bool) {
		stopped := false
		err := s.each(ctx, `SELECT source, host, pattern, reason, links, example, first_seen, last_seen FROM left_out
			WHERE ?1 = '' OR source = ?1 ORDER BY links DESC, source, reason, host, pattern`, []any{source}, func(scan func(...any) error) error {
			x, err := scanLeftOut(scan)
			if err == nil && !stopped {
				stopped = !yield(x, nil)
			}
			return err
		})
		if err != nil && !stopped {
			yield(LeftOut{}, s.failed(ctx, err))
		}
	}
}

func scanLeftOut(scan func(...any) error) (x LeftOut, err error) {
	var first, last string
	if err := scan(&x.Source, &x.Host, &x.Pattern, &x.Reason, &x.Links, &x.Example, &first, &last); err != nil {
		return x, err
	}
	if x.FirstSeen, err = fromText(first); err != nil {
		return x, err
	}
	x.LastSeen, err = fromText(last)
	return x, err
}

// plantSections queues the sections that are due, or all: those that links led
// to, of sources that still have something to follow links from.
func (b *batch) plantSections(all bool) (due int, err error) {
	return b.queuing(`INSERT INTO queue (host, not_before, priority, address, source, tries)
		SELECT a.host, 0, ?1, a.id, f.source, 0 FROM feed f JOIN address a ON a.id = f.address
		WHERE f.kind = 'section' AND (f.next_at <= ?2 OR ?3) AND f.standing <> 'gone' AND EXISTS
			(SELECT 1 FROM feed g WHERE g.source = f.source AND g.configured = 1 AND g.kind IN ('start', 'sitemap'))
		AND f.address NOT IN (SELECT address FROM lease) ON CONFLICT (address) DO NOTHING`, sectionPriority, b.now, all)
}

// sectionPriority lets sections that are due go before the pages they name.
const sectionPriority = 20

// parts gives an article the addresses that its page speaks for: its further
// pages, of which one may have been taken for an article of its own before, and
// its other forms, unless something stands there already. first is the fetch that
// the further pages go on from.
func (b *batch) parts(l leased, o frontier.Outcome, first int64) error {
	number := 1
	for _, part := range slices.Concat(o.Page.Parts, o.Page.Variants) {
		lead := o.Lease.Lead
		lead.URL, lead.Kind, lead.Via, lead.Chain = part.URL, frontier.Page, o.Lease.URL, nil
		at, err := b.intern(lead, part.Reason)
		if err != nil {
			return err
		}
		if part.Fetch == nil && (at.document != 0 || at.id == l.address) {
			continue
		}
		if err := b.dequeue(at); err != nil {
			return err
		}
		fetch, err := b.fetched(leased{address: at.id}, frontier.Outcome{Verdict: frontier.Done, Fetch: part.Fetch, Page: o.Page})
		if err != nil {
			return err
		}
		if fetch != 0 && first == b.read { // else nothing was read of it that is not known
			number++
			if _, err := b.exec(`INSERT INTO part (first, number, fetch) VALUES (?, ?, ?)`, first, number, fetch); err != nil {
				return err
			}
		}
		if err := b.attachPart(l, at, part.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) dequeue(at place) error {
	if waits, err := b.row(`DELETE FROM queue WHERE address = ? RETURNING 1`, []any{at.id}, new(int)); err != nil {
		return err
	} else if waits {
		b.delta[at.host]--
	}
	_, err := b.exec(`DELETE FROM failure WHERE address = ?`, at.id)
	return err
}

func (b *batch) attachPart(l leased, at place, reason string) error {
	var document int64
	if _, err := b.row(`SELECT document FROM page WHERE address = ?`, []any{l.address}, &document); err != nil || document == 0 {
		return err
	}
	if at.document != 0 && at.document != document {
		kept, err := b.merge(document, match{at.document, reason})
		if err != nil {
			return err
		}
		return b.recluster(kept)
	}
	key, err := b.key(at.url)
	if err != nil {
		return err
	}
	_, err = b.exec(`UPDATE address SET document = ?1, reason = ?2 WHERE key = ?3`, document, reason, key[:])
	return err
}
