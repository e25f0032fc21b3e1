// Package replay serves an archive so that its pages open in a browser with
// their styles and images and lead to each other, without the network.
//
// An address of the archive is at /TIME/ADDRESS, where TIME is YYYYMMDDhhmmss or
// the beginning of one: the answer nearest to it is shown. Links, images and
// style sheets are rewritten to such addresses of the same moment. A content
// security policy keeps the browser from asking any other server, whatever the
// scripts of a page try; what the archive lacks is told as missing.
package replay

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"winnow/archive"
	"winnow/archive/page"
)

// Unpack undoes the content coding that the headers name.
type Unpack func(body []byte, h http.Header) ([]byte, error)

// Server is an http.Handler over an archive.
type Server struct {
	catalog *archive.Catalog
	unpack  Unpack
	title   string
	pages   []archive.Page
}

// New makes a Server. pages are listed at its front page; without any, the HTML
// pages of the archive are.
func New(c *archive.Catalog, unpack Unpack, title string, pages []archive.Page) *Server {
	s := &Server{catalog: c, unpack: unpack, title: title, pages: pages}
	if len(pages) == 0 {
		s.pages = pagesOf(c)
	}
	return s
}

// policy lets a page be shown and run, and ask no other server than this one.
const policy = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; form-action 'self'; base-uri 'self'; " +
	"worker-src 'none'; frame-ancestors 'self'; object-src 'self'; webrtc 'block'"

// ServeHTTP answers a request of a browser.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if !local(r.Host) {
		http.Error(w, "this server answers on this machine only", http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "an archive takes nothing", http.StatusMethodNotAllowed)
		return
	}
	if r.RequestURI == "/" {
		s.front(w)
		return
	}
	at, address, ok := parse(r.RequestURI)
	if !ok {
		s.stray(w, r)
		return
	}
	s.show(w, r, at, address)
}

// local reports whether a browser that asks for this host asks this machine. It
// keeps foreign pages from reading the archive under a name of their own.
func local(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = hostPort
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// stampFormat is the time in an address.
const stampFormat = "20060102150405"

// parse takes /TIME/ADDRESS apart.
func parse(path string) (at time.Time, address string, ok bool) {
	stamp, address, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !found || len(stamp) < 4 || len(stamp) > len(stampFormat) || strings.Trim(stamp, "0123456789") != "" {
		return time.Time{}, "", false
	}
	at, err := time.Parse(stampFormat, stamp+"99991231235959"[len(stamp):])
	if err != nil {
		if at, err = time.Parse(stampFormat, stamp+"00000101000000"[len(stamp):]); err != nil {
			return time.Time{}, "", false
		}
	}
	for _, scheme := range []string{"http:/", "https:/"} { // some clients join double slashes
		if rest, found := strings.CutPrefix(address, scheme); found && !strings.HasPrefix(rest, "/") {
			address = scheme + "/" + rest
		}
	}
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "urn:") {
		return time.Time{}, "", false
	}
	return at, address, true
}

// Path is where an address at a moment is served.
func Path(address string, at time.Time) string {
	return "/" + at.UTC().Format(stampFormat) + "/" + address
}

// stray answers requests that scripts make for addresses they put together
// themselves: they are meant for the host of the page that asks.
func (s *Server) stray(w http.ResponseWriter, r *http.Request) {
	from, err := url.Parse(r.Referer())
	if err == nil {
		if at, address, ok := parse(from.RequestURI()); ok {
			if base, err := url.Parse(address); err == nil {
				if to, err := base.Parse(r.RequestURI); err == nil {
					lead(w, Path(to.String(), at), http.StatusTemporaryRedirect)
					return
				}
			}
		}
	}
	s.missing(w, r.RequestURI)
}

// show answers with what the archive has of an address.
func (s *Server) show(w http.ResponseWriter, r *http.Request, at time.Time, address string) {
	entry, found := s.catalog.Find(address, at)
	if !found {
		s.missing(w, address)
		return
	}
	answer, err := s.catalog.Get(entry)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	h := w.Header()
	h.Set("Memento-Datetime", entry.Time.Format(http.TimeFormat))
	h.Set("Link", fmt.Sprintf("<%s>; rel=\"original\"", entry.URL))
	if location := answer.Header.Get("Location"); location != "" && answer.Status >= 300 && answer.Status < 400 {
		s.redirect(w, entry, location)
		return
	}
	body := answer.Body
	if s.unpack != nil {
		if plain, err := s.unpack(body, answer.Header); err == nil {
			body = plain
		} else {
			http.Error(w, fmt.Sprintf("unpack %s: %v", entry.URL, err), http.StatusBadGateway)
			return
		}
	}
	s.write(w, r, answer, body, at)
}

// redirect leads to where the host led. To itself it leads where only the scheme
// or the spelling differs, which one key holds: then nearest in time would loop.
func (s *Server) redirect(w http.ResponseWriter, from archive.Entry, location string) {
	base, err := url.Parse(from.URL)
	if err != nil {
		http.Error(w, "the archive names an address that is none: "+from.URL, http.StatusBadGateway)
		return
	}
	to, err := base.Parse(location)
	if err != nil {
		http.Error(w, "the archive leads to an address that is none: "+location, http.StatusBadGateway)
		return
	}
	if archive.Key(to.String()) == from.Key {
		for _, e := range s.catalog.Versions(to.String()) {
			if e.URL != from.URL && e.Status >= 200 && e.Status < 300 {
				lead(w, Path(e.URL, e.Time), http.StatusFound)
				return
			}
		}
		s.missing(w, to.String())
		return
	}
	lead(w, Path(to.String(), from.Time), http.StatusFound)
}

// lead sends a browser on. http.Redirect would clean the address within the path.
func lead(w http.ResponseWriter, path string, status int) {
	w.Header().Set("Location", path)
	w.WriteHeader(status)
}

// write sends a body, rewritten when it is a page or a style sheet.
func (s *Server) write(w http.ResponseWriter, r *http.Request, a *archive.Answer, body []byte, at time.Time) {
	contentType := a.Header.Get("Content-Type")
	h := w.Header()
	base, err := url.Parse(a.Entry.URL)
	kind := page.KindOf(contentType, body)
	if err != nil {
		kind = page.Other
	}
	switch to := target(at); kind {
	case page.Page:
		if rewritten, err := page.RewritePage(body, contentType, base, to); err == nil {
			body, contentType = rewritten, "text/html; charset=utf-8"
		}
	case page.Sheet:
		body = page.RewriteSheet(body, base, to)
	}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	if kind == page.Other && a.Status == http.StatusOK {
		http.ServeContent(w, r, "", a.Entry.Time, bytes.NewReader(body)) // answers ranges, as players of videos need
		return
	}
	if a.Status >= 200 && a.Status <= 599 && a.Status != http.StatusNoContent && a.Status != http.StatusNotModified {
		w.WriteHeader(a.Status)
	}
	w.Write(body)
}

// target leads every address to this server, at the same moment.
func target(at time.Time) page.Target {
	return func(address string, _ page.Use) (string, bool) { return Path(address, at), true }
}
