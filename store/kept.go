package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// KeptPage is a raw page that was kept, with what is known of it beside its
// bytes: what the reading of it was told, and the reading that stands.
type KeptPage struct {
	Article     string // id
	Revision    int
	Extraction  int64  // names the reading in the store
	Extractor   string // version of winnow that made it
	Source      string
	URL         string // of the page, after redirects
	ContentType string // as the server sent it
	Fetched     time.Time
	Entry       *frontier.Entry // that filled its blanks; nil when none did
	Body        []byte          // decoded
}

// keptPortion is how many articles' pages are read at a time. No transaction
// stays open between two portions, so that the log can be copied back meanwhile.
const keptPortion = 32

// Kept gives the ids of the rows of the articles that a filter wants and that
// have a kept page, and how many articles have none. One that was put together
// from several pages counts among the latter: a page is not all of it.
func (s *Store) Kept(ctx context.Context, f Filter) (documents []int64, without int, err error) {
	query, args := f.query(`d.id, NOT EXISTS (SELECT 1 FROM address WHERE document = d.id AND reason = 'part')
		AND EXISTS (SELECT 1 FROM revision r JOIN extraction x ON x.revision = r.id
		JOIN fetch f ON f.id = x.fetch JOIN blob b ON b.hash = f.body_hash WHERE r.document = d.id)`)
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

// KeptPages gives the kept pages of articles, one for each revision that has one.
// It ends after the first error.
func (s *Store) KeptPages(ctx context.Context, documents []int64) iter.Seq2[KeptPage, error] {
	return func(yield func(KeptPage, error) bool) {
		for len(documents) > 0 {
			n := min(len(documents), keptPortion)
			pages, err := s.keptPortion(ctx, documents[:n])
			if err != nil {
				yield(KeptPage{}, s.failed(ctx, err))
				return
			}
			for _, p := range pages {
				if !yield(p, nil) {
					return
				}
			}
			documents = documents[n:]
		}
	}
}

func (s *Store) keptPortion(ctx context.Context, documents []int64) ([]KeptPage, error) {
	var pages []KeptPage
	entries := map[int]int64{}
	err := s.each(ctx, `SELECT d.ref, r.number, x.id, x.extractor, s.name, a.url, coalesce(f.header ->> '$."Content-Type"[0]', ''), x.fetched, x.entry,
			b.coding, b.size, b.body
		FROM json_each(?) j JOIN document d ON d.id = j.value JOIN revision r ON r.document = d.id
		JOIN extraction x ON x.id = CASE r.id WHEN d.revision THEN d.extraction ELSE (SELECT max(id) FROM extraction WHERE revision = r.id) END
		JOIN fetch f ON f.id = x.fetch JOIN blob b ON b.hash = f.body_hash JOIN address a ON a.id = x.address JOIN source s ON s.id = d.source
		ORDER BY d.id, r.number`, []any{idList(documents)}, func(scan func(...any) error) error {
		var p KeptPage
		var fetched int64
		var entry sql.NullInt64
		var coding string
		var size int
		var packed []byte
		err := scan(&p.Article, &p.Revision, &p.Extraction, &p.Extractor, &p.Source, &p.URL, &p.ContentType, &fetched, &entry, &coding, &size, &packed)
		if err != nil {
			return err
		}
		if entry.Valid {
			entries[len(pages)] = entry.Int64
		}
		p.Fetched = instant(fetched)
		if p.Body, err = unpack(coding, size, packed); err != nil {
			return fmt.Errorf("%s, revision %d: %w", p.Article, p.Revision, err)
		}
		pages = append(pages, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, entry := range entries {
		if pages[i].Entry, err = s.keptEntry(ctx, entry); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// keptEntry gives what a feed said; nil when it is no longer there.
func (s *Store) keptEntry(ctx context.Context, id int64) (e *frontier.Entry, err error) {
	err = s.each(ctx, `SELECT a.url, e.key, e.guid, e.digest, e.position, e.article FROM entry e JOIN address a ON a.id = e.feed WHERE e.id = ?`,
		[]any{id}, func(scan func(...any) error) error {
			var said string
			e = new(frontier.Entry)
			if err := scan(&e.Feed, &e.Key, &e.GUID, &e.Digest, &e.Position, &said); err != nil {
				return err
			}
			return json.Unmarshal([]byte(said), &e.Article)
		})
	return e, err
}

// Reextraction is what reading a kept page again has given.
type Reextraction struct {
	Extraction int64 // the reading that it takes the place of
	Article    extract.Article
}
