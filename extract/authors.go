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
	{"vr:author", .75}, {"twitter:data1", 0},
}

// bylines finds who wrote the article.
type bylines struct {
	d     *Doc
	names map[string]bool // of the site and its publisher, folded: no people
	found offers
}

// authors gives every candidate, as names joined by nameJoin.
func (d *Doc) authors(publisher ...string) offers {
	b := &bylines{d: d, names: map[string]bool{}}
	for _, p := range publisher {
		b.names[squeeze(p)] = true
	}
	b.rules()
	b.structured()
	b.metas()
	b.items()
	b.links()
	b.marked()
	b.text()
	b.found.sort()
	return b.agree()
}

// add takes in names from one place.
func (b *bylines) add(from string, confidence float64, names ...string) {
	var people []string
	seen := map[string]bool{}
	for _, n := range names {
		if k := fold(n); !seen[k] && !b.names[squeeze(n)] {
			seen[k] = true
			people = append(people, n)
		}
	}
	if len(people) > 0 && len(people) <= maxAuthors {
		b.found.add(strings.Join(people, nameJoin), from, confidence)
	}
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
		}
		b.add("json-ld:"+key, sure, names...)
		sure -= .1
	}
}

// people gives the names of one author value: an organization is none.
func (ld *linkedData) people(a *jsonValue) []string {
	if a.kind == jsonList {
		var out []string
		for _, one := range a.each() {
			if one.kind != jsonList {
				out = append(out, ld.people(one)...)
			}
		}
		return out
	}
	a = ld.resolved(a)
	for _, t := range a.types() {
		if strings.HasSuffix(t, "organization") || t == "corporation" || t == "website" {
			return nil
		}
	}
	if a.kind == jsonObject && a.get("name").kind == jsonNull {
		return nil
	}
	var out []string
	for _, n := range a.get("name").each() {
		out = append(out, splitNames(n.str(), false)...)
	}
	if a.kind == jsonText {
		out = splitNames(a.str(), false)
	}
	return out
}

func (b *bylines) metas() {
	s := b.d.scanned()
	for _, m := range authorMetas {
		var names []string
		for _, v := range s.metaAll(m.name) {
			names = append(names, splitNames(tidy(v), false)...)
		}
		b.add("meta:"+m.name, m.confidence, names...)
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

// authorPaths begin the addresses of pages about an author.
var authorPaths = []string{"/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/auteurs/", "/by/", "/profile/", "/profiles/",
	"/people/", "/staff/", "/journalist/", "/journalists/", "/contributor/", "/contributors/", "/writer/", "/writers/", "/autores/", "/firma/", "/firmas/",
	"/reporter/", "/columnist/", "/redaktion/", "/journaliste/", "/autore/", "/bio/", "/team/"}

// links reads the links that are marked as leading to the author, by rel or by
// their address.
func (b *bylines) links() {
	var marked, led []string
	at := b.d.headline().at
	for _, a := range b.d.scanned().anchors {
		isAuthor := hasToken(attr(a.Node, "rel"), "author")
		if !isAuthor && !leadsToAuthor(attr(a.Node, "href")) {
			continue
		}
		t := text(a.Node)
		if utf8.RuneCountInString(t) > maxNameChars || b.d.apart(a.Node) || withinList(a.Node) {
			continue
		}
		switch {
		case isAuthor:
			marked = append(marked, splitNames(t, false)...)
		case at >= 0 && a.at > at && a.at < at+nearby:
			led = append(led, splitNames(t, true)...)
		}
	}
	b.add("rel=author", .8, marked...)
	b.add("author link", .66, led...)
}

// nearby is how many nodes behind its headline a byline is looked for.
const nearby = 250

func leadsToAuthor(href string) bool {
	return holdsAny(strings.ToLower(href), authorPaths)
}

// withinList reports whether an element stands in the teaser of another page:
// inside an article element that is inside or beside others.
func withinList(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom != atom.Article {
			continue
		}
		for q := p.Parent; q != nil; q = q.Parent {
			if q.DataAtom == atom.Article {
				return true
			}
		}
	}
	return false
}

// marked reads the elements whose class or the like speaks of an author.
func (b *bylines) marked() {
	at := b.d.headline().at
	var best []string
	from, sure := "", .0
	for _, n := range b.d.scanned().named {
		if n.hint&hintAuthor == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.Img {
			continue
		}
		score := .5
		if at >= 0 && n.at > at && n.at < at+nearby {
			score = .7
		}
		if score <= sure || b.d.apart(n.Node) || withinList(n.Node) {
			continue
		}
		t := firstLine(n.Node)
		if utf8.RuneCountInString(t) > maxDateLine {
			continue
		}
		starts := bylineStart.MatchString(t)
		if names := splitNames(t, !starts); len(names) > 0 {
			best, sure, from = names, score, firstWord(attr(n.Node, "class"), n.Data)
		}
	}
	b.add("class:"+from, sure, best...)
}

// firstLine gives the first line of an element that holds a name: what follows
// may be the author's life.
func firstLine(n *html.Node) string {
	r := lineReader{head: nil, at: 0}
	r.read(n)
	r.end()
	for i, l := range r.lines {
		if start := bylineStart.FindString(l.text); len(start) == len(l.text) && i+1 < len(r.lines) {
			return l.text + " " + r.lines[i+1].text
		}
		if len(splitNames(l.text, true)) > 0 || i >= 3 {
			return l.text
		}
	}
	if len(r.lines) > 0 {
		return r.lines[0].text
	}
	return text(n)
}

// text reads a line near the headline that begins like a byline.
func (b *bylines) text() {
	lines, at := b.d.linesAround()
	story := 0
	for i, l := range lines {
		if i <= at {
			continue
		}
		n := utf8.RuneCountInString(l.text)
		if n > storyLine {
			story++
		}
		start := bylineStart.FindString(l.text)
		if start == "" || n > maxDateLine || story > 1 || b.d.apart(l.node) {
			continue
		}
		rest := l.text[len(start):]
		if strings.TrimSpace(rest) == "" && i+1 < len(lines) {
			rest = lines[i+1].text
		}
		if head, _, ok := strings.Cut(rest, "|"); ok {
			rest = head
		}
		if names := splitNames(rest, true); len(names) > 0 {
			b.add("text", .64, names...)
			return
		}
	}
}

// agree raises what two places say alike, and prefers among near equals the one
// with more names.
func (b *bylines) agree() offers {
	for i := range b.found {
		for j := range b.found {
			if i != j && fold(b.found[i].Value) == fold(b.found[j].Value) {
				b.found[i].Confidence = min(b.found[i].Confidence+.04, .98)
				break
			}
		}
	}
	return b.found
}
