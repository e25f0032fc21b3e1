//go:build sqlite_fts5 || fts5

package store

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// benchKept is where the generated articles of BenchmarkSearch are kept, so that
// the next call need not write a million of them again.
var benchKept = flag.String("kept", "", "database of the search benchmark, made when it is not there; a temporary one when empty")

// searches are the kinds of query that BenchmarkSearch times.
var searches = []struct {
	name string
	ask  func(r *rand.Rand) (string, Filter)
}{
	{"mixed", func(r *rand.Rand) (string, Filter) {
		var words []string
		for range 1 + r.IntN(3) {
			words = append(words, zipfWord(r))
		}
		f := Filter{}
		if r.IntN(4) == 0 {
			f.Source = "paper3"
		}
		return strings.Join(words, " "), f
	}},
	{"rare", func(r *rand.Rand) (string, Filter) { return rank(r, 20_000, 60_000), Filter{} }},
	{"common", func(r *rand.Rand) (string, Filter) { return rank(r, 1, 20), Filter{} }},
	{"common-three", func(r *rand.Rand) (string, Filter) {
		return rank(r, 1, 20) + " " + rank(r, 1, 20) + " " + rank(r, 20, 200), Filter{}
	}},
	{"phrase", func(r *rand.Rand) (string, Filter) {
		return `"` + rank(r, 1, 20) + " " + rank(r, 1, 20) + `"`, Filter{}
	}},
	{"phrase of three", func(r *rand.Rand) (string, Filter) {
		return `"` + rank(r, 1, 50) + " " + rank(r, 1, 50) + " " + rank(r, 1, 50) + `"`, Filter{}
	}},
	{"rare phrase", func(r *rand.Rand) (string, Filter) {
		return `"` + rank(r, 500, 5000) + " " + rank(r, 1, 20) + `"`, Filter{}
	}},
	{"prefix", func(r *rand.Rand) (string, Filter) { return beginning(r, 1+r.IntN(5)) + "*", Filter{} }},
	{"long prefix", func(r *rand.Rand) (string, Filter) { return beginning(r, 6+r.IntN(3)) + "*", Filter{} }},
	{"five words", func(r *rand.Rand) (string, Filter) {
		return strings.Join([]string{zipfWord(r), zipfWord(r), zipfWord(r), zipfWord(r), zipfWord(r)}, " "), Filter{}
	}},
	{"word and prefix", func(r *rand.Rand) (string, Filter) {
		return rank(r, 1, 2000) + " " + beginning(r, 1+r.IntN(4)) + "*", Filter{}
	}},
	{"or", func(r *rand.Rand) (string, Filter) { return rank(r, 1, 20) + " OR " + rank(r, 1, 500), Filter{} }},
	{"without", func(r *rand.Rand) (string, Filter) { return rank(r, 1, 200) + " -" + rank(r, 1, 20), Filter{} }},
	{"title", func(r *rand.Rand) (string, Filter) { return "title:" + rank(r, 1, 20), Filter{} }},
	{"han", func(r *rand.Rand) (string, Filter) { return han(r, 1+r.IntN(3)), Filter{} }},
	{"common, source", func(r *rand.Rand) (string, Filter) { return rank(r, 1, 20), Filter{Source: "paper3"} }},
	{"common, author", func(r *rand.Rand) (string, Filter) {
		return rank(r, 1, 20), Filter{Author: byline(r.IntN(2000))}
	}},
	{"common, language", func(r *rand.Rand) (string, Filter) { return rank(r, 1, 20), Filter{Language: "de"} }},
	{"common, old days", func(r *rand.Rand) (string, Filter) {
		from := benchEpoch.Add(time.Duration(r.IntN(100_000)) * time.Minute)
		return rank(r, 1, 20), Filter{Since: from, Until: from.AddDate(0, 0, 7)}
	}},
	{"common, all filters", func(r *rand.Rand) (string, Filter) {
		return rank(r, 1, 20), Filter{Source: "paper3", Language: "en", Organization: "Paper 3", Since: benchEpoch.AddDate(0, 0, 30)}
	}},
}

// benchEpoch is when the first generated article was published; each is a minute
// later than the one before.
var benchEpoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// BenchmarkSearch searches generated articles of 250 words, whose words are as
// often as those of a language are (Zipf), one in twenty in Han characters:
// go test -bench Search -articles 1000000 -kept FILE. It tells the median and the
// 95th of 100 searches of each kind, in ms, and what an article costs to index.
func BenchmarkSearch(b *testing.B) {
	s, indexed := benchShelf(b)
	for _, kind := range searches {
		b.Run(kind.name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(5, 6))
			var took []time.Duration
			hits := 0
			for b.Loop() {
				for range 100 {
					query, f := kind.ask(random)
					begun := time.Now()
					found, err := s.Search(b.Context(), query, f)
					if err != nil {
						b.Fatal(err)
					}
					hits += len(found.Hits)
					took = append(took, time.Since(begun))
				}
			}
			slices.Sort(took)
			b.ReportMetric(indexed, "cpu-ms/indexed")
			b.ReportMetric(float64(hits)/float64(len(took)), "hits")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		})
	}
}

