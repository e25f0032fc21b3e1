package config

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/crawler/frontier"
	"winnow/crawler/scope"
)

// small is a configuration without mistakes that tests add to.
const small = `version: 1
identity: { contact: "mailto:desk@paper.test" }
sources:
  - id: a
    feeds: [http://127.0.0.1:8100/rss]
`

func parse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse("crawl.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// issues gives the mistakes of a text, one a line.
func issues(t *testing.T, text string) []string {
	t.Helper()
	_, err := Parse("crawl.yaml", []byte(text))
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error is a %T, want *Error", err)
	}
	return strings.Split(e.Error(), "\n")
}

var sameText = cmp.Comparer(func(a, b Pattern) bool { return a.String() == b.String() })

func TestParseReadsEveryKey(t *testing.T) {
	t.Setenv("PAPER_PASSWORD", "open sesame")
	t.Setenv("PAPER_KEY", "k-123")
	got := parse(t, `
version: 1
store: { path: data/my.db, keep: warc }
identity: { agent: paper-reader/2.1, contact: "https://paper.test/crawler" }
politeness: { delay: 1.5s, per_host: 2, robots: ignore, crawl_delay_max: 0, retry_after_max: 1d, retries: 0, park_after: 0 }
network: { allow: [10.1.2.3/8, "::1/128"], proxy: "http://proxy.paper.test:3128" }
limits: { workers: 4, page_bytes: 512KiB, request_time: 5s, redirects: 3 }
defaults: { poll: { min: 5m, max: 7d }, revisit: { 1d: 1h }, fetch: feed }
sources:
  - id: first.one
    organization: The First
    language: PT-br
    tags: [daily, "2026"]
    feeds: [https://first.paper.test/rss#top]
    sitemaps: [https://first.paper.test/sitemap.xml]
    start: [https://first.paper.test/]
    include: [/news/]
    exclude: ["re:/live$"]
    selectors: { body: div.story, remove: [".promo, .ad"] }
    delay: 10s
    poll: { max: 1h }
    revisit: off
    fetch: feed-then-page
    follow: { from: all, nofollow: ignore, scope: domain, depth: 2, hops: 1, let_in: [search], path_depth: 3, address_length: 300, parameters: 4, pattern_pages: 5, depth_pages: 6, host_pages: 7, hosts: 8, parts: 9 }
    auth: { user: reader, password_env: PAPER_PASSWORD, headers_env: { x-api-key: PAPER_KEY } }
  - id: second
    feeds: [https://second.paper.test/feed.json]
`)
	daily := frontier.Ladder{{Until: 24 * time.Hour, Every: time.Hour}}
	want := &Config{
		Version:  1,
		Store:    Store{Path: "data/my.db", Keep: KeepWARC},
		Identity: Identity{Agent: "paper-reader/2.1", Contact: "https://paper.test/crawler"},
		Politeness: Politeness{Delay: 1500 * time.Millisecond, PerHost: 2, Robots: RobotsIgnore,
			RetryAfterMax: 24 * time.Hour},
		Network: Network{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
			Proxy: "http://proxy.paper.test:3128"},
		Limits:   Limits{Workers: 4, PageBytes: 512 << 10, RequestTime: 5 * time.Second, Redirects: 3},
		Defaults: Defaults{Poll: Poll{Min: 5 * time.Minute, Max: 7 * 24 * time.Hour}, Revisit: daily, Fetch: FetchFeed, Follow: defaultFollow()},
		Notify:   Default().Notify,
		Sources: []Source{
			{ID: "first.one", Organization: "The First", Language: "pt-BR", Tags: []string{"daily", "2026"},
				Feeds: []string{"https://first.paper.test/rss"}, Sitemaps: []string{"https://first.paper.test/sitemap.xml"},
				Start:   []string{"https://first.paper.test/"},
				Include: []Pattern{{text: "/news/"}}, Exclude: []Pattern{{text: "re:/live$"}},
				Delay: 10 * time.Second, Poll: Poll{Min: 5 * time.Minute, Max: time.Hour}, Revisit: frontier.Ladder{}, Fetch: FetchFeedThenPage,
				Follow: Follow{From: FromAll, NoFollow: NoFollowIgnore, Rules: scope.Rules{Reach: scope.Domain, Depth: 2, Hops: 1,
					LetIn: []string{scope.GuardSearch}, PathDepth: 3, Length: 300, Params: 4, HostPages: 7, PatternPages: 5, DepthPages: 6, Hosts: 8, Parts: 9}},
				Auth: Auth{User: "reader", Password: Secret{"PAPER_PASSWORD", "open sesame"},
					Headers: map[string]Secret{"X-Api-Key": {"PAPER_KEY", "k-123"}}}},
			{ID: "second", Feeds: []string{"https://second.paper.test/feed.json"},
				Delay: 1500 * time.Millisecond, Poll: Poll{Min: 5 * time.Minute, Max: 7 * 24 * time.Hour}, Revisit: daily, Fetch: FetchFeed, Follow: defaultFollow()},
		},
	}
	ignore := cmpopts.IgnoreFields(Source{}, "Selectors")
	if diff := cmp.Diff(got, want, ignore, sameText, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }), cmp.Comparer(func(a, b Secret) bool { return a == b })); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
	s := got.Sources[0].Selectors
	if s.Body.String() != "div.story" || len(s.Remove) != 1 || s.Remove[0].String() != ".promo, .ad" || !s.Title.IsZero() {
		t.Errorf("selectors are %v", s)
	}
}

