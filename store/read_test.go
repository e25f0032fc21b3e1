package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// library is a store with a few articles of all kinds.
func library(t *testing.T) *harvest {
	h := newHarvest(t)
	offset := time.FixedZone("", -5*3600)
	bridge := articleOf("The bridge opens", 1)
	bridge.Subtitle, bridge.Organization, bridge.SiteName, bridge.Section = "At last", "The Daily", "Daily", "Town"
	bridge.Tags, bridge.License, bridge.Image = []string{"bridges", "Trade"}, "CC-BY-4.0", "https://daily.example/b.jpg"
	bridge.Published, bridge.Modified = extract.Date{Time: time.Date(2026, 2, 10, 23, 30, 0, 0, offset)}, extract.Date{Time: time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC), DayOnly: true}
	bridge.Markdown, bridge.HTML = "# The bridge", "<h1>The bridge</h1>"
	bridge.Provenance = extract.Provenance{"title": {Source: "json-ld:headline", Confidence: 0.9, Candidates: []extract.Candidate{{Value: "Bridge!", Source: "feed:title", Confidence: 0.5}}}}
	ferry := articleOf("Die Fähre hält", 2)
	ferry.Language, ferry.Authors, ferry.Published = "de-AT", []string{"Jo Lind", "Ida Moor"}, extract.Date{Time: time.Date(2026, 2, 12, 0, 0, 0, 0, time.UTC), DayOnly: true}
	undated := articleOf("100% undated_", 3)
	undated.Published, undated.Authors, undated.Organization = extract.Date{}, nil, "the daily"
	h.read(
		visit{url: "https://daily.example/bridge", article: bridge},
		visit{url: "https://daily.example/print/bridge", article: bridge},
		visit{url: "https://weekly.test/bridge", article: bridge},
		visit{url: "https://daily.example/ferry", article: ferry},
		visit{url: "https://daily.example/undated", article: undated})
	return h
}

