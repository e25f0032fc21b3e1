package fetch

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// newServer serves h on loopback.
func newServer(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestResponse(t *testing.T) {
	const body = "\xCF\xF0\xE8\xE2\xE5\xF2" // in the charset of the header
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=windows-1251")
		w.Header().Set("ETag", `"one"`)
		w.Header()["Date"] = nil
		io.WriteString(w, body)
	})
	before := time.Now()
	got := get(t, newTestFetcher(t), s.URL+"/a/../b?q=1&a=2#part")
	want := &Response{
		URL: s.URL + "/b?q=1&a=2", Status: 200, Body: []byte(body), ContentType: "text/html; charset=windows-1251",
		Header:    http.Header{"Content-Type": {"text/html; charset=windows-1251"}, "Etag": {`"one"`}, "Content-Length": {"6"}},
		WireBytes: 6, Proto: "HTTP/1.1", Remote: s.Listener.Addr().String(), Started: got.Started, Duration: got.Duration,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Started.Before(before) || got.Duration <= 0 || got.Duration > time.Since(before) {
		t.Errorf("started %v, took %v", got.Started, got.Duration)
	}
}

func TestHeadersSent(t *testing.T) {
	var got http.Header
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header })
	pages := "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, c := range []struct {
		name    string
		request Request
		want    http.Header
	}{
		{"plain", Request{}, http.Header{"Accept": {pages}}},
		{"feed", Request{Accept: "application/rss+xml", Language: "en"}, http.Header{"Accept": {"application/rss+xml"}, "Accept-Language": {"en"}}},
		{
			"conditional", Request{ETag: `W/"x"`, LastModified: "Mon, 02 Jan 2006 15:04:05 GMT"},
			http.Header{"Accept": {pages}, "If-None-Match": {`W/"x"`}, "If-Modified-Since": {"Mon, 02 Jan 2006 15:04:05 GMT"}},
		},
		{"validators that cannot be sent", Request{ETag: strings.Repeat("x", 600<<10), LastModified: "a\r\nEvil: yes"}, http.Header{"Accept": {pages}}},
	} {
		c.request.URL = s.URL
		f := newTestFetcher(t, func(o *Options) { o.Contact = "mailto:desk@site.test" })
		if _, err := f.Get(context.Background(), c.request); err != nil {
			t.Fatal(err)
		}
		c.want.Set("User-Agent", "winnow/1.0 (+mailto:desk@site.test)")
		c.want.Set("Accept-Encoding", "gzip, br, zstd, deflate")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestEnvironmentOfColly sets the variables by which colly lets itself be changed.
func TestEnvironmentOfColly(t *testing.T) {
	t.Setenv("COLLY_USER_AGENT", "somebody else")
	t.Setenv("COLLY_MAX_BODY_SIZE", "3")
	t.Setenv("COLLY_DETECT_CHARSET", "1")
	t.Setenv("COLLY_PARSE_HTTP_ERROR_RESPONSE", "no")
	t.Setenv("COLLY_DISALLOWED_DOMAINS", "127.0.0.1")
	var agent string
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		w.WriteHeader(404)
		io.WriteString(w, "gefunden wurde n\xE4mlich nichts")
	})
	r := get(t, newTestFetcher(t), s.URL)
	if want := "gefunden wurde n\xE4mlich nichts"; r.Status != 404 || string(r.Body) != want || agent != "winnow/1.0" {
		t.Errorf("status %d, body %q, agent %q", r.Status, r.Body, agent)
	}
}

