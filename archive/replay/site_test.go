package replay_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"winnow/archive"
	"winnow/archive/page"
)

// files are a small site: pages, styles that name styles and images, an image
// for wide screens, one that a script would load, a frame, a redirect.
func files() map[string]string {
	return map[string]string{
		"/":              `<!doctype html><title>Harbour News</title><link rel=stylesheet href="/css/main.css" integrity="` + checksum(mainSheet) + `"><h1>Harbour News</h1><p><a href="/story?b=2&a=1">The bridge is open</a> <a href="/old">Older</a> <a href="/gone">Gone</a></p><img src="/img/red.png" width=40 height=40><img src="/img/none.png" srcset="/img/blue.png 1x" width=40 height=40><div class=banner></div><p id=run>not run</p><script src="/js/run.js"></script><iframe src="/frame" width=120 height=60></iframe>`,
		"/story":         `<!doctype html><meta charset=windows-1252><meta http-equiv="Content-Security-Policy" content="img-src https://cdn.example"><base href="/deep/er/"><link rel=stylesheet href="../../css/main.css"><title>Story</title><h1>The bridge is open</h1><p>Caf` + "\xe9" + ` by the water.</p><img src="../../img/red.png"><a href="../../">Home</a>`,
		"/frame":         `<!doctype html><body style="background:url('/img/green.png')">`,
		"/css/main.css":  mainSheet,
		"/css/more.css":  `h1{color:#a00000;border-bottom:4px solid #0000a0}`,
		"/js/run.js":     `document.getElementById("run").textContent = "run"; fetch("/data.json").then(r => r.json()).then(d => { document.getElementById("run").textContent += " " + d.word; });`,
		"/data.json":     `{"word":"fetched"}`,
		"/img/red.png":   picture(color.RGBA{200, 0, 0, 255}),
		"/img/blue.png":  picture(color.RGBA{0, 0, 200, 255}),
		"/img/green.png": picture(color.RGBA{0, 160, 0, 255}),
	}
}

const mainSheet = `@import "more.css"; body{margin:20px;font:16px sans-serif} .banner{width:200px;height:50px;background:url(../img/green.png)}`

// checksum is what a browser compares an embedded file with (Subresource Integrity).
func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func picture(c color.Color) string {
	img := image.NewRGBA(image.Rect(0, 0, 20, 20))
	for i := range 400 {
		img.Set(i%20, i/20, c)
	}
	var b bytes.Buffer
	png.Encode(&b, img) // into memory: cannot fail
	return b.String()
}

// newSite serves the files, some of them packed.
func newSite(t *testing.T) *httptest.Server {
	t.Helper()
	all := files()
	types := map[string]string{".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".png": "image/png"}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/story?a=1&b=2", http.StatusMovedPermanently)
			return
		}
		body, found := all[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", cmp.Or(types[path.Ext(r.URL.Path)], "text/html"))
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

// fetched archives a site: what its pages and styles name, from the home page on.
func fetched(t *testing.T, site string) *archive.Archive {
	t.Helper()
	folder := t.TempDir()
	w, err := archive.Create(archive.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	queue, seen := []string{site + "/", site + "/data.json"}, map[string]bool{}
	for len(queue) > 0 {
		address := queue[0]
		if queue = queue[1:]; seen[address] || !strings.HasPrefix(address, site) || strings.HasSuffix(address, "/gone") {
			continue
		}
		seen[address] = true
		res, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		x := &archive.Exchange{URL: address, Time: time.Now(), Status: res.StatusCode, Header: res.Header, Body: body, RequestHeader: http.Header{}}
		if _, err := w.Store(x); err != nil {
			t.Fatal(err)
		}
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		note := func(to string, _ page.Use) (string, bool) { queue = append(queue, to); return "", false }
		switch page.KindOf(res.Header.Get("Content-Type"), body) {
		case page.Page:
			if _, err := page.RewritePage(body, res.Header.Get("Content-Type"), base, note); err != nil {
				t.Fatal(err)
			}
		case page.Sheet:
			page.RewriteSheet(body, base, note)
		}
		if to, err := base.Parse(res.Header.Get("Location")); err == nil && res.StatusCode == http.StatusMovedPermanently {
			queue = append(queue, to.String())
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func catalogOf(t *testing.T, a *archive.Archive) *archive.Catalog {
	t.Helper()
	c, err := a.Catalog(context.Background(), func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stamp is the time in the addresses of a replay.
func stamp(at time.Time) string { return at.UTC().Format("20060102150405") }
