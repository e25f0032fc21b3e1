package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// nameJoin stands between the names of one candidate.
const nameJoin = "; "

// authorMetas are the meta elements that name authors, best first.
var authorMetas = []source{
	{"citation_author", .88}, {"byl", .85}, {"parsely-author", .82}, {"sailthru.author", .8}, {"author", .78}, {"authors", .78},
	{"article:author_name", .8}, {"article.author", .75}, {"dc.creator", .75}, {"dcterms.creator", .75}, {"dc.contributor", .5},
	{"cxenseparse:author", .75}, {"article:author", .7}, {"og:author", .65}, {"og:article:author", .7}, {"article-author", .75},
	{"creator", .65}, {"rbauthors", .8}, {"bt:author", .75}, {"shareaholic:article_author_name", .75}, {"mediator_author", .7},
	{"vr:author", .75},
}

// bylines finds who wrote the article.
type bylines struct {
	d     *Doc
	names map[string]bool // of the site and its publisher, folded: no people

	editors map[string]bool // whom the page names as editors, folded; nil before
	found   offers
	groups  offers // who signs together, where nobody signs alone
}

// authors gives every candidate, as names joined by nameJoin; none of them is
// one of the publishers.
func (d *Doc) authors(publishers offers) offers {
	b := &bylines{d: d, names: map[string]bool{}}
	for _, p := range publishers {
		b.names[squeeze(p.Value)] = true
		if short := trimRole(p.Value); strings.Contains(short, " ") {
			b.names[squeeze(short)] = true // "The Valley Reporter"
		}
		if first, rest, ok := strings.Cut(p.Value, " "); ok && danglingWords[strings.ToLower(first)] {
			b.names[squeeze(rest)] = true // whose article is taken for a word that was left behind
		}
	}
	b.rules()
	b.structured()
	b.metas()
	b.items()
	b.links()
	b.marked()
	b.text()
	b.agree()
	b.found.sort()
	return b.signed(b.complete())
}

// add takes in names from one place.
func (b *bylines) add(from string, confidence float64, names ...string) {
	var people []string
	seen := map[string]bool{}
	for _, n := range names {
		n = b.withoutPublisher(n)
		if k := fold(n); !seen[k] && !b.publisher(n, from, confidence) && !b.edited(n) {
			seen[k] = true
			people = append(people, n)
		}
	}
	if len(people) > 0 && len(people) <= maxAuthors {
		b.found.add(strings.Join(people, nameJoin), from, confidence)
	}
}

// publisher reports whether a name is that of the publisher. A byline may name the
// person whom the site is called after; where people have blogs, that is often a
// pen name.
func (b *bylines) publisher(name, from string, confidence float64) bool {
	if visible(from) && confidence >= labelledScore {
		article, _, _ := strings.Cut(name, " ")
		return b.names[squeeze(name)] && (nameArticles[article] || !person(name, true) && !b.d.onBlogHost()) || b.subdomain(name) || b.branded(name)
	}
	return b.names[squeeze(name)] || b.branded(name) || !person(name, true) && (b.d.called(name) || b.subdomain(name))
}

// nameArticles begin the names of papers and blogs, hardly ever those of people.
var nameArticles = wordSetOf("The Der Die Das")

// branded reports whether a name of several words begins with that of the
// publisher: some part of it signs.
func (b *bylines) branded(name string) bool {
	words := strings.Fields(name)
	for i := 2; i < len(words); i++ {
		if start := squeeze(strings.Join(words[:i], " ")); len(start) >= longBrand && b.names[start] {
			return true
		}
	}
	return false
}

// longBrand is how long the name of a publisher must be to tell it from the first
// names of people, in bytes.
const longBrand = 8

// subdomain reports whether a word is the first part of the host of the page, which
// is what the site there is called; where people have blogs, it may be a pen name.
func (b *bylines) subdomain(name string) bool {
	if b.d.url == nil || strings.Contains(name, " ") || b.d.onBlogHost() {
		return false
	}
	label, rest, _ := strings.Cut(b.d.url.Hostname(), ".")
	return strings.Contains(rest, ".") && strings.EqualFold(label, name)
}

