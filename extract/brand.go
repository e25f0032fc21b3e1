package extract

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// brand prefers over the name of the company, or the name with "newspaper" before
// it, what the host is called, when the page calls itself so elsewhere: "Post" at
// post.example over "Post Media Group".
func (d *Doc) brand(o offers) offers {
	if len(o) == 0 || o[0].Confidence == 1 || d.calledBarely(o[0].Value) {
		return d.spelledOut(o)
	}
	label := d.hostLabel()
	var own strings.Builder
	for w := range strings.FieldsSeq(fold(o[0].Value)) {
		if !companyWords[w] && !mediumWords[w] {
			own.WriteString(w)
		}
	}
	if own.String() != label && strings.TrimPrefix(own.String(), "the") != label {
		return d.withoutAddress(o)
	}
	for i := range o {
		if o[i].Confidence >= believable && d.calledBarely(o[i].Value) {
			return d.spelledOut(o.promote(i))
		}
	}
	if short := withoutMedium(o[0].Value); d.calledBarely(short) {
		return d.spelledOut(o.prefer(short))
	}
	return o
}

// companyWords stand around the name of a paper in that of its company, or say
// that it is a paper.
var companyWords = wordSetOf(`group groupe gruppe grupo gruppo media medien medier mediehuset publishing publishers publications verlag
	company corporation holding uk usa ltd limited inc llc gmbh ag diario periódico jornal giornale báo газета gazeta newspaper newspapers
	zeitung tidning avis krant`)

// mediumWords say of a name how the publisher reaches its readers: "Post Online"
// is what Post calls its site.
var mediumWords = wordSetOf("online digital news nachrichten aktuell noticias notizie nieuws nyheter новости haber web")

// withoutMedium takes such a word off the end of a name.
func withoutMedium(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && mediumWords[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// calledBarely reports whether a name is the word that the host is registered
// under, and nothing more.
func (d *Doc) calledBarely(name string) bool {
	return d.called(name) && withoutMedium(name) == name
}

const (
	longestAcronym = 4  // letters
	structuredName = .7 // confidence of a name that is told to machines as one
)

// spelledOut prefers over the letters that the host is registered under the name
// that they stand for, when machines are told it too.
func (d *Doc) spelledOut(o offers) offers {
	if len(o) == 0 || len(o[0].Value) > longestAcronym || o[0].Confidence == 1 {
		return o
	}
	short := fold(o[0].Value)
	for i, c := range o {
		long := fold(c.Value)
		if c.Confidence >= structuredName && told(c.Source) && strings.Count(long, " ") > 0 && long[0] == short[0] && !strings.Contains(long, short) && !legalForm.MatchString(c.Value) {
			return o.promote(i)
		}
	}
	return o
}

// prefer puts a shorter form of the first name before it, from the same source.
func (o offers) prefer(name string) offers {
	short := o[0]
	short.Value = name
	return slices.Insert(o, 0, short)
}

// withoutAddress prefers over a name that is an address under a suffix of two
// parts, post.co.uk, the word that it is registered under: such a suffix is no
// part of a name, as ".com" sometimes is.
func (d *Doc) withoutAddress(o offers) offers {
	suffix, _ := publicsuffix.PublicSuffix(strings.ToLower(o[0].Value))
	if !hostLike.MatchString(o[0].Value) || !strings.Contains(suffix, ".") {
		return o
	}
	name := strings.TrimPrefix(o[0].Value[:max(len(o[0].Value)-len(suffix)-1, 0)], "www.")
	if strings.Contains(name, ".") || !strings.EqualFold(strings.ReplaceAll(name, "-", ""), d.hostLabel()) {
		return o
	}
	return o.prefer(name)
}

// international prefers over a name in another script the one in Latin letters
// that the copyright line gives, when the host is named for it: the site name
// stays as it is, and the publisher can be sorted among others.
func (d *Doc) international(o offers) offers {
	if len(o) == 0 || o[0].Confidence == 1 || latin(o[0].Value) {
		return o
	}
	lines := append([]string{"© " + copyrightSign.ReplaceAllString(tidy(d.scanned().metaFirst("copyright")), "")}, d.imprint().copyright...)
	for _, l := range lines {
		name := strings.TrimSpace(legalForm.ReplaceAllString(copyrightHolder(l), ""))
		if !latin(name) || hostLike.MatchString(name) || !d.namedIn(name) || len(strings.Fields(name)) > maxNameParts {
			continue
		}
		found := offers{}
		found.name(name, "copyright line", o[0].Confidence)
		return append(found, o...)
	}
	return o
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

// feedTitle gives the name in the title of the feed that the page announces, when
// it is "Name » RSS" or the like.
func (d *Doc) feedTitle() string {
	for _, f := range d.Feeds() {
		for _, gap := range titleGaps[:9] {
			name, rest, ok := strings.Cut(f.Title, gap)
			if ok && feedWords[fold(rest)] {
				return name
			}
		}
	}
	return ""
}

// feedWords stand behind the name of a site in the title of its feed.
var feedWords = wordSetOf("rss feed atom rss-feed newsfeed fil flux")
