package store

import (
	"context"
	"database/sql"
	"errors"
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
	// rankedPhrases is how many are when words have to stand one behind the other: each
	// article that holds them has to be looked at for where.
	rankedPhrases = 2000
	// ranks weighs where a word stands: in the title, among the names, in the text. What
	// filters ask for weighs nothing.
	ranks = `bm25(search, 10.0, 4.0, 1.0, 0.0)`
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
	filter, exact, err := s.facetWords(ctx, f)
	if err != nil {
		return results, s.failed(ctx, err)
	}
	most := rankedOf(terms)
	ids, err := s.candidates(ctx, "("+expressionOf(terms)+")"+filter, exact, f, most)
	if err != nil {
		return results, s.failed(ctx, err)
	}
	if results.More = len(ids) > most; results.More {
		ids = ids[:most]
	}
	results.Among = len(ids)
	if len(ids) == 0 {
		return results, nil
	}
	words := wordsOf(telling(terms))
	if words != "" {
		words = "(" + words + ")" + filter
	}
	if err := s.hits(ctx, words, ids, f, &results); err != nil {
		return results, s.failed(ctx, err)
	}
	for i := range results.Hits {
		h := &results.Hits[i]
		h.Snippet, h.Marks = snippet(h.Snippet, terms)
	}
	return results, nil
}

// rankedOf is how many articles are ranked at most for these terms.
func rankedOf(terms []term) int {
	for _, t := range terms {
		if len(t.words) > 1 {
			return rankedPhrases
		}
	}
	return rankedMost
}

// candidates gives the newest articles that hold the words and pass the filter, and
// one more than are ranked where there are more.
func (s *Store) candidates(ctx context.Context, expression string, exact bool, f Filter, most int) ([]int64, error) {
	// The index has said all but this, or may say it otherwise: a time within a day,
	// the source of an article that was merged in. Where nothing of it is asked for,
	// no row of an article is read, which lie far apart.
	where, from := ``, `search`
	args := []any{expression}
	check := Filter{Source: f.Source, Run: f.Run, Open: f.Open}
	if !exact {
		check.Since, check.Until = f.Since, f.Until
	}
	for _, c := range check.conditions() {
		if c.wanted {
			from = `search JOIN document d ON d.id = search.rowid`
			where += ` AND ` + c.sql
			args = append(args, c.value)
		}
	}
	if f.Run != "" {
		from += ` JOIN articles v ON v.id = d.ref`
	}
	return s.ids(ctx, `SELECT search.rowid FROM `+from+` WHERE search MATCH ?
		AND +search.rowid NOT IN (SELECT id FROM document WHERE merged IS NOT NULL)`+where+` ORDER BY search.rowid DESC LIMIT ?`,
		append(args, most+1)...)
}

// The orders of hits: by what the words tell of the articles ?4, all of them between ?2
// and ?3, or by when they came.
const (
	bestFirst = `SELECT search.rowid AS id, ` + ranks + ` AS rank FROM search WHERE search MATCH ?1 AND search.rowid BETWEEN ?2 AND ?3
		AND +search.rowid IN (SELECT value FROM json_each(?4)) ORDER BY rank, search.rowid DESC`
	newestFirst = `SELECT value AS id, 0.0 AS rank FROM json_each(?4) WHERE ?1 = '' AND ?2 = 0 AND ?3 = 0 ORDER BY value DESC`
)

// hits ranks articles by the words that were looked for, and gives those that are
// wanted. The text of a hit is given as its snippet, to be cut. Words that stand one
// behind the other are ranked each by itself: how often they do so in all articles
// takes a second to count in a million.
func (s *Store) hits(ctx context.Context, words string, ids []int64, f Filter, results *Results) error {
	limit := f.Limit
	if limit <= 0 {
		limit = defaultHits
	}
	best, args := newestFirst, []any{"", 0, 0, "", limit, max(f.Offset, 0)}
	if args[3] = idList(ids); words != "" {
		best, args[0], args[1], args[2] = bestFirst, words, ids[len(ids)-1], ids[0]
	}
	return s.each(ctx, `SELECT b.ref, a.url, coalesce(x.title, ''), x.published, x.organization, s.name, -h.rank, coalesce(x.text, '')
		FROM (`+best+` LIMIT ?5 OFFSET ?6) h
		JOIN document b ON b.id = h.id JOIN address a ON a.id = b.address JOIN extraction x ON x.id = b.extraction JOIN source s ON s.id = b.source
		ORDER BY h.rank, b.id DESC`, args, func(scan func(...any) error) error {
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
