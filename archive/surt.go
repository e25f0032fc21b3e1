package archive

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Key gives the key of an address in an index: its sort-friendly form (SURT),
// com,example)/path?query, made as the index tools of web archives make it. So
// addresses meet that differ in letter case, in www, in the order of parameters,
// in a session identity, a default port or a trailing slash.
func Key(address string) string {
	address = strings.TrimSpace(lineBreaks.Replace(address))
	if address == "" {
		return "-"
	}
	scheme, rest, found := cutScheme(address)
	if !found {
		scheme, rest = "http", "//"+address
	}
	for {
		again, inner, found := cutScheme(strings.TrimPrefix(rest, "//"))
		if !found || !isWeb(scheme) || !isWeb(again) || !strings.HasPrefix(inner, "//") {
			break
		}
		rest = inner // http://https://host happens
	}
	rest, _, _ = strings.Cut(rest, "#")
	host, path, query, hasQuery := splitRest(scheme, rest)
	return keyHost(scheme, host) + keyPath(path, host != "") + keyQuery(query, hasQuery)
}

var lineBreaks = strings.NewReplacer("\n", "", "\r", "", "\t", "")

func isWeb(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// cutScheme cuts an address behind its scheme (RFC 3986, section 3.1).
func cutScheme(address string) (scheme, rest string, found bool) {
	scheme, rest, found = strings.Cut(address, ":")
	if !found || scheme == "" || !isLetter(scheme[0]) {
		return "", "", false
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isLetter(c) && !isDigit(c) && !strings.ContainsRune("+-.", rune(c)) {
			return "", "", false
		}
	}
	return scheme, rest, true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// splitRest takes apart what follows the scheme.
func splitRest(scheme, rest string) (host, path, query string, hasQuery bool) {
	rest, query, hasQuery = strings.Cut(rest, "?")
	path = rest
	if after, found := strings.CutPrefix(rest, "//"); found {
		if isWeb(scheme) {
			after = strings.TrimLeft(after, "/")
		}
		host, path = after, ""
		if i := strings.IndexByte(after, '/'); i >= 0 {
			host, path = after[:i], after[i:]
		}
	}
	return host, path, query, hasQuery
}

// keyHost turns a host around: www.news.example:8080 becomes example,news:8080 and a bracket.
// What has no host begins with its scheme, which is then all that tells it apart.
func keyHost(scheme, authority string) string {
	if authority == "" {
		return scheme + ":"
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	host, port := authority, ""
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		host, port = authority[:i], authority[i+1:]
	}
	host = strings.Trim(strings.ReplaceAll(strings.ToLower(unescape(host)), "..", "."), ".")
	if ascii, err := idna.Punycode.ToASCII(host); err == nil {
		host = ascii
	}
	host = withoutWWW(escape(strings.Trim(host, "[]")))
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	key := strings.Join(labels, ",")
	if n, err := strconv.Atoi(port); err == nil && n != defaultPorts[strings.ToLower(scheme)] {
		key += ":" + strconv.Itoa(n)
	}
	return key + ")"
}

var defaultPorts = map[string]int{"http": 80, "https": 443}

// withoutWWW takes off www., www2. and the like.
func withoutWWW(host string) string {
	rest, found := strings.CutPrefix(host, "www")
	if !found {
		return host
	}
	if label, after, found := strings.Cut(rest, "."); found && strings.Trim(label, "0123456789") == "" {
		return after
	}
	return host
}

// keyPath normalises a path: no dots, no double and no trailing slashes, no
// session identity, lower case.
func keyPath(path string, hasHost bool) string {
	path = unescape(path)
	if hasHost {
		path = dotless(path)
	}
	path = strings.ToLower(escape(path))
	for _, session := range pathSessions {
		path = session.ReplaceAllString(path, "$1$2")
	}
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	return path
}

// dotless resolves . and .. and leaves out empty segments but the last.
func dotless(path string) string {
	if path == "" {
		return "/"
	}
	var kept []string
	for _, segment := range strings.Split(path, "/")[1:] {
		switch {
		case segment == ".":
		case segment == ".." && len(kept) > 0:
			kept = kept[:len(kept)-1]
		default:
			kept = append(kept, segment)
		}
	}
	var b strings.Builder
	b.WriteByte('/')
	for i, segment := range kept {
		if i == len(kept)-1 {
			b.WriteString(segment)
		} else if segment != "" {
			b.WriteString(segment + "/")
		}
	}
	return b.String()
}

// keyQuery normalises a query: no session identity, lower case, parameters in order.
func keyQuery(query string, hasQuery bool) string {
	if !hasQuery || query == "" {
		return ""
	}
	query = escape(unescape(query))
	for _, session := range querySessions {
		query = session.ReplaceAllString(query, "$1$2")
	}
	query = strings.ToLower(query)
	parameters := strings.Split(query, "&")
	slices.SortFunc(parameters, func(a, b string) int {
		nameA, valueA, hasA := strings.Cut(a, "=")
		nameB, valueB, hasB := strings.Cut(b, "=")
		if c := strings.Compare(nameA, nameB); c != 0 {
			return c
		}
		if hasA != hasB { // a bare name before one with a value, though that be empty
			if hasB {
				return -1
			}
			return 1
		}
		return strings.Compare(valueA, valueB)
	})
	if query = strings.Join(parameters, "&"); query == "" {
		return ""
	}
	return "?" + query
}

// Session identities of common servers, as web archives take them out.
var (
	pathSessions = []*regexp.Regexp{
		regexp.MustCompile(`(?i)^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$`),
		regexp.MustCompile(`(?i)^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$`),
	}
	querySessions = []*regexp.Regexp{
		regexp.MustCompile(`(?i)^(.*)jsessionid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`(?i)^(.*)phpsessid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`(?i)^(.*)sid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`(?i)^(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&(.*))?$`),
		regexp.MustCompile(`(?i)^(.*)cfid=[^&]+&cftoken=[^&]+(?:&(.*))?$`),
	}
)

// maxEscapes bounds how often an address was escaped over again.
const maxEscapes = 16

// unescape undoes percent-encoding, also of what was encoded several times.
func unescape(s string) string {
	for range maxEscapes {
		once := unescapeOnce(s)
		if once == s {
			break
		}
		s = once
	}
	return s
}

// unescapeOnce leaves a percent sign alone that no two hexadecimal digits follow.
func unescapeOnce(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// escape encodes everything but the visible ASCII characters, and of these # and %.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > 0x20 && c < 0x7f && c != '#' && c != '%' {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
