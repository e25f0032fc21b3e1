package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// ErrNoSearch says that this program was built without full-text search.
var ErrNoSearch = errors.New("this winnow was built without full-text search")

// searchTable makes the index. It holds words, not texts: what is shown of a hit
// is read from the article. Beginnings of up to five letters have lists of their own:
// the words that begin so are many, and FTS5 would put their lists together in
// memory, for a minute among a million articles. It is no migration, because a program
// that was built without FTS5 could not open the database then. Accents are taken off
// before, see folded; the marks that are left belong to their words.
const searchTable = `CREATE VIRTUAL TABLE search USING fts5(title, names, body, facet,
	content='', prefix='1 2 3 4 5', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")`

// searchHash is how many bytes of words are sorted in memory before they are written: at
// FTS5's own megabyte most of the work was to merge what a hundred articles had written.
const searchHash = `INSERT INTO search (search, rank) VALUES ('hashsize', 16777216)`

// indexBatch is how many articles join the index in one transaction.
const indexBatch = 2000

// Index brings the full-text index up to date, batch by batch, from where it was
// left; the first call makes it. It tells told how many articles of how many are
// done. Killed on the way, it goes on from the last batch. The error wraps
// ErrNoSearch when this program has no full-text search.
func (s *Store) Index(ctx context.Context, told func(done, of int)) error {
	if !HasSearch {
		return ErrNoSearch
	}
	if err := s.update(ctx, makeIndex, nil); err != nil {
		return err
	}
	waiting, err := s.Unindexed(ctx)
	if err != nil {
		return err
	}
	for done := 0; ; {
		n := 0
		err := s.update(ctx, func(t tx) (err error) { n, err = indexNext(t); return err }, nil)
		if err != nil || n == 0 {
			return err
		}
		if done += n; told != nil {
			told(done, max(waiting, done))
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
	}
}

// makeIndex makes the index where there is none, or one that an older winnow made
// otherwise: it holds nothing that could not be read again.
func makeIndex(t tx) error {
	var made string
	there, err := t.row(`SELECT sql FROM sqlite_schema WHERE name = 'search'`, nil, &made)
	if err != nil || there && made == searchTable {
		return err
	}
	if there {
		if _, err := t.exec(`DROP TABLE search`); err != nil {
			return err
		}
	}
	for _, query := range []string{searchTable, searchHash, `UPDATE searched SET extraction = 0`, `DELETE FROM unindexed`} {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	return t.sealIndex()
}

// Indexed reports whether the database has a full-text index that this program can
// search.
func (s *Store) Indexed(ctx context.Context) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'search' AND sql = ?`, searchTable).Scan(&n)
	return n > 0, s.failed(ctx, err)
}

// Unindexed counts the articles that were read or altered since the index was brought up
// to date.
func (s *Store) Unindexed(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM unindexed) + count(*) FROM extraction x JOIN revision r ON r.id = x.revision JOIN document d ON d.id = r.document
		WHERE d.extraction = x.id AND d.merged IS NULL AND x.id > (SELECT extraction FROM searched)`).Scan(&n)
	return n, s.failed(ctx, err)
}

// indexText is what the index takes of an article.
const indexText = `SELECT x.id, d.id, coalesce(x.title, ''), coalesce(x.subtitle, ''), x.authors, coalesce(x.organization, ''), x.tags, coalesce(x.text, ''),
		coalesce(d.extraction = x.id AND d.merged IS NULL, 0), d.source, coalesce(x.language, ''), d.dated `

// indexed is an article as the index holds it.
type indexed struct {
	document, extraction       int64
	title, names, body, facets string
	shown                      bool // false: a text of before, or an article that was joined with another
}

// indexNext takes the next batch into the index and gives its size: what was altered,
// then what was read.
func indexNext(t tx) (n int, err error) {
	if n, err = indexAltered(t); n > 0 || err != nil {
		return n, err
	}
	batch, err := textsOf(t, indexText+`FROM extraction x JOIN revision r ON r.id = x.revision JOIN document d ON d.id = r.document
		WHERE x.id > (SELECT extraction FROM searched) ORDER BY x.id LIMIT ?`, indexBatch)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	if err := putIndex(t, batch); err != nil {
		return 0, err
	}
	_, err = t.exec(`UPDATE searched SET extraction = ?`, batch[len(batch)-1].extraction)
	return len(batch), err
}

