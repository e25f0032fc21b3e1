package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Document is an article with what leads back from it: to the request, to the
// kept page, to those it shares its text with, and to what its publisher asks.
type Document struct {
	extract.Article
	Site       string           // registrable domain
	FirstSeen  time.Time        // when it was first seen
	Dated      time.Time        // published; when that is unknown, first seen
	Page       string           // the address it was read from
	Extractor  string           // version of winnow that read it
	Method     string           // how it was found to belong to its cluster; see ClusterMember
	Size       int              // articles of its cluster, itself among them; 1 without one
	FirstDated time.Time        // the earliest Dated of its cluster
	Signals    frontier.Signals // what page and headers asked of machines
	RawHash    string           // SHA-256 of the decoded body, hex; empty when the feed gave it all
	Kept       bool             // that body is in the database
	Parts      []string         // further pages that were joined with the first, in their order
	Record     frontier.Kept    // where a WARC file has the answer; empty when none does
}

// behind are the columns that a Document has beside those of an article.
const behind = `d.site, d.first_seen, d.dated, pa.url, x.extractor, coalesce(m.method, ''),
	coalesce((SELECT count(*) FROM member o WHERE o.cluster = m.cluster), 1),
	coalesce((SELECT min(e.dated) FROM member o JOIN document e ON e.id = o.document WHERE o.cluster = m.cluster), d.dated),
	coalesce(p.signals, '{}'), f.body_hash, EXISTS (SELECT 1 FROM blob b WHERE b.hash = f.body_hash),
	w.file, w.offset, w.length, w.ref, w.digest,
	(SELECT json_group_array(url) FROM (SELECT o.url FROM part n JOIN fetch g ON g.id = n.fetch JOIN address o ON o.id = g.address
		WHERE n.first = x.fetch ORDER BY n.number))`

// Documents gives the articles that a filter wants in the order of their ids, one
// at a time: the same for the same contents, whatever the file went through. It ends
// after the first error.
func (s *Store) Documents(ctx context.Context, f Filter) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		query, args := f.sorted(f.projection()+", "+behind, `JOIN extraction x ON x.id = d.extraction JOIN address pa ON pa.id = x.address
			LEFT JOIN member m ON m.document = d.id LEFT JOIN page p ON p.address = x.address
			LEFT JOIN fetch f ON f.id = x.fetch LEFT JOIN record w ON w.fetch = x.fetch`, `d.ref`)
		rows, err := s.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(Document{}, s.failed(ctx, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			d, err := scanDocument(rows)
			if err != nil {
				yield(Document{}, s.failed(ctx, err))
				return
			}
			if !yield(d, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Document{}, s.failed(ctx, err))
		}
	}
}

func scanDocument(rows *sql.Rows) (d Document, err error) {
	var first, dated, firstDated int64
	var signals, parts string
	var hash []byte
	var file, ref, digest sql.NullString
	var offset, length sql.NullInt64
	d.Article, err = scanArticle(func(dst ...any) error {
		return rows.Scan(append(dst, &d.Site, &first, &dated, &d.Page, &d.Extractor, &d.Method, &d.Size, &firstDated,
			&signals, &hash, &d.Kept, &file, &offset, &length, &ref, &digest, &parts)...)
	})
	if err != nil {
		return d, err
	}
	d.FirstSeen, d.Dated, d.FirstDated = instant(first), instant(dated), instant(firstDated)
	d.RawHash = hex.EncodeToString(hash)
	d.Record = frontier.Kept{File: file.String, Offset: offset.Int64, Length: length.Int64, ID: ref.String, Digest: digest.String}
	if err := errors.Join(json.Unmarshal([]byte(signals), &d.Signals), json.Unmarshal([]byte(parts), &d.Parts)); err != nil {
		return d, fmt.Errorf("%w: article %s: %w", ErrCorrupt, d.ID, err)
	}
	return d, nil
}

// RobotsOf gives every robots.txt that is known, by origin.
func (s *Store) RobotsOf(ctx context.Context) (map[string][]byte, error) {
	return s.originFiles(ctx, `robots`)
}

// TDMRepOf gives every tdmrep.json that is known, by origin.
func (s *Store) TDMRepOf(ctx context.Context) (map[string][]byte, error) {
	return s.originFiles(ctx, `tdmrep`)
}

func (s *Store) originFiles(ctx context.Context, table string) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := s.each(ctx, `SELECT origin, body FROM `+table+` WHERE status BETWEEN 200 AND 299`, nil, func(scan func(...any) error) error {
		var origin string
		var body []byte
		err := scan(&origin, &body)
		all[strings.TrimSuffix(origin, "/")] = body
		return err
	})
	return all, s.failed(ctx, err)
}
