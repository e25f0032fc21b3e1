package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// timeElements reads time[datetime], best near the headline and where its class
// says what it is.
func (f *dates) timeElements() {
	head := f.d.headline().at
	first := [2]bool{true, true}
	for _, t := range f.d.scanned().times {
		if f.d.apart(t.Node) || withinList(t.Node) {
			continue
		}
		far, less := 0, .0
		if f.d.underOtherHeading(t.Node) {
			less = .3
		}
		if head >= 0 && (t.at < head-nearby/2 || t.at > head+nearby) {
			far, less = 1, less+.2
		}
		said := strings.ToLower(text(t.Node))
		if said == "" && attr(t.Node, "itemprop") == "" && !hasAttr(t.Node, "pubdate") {
			less += .1 // nobody sees it
		}
		value := attr(t.Node, "datetime")
		if _, ok := f.read.read(value); !ok {
			value = text(t.Node)
		}
		class := strings.ToLower(attr(t.Node, "class") + " " + attr(t.Node, "itemprop"))
		switch around := strings.ToLower(before(t.Node)); {
		case strings.Contains(class, "updated") && !strings.Contains(class, "published"), changed(class), changed(around), changed(said):
			f.add(&f.modified, value, "time:modified", .65-less)
		case strings.Contains(class, "published") || strings.Contains(class, "entry-date") || hasAttr(t.Node, "pubdate"):
			f.add(&f.published, value, "time:published", .82-less)
		case first[far]:
			f.add(&f.published, value, "time", .66-less)
			first[far] = false
		}
	}
}

// underOtherHeading reports whether an element follows, within the same small
// part of the page, a heading that is not the headline: it is that of a teaser.
func (d *Doc) underOtherHeading(n *html.Node) bool {
	frame := d.headline().frame
	item := n.Parent
	for up := 0; n != nil && !frame[n.Parent] && (up < 2 || up == 2 && lists(n, item)); n, up = n.Parent, up+1 {
		steps := 0
		for p := n.PrevSibling; p != nil && steps < 6; p, steps = p.PrevSibling, steps+1 {
			if p.Type == html.ElementNode && headingLevel(p.DataAtom) > 0 {
				return true
			}
		}
	}
	return false
}

// lists reports whether an element is a list and one of its items leads somewhere.
func lists(list, item *html.Node) bool {
	if list.DataAtom != atom.Ul && list.DataAtom != atom.Ol {
		return false
	}
	for n := next(item, item); n != nil; n = next(n, item) {
		if n.DataAtom == atom.A {
			return true
		}
	}
	return false
}

func hasAttr(n *html.Node, name string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return true
		}
	}
	return false
}

// before gives the text that stands directly in front of an element, in its own
// line.
func before(n *html.Node) string {
	for range 3 {
		steps := 0
		for p := n.PrevSibling; p != nil && steps < 10; p, steps = p.PrevSibling, steps+1 {
			t := ""
			if p.Type == html.TextNode {
				t = collapse(p.Data)
			} else if p.Type == html.ElementNode {
				t = text(p)
			}
			if t != "" {
				return t
			}
		}
		if n = n.Parent; n == nil || !phrasing(n.DataAtom) {
			break
		}
	}
	return ""
}

func changed(s string) bool { return holdsAny(s, changedWords) }

func holdsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// Limits of a line that is taken for a date line.
const (
	maxDateLine = 160 // characters
	storyLine   = 200 // characters; a longer line is the story, after which only a labelled date counts
	shortLine   = 60  // characters of a line that holds little else than a date
)

// surroundings reads the dates in the lines around the headline.
func (f *dates) surroundings() {
	lines, at := f.d.linesAround()
	story := 0
	for i, l := range lines {
		n := utf8.RuneCountInString(l.text)
		switch {
		case i == at || n < 6 || i < at && f.d.inMasthead(l.node):
			continue
		case i > at && n > storyLine:
			story++
		}
		if n > maxDateLine {
			f.dateline(l, i-at, story)
			continue
		}
		label := ""
		if i > 0 && len(lines[i-1].text) <= maxLabel {
			label = labelOf(lines[i-1].text)
		}
		f.dateLine(l, label, i-at, story)
	}
	for i, l := range lines {
		if f.published.best() < believable && abs(i-at) <= closeBy {
			f.framed(l, i == at)
		}
	}
}

