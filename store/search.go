package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Hit is an article that a search found.
type Hit struct {
	ID           string   `json:"id"`
	URL          string   `json:"url"`
	Title        string   `json:"title"`
	Published    *string  `json:"published"`
	Organization *string  `json:"organization"`
	Source       string   `json:"source"`
	Score        float64  `json:"score"`   // larger is better; comparable within one search only
	Snippet      string   `json:"snippet"` // the part of the text that holds most of what was looked for
	Marks        [][2]int `json:"marks"`   // where in Snippet what was looked for stands, in bytes
}

// Results are the hits of a search, the best first.
type Results struct {
	Hits  []Hit `json:"hits"`
	Among int   `json:"among"` // articles that were ranked
	More  bool  `json:"more"`  // more articles hold the words than were ranked: the newest were
}

const (
	// rankedMost is how many articles are ranked. Words that stand in more of them
	// tell little, and ranking all of a million takes seconds.
	rankedMost = 10_000
	// ranks weighs where a word stands: in the title, among the names, in the text.
	ranks = `bm25(search, 10.0, 4.0, 1.0)`
	// defaultHits is how many hits are given when Filter.Limit says nothing.
	defaultHits = 20
)

// Search finds articles by their words, the best first. Every word has to be
// there, "words in quotation marks" one behind the other; -word must not; OR
// stands between alternatives; begin* finds beginnings; title: and names: (authors,
// organization, tags) narrow to there. Whatever is typed is a query; the error
// wraps ErrEmptyQuery when it holds no word, ErrNoSearch when this program or
// this database has no index. Of the filter everything counts but Contains.
func (s *Store) Search(ctx context.Context, query string, f Filter) (Results, error) {
	results := Results{Hits: []Hit{}}
	terms, err := parseQuery(query)
	if err != nil {
		return results, err
	}
	if there, err := s.Indexed(ctx); err != nil || !there || !HasSearch {
		return results, errors.Join(err, ErrNoSearch)
	}
	expression := expressionOf(terms)
	var oldest sql.NullInt64
	err = s.read.QueryRowContext(ctx, `SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?`, expression, rankedMost).Scan(&oldest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return results, s.failed(ctx, err)
	}
	results.More = oldest.Valid
	if err := s.hits(ctx, expression, oldest.Int64, f, &results); err != nil {
		return results, s.failed(ctx, err)
	}
	for i := range results.Hits {
		h := &results.Hits[i]
		h.Snippet, h.Marks = snippet(h.Snippet, terms)
	}
	return results, nil
}

// hits ranks what holds the words and passes the filter. The text of a hit is
// given as its snippet, to be cut.
func (s *Store) hits(ctx context.Context, expression string, oldest int64, f Filter, results *Results) error {
	var where strings.Builder
	args := []any{expression, oldest}
	f.Contains = ""
	for _, c := range f.conditions() {
		if c.wanted {
			where.WriteString(" AND " + c.sql)
			args = append(args, c.value)
		}
	}
	from := `FROM search JOIN document d ON d.id = search.rowid `
	if where.Len() > 0 {
		from += `JOIN articles v ON v.id = d.ref `
	}
	from += `WHERE search MATCH ? AND search.rowid > ? AND d.merged IS NULL` + where.String()
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) `+from, args...).Scan(&results.Among); err != nil {
		return err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = defaultHits
	}
	return s.each(ctx, `SELECT b.ref, a.url, coalesce(x.title, ''), x.published, x.organization, s.name, -h.rank, coalesce(x.text, '')
		FROM (SELECT d.id, `+ranks+` AS rank `+from+` ORDER BY rank, d.id DESC LIMIT ? OFFSET ?) h
		JOIN document b ON b.id = h.id JOIN address a ON a.id = b.address JOIN extraction x ON x.id = b.extraction JOIN source s ON s.id = b.source
		ORDER BY h.rank, b.id DESC`, append(args, limit, max(f.Offset, 0)), func(scan func(...any) error) error {
		var h Hit
		var published, organization sql.NullString
		err := scan(&h.ID, &h.URL, &h.Title, &published, &organization, &h.Source, &h.Score, &h.Snippet)
		if published.Valid {
			h.Published = &published.String
		}
		if organization.Valid {
			h.Organization = &organization.String
		}
		results.Hits = append(results.Hits, h)
		return err
	})
}
