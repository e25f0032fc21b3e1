package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// remembered is a store that keeps raw pages, with a feed that gives full texts.
func remembered(t *testing.T) *harvest {
	t.Helper()
	c := &clock{morning}
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), Options{Now: c.now, KeepRaw: true, Version: "winnow/test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &harvest{T: t, Store: s, clock: c}
}

// told hands a full text of a feed and then its page to the store.
func (h *harvest) told(url, canonical string, a extract.Article) frontier.Saved {
	h.Helper()
	h.begin(true, feedSeed(dailyFeed))
	lead := entryLead(url, dailyFeed, "digest of "+a.Text)
	lead.Entry.Article.Title, lead.Entry.Article.Text, lead.Entry.Article.Authors = a.Title, a.Text, a.Authors
	feed := h.claim()
	for _, l := range feed {
		if l.URL == dailyFeed {
			h.polled(l, time.Hour, lead)
		}
	}
	for _, l := range h.claim() {
		if extract.Key(l.URL) != extract.Key(url) {
			continue
		}
		body := []byte("<html>" + a.Text + strings.Repeat("<p>frame</p>", 100))
		hash := sha256.Sum256(body)
		f := h.request(200)
		f.Body, f.BodyHash, f.Header = body, hex.EncodeToString(hash[:]), map[string][]string{"Etag": {"x"}}
		return h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: f,
			Page: &frontier.PageFind{Article: a, Canonical: canonical}}).Saved[0]
	}
	return frontier.Saved{}
}

// lines of an article that can be looked for, byte by byte.
func telltales(a extract.Article) [][]byte {
	var list [][]byte
	for line := range strings.Lines(a.Text) {
		words := strings.Fields(line)
		list = append(list, []byte(strings.Join(words[:min(6, len(words))], " ")))
	}
	return list
}

// remains counts in how many files beside the database any of the words stand.
func (h *harvest) remains(words [][]byte) (files []string) {
	h.Helper()
	entries, err := os.ReadDir(filepath.Dir(h.Path()))
	if err != nil {
		h.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(h.Path()), e.Name()))
		if err != nil {
			h.Fatal(err)
		}
		if slices.ContainsFunc(words, func(w []byte) bool { return bytes.Contains(b, w) }) {
			files = append(files, e.Name())
		}
	}
	return files
}

// sound checks that every reference leads somewhere.
func (h *harvest) sound() {
	h.Helper()
	var broken, wrong int
	if err := h.Store.read.QueryRow(`SELECT (SELECT count(*) FROM pragma_foreign_key_check), (SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok')`).Scan(&broken, &wrong); err != nil || broken+wrong > 0 {
		h.Errorf("%d references lead nowhere, %d pages are damaged, %v", broken, wrong, err)
	}
	h.checkMarks()
}

func (h *harvest) forget(f Forgetting) Forgotten {
	h.Helper()
	would, err := h.WouldForget(h.Context(), f)
	if err != nil {
		h.Fatal(err)
	}
	gone, err := h.Forget(h.Context(), f)
	if err != nil {
		h.Fatal(err)
	}
	if fmt.Sprint(would) != fmt.Sprint(gone) {
		h.Errorf("announced %+v, did %+v", would, gone)
	}
	if err := h.Erase(h.Context()); err != nil {
		h.Fatal(err)
	}
	return gone
}

