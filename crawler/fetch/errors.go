package fetch

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says why an address gave no response. Its text holds no userinfo and no
// control characters, so it may be logged, stored and shown.
type Error struct {
	Code  string // one of the codes below; short, stable, for programs
	URL   string // what was asked for, without userinfo
	Retry bool   // whether asking again later may help
	Err   error  // what happened; never nil
}

// The codes of Error. Meaning explains each in a sentence.
const (
	CodeAddress     = "bad-address"
	CodePrivate     = "private-address"
	CodeDNS         = "dns"
	CodeRefused     = "refused"
	CodeUnreachable = "unreachable"
	CodeReset       = "reset"
	CodeClosed      = "closed"
	CodeTimeout     = "timeout"
	CodeTLS         = "tls"
	CodeProxy       = "proxy"
	CodeTooLarge    = "too-large"
	CodeEncoding    = "bad-encoding"
	CodeResponse    = "bad-response"
	CodeShort       = "short-body"
	CodeLocal       = "local"
	CodeCanceled    = "canceled"
)

// codes says of each code what it means and whether asking again may help.
var codes = map[string]struct {
	retry   bool
	meaning string
}{
	CodeAddress:     {false, "the address cannot be asked for: not http or https, no host, a port that is not for the web, or not an address at all"},
	CodePrivate:     {false, "the address leads into a private, local or reserved network that network.allow does not name"},
	CodeDNS:         {true, "the name of the host could not be resolved"},
	CodeRefused:     {true, "the host refused the connection"},
	CodeUnreachable: {true, "no route leads to the host"},
	CodeReset:       {true, "the host reset the connection"},
	CodeClosed:      {true, "the host closed the connection before it answered"},
	CodeTimeout:     {true, "the host took longer than the limits allow"},
	CodeTLS:         {false, "no trusted encrypted connection: an untrusted, expired or foreign certificate, or no TLS at all"},
	CodeProxy:       {true, "the proxy could not be reached or refused"},
	CodeTooLarge:    {false, "the headers or the unpacked body are larger than the limits allow"},
	CodeEncoding:    {false, "the body is not in the content coding that its header names"},
	CodeResponse:    {false, "the answer is not valid HTTP"},
	CodeShort:       {true, "the body ended before it was complete"},
	CodeLocal:       {true, "this machine ran out of something, for example of open files"},
	CodeCanceled:    {true, "the request was given up from this side"},
}

// Meaning explains a code of Error to people; an unknown code has an empty meaning.
func Meaning(code string) string { return codes[code].meaning }

// Error is the address, the code and the cause in one line.
func (e *Error) Error() string {
	text := e.Err.Error()
	if len(text) > maxErrorText {
		text = text[:maxErrorText] + "..."
	}
	text = e.Code + ": " + cleanText(text)
	if e.URL != "" {
		text = e.URL + ": " + text
	}
	return text
}

// maxErrorText is enough for any cause; a hostile status line can be far longer.
const maxErrorText = 300

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// newError makes an Error whose Retry is the rule of its code.
func newError(code string, err error) *Error {
	return &Error{Code: code, Retry: codes[code].retry, Err: err}
}

// at is e for an address, which may hold userinfo.
func (e *Error) at(addr string) *Error {
	return &Error{Code: e.Code, URL: withoutUserinfo(addr), Retry: e.Retry, Err: e.Err}
}

// errorf makes an Error from a format.
func errorf(code, format string, args ...any) *Error {
	return newError(code, fmt.Errorf(format, args...))
}

// cleanText makes s fit for one line of a log: control, bidirectional and
// invalid characters become U+FFFD.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return utf8.RuneError
		}
		return r
	}, s)
}

// withoutUserinfo is addr fit for an error: no user, no password, no controls. It
// takes whatever was given for an address.
func withoutUserinfo(addr string) string {
	scheme, rest, found := strings.Cut(addr, "//")
	switch {
	case found:
		scheme += "//"
	case strings.HasPrefix(strings.ToLower(addr), "mailto:"):
		return cleanText(addr)
	default:
		scheme, rest = "", addr
	}
	at := strings.LastIndexByte(rest[:prefixLen(rest, "/?#")], '@')
	if host := rest[:prefixLen(rest, "/?#")]; at < 0 && !strings.HasPrefix(host, "[") && strings.Trim(host[prefixLen(host, ":"):], ":0123456789") != "" {
		at = strings.LastIndexByte(rest, '@') // not a port, so perhaps a password with a slash in it
	}
	if at >= 0 {
		rest = rest[at+1:]
	}
	return cleanText(scheme + rest)
}
