// Package fetch turns an address into a response: one polite request a call, over
// one transport for feeds, pages, sitemaps and robots.txt alike.
//
// Call New once and Get often, from as many goroutines as there are workers. Get
// sends exactly one request and follows no redirect: when a host may be asked
// again, and whether a redirect may be followed, is for the caller to decide.
// What the transport promises is in Fetcher. ParseRobots reads robots.txt,
// RetryAfter and Signals read what headers ask of a crawler.
//
// colly stays within this package.
package fetch

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/gocolly/colly/v2"
)

// Options configures a Fetcher. The zero value of each field but Agent works.
type Options struct {
	Agent   string // product and version, for example "winnow/1.0"; required
	Contact string // how to reach who runs the crawler, an address or mailto:; sent along with Agent

	Allow       []netip.Prefix           // private networks that may be reached, for example 127.0.0.1/32
	Proxy       string                   // "env" (or empty): HTTPS_PROXY, HTTP_PROXY and NO_PROXY as they are now; "none"; or the address of a proxy
	Credentials map[string]*url.Userinfo // by origin, for example "https://news.example": sent to that origin and to no other

	PageBytes   int64         // limit of an unpacked body; 10 MB when 0
	RequestTime time.Duration // limit of one request from name to last byte; 60 s when 0
	HeaderTime  time.Duration // limit of the wait for the headers once connected; 10 s when 0
	IdleTime    time.Duration // limit of the wait for the next bytes of a body; 15 s when 0

	Workers int // how many requests run at once; sizes the pool of kept connections; 16 when 0
	PerHost int // how many of them at one host; 2 when 0

	// Record, when set, is handed each answer before Get returns, from as many
	// goroutines as call Get. Its error fails the Get with CodeLocal.
	Record func(*Traffic) (Kept, error)

	Resolver *net.Resolver  // resolves names; the system's when nil
	RootCAs  *x509.CertPool // trusted to sign certificates; the system's (see SSL_CERT_FILE) when nil
}

// The limits that hold where Options says nothing.
const (
	defaultPageBytes   = 10 << 20
	defaultRequestTime = 60 * time.Second
	defaultHeaderTime  = 10 * time.Second
	defaultIdleTime    = 15 * time.Second
	defaultWorkers     = 16
	defaultPerHost     = 2
)

// withDefaults fills the zero fields.
func (o Options) withDefaults() Options {
	setDefault(&o.PageBytes, defaultPageBytes)
	setDefault(&o.RequestTime, defaultRequestTime)
	setDefault(&o.HeaderTime, defaultHeaderTime)
	setDefault(&o.IdleTime, defaultIdleTime)
	setDefault(&o.Workers, defaultWorkers)
	setDefault(&o.PerHost, defaultPerHost)
	return o
}

func setDefault[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Fetcher fetches. It may be used by many goroutines at once.
//
// It connects to no private, local or reserved address that Options does not
// allow, whatever name, redirect or spelling leads there. It never sends a
// request twice. It unpacks gzip, br, zstd and deflate and limits what comes
// out. It keeps connections, speaks HTTP/2, and keeps cookies in memory by the
// rules of browsers. Every wait has a limit.
type Fetcher struct {
	options     Options
	userAgent   string
	credentials map[string]*url.Userinfo
	base        *colly.Collector
	transport   *transport
}

// New makes a Fetcher. It fails when an option cannot be used: an agent without a
// product token, a proxy or an origin that is not an address.
func New(o Options) (*Fetcher, error) {
	o = o.withDefaults()
	agent, err := userAgent(o.Agent, o.Contact)
	if err != nil {
		return nil, err
	}
	credentials := map[string]*url.Userinfo{}
	for origin, user := range o.Credentials {
		a, err := parseAddress(origin)
		if err != nil {
			return nil, fmt.Errorf("credentials for %s: %w", withoutUserinfo(origin), err)
		}
		credentials[a.origin] = user
	}
	t, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	return &Fetcher{options: o, userAgent: agent, credentials: credentials, base: newCollector(t), transport: t}, nil
}

// Close closes the connections that are kept for later requests. A closed Fetcher
// still works, it only has to connect again.
func (f *Fetcher) Close() { f.transport.pool.closeIdle() }

// Request is what Get asks for.
type Request struct {
	URL          string // http or https; userinfo in it is sent as Basic authorization, to this origin only
	ETag         string // of the copy at hand, for a conditional request; left out when it cannot stand in a header
	LastModified string // likewise
	Accept       string // media types, for example of feeds; those of pages when empty
	Language     string // Accept-Language; not sent when empty

	Header http.Header // sent as well, with this request only: what a source asks for before it answers

	MaxBytes int64 // limit of the unpacked body; Options.PageBytes when 0
	Cut      bool  // keep the first MaxBytes of a larger body instead of failing, as for robots.txt

	// Partial keeps what came of a body that breaks off or takes too long, as of a
	// feed, instead of failing; Response.Broken then says why.
	Partial bool

	// Want, when set, is asked once the headers of a 2xx answer are here. When it
	// says no, the body is not read and Response.Skipped is set.
	Want func(status int, h http.Header) bool
}

// Response is an answer with any status.
type Response struct {
	URL         string        // what was asked for: normalised, without fragment and userinfo
	Status      int           // as sent, for example 200, 304 or 404
	Header      http.Header   // as sent
	Body        []byte        // content coding undone, charset as sent. At most 64 KiB of it, faults ignored, when Status is not 2xx
	ContentType string        // as sent
	Location    string        // where a 3xx leads: absolute, without userinfo; empty when it says nothing usable
	Started     time.Time     // when the request began
	Duration    time.Duration // until the last byte
	WireBytes   int64         // of the body as received, before unpacking
	Proto       string        // "HTTP/1.1" or "HTTP/2.0"
	Remote      string        // address and port that answered, of the proxy if there is one
	Proxied     bool          // a proxy passed it on
	Cut         bool          // Body is only the beginning, as Request.Cut asked
	Broken      *Error        // why Body is not whole, as Request.Partial asked; nil when it is
	Skipped     bool          // the body was not read, as Request.Want asked
	Kept        Kept          // where Options.Record keeps it
}

// Get sends one request and reads the answer. An answer with any status is a
// Response: Get fails, always with an *Error, only when there is none that can
// be used. Redirects are returned, never followed.
func (f *Fetcher) Get(ctx context.Context, r Request) (*Response, error) {
	to, err := parseAddress(r.URL)
	if err != nil {
		return nil, newError(CodeAddress, err).at(r.URL)
	}
	x, finish := f.newExchange(ctx, r)
	defer finish()
	body, err := f.collect(x, to, f.header(r, to))
	if recordErr := x.record(to, err); recordErr != nil {
		err = recordErr
	}
	if err != nil {
		return nil, x.explain(err).at(to.href)
	}
	return x.response(to, body), nil
}
