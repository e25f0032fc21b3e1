package fetch

import (
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// restTime is the longest wait for a connection to come to rest. Its reader has
// only to go around its loop; on a machine that does much else it waits for its turn.
const restTime = 100 * time.Millisecond

// watchedConn knows of a connection what net/http keeps to itself: how reading
// from it ended, and whether somebody waits for what comes next.
type watchedConn struct {
	net.Conn
	ended   atomic.Pointer[error]
	waiting atomic.Bool // a Read is under way
}

func (c *watchedConn) Read(p []byte) (int, error) {
	c.waiting.Store(true)
	n, err := c.Conn.Read(p)
	c.waiting.Store(false)
	if err != nil {
		c.ended.CompareAndSwap(nil, &err)
	}
	return n, err
}

// atRest waits until nothing is left of the last answer: the reader of net/http
// has used up all that came and waits for more, and nothing more has
// come. It is false when the connection has ended, or when the server sent
// something behind its answer, which must not be taken for the next one.
func (c *watchedConn) atRest(ended func() error) bool {
	for pause := 10 * time.Microsecond; pause < restTime; pause *= 2 {
		if ended() != nil {
			return false
		}
		if c.waiting.Load() {
			return !hasCome(c.Conn) && ended() == nil
		}
		time.Sleep(pause)
	}
	return false
}

// explain puts right what net/http says of headers of which the last line is cut
// off: that they are malformed.
func (c *watchedConn) explain(err error) error {
	if ended := c.ended.Load(); ended != nil && strings.Contains(err.Error(), "malformed MIME header") {
		return fmt.Errorf("within the headers: %w", *ended)
	}
	return err
}
