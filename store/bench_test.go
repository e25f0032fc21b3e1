package store

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// The frontier of a large harvest: go test -bench Frontier -addresses 1000000.
var benchAddresses = flag.Int("addresses", 20_000, "addresses in the frontier of the benchmarks, over a hundredth as many hosts")

// Copies among many articles: go test -bench Near -articles 1000000.
var benchArticles = flag.Int("articles", 20_000, "articles whose marks the lookup of copies holds in its benchmark")

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchStore(b *testing.B) *Store {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "winnow.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

func beginBench(b *testing.B, s *Store) frontier.Lease {
	if _, err := s.Begin(b.Context(), frontier.Run{ID: "bench", Started: time.Now()}, []frontier.Lead{feedSeed(dailyFeed)}, false); err != nil {
		b.Fatal(err)
	}
	got, err := s.Claim(b.Context(), []string{"daily.example"}, 1, time.Now(), nil)
	if err != nil {
		b.Fatal(err)
	}
	return got["daily.example"][0]
}

// fill queues the addresses, 1,000 a transaction, the hosts in turn.
func fill(b *testing.B, s *Store, addresses, hosts int) {
	lease := beginBench(b, s)
	for i := 0; i < addresses; {
		o := frontier.Outcome{Lease: lease, Verdict: frontier.Released}
		for ; len(o.Found) < 1000 && i < addresses; i++ {
			o.Found = append(o.Found, pageLead(fmt.Sprintf("https://host%d.example/2026/02/14/a-story-of-the-day-%d.html", i%hosts, i), dailyFeed))
		}
		if _, err := s.Commit(b.Context(), []frontier.Outcome{o}); err != nil {
			b.Fatal(err)
		}
		got, err := s.Claim(b.Context(), []string{"daily.example"}, 1, time.Now(), nil)
		if err != nil {
			b.Fatal(err)
		}
		lease = got["daily.example"][0]
	}
}

// BenchmarkFrontier claims a lead of each of 64 hosts and commits the 64
// outcomes; an operation is one such pair.
func BenchmarkFrontier(b *testing.B) {
	const batch = 64
	s := benchStore(b)
	hosts := max(*benchAddresses/100, batch)
	before := cpu(b)
	fill(b, s, *benchAddresses, hosts)
	filled := float64(*benchAddresses) / (cpu(b) - before).Seconds()
	var rss syscall.Rusage
	next := 0
	b.ResetTimer()
	before = cpu(b)
	pairs := 0
	for pairs < b.N {
		names := make([]string, batch)
		for i := range names {
			names[i] = fmt.Sprintf("host%d.example", next%hosts)
			next += 7919 // a prime: hosts come in no order
		}
		leases, err := s.Claim(b.Context(), names, 1, time.Now(), nil)
		if err != nil {
			b.Fatal(err)
		}
		outcomes := make([]frontier.Outcome, 0, batch)
		for _, name := range names {
			for _, l := range leases[name] {
				outcomes = append(outcomes, frontier.Outcome{Lease: l, Verdict: frontier.Done,
					Fetch: &frontier.Fetch{URL: l.URL, Status: 200, Started: time.Now(), Duration: time.Millisecond, Bytes: 20_000, BodyHash: "00ff", Proto: "HTTP/1.1"},
					Clock: frontier.Clock{Host: l.Host, NextAt: time.Now().Add(time.Second)}})
			}
		}
		if len(outcomes) == 0 {
			b.Fatalf("the frontier is empty after %d pairs: ask for more -addresses", pairs)
		}
		if _, err := s.Commit(b.Context(), outcomes); err != nil {
			b.Fatal(err)
		}
		pairs += len(outcomes)
	}
	b.StopTimer()
	b.ReportMetric(filled, "queued/cpu-s")
	b.ReportMetric(float64(pairs)/(cpu(b)-before).Seconds(), "pairs/cpu-s")
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &rss); err == nil {
		b.ReportMetric(float64(rss.Maxrss)/1024, "rss-MB")
	}
}

