package archive

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Exchange is a request with its answer.
type Exchange struct {
	URL  string    // that was asked for; a name and password in it are left out
	Time time.Time // when the request began

	Method        string      // GET when empty
	RequestHeader http.Header // as sent; nil when it is not known, and then no request record is written
	Secret        []string    // names of headers to leave out beside those that are known to carry secrets

	Protocol string      // "HTTP/1.1" or "HTTP/2.0", as spoken
	Remote   string      // IP address that answered; empty behind a proxy
	Status   int         // for example 200
	Header   http.Header // as sent
	Body     []byte      // transfer coding undone, content coding as sent

	Truncated string        // why Body is not whole: one of the constants Truncated…; empty when it is
	Duration  time.Duration // of the whole exchange; 0 when it is not known
	Via       string        // address of the page that led here
	Hops      string        // how that page led here, one letter a hop: L link, R redirect, E embedded, I sitemap or feed

	Earlier *Earlier // for a 304: the copy that has not changed
}

// Earlier is a payload that is in the archive already.
type Earlier struct {
	URL    string
	Time   time.Time
	ID     string // of its record; may be empty
	Digest string // of its payload, as Digest gives it
}

// requestHead writes the request as it went over HTTP/1.1: the protocol of the
// archive, whatever the protocol of the wire was.
func (x *Exchange) requestHead(b *bytes.Buffer) {
	target, host := "/", ""
	if u, err := url.Parse(x.URL); err == nil {
		target, host = u.RequestURI(), u.Host
	}
	method := x.Method
	if method == "" {
		method = http.MethodGet
	}
	b.WriteString(method + " " + target + " HTTP/1.1\r\n")
	b.WriteString("Host: " + host + "\r\n")
	writeHeader(b, withoutSecrets(x.RequestHeader, x.Secret), "Host")
	b.WriteString("\r\n")
}

// responseHead writes status line and headers. The transfer coding is gone from
// the body, so it goes from the headers too, and the length is that of what is
// kept: readers take both at their word.
func (x *Exchange) responseHead(b *bytes.Buffer) {
	reason := http.StatusText(x.Status)
	b.WriteString("HTTP/1.1 " + strconv.Itoa(x.Status) + " " + reason + "\r\n")
	writeHeader(b, withoutSecrets(x.Header, x.Secret), "Transfer-Encoding", "Content-Length", "Trailer", "Connection", "Keep-Alive")
	if x.Status != http.StatusNotModified && x.Status != http.StatusNoContent {
		b.WriteString("Content-Length: " + strconv.Itoa(len(x.Body)) + "\r\n")
	}
	b.WriteString("\r\n")
}

// writeHeader appends headers in the order of their names, so that the same
// exchange gives the same bytes.
func writeHeader(b *bytes.Buffer, h http.Header, without ...string) {
	names := make([]string, 0, len(h))
	for name := range h {
		if !slices.ContainsFunc(without, func(w string) bool { return strings.EqualFold(w, name) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h[name] {
			b.WriteString(name + ": " + oneLine.Replace(value) + "\r\n")
		}
	}
}

// fields are what request and answer have in common.
func (x *Exchange) fields(kind, id string) Fields {
	f := Fields{
		{"WARC-Type", kind},
		{"WARC-Record-ID", "<" + id + ">"},
		{"WARC-Date", formatDate(x.Time)},
		{"WARC-Target-URI", withoutUserinfo(x.URL)},
	}
	f.add("WARC-IP-Address", x.Remote)
	return f
}

// protocols names what was spoken, as crawlers name it that speak more than HTTP/1.1.
func (x *Exchange) protocol() string {
	switch x.Protocol {
	case "HTTP/2.0":
		return "h2"
	case "HTTP/3.0":
		return "h3"
	}
	return strings.ToLower(x.Protocol)
}