func TestParseFillsInDefaults(t *testing.T) {
	got := parse(t, small)
	want := Default()
	want.Identity.Contact = "mailto:desk@paper.test"
	want.Sources = []Source{{ID: "a", Feeds: []string{"http://127.0.0.1:8100/rss"},
		Delay: want.Politeness.Delay, Poll: want.Defaults.Poll, Revisit: want.Defaults.Revisit, Fetch: want.Defaults.Fetch, Follow: want.Defaults.Follow}}
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(Source{}, "Selectors"), cmp.Comparer(func(a, b Secret) bool { return a == b })); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
}

func TestParseReadsSourcesAfterDefaultsWhereverTheyStand(t *testing.T) {
	text := "sources: [{ id: a, feeds: [http://127.0.0.1/rss] }]\npoliteness: { delay: 9s }\ndefaults: { fetch: feed }\n"
	got := parse(t, text).Sources[0]
	if got.Delay != 9*time.Second || got.Fetch != FetchFeed {
		t.Errorf("delay is %s and fetch %s, want 9s and feed", got.Delay, got.Fetch)
	}
}

func TestParseAllowsKeysWithNothingBelow(t *testing.T) {
	text := small + "    tags:\n    exclude:\n      # - /video/\n    selectors:\n      # body: p\npoliteness:\n  # delay: 1s\n"
	if got := issues(t, text); got != nil {
		t.Errorf("got %q, want no mistake", got)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "my crawl.yaml")
	if err := os.WriteFile(path, []byte("version: 2\n"+strings.TrimPrefix(small, "version: 1\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path)
	if want := path + ":1:10: version: want a whole number from 1 to 1, got 2"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := Load(filepath.Join(dir, "none.yaml")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("directory: %v", err)
	}
}

func TestLoadRefusesAHugeFileUnread(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.yaml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 100<<20); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err := Load(path)
	if err == nil || !strings.Contains(err.Error(), ErrTooLarge.Error()) {
		t.Errorf("got %v, want %v", err, ErrTooLarge)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %s", took)
	}
}

func TestSeeds(t *testing.T) {
	c := parse(t, `sources:
  - id: a
    start: [http://localhost/]
    sitemaps: [http://localhost/map.xml]
    feeds: [http://localhost/1, http://localhost/2]
  - { id: b, feeds: [http://localhost/3] }
`)
	want := []frontier.Lead{
		{URL: "http://localhost/1", Kind: frontier.Feed, Source: "a"},
		{URL: "http://localhost/2", Kind: frontier.Feed, Source: "a"},
		{URL: "http://localhost/map.xml", Kind: frontier.Sitemap, Source: "a"},
		{URL: "http://localhost/", Kind: frontier.Start, Source: "a"},
		{URL: "http://localhost/3", Kind: frontier.Feed, Source: "b"},
	}
	if diff := cmp.Diff(c.Seeds(), want); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
}

func TestSource(t *testing.T) {
	c := parse(t, small+"  - { id: b, feeds: [http://localhost/3] }\n")
	if got := c.Source("b"); got != &c.Sources[1] {
		t.Errorf("b is %v, want the second source", got)
	}
	if got := c.Source("B"); got != nil {
		t.Errorf("B is %v, want none", got)
	}
}

func TestWants(t *testing.T) {
	const site = "https://paper.test"
	rows := []struct {
		name             string
		include, exclude []string
		address          string
		want             bool
		why              string
	}{
		{"no patterns", nil, nil, site + "/a", true, ""},
		{"text", nil, []string{"/video/"}, site + "/video/1", false, "excluded by /video/"},
		{"text is taken literally", nil, []string{"/v.deo/"}, site + "/video/1", true, ""},
		{"text minds case", nil, []string{"/Video/"}, site + "/video/1", true, ""},
		{"glob", nil, []string{"https://paper.test/*/live"}, site + "/a/b/live", false, "excluded by https://paper.test/*/live"},
		{"glob is whole", nil, []string{"https://paper.test/*/live"}, site + "/a/live/2", true, ""},
		{"glob of one star", nil, []string{"*"}, site + "/a", false, "excluded by *"},
		{"glob keeps other signs", nil, []string{"*/a?b=*"}, site + "/a?b=1", false, "excluded by */a?b=*"},
		{"regular expression", nil, []string{"re:/20[0-9]{2}/"}, site + "/2026/x", false, "excluded by re:/20[0-9]{2}/"},
		{"regular expression misses", nil, []string{"re:/20[0-9]{2}/"}, site + "/202/x", true, ""},
		{"include hits", []string{"/news/", "/world/"}, nil, site + "/world/1", true, ""},
		{"include misses", []string{"/news/"}, nil, site + "/sport/1", false, "not included by any pattern"},
		{"exclude has the last word", []string{"/news/"}, []string{"/video/"}, site + "/news/video/1", false, "excluded by /video/"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var s Source
			for _, p := range row.include {
				s.Include = append(s.Include, pattern(t, p))
			}
			for _, p := range row.exclude {
				s.Exclude = append(s.Exclude, pattern(t, p))
			}
			got, why := s.Wants(row.address)
			if got != row.want || why != row.why {
				t.Errorf("got %v %q, want %v %q", got, why, row.want, row.why)
			}
		})
	}
}

func pattern(t *testing.T, s string) Pattern {
	t.Helper()
	p, err := NewPattern(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
