package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// KeptPage is what a revision was read from, with what is known of it beside its
// bytes: what the reading of it was told, and the reading that stands.
type KeptPage struct {
	Article    string // id
	Revision   int
	Extraction int64  // names the reading in the store
	Extractor  string // version of winnow that made it
	Source     string
	URL        string // of the page, after redirects
	Fetched    time.Time
	Entry      *frontier.Entry // that filled its blanks; nil when none did
	Text       string          // that stands
	Answers    []KeptAnswer    // the page, then the further pages that were joined with it; empty when the feed gave it all
}

// KeptAnswer is an answer of which the body was kept, or was not.
type KeptAnswer struct {
	URL         string
	Time        time.Time // when it was asked for
	Status      int
	ContentType string        // as the server sent it
	Hash        string        // SHA-256 of the decoded body, hex
	Body        []byte        // decoded; nil when the database has it not
	Record      frontier.Kept // where a WARC file has the answer; empty when none does
}

// kept reports whether the body of an answer is in the database or in an archive.
func (a KeptAnswer) kept() bool { return len(a.Body) > 0 || a.Record.File != "" }

// keptPortion is how many articles' pages are read at a time. No transaction
// stays open between two portions, so that the log can be copied back meanwhile.
const keptPortion = 32

// keptFetch is whether the body of a fetch is in the database or in an archive.
const keptFetch = `(EXISTS (SELECT 1 FROM fetch k JOIN blob b ON b.hash = k.body_hash WHERE k.id = %[1]s)
	OR EXISTS (SELECT 1 FROM record k WHERE k.fetch = %[1]s))`

// Kept gives the ids of the rows of the articles that a filter wants and of which
// some revision can be read again from what was kept, all of its pages, and how
// many articles have none.
func (s *Store) Kept(ctx context.Context, f Filter) (documents []int64, without int, err error) {
	query, args := f.query(`d.id, EXISTS (SELECT 1 FROM revision r JOIN extraction x ON x.revision = r.id
		WHERE r.document = d.id AND ` + fmt.Sprintf(keptFetch, `x.fetch`) + `
		AND NOT EXISTS (SELECT 1 FROM part p WHERE p.first = x.fetch AND NOT ` + fmt.Sprintf(keptFetch, `p.fetch`) + `))`)
	err = s.each(ctx, query, args, func(scan func(...any) error) error {
		var id int64
		var kept bool
		err := scan(&id, &kept)
		if kept {
			documents = append(documents, id)
		} else {
			without++
		}
		return err
	})
	if err != nil {
		return nil, 0, s.failed(ctx, err)
	}
	return documents, without, nil
}

// KeptPages gives what the revisions of articles were read from, one for each
// revision of which all was kept. It ends after the first error.
func (s *Store) KeptPages(ctx context.Context, documents []int64) iter.Seq2[KeptPage, error] {
	return func(yield func(KeptPage, error) bool) {
		for len(documents) > 0 {
			n := min(len(documents), keptPortion)
			pages, err := s.keptPages(ctx, `r.document IN (SELECT value FROM json_each(?)) AND x.fetch IS NOT NULL`, idList(documents[:n]))
			if err != nil {
				yield(KeptPage{}, s.failed(ctx, err))
				return
			}
			for _, p := range pages {
				if !p.whole() {
					continue
				}
				if !yield(p, nil) {
					return
				}
			}
			documents = documents[n:]
		}
	}
}

// whole reports whether all that was read of a page was kept.
func (p *KeptPage) whole() bool {
	for _, a := range p.Answers {
		if !a.kept() {
			return false
		}
	}
	return len(p.Answers) > 0
}

// KeptPage gives what a revision of an article was read from, whether it was kept
// or not; revision 0 is the one that is shown. The article is named as for
// Article. The error wraps ErrNoRevision when there is no such revision.
func (s *Store) KeptPage(ctx context.Context, name string, revision int) (KeptPage, error) {
	document, err := s.find(ctx, name)
	if err != nil {
		return KeptPage{}, err
	}
	pages, err := s.keptPages(ctx, `r.document = ? AND (r.number = ? OR ? = 0 AND r.id = d.revision)`, document, revision, revision)
	switch {
	case err != nil:
		return KeptPage{}, s.failed(ctx, err)
	case len(pages) == 0:
		return KeptPage{}, fmt.Errorf("%s, revision %d: %w", name, revision, ErrNoRevision)
	}
	return pages[0], nil
}

