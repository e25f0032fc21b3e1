package query

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a word of an expression is.
type kind int

const (
	end kind = iota
	bare
	quoted
	sign
)

// word is one word of an expression with its place in bytes.
type word struct {
	kind   kind
	text   string
	offset int
}

// String names a word for messages.
func (w word) String() string {
	if w.kind == end {
		return "the end"
	}
	return strconv.Quote(w.text)
}

func (w word) column(text string) int { return utf8.RuneCountInString(text[:w.offset]) + 1 }

// signs are the operators and brackets; longer ones stand first.
var signs = []string{"!=", "<=", ">=", "!~", "==", "=", "<", ">", "~", "(", ")", ","}

// split cuts an expression into words; the last one is the end.
func split(text string) ([]word, error) {
	var words []word
	for i := 0; ; {
		for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
		}
		if i == len(text) {
			return append(words, word{end, "", i}), nil
		}
		w, n, err := first(text, i)
		if err != nil {
			return nil, err
		}
		words, i = append(words, w), i+n
	}
}

// first gives the word that begins at i, and its length in bytes.
func first(text string, i int) (word, int, error) {
	rest := text[i:]
	if rest[0] == '"' || rest[0] == '\'' {
		return quotation(text, i)
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s) {
			if s == "==" {
				return word{sign, "=", i}, 2, nil
			}
			return word{sign, s, i}, len(s), nil
		}
	}
	n := strings.IndexAny(rest, " \t\r\n\"'!=<>~(),")
	switch {
	case n < 0:
		n = len(rest)
	case n == 0:
		return word{}, 0, &Error{Text: text, Offset: i, Message: "unexpected " + strconv.Quote(rest[:1]), Hint: "not equal is !=, does not contain is !~"}
	}
	return word{bare, rest[:n], i}, n, nil
}

// quotation reads a value in quotes; a quote in it is doubled.
func quotation(text string, i int) (word, int, error) {
	var b strings.Builder
	mark := text[i]
	for at := i + 1; at < len(text); at++ {
		if text[at] != mark {
			b.WriteByte(text[at])
			continue
		}
		if at+1 == len(text) || text[at+1] != mark {
			return word{quoted, b.String(), i}, at + 1 - i, nil
		}
		b.WriteByte(mark)
		at++
	}
	return word{}, 0, &Error{Text: text, Offset: i, Message: "a quotation without an end"}
}
