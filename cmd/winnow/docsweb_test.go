package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// docsWeb is the web that the papers write of: every host below .example is a
// small newspaper. It is reached through a proxy on loopback that answers in
// place of all hosts, with certificates of an authority of its own, so that
// addresses can be asked for as they are printed.
type docsWeb struct {
	proxy     string // its address
	authority string // file with its certificate
	mu        sync.Mutex
	key       *ecdsa.PrivateKey
	root      *x509.Certificate
	issued    map[string]*tls.Certificate
}

func newDocsWeb(t *testing.T) *docsWeb {
	t.Helper()
	w := &docsWeb{issued: map[string]*tls.Certificate{}, authority: filepath.Join(t.TempDir(), "authority.pem")}
	var err error
	if w.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "docs"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &w.key.PublicKey, w.key)
	if err != nil {
		t.Fatal(err)
	}
	if w.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(w.authority, text, 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.proxy = server.URL
	return w
}

// certificate makes one for a host.
func (w *docsWeb) certificate(host string) (*tls.Certificate, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.issued[host]; c != nil {
		return c, nil
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(int64(len(w.issued) + 2)), DNSNames: []string{host},
		NotBefore: w.root.NotBefore, NotAfter: w.root.NotAfter, KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, w.root, &w.key.PublicKey, w.key)
	if err != nil {
		return nil, err
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: w.key}
	w.issued[host] = c
	return c, nil
}

// ServeHTTP is the proxy: a tunnel ends here, and anything else is for the host
// that it names.
func (w *docsWeb) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		newspaper(rw, r, "http://"+r.Host)
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || !strings.HasSuffix(host, ".example") {
		http.Error(rw, "no such host", http.StatusBadGateway)
		return
	}
	c, err := w.certificate(host)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*c}})
	defer secure.Close()
	read := bufio.NewReader(secure)
	for {
		asked, err := http.ReadRequest(read)
		if err != nil {
			return
		}
		recorded := httptest.NewRecorder()
		newspaper(recorded, asked, "https://"+host)
		answer := recorded.Result()
		answer.ContentLength = int64(recorded.Body.Len())
		answer.Request = asked
		if answer.Write(secure) != nil {
			return
		}
	}
}

// newspaperStories are the paths of a paper's stories; the last is printed by all.
var newspaperStories = []string{"/world/ferry", "/world/bridge", "/science/lamps", "/wire/harbour"}

// newspaper is the site of a host: a front page, a feed, a sitemap and stories.
func newspaper(w http.ResponseWriter, r *http.Request, origin string) {
	host := strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://")
	switch path := r.URL.Path; path {
	case "/robots.txt":
		fmt.Fprintf(w, "User-agent: *\nDisallow: /private/\nSitemap: %s/sitemap.xml\n", origin)
	case "/", "/world/", "/science/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title><link rel="alternate" type="application/rss+xml" title="World" href="/world.rss"></head><body><h1>%s</h1><ul>`, host, host)
		for _, story := range newspaperStories {
			fmt.Fprintf(w, `<li><a href="%s">%s</a></li>`, story, headline(story))
		}
		fmt.Fprint(w, `<li><a href="/world/gone">Gone</a></li></ul></body></html>`)
	case "/world.rss", "/feed", "/rss.xml", "/feed.xml":
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s, World</title><link>%s/</link>`, host, origin)
		for i, story := range newspaperStories {
			fmt.Fprintf(w, `<item><title>%s</title><link>%s%s</link><pubDate>%s</pubDate></item>`, headline(story), origin, story, storyDay(i).Format(time.RFC1123Z))
		}
		fmt.Fprint(w, `</channel></rss>`)
	case "/sitemap.xml":
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprint(w, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i, story := range newspaperStories {
			fmt.Fprintf(w, `<url><loc>%s%s</loc><lastmod>%s</lastmod></url>`, origin, story, storyDay(i).Format(time.RFC3339))
		}
		fmt.Fprint(w, `</urlset>`)
	default:
		newspaperStory(w, path, host)
	}
}

func newspaperStory(w http.ResponseWriter, path, host string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	for i, story := range newspaperStories {
		if story != path {
			continue
		}
		seed := i + 1
		if i < len(newspaperStories)-1 {
			seed += 10 * len(host) // a text of its own
		}
		head := fmt.Sprintf(`<meta property="article:published_time" content="%s"><meta property="og:site_name" content="%s"><meta name="author" content="Ada Quill"></head>`, storyDay(i).Format(time.RFC3339), host)
		page := strings.ReplaceAll(storyPage(seed), fmt.Sprintf("Story %d", seed), headline(story))
		io.WriteString(w, strings.Replace(page, "</head>", head, 1))
		return
	}
	w.WriteHeader(http.StatusNotFound)
	io.WriteString(w, "<!doctype html><title>Not found</title><h1>No such page</h1>")
}

func headline(story string) string {
	return map[string]string{"/world/ferry": "The ferry to Corrin runs again", "/world/bridge": "A bridge is asked for",
		"/science/lamps": "Lamps that wait for cyclists", "/wire/harbour": "Harbour wall holds through the storm"}[story]
}

func storyDay(i int) time.Time { return time.Date(2026, 3, 10-i, 6, 15, 0, 0, time.UTC) }
