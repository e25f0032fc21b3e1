package extract

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"sort"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/publicsuffix"
)

// ErrAddress is wrapped by every error of Clean.
var ErrAddress = errors.New("no usable address")

// maxAddress is what RFC 9110, section 4.1, asks every recipient to support; a
// longer address is data in disguise. A clean address is no longer either, so that
// it can be cleaned again.
const maxAddress = 8000

// Clean gives the absolute http or https address that raw means on a page at
// base, by the rules of the WHATWG URL standard, ready to be fetched: without
// fragment, user name and password, and always readable by net/url. base may be
// empty when raw is absolute. Cleaning a clean address changes nothing. The
// error wraps ErrAddress and says why raw was refused.
func Clean(raw, base string) (string, error) {
	var on *url.URL
	if base != "" {
		clean, err := Clean(base, "")
		if err != nil {
			return "", fmt.Errorf("base: %w", err)
		}
		if on, err = url.Parse(clean); err != nil {
			return "", fmt.Errorf("%w: base %q: %w", ErrAddress, excerpt(base), err)
		}
	}
	return resolve(raw, on)
}

// resolve is Clean with a base that is clean already, or nil.
func resolve(raw string, base *url.URL) (string, error) {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	switch {
	case raw == "":
		return "", fmt.Errorf("%w: it is empty", ErrAddress)
	case len(raw) > maxAddress:
		return "", tooLong(raw)
	}
	clean, ok := resolvePlain(raw, base)
	if !ok {
		var err error
		if clean, err = resolveOdd(raw, base); err != nil {
			return "", err
		}
	}
	if len(clean) > maxAddress { // the base may be long, and each byte outside ASCII becomes three or nine
		return "", tooLong(raw)
	}
	return clean, nil
}

func tooLong(raw string) error {
	return fmt.Errorf("%w: %q is longer than %d bytes", ErrAddress, excerpt(raw), maxAddress)
}

// resolvePlain reads what is spelt as the generic syntax wants it, with net/url:
// a tenth of the cost of the full algorithm, and nearly every address there is.
func resolvePlain(raw string, base *url.URL) (string, bool) {
	if !plain(raw) {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || (u.Host == "" && (u.Scheme != "" || strings.HasPrefix(raw, "//"))) {
		return "", false
	}
	switch {
	case base != nil:
		u = base.ResolveReference(u)
	case u.Scheme == "":
		return "", false
	default:
		u = new(url.URL).ResolveReference(u)
	}
	host, ok := plainHost(u.Host, u.Scheme)
	if !ok || (u.Scheme != "http" && u.Scheme != "https") {
		return "", false
	}
	u.Host, u.User, u.Fragment, u.RawFragment = host, nil, "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), true
}

// plain reports whether net/url and the WHATWG standard read s alike.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) || (s[i+1] == '2' && s[i+2]|0x20 == 'e') {
				return false // an encoded dot may be a dot segment
			}
		case c == '#':
			return true // what follows is dropped
		case !unreserved(c) && strings.IndexByte("/?:@!$&()*+,;=", c) < 0:
			return false
		}
	}
	return true
}

// plainHost gives host:port in lower case without the default port, and whether
// it is a plain DNS name or a dotted IPv4 address.
func plainHost(hostport, scheme string) (string, bool) {
	host, port, _ := strings.Cut(hostport, ":")
	host = strings.ToLower(host)
	if emptyLabel(host) || strings.Contains(host, "xn--") {
		return "", false
	}
	for i := 0; i < len(host); i++ {
		if c := host[i]; !letterOrDigit(c) && c != '-' && c != '.' && c != '_' {
			return "", false
		}
	}
	last := host[strings.LastIndexByte(strings.TrimSuffix(host, "."), '.')+1:]
	if last[0] >= '0' && last[0] <= '9' {
		if _, err := netip.ParseAddr(host); err != nil {
			return "", false
		}
	}
	if port == "" || defaultPort(scheme, port) {
		return host, true
	}
	if port[0] == '0' || len(port) > 4 || strings.Trim(port, "0123456789") != "" {
		return "", false // five digits may be too many: the standard decides
	}
	return host + ":" + port, true
}

