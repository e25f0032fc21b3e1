package fetch

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"
)

// TestMain silences net/http, which tells the log what it finds on idle connections.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// loopback is allowed in tests, and nothing else is.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// newTestFetcher makes a Fetcher for servers on loopback. Its limits are longer
// than anything that an honest server needs on a busy machine.
func newTestFetcher(t testing.TB, change ...func(*Options)) *Fetcher {
	t.Helper()
	o := Options{
		Agent: "winnow/1.0", Allow: loopback, Proxy: "none", PageBytes: 64 << 10,
		RequestTime: 20 * time.Second, HeaderTime: 10 * time.Second, IdleTime: 10 * time.Second,
	}
	for _, c := range change {
		c(&o)
	}
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// impatient is for servers that are waited for in vain.
func impatient(o *Options) {
	o.RequestTime, o.HeaderTime, o.IdleTime = 800*time.Millisecond, 200*time.Millisecond, 200*time.Millisecond
}

// get asks for addr and fails the test unless there is an answer.
func get(t testing.TB, f *Fetcher, addr string) *Response {
	t.Helper()
	r, err := f.Get(context.Background(), Request{URL: addr})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codeOf is the code of the error of a Get; empty when there is none.
func codeOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want an *Error", err, err)
	}
	if Meaning(e.Code) == "" {
		t.Errorf("code %q has no meaning", e.Code)
	}
	return e.Code
}

// scripted is a server that answers requests byte by byte as a script says.
type scripted struct {
	URL string

	mu       sync.Mutex
	requests []string // paths, in the order in which they came
	conns    int
}

// newScripted serves every connection with script, until that returns. The
// script reads requests by next, which is nil at the end of the connection.
func newScripted(t testing.TB, script func(c net.Conn, next func() *http.Request)) *scripted {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{URL: "http://" + l.Addr().String()}
	var running sync.WaitGroup
	stop := make(chan struct{})
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns++
			s.mu.Unlock()
			running.Go(func() {
				defer c.Close()
				context.AfterFunc(testContext(stop), func() { c.Close() })
				script(c, s.reader(c))
			})
		}
	})
	t.Cleanup(func() {
		close(stop)
		l.Close()
		running.Wait()
	})
	return s
}

// testContext ends when stop is closed.
func testContext(stop chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-stop; cancel() }()
	return ctx
}

func (s *scripted) reader(c net.Conn) func() *http.Request {
	in := bufio.NewReader(c)
	return func() *http.Request {
		r, err := http.ReadRequest(in)
		if err != nil {
			return nil
		}
		s.mu.Lock()
		s.requests = append(s.requests, r.URL.Path)
		s.mu.Unlock()
		return r
	}
}

// seen tells how many requests and connections came.
func (s *scripted) seen() (requests, conns int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests), s.conns
}

// drip writes part again and again, pausing, until the connection is gone.
func drip(c net.Conn, part string, pause time.Duration) {
	b := []byte(part)
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// hang says nothing until the other side gives up.
func hang(c net.Conn) { io.Copy(io.Discard, c) }

// reset ends a connection without the courtesy of a FIN.
func reset(c net.Conn) {
	c.(*net.TCPConn).SetLinger(0)
	c.Close()
}
