package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"winnow/bench/work"
	"winnow/crawler/frontier"
	"winnow/store"
)

const (
	// queueBatch is how many addresses are queued in a transaction: what a large
	// sitemap names.
	queueBatch = 1000
	// claimBatch is how many addresses are claimed at once, and completed at once.
	claimBatch = 64
	// stride is a prime: hosts are asked in no order.
	stride = 7919
)

// measureFrontier fills the frontier and takes addresses out of it.
func measureFrontier(ctx context.Context, b *bench) (*table, error) {
	names := []string{"frontier"}
	rounds, err := b.inTurns(ctx, 1, names, func(string, int) work.Task {
		return work.Task{Addresses: b.addresses, Hosts: b.hosts, Pairs: b.pairs}
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Frontier of %d addresses over %d hosts: queued by %d, claimed and completed by %d.",
		b.addresses, b.hosts, queueBatch, claimBatch)
	return tabulate(title, names, []column{
		{"queued/CPU s", func(r, _ *work.Result) float64 { return float64(b.addresses) / r.Queued.Seconds() }},
		{"pairs/CPU s", func(r, _ *work.Result) float64 { return float64(r.Pages) / r.CPU.Seconds() }},
		{"pairs/s", func(r, _ *work.Result) float64 { return r.PerSecond() }},
		{"peak MB", func(r, _ *work.Result) float64 { return r.PeakMB() }},
	}, rounds), nil
}

// queue is a frontier that is being measured.
type queue struct {
	db    *store.Store
	hosts int
}

const sitemapHost = "sitemap.example"

// runFrontier is the work of the child: the pages of its result are pairs of
// claim and completion.
func runFrontier(t work.Task) (*work.Result, error) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.Folder, "frontier.db"), store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	q := &queue{db: db, hosts: t.Hosts}
	filling := work.Start()
	if err := q.fill(ctx, t.Addresses); err != nil {
		return nil, err
	}
	filled := filling.Stop(t.Addresses)
	m := work.Start()
	pairs := 0
	for next := 0; pairs < t.Pairs; next += claimBatch {
		n, err := q.pair(ctx, next)
		if err != nil {
			return nil, err
		}
		pairs += n
	}
	r := m.Stop(pairs)
	r.Queued = filled.CPU
	return r, nil
}

func (q *queue) fill(ctx context.Context, addresses int) error {
	seed := frontier.Lead{URL: "https://" + sitemapHost + "/sitemap.xml", Kind: frontier.Sitemap, Source: "bench"}
	if _, err := q.db.Begin(ctx, frontier.Run{ID: "bench", Started: time.Now()}, []frontier.Lead{seed}, true); err != nil {
		return err
	}
	for i := 0; i < addresses; {
		leases, err := q.db.Claim(ctx, []string{sitemapHost}, 1, time.Now(), nil)
		if err != nil {
			return err
		}
		if len(leases[sitemapHost]) == 0 {
			return fmt.Errorf("the sitemap is not there to be claimed")
		}
		o := frontier.Outcome{Lease: leases[sitemapHost][0], Verdict: frontier.Released}
		for ; len(o.Found) < queueBatch && i < addresses; i++ {
			o.Found = append(o.Found, frontier.Lead{
				URL:  fmt.Sprintf("https://%s/2026/02/14/a-story-of-the-day-%d.html", q.host(i), i),
				Kind: frontier.Page, Source: "bench", Via: seed.URL, Depth: 1, Priority: 5,
			})
		}
		if _, err := q.db.Commit(ctx, []frontier.Outcome{o}); err != nil {
			return err
		}
	}
	return nil
}

func (q *queue) host(i int) string { return fmt.Sprintf("host%d.example", i%q.hosts) }

// pair claims an address of each of some hosts and completes them.
func (q *queue) pair(ctx context.Context, next int) (int, error) {
	names := make([]string, claimBatch)
	for i := range names {
		names[i] = q.host((next + i) * stride)
	}
	leases, err := q.db.Claim(ctx, names, 1, time.Now(), nil)
	if err != nil {
		return 0, err
	}
	var outcomes []frontier.Outcome
	for _, name := range names {
		for _, l := range leases[name] {
			outcomes = append(outcomes, completed(l))
		}
	}
	if len(outcomes) == 0 {
		return 0, fmt.Errorf("the frontier ran empty")
	}
	_, err = q.db.Commit(ctx, outcomes)
	return len(outcomes), err
}

// completed is the outcome of a page that was fetched and held no article.
func completed(l frontier.Lease) frontier.Outcome {
	now := time.Now()
	return frontier.Outcome{
		Lease: l, Verdict: frontier.Done,
		Fetch: &frontier.Fetch{URL: l.URL, Status: 200, Started: now, Duration: time.Millisecond, Bytes: 20_000, BodyHash: "00ff", Proto: "HTTP/1.1"},
		Clock: frontier.Clock{Host: l.Host, NextAt: now.Add(time.Second)},
	}
}
