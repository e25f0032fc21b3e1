package fetch

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// TestNeverSendsTwice proves that a connection which dies under a request is an
// error. http.Transport would send the request again at once.
func TestNeverSendsTwice(t *testing.T) {
	deaths := map[string]func(net.Conn){
		"closed": func(c net.Conn) { c.Close() },
		"reset":  reset,
	}
	for name, die := range deaths {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t, func(c net.Conn, next func() *http.Request) {
				if next() == nil {
					return
				}
				write(c, ok)
				// The second request on the connection kills it, unanswered.
				if next() != nil {
					die(c)
				}
			})
			f := newTestFetcher(t)
			get(t, f, s.URL+"/one")
			_, err := f.Get(context.Background(), Request{URL: s.URL + "/two"})
			if code := codeOf(t, err); code != CodeClosed && code != CodeReset {
				t.Fatalf("code %q (%v), want %q or %q", code, err, CodeClosed, CodeReset)
			}
			if e := err.(*Error); !e.Retry {
				t.Errorf("%v: not worth a retry", e)
			}
			time.Sleep(20 * time.Millisecond) // a second sending would come at once
			if requests, conns := s.seen(); requests != 2 || conns != 1 {
				t.Errorf("%d requests on %d connections, want 2 on 1", requests, conns)
			}
			get(t, f, s.URL+"/three") // on a new connection
		})
	}
}

// TestClosedWhileIdle has a server that says keep-alive and closes. The next
// request goes over a new connection and nobody notices.
func TestClosedWhileIdle(t *testing.T) {
	s := newScripted(t, func(c net.Conn, next func() *http.Request) {
		if next() != nil {
			write(c, ok)
		}
	})
	f := newTestFetcher(t)
	for i := range 5 {
		get(t, f, fmt.Sprintf("%s/%d", s.URL, i))
		time.Sleep(5 * time.Millisecond) // for the FIN
	}
	if requests, conns := s.seen(); requests != 5 || conns != 5 {
		t.Errorf("%d requests on %d connections, want 5 on 5", requests, conns)
	}
}

// TestSmuggledAnswer has a server that sends two answers to each request. The
// second must not be taken for the answer to the next, nor be its end, also when
// there was no time to settle: on a busy machine that time may pass unused.
func TestSmuggledAnswer(t *testing.T) {
	s := newScripted(t, func(c net.Conn, next func() *http.Request) {
		for r := next(); r != nil; r = next() {
			write(c, ok+"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled")
		}
	})
	f := newTestFetcher(t)
	f.transport.pool.settle = 0
	for range 500 {
		if got := string(get(t, f, s.URL).Body); got != page {
			t.Fatalf("body %q, want %q", got, page)
		}
	}
}

func TestKeepsConnections(t *testing.T) {
	var conns atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Millisecond)
		io.WriteString(w, page)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	f := newTestFetcher(t)
	for range 20 {
		get(t, f, s.URL)
	}
	if got := conns.Load(); got != 1 {
		t.Errorf("20 requests in turn took %d connections, want 1", got)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if _, err := f.Get(context.Background(), Request{URL: s.URL}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	f.transport.pool.mu.Lock()
	kept := 0
	for _, c := range f.transport.pool.conns {
		kept += len(c)
	}
	f.transport.pool.mu.Unlock()
	if kept > defaultPerHost {
		t.Errorf("%d connections kept for one host, want at most %d", kept, defaultPerHost)
	}
	f.Close()
	if n := len(f.transport.pool.conns); n != 0 {
		t.Errorf("%d connections after Close", n)
	}
}

func TestKeepsFewConnections(t *testing.T) {
	f := newTestFetcher(t, func(o *Options) { o.Workers = 1 })
	f.transport.pool.maxIdle = 4
	for range 12 {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, page) }))
		t.Cleanup(s.Close)
		get(t, f, s.URL)
	}
	f.transport.pool.mu.Lock()
	defer f.transport.pool.mu.Unlock()
	if n, idle := len(f.transport.pool.conns), f.transport.pool.idle.Len(); n != 4 || idle != 4 {
		t.Errorf("%d connections kept, %d of them unused, want 4", n, idle)
	}
}

