package diff

import (
	"unicode"
	"unicode/utf8"
)

// words cuts a text into what is compared: words, runs of blanks, and single
// marks. Scripts that put no blanks between words are compared character by
// character. Put together again the pieces are the text.
func words(text string) []string {
	var list []string
	for len(text) > 0 {
		n := wordLength(text)
		list = append(list, text[:n])
		text = text[n:]
	}
	return list
}

// wordLength is the length in bytes of the first piece of a text.
func wordLength(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	of := class(r)
	if of == single {
		return n
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if next := class(r); next != of && !(of == word && joins(r) && wordFollows(text[n+size:])) {
			break
		}
		n += size
	}
	return n
}

// kind of a character.
type kind uint8

const (
	single kind = iota // a piece of its own
	word
	gap
)

func class(r rune) kind {
	switch {
	case r == '\n':
		return single // a paragraph ends
	case unicode.IsSpace(r):
		return gap
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return single
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), unicode.Is(unicode.Cf, r):
		return word
	}
	return single
}

// joins reports a mark that belongs to the word around it: don't, co-op, 1,204.5.
func joins(r rune) bool {
	switch r {
	case '\'', '’', '-', '‑', '.', ',', '_', '@':
		return true
	}
	return false
}

func wordFollows(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return class(r) == word
}
