package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// clock is a time that tests move by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time           { return c.at }
func (c *clock) advance(by time.Duration) { c.at = c.at.Add(by) }

var morning = time.Date(2026, 2, 14, 6, 15, 0, 0, time.UTC)

// harvest is a store under test with what a crawler would do to it.
type harvest struct {
	*testing.T
	*Store
	clock *clock
	runs  int
}

func newHarvest(t *testing.T) *harvest {
	t.Helper()
	return openHarvest(t, filepath.Join(t.TempDir(), "winnow.db"), &clock{morning})
}

func openHarvest(t *testing.T, path string, c *clock) *harvest {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Now: c.now, Delay: 2 * time.Second, Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		sealed(t, path)
	})
	return &harvest{T: t, Store: s, clock: c}
}

// sealed asks of every database that a test leaves behind sound that all rows agree with
// their seals, whatever was done to them.
func sealed(t *testing.T, path string) {
	t.Helper()
	s, err := OpenReadOnly(context.Background(), path, Options{Damaged: true})
	if err != nil {
		return // a test has damaged or removed it
	}
	defer s.Close()
	if err := s.checkSeals(context.Background(), func(f Fault) { t.Errorf("%s: %s: %s", filepath.Base(path), f.Where, f.What) }); err != nil && !corrupt(err) {
		t.Error(err)
	}
}

func (h *harvest) begin(all bool, seeds ...frontier.Lead) int {
	h.Helper()
	h.runs++
	due, err := h.Begin(h.Context(), frontier.Run{ID: h.clock.now().Format("20060102T150405Z") + string(rune('a'+h.runs)), Started: h.clock.now()}, seeds, all)
	if err != nil {
		h.Fatal(err)
	}
	return due
}

// claim leases everything that may be tried now, of all hosts, in order.
func (h *harvest) claim(sources ...string) []frontier.Lease {
	h.Helper()
	clocks, err := h.Hosts(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	var leases []frontier.Lease
	for _, c := range clocks {
		got, err := h.Claim(h.Context(), []string{c.Host}, 1000, h.clock.now(), sources)
		if err != nil {
			h.Fatal(err)
		}
		leases = append(leases, got[c.Host]...)
	}
	return leases
}

func (h *harvest) commit(outcomes ...frontier.Outcome) frontier.Committed {
	h.Helper()
	done, err := h.Commit(h.Context(), outcomes)
	if err != nil {
		h.Fatal(err)
	}
	return done
}

// one claims and expects exactly the address.
func (h *harvest) one(url string) frontier.Lease {
	h.Helper()
	leases := h.claim()
	if len(leases) != 1 || leases[0].URL != url {
		h.Fatalf("claimed %v, want only %s", urls(leases), url)
	}
	return leases[0]
}

func urls(leases []frontier.Lease) []string {
	var list []string
	for _, l := range leases {
		list = append(list, l.URL)
	}
	return list
}

func feedSeed(url string) frontier.Lead {
	return frontier.Lead{URL: url, Kind: frontier.Feed, Source: "daily"}
}

func pageLead(url, via string) frontier.Lead {
	return frontier.Lead{URL: url, Kind: frontier.Page, Source: "daily", Via: via, Depth: 1, Priority: 5}
}

func entryLead(url, feed, digest string) frontier.Lead {
	l := pageLead(url, feed)
	l.Entry = &frontier.Entry{Feed: feed, Key: "key " + url, GUID: url, Digest: digest, Article: extract.Article{Title: "Told by the feed", URL: url}}
	return l
}

func (h *harvest) request(status int) *frontier.Fetch {
	return &frontier.Fetch{Status: status, Started: h.clock.now().Add(-300 * time.Millisecond), Duration: 200 * time.Millisecond, Bytes: 512, Proto: "HTTP/1.1"}
}

func (h *harvest) clockOf(name string, gap time.Duration) frontier.Clock {
	return frontier.Clock{Host: name, NextAt: h.clock.now().Add(gap)}
}

const dailyFeed = "https://daily.example/world.rss"

// polled commits a good answer of a feed that names leads.
func (h *harvest) polled(l frontier.Lease, next time.Duration, found ...frontier.Lead) frontier.Committed {
	h.Helper()
	return h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200), Found: found,
		Poll:  &frontier.Poll{Title: "The Daily", ETag: `"v1"`, LastModified: "Sat, 14 Feb 2026 06:00:00 GMT", BodyHash: "00ff", NextAt: h.clock.now().Add(next), Entries: len(found)},
		Clock: h.clockOf(l.Host, time.Second)})
}

