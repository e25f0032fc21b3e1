package crawler_test

import (
	"database/sql"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/store"
)

// Walls against machines are named, and told apart from errors of the site.
func TestWallsAreToldApartFromErrors(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	answer := func(path string, status int, header, body string) {
		s.handle(path, func(w http.ResponseWriter, r *http.Request) {
			if name, value, is := strings.Cut(header, ": "); is {
				w.Header().Set(name, value)
			}
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			io.WriteString(w, body)
		})
	}
	answer("/challenge", 403, "Cf-Mitigated: challenge", "<title>Just a moment</title>")
	answer("/forbidden", 403, "", "<h1>Forbidden</h1>")
	answer("/consent", 200, "", "<html><body><h1>Before you continue</h1><p>We value your privacy.</p></body></html>")
	answer("/empty", 200, "", "<html><body><h1>Nothing</h1></body></html>")
	answer("/walled.xml", 200, "", `<html><body><div id="px-captcha"></div></body></html>`)
	s.feed("/rss.xml", "/challenge", "/forbidden", "/consent", "/empty")
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"), feedSeed(s.URL+"/walled.xml"))
	r, err := store.OpenReadOnly(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := map[string]string{}
	for f, err := range r.Failures(t.Context(), store.FailureFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[strings.TrimPrefix(f.Address, s.URL)] = f.Reason
	}
	for path, want := range map[string]string{
		"/challenge": "wall-cloudflare", "/forbidden": "http-403", "/consent": "wall-consent", "/empty": "no-article", "/walled.xml": "wall-perimeterx",
	} {
		if got[path] != want {
			t.Errorf("%s: %q, want %q", path, got[path], want)
		}
	}
}

// TestWallThatFalls has an article behind a wall that is gone some hours later. It is
// stored then; a page behind a wall that stays is given up in the end, and not asked
// for often.
func TestWallThatFalls(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var open atomic.Bool
	walled := func(path string, stays bool) {
		s.handle(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			if stays || !open.Load() {
				w.Header().Set("Cf-Mitigated", "challenge")
				w.WriteHeader(http.StatusForbidden)
			}
			io.WriteString(w, page("Behind the wall "+path, 7))
		})
	}
	walled("/story", false)
	walled("/never", true)
	s.feed("/rss.xml", "/story", "/never")
	retries := func() (at []time.Time) {
		r, err := store.OpenReadOnly(t.Context(), db, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for f, err := range r.Failures(t.Context(), store.FailureFilter{Reason: "wall-cloudflare"}) {
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, f.RetryAt)
		}
		return at
	}
	begun := time.Now()
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	if n := s.asked("/story"); n != 1 {
		t.Errorf("asked for %d times within a minute", n)
	}
	at := retries()
	if len(at) != 2 || at[0].Before(begun.Add(5*time.Hour)) || at[1].After(begun.Add(7*time.Hour)) {
		t.Fatalf("behind the wall, to be asked for again: %v", at)
	}
	open.Store(true)
	for range 9 { // as if what is waited for had come each time
		d, err := sql.Open("sqlite3", db)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Exec(`UPDATE queue SET not_before = 0`); err != nil {
			t.Fatal(err)
		}
		d.Close()
		harvest(t, db, nil, feedSeed(s.URL+"/rss.xml"))
	}
	if got := articles(t, db); len(got) != 1 || got[s.URL+"/story"].Title == "" {
		t.Errorf("%d articles once the wall was gone: %v", len(got), got)
	}
	if n := s.asked("/never"); n != 5 {
		t.Errorf("%d requests behind the wall that stays, want 5", n)
	}
	if at := retries(); len(at) != 1 || !at[0].IsZero() {
		t.Errorf("the wall that stays: %v", at)
	}
}