func TestForgetLeavesNoByte(t *testing.T) {
	const site = "https://daily.example"
	tests := []struct {
		name string
		f    Forgetting
	}{
		{"by address", Forgetting{Names: []string{site + "/1"}}},
		{"by another address", Forgetting{Names: []string{"http://www.daily.example/print/1"}}},
		{"by id", Forgetting{Names: []string{reference(extract.Key(site + "/1"))}}},
		{"by author", Forgetting{Author: "jane DOE"}},
		{"by age", Forgetting{Before: map[string]time.Time{"daily": morning.Add(time.Hour)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := remembered(t)
			first, second := articleOf("The bridge opens", 1), articleOf("The bridge opens", 2)
			first.Authors, second.Authors = []string{"Jane Doe"}, []string{"Jane Doe", "Max Roe"}
			h.told(site+"/1", "", first)
			h.told("http://www.daily.example/print/1", site+"/1", first)
			second.Text = first.Text + second.Text
			if got := h.told(site+"/1", "", second); got.What != frontier.Revised {
				t.Fatalf("%+v", got)
			}
			h.clock.advance(2 * time.Hour)
			kept := articleOf("The market roof", 3)
			h.told(site+"/2", "", kept)
			words := append(telltales(first), telltales(second)...)
			if len(h.remains(words)) == 0 || len(h.remains(telltales(kept))) == 0 {
				t.Fatal("the texts are not in the files to begin with")
			}
			gone := h.forget(tt.f)
			if len(gone.Articles) != 1 || gone.Revisions != 2 || gone.Entries != 3 || gone.Pages != 2 || len(gone.Addresses) < 2 {
				t.Errorf("forgot %+v", gone)
			}
			if files := h.remains(words); len(files) > 0 {
				t.Errorf("its text is found in %v", files)
			}
			if len(h.remains(telltales(kept))) == 0 || len(h.articles(Filter{})) != 1 {
				t.Error("what was to stay is gone")
			}
			h.sound()
			if list, err := h.Erasing(t.Context()); err != nil || len(list) > 0 {
				t.Errorf("still to be erased: %v, %v", list, err)
			}
			again, err := h.WouldForget(t.Context(), Forgetting{Author: "Jane Doe"})
			if err != nil || !again.Nothing() {
				t.Errorf("a second time would forget %+v, %v", again, err)
			}
			for _, url := range []string{site + "/1", "http://www.daily.example/print/1?utm_source=x"} {
				if got := h.told(url, "", second); got.What != "" {
					t.Errorf("%s was harvested again: %+v", url, got)
				}
				if why, err := h.Why(t.Context(), url); err != nil || why.State != "forgotten" || why.Forgotten.IsZero() {
					t.Errorf("why %s: %+v, %v", url, why, err)
				}
			}
			if files := h.remains(words); len(files) > 0 {
				t.Errorf("after another harvest its text is found in %v", files)
			}
		})
	}
}

func TestForgottenTextIsRefusedUnderANewAddress(t *testing.T) {
	const site, other = "https://daily.example", "https://weekly.test"
	story := articleOf("The bridge opens", 1)
	story.Authors = []string{"Jane Doe"}
	tests := []struct {
		name      string
		future    bool
		url       string
		canonical string
		article   extract.Article
		want      string
	}{
		{"the same text on the same site", false, site + "/new", "", story, ""},
		{"another spelling of the text", false, site + "/new", "", extract.Article{Title: "x", Text: strings.ToUpper(story.Text)}, ""},
		{"on another site", false, other + "/new", "", story, "new"},
		{"another text", false, site + "/new", "", articleOf("The bridge closes", 2), "new"},
		{"a page that names it as canonical", false, site + "/new", site + "/1", articleOf("The bridge opens", 4), ""},
		{"another site's page that names it", false, other + "/new", site + "/1", articleOf("The bridge opens", 4), "new"},
		{"a further article of the author", false, site + "/new", "", extract.Article{Title: "y", Authors: []string{"Jane Doe"}, Text: prose(9, 12)}, "new"},
		{"a further article of the author, who wants none", true, site + "/new", "", extract.Article{Title: "y", Authors: []string{"Max Roe", "JANE DOE"}, Text: prose(9, 12)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := remembered(t)
			h.told(site+"/1", "", story)
			if tt.future {
				h.forget(Forgetting{Author: "Jane Doe", Future: true})
			} else {
				h.forget(Forgetting{Names: []string{site + "/1"}})
			}
			for range 2 {
				if got := h.told(tt.url, tt.canonical, tt.article); got.What != tt.want {
					t.Errorf("got %+v, want %q", got, tt.want)
				}
				if err := h.Erase(t.Context()); err != nil {
					t.Fatal(err)
				}
				if tt.want == "" && len(h.remains(telltales(tt.article))) > 0 {
					t.Error("its text is stored all the same")
				}
				if tt.want == "new" {
					break
				}
			}
			h.sound()
		})
	}
}

func TestForgetLeavesCopiesUnlessAsked(t *testing.T) {
	story := articleOf("The bridge opens", 1)
	for _, tt := range []struct {
		name         string
		copies       bool
		gone, stayed int
	}{{"alone", false, 1, 2}, {"with its copies", true, 3, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			h := remembered(t)
			for _, site := range []string{"https://a.test/1", "https://b.test/1", "https://c.test/1"} {
				h.told(site, "", story)
			}
			gone := h.forget(Forgetting{Names: []string{"https://a.test/1"}, Copies: tt.copies})
			if len(gone.Articles) != tt.gone || len(gone.Copies) != tt.stayed || len(h.articles(Filter{})) != tt.stayed {
				t.Errorf("forgot %+v, %d stay", gone, len(h.articles(Filter{})))
			}
			if got := len(h.clusters()); got != min(tt.stayed, 1) {
				t.Errorf("%d clusters are left", got)
			}
			h.sound()
		})
	}
}