// indexAltered takes anew what the index may say otherwise than is shown.
func indexAltered(t tx) (n int, err error) {
	var last int64
	if _, err := t.row(`SELECT count(*), coalesce(max(document), 0) FROM (SELECT document FROM unindexed ORDER BY document LIMIT ?)`,
		[]any{indexBatch}, &n, &last); err != nil || n == 0 {
		return 0, err
	}
	batch, err := textsOf(t, indexText+`FROM unindexed u JOIN document d ON d.id = u.document JOIN extraction x ON x.id = d.extraction WHERE u.document <= ?`, last)
	if err != nil {
		return 0, err
	}
	if _, err := t.exec(`DELETE FROM search WHERE rowid IN (SELECT document FROM unindexed WHERE document <= ?)`, last); err != nil {
		return 0, err
	}
	if err := putIndex(t, batch); err != nil {
		return 0, err
	}
	_, err = t.exec(`DELETE FROM unindexed WHERE document <= ?`, last)
	return n, err
}

// textsOf reads articles as the index is to hold them.
func textsOf(t tx, query string, args ...any) (batch []indexed, err error) {
	err = t.rows(query, args, func(scan func(...any) error) error {
		var b indexed
		var subtitle, authors, organization, tags, language string
		var source, dated int64
		err := scan(&b.extraction, &b.document, &b.title, &subtitle, &authors, &organization, &tags, &b.body, &b.shown, &source, &language, &dated)
		if err != nil {
			return err
		}
		if b.facets, err = facetsOf(source, organization, authors, tags, language, instant(dated)); err != nil {
			return err
		}
		b.title, b.names, b.body = grams(folded(b.title+"\n"+subtitle)), grams(folded(authors+" "+organization+" "+tags)), grams(folded(b.body))
		batch = append(batch, b)
		return nil
	})
	return batch, err
}

// putIndex writes what is shown of articles in place of what the index has of them.
func putIndex(t tx, batch []indexed) error {
	for _, b := range batch {
		if !b.shown {
			continue
		}
		if _, err := t.exec(`DELETE FROM search WHERE rowid = ?`, b.document); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO search (rowid, title, names, body, facet) VALUES (?, ?, ?, ?, ?)`, b.document, b.title, b.names, b.body, b.facets); err != nil {
			return err
		}
	}
	return nil
}

// unindex takes documents out of the index, when there is one. Their words stay in
// its pages until tidyIndex.
func unindex(t tx, documents string) error {
	var there bool
	if _, err := t.row(`SELECT count(*) FROM sqlite_schema WHERE name = 'search'`, nil, &there); err != nil || !there {
		return err
	}
	if !HasSearch {
		return fmt.Errorf("%w, and the database has an index that holds words of what is to go", ErrNoSearch)
	}
	_, err := t.exec(`DELETE FROM search WHERE rowid IN (` + documents + `)`)
	return err
}

// tidyIndex writes the index anew without what was taken out of it.
const tidyIndex = `INSERT INTO search (search) VALUES ('optimize')`

// pairwise are the scripts that are written without blanks between words, or with
// endings grown onto them: their text is indexed by pairs of characters.
var pairwise = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, prolonged}

// prolonged is the sign of a long vowel, which Unicode counts to no script.
var prolonged = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x30FC, Hi: 0x30FC, Stride: 1}}}

func isPairwise(r rune) bool { return r >= 0x0E00 && unicode.In(r, pairwise...) }

// grams gives a text with the runs of such scripts as overlapping pairs, so that
// the index finds any part of them of two characters or more: 東京都 becomes 東京 京都 都.
// The last character stands alone, so that a single one is found by its beginning.
func grams(text string) string {
	if strings.IndexFunc(text, isPairwise) < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text))
	var before rune
	for _, r := range text {
		switch {
		case !isPairwise(r):
			if before != 0 {
				b.WriteRune(before)
				b.WriteByte(' ')
			}
			before = 0
			b.WriteRune(r)
			continue
		case before != 0:
			b.WriteRune(before)
			b.WriteRune(r)
			b.WriteByte(' ')
		default:
			b.WriteByte(' ')
		}
		before = r
	}
	if before != 0 {
		b.WriteRune(before)
	}
	return b.String()
}
