package feed

import (
	"html"
	"strings"
)

// maxEntity is longer than any named character reference of HTML.
const maxEntity = 40

// decodeEntities decodes character references once. Only those that end in a
// semicolon count, as in XML, so that "?a=1&copy=2" stays; the names are those
// of HTML, and an unknown one stays as it is written.
func decodeEntities(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for at >= 0 {
		out.WriteString(s[:at])
		s = s[at:]
		n := referenceLength(s)
		if n == 0 {
			out.WriteByte('&')
			s = s[1:]
		} else {
			out.WriteString(decodeReference(s[:n]))
			s = s[n:]
		}
		at = strings.IndexByte(s, '&')
	}
	out.WriteString(s)
	return out.String()
}

// referenceLength is the length of the "&name;" that s begins with, 0 if it
// does not.
func referenceLength(s string) int {
	for i := 1; i < len(s) && i < maxEntity; i++ {
		switch c := s[i]; {
		case c == ';' && i > 1:
			return i + 1
		case isLetter(c) || c >= '0' && c <= '9' || c == '#' && i == 1:
		default:
			return 0
		}
	}
	return 0
}

func decodeReference(ref string) string {
	switch ref { // nearly all of them
	case "&lt;":
		return "<"
	case "&gt;":
		return ">"
	case "&amp;":
		return "&"
	case "&quot;":
		return `"`
	case "&apos;", "&#39;", "&#x27;":
		return "'"
	}
	decoded := html.UnescapeString(ref)
	if decoded == html.UnescapeString(ref[:len(ref)-1])+";" {
		return ref // HTML knows a prefix of it, not the name
	}
	return decoded
}