// inMasthead reports whether an element stands in a header that is not that of the
// story: the day there is that of the visit.
func (d *Doc) inMasthead(n *html.Node) bool {
	frame := d.headline().frame
	for ; n != nil && !frame[n]; n = n.Parent {
		if n.DataAtom == atom.Header && !ofArticle(n) {
			return true
		}
	}
	return false
}

// closeBy is how many lines from the headline a date line may stand that a class
// counts among other stories: some name the whole header of a story so.
const closeBy = 6

// framed reads a line beside the headline that begins with a date, or with a name
// and a date, though a class says that it belongs to another story; and the
// heading itself, when the date in it is not told as part of the headline.
func (f *dates) framed(l line, heading bool) {
	if len(l.text) > maxDateLine || !heading && !f.d.apart(l.node) || changed(strings.ToLower(l.text)) {
		return
	}
	date, from, to, ok := f.read.find(l.text, firstTextYear)
	if !ok || heading && (from == 0 || len(f.d.toldTitles().told) == 0 || matches(fold(l.text[from:to]), f.d.toldTitles().told...) > 0) {
		return
	}
	name, _, signed := cutBar(l.text)
	signed = signed && from <= maxLabel && person(name, true)
	if holder := l.node; signed && holder.DataAtom == atom.A {
		l.node = holder.Parent // the name leads to its page
	}
	if (heading || from == 0 || signed) && !linked(l.node) {
		f.published.add(date.String(), "text", framedScore)
	}
}

// linked reports whether an element stands in a link, a menu or a list.
func linked(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.A, atom.Nav, atom.Li, atom.Footer:
			return true
		}
	}
	return false
}

// Confidence in the dates of lines.
const (
	framedScore = .42
	leastLine   = .5 // a line so far from the headline that it has less is not believed
)

// besideDay is how many characters a line may hold besides a day to be its line.
const besideDay = 60

// maxLabel is the length in bytes of a line that only names what the next holds.
const maxLabel = 30

// labelOf gives a line that announces a date, in lower case, or "".
func labelOf(line string) string {
	line = strings.ToLower(line)
	for _, words := range [...][]string{changedWords, publishedWords, {"datum", "date", "fecha", "mise en ligne", "data", "дата", "tarih", "日期", "时间", "時間"}} {
		for _, w := range words {
			if strings.HasPrefix(line, strings.TrimSpace(w)) {
				return line + ": "
			}
		}
	}
	return ""
}

// dateline reads the day that opens the first paragraph of a story.
func (f *dates) dateline(l line, place, story int) {
	if story > latestOpening || place < 1 {
		return
	}
	start := cut(l.text, 2*maxLabel)
	date, from, to, ok := f.read.find(start, firstTextYear)
	if !ok || from > maxLabel || f.d.apart(l.node) {
		return
	}
	behind := strings.TrimLeft(start[to:], " )")
	dashed := strings.HasPrefix(behind, "–") || strings.HasPrefix(behind, "-") || strings.HasPrefix(behind, "—") || strings.HasPrefix(behind, "|") || strings.HasPrefix(start[to:], ")")
	switch {
	case from <= 2 && (story <= 1 || dashed), dashed && holdsAny(strings.ToLower(start[:from]), pressWords):
		f.published.add(date.String(), "text", .5)
	}
}

// latestOpening is the number of the paragraph up to which a story may open with
// its day: a standfirst or two may stand before it.
const latestOpening = 3

// pressWords open a press release before its day.
var pressWords = []string{"pressemitteilung", "medienmitteilung", "press release", "communiqué", "nota de prensa", "comunicado", "comunicato", "persbericht"}

