package feed

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mend reads characters as they were meant: UTF-8 that was taken for Latin-1
// or windows-1252 and encoded again, and the controls U+0080 to U+009F, which are bytes of
// windows-1252. Text without either comes back as it is.
func mend(s string) string {
	if strings.IndexByte(s, 0xC2) < 0 && strings.IndexByte(s, 0xC3) < 0 {
		return s // every such character begins with one of these bytes
	}
	if once, twice := encodedTwice(s); twice {
		s = once
	}
	for i := 0; i+1 < len(s); i++ {
		if s[i] == 0xC2 && s[i+1] < 0xA0 {
			return strings.Map(fromWindows1252, s)
		}
	}
	return s
}

// encodedTwice undoes a second encoding, from Latin-1 or windows-1252. All of a
// text has to be it, so that a word that looks like it by chance stays.
func encodedTwice(s string) (string, bool) {
	once := make([]byte, 0, len(s))
	for _, r := range s {
		c, known := byte(r), r <= 0xFF
		if !known {
			c, known = charmap.Windows1252.EncodeRune(r)
		}
		if !known {
			return "", false
		}
		once = append(once, c)
	}
	return string(once), utf8.Valid(once)
}

// mendDeclarations escapes what begins like a declaration of HTML and is none,
// and takes out a comment that never ends: a parser would take the rest of the
// text with it.
func mendDeclarations(s string) string {
	at := strings.Index(s, "<!")
	if at < 0 {
		return s
	}
	var out strings.Builder
	for ; at >= 0; at = strings.Index(s, "<!") {
		out.WriteString(s[:at])
		s = s[at:]
		end := strings.IndexByte(s, '>') + 1
		if comment := strings.HasPrefix(s, "<!--"); comment && strings.Contains(s, "-->") {
			end = strings.Index(s, "-->") + len("-->")
			out.WriteString(s[:end])
		} else if !comment && (end == 0 || !hasPrefixFold([]byte(s[:min(len(s), 16)]), "<!doctype")) {
			out.WriteString("&lt;!")
			end = len("<!")
		} else if end == 0 {
			end = len("<!--")
		}
		s = s[end:]
	}
	out.WriteString(s)
	return out.String()
}

func fromWindows1252(r rune) rune {
	if r < 0x80 || r >= 0xA0 {
		return r
	}
	if c := charmap.Windows1252.DecodeByte(byte(r)); c != utf8.RuneError {
		return c
	}
	return r
}
