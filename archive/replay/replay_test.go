package replay_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"winnow/archive/replay"
)

// newReplay serves the archived site, which itself is gone by then.
func newReplay(t *testing.T) (server, site string) {
	t.Helper()
	live := newSite(t)
	a := fetched(t, live.URL)
	live.Close()
	s := httptest.NewServer(replay.New(catalogOf(t, a), nil, "Harbour", nil))
	t.Cleanup(s.Close)
	return s.URL, live.URL
}

func get(t *testing.T, address string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestReplay(t *testing.T) {
	server, site := newReplay(t)
	now := stamp(time.Now())
	at := func(path string) string { return server + "/" + now + "/" + site + path }
	in := func(path string) string { return "/" + now + "/" + site + path }
	for _, tt := range []struct {
		name, address string
		status        int
		has, lacks    []string
	}{
		{"page", at("/"), 200, []string{`href="` + in("/css/main.css") + `"`, `href="` + in("/story?b=2&amp;a=1") + `"`, `srcset="` + in("/img/blue.png") + ` 1x"`, `src="` + in("/frame") + `"`}, []string{"integrity"}},
		{"page with a base, in another charset", at("/story?b=2&a=1"), 200, []string{`href="` + in("/css/main.css") + `"`, "Café by the water", `src="` + in("/img/red.png") + `"`}, []string{"<base", "Content-Security-Policy", "windows-1252"}},
		{"parameters in another order", at("/story?a=1&b=2"), 200, []string{"Café"}, nil},
		{"style sheet", at("/css/main.css"), 200, []string{`@import "` + in("/css/more.css") + `"`, `url("` + in("/img/green.png") + `")`}, nil},
		{"not there", at("/gone"), 404, []string{"Not in the archive", site + "/gone"}, nil},
		{"front page", server + "/", 200, []string{"Harbour", "/" + site + "/"}, nil},
		{"nonsense", server + "/x/y", 404, []string{"Not in the archive"}, nil},
		{"script as address", server + "/" + now + "/javascript:alert(1)", 404, nil, []string{"<script"}},
		{"a year", server + "/2000/" + site + "/frame", 200, []string{"/img/green.png"}, nil},
		{"a single slash", server + "/" + now + "/" + strings.Replace(site, "//", "/", 1) + "/frame", 200, []string{"/img/green.png"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, body := get(t, tt.address)
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d", res.StatusCode, tt.status)
			}
			for _, want := range tt.has {
				if !strings.Contains(body, want) {
					t.Errorf("lacks %s:\n%s", want, body)
				}
			}
			for _, bad := range tt.lacks {
				if strings.Contains(body, bad) {
					t.Errorf("holds %s:\n%s", bad, body)
				}
			}
			if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") {
				t.Errorf("a browser may ask others: %q", policy)
			}
		})
	}
}

func TestReplayRedirects(t *testing.T) {
	server, site := newReplay(t)
	now := stamp(time.Now())
	res, _ := get(t, server+"/"+now+"/"+site+"/old")
	to := res.Header.Get("Location")
	if res.StatusCode != http.StatusFound || !strings.HasSuffix(to, "/"+site+"/story?a=1&b=2") {
		t.Errorf("got %d to %q", res.StatusCode, to)
	}
	// What a script puts together for its host is meant for the archived host.
	res, _ = get(t, server+"/data.json", "Referer", server+"/"+now+"/"+site+"/")
	if want := "/" + now + "/" + site + "/data.json"; res.StatusCode != http.StatusTemporaryRedirect || res.Header.Get("Location") != want {
		t.Errorf("got %d to %q, want %q", res.StatusCode, res.Header.Get("Location"), want)
	}
}

func TestReplayRefuses(t *testing.T) {
	server, _ := newReplay(t)
	if res, _ := get(t, server+"/", "Host", "evil.example"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign host name: status %d, want 403", res.StatusCode)
	}
	res, err := http.Post(server+"/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d, want 405", res.StatusCode)
	}
}

func TestReplayAnswersRanges(t *testing.T) {
	server, site := newReplay(t)
	res, body := get(t, server+"/"+stamp(time.Now())+"/"+site+"/img/red.png", "Range", "bytes=1-3")
	if res.StatusCode != http.StatusPartialContent || body != "PNG" {
		t.Errorf("got %d %q, want 206 PNG", res.StatusCode, body)
	}
}
