package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"syscall"
	"time"
)

const (
	// dnsTime is enough for a resolver that asks a second server when the first is silent.
	dnsTime = 5 * time.Second
	// connectTime limits each step from the name to an encrypted connection.
	connectTime = 10 * time.Second
	// maxHeaderBytes limits the headers of an answer. Honest ones stay below 16 KB.
	maxHeaderBytes = 256 << 10
	// acceptEncoding names what decode understands, the cheapest to unpack first.
	acceptEncoding = "gzip, br, zstd, deflate"
)

// transport is the one way out. It checks where it connects to, sends each
// request once, and gives colly bodies that are unpacked, limited and watched.
type transport struct {
	guard  guard
	dialer net.Dialer
	wire   *http.Transport // makes the connections; the pool holds them
	pool   *pool
	proxy  *proxy

	dnsTime, connectTime, headerTime time.Duration
}

func newTransport(o Options) (*transport, error) {
	g := guard{allow: o.Allow}
	p, err := newProxy(o.Proxy, g, o.Resolver)
	if err != nil {
		return nil, err
	}
	t := &transport{guard: g, proxy: p, dnsTime: dnsTime, connectTime: connectTime, headerTime: o.HeaderTime}
	t.dialer = net.Dialer{
		Timeout:   connectTime,
		KeepAlive: 30 * time.Second,
		Resolver:  o.Resolver,
		// Control sees the address that is about to be connected to, after the
		// name was resolved, so that no answer of a resolver can go around it.
		ControlContext: func(ctx context.Context, _, addr string, _ syscall.RawConn) error {
			if x := exchangeOf(ctx); x != nil && x.proxy != nil {
				return nil // the proxy was configured by the user
			}
			return t.guard.checkDial(addr)
		},
	}
	t.wire = &http.Transport{
		DialContext:            t.dial,
		Proxy:                  proxyOfExchange,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTime,
		DisableCompression:     true, // net/http would unpack without a limit
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
	t.pool = newPool(max(o.Workers*4, keepConns), o.PerHost)
	return t, nil
}

// RoundTrip sends req once. It is for colly's client: what it returns holds
// only what colly must see, and the exchange in the context learns the rest.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil {
		return nil, errors.New("request without an exchange")
	}
	res, c, err := t.send(x, req)
	if err != nil {
		return nil, x.explain(err)
	}
	x.status, x.header, x.proto, x.remote = res.StatusCode, res.Header, res.Proto, c.wire.RemoteAddr().String()
	x.await("reading the body", x.idleTime)
	body, err := x.body(res, func() { t.pool.put(c, res.ProtoMajor >= 2) })
	if err != nil {
		return nil, x.explain(err)
	}
	return forColly(req, res, body), nil
}

// forColly hides from colly and http.Client what they would act upon: a Location
// to follow, a content coding to undo, a charset to convert from. The cookies
// are for the jar. Uncompressed keeps colly from unpacking by the look of the address.
func forColly(req *http.Request, res *http.Response, body *bodyReader) *http.Response {
	h := http.Header{"Content-Type": {"application/octet-stream"}}
	if cookies := res.Header["Set-Cookie"]; len(cookies) > 0 {
		h["Set-Cookie"] = cookies
	}
	return &http.Response{
		Status: res.Status, StatusCode: res.StatusCode,
		Proto: res.Proto, ProtoMajor: res.ProtoMajor, ProtoMinor: res.ProtoMinor,
		Header: h, Body: body, ContentLength: -1, Uncompressed: true, Request: req,
	}
}

// send finds or makes a connection and sends req on it. A connection that dies
// under the request is an error like any other: http.Transport would send the
// request again at once, and the host would be asked sooner than its clock says.
func (t *transport) send(x *exchange, req *http.Request) (*http.Response, *pooled, error) {
	proxy, err := t.proxy.choose(req.Context(), req.URL)
	if err != nil {
		return nil, nil, err
	}
	x.proxy = proxy
	x.dialing = true
	c, err := t.pool.get(connKey{req.URL.Scheme, hostPort(req.URL), proxyKey(proxy)}, func() (*http.ClientConn, *watchedConn, error) {
		return t.connect(x, req)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("connecting: %w", err)
	}
	x.dialing = false
	x.await("waiting for the headers", t.headerTime)
	out := req.Clone(req.Context())
	out.Header.Set("Accept-Encoding", acceptEncoding)
	x.sent = out.Header
	res, err := c.conn.RoundTrip(out)
	if err != nil {
		t.pool.drop(c)
		return nil, nil, fmt.Errorf("asking: %w", c.wire.explain(err))
	}
	return res, c, nil
}

// connect makes a connection to where req goes, or to its proxy.
func (t *transport) connect(x *exchange, req *http.Request) (*http.ClientConn, *watchedConn, error) {
	x.await("connecting", t.connectTime)
	conn, err := t.wire.NewClientConn(req.Context(), req.URL.Scheme, hostPort(req.URL))
	if err != nil {
		return nil, nil, err
	}
	return conn, x.conn, nil
}

// dial connects to addr for the exchange in ctx.
func (t *transport) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	x := exchangeOf(ctx)
	if x == nil {
		return nil, errors.New("connection without an exchange")
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { x.await("resolving the name", t.dnsTime) },
		DNSDone:  func(httptrace.DNSDoneInfo) { x.await("connecting", t.connectTime) },
	})
	conn, err := t.dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	x.conn = &watchedConn{Conn: conn}
	x.await("setting up the connection", t.connectTime)
	return x.conn, nil
}

// proxyOfExchange tells http.Transport the proxy that was chosen before.
func proxyOfExchange(req *http.Request) (*url.URL, error) {
	if x := exchangeOf(req.Context()); x != nil {
		return x.proxy, nil
	}
	return nil, nil
}