// edited reports whether the page names someone as its editor.
func (b *bylines) edited(name string) bool {
	if b.editors == nil {
		b.editors = map[string]bool{}
		for _, n := range b.d.scanned().named {
			if n.hint&hintAuthor != 0 && n.DataAtom == atom.A && strings.HasPrefix(strings.ToLower(before(n.Node)), "edit") {
				b.editors[fold(text(n.Node))] = true
			}
		}
	}
	return b.editors[fold(name)]
}

// withoutPublisher takes the name of the publisher off the end of a name.
func (b *bylines) withoutPublisher(name string) string {
	words := strings.Fields(name)
	for i := 2; i < len(words); i++ {
		if b.names[squeeze(strings.Join(words[i:], " "))] {
			return strings.Join(words[:i], " ")
		}
	}
	return name
}

// visible reports whether readers see the place that a candidate comes from.
func visible(from string) bool {
	return from == "text" || from == "rel=author" || strings.HasPrefix(from, "class:") || from == "author link"
}

func (b *bylines) rules() {
	var names []string
	for _, n := range b.d.opts.Selectors.Authors.All(b.d.root) {
		names = append(names, splitNames(itemText(n), false)...)
	}
	b.add("selector", 1, names...)
}

// structured reads the author, else the creator, of the JSON-LD article.
func (b *bylines) structured() {
	about, ld := b.d.about(), b.d.linkedData()
	sure := .9
	if about.is(pageTypes) && !about.is(articleTypes) {
		sure = .7
	}
	for _, key := range [...]string{"author", "creator", "contributor"} {
		var names []string
		for _, a := range about.get(key).each() {
			names = append(names, ld.people(a)...)
			b.wire("json-ld:"+key, ld.resolved(a))
		}
		b.add("json-ld:"+key, sure, names...)
		sure -= .1
	}
}

func (b *bylines) metas() {
	s := b.d.scanned()
	for _, m := range authorMetas {
		var names []string
		for _, v := range s.metaAll(m.name) {
			names = append(names, splitNames(tidy(v), false)...)
			b.group("meta:"+m.name, tidy(v))
		}
		b.add("meta:"+m.name, m.confidence, names...)
	}
	for _, n := range [...]string{"1", "2"} {
		label := s.metaFirst("twitter:label" + n)
		if label != "" && bylineEnd(label) == len(label) {
			b.add("meta:twitter:data"+n, .7, splitNames(tidy(s.metaFirst("twitter:data"+n)), false)...)
		}
	}
}

// items reads itemprop=author elements, and the names inside them.
func (b *bylines) items() {
	var names []string
	for _, prop := range [...]string{"author", "creator"} {
		for _, n := range b.d.allItems(prop) {
			if named := itemWithin(n, "name"); named != nil {
				n = named
			}
			if t := itemText(n); utf8.RuneCountInString(t) <= maxDateLine {
				names = append(names, splitNames(t, false)...)
				b.group("microdata:"+prop, t)
			}
		}
		b.add("microdata:"+prop, .84, names...)
		names = nil
	}
}

// itemWithin gives the first element in n with that itemprop, or nil.
func itemWithin(n *html.Node, prop string) *html.Node {
	for c := next(n, n); c != nil; c = next(c, n) {
		if c.Type == html.ElementNode && hasToken(attr(c, "itemprop"), prop) {
			return c
		}
	}
	return nil
}

// shown reports whether the page shows any of the names to its readers.
func (b *bylines) shown() bool {
	for _, c := range b.found {
		if visible(c.Source) || c.Source == "selector" {
			return true
		}
	}
	if len(b.found) == 0 {
		return true
	}
	page := fold(textUpTo(b.d.root, maxPage))
	for _, c := range b.found {
		for n := range strings.SplitSeq(c.Value, nameJoin) {
			key := fold(n)
			if !strings.Contains(key, " ") {
				key = " " + key + " " // a short name is inside many words
			}
			if strings.Contains(page, key) {
				return true
			}
		}
	}
	return false
}
