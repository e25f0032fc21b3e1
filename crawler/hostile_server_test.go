package crawler_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestMain silences net/http, which logs what it finds on idle connections.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// talk is one request to a hostile server, and the connection it came by.
type talk struct {
	net.Conn
	*http.Request
	server *hostile
	nth    int    // of the requests for this path, 1 first
	rest   string // of the path, behind the name of the row
	next   func() *http.Request
}

// conduct is what a hostile server does to a request; afterwards it hangs up.
type conduct func(t *talk)

// hostile is a server that answers each path as a table says, byte by byte.
type hostile struct {
	URL    string
	mu     sync.Mutex
	paths  map[string]conduct // by the first part of the path
	asked  map[string]int
	atOnce map[string]int // most requests at a time, by the conduct that counts them
	open   int
}

// newHostile listens on an address of this machine, such as 127.0.0.1.
func newHostile(t *testing.T, on string) *hostile {
	t.Helper()
	l, err := net.Listen("tcp", on+":0")
	if err != nil {
		t.Fatal(err)
	}
	s := &hostile{URL: "http://" + l.Addr().String(), paths: map[string]conduct{}, asked: map[string]int{}, atOnce: map[string]int{}}
	var running sync.WaitGroup
	var conns sync.Map
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Store(c, nil)
			running.Go(func() {
				defer conns.Delete(c)
				defer c.Close()
				s.converse(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		conns.Range(func(c, _ any) bool { c.(net.Conn).Close(); return true })
		running.Wait()
	})
	return s
}

// converse answers the requests of one connection. Only honest answers keep it.
func (s *hostile) converse(c net.Conn) {
	in := bufio.NewReader(c)
	next := func() *http.Request { r, _ := http.ReadRequest(in); return r }
	for r := next(); r != nil; r = next() {
		name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		s.mu.Lock()
		s.asked[r.URL.Path]++
		t := &talk{Conn: c, Request: r, server: s, nth: s.asked[r.URL.Path], rest: rest, next: next}
		do := s.paths[name]
		s.mu.Unlock()
		if do == nil {
			io.WriteString(c, notFound)
			continue
		}
		do(t)
		if !strings.HasPrefix(name, "good") {
			return
		}
	}
}

const notFound = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"

func (s *hostile) on(path string, do conduct) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[path] = do
}

// times tells how often a path was asked for.
func (s *hostile) times(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// send writes an answer as it is.
func (t *talk) send(parts ...string) { io.WriteString(t.Conn, strings.Join(parts, "")) }

// reset ends the connection without the courtesy of a FIN.
func (t *talk) reset() {
	time.Sleep(20 * time.Millisecond) // for what was sent to arrive before
	t.Conn.(*net.TCPConn).SetLinger(0)
	t.Conn.Close()
}

// hang says nothing until the other side gives up.
func (t *talk) hang() { io.Copy(io.Discard, t.Conn) }

// drip writes part again and again until the other side gives up.
func (t *talk) drip(part string, pause time.Duration) {
	for {
		if _, err := io.WriteString(t.Conn, part); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// counted keeps the account of how many requests a conduct answers at a time.
func counted(kind string, do conduct) conduct {
	return func(t *talk) {
		t.server.mu.Lock()
		t.server.open++
		t.server.atOnce[kind] = max(t.server.atOnce[kind], t.server.open)
		t.server.mu.Unlock()
		do(t)
		t.server.mu.Lock()
		t.server.open--
		t.server.mu.Unlock()
	}
}

// answer is an answer written out.
func answer(parts ...string) conduct { return func(t *talk) { t.send(parts...) } }

// whole is a complete answer: status line, headers and body.
func whole(status, headers string, body []byte) string {
	if headers != "" && !strings.HasSuffix(headers, "\r\n") {
		headers += "\r\n"
	}
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, headers, len(body), body)
}

// typed is a complete answer of a content type.
func typed(contentType, body string) conduct {
	return answer(whole("200 OK", "Content-Type: "+contentType, []byte(body)))
}

func html(body string) conduct { return typed("text/html; charset=utf-8", body) }

// moved redirects.
func moved(to string) conduct {
	return answer(whole("302 Found", "Location: "+to, nil))
}

// flaky does something else before the nth request.
func flaky(nth int, before, then conduct) conduct {
	return func(t *talk) {
		if t.nth < nth {
			before(t)
			return
		}
		then(t)
	}
}

func gzipped(body string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, body)
	w.Close()
	return b.Bytes()
}

// canary is a server on a private address that nobody may reach.
type canary struct {
	*httptest.Server
	hits atomic.Int64
	host string // address and port
}

func newCanary(t *testing.T) *canary {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skipf("this machine has no second loopback address: %v", err)
	}
	c := &canary{host: l.Addr().String()}
	c.Server = &httptest.Server{Listener: l, Config: &http.Server{
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				c.hits.Add(1)
			}
		},
	}}
	c.Start()
	t.Cleanup(c.Close)
	return c
}

// port is the port of the canary.
func (c *canary) port() string { _, p, _ := net.SplitHostPort(c.host); return p }
