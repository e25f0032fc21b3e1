package extract

import "strings"

// Bytes that may stand unencoded, besides the unreserved ones (RFC 3986,
// sections 3.3 and 3.4).
const (
	pathBytes  = "/:@!$&'()*+,;="
	queryBytes = pathBytes + "?"
)

const upperHex = "0123456789ABCDEF"

// escape percent-encodes every byte that is neither unreserved nor in allowed,
// and a percent sign that begins no encoding. With canonical set it also decodes
// what needs no encoding and writes the others with upper-case digits.
func escape(s, allowed string, canonical bool) string {
	if wellEncoded(s, allowed) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			v := unhex(s[i+1])<<4 | unhex(s[i+2])
			switch {
			case !canonical:
				b.WriteString(s[i : i+3])
			case unreserved(v):
				b.WriteByte(v)
			default:
				encode(&b, v)
			}
			i += 2
		case unreserved(c) || strings.IndexByte(allowed, c) >= 0:
			b.WriteByte(c)
		default:
			encode(&b, c)
		}
	}
	return b.String()
}

// wellEncoded reports whether s holds nothing that escape would change.
func wellEncoded(s, allowed string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '%' || (!unreserved(c) && strings.IndexByte(allowed, c) < 0) {
			return false
		}
	}
	return true
}

func encode(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

// removeDots takes the segments "." and ".." out of an absolute path (RFC 3986,
// section 5.2.4).
func removeDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	var out []string
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".", "..":
			if s == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return "/" + strings.Join(out, "/")
}

func unreserved(c byte) bool {
	return letterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

func letterOrDigit(c byte) bool {
	return (c|0x20 >= 'a' && c|0x20 <= 'z') || (c >= '0' && c <= '9')
}

func isHex(c byte) bool {
	return (c >= '0' && c <= '9') || (c|0x20 >= 'a' && c|0x20 <= 'f')
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
