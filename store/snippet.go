package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// snippetBytes is about how long a snippet is.
	snippetBytes = 220
	// snippetLead is how much of it stands before the first word that was found.
	snippetLead = 60
)

// snippet cuts the part of a text that holds most of what was looked for, and
// says where in it that stands.
func snippet(text string, terms []term) (string, [][2]int) {
	found := occurrences(text, terms)
	start := densest(found)
	end := min(len(text), start+snippetBytes)
	start = wordStart(text, start)
	end = wordEnd(text, end)
	cut := text[start:end]
	marks := [][2]int{}
	shift := -start
	if start > 0 {
		cut, shift = "… "+cut, shift+len("… ")
	}
	for _, at := range found {
		if at[0] >= start && at[1] <= end {
			marks = append(marks, [2]int{at[0] + shift, at[1] + shift})
		}
	}
	if end < len(text) {
		cut += " …"
	}
	return oneLine.Replace(cut), marks
}

// oneLine keeps a snippet on one line, byte for byte as long as it was.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

// maxOccurrences is more than a snippet has room for.
const maxOccurrences = 200

// sought is what marks a word of a text as found: it is one of some words, or begins with
// one of some beginnings.
type sought struct {
	words      map[string]bool
	beginnings []string
}

func soughtBy(terms []term) sought {
	s := sought{words: map[string]bool{}}
	for _, t := range terms {
		for i, w := range t.words {
			switch {
			case t.without:
			case t.prefix && i == len(t.words)-1:
				s.beginnings = append(s.beginnings, strings.ToLower(w))
			default:
				s.words[strings.ToLower(w)] = true
			}
		}
	}
	return s
}

func (s sought) hit(word string) bool {
	return s.words[strings.ToLower(folded(word))] || s.begins(word)
}

func (s sought) begins(word string) bool {
	word = strings.ToLower(folded(word))
	return slices.ContainsFunc(s.beginnings, func(b string) bool { return strings.HasPrefix(word, b) })
}

// occurrences finds the words of a text that were looked for, in their order.
func occurrences(text string, terms []term) (found [][2]int) {
	wanted := soughtBy(terms)
	note := func(from, to int) {
		if n := len(found); n > 0 && from <= found[n-1][1] { // pairs overlap
			found[n-1][1] = max(to, found[n-1][1])
			return
		}
		found = append(found, [2]int{from, to})
	}
	word, pair := -1, -1 // where the word begins, and the character before within a run of pairs
	for i, r := range text {
		if len(found) >= maxOccurrences {
			return found
		}
		pairwise, within := isPairwise(r), unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == softHyphen
		if word >= 0 && (pairwise || !within) {
			if wanted.hit(text[word:i]) {
				note(word, i)
			}
			word = -1
		}
		if pair >= 0 {
			one := text[pair:i]
			switch {
			case pairwise && wanted.begins(one), !pairwise && wanted.hit(one): // it stands alone in the index where the run ends
				note(pair, i)
			case pairwise && wanted.hit(text[pair:i+utf8.RuneLen(r)]):
				note(pair, i+utf8.RuneLen(r))
			}
			pair = -1
		}
		switch {
		case pairwise:
			pair = i
		case within && word < 0:
			word = i
		}
	}
	for _, last := range []int{word, pair} {
		if last >= 0 && wanted.hit(text[last:]) {
			note(last, len(text))
		}
	}
	return found
}

// softHyphen stands within a word.
const softHyphen = '\u00AD'

// densest gives where a snippet begins that holds most occurrences.
func densest(found [][2]int) int {
	best, most := 0, 0
	for i := range found {
		n := 0
		for _, later := range found[i:] {
			if later[1] > found[i][0]+snippetBytes-snippetLead {
				break
			}
			n++
		}
		if n > most {
			best, most = found[i][0]-snippetLead, n
		}
	}
	return max(0, best)
}

// wordStart moves a place within a text to the beginning of the next word.
func wordStart(text string, at int) int {
	if at == 0 {
		return 0
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	if i := strings.IndexFunc(text[at:], unicode.IsSpace); i >= 0 && i < snippetLead/2 {
		return at + i + 1
	}
	return at
}

// wordEnd moves a place within a text to the end of the word before.
func wordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	if i := strings.LastIndexFunc(text[:at], unicode.IsSpace); i > at-snippetLead/2 {
		return i
	}
	return at
}
