package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Traffic is a request with its answer as they went over the wire, for whoever
// keeps an archive of what was fetched.
type Traffic struct {
	URL      string      // what was asked for, without userinfo
	Sent     http.Header // what was sent along; holds secrets when Request or Options do
	Started  time.Time   // when the request began
	Duration time.Duration
	Status   int
	Header   http.Header // as sent by the host
	Body     []byte      // transfer coding undone, content coding as sent; not to be kept once Record returns
	Proto    string      // "HTTP/1.1" or "HTTP/2.0"
	Remote   string      // address and port that answered
	Proxied  bool        // a proxy passed it on: Remote is its address
	Cut      *Error      // why Body is not whole; nil when it is
}

// Kept says where an archive keeps an answer.
type Kept struct {
	File           string // empty when it was not kept
	Offset, Length int64  // in bytes
	ID             string // of the record
	Digest         string // of the payload
}

// ErrNotKept is within the error of a Get whose answer Options.Record could not
// keep: what it was told does not matter any more until that is mended.
var ErrNotKept = errors.New("the answer was not kept")

// record hands an answer to Options.Record, whole or cut. Only answers of which
// the headers came count; those whose body nobody wanted do not.
func (x *exchange) record(to address, failed error) error {
	if x.keep == nil || x.header == nil || x.skipped {
		return nil
	}
	t := &Traffic{
		URL: to.href, Sent: x.sent, Started: x.begun, Duration: time.Since(x.begun),
		Status: x.status, Header: x.header, Body: x.raw.Bytes(), Proto: x.proto, Remote: x.remote, Proxied: x.proxy != nil,
	}
	switch {
	case failed != nil:
		t.Cut = x.explain(failed)
	case x.broken != nil:
		t.Cut = x.broken
	case x.wasCut || x.leftOver:
		t.Cut = errorf(CodeTooLarge, "only the beginning was wanted")
	}
	kept, err := x.keep(t)
	if err != nil {
		return errors.Join(newError(CodeLocal, fmt.Errorf("%w: %w", ErrNotKept, err)), failed)
	}
	x.kept = kept
	return nil
}
