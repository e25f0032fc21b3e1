package feed

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// dateToken is a number, a word or one sign.
type dateToken struct {
	text   string
	number int // -1 for words and signs
	glued  bool
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func dateTokens(s string) []dateToken {
	out := make([]dateToken, 0, 16)
	glued := false
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		end := i + size
		switch {
		case c >= '0' && c <= '9':
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			n, err := strconv.Atoi(s[i:end])
			if err != nil {
				n = 1 << 40
			}
			out = append(out, dateToken{s[i:end], n, glued})
		case unicode.IsLetter(c) || unicode.IsMark(c):
			for end < len(s) {
				c, size := utf8.DecodeRuneInString(s[end:])
				if !unicode.IsLetter(c) && !unicode.IsMark(c) && c != '\'' && !(c == '.' && end+1 < len(s) && s[end+1] == 'm') {
					break
				}
				end += size
			}
			out = append(out, dateToken{s[i:end], -1, glued})
		case !unicode.IsSpace(c):
			out = append(out, dateToken{s[i:end], -1, glued})
		}
		glued = !unicode.IsSpace(c)
		i = end
	}
	return out
}
