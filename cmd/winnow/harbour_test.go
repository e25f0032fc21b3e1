package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// harbourFiles is a site with all the ways in which pages name what they need:
// styles that import styles, fonts, srcset, picture, posters, lazy images, icons,
// preloads, scripts, frames, attributes of style, another host.
func harbourFiles() map[string]string {
	story := func(n int, title string) string {
		return strings.ReplaceAll(strings.Replace(storyPage(n), "</head>", `<link rel=stylesheet href="/css/main.css"></head>`, 1), fmt.Sprintf("Story %d", n), title)
	}
	return map[string]string{
		"/": `<!doctype html><html lang=en><head><meta charset=utf-8><title>Harbour News</title>
<link rel="stylesheet" href="css/main.css"><link rel="stylesheet" href="$CDN/theme.css"><link rel="icon" href="/favicon.png">
<link rel="preload" as="font" href="/font/quay.woff2" crossorigin><style>.inline{background:url('/img/green.png?from=style');width:60px;height:20px}</style></head>
<body><h1>Harbour News</h1><nav><a href="/story/1">The Harbour Clock</a> <a href="/moved">The Orchard Wall</a> <a href="/gone">Gone</a> <a href="/packed">Packed</a> <a href="/parts">In parts</a></nav>
<img src="/img/red.png" width=30 height=30 alt=red><img src="/img/small.png" srcset="/img/small.png 1x, /img/large.png 2x" width=30 height=30 alt=set>
<picture><source type="image/webp" srcset="/img/none.webp"><source media="(min-width: 10px)" srcset="$CDN/wide.png"><img src="/img/narrow.png" width=30 height=30 alt=picture></picture>
<img loading="lazy" data-src="/img/lazy.png" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width=30 height=30 alt=lazy>
<video poster="/img/poster.png" width=60 height=30></video><div class=banner></div><div class=inline></div>
<div style="background:url(/img/blue.png);width:60px;height:20px"></div><p id=run>not run</p><script src="/js/run.js"></script>
<iframe src="/frame" width=100 height=40></iframe></body></html>`,
		"/story/1":           story(1, "The Harbour Clock"),
		"/orchard":           story(2, "The Orchard Wall"),
		"/packed":            story(3, "The Packed Crate"),
		"/parts":             story(4, "The Pier in Parts"),
		"/frame":             `<!doctype html><title>frame</title><body style="background:url('/img/green.png')">`,
		"/css/main.css":      `@charset "utf-8"; @import url("more.css") screen; @font-face{font-family:Quay;src:url("../font/quay.woff2") format("woff2")} body{margin:20px;font:16px Quay,sans-serif}.banner{width:200px;height:40px;background:url( ../img/green.png )}`,
		"/css/more.css":      `@import "deep/last.css"; h1{color:#a00000}`,
		"/css/deep/last.css": `h1{border-bottom:4px solid #0000a0}`,
		"/js/run.js":         `document.getElementById("run").textContent = "run"`,
		"/font/quay.woff2":   "wOF2 is not much of a font",
		"/favicon.png":       dot(color.RGBA{1, 1, 1, 255}), "/img/red.png": dot(color.RGBA{200, 0, 0, 255}), "/img/small.png": dot(color.RGBA{200, 100, 0, 255}),
		"/img/large.png": dot(color.RGBA{100, 100, 0, 255}), "/img/narrow.png": dot(color.RGBA{0, 100, 100, 255}), "/img/lazy.png": dot(color.RGBA{9, 9, 90, 255}),
		"/img/poster.png": dot(color.RGBA{90, 9, 90, 255}), "/img/blue.png": dot(color.RGBA{0, 0, 200, 255}), "/img/green.png": dot(color.RGBA{0, 160, 0, 255}),
		"$CDN/theme.css": `nav{background:#eee url(cloud.png)}`, "$CDN/cloud.png": dot(color.RGBA{220, 220, 250, 255}), "$CDN/wide.png": dot(color.RGBA{70, 0, 70, 255}),
	}
}

// dot is a picture of one colour.
func dot(c color.Color) string {
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		img.Set(i%8, i/8, c)
	}
	var b bytes.Buffer
	png.Encode(&b, img) // into memory: cannot fail
	return b.String()
}

// newHarbour serves the site, and on another loopback address what it takes from
// another host.
func newHarbour(t *testing.T) (site, cdn *httptest.Server) {
	t.Helper()
	cdn = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { harbour(w, r, "$CDN", "") }))
	if l, err := net.Listen("tcp", "127.0.0.2:0"); err == nil { // else the port tells them apart
		cdn.Listener.Close()
		cdn.Listener = l
	}
	cdn.Start()
	t.Cleanup(cdn.Close)
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { harbour(w, r, "", cdn.URL) }))
	t.Cleanup(site.Close)
	return site, cdn
}

var harbourTypes = map[string]string{".css": "text/css", ".js": "text/javascript", ".png": "image/png", ".woff2": "font/woff2"}

func harbour(w http.ResponseWriter, r *http.Request, at, cdn string) {
	body, found := harbourFiles()[at+r.URL.Path]
	switch {
	case r.URL.Path == "/moved":
		http.Redirect(w, r, "/moved/on", http.StatusMovedPermanently)
		return
	case r.URL.Path == "/moved/on":
		http.Redirect(w, r, "/orchard", http.StatusFound)
		return
	case !found:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, "<h1>No such page</h1>")
		return
	}
	kind := harbourTypes[path.Ext(r.URL.Path)]
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Set-Cookie", "session=secret; Path=/")
	body = strings.ReplaceAll(body, "$CDN", cdn)
	switch {
	case r.URL.Path == "/packed" && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, body)
		z.Close()
	case r.URL.Path == "/css/more.css" && strings.Contains(r.Header.Get("Accept-Encoding"), "br"):
		w.Header().Set("Content-Encoding", "br")
		z := brotli.NewWriter(w)
		io.WriteString(z, body)
		z.Close()
	case r.URL.Path == "/parts": // without a length: chunked
		for len(body) > 0 {
			n := min(700, len(body))
			io.WriteString(w, body[:n])
			body = body[n:]
			w.(http.Flusher).Flush()
		}
	default:
		io.WriteString(w, body)
	}
}
