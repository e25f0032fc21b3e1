package fetch

import (
	"cmp"
	"strings"
)

// robotsRule is one Allow or Disallow line.
type robotsRule struct {
	allow    bool
	anchored bool     // the pattern ends in $
	parts    []string // what stands between the stars, normalised
	length   int      // octets of the pattern: the longer is the more specific
	written  string   // the pattern as it stands in the file
}

func newRobotsRule(allow bool, pattern string) robotsRule {
	r := robotsRule{allow: allow, written: pattern}
	pattern, r.anchored = strings.CutSuffix(pattern, "$")
	r.parts = strings.Split(pattern, "*")
	r.length = len(r.parts) - 1
	if r.anchored {
		r.length++
	}
	for i, part := range r.parts {
		r.parts[i] = robotsNormal(part)
		// A dollar within the pattern is a plain one, but is compared encoded.
		r.length += len(r.parts[i]) - 2*strings.Count(part, "$")
	}
	return r
}

// String is the line as a person would write it.
func (r *robotsRule) String() string {
	if r.allow {
		return "Allow: " + cleanText(r.written)
	}
	return "Disallow: " + cleanText(r.written)
}

// matches tells whether the pattern matches a normalised path. Each part is
// looked for once, behind the one before it, so the time is linear however many
// stars there are: if any way to match exists, the leftmost one does too.
func (r *robotsRule) matches(path string) bool {
	first, rest := r.parts[0], r.parts[1:]
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	if len(rest) == 0 {
		return !r.anchored || path == ""
	}
	last := rest[len(rest)-1]
	for _, part := range rest[:len(rest)-1] {
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	if r.anchored {
		return strings.HasSuffix(path, last)
	}
	return strings.Contains(path, last)
}

// match is the rule of the block that decides on path; nil when none speaks of it.
func (b *robotsBlock) match(path string) *robotsRule {
	for i := range b.rules {
		if b.rules[i].matches(path) {
			return &b.rules[i]
		}
	}
	return nil
}

// compareRules sorts the rule that wins first: the longest, and Allow among equals.
func compareRules(a, b robotsRule) int {
	if n := cmp.Compare(b.length, a.length); n != 0 || a.allow == b.allow {
		return n
	}
	if a.allow {
		return -1
	}
	return 1
}

// robotsPath is the path and query of an address, normalised; "/" when it has none.
func robotsPath(addr string) string {
	addr, _, _ = strings.Cut(addr, "#")
	switch scheme := strings.Index(addr, "://"); {
	case scheme >= 0 && !strings.ContainsAny(addr[:scheme], "/?;"):
		addr = addr[scheme+len("://"):]
	case strings.HasPrefix(addr, "//"):
		addr = addr[len("//"):]
	}
	start := strings.IndexAny(addr, "/?;")
	if start < 0 {
		return "/"
	}
	addr = robotsNormal(addr[start:])
	if path, query, found := strings.Cut(addr, "?"); strings.Contains(path, "/.") {
		addr = withoutDots(path)
		if found {
			addr += "?" + query
		}
	}
	if addr[0] != '/' {
		addr = "/" + addr
	}
	return addr
}

// withoutDots resolves . and .. segments of a normalised path (RFC 3986, section
// 5.2.4), for that is what will be asked of the host.
func withoutDots(path string) string {
	segments := strings.Split(path, "/")
	kept := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
		case "..":
			if len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, s)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return strings.Join(kept, "/")
}

// robotsNormal brings the octets of a path to one form, so that two spellings of
// an address compare equal (RFC 9309, section 2.2.2): what needs no percent sign
// loses it, what may not stand bare gets one, hex digits are upper-case. The
// star and the dollar of an address are encoded, as a pattern must write them
// to mean the character.
func robotsNormal(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = bareOctet[s[i]] && s[i] != '%'
	}
	if plain {
		return s
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); i++ {
		c, bare := s[i], bareOctet[s[i]]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c = unHex(s[i+1])<<4 | unHex(s[i+2])
			bare = decodable[c]
			i += 2
		}
		if bare {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// decodable octets count the same with and without percent-encoding: all that
// are printable but those that part an address or a pattern (RFC 9309, section
// 2.2.2, has the reserved ones encoded on both sides, which comes to the same).
// bareOctet are those that may stand in an address as they are.
var decodable, bareOctet = octetTables()

func octetTables() (decodable, bare [256]bool) {
	// Without the apostrophe, which browsers encode in queries only.
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:[]@!&()+,;=") {
		decodable[c], bare[c] = true, true
	}
	for _, c := range []byte("/?#%") {
		bare[c] = true
	}
	return decodable, bare
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unHex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
