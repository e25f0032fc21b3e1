package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"winnow/query"
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
	Hits   []Hit `json:"hits"`
	Among  int   `json:"among"`  // articles that the hits are the first of
	More   bool  `json:"more"`   // more articles hold the words than were looked at: the newest were
	Ranked bool  `json:"ranked"` // false when the words are so common that the newest come first
}

const (
	// rankedMost is how many articles are ranked. Words that stand in more of them
	// tell little, and ranking all of a million takes seconds.
	rankedMost = 10_000
	// rankedSlow is how many are when each takes long to find.
	rankedSlow = 2000
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
func (s *Store) Search(ctx context.Context, text string, f Filter) (Results, error) {
	results := Results{Hits: []Hit{}}
	terms, err := parseQuery(text)
	if err != nil {
		return results, err
	}
	if there, err := s.Indexed(ctx); err != nil || !there || !HasSearch {
		return results, errors.Join(err, ErrNoSearch)
	}
	q := searching{terms: terms, filter: f, skip: max(f.Offset, 0), limit: f.Limit}
	if q.limit <= 0 {
		q.limit = defaultHits
	}
	if err := s.search(ctx, q, countedMost, &results); err != nil {
		return results, s.failed(ctx, err)
	}
	for i := range results.Hits {
		h := &results.Hits[i]
		h.Snippet, h.Marks = snippet(h.Snippet, terms)
	}
	return results, nil
}

// searching is what is looked for, and which of the hits are wanted.
type searching struct {
	terms       []term
	filter      Filter
	limit, skip int
}

// search finds the articles and puts them in order. It counts no more than counted
// articles to rank them; where that would not do, the newest come first, those before
// all others that hold the words in their title.
func (s *Store) search(ctx context.Context, q searching, counted int, results *Results) error {
	facets, besides, exact, err := s.facets(ctx, q.filter)
	if err != nil {
		return err
	}
	wanted := clauses(q.terms)
	telling, rarest, err := s.affordable(ctx, wanted, counted)
	if err != nil {
		return err
	}
	results.Ranked = len(telling) > 0
	most := q.most(results.Ranked)
	among, err := s.candidates(ctx, strings.Join(append([]string{"(" + expressionOf(q.terms) + ")"}, facets...), " AND "), besides, exact, q.filter, most)
	if err != nil || among.count == 0 {
		return err
	}
	results.Among, results.More = among.count, among.more
	order, words := newestFirst, ""
	switch {
	case results.Ranked:
		order = bestFirst
		words, err = s.narrowed(ctx, strings.Join(telling, " AND "), rarest, facets, among)
	case len(wanted) > 0 && !q.slow() && !slices.ContainsFunc(q.terms, term.long):
		order, words = titlesFirst, "title : ("+expressionOf(wantedOf(q.terms))+")"
	}
	if err != nil {
		return err
	}
	return s.hits(ctx, q, order, words, among, results)
}

// wantedOf leaves out what must not be there.
func wantedOf(terms []term) []term {
	return slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return t.without })
}

// most is how many articles are looked at. When the newest come first and each takes long
// to find, it is those that are wanted.
func (q searching) most(ranked bool) int {
	switch {
	case !q.slow():
		return rankedMost
	case ranked:
		return rankedSlow
	default:
		return q.skip + q.limit
	}
}

// slow reports whether it takes long to find each article: words stand one behind the
// other, so that where they stand has to be compared, or a short beginning stands
// beside other words, of which most articles hold many.
func (q searching) slow() bool {
	return slices.ContainsFunc(q.terms, func(t term) bool {
		return len(t.words) > 1 || len(q.terms) > 1 && t.short()
	})
}

// articleSet are articles: their rows as a list in JSON, the first and the last of
// them, and whether there are more.
type articleSet struct {
	rows        string
	count       int
	first, last int64
	more        bool
}

// candidates gives the newest articles that hold the words and pass the filter, most of
// them at most.
func (s *Store) candidates(ctx context.Context, expression string, besides []times, exact bool, f Filter, most int) (found articleSet, err error) {
	// The index has said all but this. Where nothing of it is asked for, no row of an
	// article is read, which lie far apart.
	from, condition := `search`, ``
	args := []any{expression}
	check := Filter{Run: f.Run, Open: f.Open}
	if !exact {
		check.Since, check.Until = f.Since, f.Until
	}
	for _, c := range check.conditions() {
		if c.wanted {
			from = `search JOIN document d ON d.id = search.rowid`
			condition += ` AND ` + c.sql
			args = append(args, c.value)
		}
	}
	for _, b := range besides {
		condition += ` AND +search.rowid NOT IN (SELECT id FROM document WHERE dated >= ? AND dated < ?)`
		args = append(args, b.from, b.until)
	}
	if f.Where.Join != query.None {
		from = `search JOIN document d ON d.id = search.rowid`
		sql, values := where(f.Where)
		condition, args = condition+` AND `+sql, append(args, values...)
	}
	if f.Run != "" || f.Where.Join != query.None {
		from += ` JOIN articles v ON v.id = d.ref`
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0), coalesce(json_group_array(id), '[]')
		FROM (SELECT search.rowid AS id FROM `+from+` WHERE search MATCH ?
			AND +search.rowid NOT IN (SELECT id FROM document WHERE merged IS NOT NULL)`+condition+` ORDER BY search.rowid DESC LIMIT ?)`,
		append(args, most+1)...).Scan(&found.count, &found.first, &found.last, &found.rows)
	if found.more = found.count > most; found.more {
		found.count = most
		found.first++ // the oldest only says that there are more
	}
	return found, err
}

// The orders of hits, all of them among ?4 and between ?2 and ?3: by what the words ?1
// tell of the articles; those first that hold them in their title, then the newest; the
// newest first.
const (
	bestFirst = `SELECT search.rowid AS id, ` + ranks + ` AS rank FROM search WHERE search MATCH ?1 AND search.rowid BETWEEN ?2 AND ?3
		AND +search.rowid IN (SELECT value FROM json_each(?4)) ORDER BY rank, search.rowid DESC`
	titlesFirst = `SELECT value AS id, -1.0 * (value IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3)) AS rank
		FROM json_each(?4) WHERE value BETWEEN ?2 AND ?3 ORDER BY rank, value DESC`
	newestFirst = `SELECT value AS id, 0.0 AS rank FROM json_each(?4) WHERE ?1 = '' AND value BETWEEN ?2 AND ?3 ORDER BY value DESC`
)

// hits gives the articles that are wanted, in an order. The text of a hit is given as its
// snippet, to be cut.
func (s *Store) hits(ctx context.Context, q searching, order, words string, among articleSet, results *Results) error {
	args := []any{words, among.first, among.last, among.rows, q.limit, q.skip}
	return s.each(ctx, `SELECT b.ref, a.url, coalesce(x.title, ''), x.published, x.organization, s.name, -h.rank, coalesce(x.text, '')
		FROM (`+order+` LIMIT ?5 OFFSET ?6) h
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
