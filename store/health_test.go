package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

func every(string) bool { return true }

// news says in short what Review gave.
func news(h *harvest) (list []string) {
	h.Helper()
	changes, err := h.Review(h.Context(), every)
	if err != nil {
		h.Fatal(err)
	}
	for _, c := range changes {
		list = append(list, strings.TrimSpace(c.Source+" "+c.Kind+" "+c.State+" "+c.Subject))
	}
	return list
}

// visit is one run of cron: the feed names something new, nothing, or fails.
func (h *harvest) visit(source, feed string, answer string, n int) {
	h.Helper()
	for _, l := range h.claim(source) {
		if l.Kind != frontier.Feed {
			h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Failed, Reason: "http-404", Fetch: h.request(404)})
			continue
		}
		state := frontier.FeedState{}
		o := frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200), Poll: &frontier.Poll{NextAt: h.clock.now(), FeedState: state}}
		switch answer {
		case "new":
			o.Found = []frontier.Lead{{URL: fmt.Sprintf("%s/story-%d", feed, n), Kind: frontier.Requisite, Source: source, Via: feed}}
		case "fails":
			o.Verdict, o.Reason, o.Detail, o.RetryAt = frontier.Retry, "refused", "nobody there", h.clock.now().Add(time.Minute)
			o.Poll.Standing, o.Fetch.Status = frontier.Failing, 0
		}
		h.commit(o)
	}
}

