package extract

import (
	"regexp"
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
	b.agree()
	b.found.sort()
	return b.complete()
}

// add takes in names from one place.
func (b *bylines) add(from string, confidence float64, names ...string) {
	var people []string
	seen := map[string]bool{}
	for _, n := range names {
		n = b.withoutPublisher(n)
		if k := fold(n); !seen[k] && (!b.names[squeeze(n)] || (visible(from) && person(n, true))) {
			seen[k] = true
			people = append(people, n)
		}
	}
	if len(people) > 0 && len(people) <= maxAuthors {
		b.found.add(strings.Join(people, nameJoin), from, confidence)
	}
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
	for _, n := range [...]string{"1", "2"} {
		label := s.metaFirst("twitter:label" + n)
		if start := bylineStart.FindString(label); start != "" && len(start) == len(label) {
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
		near := at >= 0 && a.at > at && a.at < at+nearby
		if !isAuthor && !(near && leadsToAuthor(attr(a.Node, "href"))) {
			continue
		}
		t := text(a.Node)
		if utf8.RuneCountInString(t) > maxNameChars || b.d.apart(a.Node) || withinList(a.Node) {
			continue
		}
		if isAuthor {
			marked = append(marked, splitNames(t, false)...)
		} else {
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
		score := .38 // of someone whom the page mentions: not believed alone
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

// text reads a line near the headline that begins like a byline, or holds one
// beside a date.
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
		if n > maxDateLine || story > 1 || b.d.apart(l.node) || photoCredit.MatchString(l.text) {
			continue
		}
		rest := bylineIn(l.text)
		if rest == "" {
			continue
		}
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
		if names := splitNames(rest, false); len(names) == 1 && n <= maxLabel+len(names[0]) && capitals(names, false) && !lowerCase(names[0]) {
			b.add("text", .5, names...)
			return
		}
	}
}

// bylineIn gives what follows the "by" of a line: a blank when nothing does,
// empty when the line is no byline.
func bylineIn(line string) string {
	if start := bylineStart.FindString(line); start != "" {
		return line[len(start):] + " "
	}
	if m := bylineInside.FindStringIndex(line); m != nil {
		return line[m[1]:]
	}
	return ""
}

// bylineInside finds "Posted on 3 May 2026 by Jane Doe" and the like.
var bylineInside = regexp.MustCompile(`(?i)^(?:posted|published|created|written|submitted|veröffentlicht|erstellt|publié|publicado)\b.{0,60}?\s(?:by|von|par|por)\s+`)

func lowerCase(s string) bool { return s == strings.ToLower(s) }

// agree raises what two places say alike, and lowers what only machines are told
// when readers see nothing of it.
func (b *bylines) agree() {
	var seen []bool
	for i := range b.found {
		same := false
		for j := range b.found {
			same = same || (i != j && fold(b.found[i].Value) == fold(b.found[j].Value))
		}
		seen = append(seen, same)
	}
	shown := b.shown()
	for i := range b.found {
		c := &b.found[i]
		if seen[i] {
			c.Confidence = min(c.Confidence+.04, .98)
		}
		if !shown && c.Confidence < 1 {
			c.Confidence *= unseen
		}
	}
}

// unseen is what is left of the confidence in an author whom the page does not
// show: most are the account that published it.
const unseen = .4

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
	page := fold(text(b.d.root))
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

// complete prefers over the best candidate one that has the same people and
// more, when two places name them all, and gives a first name its surname.
func (b *bylines) complete() offers {
	o := b.found
	if len(o) == 0 || o[0].Confidence == 1 {
		return o
	}
	best := nameKeys(o[0].Value)
	for i := 1; i < len(o); i++ {
		keys := nameKeys(o[i].Value)
		if len(keys) > len(best) && len(keys) <= 2*len(best)+2 && holdsAll(keys, best) && b.confirmed(i) && b.people(o[i].Value) {
			return o.promote(i)
		}
	}
	for i := 1; i < len(o); i++ { // a place of work behind the name
		if len(best) == 1 && person(o[i].Value, true) && visible(o[i].Source) && strings.HasPrefix(fold(o[0].Value), fold(o[i].Value)+" ") {
			return o.promote(i)
		}
	}
	if len(best) == 1 && !strings.Contains(o[0].Value, " ") {
		for i := 1; i < len(o); i++ {
			if strings.HasPrefix(fold(o[i].Value), fold(o[0].Value)+" ") && !strings.Contains(o[i].Value, nameJoin) {
				return o.promote(i)
			}
		}
	}
	return o
}

// people reports whether every name is written like a person's and none holds the
// name of the publisher.
func (b *bylines) people(joined string) bool {
	for n := range strings.SplitSeq(joined, nameJoin) {
		if !person(n, true) {
			return false
		}
		for org := range b.names {
			if len(org) >= 5 && strings.Contains(squeeze(n), org) {
				return false
			}
		}
	}
	return true
}

// confirmed reports whether another place names the same people as candidate i,
// and the byline does not name those of the best one.
func (b *bylines) confirmed(i int) bool {
	for j := range b.found {
		if from := b.found[j].Source; j > 0 && (from == "text" || strings.HasPrefix(from, "class:")) && fold(b.found[j].Value) == fold(b.found[0].Value) {
			return false
		}
	}
	for j := range b.found {
		if j != i && fold(b.found[j].Value) == fold(b.found[i].Value) {
			return true
		}
	}
	return strings.HasPrefix(b.found[i].Source, "class:") && b.found[i].Confidence >= .7
}

// promote puts candidate i first, with the confidence of the first.
func (o offers) promote(i int) offers {
	best := o[i]
	best.Confidence = o[0].Confidence
	copy(o[1:i+1], o[:i])
	o[0] = best
	return o
}

func nameKeys(joined string) map[string]bool {
	keys := map[string]bool{}
	for n := range strings.SplitSeq(joined, nameJoin) {
		keys[fold(n)] = true
	}
	return keys
}

func holdsAll(all, some map[string]bool) bool {
	for k := range some {
		if !all[k] {
			return false
		}
	}
	return true
}
