package feed

import (
	"bytes"
	"fmt"
)

// mendJSON mends what templates that write JSON get wrong, and no more: a comma
// before the end of a list or object or behind another, a line break or another
// control character within a string, an escape that JSON does not know. JSON
// without any of these comes back as it is.
func mendJSON(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/32)
	quoted := false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '"':
			quoted = !quoted
		case quoted && c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
			continue
		case quoted && c == '\\' && i+1 < len(b):
			i++
			if bytes.IndexByte([]byte(`"\/bfnrtu`), b[i]) >= 0 {
				out = append(out, c)
			}
			c = b[i]
		case !quoted && c == ',' && needless(b[i+1:]):
			continue
		}
		out = append(out, c)
	}
	return out
}

// needless is true of a comma before rest when nothing is listed between.
func needless(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && (rest[0] == ']' || rest[0] == '}' || rest[0] == ',')
}
