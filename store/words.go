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

const (
	// shingleWords is how many words in a row make one mark of a text: four are
	// rarely the same by chance, and an edited word spoils no more than four.
	shingleWords = 4
	// similarShare is how much of the shorter of two texts has to stand in the
	// longer one for them to be one article: a print or AMP page may leave out a
	// paragraph, another article shares at most its boilerplate.
	similarShare = 0.8
)

// similar reports whether two normalised texts are one article's: the shorter
// one is, but for small edits, part of the longer one. Texts that are too short
// to compare have to be equal.
func similar(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if strings.Count(a, " ")+1 < comparableWords {
		return false
	}
	in := make(map[string]bool, len(b)/5)
	for s := range shingles(b) {
		in[s] = true
	}
	total, shared := 0, 0
	for s := range shingles(a) {
		total++
		if in[s] {
			shared++
		}
	}
	return float64(shared) >= similarShare*float64(total)
}

// shingles gives every run of shingleWords words.
func shingles(words string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var starts [shingleWords]int
		n, at := 0, 0
		for {
			starts[n%shingleWords] = at
			n++
			end := strings.IndexByte(words[at:], ' ')
			last := end < 0
			if last {
				end = len(words) - at
			}
			if n >= shingleWords && !yield(words[starts[n%shingleWords]:at+end]) || last {
				return
			}
			at += end + 1
		}
	}
}

// titlesAgree reports whether two titles may be those of one article: one is
// unknown, or is the other with something added, such as "Print:". The same long
// text under different titles is boilerplate.
func titlesAgree(a, b string) bool {
	a, _ = normalise(a)
	b, _ = normalise(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}
