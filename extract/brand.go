package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// brand prefers over the name of the company, or the name with "newspaper" before
// it, what the host is called, when the page calls itself so elsewhere: "Post" at
// post.example over "Post Media Group".
func (d *Doc) brand(o offers) offers {
	if agreed := d.renamed(o); agreed > 0 {
		return o.promote(agreed)
	}
	if len(o) == 0 || o[0].Confidence == 1 || d.calledBarely(o[0].Value) {
		return o
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
			return o.promote(i)
		}
	}
	if short := withoutMedium(o[0].Value); d.calledBarely(short) {
		return o.prefer(short)
	}
	return o
}

// renamed gives the index of the name that readers see both beside the headline in
// the title and in the link to the front page, and that the host is called too,
// where machines are told another one; 0 when there is none.
func (d *Doc) renamed(o offers) int {
	if len(o) == 0 || !told(o[0].Source) || d.called(o[0].Value) {
		return 0
	}
	for i, c := range o {
		if c.Source != "title" || !d.called(c.Value) || hostLike.MatchString(c.Value) {
			continue
		}
		for _, link := range o {
			if link.Source == "home link" && sameName(link.Value, c.Value) {
				return i
			}
		}
	}
	return 0
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
