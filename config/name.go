package config

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestName bounds the ids that are made: they are typed on command lines.
const longestName = 40

// NewID makes an id for a source from what it is called, that taken does not know
// yet: lower-case letters and digits joined by dashes, with a number where it is
// needed.
func NewID(title string, taken func(id string) bool) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent of the letter before
		default:
			dash = true
		}
		if b.Len() >= longestName {
			break
		}
	}
	id := b.String()
	if id == "" {
		id = "source"
	}
	if !taken(id) {
		return id
	}
	for n := 2; ; n++ {
		if numbered := id + "-" + strconv.Itoa(n); !taken(numbered) {
			return numbered
		}
	}
}
