package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// authorPaths begin the addresses of pages about an author.
var authorPaths = []string{"/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/auteurs/", "/by/", "/profile/", "/profiles/",
	"/people/", "/staff/", "/journalist/", "/journalists/", "/contributor/", "/contributors/", "/writer/", "/writers/", "/autores/", "/firma/", "/firmas/",
	"/reporter/", "/columnist/", "/redaktion/", "/journaliste/", "/autore/", "/bio/", "/team/"}

// links reads the links that are marked as leading to the author, by rel or by
// their address.
func (b *bylines) links() {
	var marked, led []string
	at := b.d.headline().at
	tried, last := 0, 0
	for _, a := range b.d.scanned().anchors {
		isAuthor := hasToken(attr(a.Node, "rel"), "author")
		near := at >= 0 && a.at > at && a.at < at+nearby
		if !isAuthor && !(near && leadsToAuthor(attr(a.Node, "href"))) {
			continue
		}
		if tried++; tried > maxNamed {
			break
		}
		t := text(a.Node)
		if named := itemWithin(a.Node, "name"); named != nil && !isAuthor {
			t = text(named)
		}
		if utf8.RuneCountInString(t) > maxNameChars || b.d.apart(a.Node) || withinList(a.Node) {
			continue
		}
		if isAuthor {
			b.group("rel=author", t)
			marked = append(marked, splitNames(t, inFooter(a.Node))...)
		} else {
			if last > 0 && a.at > last+together {
				continue // of a teaser
			}
			last = a.at
			b.group("author link", t)
			led = append(led, splitNames(t, true)...)
		}
	}
	b.add("rel=author", .8, marked...)
	b.add("author link", .66, led...)
}

// together is how many nodes lie at most between the links to two authors of one
// story.
const together = 60

// nearby is how many nodes behind its headline a byline is looked for.
const nearby = 250

func leadsToAuthor(href string) bool {
	href = strings.ToLower(href)
	return holdsAny(href, authorPaths) && !strings.Contains(href, "creativecommons.org")
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
		if max(score, labelledScore) <= sure || b.d.apart(n.Node) || withinList(n.Node) {
			continue
		}
		t := firstLine(n.Node)
		if utf8.RuneCountInString(t) > maxDateLine {
			continue
		}
		starts := bylineEnd(t) > 0
		if label := before(n.Node); score < labelledScore && (starts || isLabel(label)) &&
			(at >= 0 && n.at < at && n.at > at-nearby/2 || authorLabel.MatchString(label+" "+t)) {
			score, starts = labelledScore, true
		}
		if class := attr(n.Node, "class"); hasToken(class, "vcard") && strings.Contains(class, "author") && (score >= labelledScore || starts || ofArticle(n.Node)) {
			score, starts = max(score, labelledScore), true // hAtom: also a pen name
		}
		if score <= sure {
			continue
		}
		starts = starts && !inFooter(n.Node)
		if score >= labelledScore {
			b.group("class:"+firstWord(attr(n.Node, "class"), n.Data), t)
		}
		if names := splitNames(t, !starts); len(names) > 0 {
			best, sure, from = names, score, firstWord(attr(n.Node, "class"), n.Data)
		}
	}
	b.add("class:"+from, sure, best...)
}

// labelledScore is the confidence in a name behind "by" above the headline, or
// behind "author" far below it.
const labelledScore = .6

// isLabel reports whether a text is "by" and nothing else, or ends in it.
func isLabel(t string) bool {
	t = t[strings.LastIndexByte(t, ' ')+1:]
	return t != "" && bylineEnd(t) == len(t)
}

