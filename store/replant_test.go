package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"winnow/crawler/frontier"
)

// TestReplantQueuesWhatFellDue: in the midst of a run a feed is queued once it is
// due, unless it waits or is being asked for, and the next time is told.
func TestReplantQueuesWhatFellDue(t *testing.T) {
	now := time.Date(2026, 2, 14, 6, 0, 0, 0, time.UTC)
	db := openTemp(t, Options{Now: func() time.Time { return now }})
	ctx := context.Background()
	seed := frontier.Lead{URL: "https://quay.example/rss.xml", Kind: frontier.Feed, Source: "quay", Priority: 10}
	run := frontier.Run{ID: "one", Started: now}
	if due, err := db.Begin(ctx, run, []frontier.Lead{seed}, false); err != nil || due != 1 {
		t.Fatalf("%d due, %v", due, err)
	}
	replant := func(when string, due int, next time.Time) frontier.Planted {
		t.Helper()
		got, err := db.Replant(ctx, run)
		if err != nil {
			t.Fatal(err)
		}
		if got.Due != due || !got.Next.Equal(next) {
			t.Errorf("%s: %d due, next %v; want %d, %v", when, got.Due, got.Next, due, next)
		}
		return got
	}
	replant("while it waits", 0, time.Time{})
	leases, err := db.Claim(ctx, []string{"quay.example"}, 8, now, nil)
	if err != nil || len(leases["quay.example"]) != 1 {
		t.Fatalf("%v, %v", leases, err)
	}
	replant("while it is asked for", 0, time.Time{})
	later := now.Add(10 * time.Minute)
	polled := frontier.Outcome{Lease: leases["quay.example"][0], Verdict: frontier.Unchanged,
		Fetch: &frontier.Fetch{URL: seed.URL, Started: now, Status: 304}, Poll: &frontier.Poll{NextAt: later}, Clock: frontier.Clock{Host: "quay.example"}}
	if _, err := db.Commit(ctx, []frontier.Outcome{polled}); err != nil {
		t.Fatal(err)
	}
	replant("before it is due", 0, later)
	now = later
	got := replant("when it is due", 1, time.Time{})
	if len(got.Clocks) != 1 || got.Clocks[0].Host != "quay.example" || got.Clocks[0].Waiting != 1 {
		t.Errorf("clocks %+v", got.Clocks)
	}
	if again, err := db.Claim(ctx, []string{"quay.example"}, 8, now, nil); err != nil || len(again["quay.example"]) != 1 {
		t.Errorf("claimed %v, %v", again, err)
	}
}

// TestBeginAsksForWhatWasPolledInTheFuture: the clock of the machine ran ahead and
// was set back; what was polled meanwhile does not wait for that day.
func TestBeginAsksForWhatWasPolledInTheFuture(t *testing.T) {
	right := time.Date(2026, 2, 14, 6, 0, 0, 0, time.UTC)
	now := right.Add(5 * time.Hour)
	db := openTemp(t, Options{Now: func() time.Time { return now }})
	ctx := context.Background()
	seed := frontier.Lead{URL: "https://quay.example/rss.xml", Kind: frontier.Feed, Source: "quay", Priority: 10}
	if _, err := db.Begin(ctx, frontier.Run{ID: "ahead", Started: now}, []frontier.Lead{seed}, false); err != nil {
		t.Fatal(err)
	}
	leases, err := db.Claim(ctx, []string{"quay.example"}, 8, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	polled := frontier.Outcome{Lease: leases["quay.example"][0], Verdict: frontier.Unchanged,
		Fetch: &frontier.Fetch{URL: seed.URL, Started: now, Status: 304}, Poll: &frontier.Poll{NextAt: now.Add(time.Hour)}, Clock: frontier.Clock{Host: "quay.example"}}
	if _, err := db.Commit(ctx, []frontier.Outcome{polled}); err != nil {
		t.Fatal(err)
	}
	now = right
	if due, err := db.Begin(ctx, frontier.Run{ID: "right", Started: now}, []frontier.Lead{seed}, false); err != nil || due != 1 {
		t.Errorf("%d due, %v; want 1", due, err)
	}
}

func openTemp(t *testing.T, o Options) *Store {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
