package store

import (
	"encoding/json"
	"net/http"
)

// keptHeaders are the fields of an answer that tell what was got, how it may be
// asked for again, and what its publisher asks of machines (RFC 9110, RFC 9111;
// TDM Reservation Protocol; Content-Signal). The rest is of no use later.
var keptHeaders = []string{
	"Age", "Cache-Control", "Cf-Mitigated", "Content-Encoding", "Content-Language", "Content-Location", "Content-Signal", "Content-Type",
	"Date", "Etag", "Expires", "Last-Modified", "Link", "Location", "Retry-After", "Server", "Tdm-Policy", "Tdm-Reservation", "Vary", "Via",
	"Www-Authenticate", "X-Robots-Tag",
}

const (
	// headerBytes bounds one value: what is longer is left out, since half of an
	// entity tag or a policy is none.
	headerBytes = 1024
	// headerValues bounds the values of one field.
	headerValues = 8
)

// headerJSON is what is kept of a header, as a JSON object of lists; nil for
// nothing.
func headerJSON(h http.Header) (any, error) {
	kept := make(map[string][]string, len(keptHeaders))
	for _, name := range keptHeaders {
		for _, value := range h[name] {
			if len(value) <= headerBytes && len(kept[name]) < headerValues {
				kept[name] = append(kept[name], value)
			}
		}
	}
	if len(kept) == 0 {
		return nil, nil
	}
	encoded, err := json.Marshal(kept)
	return string(encoded), err
}