func TestRedirectsAreReturned(t *testing.T) {
	for _, c := range []struct{ location, want string }{
		{"/b", "BASE/b"},
		{"b?x#y", "BASE/dir/b?x#y"},
		{"", ""},
		{"BASE/dir/page", "BASE/dir/page"}, // to itself
		{"//other.test/c", "http://other.test/c"},
		{"https://other.test", "https://other.test/"},
		{"http://10.0.0.1/", "http://10.0.0.1/"},
		{"http://user:secret@other.test/", "http://other.test/"},
		{"file:///etc/passwd", "file:///etc/passwd"},
		{"javascript:alert(1)", "javascript:alert(1)"},
		{"http://[broken", ""},
		{"http://a.test:99999/", ""},
		{"/\xFC", "BASE/%FC"},
		{"/%zz", "BASE/%25zz"},
		{"/" + strings.Repeat("x", maxAddress), ""},
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			asked := 0
			var base string
			s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
				asked++
				w.Header()["Location"] = []string{strings.ReplaceAll(c.location, "BASE", base)}
				w.WriteHeader(status)
			})
			base = s.URL
			r := get(t, newTestFetcher(t), base+"/dir/page")
			if want := strings.ReplaceAll(c.want, "BASE", base); r.Status != status || r.Location != want {
				t.Errorf("%.60q: %d to %q, want %d to %q", c.location, r.Status, r.Location, status, want)
			}
			if asked != 1 {
				t.Errorf("%.60q: %d requests, want 1", c.location, asked)
			}
		}
	}
}

func TestCredentials(t *testing.T) {
	var got string
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		w.WriteHeader(401)
	})
	other := newServer(t, s.Config.Handler.ServeHTTP)
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	f := newTestFetcher(t, func(o *Options) { o.Credentials = map[string]*url.Userinfo{s.URL: url.UserPassword("desk", "key")} })
	withUser := func(addr string) string { return strings.Replace(addr, "http://", "http://jo%40:p%3Aw@", 1) }
	for _, c := range []struct{ addr, want string }{
		{s.URL + "/a", basic("desk:key")},
		{withUser(s.URL), basic("jo@:p:w")},
		{other.URL, ""},
		{withUser(other.URL), basic("jo@:p:w")},
		{other.URL, ""}, // not remembered
	} {
		r := get(t, f, c.addr)
		if got != c.want {
			t.Errorf("%s: Authorization %q, want %q", c.addr, got, c.want)
		}
		if strings.Contains(r.URL, "@") {
			t.Errorf("userinfo in %s", r.URL)
		}
	}
}

func TestCookies(t *testing.T) {
	var got string
	h := func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Cookie")
		if r.URL.Path == "/set" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", Path: "/", Domain: "other.test"})
			http.SetCookie(w, &http.Cookie{Name: "c", Value: "3", Path: "/other"})
			http.SetCookie(w, &http.Cookie{Name: "big", Value: strings.Repeat("x", 5000), Path: "/"})
		}
	}
	s := newServer(t, h)
	f := newTestFetcher(t)
	for _, c := range []struct {
		f    *Fetcher
		path string
		want string
	}{{f, "/set", ""}, {f, "/get", "a=1"}, {newTestFetcher(t), "/get", ""}} {
		if get(t, c.f, s.URL+c.path); got != c.want {
			t.Errorf("%s: cookies %q, want %q", c.path, got, c.want)
		}
	}
}

