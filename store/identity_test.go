package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// prose is a text of n sentences that differs from every other seed's.
func prose(seed, n int) string {
	words := strings.Fields("harbour ledger mayor bridge council winter ferry market orchard signal copper library engine valley island lantern meadow quarry station tide")
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	var b strings.Builder
	for range n {
		b.WriteString("The")
		for range 9 {
			b.WriteString(" " + words[rng.IntN(len(words))] + fmt.Sprint(rng.IntN(90)))
		}
		b.WriteString(".\n")
	}
	return b.String()
}

func articleOf(title string, seed int) extract.Article {
	return extract.Article{Title: title, Text: prose(seed, 12), IsArticle: true, WordCount: 120, Authors: []string{"Ida Moor"},
		Published: extract.Date{Time: morning.Add(-time.Hour)}, Language: "en"}
}

// visit is a page that a test lets the harvest read.
type visit struct {
	url        string
	article    extract.Article
	canonical  string
	alternates []string
	chain      []string // addresses that redirect to url
}

// read lets the harvest find and read pages one after another, and gives what
// became of each.
func (h *harvest) read(visits ...visit) []frontier.Saved {
	h.Helper()
	var saved []frontier.Saved
	for _, v := range visits {
		from := frontier.Lead{URL: "https://start.example/" + fmt.Sprint(h.runs, len(saved), v.url), Kind: frontier.Start, Source: "daily"}
		h.begin(false, from)
		start := h.claim()[0]
		first := v.url
		if len(v.chain) > 0 {
			first = v.chain[0]
		}
		l := pageLead(first, from.URL)
		l.Entry = &frontier.Entry{Feed: from.URL, Key: first, Digest: fmt.Sprint(h.runs)}
		h.polled(start, 1000*time.Hour, l)
		// The entry of another feed is no reason to ask again; the test is.
		if _, err := h.writer.conn.ExecContext(h.Context(), `INSERT OR IGNORE INTO queue (host, not_before, priority, address, source, tries)
			SELECT host, 0, 0, id, source, 0 FROM address WHERE key = ? ORDER BY id LIMIT 1`, keyOf(first)); err != nil {
			h.Fatal(err)
		}
		h.waiting = nil
		for i := range v.chain {
			next := v.url
			if i+1 < len(v.chain) {
				next = v.chain[i+1]
			}
			lead := pageLead(next, from.URL)
			lead.Chain = v.chain[:i+1]
			done := h.commit(frontier.Outcome{Lease: h.one(v.chain[i]), Verdict: frontier.Redirected, Fetch: h.request(301), Found: []frontier.Lead{lead}})
			if done.Saved[0].What != "" {
				saved = append(saved, done.Saved[0])
			}
		}
		for _, lease := range h.claim() {
			done := h.commit(frontier.Outcome{Lease: lease, Verdict: frontier.Done, Fetch: h.request(200),
				Page: &frontier.PageFind{Article: v.article, Canonical: v.canonical, Alternates: v.alternates}})
			saved = append(saved, done.Saved[0])
		}
		h.clock.advance(time.Minute)
	}
	return saved
}

func keyOf(url string) []byte { k := sum(extract.Key(url)); return k[:] }

// collection is every article with its addresses and what is said of it, in an
// order that does not depend on when it arrived.
func (h *harvest) collection() []string {
	h.Helper()
	rows, err := h.Store.read.QueryContext(h.Context(), `SELECT id || ' ' || url || ' ' || coalesce(title, '') || ' ' || revision || ' '
		|| coalesce(cluster, '') || ' ' || coalesce(role, '') || ' ' || (SELECT group_concat(address || '=' || reason, ' ')
			FROM (SELECT address, reason FROM addresses WHERE article = articles.id ORDER BY address)) FROM articles`)
	if err != nil {
		h.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			h.Fatal(err)
		}
		list = append(list, s)
	}
	sort.Strings(list)
	return list
}

func whats(saved []frontier.Saved) string {
	var list []string
	for _, s := range saved {
		list = append(list, strings.TrimSpace(s.What+" "+s.Reason))
	}
	return strings.Join(list, ", ")
}