// What is told of a source in weeks of hourly visits, and when.
func TestWeeksOfCron(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	office := func(at time.Time) bool {
		return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Hour() >= 8 && at.Hour() < 18
	}
	when := func(is bool) string { return map[bool]string{true: "new", false: "nothing"}[is] }
	rows := []struct {
		name   string
		every  time.Duration
		visits int
		answer func(n int, at time.Time) string
		want   []string // "visit: what"
	}{
		{"publishes hourly", time.Hour, 168, func(int, time.Time) string { return "new" }, nil},
		{"publishes in office hours", time.Hour, 3 * 168, func(_ int, at time.Time) string { return when(office(at)) }, nil},
		{"falls silent after three days around the clock", time.Hour, 168, func(n int, _ time.Time) string { return when(n < 80) },
			[]string{"103: daily silent begun"}},
		{"falls silent in office hours", time.Hour, 2 * 168, func(n int, at time.Time) string { return when(n < 200 && office(at)) },
			[]string{"311: daily silent begun"}}, // from Monday evening of the second week, twice the weekend of 63 hours
		{"publishes daily and falls silent", 3 * time.Hour, 30 * 8, func(n int, at time.Time) string { return when(at.Hour() == 6 && n < 20*8) },
			[]string{"178: daily silent begun"}}, // three days after visit 154
		{"is silent and comes back", time.Hour, 168, func(n int, _ time.Time) string { return when(n < 80 || n >= 150) },
			[]string{"103: daily silent begun", "150: daily silent over"}},
		{"fails for two visits now and then", time.Hour, 168, func(n int, _ time.Time) string {
			if n%10 < 2 {
				return "fails"
			}
			return "new"
		}, nil},
		{"dies", time.Hour, 168, func(n int, _ time.Time) string { return map[bool]string{true: "fails", false: "new"}[n >= 60] },
			[]string{"62: daily failing begun"}},
		{"dies and comes back", time.Hour, 168, func(n int, _ time.Time) string {
			return map[bool]string{true: "fails", false: "new"}[n >= 60 && n < 100]
		},
			[]string{"62: daily failing begun", "100: daily failing over"}},
		{"in fast motion, falls silent", time.Second, 168, func(n int, _ time.Time) string { return when(n < 40) },
			[]string{"51: daily silent begun"}},
		{"in fast motion, falls silent after half a week", time.Second, 168, func(n int, _ time.Time) string { return when(n < 90) },
			[]string{"101: daily silent begun"}},
		{"in fast motion, publishes every sixth hour", time.Second, 168, func(n int, _ time.Time) string { return when(n%6 == 0) }, nil},
		{"in fast motion, publishes daily and falls silent after three days", time.Second, 168, func(n int, _ time.Time) string { return when(n%24 == 0 && n < 90) },
			[]string{"144: daily silent begun"}},
		{"in fast motion, publishes daily", time.Second, 168, func(n int, _ time.Time) string { return when(n%24 == 0) }, nil},
		{"in fast motion, visited in every fifth run, falls silent", 5 * time.Second, 34, func(n int, _ time.Time) string { return when(n < 17) },
			[]string{"28: daily silent begun"}},
		{"in fast motion, sleeps at night", time.Second, 168, func(n int, _ time.Time) string { return when(n%24 < 14) }, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := newHarvest(t)
			h.clock.at = monday
			var got []string
			for n := range row.visits {
				h.begin(true, feedSeed(dailyFeed))
				h.visit("daily", dailyFeed, row.answer(n, h.clock.now()), n)
				for _, what := range news(h) {
					got = append(got, fmt.Sprintf("%d: %s", n, what))
				}
				h.clock.advance(row.every)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestAllSourcesAtOnceAreTheNetwork(t *testing.T) {
	h := newHarvest(t)
	var seeds []frontier.Lead
	for i := range 4 {
		seeds = append(seeds, frontier.Lead{URL: fmt.Sprintf("https://paper%d.example/rss", i), Kind: frontier.Feed, Source: fmt.Sprintf("paper%d", i)})
	}
	var got []string
	for n := range 12 {
		h.begin(true, seeds...)
		for i, s := range seeds {
			answer := "nothing"
			if n >= 4 && n < 9 || n >= 9 && i == 0 {
				answer = "fails"
			}
			h.visit(s.Source, s.URL, answer, n)
		}
		for _, what := range news(h) {
			got = append(got, fmt.Sprintf("%d: %s", n, what))
		}
		h.clock.advance(time.Hour)
	}
	if want := []string{"6: network begun", "9: network over", "9: paper0 failing begun"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFell(t *testing.T) {
	run := func(n int, share float64) (list []bool) {
		for i := range n {
			list = append(list, int(float64(i+1)*share) > int(float64(i)*share))
		}
		return list
	}
	rows := []struct {
		name         string
		past, newest []bool
		window       int // 0 is no fall
	}{
		{"all had it, none has", run(100, 1), run(8, 0), 8},
		{"four without are too few", run(100, 1), run(4, 0), 0},
		{"from 96 % to 3 %", run(200, 0.96), run(33, 0.03), 16},
		{"from 60 % to none", run(200, 0.6), run(32, 0), 32},
		{"from 60 % to none in sixteen", run(200, 0.6), run(16, 0), 0},
		{"from 96 % to 60 %", run(200, 0.96), run(64, 0.6), 0},
		{"from 96 % to 40 %", run(200, 0.96), run(64, 0.4), 32},
		{"rare before as well", run(200, 0.1), run(64, 0), 0},
		{"too little is known", run(20, 1), run(8, 0), 0},
		{"it rises", run(200, 0.2), run(64, 1), 0},
		{"nothing at all", nil, nil, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, is := fell(slices.Concat(row.past, row.newest))
			if is != (row.window > 0) || is && got.window != row.window {
				t.Errorf("got %+v, %v, want a window of %d", got, is, row.window)
			}
		})
	}
}

// reads stores n articles of the source, as change makes them.
func (h *harvest) reads(from, n int, change func(*extract.Article), o frontier.Outcome) {
	h.Helper()
	h.clock.advance(time.Hour)
	h.begin(true, feedSeed(dailyFeed))
	var leads []frontier.Lead
	for i := range n {
		leads = append(leads, entryLead(fmt.Sprintf("https://daily.example/%d", from+i), dailyFeed, "d"))
	}
	h.polled(h.one(dailyFeed), time.Hour, leads...)
	for i, l := range h.claim() {
		out := o
		out.Lease, out.Fetch, out.Clock = l, h.request(200), h.clockOf(l.Host, 0)
		if out.Verdict == frontier.Done {
			a := articleOf(l.URL, 1000+from+i)
			a.Authors, a.Image = []string{"Mira Holt"}, "https://daily.example/i.png"
			a.WordCount = 180
			change(&a)
			out.Page = &frontier.PageFind{Article: a}
		}
		h.commit(out)
	}
}

func TestFieldsYieldAndWallsAreToldOnce(t *testing.T) {
	h := newHarvest(t)
	good, nothing := frontier.Outcome{Verdict: frontier.Done}, frontier.Outcome{Verdict: frontier.Failed, Reason: "no-article"}
	walled := frontier.Outcome{Verdict: frontier.Failed, Reason: "wall-datadome"}
	as := func(*extract.Article) {}
	without := func(a *extract.Article) { a.Authors = nil }
	short := func(a *extract.Article) { a.WordCount = 30 }
	at := 0
	steps := []struct {
		n      int
		change func(*extract.Article)
		o      frontier.Outcome
		want   []string
	}{
		{60, as, good, nil},
		{10, without, good, []string{"daily field begun authors"}},
		{10, without, good, nil},
		{10, as, good, []string{"daily field over authors"}},
		{10, as, good, nil},
		{10, short, good, []string{"daily field begun text"}},
		{10, as, good, []string{"daily field over text"}},
		{10, as, nothing, []string{"daily yield begun"}},
		{10, as, good, []string{"daily yield over"}},
		{12, as, walled, []string{"daily wall begun"}},
		{4, as, walled, nil},
		{16, as, good, []string{"daily wall over"}},
	}
	for i, s := range steps {
		h.reads(at, s.n, s.change, s.o)
		at += s.n
		if got := news(h); !slices.Equal(got, s.want) {
			t.Fatalf("step %d: got %q, want %q", i, got, s.want)
		}
	}
	st, err := h.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := st.Sources[0]
	if c := s.Coverage["authors"]; s.Standing != "well" || s.Yield == nil || c.Last != 1 || c.Before >= 1 || c.Before < 0.7 {
		t.Errorf("got %+v", s)
	}
}

func TestHolder(t *testing.T) {
	h := newHarvest(t)
	w, held, err := Holder(h.Path())
	if err != nil || !held || w.PID == 0 {
		t.Errorf("while it is open: %+v, %v, %v", w, held, err)
	}
	h.Close()
	if w, held, err := Holder(h.Path()); err != nil || held || w.PID != 0 {
		t.Errorf("when it is closed: %+v, %v, %v", w, held, err)
	}
	if _, held, err := Holder(h.Path() + ".none"); err != nil || held {
		t.Errorf("where there is none: %v, %v", held, err)
	}
}

func TestChangesWaitForTheHook(t *testing.T) {
	h := newHarvest(t)
	for range 3 {
		h.begin(true, feedSeed(dailyFeed))
		h.visit("daily", dailyFeed, "fails", 0)
		h.clock.advance(time.Hour)
	}
	if got := news(h); len(got) != 1 {
		t.Fatalf("got %q, want one", got)
	}
	for tries := range 2 {
		list, err := h.Undelivered(t.Context())
		if err != nil || len(list) != 1 || list[0].Tries != tries || list[0].Kind != KindFailing {
			t.Fatalf("got %+v, %v", list, err)
		}
		if err := h.Delivered(t.Context(), list[0].ID, tries == 1); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := h.Undelivered(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("delivered, and yet %+v, %v", list, err)
	}
	if list, err := h.Changes(t.Context(), 0); err != nil || len(list) != 1 {
		t.Errorf("the log holds %+v, %v", list, err)
	}
}

// Which article of a source lacks what, when it is read for the first time, says
// nothing of how the source is doing; nor does what only a sitemap names, beside a feed.
func TestABacklogIsNoFall(t *testing.T) {
	const sitemap = "https://daily.example/sitemap.xml"
	h := newHarvest(t)
	seeds := []frontier.Lead{feedSeed(dailyFeed), {URL: sitemap, Kind: frontier.Sitemap, Source: "daily"}}
	at, texts := 0, 1000
	read := func(named, mapped int, change func(*extract.Article), verdict func(i int) frontier.Verdict) {
		h.Helper()
		h.clock.advance(time.Hour)
		h.begin(true, seeds...)
		var fed, listed []frontier.Lead
		for range named {
			fed = append(fed, entryLead(fmt.Sprintf("https://daily.example/%d", at), dailyFeed, "d"))
			at++
		}
		for range mapped {
			listed = append(listed, frontier.Lead{URL: fmt.Sprintf("https://daily.example/%d", at), Kind: frontier.Page, Source: "daily", Via: sitemap})
			at++
		}
		for _, l := range h.claim() {
			h.polled(l, time.Hour, map[string][]frontier.Lead{dailyFeed: fed, sitemap: listed}[l.URL]...)
		}
		for i, l := range h.claim() {
			o := frontier.Outcome{Lease: l, Verdict: verdict(i), Fetch: h.request(200), Clock: h.clockOf(l.Host, 0)}
			if o.Verdict == frontier.Done {
				texts++
				a := articleOf(l.URL, texts)
				a.Authors = []string{"Mira Holt"}
				if l.Entry == nil {
					change(&a)
				}
				o.Page = &frontier.PageFind{Article: a}
			} else {
				o.Reason = "no-article"
			}
			h.commit(o)
		}
	}
	without := func(a *extract.Article) { a.Authors = nil }
	good := func(int) frontier.Verdict { return frontier.Done }
	categories := func(i int) frontier.Verdict {
		if i < 60 {
			return frontier.Done
		}
		return frontier.Failed
	}
	steps := []struct {
		name          string
		named, mapped int
		verdict       func(int) frontier.Verdict
		want          []string
	}{
		{"articles of the feed, then those of the sitemap, then lists", 40, 100, categories, nil},
		{"a sitemap that is added to", 0, 40, good, nil},
		{"the feed goes on", 10, 0, good, nil},
		{"pages without an article", 0, 100, func(int) frontier.Verdict { return frontier.Failed }, []string{"daily yield begun"}},
	}
	for _, s := range steps {
		read(s.named, s.mapped, without, s.verdict)
		if got := news(h); !slices.Equal(got, s.want) {
			t.Fatalf("%s: got %q, want %q", s.name, got, s.want)
		}
	}
}
