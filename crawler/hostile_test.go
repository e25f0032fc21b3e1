package crawler_test

import (
	"context"
	"database/sql"
	"encoding/xml"
	"fmt"
	"net/netip"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
	"winnow/store"
)

const (
	// hostileLimit is the largest body in these tests.
	hostileLimit = 2 << 20
	// hostileTime is the longest request.
	hostileTime = 2 * time.Second
	// goodPages stand among the bad ones.
	goodPages = 20
)

// TestHostileFeed harvests a feed that names every misbehaving page there is,
// good ones among them, all on one address.
func TestHostileFeed(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for slow servers")
	}
	t.Parallel()
	s, private, db := newHostile(t, "127.0.0.1"), newCanary(t), filepath.Join(t.TempDir(), "winnow.db")
	rows := slices.Concat(wrongs, strays, tricks)
	addresses, links := make([]string, len(rows)), []string{}
	for i, row := range rows {
		f := &foul{title: row.name, story: page(row.name, 100+i), path: fmt.Sprintf("/row-%d", i), base: s.URL, canary: private}
		s.on(strings.TrimPrefix(f.path, "/"), row.conduct(f))
		if addresses[i] = s.URL + f.path; row.address != nil {
			addresses[i] = row.address(f)
		}
		links = append(links, addresses[i])
		if i%(len(rows)/goodPages) == 0 {
			good := fmt.Sprintf("/good-%d", i/(len(rows)/goodPages))
			s.on(good[1:], typed("text/html; charset=utf-8", page("Good "+good, 1000+i)))
			links = append(links, s.URL+good)
		}
	}
	s.on("rss.xml", typed("application/rss+xml", rss(links)))

	used := heapPeak(t)
	begin := time.Now()
	hostileHarvest(t, db, "127.0.0.1/32", feedSeed(s.URL+"/rss.xml"))
	took, peak := time.Since(begin), used()
	t.Logf("%d bad pages took %v and %d MB of heap", len(rows), took.Round(time.Millisecond), peak>>20)
	if took > time.Minute {
		t.Errorf("took %v", took)
	}
	if peak > 400<<20 {
		t.Errorf("%d MB of heap", peak>>20)
	}
	if n := private.hits.Load(); n != 0 {
		t.Errorf("%d connections to a private address", n)
	}
	if n := s.atOnce["slow"]; n < 8 { // the server notices late that a request was given up, and may count more
		t.Errorf("%d slow pages at a time, want the 8 that per_host allows", n)
	}
	got := endings(t, db)
	for i := range goodPages {
		if a := fmt.Sprintf("%s/good-%d", s.URL, i); got[a] != stored {
			t.Errorf("good page %s: %q", a, got[a])
		}
	}
	held := withAliases(articles(t, db))
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			end, at := got[addresses[i]], addresses[i]
			if clean, err := extract.Clean(at, s.URL); end == "" && err == nil {
				end, at = got[clean], clean // as it is asked for
			}
			if stalled(t, db, at, row.want) {
				t.Log("an attempt never reached the server")
				return
			}
			if !slices.Contains(strings.Split(row.want, " "), end) {
				t.Errorf("ended as %q, want %q", end, row.want)
			}
			if n := s.times(fmt.Sprintf("/row-%d", i)); row.asked > 0 && (n > row.asked || n+lost(t, db, at) < row.asked) {
				t.Errorf("%d requests, want %d", n, row.asked)
			}
			if end != stored {
				return
			}
			a := held[at]
			if row.check == nil && a.Title != row.name {
				t.Errorf("title %q", a.Title)
			} else if row.check != nil && row.check(a) != "" {
				t.Error(row.check(a))
			}
			if strings.ContainsAny(a.Text, "\x00\x1b") || strings.ToValidUTF8(a.Text, "") != a.Text {
				t.Error("the text is not clean")
			}
		})
	}

	before := len(articles(t, db))
	again := hostileHarvest(t, db, "127.0.0.1/32", feedSeed(s.URL+"/rss.xml"))
	if n := len(articles(t, db)); n != before || again.Total.New != 0 || again.Total.Copies != 0 {
		t.Errorf("%d articles after a second run, %d before it: %+v", n, before, again.Total)
	}
}

// hostileHarvest runs once with small limits and reaches only these networks,
// which commas part.
func hostileHarvest(t *testing.T, db, networks string, seeds ...frontier.Lead) *crawler.Report {
	t.Helper()
	s, err := store.Open(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var allow []netip.Prefix
	for network := range strings.SplitSeq(networks, ",") {
		allow = append(allow, netip.MustParsePrefix(network))
	}
	fetcher, err := fetch.New(fetch.Options{
		Agent: "winnow/1.0", Proxy: "none", Allow: allow,
		RequestTime: hostileTime, PageBytes: hostileLimit, Workers: 16, PerHost: 8,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer fetcher.Close()
	o := crawler.Options{
		Agent: "winnow/1.0", PerHost: 8, Workers: 16, Redirects: 10, Retries: 2, CrawlDelayMax: time.Second, RetryAfterMax: 200 * time.Millisecond,
		Seeds: seeds, All: true, Stray: crawler.Source{PollMin: time.Minute, PollMax: time.Hour},
	}
	for _, seed := range seeds {
		o.Sources = append(o.Sources, crawler.Source{ID: seed.Source, PollMin: time.Minute, PollMax: time.Hour})
	}
	run := frontier.Run{ID: fmt.Sprintf("run-%d", time.Now().UnixNano()), Started: time.Now()}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	report, err := crawler.New(s, fetcher, run, o).Run(ctx)
	if err != nil || ctx.Err() != nil {
		t.Fatal("the harvest does not end: ", err, ctx.Err())
	}
	return report
}

// endings gives what became of every address: stored, or the reason of its
// failure.
func endings(t *testing.T, db string) map[string]string {
	t.Helper()
	d, err := sql.Open("sqlite3", "file:"+db+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Query(`SELECT address, reason FROM failures UNION ALL SELECT address, ? FROM addresses`, stored)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	ends := map[string]string{}
	for rows.Next() {
		var address, end string
		if err := rows.Scan(&address, &end); err != nil {
			t.Fatal(err)
		}
		ends[address] = end
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ends
}

func withAliases(articles map[string]extract.Article) map[string]extract.Article {
	for _, a := range articles {
		for _, alias := range a.Aliases {
			articles[alias] = a
		}
	}
	return articles
}

// rss is a feed that names these addresses.
func rss(links []string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Foul Post</title>`)
	for i, l := range links {
		fmt.Fprintf(&b, `<item><title>Item %d</title><guid isPermaLink="false">%d</guid><link>`, i, i)
		xml.EscapeText(&b, []byte(l))
		b.WriteString(`</link></item>`)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// heapPeak watches the heap until the returned function is called, which tells
// by how much it grew at most.
func heapPeak(t *testing.T) (stop func() uint64) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := m.HeapInuse
	var peak atomic.Uint64
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak.Store(max(peak.Load(), now.HeapInuse))
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-over
		return peak.Load() - min(before, peak.Load())
	}
}