func TestCookiesAreBounded(t *testing.T) {
	c := newCookies()
	at := func(host string) *url.URL { return &url.URL{Scheme: "http", Host: host, Path: "/"} }
	for i := range 3 * maxCookieSites {
		c.SetCookies(at(strings.Repeat("a", 1+i%60)+string(rune('a'+i%26))+".h"+string(rune('a'+i%23))+string(rune('a'+i/23%23))+".test"), []*http.Cookie{{Name: "n", Value: "v"}})
	}
	if n := len(c.sites); n > maxCookieSites || n != len(c.order) {
		t.Errorf("%d sites, %d in order, want at most %d", n, len(c.order), maxCookieSites)
	}
	for i := range 100 {
		var list []*http.Cookie
		for j := range 1000 {
			list = append(list, &http.Cookie{Name: "n" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + string(rune('a'+j%26)), Value: strings.Repeat("v", 1000)})
		}
		c.SetCookies(at("flood.test"), list)
	}
	size := 0
	for _, cookie := range c.Cookies(at("flood.test")) {
		size += len(cookie.Name) + len(cookie.Value)
	}
	if size == 0 || size > maxCookieHeader {
		t.Errorf("%d bytes of cookies are sent, want at most %d", size, maxCookieHeader)
	}
	c.SetCookies(at("www.site.co.uk"), []*http.Cookie{{Name: "wide", Value: "1", Domain: "co.uk"}, {Name: "site", Value: "2", Domain: "site.co.uk"}})
	if list := c.Cookies(at("news.site.co.uk")); len(list) != 1 || list[0].Name != "site" {
		t.Errorf("cookies %v, want that of the site", list)
	}
	if list := c.Cookies(at("other.co.uk")); len(list) != 0 {
		t.Errorf("cookies %v at another site", list)
	}
}

func TestWant(t *testing.T) {
	s := newScripted(t, func(c net.Conn, next func() *http.Request) {
		next()
		write(c, "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
		drip(c, strings.Repeat("a", 1000), 0)
	})
	r, err := newTestFetcher(t).Get(context.Background(), Request{URL: s.URL, Want: func(status int, h http.Header) bool {
		return !strings.HasPrefix(h.Get("Content-Type"), "video/")
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Skipped || len(r.Body) != 0 || r.WireBytes != 0 || r.Status != 200 || r.ContentType != "video/mp4" {
		t.Errorf("got %+v, want it skipped", r)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no agent":              {},
		"agent without product": {Agent: "/1.0"},
		"agent with a blank":    {Agent: "my crawler/1.0"},
		"agent with a line end": {Agent: "winnow/1.0\r\nEvil: yes"},
		"contact with one":      {Agent: "winnow/1.0", Contact: "a\nb"},
		"proxy":                 {Agent: "winnow/1.0", Proxy: "http://user:secret@[broken"},
		"origin":                {Agent: "winnow/1.0", Credentials: map[string]*url.Userinfo{"user:secret@nowhere": url.User("a")}},
	} {
		_, err := New(o)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the secret is in %q", name, err)
		}
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct{ addr, cause, want string }{
		{"http://user:secret@a.test/b", "broken", "http://a.test/b: reset: broken"},
		{"http://user:sec@ret@a.test/b@c", "broken", "http://a.test/b@c: reset: broken"},
		{"http://user:sec/ret@a.test/b", "broken", "http://a.test/b: reset: broken"},
		{"user:secret@a.test", "broken", "a.test: reset: broken"},
		{"mailto:desk@a.test", "broken", "mailto:desk@a.test: reset: broken"},
		{"http://user:secret@[a/b", "broken", "http://[a/b: reset: broken"},
		{"//user:secret@a.test", "broken", "//a.test: reset: broken"},
		{"http://a.test/\x1b[31m", "b\x00r\u202Eo\nken", "http://a.test/\uFFFD[31m: reset: b\uFFFDr\uFFFDo\uFFFDken"},
		{"http://a.test/", strings.Repeat("x", 1000), "http://a.test/: reset: " + strings.Repeat("x", 300) + "..."},
	} {
		err := newError(CodeReset, errors.New(c.cause)).at(c.addr)
		if got := err.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestNoSecretInErrors(t *testing.T) {
	f := newTestFetcher(t)
	for _, addr := range []string{
		"http://user:secret@127.0.0.1:1/", "http://user:secret@10.0.0.1/", "http://user:secret@/", "ftp://user:secret@a.test/",
		"http://user:secret@a.test:22/", "http://user:secret@a b/", "http://user:sec%zzret@127.0.0.1:9/",
	} {
		_, err := f.Get(context.Background(), Request{URL: addr})
		if err == nil || strings.Contains(err.Error(), "sec") {
			t.Errorf("%s: error %v", addr, err)
		}
	}
}
