package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// keeper is a store that keeps raw pages, with an article of two revisions.
func keeper(t *testing.T) (*harvest, extract.Article) {
	t.Helper()
	c := &clock{morning}
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), Options{KeepRaw: true, Version: "winnow/1", Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := &harvest{T: t, Store: s, clock: c}
	const url = "https://daily.example/1"
	l := h.daily(url, twoRungs)
	a := articleOf("The bridge opens", 1)
	for i, text := range []string{a.Text, a.Text, a.Text + "\nA correction."} {
		a.Text = text
		body := []byte(fmt.Sprint("page ", i))
		hash := sha256.Sum256(body)
		f := h.request(200)
		f.Header = map[string][]string{"Content-Type": {"text/html; charset=utf-8"}}
		f.Body, f.BodyHash = body, hex.EncodeToString(hash[:])
		if i > 0 {
			h.clock.advance(10 * time.Minute)
			h.enter(twoRungs, false)
			l = h.one(url)
		}
		h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: f, Page: &frontier.PageFind{Article: a}})
	}
	return h, a
}

// kept lists the pages that a filter wants, without their bytes.
func (h *harvest) kept(f Filter) (pages []KeptPage) {
	h.Helper()
	documents, _, err := h.Kept(h.Context(), f)
	if err != nil {
		h.Fatal(err)
	}
	for p, err := range h.KeptPages(h.Context(), documents) {
		if err != nil {
			h.Fatal(err)
		}
		pages = append(pages, p)
	}
	return pages
}

func TestKeptPages(t *testing.T) {
	h, _ := keeper(t)
	var got []string
	for _, p := range h.kept(Filter{}) {
		got = append(got, fmt.Sprint(p.Revision, " ", string(p.Answers[0].Body), " ", p.Answers[0].ContentType, " ", p.Entry != nil, " ", p.Source, " ", p.URL))
	}
	want := []string{
		"1 page 0 text/html; charset=utf-8 true daily https://daily.example/1",
		"2 page 2 text/html; charset=utf-8 true daily https://daily.example/1", // page 1 said the same: it is not kept
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
	if pages := h.kept(Filter{Source: "weekly"}); len(pages) != 0 {
		t.Errorf("%d pages of another source", len(pages))
	}
}

func TestReextract(t *testing.T) {
	h, newest := keeper(t)
	h.opts.Version = "winnow/2"
	pages := h.kept(Filter{})
	first := articleOf("The bridge opens", 1)
	first.Section = "Town"
	readings := []Reextraction{{pages[0].Extraction, first}, {pages[1].Extraction, newest}}
	if changes, err := h.CompareExtraction(t.Context(), readings[0]); err != nil || len(changes) != 1 || changes[0] != (FieldChange{"section", "", "Town"}) {
		t.Errorf("compared: %v, %v", changes, err)
	}
	changes, err := h.Reextract(t.Context(), readings)
	if err != nil || len(changes[0]) != 1 || len(changes[1]) != 0 {
		t.Fatalf("%v, %v; want the section of the first revision alone", changes, err)
	}
	revisions, err := h.Revisions(t.Context(), "https://daily.example/1")
	if err != nil || len(revisions) != 2 || revisions[0].Article.Section != "Town" || revisions[0].Extractor != "winnow/2" || revisions[1].Extractor != "winnow/2" {
		t.Errorf("%+v, %v", revisions, err)
	}
	// The reading that was replaced takes nothing over any more.
	if again, err := h.Reextract(t.Context(), readings[:1]); err != nil || len(again[0]) != 0 {
		t.Errorf("once more: %v, %v", again, err)
	}
	var extractions int
	if err := h.Store.read.QueryRow(`SELECT count(*) FROM extraction`).Scan(&extractions); err != nil || extractions != 3 {
		t.Errorf("%d extractions, %v; want three", extractions, err)
	}
}

// What is shown follows the newest revision, with its marks and its digest: the
// next visit finds nothing new.
func TestReextractIsNoRevision(t *testing.T) {
	h, newest := keeper(t)
	h.opts.Version = "winnow/2"
	pages := h.kept(Filter{})
	newest.Text = strings.TrimSuffix(newest.Text, "\nA correction.") + "\nCorrection, read better."
	if _, err := h.Reextract(t.Context(), []Reextraction{{pages[1].Extraction, newest}}); err != nil {
		t.Fatal(err)
	}
	h.checkMarks()
	a, err := h.Article(t.Context(), "https://daily.example/1")
	if err != nil || a.Text != newest.Text || a.Revision != 2 || !a.FetchedAt.Equal(pages[1].Fetched.Truncate(time.Second)) {
		t.Errorf("%+v, %v", a, err)
	}
	h.clock.advance(10 * time.Minute)
	if got := whats(h.read(visit{url: "https://daily.example/1", article: newest})); got != "same" {
		t.Errorf("the next visit: %s; want same", got)
	}
}
