package config

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

const everything = `identity: { agent: paper-reader/2.1, contact: "mailto:desk@paper.test" }
politeness: { delay: 3s, per_host: 2, robots: ignore, tdmrep: true, crawl_delay_max: 4s, retry_after_max: 5s, retries: 6, park_after: 7 }
network: { allow: [127.0.0.1/32], proxy: none }
limits: { workers: 8, page_bytes: 9KB, request_time: 10s, redirects: 11 }
defaults: { poll: { min: 12s, max: 13s }, revisit: { 7d: 16s, 2h: 15s }, fetch: feed }
sources:
  - { id: a, organization: A, language: en, feeds: [http://127.0.0.1/rss], exclude: [/no/], delay: 14s, revisit: off, fetch: full, selectors: { body: main } }
`

func TestFetcher(t *testing.T) {
	got := parse(t, everything).Fetcher()
	want := fetch.Options{Agent: "paper-reader/2.1", Contact: "mailto:desk@paper.test",
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Proxy: "none",
		PageBytes: 9000, RequestTime: 10 * time.Second, Workers: 8, PerHost: 2}
	if diff := cmp.Diff(got, want, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
}

func TestHarvest(t *testing.T) {
	got := parse(t, everything).Harvest()
	want := crawler.Options{Agent: "paper-reader/2.1", PerHost: 2, IgnoreRobots: true, TDMRep: true,
		CrawlDelayMax: 4 * time.Second, RetryAfterMax: 5 * time.Second, Retries: 6, ParkAfter: 7, Workers: 8, Redirects: 11,
		Seeds: []frontier.Lead{{URL: "http://127.0.0.1/rss", Kind: frontier.Feed, Source: "a"}},
		Stray: crawler.Source{Fetch: "feed", Delay: 3 * time.Second, PollMin: 12 * time.Second, PollMax: 13 * time.Second, Parts: 20,
			Revisit: frontier.Ladder{{Until: 2 * time.Hour, Every: 15 * time.Second}, {Until: 7 * day, Every: 16 * time.Second}}},
		Sources: []crawler.Source{{ID: "a", Organization: "A", Language: "en", Fetch: "full",
			Delay: 14 * time.Second, PollMin: 12 * time.Second, PollMax: 13 * time.Second, Revisit: frontier.Ladder{}, Parts: 20}},
	}
	ignore := cmpopts.IgnoreFields(crawler.Source{}, "Selectors", "Credentials", "Wants", "Excludes")
	if diff := cmp.Diff(got, want, ignore); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
	s := got.Sources[0]
	if wanted, why := s.Wants("http://127.0.0.1/no/1"); wanted || why != "excluded by /no/" {
		t.Errorf("an excluded address: %v %q", wanted, why)
	}
	if s.Selectors.Body.String() != "main" {
		t.Errorf("the selector of the body is %q, want main", s.Selectors.Body)
	}
	if h := s.Credentials("http://127.0.0.1/rss"); h != nil {
		t.Errorf("a source without auth sends %v", h)
	}
}

// What the configuration accepts as an agent, a contact and a proxy the fetcher
// takes too.
func TestFetcherTakesWhatIsAccepted(t *testing.T) {
	rows := []struct{ name, agent, contact, proxy string }{
		{"defaults", "winnow/1.0", "mailto:desk@paper.test", ProxyEnv},
		{"no version", "winnow", "https://paper.test/bot?a=%28b%29", ProxyNone},
		{"signs", "My_own-bot/v1.0+2~x", "mailto:a+b@paper.test", "socks5://127.0.0.1:1080"},
		{"proxy over TLS", "w/1", "mailto:desk@paper.test", "https://proxy.test"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			text := "identity: { agent: '" + row.agent + "', contact: '" + row.contact + "' }\nnetwork: { proxy: '" + row.proxy + "' }\nsources: [{ id: a, feeds: [http://127.0.0.1/] }]\n"
			f, err := fetch.New(parse(t, text).Fetcher())
			if err != nil {
				t.Fatal(err)
			}
			f.Close()
		})
	}
}
