package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// sight is a page as it was at a moment, and which of two machines saw it.
type sight struct {
	visit
	at   time.Time
	a, b bool
}

// sights are pages of five papers at random moments: stories that are corrected,
// that stand under several addresses, and that other papers copy.
func sights(seed uint64, n int) (list []sight) {
	random := rand.New(rand.NewPCG(seed, 17))
	at := morning
	for range n {
		at = at.Add(time.Duration(1+random.IntN(90)) * time.Minute)
		k := random.IntN(12)
		a := articleOf(fmt.Sprintf("Story %d", k), k)
		site := fmt.Sprintf("https://paper%d.example", k%5)
		s := sight{at: at, a: random.IntN(3) > 0}
		s.b = !s.a || random.IntN(2) == 0
		address := fmt.Sprintf("%s/story-%d", site, k)
		s.canonical = address
		switch random.IntN(8) {
		case 0:
			s.url = fmt.Sprintf("%s/amp/story-%d", site, k)
		case 1:
			s.url = address + "?utm_source=feed"
		case 2: // another paper prints it
			s.url, s.canonical = fmt.Sprintf("https://paper%d.example/wire/%d", (k+1)%5, k), ""
			a.Title, a.Text = "From elsewhere: "+a.Title, a.Text+"Printed by permission.\n"
		case 3:
			s.chain = []string{fmt.Sprintf("%s/s/%d", site, k)}
			s.url = address
		default:
			s.url = address
		}
		// Stories are corrected once, in the middle of it all.
		if k%3 == 0 && at.Sub(morning) > time.Duration(n)*20*time.Minute {
			a.Text += fmt.Sprintf("Correction: report %d named the wrong harbour, the wrong mayor and the wrong tide.\n", k)
		}
		s.article = a
		list = append(list, s)
	}
	return list
}

// sees lets a machine harvest one page, as its feed names it.
func (h *harvest) sees(s sight) {
	h.Helper()
	h.clock.at = s.at
	h.runs++
	if _, err := h.Begin(h.Context(), frontier.Run{ID: "run " + s.at.String(), Started: s.at}, []frontier.Lead{feedSeed(dailyFeed)}, true); err != nil {
		h.Fatal(err)
	}
	first := s.url
	if len(s.chain) > 0 {
		first = s.chain[0]
	}
	for _, l := range h.claim() {
		if l.URL == dailyFeed {
			h.polled(l, time.Hour, entryLead(first, dailyFeed, "told"))
		}
	}
	for _, address := range append(slices.Clip(s.chain), s.url) {
		// What a feed says again is no reason to ask again; the test is.
		if _, err := h.writer.conn.ExecContext(h.Context(), `INSERT OR IGNORE INTO queue (host, not_before, priority, address, source, tries)
			SELECT host, 0, 0, id, source, 0 FROM address WHERE key = ? ORDER BY id LIMIT 1`, keyOf(address)); err != nil {
			h.Fatal(err)
		}
		h.waiting = nil
		for _, l := range h.claim() {
			h.answers(l, s)
		}
	}
}

// answers commits what a machine was answered.
func (h *harvest) answers(l frontier.Lease, s sight) {
	h.Helper()
	o := frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200)}
	switch {
	case slices.Contains(s.chain, l.URL):
		lead := pageLead(s.url, dailyFeed)
		lead.Chain = s.chain
		o.Verdict, o.Found, o.Fetch.Status = frontier.Redirected, []frontier.Lead{lead}, 301
	case extract.Key(l.URL) != extract.Key(s.url):
		o.Verdict, o.Reason, o.Fetch.Status = frontier.Failed, "http-500", 500
	default:
		o.Page = &frontier.PageFind{Article: s.article, Canonical: s.canonical}
		o.Fetch.Body = []byte("<html>" + s.article.Text)
		hash := sha256.Sum256(o.Fetch.Body)
		o.Fetch.BodyHash = hex.EncodeToString(hash[:])
	}
	h.commit(o)
}