func TestBeginQueuesWhatIsDue(t *testing.T) {
	h := newHarvest(t)
	if got := h.begin(false, feedSeed(dailyFeed)); got != 1 {
		t.Errorf("first run: %d due, want 1", got)
	}
	h.polled(h.one(dailyFeed), time.Hour)

	h.clock.advance(30 * time.Minute)
	if got := h.begin(false, feedSeed(dailyFeed)); got != 0 || len(h.claim()) != 0 {
		t.Errorf("half an hour later: %d due, want 0", got)
	}
	if got := h.begin(true, feedSeed(dailyFeed)); got != 1 {
		t.Errorf("all: %d due, want 1", got)
	}
	l := h.one(dailyFeed)
	if l.ETag != `"v1"` || l.LastModified != "Sat, 14 Feb 2026 06:00:00 GMT" || l.BodyHash != "00ff" {
		t.Errorf("validators %q %q %q are not those of the last poll", l.ETag, l.LastModified, l.BodyHash)
	}
	h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Unchanged, Fetch: h.request(304), Poll: &frontier.Poll{NextAt: h.clock.now().Add(time.Hour)}})
	h.clock.advance(time.Hour)
	if got := h.begin(false, feedSeed(dailyFeed)); got != 1 {
		t.Errorf("an hour later: %d due, want 1", got)
	}
}

func TestBeginTwiceQueuesOnce(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	h.begin(false, feedSeed(dailyFeed), feedSeed(dailyFeed))
	h.one(dailyFeed)
	h.begin(true, feedSeed(dailyFeed)) // while the lease of the run before is out
	h.one(dailyFeed)
}

func TestSeedThatIsTakenOutIsNotPolled(t *testing.T) {
	h := newHarvest(t)
	other := frontier.Lead{URL: "https://weekly.example/feed", Kind: frontier.Feed, Source: "weekly"}
	h.begin(false, feedSeed(dailyFeed), other)
	leases := h.claim()
	if len(leases) != 2 {
		t.Fatalf("claimed %v", urls(leases))
	}
	for _, l := range leases {
		h.polled(l, time.Hour, frontier.Lead{URL: "https://" + l.Host + "/story", Kind: frontier.Page, Source: l.Source, Via: l.URL})
	}
	h.begin(true, other)
	got := urls(h.claim())
	want := []string{"https://weekly.example/feed", "https://weekly.example/story"}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("without the daily: claimed %v, want %v", got, want)
	}
	h.begin(false, feedSeed(dailyFeed), other)
	for _, l := range h.claim() {
		if l.URL == "https://daily.example/story" {
			return
		}
	}
	t.Error("the story of the daily did not come back with its source")
}

