package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// international prefers over a name in another script the one in Latin letters
// that the page gives itself: the site name stays as it is, and the publisher can
// be sorted among others.
func (d *Doc) international(o offers) offers {
	if len(o) == 0 || o[0].Confidence == 1 || latin(o[0].Value) {
		return o
	}
	found := offers{}
	if name := d.latinHolder(); name != "" {
		found.name(name, "copyright line", o[0].Confidence)
	} else if name := d.accountName(); name != "" {
		found.name(name, "meta:twitter:site", o[0].Confidence)
	}
	return append(found, o...)
}

// latinHolder gives the name in Latin letters that the copyright line gives, when
// the host is named for it, and the word of the host for its address.
func (d *Doc) latinHolder() string {
	lines := append([]string{"© " + copyrightSign.ReplaceAllString(tidy(d.scanned().metaFirst("copyright")), "")}, d.imprint().copyright...)
	for _, l := range lines {
		name := strings.TrimSpace(legalForm.ReplaceAllString(copyrightHolder(l), ""))
		switch {
		case !latin(name) || !d.namedIn(name) || len(strings.Fields(name)) > maxNameParts:
		case !hostLike.MatchString(name):
			return name
		case strings.EqualFold(Site("https://"+name), Site(d.url.String())):
			return capitalised(d.hostLabel())
		}
	}
	return ""
}

// accountName makes a name of the account that the page names as that of its
// site, when the host is called by it or by its first word: "@minato_shimbun" at
// minato.example.
func (d *Doc) accountName() string {
	words := strings.Split(strings.TrimPrefix(tidy(d.scanned().metaFirst("twitter:site")), "@"), "_")
	label := d.hostLabel()
	if len(words[0]) < longestAcronym || !latin(words[0]) || !strings.HasPrefix(label, strings.ToLower(words[0])) {
		return ""
	}
	if whole := strings.ToLower(strings.Join(words, "")); len(words) == 1 && whole != label {
		return ""
	}
	for i := range words {
		words[i] = capitalised(words[i])
	}
	return strings.Join(words, " ")
}

// capitalised gives a word with its first letter as a capital.
func capitalised(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// namedIn reports whether the host is named for a text, or for a word of it.
func (d *Doc) namedIn(text string) bool {
	if d.named(text) {
		return true
	}
	for w := range strings.FieldsSeq(fold(text)) {
		if len(w) >= longestAcronym && w == d.hostLabel() {
			return true
		}
	}
	return false
}

// latin reports whether the letters of a name are Latin.
func latin(name string) bool {
	letters := false
	for _, r := range name {
		if unicode.IsLetter(r) {
			if !unicode.Is(unicode.Latin, r) {
				return false
			}
			letters = true
		}
	}
	return letters
}
