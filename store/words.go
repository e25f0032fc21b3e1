package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// comparableWords is how many words a text needs to be compared with others. Shorter
// ones - teasers, notices, empty pages - are alike without being one article.
const comparableWords = 40

// normalise reduces a text to its words in lower case, one blank between them,
// without punctuation: what stays the same however a page is marked up. It gives
// how many words there are; a Han, kana or Thai character counts as one.
func normalise(text string) (words string, count int) {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	within := false // a word that has not ended
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && asciiWord[r] != 0:
			if !within {
				count += start(&b)
			}
			b.WriteByte(asciiWord[r])
			within = true
		case r < utf8.RuneSelf || unicode.Is(unicode.Cf, r):
			// A soft hyphen or a joiner is part of the word it stands in.
			within = within && r >= utf8.RuneSelf
		case alone(r):
			count += start(&b)
			b.WriteRune(r)
			within = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if !within {
				count += start(&b)
			}
			b.WriteRune(unicode.ToLower(r))
			within = true
		default:
			within = false
		}
	}
	return b.String(), count
}

// asciiWord gives the lower case of what ASCII words are made of, and 0 for the rest.
var asciiWord = func() (table [utf8.RuneSelf]byte) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			table[c] = c
		case 'A' <= c && c <= 'Z':
			table[c] = c - 'A' + 'a'
		}
	}
	return table
}()

func start(b *strings.Builder) int {
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	return 1
}

// alone reports whether a character is a word by itself, as in scripts that put
// no blanks between words.
func alone(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// titlesAgree reports whether two titles may be those of one article: one is
// unknown, or is the other with something added, such as "Print:". The same long
// text under different titles is boilerplate.
func titlesAgree(a, b string) bool {
	a, _ = normalise(a)
	b, _ = normalise(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}
