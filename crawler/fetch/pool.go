package fetch

import (
	"container/list"
	"net/http"
	"sync"
	"time"
)

const (
	// keepTime is how long an unused connection is kept. Most servers close
	// theirs within a minute or two.
	keepTime = 90 * time.Second
	// settleTime is how long a connection must have been unused before it carries
	// the next request: time for what a server sends right behind its answer, bytes
	// or an end, to arrive and to be found by atRest.
	settleTime = time.Millisecond
	// keepConns is how many unused connections are kept at least. Hosts take turns
	// in a harvest: with fewer, each would have to be connected to anew, which
	// costs more than the request. A connection takes some 20 kB.
	keepConns = 1024
)

// connKey names the connections that can serve a request.
type connKey struct{ scheme, addr, proxy string }

// pooled is a connection and how it is used.
type pooled struct {
	key         connKey
	conn        *http.ClientConn
	wire        *watchedConn
	multiplexed bool // HTTP/2: many requests at once, answers cannot be confused
	forgotten   bool // no longer in the pool
	inUse       int
	freed       time.Time     // when it was last in use
	idle        *list.Element // its place among the unused; nil while it is in use
}

// pool keeps connections for later requests. http.Transport keeps some too, but
// only for requests that it may send again by itself.
type pool struct {
	maxIdle, maxPerHost int
	settle              time.Duration // settleTime

	mu    sync.Mutex
	conns map[connKey][]*pooled
	idle  *list.List  // of the unused, those that were unused for longest first
	sweep *time.Timer // nil while there is nothing to sweep
}

func newPool(maxIdle, maxPerHost int) *pool {
	return &pool{maxIdle: maxIdle, maxPerHost: maxPerHost, settle: settleTime, conns: map[connKey][]*pooled{}, idle: list.New()}
}

// get gives a connection for one request: a kept one, or the one that connect makes.
// The caller ends its use by put or drop.
func (p *pool) get(key connKey, connect func() (*http.ClientConn, *watchedConn, error)) (*pooled, error) {
	for {
		c, shared, settle := p.take(key)
		if c == nil {
			break
		}
		time.Sleep(settle)
		if shared && c.conn.Err() == nil || !shared && c.wire.atRest(c.conn.Err) {
			return c, nil
		}
		c.conn.Release()
		p.drop(c)
	}
	conn, wire, err := connect()
	if err != nil {
		return nil, err
	}
	c := &pooled{key: key, conn: conn, wire: wire, inUse: 1}
	if err := conn.Reserve(); err != nil {
		conn.Close()
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[key] = append(p.conns[key], c)
	if p.sweep == nil {
		p.sweep = time.AfterFunc(keepTime, p.sweepIdle)
	}
	return c, nil
}

// take reserves a kept connection, the most recently used first, and says whether
// it may carry other requests at the same time and how long to wait before using
// it; nil when none is free.
func (p *pool) take(key connKey) (c *pooled, shared bool, settle time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	conns := p.conns[key]
	for i := len(conns) - 1; i >= 0; i-- {
		if c := conns[i]; c.conn.Reserve() == nil {
			c.inUse++
			p.busy(c)
			if shared = c.multiplexed || c.inUse > 1; !shared { // the first answer tells; until then only HTTP/2 lets others in
				settle = p.settle - time.Since(c.freed)
			}
			return c, shared, settle
		}
	}
	return nil, false, 0
}

// put gives back a connection whose answer was read.
func (p *pool) put(c *pooled, multiplexed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.inUse--
	c.freed, c.multiplexed = time.Now(), multiplexed
	if c.forgotten || c.conn.Err() != nil {
		p.remove(c)
		return
	}
	idle := 0
	for _, other := range p.conns[c.key] {
		if other.inUse == 0 {
			idle++
		}
	}
	if idle > p.maxPerHost {
		p.remove(c)
		return
	}
	if c.inUse == 0 {
		c.idle = p.idle.PushBack(c)
	}
	if p.idle.Len() > p.maxIdle {
		p.remove(p.idle.Front().Value.(*pooled))
	}
}

// busy takes a connection from among the unused.
func (p *pool) busy(c *pooled) {
	if c.idle != nil {
		p.idle.Remove(c.idle)
		c.idle = nil
	}
}

// drop gives back a connection on which a request failed. It is closed, unless
// others still use it.
func (p *pool) drop(c *pooled) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.inUse--
	p.remove(c)
}

// remove forgets c, and closes it unless somebody uses it.
func (p *pool) remove(c *pooled) {
	c.forgotten = true
	p.busy(c)
	conns := p.conns[c.key]
	for i, other := range conns {
		if other == c {
			p.conns[c.key] = append(conns[:i:i], conns[i+1:]...)
			break
		}
	}
	if len(p.conns[c.key]) == 0 {
		delete(p.conns, c.key)
	}
	if c.inUse == 0 {
		c.conn.Close()
	}
}

// sweepIdle closes what was unused for keepTime and comes back while anything is left.
func (p *pool) sweepIdle() {
	p.closeUnused(time.Now().Add(-keepTime))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sweep = nil; len(p.conns) > 0 {
		p.sweep = time.AfterFunc(keepTime/3, p.sweepIdle)
	}
}

// closeIdle closes every connection that is not in use.
func (p *pool) closeIdle() { p.closeUnused(time.Now().Add(time.Hour)) }

func (p *pool) closeUnused(since time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var unused []*pooled
	for _, conns := range p.conns {
		for _, c := range conns {
			if c.inUse == 0 && (c.freed.Before(since) || c.conn.Err() != nil) {
				unused = append(unused, c)
			}
		}
	}
	for _, c := range unused {
		p.remove(c)
	}
}