// BenchmarkSave saves articles of 6 kB in batches of 100; an operation is one
// article.
func BenchmarkSave(b *testing.B) {
	const batch = 100
	s := benchStore(b)
	fill(b, s, b.N+batch, 16)
	articles := make([]extract.Article, 200)
	for i := range articles {
		a := articleOf(fmt.Sprint("The story of day ", i), i)
		a.Markdown = prose(i, 60)
		a.HTML = "<p>" + a.Markdown + "</p>"
		a.Provenance = extract.Provenance{}
		for _, field := range []string{"title", "authors", "published", "modified", "organization", "section", "language"} {
			a.Provenance[field] = extract.Origin{Source: "json-ld:" + field, Confidence: 0.9,
				Candidates: []extract.Candidate{{Value: "something else", Source: "meta:og", Confidence: 0.5}}}
		}
		articles[i] = a
	}
	runtime.GC()
	b.ResetTimer()
	var used time.Duration
	for n := 0; n < b.N; {
		var outcomes []frontier.Outcome
		names := make([]string, 16)
		for i := range names {
			names[i] = fmt.Sprintf("host%d.example", i)
		}
		leases, err := s.Claim(b.Context(), names, batch/len(names)+1, time.Now(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range names {
			for _, l := range leases[name] {
				a := articles[n%len(articles)]
				a.Text = prose(n, 60) // a story of its own, not a copy
				outcomes = append(outcomes, frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: &frontier.Fetch{Status: 200, Started: time.Now()},
					Clock: frontier.Clock{Host: l.Host, NextAt: time.Now()},
					Page:  &frontier.PageFind{Article: a, Canonical: l.URL}})
				n++
			}
		}
		if len(outcomes) == 0 {
			b.Fatal("the frontier is empty")
		}
		before := cpu(b)
		if _, err := s.Commit(b.Context(), outcomes); err != nil {
			b.Fatal(err)
		}
		used += cpu(b) - before
	}
	b.ReportMetric(used.Seconds()*1000/float64(b.N), "cpu-ms/article")
}

// BenchmarkNear looks for copies of articles of 6 kB among many others and adds
// their marks, in transactions of 100. One in ten is a copy, and found; an
// operation is one article.
func BenchmarkNear(b *testing.B) {
	const batch, copies = 100, 10
	s := benchStore(b)
	fillMarks(b, s, *benchArticles)
	texts := make([]content, 500)
	for i := range texts {
		texts[i] = contentOf("one.test", prose(i, 60))
	}
	documents := benchDocuments(b, s, b.N, func(n int) (site, body string) {
		if n%copies == 1 {
			return "two.test", edited(prose(n-1, 60), n%7)
		}
		return "one.test", prose(n, 60)
	})
	runtime.GC()
	b.ReportAllocs()
	b.ResetTimer()
	before, found := cpu(b), 0
	for n := 0; n < len(documents); n += batch {
		if err := s.update(b.Context(), func(t tx) error {
			bt := s.batch(t)
			for _, d := range documents[n:min(n+batch, len(documents))] {
				alike, err := bt.relate(d.content, d.id)
				if err != nil {
					return err
				}
				if alike {
					found++
				}
			}
			return bt.settleClusters()
		}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/article")
	b.ReportMetric(float64(found)/float64(b.N), "copies/article")
}

// benchDocument is a document of a benchmark with its text.
type benchDocument struct {
	id int64
	content
}

func benchDocuments(b *testing.B, s *Store, n int, of func(n int) (site, body string)) []benchDocument {
	list := make([]benchDocument, n)
	err := s.update(b.Context(), func(t tx) error {
		bt := s.batch(t)
		for i := range list {
			site, body := of(i)
			url := fmt.Sprintf("https://%s/%d", site, i)
			at, err := bt.intern(frontier.Lead{URL: url, Kind: frontier.Page, Source: "daily"}, reasonLink)
			if err != nil {
				return err
			}
			r := &reading{address: at.id, url: url, identity: extract.Key(url), source: 1, article: &extract.Article{Title: url, Text: body},
				content: contentOf(site, body)}
			r.key = sum(r.identity)
			id, err := bt.insert(`INSERT INTO document (ref, address, key, site, source, first_seen, last_seen, dated) VALUES (?, ?, ?, ?, 1, 0, 0, 0)`,
				reference(r.identity), at.id, r.identity, site)
			if err != nil {
				return err
			}
			if err := bt.revise(r, id, 1, nil); err != nil {
				return err
			}
			list[i] = benchDocument{id, r.content}
		}
		return nil
	}, nil)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

// fillMarks adds the marks of articles that are like no other, 20,000 a
// transaction, in the order of the index: far quicker than one by one, and it
// leaves the pages of the index about as full.
func fillMarks(b *testing.B, s *Store, articles int) {
	const batch = 20_000
	type row struct{ value, site, document int64 }
	rng := rand.New(rand.NewPCG(1, 2))
	for first := 0; first < articles; first += batch {
		var rows []row
		for n := first; n < min(first+batch, articles); n++ {
			site := siteMark(fmt.Sprint("site", n%997))
			for range bands {
				rows = append(rows, row{int64(rng.Uint64() >> (64 - markBits)), site, int64(n + 1_000_000)})
			}
		}
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.value, b.value) })
		if err := s.update(b.Context(), func(t tx) error {
			for _, r := range rows {
				if _, err := t.exec(`INSERT INTO signature (value, site, document) VALUES (?, ?, ?)`, r.value, r.site, r.document); err != nil {
					return err
				}
			}
			return nil
		}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