// firstLine gives the first line of an element that holds a name: what follows
// may be the author's life.
func firstLine(n *html.Node) string {
	r := lineReader{head: nil, at: 0}
	r.read(n)
	r.end()
	for i, l := range r.lines {
		if bylineEnd(l.text) == len(l.text) && i+1 < len(r.lines) {
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

func ofBook(lines []line) bool {
	for _, l := range lines {
		if bookLabel.MatchString(l.text) {
			return true
		}
	}
	return false
}

// linesAbove is how far above the headline a line may say when and by whom it was
// written.
const linesAbove = 3

// above reads a line above the headline that holds a date and a byline.
func (b *bylines) above(l line) {
	if at := bylineInside(l.text); at > 0 && len(l.text) <= maxDateLine && !b.d.apart(l.node) {
		if _, _, _, ok := (dateReader{notAfter: farFuture}).find(l.text, firstTextYear); ok {
			b.add("text", .5, splitNames(l.text[at:], true)...)
		}
	}
}

// bookLabel opens a line about a book, whose author stands beside it.
var bookLabel = regexp.MustCompile(`(?i)^\W{0,3}(?:verlag|publisher|seiten(?:zahl)?|pages|isbn|genre|éditeur|editorial|editore|uitgever|wydawnictwo|издательство|出版社)\s*[:：]`)

// text reads a line near the headline that begins like a byline, or holds one
// beside a date.
func (b *bylines) text() {
	lines, at := b.d.linesAround()
	story := 0
	for i, l := range lines {
		if i < at && at-i <= linesAbove {
			b.above(l)
		}
		if i <= at {
			continue
		}
		n := utf8.RuneCountInString(l.text)
		if n > storyLine {
			story++
		}
		if n > maxDateLine || unshown(l.node) || story > 1 && !authorLabel.MatchString(l.text) || b.d.apart(l.node) || photoCredit.MatchString(l.text) {
			continue
		}
		if name := reporter(l.text); name != "" {
			b.add("text", .6, splitNames(name, false)...)
			continue
		}
		rest := bylineIn(l.text)
		if rest == "" {
			if name := besideDate(l.text); name != "" {
				b.add("text", .45, name)
			}
			continue
		}
		if ofBook(lines[max(i-1, 0):min(i+2, len(lines))]) {
			continue
		}
		if strings.TrimSpace(rest) == "" && i+1 < len(lines) {
			rest = lines[i+1].text
		}
		if head, _, ok := strings.Cut(rest, "|"); ok {
			rest = head
		}
		if at := nextLabel.FindStringIndex(rest); at != nil {
			rest = rest[:at[0]]
		}
		b.group("text", rest)
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

// besideDate gives the name in a line that holds only a name, a bar and a date, or
// a date, a dash and a name.
func besideDate(line string) string {
	if date, name, ok := strings.Cut(line, " - "); ok && len(date) <= maxLabel && person(name, true) {
		if _, from, to, ok := (dateReader{notAfter: farFuture}).find(date, firstTextYear); ok && from == 0 && to == len(date) {
			return name
		}
	}
	name, rest, ok := cutBar(line)
	if !ok || !person(name, true) {
		return ""
	}
	if _, from, _, ok := (dateReader{notAfter: farFuture}).find(rest, firstTextYear); !ok || from > maxLabel {
		return ""
	}
	return name
}

// cutBar cuts a line at its first bar.
func cutBar(line string) (head, tail string, ok bool) {
	at := strings.IndexAny(line, "|•·/")
	if at < 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(line[at:])
	return strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+size:]), true
}

// bylineIn gives what follows the "by" of a line: a blank when nothing does,
// empty when the line is no byline.
func bylineIn(line string) string {
	if end := bylineEnd(line); end > 0 {
		return line[end:] + " "
	}
	if at := bylineInside(line); at > 0 {
		return line[at:]
	}
	return ""
}

func lowerCase(s string) bool { return s == strings.ToLower(s) }

// unshown reports whether the style of an element close around says that it is not
// shown.
func unshown(n *html.Node) bool {
	for up := 0; n != nil && up < maxHolder; n, up = n.Parent, up+1 {
		if style := attr(n, "style"); strings.Contains(strings.ReplaceAll(style, " ", ""), "display:none") {
			return true
		}
	}
	return false
}

// inFooter reports whether an element stands in a footer, where a single word is
// the account that published the story rather than its author.
func inFooter(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Footer {
			return true
		}
	}
	return false
}
