package fetch

import (
	"context"
	"net"
	"net/http"
	"testing"
)

// TestPartialKeepsWhatCame holds that a body that breaks off is kept only for who
// asks for it, with the reason.
func TestPartialKeepsWhatCame(t *testing.T) {
	for _, c := range []struct {
		name, answer, code, body string
		stalls                   bool
	}{
		{"shorter than it says", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", CodeShort, "abc", false},
		{"stalls", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", CodeTimeout, "abc", true},
		{"whole", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "", "abc", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScripted(t, func(conn net.Conn, next func() *http.Request) {
				if next() == nil {
					return
				}
				write(conn, c.answer)
				if c.stalls {
					hang(conn)
				}
			})
			f := newTestFetcher(t, impatient)
			if _, err := f.Get(context.Background(), Request{URL: s.URL}); codeOf(t, err) != c.code {
				t.Errorf("not asked for: %v, want %q", err, c.code)
			}
			r, err := f.Get(context.Background(), Request{URL: s.URL, Partial: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := codeOf(t, errorOf(r.Broken)); string(r.Body) != c.body || got != c.code {
				t.Errorf("got %q, %q; want %q, %q", r.Body, got, c.body, c.code)
			}
		})
	}
}

// errorOf makes an error of what may be none.
func errorOf(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}
