package crawler

import (
	"testing"
	"time"

	"winnow/crawler/frontier"
)

func TestTick(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m := manners{parkAfter: 3, retryAfterMax: time.Hour}
	rows := []struct {
		name     string
		before   frontier.Clock
		answer   answer
		manners  manners
		next     time.Duration // after now
		blocked  time.Duration // after now, 0 is not at all
		failures int
	}{
		{"a good answer", frontier.Clock{}, answer{ended: now, gap: 2 * time.Second}, m, 2*time.Second + slack, 0, 0},
		{"a very short delay", frontier.Clock{}, answer{ended: now, gap: 20 * time.Millisecond}, m, 25 * time.Millisecond, 0, 0},
		{"a short delay", frontier.Clock{}, answer{ended: now, gap: 100 * time.Millisecond}, m, 110 * time.Millisecond, 0, 0},
		{"a good answer after the pause", frontier.Clock{Failures: 9, BlockedUntil: now.Add(-time.Second)}, answer{ended: now}, m, 0, 0, 0},
		{"a good answer to a request from before the pause", frontier.Clock{Failures: 9, BlockedUntil: now.Add(time.Hour)}, answer{ended: now}, m, 0, time.Hour, 0},
		{"trouble once", frontier.Clock{}, answer{ended: now, failed: true}, m, 0, 0, 1},
		{"trouble for the third time parks", frontier.Clock{Failures: 2}, answer{ended: now, gap: 2 * time.Second, failed: true}, m, 2*time.Second + slack, time.Hour, 3},
		{"parking grows", frontier.Clock{Failures: 4}, answer{ended: now, gap: 2 * time.Second, failed: true}, m, 2*time.Second + slack, 4 * time.Hour, 5},
		{"parking has an end", frontier.Clock{Failures: 50}, answer{ended: now, gap: 2 * time.Second, failed: true}, m, 2*time.Second + slack, parkMax, 51},
		{"a long gap parks no longer", frontier.Clock{Failures: 2}, answer{ended: now, gap: time.Minute, failed: true}, m, time.Minute + slack, time.Hour, 3},
		{"a host of one's own is parked for less", frontier.Clock{Failures: 2}, answer{ended: now, failed: true}, m, 0, parkLeast, 3},
		{"never parked", frontier.Clock{Failures: 50}, answer{ended: now, failed: true}, manners{retryAfterMax: time.Hour}, 0, 0, 51},
		{"Retry-After is kept", frontier.Clock{}, answer{ended: now, failed: true, busy: true, after: 90 * time.Second}, m, 0, 90 * time.Second, 1},
		{"busy without Retry-After", frontier.Clock{}, answer{ended: now, failed: true, busy: true}, m, 0, backOff, 1},
		{"busy again", frontier.Clock{Failures: 1}, answer{ended: now, failed: true, busy: true}, m, 0, 2 * backOff, 2},
		{"back-off within the accepted", frontier.Clock{Failures: 1}, answer{ended: now, failed: true, busy: true}, manners{retryAfterMax: time.Second}, 0, time.Second, 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := tick(row.before, row.answer, row.manners)
			if want := now.Add(row.next); !got.NextAt.Equal(want) {
				t.Errorf("next at %v, want %v", got.NextAt, want)
			}
			blocked := time.Duration(0)
			if !got.BlockedUntil.IsZero() {
				blocked = got.BlockedUntil.Sub(now)
			}
			if blocked != row.blocked {
				t.Errorf("blocked for %v, want %v", blocked, row.blocked)
			}
			if got.Failures != row.failures {
				t.Errorf("%d failures, want %d", got.Failures, row.failures)
			}
		})
	}
}

func TestRetryAt(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rows := []struct {
		name           string
		tries, retries int
		after          time.Duration
		want           time.Duration // -1 is given up
	}{
		{"first", 1, 3, 0, 2 * time.Second},
		{"second", 2, 3, 0, 8 * time.Second},
		{"third", 3, 3, 0, 32 * time.Second},
		{"used up in this run", 4, 3, 0, 15 * time.Minute},
		{"first of the second run", 5, 3, 0, 2 * time.Second},
		{"used up in the second run", 8, 3, 0, time.Hour},
		{"used up in the last run", 16, 3, 0, -1},
		{"no retries within a run", 1, 0, 0, 15 * time.Minute},
		{"no retries, last run", 4, 0, 0, -1},
		{"Retry-After is longer", 1, 3, time.Minute, time.Minute},
		{"Retry-After is shorter", 2, 3, time.Second, 8 * time.Second},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, again := retryAt(now, row.tries, row.retries, row.after)
			if again != (row.want >= 0) {
				t.Fatalf("again is %t", again)
			}
			if again && got.Sub(now) != row.want {
				t.Errorf("got %v, want %v", got.Sub(now), row.want)
			}
		})
	}
}
