package main

import (
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// service speaks to the service manager that has started winnow, if it wants to
// know: see sd_notify(3) and sd_watchdog_enabled(3).
type service struct {
	conn  *net.UnixConn // nil when nobody listens
	every time.Duration // how often it wants a sign of life; 0 is never
	last  time.Time
}

func newService() *service {
	s := &service{}
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return s
	}
	// The net package writes an abstract name, which begins with @, as the kernel wants it.
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return s // nobody listens: that is no reason not to harvest
	}
	s.conn = conn
	usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if mine := os.Getenv("WATCHDOG_PID"); err == nil && usec > 0 && (mine == "" || mine == strconv.Itoa(os.Getpid())) {
		s.every = time.Duration(usec) * time.Microsecond / 3 // so that one may be late
	}
	return s
}

// say tells the manager a state, for example READY=1.
func (s *service) say(state string) {
	if s.conn != nil {
		s.conn.Write([]byte(state)) // who does not read it does not need it
	}
}

// alive gives a sign of life when one is due.
func (s *service) alive() {
	if s.every > 0 && time.Since(s.last) >= s.every {
		s.last = time.Now()
		s.say("WATCHDOG=1")
	}
}

func (s *service) close() {
	if s.conn != nil {
		s.conn.Close()
	}
}

// hangups gives a channel on which SIGHUP arrives, until the function is called.
func hangups() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

func pid() int { return os.Getpid() }
