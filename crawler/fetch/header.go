package fetch

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// acceptPages is what a request for a page accepts when it does not say.
const acceptPages = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// maxValidator is the longest ETag that is sent back. Servers refuse longer
// headers, and a hostile one could make every later request cost its size.
const maxValidator = 4 << 10

// userAgent is the User-Agent header: who asks, and how to reach them.
func userAgent(agent, contact string) (string, error) {
	product, _, _ := strings.Cut(agent, "/")
	if product == "" || strings.Trim(product, tokenChars+"0123456789") != "" {
		return "", fmt.Errorf("agent %q: want a product and a version, such as winnow/1.0", agent)
	}
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	if !httpguts.ValidHeaderFieldValue(agent) {
		return "", fmt.Errorf("agent %q: has characters that a header cannot hold", agent)
	}
	return agent, nil
}

// header is what is sent along with r; the transport adds Accept-Encoding.
func (f *Fetcher) header(r Request, to address) http.Header {
	h := http.Header{"User-Agent": {f.userAgent}, "Accept": {acceptPages}}
	for name, value := range map[string]string{
		"Accept":            r.Accept,
		"Accept-Language":   r.Language,
		"If-None-Match":     r.ETag,
		"If-Modified-Since": r.LastModified,
	} {
		if value != "" && len(value) <= maxValidator && httpguts.ValidHeaderFieldValue(value) {
			h.Set(name, value)
		}
	}
	user := to.user
	if user == nil {
		user = f.credentials[to.origin]
	}
	if user != nil {
		password, _ := user.Password()
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	for name, values := range r.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	return h
}