func TestSave(t *testing.T) {
	const site, other = "https://daily.example", "https://weekly.test"
	bridge, ferry := articleOf("The bridge opens", 1), articleOf("The ferry stops", 2)
	short := extract.Article{Title: "Notice", Text: "Please accept our cookies to go on reading."}
	boiler := extract.Article{Title: "One", Text: prose(3, 12)}
	boilerTwo := boiler
	boilerTwo.Title = "Two"
	truncated := bridge
	truncated.Text = strings.Join(strings.SplitAfter(bridge.Text, "\n")[:7], "")
	remarked := bridge
	remarked.Text = strings.ToUpper(strings.ReplaceAll(bridge.Text, "\n", "\n\n – "))
	tests := []struct {
		name   string
		visits []visit
		want   string
		docs   int
	}{
		{"two articles", []visit{{url: site + "/1", article: bridge}, {url: site + "/2", article: ferry}}, "new, new", 2},
		{"the same address again", []visit{{url: site + "/1", article: bridge}, {url: site + "/1", article: bridge}}, "new, same", 1},
		{"tracking parameters", []visit{{url: site + "/1", article: bridge}, {url: site + "/1?utm_source=x", article: bridge}}, "new, same", 1},
		{"the same text in another markup", []visit{{url: site + "/1", article: bridge}, {url: site + "/print/1", article: remarked}}, "new, alias same-text", 1},
		{"the same text on another port of the site's name", []visit{{url: "https://www.daily.example/1", article: bridge}, {url: "https://m.daily.example/1", article: bridge}}, "new, alias same-text", 1},
		{"the same text on another site", []visit{{url: site + "/1", article: bridge}, {url: other + "/1", article: bridge}}, "new, copy same-text", 2},
		{"short texts", []visit{{url: site + "/1", article: short}, {url: site + "/2", article: short}}, "new, new", 2},
		{"short texts on two sites", []visit{{url: site + "/1", article: short}, {url: other + "/2", article: short}}, "new, new", 2},
		{"empty texts", []visit{{url: site + "/1"}, {url: site + "/2"}}, "new, new", 2},
		{"boilerplate under two titles", []visit{{url: site + "/1", article: boiler}, {url: site + "/2", article: boilerTwo}}, "new, new", 2},
		{"canonical of the site, cut short", []visit{{url: site + "/1", article: bridge}, {url: site + "/amp/1", article: truncated, canonical: site + "/1"}}, "new, alias canonical", 1},
		{"canonical that comes later", []visit{{url: site + "/amp/1", article: truncated, canonical: site + "/story-1"}, {url: site + "/story-1", article: bridge, canonical: site + "/story-1"}}, "new, alias canonical", 1},
		{"canonical that steals", []visit{{url: site + "/1", article: bridge}, {url: site + "/2", article: ferry, canonical: site + "/1"}}, "new, new", 2},
		{"stolen canonical that comes later", []visit{{url: site + "/2", article: ferry, canonical: site + "/1"}, {url: site + "/1", article: bridge}}, "new, new", 2},
		{"canonical is the front page", []visit{{url: site + "/", article: bridge}, {url: site + "/2", article: bridge, canonical: site + "/"}}, "new, alias same-text", 1},
		{"short canonical of the site", []visit{{url: site + "/1", article: short}, {url: site + "/amp/1", article: short, canonical: site + "/1"}}, "new, alias canonical", 1},
		{"canonical of another site, unconfirmed", []visit{{url: site + "/1", article: bridge}, {url: other + "/1", article: ferry, canonical: site + "/1"}}, "new, new", 2},
		{"canonical of another site, confirmed", []visit{{url: site + "/1", article: bridge, alternates: []string{"https://daily.cdn.test/1"}},
			{url: "https://daily.cdn.test/1", article: truncated, canonical: site + "/1"}}, "new, alias canonical", 1},
		{"confirmed later", []visit{{url: "https://daily.cdn.test/1", article: truncated, canonical: site + "/1"},
			{url: site + "/1", article: bridge, alternates: []string{"https://daily.cdn.test/1"}}}, "new, alias canonical", 1},
		{"another language is another article", []visit{{url: site + "/en", article: bridge, canonical: site + "/en", alternates: []string{site + "/fr"}},
			{url: site + "/fr", article: ferry, canonical: site + "/fr", alternates: []string{site + "/en"}}}, "new, new", 2},
		{"redirect to a known article", []visit{{url: site + "/1", article: bridge}, {url: site + "/1", article: bridge, chain: []string{"https://short.test/x"}}}, "new, alias redirect", 1},
		{"redirect to a new article", []visit{{url: site + "/1", article: bridge, chain: []string{"https://short.test/x", site + "/go"}}}, "new", 1},
		{"moved with its text", []visit{{url: site + "/1", article: bridge}, {url: site + "/a-better-address/1", article: truncated, chain: []string{site + "/1"}}}, "new, alias redirect", 1},
		{"named as canonical at a later visit", []visit{{url: site + "/1", article: bridge}, {url: "https://daily.cdn.test/1", article: truncated},
			{url: site + "/1", article: bridge, alternates: []string{"https://daily.cdn.test/1"}}, {url: "https://daily.cdn.test/1", article: truncated, canonical: site + "/1"},
			{url: "https://daily.cdn.test/1", article: truncated, canonical: site + "/1"}}, "new, copy near-text, same, alias canonical, same", 1},
		{"steals nothing at a later visit", []visit{{url: site + "/1", article: bridge}, {url: site + "/2", article: ferry},
			{url: site + "/2", article: ferry, canonical: site + "/1"}}, "new, new, same", 2},
		{"redirect to another article steals nothing", []visit{{url: site + "/1", article: bridge}, {url: site + "/2", article: ferry, chain: []string{site + "/1"}}}, "new, new", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarvest(t)
			saved := h.read(tt.visits...)
			if got := whats(saved); got != tt.want {
				t.Errorf("got %s; want %s", got, tt.want)
			}
			if got := h.collection(); len(got) != tt.docs {
				t.Errorf("%d articles, want %d: %s", len(got), tt.docs, strings.Join(got, "\n"))
			}
		})
	}
}