// dateLine reads one line; label is the short line before it, place counts lines
// from the headline, story the paragraphs between.
func (f *dates) dateLine(l line, label string, place, story int) {
	low, n := strings.ToLower(l.text), utf8.RuneCountInString(l.text)
	rest, offset := l.text, 0
	for range 2 {
		date, from, to, ok := f.read.find(rest, firstTextYear)
		if !ok || f.d.apart(l.node) {
			return
		}
		if end := offset + from; end <= len(low) {
			label += low[min(offset, len(low)):end]
		}
		line := func(score float64) {
			if score < leastLine {
				score = min(score, believable-.01)
			}
			f.published.add(date.String(), "text", score)
			f.below[date.String()] = f.below[date.String()] || place > 0
		}
		byline := bylineEnd(l.text) > 0
		if name, _, ok := cutBar(l.text); ok && person(name, true) {
			byline = true
		}
		named := .0
		if dateClass(l.node) {
			named = .06
		}
		if timetabled(label, rest[to:]) {
			return
		}
		bare := utf8.RuneCountInString(rest)-(to-from) <= besideDay || byline || offset+from == 0
		switch {
		case changed(label):
			f.modified.add(date.String(), "text", .6)
		case byline && place > 0 && story <= 2, holdsAny(label, publishedWords) && (bare || story == 0), bare && holdsAny(label, dayPrepositions):
			line(.64 - .005*float64(abs(place)))
		case place > 0 && story <= 2 && len(rest)-(to-from) <= 4:
			line(.61 + named - .01*float64(min(place, 12)))
		case story == 0 && bare && place > 0:
			line(.62 + named - .01*float64(place))
		case story == 1 && place > 0 && place <= closeBy && n <= shortLine:
			line(.58 + named - .01*float64(place)) // below a long standfirst
		case story == 0 && bare:
			line(.56 + named + .01*float64(place))
		}
		rest, offset, label = rest[to:], offset+to, ""
	}
}

// timetableWords announce the day of something that is to take place.
var timetableWords = []string{"deadline", "einsendeschluss", "anmeldeschluss", "bewerbungsfrist", "date limite", "fecha límite", "scadenza"}

// timetabled reports whether the day between two texts is that of an event: a
// deadline, or one with the hours from when to when.
func timetabled(before, behind string) bool {
	if holdsAny(before, timetableWords) {
		return true
	}
	c := cursor{ts: tokens(behind)}
	c.skip(" ,|")
	if c.kind() != 'd' {
		return false
	}
	if _, _, _, ok := c.clock(); !ok {
		return false
	}
	for range 2 { // "Uhr" and the like
		if c.skip(" "); c.kind() == 'w' {
			c.at++
		}
	}
	if k := c.kind(); k != '-' && k != 'x' {
		return false
	}
	c.at++
	c.skip(" ")
	if c.kind() != 'd' {
		return false
	}
	_, _, _, until := c.clock()
	return until
}

// dateClass reports whether an element, or the one around it, is named for the
// date that it holds.
func dateClass(n *html.Node) bool {
	for range 2 {
		if n == nil || n.Type != html.ElementNode {
			return false
		}
		class := strings.ToLower(attr(n, "class"))
		if strings.Contains(class, "date") && !strings.Contains(class, "update") || strings.Contains(class, "publish") || n.DataAtom == atom.Time {
			return true
		}
		n = n.Parent
	}
	return false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// linesAround gives the lines around the headline, and the index of its own.
func (d *Doc) linesAround() ([]line, int) {
	if d.lines == nil {
		d.lines = []line{}
		if h := d.headline(); h.node != nil && h.sure > .1 {
			d.lines, d.headLine = around(h.node)
		} else if h.line != "" {
			d.lines, d.headLine = aroundLine(d.openingLines(), h.line)
		} else if body := child(child(d.root, atom.Html), atom.Body); body != nil && body.FirstChild != nil {
			d.lines, d.headLine = opening(body), -1
		}
	}
	return d.lines, d.headLine
}

// opening gives the first lines of a page that shows no headline.
func opening(body *html.Node) []line {
	r := lineReader{head: nil, at: 0}
	r.read(body)
	r.end()
	return r.lines
}