// benchShelf gives a store of indexed articles, and what indexing one cost in ms
// of processor time; 0 when that was done before.
func benchShelf(b *testing.B) (s *Store, indexed float64) {
	s, err := (*Store)(nil), error(nil)
	if *benchKept == "" {
		s = benchStore(b)
	} else if s, err = Open(b.Context(), *benchKept, Options{}); err != nil {
		b.Fatal(err)
	} else {
		b.Cleanup(func() { s.Close() })
	}
	n, err := s.Count(b.Context(), Filter{})
	if err != nil {
		b.Fatal(err)
	}
	if n == 0 {
		fillArticles(b, s, *benchArticles)
	}
	waiting, err := s.Unindexed(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	before := cpu(b)
	if err := s.Index(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	if waiting == 0 {
		return s, 0
	}
	return s, float64((cpu(b) - before).Microseconds()) / 1000 / float64(waiting)
}

// vocabulary are 60,000 made-up words, the short ones first, whose beginnings are as
// uneven as those of a language: what a search for a beginning takes depends on it.
var vocabulary = func() []string {
	random := rand.New(rand.NewPCG(1, 2))
	onsets := strings.Fields("s s s s st str sp c c c ch cr p p p pr pl d d d r r r m m m b b b br t t tr th f f fl h h l l g gr in in re re un con w n v j k qu y z")
	vowels := strings.Fields("a a a e e e e i i i o o o u ai ea ee ou y")
	ends := strings.Fields("n n r r s s t t l d m ck ng st nt")
	known := map[string]bool{}
	words := []string{""}
	for len(words) <= 60_000 {
		var b strings.Builder
		for range 1 + int(math.Log10(float64(len(words)))/2+random.Float64()*1.5) {
			b.WriteString(onsets[random.IntN(len(onsets))] + vowels[random.IntN(len(vowels))])
		}
		if random.IntN(2) == 0 {
			b.WriteString(ends[random.IntN(len(ends))])
		}
		if w := b.String(); !known[w] {
			known[w] = true
			words = append(words, w)
		}
	}
	return words
}()

// rank gives one of the words between two ranks.
func rank(r *rand.Rand, from, to int) string { return vocabulary[from+r.IntN(to-from)] }

// beginning gives the first letters of a word.
func beginning(r *rand.Rand, letters int) string {
	w := rank(r, 1, 20_000)
	return w[:min(letters, len(w))]
}

// han gives so many Han characters, some far more often than others.
func han(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(rune(0x4E00 + int(math.Exp(r.Float64()*math.Log(4000)))))
	}
	return b.String()
}

func byline(n int) string { return fmt.Sprintf("Writer N%d", n) }

// zipfWord gives one of 60,000 words, the n-th a n-th as often as the first.
func zipfWord(random *rand.Rand) string {
	return vocabulary[int(math.Exp(random.Float64()*math.Log(60_000)))]
}

// fillArticles writes articles as the harvest does, but without what it looks up.
func fillArticles(b *testing.B, s *Store, n int) {
	random := rand.New(rand.NewPCG(3, 4))
	for done := 0; done < n; {
		err := s.update(b.Context(), func(t tx) error {
			for range 5000 {
				if done == n {
					return nil
				}
				done++
				if done <= 10 {
					if _, err := t.exec(`INSERT INTO source (id, name) VALUES (?, ?)`, done, fmt.Sprint("paper", done)); err != nil {
						return err
					}
					if _, err := t.exec(`INSERT INTO host (id, name) VALUES (?, ?)`, done, fmt.Sprintf("paper%d.example", done)); err != nil {
						return err
					}
				}
				if err := fillArticle(t, random, done); err != nil {
					return err
				}
			}
			return nil
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
}

func fillArticle(t tx, random *rand.Rand, id int) error {
	var text strings.Builder
	language := []string{"en", "en-GB", "de"}[random.IntN(3)]
	if id%20 == 0 {
		language = "zh"
		text.WriteString(han(random, 400))
	} else {
		for range 250 {
			text.WriteString(zipfWord(random) + " ")
		}
	}
	key := sum(fmt.Sprint(id))
	paper := (id-1)%10 + 1
	at := millis(benchEpoch.Add(time.Duration(id) * time.Minute))
	for _, row := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO address (id, url, key, host, source, kind, first_seen, reason) VALUES (?, ?, ?, ?, ?, 'page', 0, 'feed-link')`,
			[]any{id, fmt.Sprintf("https://paper%d.example/%d", paper, id), key[:], paper, paper}},
		{`INSERT INTO document (id, ref, address, key, site, source, first_seen, last_seen, dated) VALUES (?1, ?2, ?1, ?2, 'paper.example', ?3, 0, 0, ?4)`,
			[]any{id, fmt.Sprintf("a%d", id), paper, at}},
		{`INSERT INTO revision (id, document, number, at) VALUES (?1, ?1, 1, 0)`, []any{id}},
		{`INSERT INTO extraction (id, revision, address, fetched, title, authors, organization, language, tags, word_count, is_article, provenance, text, markdown, html)
			VALUES (?1, ?1, ?1, 0, ?2, json_array(?3), ?4, ?5, '["harbour"]', 250, 1, '{}', ?6, ?6, '<p>' || ?6 || '</p>')`, []any{id, zipfWord(random) + " " + zipfWord(random),
			byline(random.IntN(2000)), fmt.Sprint("Paper ", paper), language, text.String()}},
		{`UPDATE document SET revision = ?1, extraction = ?1 WHERE id = ?1`, []any{id}},
		{`UPDATE address SET document = ?1 WHERE id = ?1`, []any{id}},
	} {
		if _, err := t.exec(row.query, row.args...); err != nil {
			return err
		}
	}
	return nil
}