// TestOrderOfArrival reads one web of copies, aliases and traps in many orders:
// the collection must be the same, down to the reasons.
func TestOrderOfArrival(t *testing.T) {
	const site, wire, third = "https://daily.example", "https://wire.test", "https://third.test"
	bridge, ferry := articleOf("The bridge opens", 1), articleOf("The ferry stops", 2)
	cut := bridge
	cut.Text = strings.Join(strings.SplitAfter(bridge.Text, "\n")[:8], "")
	later := bridge
	later.Published = extract.Date{Time: morning.Add(time.Hour)}
	day := bridge
	day.Published = extract.Date{Time: time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC), DayOnly: true}
	print := ferry
	print.Title = "Print: The ferry stops"
	web := []visit{
		{url: site + "/story/bridge", article: bridge, canonical: site + "/story/bridge", alternates: []string{"https://cdn.test/bridge"}},
		{url: site + "/amp/bridge", article: cut, canonical: site + "/story/bridge"},
		{url: "https://cdn.test/bridge", article: cut, canonical: site + "/story/bridge"},
		{url: site + "/b?print=1", article: later},
		{url: wire + "/0417", article: later},
		{url: third + "/copy-of-wire", article: day, canonical: wire + "/0417"},
		{url: site + "/ferry", article: ferry},
		{url: site + "/ferry/print", article: print},
		{url: site + "/thief", article: articleOf("The thief", 9), canonical: site + "/ferry"},
	}
	var want []string
	for seed := range 24 {
		order := slices.Clone(web)
		rand.New(rand.NewPCG(uint64(seed), 1)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		h := newHarvest(t)
		h.read(order...)
		got := h.collection()
		if want == nil {
			want = got
			if len(got) != 5 {
				t.Fatalf("%d articles, want 5:\n%s", len(got), strings.Join(got, "\n"))
			}
			for _, line := range got {
				if strings.Contains(line, wire) && !strings.Contains(line, " original ") {
					t.Errorf("what another names as canonical is not the original: %s", line)
				}
			}
			continue
		}
		if !slices.Equal(got, want) {
			t.Fatalf("order %d gives\n%s\nand the first gave\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestRevisions(t *testing.T) {
	const url = "https://daily.example/1"
	base := articleOf("The bridge opens", 1)
	base.Modified = extract.Date{Time: morning.Add(-30 * time.Minute)}
	change := func(do func(*extract.Article)) extract.Article {
		a := base
		a.FetchedAt = morning.Add(72 * time.Hour)
		do(&a)
		return a
	}
	tests := []struct {
		name    string
		article extract.Article
		want    string
		changed string
	}{
		{"nothing", change(func(*extract.Article) {}), "same", ""},
		{"white space", change(func(a *extract.Article) { a.Text = strings.ReplaceAll(a.Text, " ", "  ") }), "same", ""},
		{"the frame of the page", change(func(a *extract.Article) { a.Image, a.HTML, a.SiteName = "https://daily.example/x.png", "<p>x", "D" }), "same", ""},
		{"modified is the time of the request", change(func(a *extract.Article) { a.Modified = extract.Date{Time: a.FetchedAt} }), "same", ""},
		{"modified says so", change(func(a *extract.Article) { a.Modified = extract.Date{Time: morning} }), "revised", `["modified"]`},
		{"text", change(func(a *extract.Article) { a.Text += "\nOne more sentence." }), "revised", `["text"]`},
		{"title and authors", change(func(a *extract.Article) { a.Title, a.Authors = "The bridge is open", []string{"Ida Moor", "Jo Lind"} }), "revised", `["title","authors"]`},
		{"published", change(func(a *extract.Article) { a.Published = extract.Date{Time: morning, DayOnly: true} }), "revised", `["published"]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarvest(t)
			got := h.read(visit{url: url, article: base}, visit{url: url, article: tt.article}, visit{url: url, article: tt.article})
			if want := "new, " + tt.want + ", same"; whats(got) != want {
				t.Errorf("got %s; want %s", whats(got), want)
			}
			var changed string
			var revisions int
			if err := h.Store.read.QueryRow(`SELECT count(*), coalesce(max(changed) FILTER (WHERE revision = 2), '') FROM revisions`).Scan(&revisions, &changed); err != nil {
				t.Fatal(err)
			}
			if changed != tt.changed || (revisions == 2) != (tt.want == "revised") {
				t.Errorf("%d revisions, changed %s; want %s", revisions, changed, tt.changed)
			}
		})
	}
}

func TestAnotherAddressRevisesByItsText(t *testing.T) {
	h := newHarvest(t)
	full := articleOf("The bridge opens", 1)
	plain := full
	plain.Authors = nil
	edited := plain
	edited.Text += "\nThe mayor has taken it back since."
	got := h.read(
		visit{url: "https://daily.example/1", article: full},
		visit{url: "https://daily.example/print/1", article: plain},
		visit{url: "https://daily.example/print/1", article: plain},
		visit{url: "https://daily.example/1", article: full},
		visit{url: "https://daily.example/print/1", article: edited})
	if want := "new, alias same-text, same, same, revised"; whats(got) != want {
		t.Errorf("got %s; want %s", whats(got), want)
	}
}

func TestPlainAddressIsNoTrackingVariant(t *testing.T) {
	urls := []string{"https://daily.example/s", "https://daily.example/s?utm_source=a", "https://daily.example/s?utm_source=bb&utm_medium=c"}
	for _, order := range [][]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		h := newHarvest(t)
		for _, i := range order {
			h.read(visit{url: urls[i], article: articleOf("A story", 1)})
		}
		list, err := h.Addresses(t.Context(), urls[0])
		if err != nil || len(list) != len(urls) {
			t.Fatalf("order %v: %d addresses, %v", order, len(list), err)
		}
		for _, at := range list {
			if tracking := at.Reason == reasonTracking; tracking == (at.URL == urls[0]) || at.Preferred != (at.URL == urls[0]) {
				t.Errorf("order %v: %s is there by %s, preferred %t", order, at.URL, at.Reason, at.Preferred)
			}
		}
	}
}