func TestClaimOrderAndLimit(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	first, second, urgent := pageLead("https://daily.example/1", dailyFeed), pageLead("https://daily.example/2", dailyFeed), pageLead("https://daily.example/3", dailyFeed)
	urgent.Priority = 1
	h.polled(h.one(dailyFeed), time.Hour, first, second, urgent)
	got, err := h.Claim(t.Context(), []string{"daily.example", "unknown.example"}, 2, h.clock.now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if u := urls(got["daily.example"]); len(got) != 1 || len(u) != 2 || u[0] != urgent.URL || u[1] != first.URL {
		t.Errorf("claimed %v, want the urgent one and then the first", u)
	}
	if l := got["daily.example"][1]; l.Via != dailyFeed || l.Depth != 1 || l.Source != "daily" || l.Host != "daily.example" || l.Priority != 5 {
		t.Errorf("lease %+v has lost what the lead said", l)
	}
	none, err := h.Claim(t.Context(), []string{"daily.example"}, 2, h.clock.now(), []string{"weekly"})
	if err != nil || len(none) != 0 {
		t.Errorf("claimed %v (%v) of another source", none, err)
	}
	if rest := h.claim("weekly", "daily"); len(rest) != 1 || rest[0].URL != second.URL {
		t.Errorf("claimed %v, want the second", urls(rest))
	}
}

func TestRetryWaitsAndCounts(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	l := h.one(dailyFeed)
	done := h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Retry, Reason: "http-503", Detail: "busy", RetryAt: h.clock.now().Add(time.Minute),
		Fetch: h.request(503), Clock: frontier.Clock{Host: l.Host, NextAt: h.clock.now().Add(time.Second), BlockedUntil: h.clock.now().Add(30 * time.Second), Failures: 1}})
	if len(done.Clocks) != 1 {
		t.Fatalf("clocks %+v", done.Clocks)
	}
	if c := done.Clocks[0]; c.Waiting != 1 || !c.EarliestAt.Equal(h.clock.now().Add(time.Minute)) || c.Failures != 1 || !c.BlockedUntil.Equal(h.clock.now().Add(30*time.Second)) {
		t.Errorf("clock %+v", c)
	}
	if got := h.claim(); len(got) != 0 {
		t.Errorf("claimed %v before its time", urls(got))
	}
	h.clock.advance(time.Minute)
	if l := h.one(dailyFeed); l.Tries != 1 {
		t.Errorf("tries %d, want 1", l.Tries)
	} else {
		h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Released})
	}
	if l := h.one(dailyFeed); l.Tries != 1 {
		t.Errorf("tries %d after it was given back untouched, want 1", l.Tries)
	}
}

func TestOutcomeCountsOnce(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	l := h.one(dailyFeed)
	h.polled(l, time.Hour)
	_, err := h.Commit(t.Context(), []frontier.Outcome{{Lease: l, Verdict: frontier.Done}})
	if !errors.Is(err, ErrNoLease) {
		t.Errorf("second outcome of one lease: %v, want ErrNoLease", err)
	}
}

func TestCommitAllOrNothing(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	l := h.one(dailyFeed)
	good := frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200), Found: []frontier.Lead{pageLead("https://daily.example/1", dailyFeed)}}
	if _, err := h.Commit(t.Context(), []frontier.Outcome{good, {Lease: frontier.Lease{ID: 99}, Verdict: frontier.Done}}); err == nil {
		t.Fatal("a batch with an unknown lease was taken")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Commit(cancelled, []frontier.Outcome{good}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if got := h.claim(); len(got) != 0 {
		t.Errorf("%v was queued by a batch that failed", urls(got))
	}
	h.commit(good)
	h.one("https://daily.example/1")
}

func TestKnownAddressesAreLeftOut(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	done := h.polled(h.one(dailyFeed), time.Hour,
		pageLead("https://daily.example/1", dailyFeed), pageLead("https://daily.example/1", dailyFeed),
		pageLead("https://daily.example/1?utm_source=feed", dailyFeed), pageLead("http://daily.example/1", dailyFeed))
	if len(done.Clocks) != 1 || done.Clocks[0].Waiting != 1 {
		t.Errorf("clocks %+v, want one lead", done.Clocks)
	}
	l := h.one("https://daily.example/1")
	h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Failed, Reason: "http-404", Fetch: h.request(404),
		Found: []frontier.Lead{pageLead("https://daily.example/1", dailyFeed)}})
	if got := h.claim(); len(got) != 0 {
		t.Errorf("claimed %v again", urls(got))
	}
}

