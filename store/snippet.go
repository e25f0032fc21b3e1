package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
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

// occurrences finds the words of a text that were looked for, in their order.
func occurrences(text string, terms []term) [][2]int {
	wanted := map[string]bool{}
	var prefixes []string
	for _, t := range terms {
		for i, w := range t.words {
			if t.without {
				continue
			}
			if t.prefix && i == len(t.words)-1 {
				prefixes = append(prefixes, folded(w))
			} else {
				wanted[folded(w)] = true
			}
		}
	}
	var found [][2]int
	note := func(from, to int) {
		if n := len(found); n > 0 && from < found[n-1][1] { // pairs overlap
			found[n-1][1] = to
			return
		}
		found = append(found, [2]int{from, to})
	}
	hit := func(word string) bool {
		word = folded(word)
		if wanted[word] {
			return true
		}
		for _, p := range prefixes {
			if strings.HasPrefix(word, p) {
				return true
			}
		}
		return false
	}
	start, before := -1, -1 // of the word, and of the character before within a run of pairs
	for i, r := range text {
		switch {
		case isPairwise(r):
			if start >= 0 && hit(text[start:i]) {
				note(start, i)
			}
			start = -1
			if before >= 0 && hit(text[before:i+utf8.RuneLen(r)]) {
				note(before, i+utf8.RuneLen(r))
			}
			before = i
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			if hit(text[start:i]) {
				note(start, i)
			}
			start = -1
		}
		before = -1
		if len(found) >= maxOccurrences {
			return found
		}
	}
	if start >= 0 && hit(text[start:]) {
		note(start, len(text))
	}
	return found
}

// folded gives a word as the index compares it: small letters without accents.
func folded(word string) string {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
	}
	if !ascii {
		if bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), word); err == nil {
			word = bare
		}
	}
	return strings.ToLower(word)
}

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
