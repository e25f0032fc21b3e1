//go:build sqlite_fts5 || fts5

package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkSearch searches generated articles of 250 words, whose words are as
// often as those of a language are (Zipf): go test -bench Search -articles 1000000.
// It tells the 95th of 100 searches of one to three words, in ms, and what an
// article costs to index.
func BenchmarkSearch(b *testing.B) {
	s := benchStore(b)
	fillArticles(b, s, *benchArticles)
	before := cpu(b)
	if err := s.Index(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	indexed := cpu(b) - before
	random := rand.New(rand.NewPCG(5, 6))
	var took []time.Duration
	for b.Loop() {
		for range 100 {
			var words []string
			for range 1 + random.IntN(3) {
				words = append(words, zipfWord(random))
			}
			f := Filter{}
			if random.IntN(4) == 0 {
				f.Source = "paper3"
			}
			begun := time.Now()
			if _, err := s.Search(b.Context(), strings.Join(words, " "), f); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(indexed.Microseconds())/1000/float64(*benchArticles), "cpu-ms/indexed")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// zipfWord gives one of 60,000 words, the n-th a n-th as often as the first.
func zipfWord(random *rand.Rand) string {
	return fmt.Sprintf("word%d", int(math.Exp(random.Float64()*math.Log(60_000))))
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
	for range 250 {
		text.WriteString(zipfWord(random) + " ")
	}
	key := sum(fmt.Sprint(id))
	paper := (id-1)%10 + 1
	for _, row := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO address (id, url, key, host, source, kind, first_seen, reason) VALUES (?, ?, ?, ?, ?, 'page', 0, 'feed-link')`,
			[]any{id, fmt.Sprintf("https://paper%d.example/%d", paper, id), key[:], paper, paper}},
		{`INSERT INTO document (id, ref, address, key, site, source, first_seen, last_seen, dated) VALUES (?1, ?2, ?1, ?2, 'paper.example', ?3, 0, 0, ?1)`,
			[]any{id, fmt.Sprintf("a%d", id), paper}},
		{`INSERT INTO revision (id, document, number, at) VALUES (?1, ?1, 1, 0)`, []any{id}},
		{`INSERT INTO extraction (id, revision, address, fetched, title, authors, tags, word_count, is_article, provenance, text)
			VALUES (?1, ?1, ?1, 0, ?2, '[]', '[]', 250, 1, '{}', ?3)`, []any{id, zipfWord(random) + " " + zipfWord(random), text.String()}},
		{`UPDATE document SET revision = ?1, extraction = ?1 WHERE id = ?1`, []any{id}},
		{`UPDATE address SET document = ?1 WHERE id = ?1`, []any{id}},
	} {
		if _, err := t.exec(row.query, row.args...); err != nil {
			return err
		}
	}
	return nil
}
