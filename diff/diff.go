// Package diff compares two texts word by word, for people who want to see what
// was changed in an article.
package diff

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op says what became of a piece of text.
type Op string

// What can become of it.
const (
	Equal  Op = "equal"
	Delete Op = "delete" // it stands in the first text only
	Insert Op = "insert" // it stands in the second text only
)

// Span is a piece of text that shares one fate.
type Span struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// longest is how long the smallest difference is searched for. What two texts of
// novel length without a sentence in common get instead is right as well, only
// coarser.
const longest = 3 * time.Second

// Words compares two texts. All spans but the inserted ones, put together, are
// the first; all but the deleted ones the second. Two equal texts are one equal
// span, two empty ones none.
func Words(before, after string) []Span {
	var a alphabet
	x, y := a.encode(words(before)), a.encode(words(after))
	if len(a.words) > maxWords {
		return spans(Span{Delete, before}, Span{Insert, after})
	}
	d := diffmatchpatch.New()
	d.DiffTimeout = longest
	var list []Span
	for _, part := range d.DiffCleanupSemantic(d.DiffMainRunes(x, y, false)) {
		list = append(list, Span{ops[part.Type], a.decode(part.Text)})
	}
	return spans(list...)
}

var ops = map[diffmatchpatch.Operation]Op{
	diffmatchpatch.DiffEqual: Equal, diffmatchpatch.DiffDelete: Delete, diffmatchpatch.DiffInsert: Insert,
}

// spans leaves out the empty ones.
func spans(list ...Span) []Span {
	kept := make([]Span, 0, len(list))
	for _, s := range list {
		if s.Text != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

const (
	// The runes between these are halves of others and stand for nothing.
	surrogates, afterSurrogates = 0xD800, 0xE000
	// maxWords is how many words there are runes for.
	maxWords = utf8.MaxRune - (afterSurrogates - surrogates) - 1
)

// alphabet gives each word a rune of its own, since runes are what the library
// compares.
type alphabet struct {
	words []string
	runes map[string]rune
}

func (a *alphabet) encode(words []string) []rune {
	if a.runes == nil {
		a.runes = make(map[string]rune)
	}
	text := make([]rune, len(words))
	for i, w := range words {
		r, known := a.runes[w]
		if !known {
			r = rune(len(a.words) + 1)
			if r >= surrogates {
				r += afterSurrogates - surrogates
			}
			a.runes[w], a.words = r, append(a.words, w)
		}
		text[i] = r
	}
	return text
}

func (a *alphabet) decode(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= afterSurrogates {
			r -= afterSurrogates - surrogates
		}
		b.WriteString(a.words[r-1])
	}
	return b.String()
}
