package extract

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestAcronym = 4  // letters
	structuredName = .7 // confidence of a name that is told to machines as one
)

// spelledOut prefers over the letters that a publisher is known by the name that
// they stand for, when the page gives it elsewhere.
func (d *Doc) spelledOut(o offers) offers {
	if len(o) == 0 || o[0].Confidence == 1 {
		return o
	}
	short := withoutMedium(o[0].Value)
	if len(short) > longestAcronym {
		return o
	}
	key := fold(short)
	for i, c := range o {
		long := fold(c.Value)
		if c.Confidence >= structuredName && told(c.Source) && len(o[0].Value) <= longestAcronym && strings.Count(long, " ") > 0 && long[0] == key[0] && !strings.Contains(long, key) && !legalForm.MatchString(c.Value) {
			return o.promote(i)
		}
	}
	if short != strings.ToUpper(short) {
		return o
	}
	for _, c := range d.fullNames() {
		if standsFor(key, c.Value) {
			c.Confidence = o[0].Confidence
			return slices.Insert(o, 0, c)
		}
	}
	return o
}

// fullNames gives the names of the publisher as a register or a copyright line
// has them, without the form of the company and the article.
func (d *Doc) fullNames() offers {
	var o offers
	for _, obj := range d.linkedData().objects {
		if obj.is(publisherTypes) {
			o.name(withoutForm(obj.get("legalName").str()), "json-ld:legalName", structuredName)
		}
	}
	for _, l := range d.imprint().copyright {
		o.name(withoutForm(copyrightHolder(l)), "copyright line", structuredName)
	}
	return o
}

// withoutForm takes the form of the company off the end of a name, and "The" off
// its start.
func withoutForm(name string) string {
	return strings.TrimPrefix(strings.TrimSpace(legalForm.ReplaceAllString(name, "")), "The ")
}

// standsFor reports whether the words of a long name begin with the letters of a
// short one; small words may be without a letter.
func standsFor(short, long string) bool {
	letters, words := []rune(short), 0
	for w := range strings.FieldsSeq(fold(long)) {
		if r, _ := utf8.DecodeRuneInString(w); words < len(letters) && r == letters[words] {
			words++
		} else if !smallWords[w] {
			return false
		}
	}
	return words == len(letters) && words > 1
}

// smallWords join the words of a name.
var smallWords = wordSetOf("of and the for de la du des et der die das und für van het en y e di del della i og och")