// resolveOdd reads anything else as a browser would.
func resolveOdd(raw string, base *url.URL) (string, error) {
	var u *whatwg.Url
	var err error
	if base == nil {
		u, err = whatwg.Parse(raw)
	} else {
		u, err = whatwg.ParseRef(base.String(), raw)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrAddress, excerpt(raw), err)
	}
	if s := u.Scheme(); s != "http" && s != "https" {
		return "", fmt.Errorf("%w: scheme %q is not http or https", ErrAddress, excerpt(s))
	}
	if emptyLabel(u.Hostname()) || strings.ContainsAny(u.Hostname(), `%"<>\^{|} `) {
		return "", fmt.Errorf("%w: %q has no usable host", ErrAddress, excerpt(raw))
	}
	clean := u.Scheme() + "://" + u.Host() + escape(u.Pathname(), pathBytes, false)
	if q := u.Query(); q != "" {
		clean += "?" + escape(q, queryBytes, false)
	}
	if _, err := url.Parse(clean); err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrAddress, excerpt(raw), err)
	}
	return clean, nil
}

// Key gives the identity of an address: two addresses with one key are the same
// page as far as spelling can tell. It is a network-path reference (RFC 3986,
// section 4.2: //host/path?query) with the host in lower case, no default port,
// no dot segments, one spelling of percent-encoding, no known tracking
// parameters and the others sorted by name. A fragment is no part of it, not even
// a route (#!/story, #/story): no server sees it, and what a script would show there
// is not read. The key of a key is that key. What Clean refuses is its own key.
func Key(addr string) string {
	full := addr
	if strings.HasPrefix(addr, "//") {
		full = "https:" + addr
	}
	clean, err := resolve(full, nil)
	if err != nil {
		return addr
	}
	_, rest, _ := strings.Cut(clean, "://")
	at := strings.IndexAny(rest, "/?")
	if at < 0 {
		at = len(rest)
	}
	path, query, _ := strings.Cut(rest[at:], "?")
	host, port := splitPort(rest[:at])
	host = withoutRoot(host)
	if port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	key := "//" + host + removeDots(escape(path, pathBytes, true))
	if q := keyQuery(query); q != "" {
		key += "?" + q
	}
	return key
}

// keyQuery drops what only tells where a reader came from and sorts the rest.
func keyQuery(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for param := range strings.SplitSeq(query, "&") {
		param = escape(param, queryBytes, true)
		name, _, _ := strings.Cut(param, "=")
		if param != "" && !tracking(name) {
			kept = append(kept, param)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool {
		a, _, _ := strings.Cut(kept[i], "=")
		b, _, _ := strings.Cut(kept[j], "=")
		return a < b
	})
	return strings.Join(kept, "&")
}

// Site gives the registrable domain of an address by the public suffix list
// ("bbc.co.uk" for news.bbc.co.uk); host and port for an IP address or a name
// without a dot, because there another port is another site; empty when addr has
// no host.
func Site(addr string) string {
	host, port := splitPort(hostport(addr))
	host = withoutRoot(host)
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || !strings.Contains(host, ".") {
		if port != "" && host != "" {
			return host + ":" + port
		}
		return host
	}
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}

// Host gives the host of an address in lower case, without port and brackets;
// empty when there is none.
func Host(addr string) string {
	host, _ := splitPort(hostport(addr))
	return strings.Trim(host, "[]")
}

func hostport(addr string) string {
	if strings.HasPrefix(addr, "//") {
		addr = "https:" + addr
	}
	u, err := url.Parse(addr)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func splitPort(hostport string) (host, port string) {
	at := strings.LastIndexByte(hostport, ':')
	if at < 0 || strings.HasSuffix(hostport, "]") {
		return hostport, ""
	}
	return hostport[:at], hostport[at+1:]
}

// emptyLabel reports whether a host has no name in it, or a gap between two dots.
func emptyLabel(host string) bool {
	host = withoutRoot(host)
	return host == "" || host[0] == '.' || strings.Contains(host, "..")
}

func defaultPort(scheme, port string) bool {
	return (scheme == "http" && port == "80") || (scheme == "https" && port == "443")
}

// excerpt keeps an error that quotes a hostile address short.
func excerpt(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// withoutRoot takes off a host the dot of the root. Of two dots none goes: what is
// left would be another host.
func withoutRoot(host string) string {
	if strings.HasSuffix(host, "..") {
		return host
	}
	return strings.TrimSuffix(host, ".")
}
