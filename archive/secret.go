package archive

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// secretHeaders let whoever has them act as the one who fetched.
var secretHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2", "Authentication-Info", "Proxy-Authenticate"}

// secretWords are parts of names that services give to headers with keys.
var secretWords = []string{"token", "secret", "api-key", "apikey", "password", "session", "credential", "-auth", "auth-"}

// secret reports whether a header is left out of an archive. more names headers
// that the configuration sends, which may well be keys.
func secret(name string, more []string) bool {
	same := func(other string) bool { return strings.EqualFold(name, other) }
	if slices.ContainsFunc(secretHeaders, same) || slices.ContainsFunc(more, same) {
		return true
	}
	lower := strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(lower, word) })
}

// withoutSecrets gives the headers that may be kept.
func withoutSecrets(h http.Header, more []string) http.Header {
	kept := make(http.Header, len(h))
	for name, values := range h {
		if !secret(name, more) {
			kept[name] = values
		}
	}
	return kept
}

// withoutUserinfo gives an address without the name and password in it.
func withoutUserinfo(address string) string {
	if !strings.Contains(address, "@") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	u.User = nil
	return u.String()
}
