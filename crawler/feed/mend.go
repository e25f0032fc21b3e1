package feed

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mend reads characters as they were meant: UTF-8 that was taken for Latin-1
// and encoded again, and the controls U+0080 to U+009F, which are bytes of
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

// encodedTwice undoes a second encoding. All of a text has to be it, so that a
// word that looks like it by chance stays.
func encodedTwice(s string) (string, bool) {
	once := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return "", false
		}
		once = append(once, byte(r))
	}
	return string(once), utf8.Valid(once)
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
