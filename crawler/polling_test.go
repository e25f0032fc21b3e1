package crawler

import (
	"testing"
	"time"

	"winnow/crawler/frontier"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func TestFailuresWeighDifferently(t *testing.T) {
	b := bounds{10 * time.Minute, 24 * time.Hour}
	for _, c := range []struct {
		reason string
		times  int
		want   time.Duration
	}{
		{"http-404", 1, 20 * time.Minute},
		{"not-a-feed", 3, 80 * time.Minute},
		{"http-500", 2, 20 * time.Minute},
		{"timeout", 4, 40 * time.Minute},
		{"http-503", 4, 20 * time.Minute},
		{"http-429", 8, 40 * time.Minute},
		{"http-404", 9, 24 * time.Hour},
		{"http-404", 40, 24 * time.Hour},
	} {
		t.Run(c.reason, func(t *testing.T) {
			var s frontier.FeedState
			var wait time.Duration
			for range c.times {
				s, wait = failed(s, c.reason, noon, b)
			}
			if wait != c.want || s.Standing != frontier.Failing {
				t.Errorf("%d times: wait %v, %s; want %v, failing", c.times, wait, s.Standing, c.want)
			}
		})
	}
}

func TestAFeedDiesAndComesBack(t *testing.T) {
	b := bounds{10 * time.Minute, 6 * time.Hour}
	var s frontier.FeedState
	at, wait, polls := noon, time.Duration(0), 0
	for s.Standing != frontier.Dead {
		if s, wait = failed(s, "http-404", at, b); s.Standing != frontier.Dead && wait > 24*time.Hour {
			t.Fatalf("poll %d: %v without being dead", polls, wait)
		}
		at = at.Add(wait)
		if polls++; polls > 100 {
			t.Fatal("never dead")
		}
	}
	if wait != deadPoll || at.Add(-wait).Sub(noon) < deadAfter || polls > 20 {
		t.Errorf("dead after %v and %d polls, next in %v", at.Sub(noon), polls, wait)
	}
	if s, wait = failed(s, "http-503", at, b); s.Standing != frontier.Dead || wait != deadPoll {
		t.Errorf("a dead feed that fails again: %s, %v", s.Standing, wait)
	}
	if s, wait = answered(s, at, 0, b); s.Standing != frontier.Well || s.Score != 0 || !s.FailingAt.IsZero() || wait > b.most {
		t.Errorf("come back: %+v, %v", s, wait)
	}
	s = frontier.FeedState{}
	for range 50 { // a day of a network that is down
		s, _ = failed(s, "dns", noon.Add(23*time.Hour), b)
	}
	if s.Standing != frontier.Failing {
		t.Errorf("a short failure: %s", s.Standing)
	}
}

func TestAnAnswerIsKeptAsLongAsItsServerSays(t *testing.T) {
	b := bounds{10 * time.Minute, 24 * time.Hour}
	s := frontier.FeedState{Pace: frontier.Pace{Newest: noon.Add(-time.Minute), Gap: 30 * time.Minute}}
	for _, c := range []struct{ fresh, want time.Duration }{
		{0, 15 * time.Minute}, {40 * time.Minute, 40 * time.Minute}, {30 * 24 * time.Hour, 2 * time.Hour},
	} {
		if _, wait := answered(s, noon, c.fresh, b); wait != c.want {
			t.Errorf("fresh for %v: wait %v, want %v", c.fresh, wait, c.want)
		}
	}
}

func TestDoubted(t *testing.T) {
	lie := frontier.FeedState{Unread: fullEvery, LastPoll: noon, Pace: frontier.Pace{Newest: noon.Add(-24 * time.Hour)}}
	late := frontier.Pace{Newest: noon.Add(-5 * time.Hour)}
	young := frontier.FeedState{Liar: true, LiedAt: noon.Add(-time.Hour), LastPoll: noon}
	old := frontier.FeedState{Liar: true, LiedAt: noon.Add(-lieTerm), LastPoll: noon}
	for _, c := range []struct {
		name   string
		before frontier.FeedState
		pace   frontier.Pace
		liar   bool
		since  time.Time
		asks   bool // for bytes whatever was said, from now on
	}{
		{"found out", lie, late, true, noon, true},
		{"found out a while ago", young, late, true, young.LiedAt, true},
		{"given another chance", old, late, false, time.Time{}, false},
		{"never lied", frontier.FeedState{LastPoll: noon}, late, false, time.Time{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			liar, since := doubted(c.before, c.pace, noon)
			if liar != c.liar || !since.Equal(c.since) {
				t.Errorf("got %v since %v, want %v since %v", liar, since, c.liar, c.since)
			}
			if got := unconditional(frontier.FeedState{Liar: liar, LiedAt: since}, noon); got != c.asks {
				t.Errorf("asks for bytes whatever was said: %v, want %v", got, c.asks)
			}
		})
	}
	if unconditional(old, noon) {
		t.Error("a server that lied long ago is not asked conditionally")
	}
}

func TestLied(t *testing.T) {
	before := frontier.FeedState{Unread: fullEvery, LastPoll: noon, Pace: frontier.Pace{Newest: noon.Add(-24 * time.Hour)}}
	for _, c := range []struct {
		name   string
		before frontier.FeedState
		newest time.Time
		want   bool
	}{
		{"new since", before, noon.Add(time.Minute), false},
		{"within the margin", before, noon.Add(-lieMargin / 2), false},
		{"new long before the last 304", before, noon.Add(-5 * time.Hour), true},
		{"nothing new", before, noon.Add(-24 * time.Hour), false},
		{"told when it was asked", frontier.FeedState{Unread: 3, LastPoll: noon, Pace: before.Pace}, noon.Add(-5 * time.Hour), false},
		{"never said 304", frontier.FeedState{LastPoll: noon, Pace: before.Pace}, noon.Add(-5 * time.Hour), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lied(c.before, frontier.Pace{Newest: c.newest}); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
