package store

import (
	"math"
	"math/rand/v2"

	"winnow/crawler/frontier"
	"winnow/extract"
)

const (
	// keptPages and keptArticles are how far back a change is looked for: the past
	// has to outweigh the longest window by far.
	keptPages    = 256
	keptArticles = 512
	// datedBack: an article that much older than the newest of its source comes
	// from an archive and says nothing of how the source writes now.
	datedBack = 30 * 24 * 60 * 60 * 1000 // ms
)

// What can come of a page, as kept in lately.pages. Walls count from pageWall on,
// in the order of frontier.Walls.
const (
	pageArticle = iota
	pageNothing // answered, but no article
	pageFailed  // not answered, or with an error
	pageWall    = 16
)

// coveredFields are the fields whose share among the articles of a source is
// watched, by their bit in lately.articles.
var coveredFields = []struct {
	name string
	has  func(*extract.Article) bool
}{
	{"title", func(a *extract.Article) bool { return a.Title != "" }},
	{"authors", func(a *extract.Article) bool { return len(a.Authors) > 0 }},
	{"published", func(a *extract.Article) bool { return !a.Published.IsZero() }},
	{"image", func(a *extract.Article) bool { return a.Image != "" }},
	{"organization", func(a *extract.Article) bool { return a.Organization != "" }},
	{"language", func(a *extract.Article) bool { return a.Language != "" }},
	{"section", func(a *extract.Article) bool { return a.Section != "" }},
	{"tags", func(a *extract.Article) bool { return len(a.Tags) > 0 }},
}

// wordScale: the length of a text is kept as a twelfth of a doubling, so that a
// byte reaches to a million words.
const wordScale = 12

// recent is what a batch adds to the row of a source.
type recent struct {
	pages, articles []mark
	newest          int64
	settled         int64 // when the run was over that visited it first
	listed          bool  // it has a feed that can be read
}

// mark is what is noted of one page or article: its bytes in the row, and whether it
// was there when the source was first looked at.
type mark struct {
	bytes   []byte
	backlog bool
}

// watch notes what came of one page: whether it gave an article, and what that
// article holds.
func (b *batch) watch(l leased, o frontier.Outcome, saved frontier.Saved) error {
	if o.Lease.Kind != frontier.Page || o.Lease.Followed || b.s.run == 0 {
		return nil
	}
	code, counts := pageCode(o)
	if !counts {
		return nil
	}
	r, err := b.recent(l.source)
	if err != nil {
		return err
	}
	var seen int64
	if _, err := b.row(`SELECT first_seen FROM address WHERE id = ?`, []any{l.address}, &seen); err != nil {
		return err
	}
	backlog := seen < r.settled
	r.pages = append(r.pages, mark{[]byte{code}, backlog && code < pageWall})
	if o.Page == nil || saved.What != frontier.New && saved.What != frontier.Copy || r.listed && !l.entry.Valid {
		return nil
	}
	a := &o.Page.Article
	if !a.Published.IsZero() {
		dated := millis(a.Published.Time)
		r.newest = max(r.newest, dated)
		if dated < r.newest-datedBack {
			return nil
		}
	}
	var bits byte
	for i, f := range coveredFields {
		if f.has(a) {
			bits |= 1 << i
		}
	}
	r.articles = append(r.articles, mark{[]byte{bits, lengthByte(a.WordCount)}, backlog})
	return nil
}

// recent gives what is known of a source for comparing its pages. What was known
// since the first run that visited it is its backlog: the order in which that is read
// is none in time. Where it has a feed that can be read, only what a feed names is like
// what a feed named before, for feeds say what pages do not.
func (b *batch) recent(source int64) (*recent, error) {
	if r := b.lately[source]; r != nil {
		return r, nil
	}
	r := new(recent)
	if _, err := b.row(`SELECT CASE WHEN u.since IS NULL THEN 0 ELSE coalesce((SELECT started FROM run WHERE started > u.since ORDER BY id LIMIT 1), ?2) END,
		EXISTS (SELECT 1 FROM feed WHERE source = ?1 AND kind = 'feed' AND configured = 1 AND succeeded IS NOT NULL)
		FROM (SELECT min(since) AS since FROM pulse WHERE source = ?1) u`, []any{source, int64(math.MaxInt64)}, &r.settled, &r.listed); err != nil {
		return nil, err
	}
	if b.lately == nil {
		b.lately = make(map[int64]*recent)
	}
	b.lately[source] = r
	return r, nil
}

func lengthByte(words int) byte {
	return byte(min(255, math.Round(wordScale*math.Log2(float64(words)+1))))
}

// pageCode says what came of a page; false when it does not count.
func pageCode(o frontier.Outcome) (byte, bool) {
	if o.Fetch == nil {
		return 0, false
	}
	if w := frontier.WallNumber(o.Reason); w >= 0 {
		return pageWall + byte(w), true
	}
	switch o.Verdict {
	case frontier.Done, frontier.Unchanged:
		return pageArticle, true
	case frontier.Failed:
		if o.Fetch.Status >= 200 && o.Fetch.Status < 300 {
			return pageNothing, true
		}
		return pageFailed, true
	}
	return 0, false
}

// keepLately writes what the batch noted of the sources.
func (b *batch) keepLately() error {
	for source, r := range b.lately {
		var pages, articles []byte
		var newest int64
		if _, err := b.row(`SELECT pages, articles, newest FROM lately WHERE source = ?`, []any{source}, &pages, &articles, &newest); err != nil {
			return err
		}
		if r.newest < newest-datedBack { // an archive is being read
			r.articles = nil
		}
		pages, articles = added(pages, r.pages), added(articles, r.articles)
		pages = pages[max(0, len(pages)-keptPages):]
		articles = articles[max(0, len(articles)-2*keptArticles):]
		if _, err := b.exec(`INSERT INTO lately (source, pages, articles, newest) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (source) DO UPDATE SET pages = ?2, articles = ?3, newest = ?4`, source, blob(pages), blob(articles), max(newest, r.newest)); err != nil {
			return err
		}
	}
	return nil
}

// added appends marks of one size to a row. What is of the backlog changes places
// with anything that stands there, so that what was read together does not stand
// together; walls stay where they were met.
func added(row []byte, marks []mark) []byte {
	for _, m := range marks {
		row = append(row, m.bytes...)
		size := len(m.bytes)
		last := len(row) - size
		at := rand.IntN(len(row)/size) * size
		if !m.backlog || size == 1 && row[at] >= pageWall {
			continue
		}
		for i := range size {
			row[at+i], row[last+i] = row[last+i], row[at+i]
		}
	}
	return row
}

// blob is b, or an empty one where there is none: the columns are never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
