package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

const page = "<p>An honest page.</p>"

// ok is an honest answer.
var ok = fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(page), page)

// hostileCases are what a server can do to one request, and what comes of it.
var hostileCases = []struct {
	name   string
	answer string                 // sent after the request; or
	serve  func(c net.Conn)       // done after the request; then the connection ends
	check  func(*Response) string // what is wrong with the answer, when one is expected
	code   string                 // of the expected error; empty for an answer
	vain   bool                   // an answer that is never finished
}{
	{name: "honest", answer: ok, check: bodyIs(page)},
	{name: "reset before the headers", serve: reset, code: CodeReset},
	{name: "reset within the headers", serve: func(c net.Conn) { write(c, "HTTP/1.1 200 OK\r\nContent-"); pause(); reset(c) }, code: CodeReset},
	{name: "closed before the headers", answer: "", code: CodeClosed},
	{name: "closed within the headers", answer: "HTTP/1.1 200 OK\r\nContent-", code: CodeClosed},
	{name: "closed between two headers", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", code: CodeClosed},
	{name: "reset within the body", serve: func(c net.Conn) { write(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"); pause(); reset(c) }, code: CodeReset},
	{name: "closed within the body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", code: CodeShort},
	{name: "closed within a chunk", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc", code: CodeShort},
	{name: "no last chunk", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", code: CodeShort},

	{name: "negative length", answer: "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc", code: CodeResponse},
	{name: "length in words", answer: "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabc", code: CodeResponse},
	{name: "two lengths", answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc", code: CodeResponse},
	{name: "length of 9 EB", answer: "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nabc", code: CodeTooLarge},
	{name: "length of 30 digits", answer: "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999999999999999\r\n\r\nabc", code: CodeResponse},
	{name: "length too small", answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", check: bodyIs("abc")},
	{name: "length of nothing", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", check: bodyIs("")},
	{name: "until the end", answer: "HTTP/1.0 200 OK\r\n\r\nabc", check: bodyIs("abc")},

	{name: "chunk size in words", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthree\r\nabc\r\n0\r\n\r\n", code: CodeResponse},
	{name: "huge chunk size", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nabc\r\n0\r\n\r\n", code: CodeResponse},
	{name: "large chunk size", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nabc", code: CodeShort},
	{name: "chunk longer than it says", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", code: CodeResponse},
	{name: "chunks of one byte", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", 1000) + "0\r\n\r\n", check: bodyIs(strings.Repeat("a", 1000))},
	{name: "chunk extensions", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y;z\r\nabc\r\n0;q\r\n\r\n", check: bodyIs("abc")},
	{name: "nothing but chunk extensions", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		drip(c, "1;"+strings.Repeat("x", 2000)+"\r\na\r\n", 0)
	}, code: CodeResponse},
	{name: "unknown transfer coding", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nabc", code: CodeResponse},

	{name: "silent", serve: hang, code: CodeTimeout},
	{name: "headers that drip", serve: func(c net.Conn) { write(c, "HTTP/1.1 200 OK\r\n"); drip(c, "A: b\r\n", 20*time.Millisecond) }, code: CodeTimeout},
	{name: "body that drips", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
		drip(c, "a", 20*time.Millisecond)
	}, code: CodeTimeout},
	{name: "body that stalls", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
		hang(c)
	}, code: CodeTimeout},
	{name: "slow but honest", serve: func(c net.Conn) {
		for part := range strings.SplitAfterSeq(ok, "\n") {
			write(c, part)
			time.Sleep(30 * time.Millisecond)
		}
	}, check: bodyIs(page)},

	{name: "endless body", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\n\r\n")
		drip(c, strings.Repeat("a", 1<<16), 0)
	}, code: CodeTooLarge},
	{name: "endless chunks", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		drip(c, "1000\r\n"+strings.Repeat("a", 0x1000)+"\r\n", 0)
	}, code: CodeTooLarge},
	{name: "endless headers", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\n")
		drip(c, "A: "+strings.Repeat("b", 1000)+"\r\n", 0)
	}, code: CodeTooLarge},
	{name: "one endless header", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nA: ")
		drip(c, strings.Repeat("b", 1<<16), 0)
	}, code: CodeTooLarge},
	{name: "endless status line", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 ")
		drip(c, strings.Repeat("b", 1<<16), 0)
	}, code: CodeTooLarge},
	{name: "endless trailer", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n")
		drip(c, "A: b\r\n", 0)
	}, code: CodeTooLarge},
	{name: "a thousand cookies", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + cookieLines(1000) + "\r\n", check: bodyIs("")},

	{name: "three early hints", answer: strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 3) + ok, check: bodyIs(page)},
	{name: "endless early hints", serve: func(c net.Conn) { drip(c, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0) }, code: CodeTooLarge},
	{name: "another protocol", answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc", check: statusIs(101)},

	{name: "no headers at all", answer: "<html>hello</html>", code: CodeResponse},
	{name: "status in words", answer: "HTTP/1.1 fine\r\n\r\n", code: CodeResponse},
	{name: "status of two digits", answer: "HTTP/1.1 20 OK\r\n\r\n", code: CodeResponse},
	{name: "negative status", answer: "HTTP/1.1 -20 OK\r\n\r\n", code: CodeResponse},
	{name: "unknown version", answer: "HTTP/9.x 200 OK\r\n\r\n", code: CodeResponse},
	{name: "unknown protocol", answer: "ICY 200 OK\r\n\r\n", code: CodeResponse},
	{name: "NULs", answer: strings.Repeat("\x00", 100) + "\r\n\r\n", code: CodeResponse},
	{name: "TLS on a plain port", answer: "\x15\x03\x01\x00\x02\x02\x16", code: CodeResponse},
	{name: "HTTP/2 on a plain port", answer: "\x00\x00\x00\x04\x00\x00\x00\x00\x00\r\n\r\n", code: CodeResponse},
	{name: "header without a colon", answer: "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", code: CodeResponse},
	{name: "header with control characters", answer: "HTTP/1.1 200 OK\r\nA\x00B: c\r\n\r\n", code: CodeResponse},
	{name: "control characters in a status", answer: "HTTP/1.1 2\x1b[31m0 OK\r\n\r\n", code: CodeResponse},

	{name: "204", answer: "HTTP/1.1 204 No Content\r\n\r\n", check: statusIs(204)},
	{name: "206 unasked", answer: "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\nabc", check: statusIs(206)},
	{name: "304 unasked", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", check: statusIs(304)},
	{name: "404", answer: strings.Replace(ok, "200 OK", "404 Not Found", 1), check: all(statusIs(404), bodyIs(page))},
	{name: "404 with half a body", answer: "HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nabc", check: all(statusIs(404), bodyIs("abc"))},
	{name: "404 in an unknown coding", answer: "HTTP/1.1 404 Not Found\r\nContent-Encoding: rot13\r\nContent-Length: 3\r\n\r\nabc", check: statusIs(404)},
	{name: "503 without end", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n\r\n")
		drip(c, strings.Repeat("a", 1<<16), 0)
	}, check: all(statusIs(503), lengthIs(maxErrorPage))},
	{name: "503 that stalls", serve: func(c net.Conn) {
		write(c, "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nabc")
		hang(c)
	}, check: statusIs(503), vain: true},
	{name: "999", answer: "HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", check: statusIs(999)},
	{name: "redirect with half a body", answer: "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 100\r\n\r\nabc", check: statusIs(301)},
	{name: "redirect to nowhere", answer: "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", check: statusIs(302)},
}

func TestHostileServer(t *testing.T) {
	for _, c := range hostileCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScripted(t, func(conn net.Conn, next func() *http.Request) {
				if next() == nil {
					return
				}
				if c.serve != nil {
					c.serve(conn)
					return
				}
				write(conn, c.answer)
			})
			start := time.Now()
			f := newTestFetcher(t)
			if c.vain || c.code == CodeTimeout {
				f = newTestFetcher(t, impatient)
			}
			r, err := f.Get(context.Background(), Request{URL: s.URL + "/"})
			if got := codeOf(t, err); got != c.code {
				t.Fatalf("code %q (%v), want %q", got, err, c.code)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\x00\x1b\r\n") {
				t.Errorf("control characters in %q", err)
			}
			if err == nil {
				if wrong := c.check(r); wrong != "" {
					t.Error(wrong)
				}
			}
			if requests, _ := s.seen(); requests != 1 {
				t.Errorf("%d requests, want 1", requests)
			}
		})
	}
}

func TestHostileMemory(t *testing.T) {
	s := newScripted(t, func(c net.Conn, next func() *http.Request) {
		next()
		write(c, "HTTP/1.1 200 OK\r\n\r\n")
		drip(c, strings.Repeat("a", 1<<16), 0)
	})
	f := newTestFetcher(t, func(o *Options) { o.PageBytes = 1 << 20 })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 5 {
		_, err := f.Get(context.Background(), Request{URL: s.URL})
		if got := codeOf(t, err); got != CodeTooLarge {
			t.Fatalf("code %q (%v), want %q", got, err, CodeTooLarge)
		}
	}
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) / 5; used > 8<<20 {
		t.Errorf("an endless body took %d bytes", used)
	}
}

func TestCanceled(t *testing.T) {
	s := newScripted(t, func(c net.Conn, next func() *http.Request) {
		next()
		hang(c)
	})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := newTestFetcher(t).Get(ctx, Request{URL: s.URL})
	if got := codeOf(t, err); got != CodeCanceled {
		t.Errorf("code %q (%v), want %q", got, err, CodeCanceled)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	_, err = newTestFetcher(t).Get(context.Background(), Request{URL: "http://" + addr})
	if got := codeOf(t, err); got != CodeRefused {
		t.Errorf("code %q (%v), want %q", got, err, CodeRefused)
	}
}

func write(c net.Conn, s string) { c.Write([]byte(s)) }

// pause lets what was written arrive before a reset overtakes it.
func pause() { time.Sleep(50 * time.Millisecond) }

func cookieLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Set-Cookie: name%d=value; Path=/\r\n", i)
	}
	return b.String()
}

func bodyIs(want string) func(*Response) string {
	return func(r *Response) string {
		if string(r.Body) != want {
			return fmt.Sprintf("body %.100q, want %.100q", r.Body, want)
		}
		return ""
	}
}

func statusIs(want int) func(*Response) string {
	return func(r *Response) string {
		if r.Status != want {
			return fmt.Sprintf("status %d, want %d", r.Status, want)
		}
		return ""
	}
}

func lengthIs(want int) func(*Response) string {
	return func(r *Response) string {
		if len(r.Body) != want {
			return fmt.Sprintf("%d bytes, want %d", len(r.Body), want)
		}
		return ""
	}
}

func all(checks ...func(*Response) string) func(*Response) string {
	return func(r *Response) string {
		var wrong []string
		for _, c := range checks {
			if w := c(r); w != "" {
				wrong = append(wrong, w)
			}
		}
		return strings.Join(wrong, "; ")
	}
}