// machine is a harvest of a part of what there is to see, at a path.
func machine(t *testing.T, list []sight, sees func(sight) bool) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "winnow.db")
	s, err := Open(t.Context(), path, Options{Now: (&clock{morning}).now, KeepRaw: true, Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{morning}
	s.opts.Now = c.now
	h := &harvest{T: t, Store: s, clock: c}
	for _, one := range list {
		if sees(one) {
			h.sees(one)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// together is what two databases know together, whoever saw it first.
var together = map[string]string{
	"articles":  `SELECT id, url, title, authors, published, text, aliases, cluster, role, source, revision, gone, provenance FROM articles`,
	"revisions": `SELECT article, revision, changed, title, text FROM revisions`,
	"addresses": `SELECT address, article, reason FROM addresses`,
	"failures":  `SELECT address, reason, kind FROM failures`,
	"clusters":  `SELECT c.name, c.kind, a.url, m.role, m.method FROM member m JOIN cluster c ON c.id = m.cluster JOIN document d ON d.id = m.document JOIN address a ON a.id = d.address`,
	"raw":       `SELECT hex(hash) FROM blob`,
	"waiting":   `SELECT a.url FROM queue q JOIN address a ON a.id = q.address`,
	"hosts":     `SELECT name, next_at, failures FROM host`,
}

// history is when, by which run and under which of its spellings they saw it.
var history = map[string]string{
	"articles":  `SELECT id, feed, fetched_at, run FROM articles`,
	"revisions": `SELECT article, revision, fetched_at, run FROM revisions`,
	"entries":   `SELECT f.url, e.key, a.url, e.first_seen, e.last_seen FROM entry e JOIN address f ON f.id = e.feed JOIN address a ON a.id = e.address`,
	"requests":  `SELECT a.url, f.started, f.status, r.name FROM fetch f JOIN address a ON a.id = f.address JOIN run r ON r.id = f.run`,
	"feeds":     `SELECT address, last_poll, next_due FROM feeds`,
}

// told is what a database answers to queries, row by row.
func told(t *testing.T, path string, queries map[string]string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for name, query := range queries {
		all[name] = rowsOf(t, path, query)
	}
	return all
}

func rowsOf(t *testing.T, path, query string) []string {
	t.Helper()
	db := connectReaders(path, time.Second, false)
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		list = append(list, strings.Join(line, " | "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// merged merges databases into a copy of the first, and gives the copy.
func merged(t *testing.T, first string, others ...string) (string, []Merged) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "merged.db")
	b, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []Merged
	for _, other := range others {
		got, err := s.Merge(t.Context(), other, Merging{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got)
	}
	if faults, err := s.Check(t.Context(), false); err != nil || len(faults) > 0 {
		t.Errorf("faults of what was merged: %v, %v", faults, err)
	}
	return path, all
}

// Two machines that saw overlapping parts know together what one knows that saw
// all; in either order, and no more when they are merged again.
func TestMergeIsOneHarvest(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			list := sights(seed, 60)
			all := machine(t, list, func(sight) bool { return true })
			a := machine(t, list, func(s sight) bool { return s.a })
			b := machine(t, list, func(s sight) bool { return s.b })
			ab, _ := merged(t, a, b)
			ba, _ := merged(t, b, a)
			again, counts := merged(t, ab, b, a)
			want, seen := told(t, all, together), told(t, ab, history)
			if len(want["articles"]) < 10 || len(want["clusters"]) < 2 || len(want["revisions"]) == len(want["articles"]) {
				t.Fatalf("%d articles, %d in clusters, %d revisions: too little to tell", len(want["articles"]), len(want["clusters"]), len(want["revisions"]))
			}
			for _, one := range []struct{ name, path string }{{"A and B", ab}, {"B and A", ba}, {"again", again}} {
				if diff := cmp.Diff(want, told(t, one.path, together)); diff != "" {
					t.Errorf("%s (-all +merged):\n%s", one.name, diff)
				}
				if diff := cmp.Diff(seen, told(t, one.path, history)); diff != "" {
					t.Errorf("%s (-A and B +merged):\n%s", one.name, diff)
				}
			}
			for _, c := range counts {
				if c != (Merged{}) {
					t.Errorf("merging again: %+v, want nothing", c)
				}
			}
		})
	}
}
