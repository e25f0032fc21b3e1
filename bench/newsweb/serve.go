package newsweb

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// document is what stands under a path.
type document struct {
	contentType string
	body        []byte
}

// The ports that are tried for a host. Real addresses have none, so it should at
// least be short.
const firstPort, lastPort = 8000, 8099

// Serve renders a web of so many hosts, serves each on a loopback address of its
// own, 127.83.x.y, and gives their addresses. It serves until the program ends.
func Serve(hosts int) ([]string, error) {
	addresses := make([]string, hosts)
	for i := range addresses {
		l, err := listen(fmt.Sprintf("127.83.%d.%d", i/250, i%250+1))
		if err != nil {
			return nil, err
		}
		addresses[i] = "http://" + l.Addr().String()
		go http.Serve(l, handler(NewSite(i, addresses[i]).documents()))
	}
	return addresses, nil
}

func listen(host string) (l net.Listener, err error) {
	for port := firstPort; port <= lastPort; port++ {
		if l, err = net.Listen("tcp", fmt.Sprintf("%s:%d", host, port)); err == nil {
			return l, nil
		}
	}
	return nil, fmt.Errorf("serve %s: %w", host, err)
}

// documents renders all of a site.
func (s *Site) documents() map[string]document {
	const html, xml = "text/html; charset=utf-8", "application/xml"
	all := map[string]document{
		"/":            {html, s.Home()},
		"/feed.xml":    {"application/rss+xml", s.Feed()},
		"/sitemap.xml": {xml, s.Sitemap()},
		"/robots.txt":  {"text/plain", s.Robots()},
	}
	for i := range sections {
		all[s.Section(i)] = document{html, s.Listing(i)}
	}
	for i := range articlesPerHost {
		all[s.Path(i)] = document{html, s.Article(i)}
	}
	return all
}

// handler sends the documents packed, as they were made ready beforehand, so that
// serving them takes little of the machine.
func handler(all map[string]document) http.HandlerFunc {
	packed := make(map[string][]byte, len(all))
	for path, d := range all {
		packed[path] = zip(d.body)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		d, known := all[r.URL.Path]
		if !known {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", d.contentType)
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Write(d.body)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed[r.URL.Path])
	}
}

func zip(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b) // neither fails: it is memory
	w.Close()
	return out.Bytes()
}
