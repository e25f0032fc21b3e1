package store

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// twoRungs is a ladder that is easy to count on.
var twoRungs = frontier.Ladder{{Until: time.Hour, Every: 10 * time.Minute}, {Until: 24 * time.Hour, Every: 6 * time.Hour}}

// enter begins a run in which the pages of the source "daily" are visited again
// by a ladder.
func (h *harvest) enter(ladder frontier.Ladder, all bool) {
	h.Helper()
	h.runs++
	run := frontier.Run{ID: fmt.Sprint("run-", h.runs), Started: h.clock.now(), Ladders: map[string]frontier.Ladder{"daily": ladder}, Revisit: all}
	planned, err := h.Revisits(h.Context(), run)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := h.Begin(h.Context(), run, []frontier.Lead{feedSeed(dailyFeed)}, false); err != nil {
		h.Fatal(err)
	}
	var queued int
	if err := h.Store.read.QueryRow(`SELECT count(*) FROM queue WHERE priority = ?`, revisitPriority).Scan(&queued); err != nil || queued < len(planned) {
		h.Errorf("%d pages are visited again (%v), and %d were planned", queued, err, len(planned))
	}
}

// daily begins a harvest with one article that the feed names, and gives the
// lease under which it is read first.
func (h *harvest) daily(url string, ladder frontier.Ladder) frontier.Lease {
	h.Helper()
	h.enter(ladder, false)
	h.polled(h.one(dailyFeed), 1000*time.Hour, entryLead(url, dailyFeed, "1"))
	return h.one(url)
}

// answer commits what one visit came to: an article, or a status.
func (h *harvest) answer(l frontier.Lease, status int, a extract.Article) frontier.Saved {
	h.Helper()
	o := frontier.Outcome{Lease: l, Verdict: frontier.Failed, Reason: fmt.Sprint("http-", status), Fetch: h.request(status)}
	switch status {
	case http.StatusOK:
		o.Verdict, o.Reason, o.Page = frontier.Done, "", &frontier.PageFind{Article: a}
		o.Fetch.Header = http.Header{"Etag": {`"1"`}}
	case http.StatusNotModified:
		o.Verdict, o.Reason = frontier.Unchanged, ""
	}
	return h.commit(o).Saved[0]
}

func TestPagesAreVisitedAgainOnALadder(t *testing.T) {
	const url = "https://daily.example/1"
	h := newHarvest(t)
	a := articleOf("The bridge opens", 1)
	a.Published = extract.Date{Time: morning.Add(-30 * 24 * time.Hour)} // a feed names it: it is current all the same
	h.answer(h.daily(url, twoRungs), http.StatusOK, a)
	var visits []string
	begun := h.clock.now()
	for h.clock.now().Sub(begun) < 48*time.Hour {
		h.clock.advance(5 * time.Minute)
		h.enter(twoRungs, false)
		for _, l := range h.claim() {
			visits = append(visits, h.clock.now().Sub(begun).String())
			if l.ETag != `"1"` || l.Entry == nil {
				t.Errorf("visit %d: ETag %q, entry %v; want those of the first reading", len(visits), l.ETag, l.Entry)
			}
			if got := h.answer(l, http.StatusOK, a); got.What != "same" {
				t.Errorf("visit %d: %s", len(visits), got.What)
			}
		}
	}
	if got, want := strings.Join(visits, " "), "10m0s 20m0s 30m0s 40m0s 50m0s 1h0m0s 7h0m0s 13h0m0s 19h0m0s"; got != want {
		t.Errorf("visited after %s; want %s", got, want)
	}
}

func TestWhatIsVisitedAgain(t *testing.T) {
	const url = "https://daily.example/1"
	old := extract.Date{Time: morning.Add(-30 * 24 * time.Hour)}
	for _, row := range []struct {
		name      string
		named     bool // by a feed
		published extract.Date
		ladder    frontier.Ladder // of the second run
		all       bool
		after     time.Duration
		want      int
	}{
		{"due", true, old, twoRungs, false, 10 * time.Minute, 1},
		{"not due yet", true, old, twoRungs, false, 9 * time.Minute, 0},
		{"not due, but all are asked for", true, old, twoRungs, true, time.Minute, 1},
		{"the source is told not to", true, old, nil, false, 10 * time.Minute, 0},
		{"nor are all asked for then", true, old, nil, true, 10 * time.Minute, 0},
		{"an old article that a sitemap lists", false, old, twoRungs, false, 10 * time.Minute, 0},
		{"a new one that a sitemap lists", false, extract.Date{Time: morning}, twoRungs, false, 10 * time.Minute, 1},
		{"one of this day", false, extract.Date{Time: morning.Truncate(24 * time.Hour), DayOnly: true}, twoRungs, false, 10 * time.Minute, 1},
		{"one without a date", false, extract.Date{}, twoRungs, false, 10 * time.Minute, 1},
		{"long off the ladder", true, old, twoRungs, false, 100 * time.Hour, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHarvest(t)
			h.enter(twoRungs, false)
			l := entryLead(url, dailyFeed, "1")
			if !row.named {
				l.Entry = nil
			}
			h.polled(h.one(dailyFeed), 1000*time.Hour, l)
			a := articleOf("The bridge opens", 1)
			a.Published = row.published
			h.answer(h.one(url), http.StatusOK, a)
			h.clock.advance(row.after)
			h.enter(row.ladder, row.all)
			if got := len(h.claim()); got != row.want {
				t.Errorf("%d pages, want %d", got, row.want)
			}
		})
	}
}