func TestChangedEntryIsVisitedAgain(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	story := "https://daily.example/1"
	h.polled(h.one(dailyFeed), time.Hour, entryLead(story, dailyFeed, "a"))
	l := h.one(story)
	if l.Entry == nil || l.Entry.Feed != dailyFeed || l.Entry.Digest != "a" || l.Entry.Article.Title != "Told by the feed" {
		t.Fatalf("entry %+v", l.Entry)
	}
	h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200)})

	h.begin(true, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, entryLead(story, dailyFeed, "a"))
	if got := h.claim(); len(got) != 0 {
		t.Errorf("claimed %v although the feed says the same", urls(got))
	}
	h.begin(true, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, entryLead(story, dailyFeed, "b"))
	if l := h.one(story); l.Entry == nil || l.Entry.Digest != "b" {
		t.Errorf("entry %+v, want the new one", l.Entry)
	}
}

func TestRedirectedFeedIsPolledWhereItLeads(t *testing.T) {
	h := newHarvest(t)
	moved := "https://daily.example/new.rss"
	onward := frontier.Lead{URL: moved, Kind: frontier.Feed, Source: "daily", Chain: []string{dailyFeed}}
	for round := range 3 {
		if due := h.begin(false, feedSeed(dailyFeed)); due != 1 {
			t.Fatalf("round %d: %d due", round, due)
		}
		h.commit(frontier.Outcome{Lease: h.one(dailyFeed), Verdict: frontier.Redirected, Fetch: h.request(301), Found: []frontier.Lead{onward}})
		l := h.one(moved)
		if len(l.Chain) != 1 || l.Chain[0] != dailyFeed {
			t.Errorf("round %d: chain %v", round, l.Chain)
		}
		if want := map[bool]string{true: `"v1"`}[round > 0]; l.ETag != want {
			t.Errorf("round %d: etag %q, want %q", round, l.ETag, want)
		}
		h.polled(l, time.Hour)
		if due := h.begin(false, feedSeed(dailyFeed)); due != 0 {
			t.Errorf("round %d: due again at once", round)
		}
		h.clock.advance(time.Hour)
	}
}

func TestLeasesOfADeadRunComeBack(t *testing.T) {
	c := &clock{morning}
	path := filepath.Join(t.TempDir(), "winnow.db")
	h := openHarvest(t, path, c)
	h.begin(false, feedSeed(dailyFeed))
	slow := h.one(dailyFeed)
	h.commit(frontier.Outcome{Lease: slow, Verdict: frontier.Done, Fetch: h.request(200), Clock: h.clockOf("daily.example", 10*time.Second),
		Found: []frontier.Lead{pageLead("https://daily.example/1", dailyFeed), pageLead("https://quick.example/1", dailyFeed)}})
	if got := h.claim(); len(got) != 2 {
		t.Fatalf("claimed %v", urls(got))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	c.advance(time.Hour)
	h = openHarvest(t, path, c)
	h.begin(false, feedSeed(dailyFeed))
	clocks, err := h.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rest := map[string]time.Duration{}
	for _, clock := range clocks {
		rest[clock.Host] = clock.NextAt.Sub(c.now())
	}
	// 10.1 s lay between the end of the last request to the slow host and its next.
	if rest["daily.example"] != 10100*time.Millisecond || rest["quick.example"] != 2*time.Second {
		t.Errorf("hosts rest %v, want their own gap, and the general delay", rest)
	}
	if got := h.claim(); len(got) != 3 {
		t.Errorf("claimed %v, want the feed and both pages", urls(got))
	}
}

func TestRobots(t *testing.T) {
	h := newHarvest(t)
	if _, found, err := h.Robots(t.Context(), "https://daily.example"); found || err != nil {
		t.Fatalf("found %v, %v", found, err)
	}
	want := frontier.RobotsFile{Origin: "https://daily.example", Status: 200, Body: []byte("User-agent: *\nDisallow:"), FetchedAt: morning, ExpiresAt: morning.Add(time.Hour)}
	for _, status := range []int{503, 200} {
		want.Status = status
		if err := h.SaveRobots(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	got, found, err := h.Robots(t.Context(), want.Origin)
	if err != nil || !found || got.Status != 200 || string(got.Body) != string(want.Body) || !got.FetchedAt.Equal(want.FetchedAt) || !got.ExpiresAt.Equal(want.ExpiresAt) {
		t.Errorf("got %+v, %v, %v", got, found, err)
	}
}