// keptPages gives what the revisions were read from that a condition on the tables
// d, r and x holds for.
func (s *Store) keptPages(ctx context.Context, where string, args ...any) ([]KeptPage, error) {
	var pages []KeptPage
	type origin struct{ fetch, entry sql.NullInt64 }
	var origins []origin
	err := s.each(ctx, `SELECT d.ref, r.number, x.id, x.extractor, s.name, a.url, x.fetched, coalesce(x.text, ''), x.fetch, x.entry
		FROM revision r JOIN document d ON d.id = r.document
		JOIN extraction x ON x.id = CASE r.id WHEN d.revision THEN d.extraction ELSE (SELECT max(id) FROM extraction WHERE revision = r.id) END
		JOIN address a ON a.id = x.address JOIN source s ON s.id = d.source
		WHERE `+where+` ORDER BY d.id, r.number`, args, func(scan func(...any) error) error {
		var p KeptPage
		var o origin
		var fetched int64
		err := scan(&p.Article, &p.Revision, &p.Extraction, &p.Extractor, &p.Source, &p.URL, &fetched, &p.Text, &o.fetch, &o.entry)
		p.Fetched = instant(fetched)
		pages, origins = append(pages, p), append(origins, o)
		return err
	})
	for i, o := range origins {
		if err == nil && o.fetch.Valid {
			pages[i].Answers, err = s.keptAnswers(ctx, o.fetch.Int64)
		}
		if err == nil && o.entry.Valid {
			pages[i].Entry, err = s.keptEntry(ctx, o.entry.Int64)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, revision %d: %w", pages[i].Article, pages[i].Revision, err)
		}
	}
	return pages, err
}

// keptAnswers gives the answer of a fetch and those of the further pages that
// were joined with it.
func (s *Store) keptAnswers(ctx context.Context, first int64) (answers []KeptAnswer, err error) {
	err = s.each(ctx, `SELECT a.url, f.started, f.status, coalesce(f.header ->> '$."Content-Type"[0]', ''), coalesce(f.body_hash, x''),
			coalesce(b.coding, ''), coalesce(b.size, 0), b.body, coalesce(w.file, ''), coalesce(w.offset, 0), coalesce(w.length, 0), coalesce(w.ref, ''), coalesce(w.digest, '')
		FROM (SELECT ?1 AS fetch, 1 AS number UNION ALL SELECT fetch, number FROM part WHERE first = ?1) n
		JOIN fetch f ON f.id = n.fetch JOIN address a ON a.id = f.address
		LEFT JOIN blob b ON b.hash = f.body_hash LEFT JOIN record w ON w.fetch = f.id ORDER BY n.number`, []any{first},
		func(scan func(...any) error) error {
			var k KeptAnswer
			var started int64
			var hash, packed []byte
			var coding string
			var size int
			err := scan(&k.URL, &started, &k.Status, &k.ContentType, &hash, &coding, &size, &packed,
				&k.Record.File, &k.Record.Offset, &k.Record.Length, &k.Record.ID, &k.Record.Digest)
			if err != nil {
				return err
			}
			k.Time, k.Hash = instant(started), hex.EncodeToString(hash)
			if packed != nil {
				k.Body, err = unpack(coding, size, packed)
			}
			answers = append(answers, k)
			return err
		})
	return answers, err
}

// keptEntry gives what a feed said; nil when it is no longer there.
func (s *Store) keptEntry(ctx context.Context, id int64) (*frontier.Entry, error) {
	var e frontier.Entry
	var said string
	err := s.read.QueryRowContext(ctx, `SELECT a.url, e.key, e.guid, e.digest, e.position, e.article FROM entry e JOIN address a ON a.id = e.feed WHERE e.id = ?`, id).
		Scan(&e.Feed, &e.Key, &e.GUID, &e.Digest, &e.Position, &said)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(said), &e.Article)
	}
	return &e, err
}

// Reextraction is what reading a kept page again has given.
type Reextraction struct {
	Extraction int64 // the reading that it takes the place of
	Article    extract.Article
}
