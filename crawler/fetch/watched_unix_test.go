//go:build linux || darwin || freebsd || netbsd || openbsd

package fetch

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// TestAtRest looks at a connection in each state that it may be found in between
// two requests.
func TestAtRest(t *testing.T) {
	alive, dead := func() error { return nil }, func() error { return errors.New("closed") }
	states := []struct {
		name    string
		before  func(server net.Conn) // what the server did behind its answer
		reading bool                  // whether the reader waits for more
		ended   func() error
		want    bool
	}{
		{name: "the reader waits for more", reading: true, ended: alive, want: true},
		{name: "the reader has not come back", ended: alive},
		{name: "given up", reading: true, ended: dead},
		{name: "bytes lie there", before: func(s net.Conn) { io.WriteString(s, "HTTP/1.1 200 OK\r\n") }, ended: alive},
		{name: "an end lies there", before: func(s net.Conn) { s.Close() }, ended: alive},
		{name: "a reset lies there", before: reset, ended: alive},
	}
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			here, server := tcpPair(t)
			c := &watchedConn{Conn: here}
			switch {
			case state.reading:
				go c.Read(make([]byte, 1))
			case state.before != nil:
				state.before(server)
				c.waiting.Store(true) // the reader was not woken yet
				for !hasCome(here) {  // on its way
					time.Sleep(time.Millisecond)
				}
			}
			if got := c.atRest(state.ended); got != state.want {
				t.Errorf("at rest: %v, want %v", got, state.want)
			}
		})
	}
}

// tcpPair connects two ends on this machine.
func tcpPair(t *testing.T) (here, there net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if here, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if there, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { here.Close(); there.Close() })
	return here, there
}
