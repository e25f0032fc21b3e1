package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// tidy makes the plain text of a value that a page gives in an attribute or a
// script: entities read (twice, as many systems write them), tags taken out,
// white space collapsed.
func tidy(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "<") {
		s = withoutTags(s)
	}
	return collapse(s)
}

// withoutTags drops what looks like markup and keeps a lone "less than".
func withoutTags(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			break
		}
		end := strings.IndexByte(s[i:], '>')
		if c := s[i+1]; end < 0 || (c != '/' && c != '!' && (c|0x20 < 'a' || c|0x20 > 'z')) {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteByte(' ')
		s = s[i+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

// fold gives the letters and digits of s in lower case, one blank for every run
// of anything else: two spellings of one title fold alike.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			if r != '\'' && r != '’' {
				gap = b.Len() > 0
			}
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// alike reports whether two titles are the same, or one is the other with a
// name of the site or a kicker around it.
func alike(a, b string) bool {
	a, b = fold(a), fold(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	const least = 10 // a shorter one is found in anything
	return a == b || (len(a) >= least && 2*len(a) >= len(b) && strings.Contains(b, a))
}
