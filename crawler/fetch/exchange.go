package fetch

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// exchange is one request and what is learned on its way. It travels in the
// context, because colly hands through nothing else.
type exchange struct {
	caller context.Context // of Get
	ctx    context.Context // of the request: ends when the caller gives up or a limit is passed
	cancel context.CancelCauseFunc
	begun  time.Time

	maxBytes int64
	cut      bool
	partial  bool
	want     func(int, http.Header) bool
	keep     func(*Traffic) (Kept, error)
	raw      *bytes.Buffer // of the body as it came, when it is kept
	idleTime time.Duration

	proxy     *url.URL     // that this request goes through; nil when it goes straight
	conn      *watchedConn // the last that was made for it
	dialing   bool         // whether an error is one of connecting
	status    int
	header    http.Header
	proto     string
	remote    string
	wireBytes int64
	wasCut    bool
	broken    *Error // what ended the body, when the part that came is kept
	skipped   bool
	leftOver  bool // the body of an answer other than 2xx was longer than what is read of it
	sent      http.Header
	kept      Kept

	mu       sync.Mutex
	timer    *time.Timer
	deadline time.Time     // of the current wait
	wait     time.Duration // how long it may take
	doing    string        // what is waited for
	over     bool          // nothing is waited for any more
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// newExchange begins an exchange; finish ends it and everything that still runs for it.
func (f *Fetcher) newExchange(ctx context.Context, r Request) (x *exchange, finish func()) {
	x = &exchange{
		caller: ctx, begun: time.Now(), idleTime: f.options.IdleTime,
		maxBytes: r.MaxBytes, cut: r.Cut, partial: r.Partial, want: r.Want,
	}
	if f.options.Record != nil {
		x.keep, x.raw = f.options.Record, new(bytes.Buffer)
	}
	if x.maxBytes <= 0 {
		x.maxBytes = f.options.PageBytes
	}
	total := f.options.RequestTime
	limited, stop := context.WithTimeoutCause(ctx, total, errorf(CodeTimeout, "not done within %s", total))
	x.ctx, x.cancel = context.WithCancelCause(limited)
	return x, func() {
		x.end()
		x.cancel(context.Canceled)
		stop()
	}
}

// await says what is waited for from now on, and how long that may take without
// a further call.
func (x *exchange) await(doing string, limit time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.over {
		return // a connection attempt outlived the exchange
	}
	x.doing, x.wait, x.deadline = doing, limit, time.Now().Add(limit)
	if x.timer == nil {
		x.timer = time.AfterFunc(limit, x.expire)
		return
	}
	x.timer.Reset(limit)
}

// expire ends the exchange when its wait is over; a wait that was renewed while
// the timer fired goes on.
func (x *exchange) expire() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.over && !time.Now().Before(x.deadline) {
		x.cancel(errorf(CodeTimeout, "no progress within %s while %s", x.wait, x.doing))
	}
}

// end stops the watch over the exchange.
func (x *exchange) end() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.over = true
	if x.timer != nil {
		x.timer.Stop()
	}
}

// explain makes an Error of whatever went wrong. What this side did to the
// request explains all that followed from it, so that comes first.
func (x *exchange) explain(err error) *Error {
	if x.caller.Err() != nil {
		return newError(CodeCanceled, context.Cause(x.caller))
	}
	var known *Error
	if x.ctx.Err() != nil && errors.As(context.Cause(x.ctx), &known) {
		return known
	}
	if errors.As(err, &known) {
		return known
	}
	return x.classify(err)
}

// response puts together what was learned.
func (x *exchange) response(to address, body []byte) *Response {
	r := &Response{
		URL: to.href, Status: x.status, Header: x.header, Body: body,
		ContentType: x.header.Get("Content-Type"),
		Started:     x.begun, Duration: time.Since(x.begun),
		WireBytes: x.wireBytes, Proto: x.proto, Remote: x.remote, Proxied: x.proxy != nil,
		Cut: x.wasCut, Broken: x.broken, Skipped: x.skipped, Kept: x.kept,
	}
	if x.status >= 300 && x.status < 400 {
		r.Location = resolveLocation(to.href, x.header.Get("Location"))
	}
	return r
}
