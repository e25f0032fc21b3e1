package crawler_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

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