func TestForgetNamesNothing(t *testing.T) {
	h := remembered(t)
	h.told("https://daily.example/1", "", articleOf("The bridge opens", 1))
	if _, err := h.Forget(t.Context(), Forgetting{Names: []string{"zzzz"}}); !errors.Is(err, ErrNoArticle) {
		t.Errorf("got %v, want ErrNoArticle", err)
	}
	gone := h.forget(Forgetting{Names: []string{"https://daily.example/never-seen"}})
	if len(gone.Articles) != 0 || !slices.Equal(gone.Addresses, []string{"https://daily.example/never-seen"}) {
		t.Errorf("got %+v", gone)
	}
	if got := h.told("https://daily.example/never-seen", "", articleOf("The roof", 2)); got.What != "" {
		t.Errorf("it was harvested: %+v", got)
	}
	if len(h.articles(Filter{})) != 1 {
		t.Error("something else was forgotten")
	}
}

func TestLift(t *testing.T) {
	const url = "https://daily.example/1"
	h := remembered(t)
	story := articleOf("The bridge opens", 1)
	h.told(url, "", story)
	if _, err := h.Lift(t.Context(), url); !errors.Is(err, ErrNoTombstone) {
		t.Errorf("got %v, want ErrNoTombstone", err)
	}
	h.forget(Forgetting{Names: []string{url}})
	tombs, err := h.Tombstones(t.Context())
	if err != nil || len(tombs) != 1 || tombs[0].Addresses != 1 || tombs[0].Texts != 1 || tombs[0].Cause != "asked" {
		t.Errorf("got %+v, %v", tombs, err)
	}
	if n, err := h.Lift(t.Context(), url); n != 2 || err != nil {
		t.Errorf("lifted %d, %v", n, err)
	}
	if got := h.told(url, "", story); got.What != frontier.New {
		t.Errorf("got %+v, want new", got)
	}
}

// TestForgetKnowsEveryReference holds the list of removals to the schema: a table
// that refers to what goes is named in it.
func TestForgetKnowsEveryReference(t *testing.T) {
	h := newHarvest(t)
	rows, err := h.Store.read.Query(`SELECT DISTINCT m.name, f."from", f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f."table" IN ('document', 'address', 'revision', 'extraction', 'fetch', 'entry', 'page', 'blob')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := strings.Join(removals, "\n")
	n := 0
	for rows.Next() {
		var table, column, parent string
		if err := rows.Scan(&table, &column, &parent); err != nil {
			t.Fatal(err)
		}
		n++
		switch table {
		case "sketch", "likeness", "feed": // unrelate; addresses of feeds stay
			continue
		}
		if !strings.Contains(all, "DELETE FROM "+table+" ") && !strings.Contains(all, "UPDATE "+table+" SET "+column+" ") {
			t.Errorf("%s.%s refers to %s, and nothing of it goes", table, column, parent)
		}
	}
	if n < 20 {
		t.Errorf("only %d references found", n)
	}
}
