// Package demo is a newsroom of four small sites, for trying winnow where no
// other site can be bothered. New serves it on loopback, Config gives the
// configuration that harvests it, and Expect what that harvest should find.
//
// The sites have names of their own under .test (RFC 6761), which no resolver
// knows. They are reached through an HTTP proxy that listens on a free port of
// 127.0.0.1 and is the newsroom itself: so an address in the database stays the
// same whichever port was free. Everything is made of the texts in content and
// the pages in templates; no place, person or newspaper in them exists.
package demo

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"winnow/config"
)

// headerTime is how long a client may take to send its header: it is on the
// same machine.
const headerTime = 10 * time.Second

// Newsroom is the running demonstration. Its methods may be called at any time
// from any goroutine until Close.
type Newsroom struct {
	proxy   string
	server  *http.Server
	edition atomic.Pointer[edition]
	mu      sync.Mutex
	visits  []Visit
}

// New starts the newsroom as it is on the first morning.
func New() (*Newsroom, error) {
	n := &Newsroom{}
	if err := n.publish(firstMorning); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo newsroom: %w", err)
	}
	n.proxy = "http://" + l.Addr().String()
	n.server = &http.Server{Handler: n, ReadHeaderTimeout: headerTime}
	go n.server.Serve(l)
	return n, nil
}

// Tick turns to the second morning: one article has been corrected, in its
// text, its date of change and its feed, and one more has been published. To
// tick again changes nothing. Who harvests into a database that has seen the
// second morning ticks before the first run, lest the correction be taken back.
func (n *Newsroom) Tick() error { return n.publish(secondMorning) }

func (n *Newsroom) publish(when moment) error {
	e, err := newEdition(when)
	if err != nil {
		return fmt.Errorf("demo newsroom: %w", err)
	}
	n.edition.Store(e)
	return nil
}

// Close stops serving and cuts what is still open.
func (n *Newsroom) Close() error { return n.server.Close() }

// Proxy is the address of the HTTP proxy through which the sites are reached.
func (n *Newsroom) Proxy() string { return n.proxy }

// URLs gives the addresses of the four home pages.
func (n *Newsroom) URLs() []string {
	var urls []string
	for _, s := range sites {
		urls = append(urls, s.Origin()+"/")
	}
	return urls
}

// ConfigText is the crawl.yaml that harvests the newsroom into the database at
// db.
func (n *Newsroom) ConfigText(db string) ([]byte, error) {
	var b bytes.Buffer
	err := texts.ExecuteTemplate(&b, "crawl.yaml", configPage{DB: db, Proxy: n.proxy, Sites: sites})
	return b.Bytes(), err
}

// Config is ConfigText, read.
func (n *Newsroom) Config(db string) (*config.Config, error) {
	text, err := n.ConfigText(db)
	if err != nil {
		return nil, fmt.Errorf("demo configuration: %w", err)
	}
	return config.Parse("demo.yaml", text)
}