// TestLeavesNothing looks for goroutines that outlive a closed Fetcher.
func TestLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("fetching", func(t *testing.T) {
		honest := newServer(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, page) })
		secure, trusting := newTLS(t, honest.Config.Handler)
		silent := newScripted(t, func(c net.Conn, next func() *http.Request) { hang(c) })
		f := newTestFetcher(t, impatient, trusting)
		var all sync.WaitGroup
		for _, addr := range []string{honest.URL, secure.URL, silent.URL, "http://10.0.0.1/", "http://127.0.0.1:1/", honest.URL} {
			all.Go(func() { f.Get(context.Background(), Request{URL: addr}) })
		}
		all.Wait()
	})
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// newTLS starts a server with a certificate that the fetchers of trusting accept.
func newTLS(t testing.TB, h http.Handler) (s *httptest.Server, trusting func(*Options)) {
	t.Helper()
	s = httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, func(o *Options) { o.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs }
}

func TestHTTP2(t *testing.T) {
	var bodies atomic.Int32
	s, trusting := newTLS(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n > 0 || r.ContentLength != 0 {
			bodies.Add(1)
		}
		io.WriteString(w, page)
	}))
	f := newTestFetcher(t, trusting)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r, err := f.Get(context.Background(), Request{URL: s.URL})
			if err != nil {
				t.Error(err)
			} else if r.Proto != "HTTP/2.0" || string(r.Body) != page {
				t.Errorf("%s %q, want HTTP/2.0 %q", r.Proto, r.Body, page)
			}
		})
	}
	all.Wait()
	if n := bodies.Load(); n > 0 {
		t.Errorf("%d requests had a body", n)
	}
}

// TestHTTP2NeverSendsTwice refuses a stream in the two ways after which an
// HTTP/2 client may send the request again.
func TestHTTP2NeverSendsTwice(t *testing.T) {
	refusals := map[string]func(*http2.Framer, uint32){
		"refused stream": func(f *http2.Framer, stream uint32) { f.WriteRSTStream(stream, http2.ErrCodeRefusedStream) },
		"going away": func(f *http2.Framer, stream uint32) {
			f.WriteGoAway(stream-1, http2.ErrCodeNo, nil)
		},
	}
	for name, refuse := range refusals {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			addr, trusting := newFramed(t, func(f *http2.Framer, stream uint32) {
				if requests.Add(1); stream == 1 {
					answerFramed(f, stream)
					return
				}
				refuse(f, stream)
			})
			f := newTestFetcher(t, trusting)
			get(t, f, addr+"/one")
			_, err := f.Get(context.Background(), Request{URL: addr + "/two"})
			if code := codeOf(t, err); code != CodeClosed && code != CodeReset {
				t.Fatalf("code %q (%v), want %q or %q", code, err, CodeClosed, CodeReset)
			}
			time.Sleep(20 * time.Millisecond)
			if n := requests.Load(); n != 2 {
				t.Errorf("%d requests, want 2", n)
			}
		})
	}
}

// newFramed serves HTTP/2 frame by frame: serve is called for the headers of each request.
func newFramed(t *testing.T, serve func(f *http2.Framer, stream uint32)) (addr string, trusting func(*Options)) {
	t.Helper()
	s, trusting := newTLS(t, http.NotFoundHandler())
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveFrames(c, serve)
		}
	}()
	return "https://" + l.Addr().String(), trusting
}

func serveFrames(c net.Conn, serve func(f *http2.Framer, stream uint32)) {
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	f := http2.NewFramer(c, c)
	f.WriteSettings()
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				f.WriteSettingsAck()
			}
		case *http2.HeadersFrame:
			serve(f, frame.StreamID)
		}
	}
}

// answerFramed sends an honest answer.
func answerFramed(f *http2.Framer, stream uint32) {
	var block headerBlock
	hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block, EndHeaders: true})
	f.WriteData(stream, true, []byte(page))
}

type headerBlock []byte

func (b *headerBlock) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}