func (h *harvest) articles(f Filter) []extract.Article {
	h.Helper()
	var list []extract.Article
	for a, err := range h.Articles(h.Context(), f) {
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

func TestArticlesByFilter(t *testing.T) {
	h := library(t)
	day := func(d int) time.Time { return time.Date(2026, 2, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name   string
		filter Filter
		want   string // hosts and paths, newest first
	}{
		{"all", Filter{}, "daily.example/undated daily.example/ferry daily.example/bridge+weekly.test/bridge"},
		{"source", Filter{Source: "daily", Limit: 1}, "daily.example/undated"},
		{"another source", Filter{Source: "weekly"}, ""},
		{"organization", Filter{Organization: "THE DAILY", Until: day(11)}, ""},
		{"organization in another case", Filter{Organization: "the daily"}, "daily.example/undated daily.example/bridge+weekly.test/bridge"},
		{"author", Filter{Author: "jo lind"}, "daily.example/ferry"},
		{"part of an author", Filter{Author: "jo"}, ""},
		{"language", Filter{Language: "de"}, "daily.example/ferry"},
		{"language and region", Filter{Language: "de-at"}, "daily.example/ferry"},
		{"letters of a language", Filter{Language: "d"}, ""},
		{"wildcard for a language", Filter{Language: "%"}, ""},
		{"tag", Filter{Tag: "trade"}, "daily.example/bridge+weekly.test/bridge"},
		{"since", Filter{Since: day(12)}, "daily.example/undated daily.example/ferry"},
		{"until", Filter{Until: day(12)}, "daily.example/bridge+weekly.test/bridge"},
		{"words in title and text", Filter{Contains: "fähre the"}, "daily.example/ferry"},
		{"wildcards are letters", Filter{Contains: "100% undated_"}, "daily.example/undated"},
		{"wildcards match nothing else", Filter{Contains: "d_ily"}, ""},
		{"quotes", Filter{Author: `O"'; DROP TABLE document; --`}, ""},
		{"limit and offset", Filter{Limit: 1, Offset: 1}, "daily.example/ferry"},
		{"offset alone", Filter{Offset: 2}, "daily.example/bridge+weekly.test/bridge"},
		{"run", Filter{Run: "nobody"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, a := range h.articles(tt.filter) {
				got = append(got, strings.TrimPrefix(a.URL, "https://"))
			}
			// The two bridges have one date: their order is that of their ids.
			if n := len(got); n > 1 && strings.HasSuffix(got[n-1], "/bridge") && strings.HasSuffix(got[n-2], "/bridge") {
				slices.Sort(got[n-2:])
				got = append(got[:n-2], got[n-2]+"+"+got[n-1])
			}
			if g := strings.Join(got, " "); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
		})
	}
}

func TestArticleComesBackWhole(t *testing.T) {
	h := library(t)
	got, err := h.Article(t.Context(), "https://daily.example/print/bridge")
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != reference("//daily.example/bridge") || got.URL != "https://daily.example/bridge" || got.Revision != 1 || got.Role == "" || got.Cluster == "" {
		t.Errorf("id %s, address %s, revision %d, cluster %q, role %q", got.ID, got.URL, got.Revision, got.Cluster, got.Role)
	}
	if want := []string{"https://daily.example/print/bridge"}; !slices.Equal(got.Aliases, want) {
		t.Errorf("aliases %v, want %v", got.Aliases, want)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"published":"2026-02-10T23:30:00-05:00"`, `"modified":"2026-02-11"`, `"source":"daily"`, `"section":"Town"`,
		`"authors":["Ida Moor"]`, `"tags":["bridges","Trade"]`, `"markdown":"# The bridge"`, `"candidates":[{"value":"Bridge!"`, `"feed":"https://start.example/`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in %.900s", want, b)
		}
	}
	if again, err := h.Article(t.Context(), got.ID); err != nil || !cmp.Equal(again, got) {
		t.Errorf("by id: %v", cmp.Diff(again, got))
	}
}

func TestArticleByName(t *testing.T) {
	h := library(t)
	ferry := reference("//daily.example/ferry")
	tests := []struct {
		name, ask string
		want      error
	}{
		{"id", ferry, nil},
		{"beginning", ferry[:6], nil},
		{"address", "https://daily.example/ferry", nil},
		{"another spelling of it", "http://DAILY.example/ferry?utm_medium=mail", nil},
		{"unknown", "zzzzzzzz", ErrNoArticle},
		{"unknown address", "https://daily.example/none", ErrNoArticle},
		{"known address without an article", "https://start.example/", ErrNoArticle},
		{"nothing", "", ErrNoArticle},
		{"wildcard", "%", ErrNoArticle},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := h.Article(t.Context(), tt.ask)
			if !errors.Is(err, tt.want) || (err == nil && a.ID != ferry) {
				t.Errorf("got %s, %v", a.ID, err)
			}
		})
	}
	h = newHarvest(t)
	for i := range 40 { // 32 letters can begin an id: two of these begin alike
		h.read(visit{url: fmt.Sprint("https://daily.example/", i), article: articleOf(fmt.Sprint("Title ", i), i)})
	}
	var ambiguous *AmbiguousError
	for _, letter := range "0123456789abcdefghjkmnpqrstvwxyz" {
		if _, err := h.Article(t.Context(), string(letter)); errors.As(err, &ambiguous) {
			if len(ambiguous.IDs) < 2 || !strings.HasPrefix(ambiguous.IDs[1], string(letter)) {
				t.Errorf("%v", ambiguous)
			}
			return
		}
	}
	t.Error("no letter is ambiguous among 40 articles")
}

func TestFormerIDsLead(t *testing.T) {
	h := newHarvest(t)
	bridge := articleOf("The bridge opens", 1)
	h.read(visit{url: "https://daily.example/print/bridge", article: bridge})
	before := reference("//daily.example/print/bridge")
	if a, err := h.Article(t.Context(), before); err != nil || a.ID != before {
		t.Fatalf("%s, %v", a.ID, err)
	}
	h.read(visit{url: "https://daily.example/bridge", article: bridge})
	after := reference("//daily.example/bridge")
	for _, id := range []string{before, after, after[:8]} {
		if a, err := h.Article(t.Context(), id); err != nil || a.ID != after || a.URL != "https://daily.example/bridge" {
			t.Errorf("%s gives %s, %v", id, a.ID, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	h := newHarvest(t)
	bridge := articleOf("The bridge opens", 1)
	h.read(visit{url: "https://daily.example/bridge?utm_source=rss", article: bridge, canonical: "https://daily.example/bridge", chain: []string{"https://short.test/b"}},
		visit{url: "https://daily.example/print/bridge", article: bridge})
	list, err := h.Addresses(t.Context(), "https://short.test/b")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range list {
		got = append(got, a.URL+" "+a.Reason)
	}
	want := []string{"https://daily.example/bridge canonical", "https://daily.example/bridge?utm_source=rss link", "https://daily.example/print/bridge same-text", "https://short.test/b redirect"}
	if !slices.Equal(got, want) || !list[0].Preferred || list[1].Preferred {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPlainestSpellingIsShown(t *testing.T) {
	const tracked, plain = "https://daily.example/bridge?utm_source=rss", "https://daily.example/bridge"
	bridge := articleOf("The bridge opens", 1)
	for name, order := range map[string][]visit{
		"plain later":     {{url: tracked, article: bridge}, {url: plain, article: bridge}},
		"tracked later":   {{url: plain, article: bridge}, {url: tracked, article: bridge}},
		"insecure later":  {{url: tracked, article: bridge}, {url: plain, article: bridge}, {url: "http://daily.example/bridge", article: bridge}},
		"named as it was": {{url: tracked, article: bridge, canonical: plain}, {url: tracked, article: bridge, canonical: plain}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarvest(t)
			h.read(order...)
			if got := h.articles(Filter{}); len(got) != 1 || got[0].URL != plain {
				t.Errorf("%d articles, the first at %s", len(got), got[0].URL)
			}
		})
	}
}

func TestViewsKeepTheirPromise(t *testing.T) {
	h := library(t)
	columns := func(view string) []string {
		rows, err := h.Store.read.QueryContext(t.Context(), `SELECT * FROM `+view+` LIMIT 1`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	b, err := json.Marshal(extract.Article{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	dec := json.NewDecoder(strings.NewReader(string(b)))
	for depth, key := 0, true; ; {
		token, err := dec.Token()
		if err != nil {
			break
		}
		switch d := token.(type) {
		case json.Delim:
			depth += map[json.Delim]int{'{': 1, '[': 1, '}': -1, ']': -1}[d]
			key = true
		default:
			if depth == 1 && key {
				keys = append(keys, fmt.Sprint(d))
			}
			key = depth == 1 && !key
		}
	}
	if got := columns("articles"); !slices.Equal(got, keys) {
		t.Errorf("articles has %v; the JSON has %v", got, keys)
	}
	for view, first := range map[string][]string{
		"addresses":     {"address", "article", "reason"},
		"failures":      {"address", "reason", "time", "source", "detail", "retry_at"},
		"revisions":     {"article", "revision", "fetched_at", "run", "changed"},
		"source_health": {"source", "feeds", "last_poll", "last_success", "last_new_article", "articles", "failures", "next_due", "last_error"},
	} {
		if got := columns(view); len(got) < len(first) || !slices.Equal(got[:len(first)], first) {
			t.Errorf("%s has %v, want %v first", view, got, first)
		}
	}
}

func TestStatusAndFailures(t *testing.T) {
	h := library(t)
	h.begin(false, feedSeed(dailyFeed))
	l := h.one(dailyFeed)
	h.polled(l, time.Hour, pageLead("https://daily.example/none", dailyFeed), pageLead("https://daily.example/slow", dailyFeed), pageLead("https://daily.example/left", dailyFeed))
	for _, lease := range h.claim() {
		o := frontier.Outcome{Lease: lease, Verdict: frontier.Failed, Reason: "http-404", Detail: "Not Found", Fetch: h.request(404)}
		switch {
		case strings.HasSuffix(lease.URL, "/slow"):
			o.Verdict, o.Reason, o.RetryAt = frontier.Retry, "timeout", h.clock.now().Add(time.Minute)
		case strings.HasSuffix(lease.URL, "/left"):
			continue
		}
		h.commit(o)
	}
	if err := h.End(t.Context(), frontier.Run{ID: h.clock.now().Format("20060102T150405Z") + string(rune('a'+h.runs)), Ended: h.clock.now(), Exit: 3, Counts: map[string]int{"new": 3}}); err != nil {
		t.Fatal(err)
	}
	st, err := h.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if st.Articles != 4 || st.Revisions != 4 || st.Copies != 1 || st.Waiting != 1 || st.Leased != 1 || st.Failed != 1 || st.Bytes < 1000 || st.Schema != SchemaVersion {
		t.Errorf("%+v", st)
	}
	if st.LastRun == nil || st.LastRun.Exit != 3 || st.LastRun.Counts["new"] != 3 || !st.LastRun.Ended.Equal(h.clock.now()) {
		t.Errorf("last run %+v", st.LastRun)
	}
	if len(st.Sources) != 1 {
		t.Fatalf("sources %+v", st.Sources)
	}
	want := Health{Source: "daily", Feeds: 1, LastPoll: h.clock.now(), LastSuccess: h.clock.now(), LastNewArticle: st.Sources[0].LastNewArticle,
		Articles: 4, Failures: 2, NextDue: h.clock.now().Add(time.Hour), Configured: true,
		Standing: "well", Conditions: []Condition{}, Moved: []Move{}, SilentFrom: st.Sources[0].SilentFrom}
	if diff := cmp.Diff(st.Sources[0], want); diff != "" || st.Sources[0].LastNewArticle.IsZero() {
		t.Error(diff)
	}
	var got []string
	for f, err := range h.Failures(t.Context(), FailureFilter{Source: "daily"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(f.Address, " ", f.Reason, " ", f.Detail, " ", f.Tries, " ", f.RetryAt.Sub(h.clock.now()) == time.Minute, " ", f.Kind))
	}
	if want := []string{"https://daily.example/none http-404 Not Found 1 false page", "https://daily.example/slow timeout Not Found 1 true page"}; !slices.Equal(got, want) {
		t.Errorf("failures %v, want %v", got, want)
	}
}

func TestFeedThatFailsShowsInHealth(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	h.commit(frontier.Outcome{Lease: h.one(dailyFeed), Verdict: frontier.Failed, Reason: "http-410", Detail: "Gone", Fetch: h.request(410)})
	st, err := h.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := st.Sources[0]; got.LastError != dailyFeed+": http-410: Gone" || !got.LastSuccess.IsZero() || got.LastPoll.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestPlanWritesNothing(t *testing.T) {
	h := newHarvest(t)
	weekly := frontier.Lead{URL: "https://weekly.test/rss", Kind: frontier.Feed, Source: "weekly"}
	h.begin(false, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, pageLead("https://daily.example/1", dailyFeed), pageLead("https://daily.example/2", dailyFeed))
	if _, err := h.Claim(t.Context(), []string{"daily.example"}, 1, h.clock.now(), nil); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		all     bool
		sources []string
		after   time.Duration
		want    string
	}{
		{"now", false, nil, 0, "https://weekly.test/rss https://daily.example/1 https://daily.example/2"},
		{"all", true, nil, 0, dailyFeed + " https://weekly.test/rss https://daily.example/1 https://daily.example/2"},
		{"one source", false, []string{"weekly"}, 0, "https://weekly.test/rss"},
		{"later", false, []string{"daily"}, time.Hour, dailyFeed + " https://daily.example/1 https://daily.example/2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reader, err := OpenReadOnly(t.Context(), h.Path(), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			leads, err := reader.Plan(t.Context(), []frontier.Lead{feedSeed(dailyFeed), weekly}, tt.all, tt.sources, h.clock.now().Add(tt.after))
			var got []string
			for _, l := range leads {
				got = append(got, l.URL)
			}
			if g := strings.Join(got, " "); err != nil || g != tt.want {
				t.Errorf("got %s (%v), want %s", g, err, tt.want)
			}
		})
	}
}