func TestGone(t *testing.T) {
	const url = "https://daily.example/1"
	article := articleOf("The bridge opens", 1)
	home := frontier.Lead{URL: "https://daily.example/", Kind: frontier.Page, Source: "daily", Chain: []string{url}}
	toHome := func(h *harvest, l frontier.Lease) {
		h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Redirected, Fetch: h.request(302), Found: []frontier.Lead{home}})
	}
	answer := func(status int) func(*harvest, frontier.Lease) {
		return func(h *harvest, l frontier.Lease) { h.answer(l, status, article) }
	}
	elsewhere := func(h *harvest, l frontier.Lease) {
		lost := frontier.Lead{URL: "https://daily.example/not-found", Kind: frontier.Page, Source: "daily", Chain: []string{url}}
		h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Redirected, Fetch: h.request(302), Found: []frontier.Lead{lost}})
		h.answer(h.one(lost.URL), http.StatusNotFound, article)
	}
	for _, row := range []struct {
		name   string
		visits []func(*harvest, frontier.Lease)
		gone   string // minutes since the first reading
	}{
		{"not found once", []func(*harvest, frontier.Lease){answer(404)}, ""},
		{"not found twice", []func(*harvest, frontier.Lease){answer(404), answer(404)}, "10"},
		{"gone since the first time", []func(*harvest, frontier.Lease){answer(200), answer(410), answer(410), answer(410)}, "20"},
		{"there and not there", []func(*harvest, frontier.Lease){answer(404), answer(200), answer(404)}, ""},
		{"there and not there, unchanged", []func(*harvest, frontier.Lease){answer(404), answer(304), answer(404)}, ""},
		{"back again", []func(*harvest, frontier.Lease){answer(404), answer(404), answer(200)}, ""},
		{"leads to the front page", []func(*harvest, frontier.Lease){toHome, toHome}, "10"},
		{"leads to a page that is not there", []func(*harvest, frontier.Lease){elsewhere, elsewhere}, "10"},
		{"the server is broken", []func(*harvest, frontier.Lease){answer(500), answer(500)}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHarvest(t)
			h.answer(h.daily(url, twoRungs), http.StatusOK, article)
			begun := millis(h.clock.now())
			for i, visit := range row.visits {
				h.clock.advance(10 * time.Minute)
				h.enter(twoRungs, false)
				leases := h.claim()
				if len(leases) != 1 || leases[0].URL != url {
					t.Fatalf("visit %d: claimed %v", i, urls(leases))
				}
				visit(h, leases[0])
			}
			var gone string
			var words, revisions, failures int
			if err := h.Store.read.QueryRow(`SELECT coalesce((SELECT (gone - ?) / 60000 FROM document), ''), (SELECT word_count FROM articles),
				(SELECT count(*) FROM revision), (SELECT count(*) FROM failures WHERE reason <> 'http-500')`, begun).Scan(&gone, &words, &revisions, &failures); err != nil {
				t.Fatal(err)
			}
			if gone != row.gone || words != 120 || revisions != 1 || failures != 0 {
				t.Errorf("gone after %q minutes, %d words, %d revisions, %d failures; want %q, 120, 1, 0", gone, words, revisions, failures, row.gone)
			}
		})
	}
}

func TestGoneIsConfirmedOffTheLadder(t *testing.T) {
	const url = "https://daily.example/1"
	h := newHarvest(t)
	once := frontier.Ladder{{Until: time.Hour, Every: 59 * time.Minute}}
	h.answer(h.daily(url, once), http.StatusOK, articleOf("The bridge opens", 1))
	h.clock.advance(59 * time.Minute)
	h.enter(once, false)
	h.clock.advance(2 * time.Minute) // meanwhile its time is over
	h.answer(h.one(url), http.StatusNotFound, extract.Article{})
	for day, want := range []int{1, 0, 0} {
		h.clock.advance(25 * time.Hour)
		h.enter(once, false)
		leases := h.claim()
		if len(leases) != want {
			t.Fatalf("day %d: %d visits, want %d", day, len(leases), want)
		}
		for _, l := range leases {
			h.answer(l, http.StatusNotFound, extract.Article{})
		}
	}
	if a, err := h.Article(t.Context(), url); err != nil || a.Gone.IsZero() {
		t.Errorf("gone %v, %v; want a day", a.Gone, err)
	}
}

func TestServerThatSaysUnchangedForEver(t *testing.T) {
	const url = "https://daily.example/1"
	h := newHarvest(t)
	h.answer(h.daily(url, twoRungs), http.StatusOK, articleOf("The bridge opens", 1))
	var conditions []string
	for range believed304 + 2 {
		h.clock.advance(time.Minute)
		h.enter(twoRungs, true)
		l := h.one(url)
		conditions = append(conditions, l.ETag)
		if l.ETag == "" {
			h.answer(l, http.StatusOK, articleOf("The bridge opens", 1))
		} else {
			h.answer(l, http.StatusNotModified, extract.Article{})
		}
	}
	if got, want := strings.Join(conditions, ","), strings.Repeat(`"1",`, believed304)+`,"1"`; got != want {
		t.Errorf("conditions %s; want %s", got, want)
	}
}

func TestFeedThatSaysSomethingNewIsFollowedAtOnce(t *testing.T) {
	const url = "https://daily.example/1"
	h := newHarvest(t)
	h.answer(h.daily(url, nil), http.StatusOK, articleOf("The bridge opens", 1))
	h.clock.advance(time.Minute)
	h.begin(true, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, entryLead(url, dailyFeed, "2"))
	l := h.one(url)
	if l.ETag != "" || l.Entry == nil || l.Entry.Digest != "2" {
		t.Errorf("ETag %q, entry %v; want the page itself, with what the feed says now", l.ETag, l.Entry)
	}
}
