package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// titlePart is one way to read a title element: a headline, and before or
// behind it what may be the name of the site.
type titlePart struct {
	headline, name string
	first          bool // the name stands first
	gap            string
}

// kickerGap stands between a kicker and the headline that it belongs to.
const kickerGap = ": "

// titleParts gives every way to part a title at its first and last gaps.
func titleParts(title string) []titlePart {
	var parts []titlePart
	for _, gap := range titleGaps {
		first, last := strings.Index(title, gap), strings.LastIndex(title, gap)
		if last < 0 {
			continue
		}
		parts = append(parts,
			titlePart{strings.TrimSpace(title[:last]), strings.TrimSpace(title[last+len(gap):]), false, gap},
			titlePart{strings.TrimSpace(title[first+len(gap):]), strings.TrimSpace(title[:first]), true, gap})
	}
	return parts
}

// Limits of the search for a headline that no heading element marks.
const (
	maxOpening   = 150 // lines from the top
	leastShown   = 10  // characters; what is shorter stands in many menus
	maxHolder    = 6   // elements around a line that may hold it alone
	maxNameParts = 5   // words of the name of a site beside a headline
)

// shownTitle looks among the first lines of a page for one that repeats the
// title element, or the part of it beside the name of the site: on a page
// without headings that line is the headline.
func (d *Doc) shownTitle() headline {
	none := headline{at: -1}
	title := d.scanned().title
	if title == "" {
		return none
	}
	wanted := map[string]titlePart{}
	for _, p := range append(titleParts(title), titlePart{headline: title}) {
		if utf8.RuneCountInString(p.headline) >= leastShown && len(strings.Fields(p.name)) <= maxNameParts && !d.siteName(p.headline) && (len(p.headline) > len(p.name) || d.vouched(p.name)) {
			wanted[fold(p.headline)] = p
		}
	}
	for _, l := range d.openingLines() {
		if _, ok := wanted[fold(l.text)]; !ok || linked(l.node) {
			continue
		}
		if n := holder(l); n != nil {
			return headline{node: n, sure: agreeing, at: d.position(n)}
		}
		return headline{at: -1, line: l.text, sure: agreeing}
	}
	return none
}

// holder gives the smallest element that holds a line and nothing else, or nil.
func holder(l line) *html.Node {
	whole := fold(l.text)
	for n, up := l.node, 0; n != nil && n.DataAtom != atom.Body && up < maxHolder; n, up = n.Parent, up+1 {
		if t := fold(text(n)); t == whole {
			return n
		} else if len(t) > len(whole) {
			break
		}
	}
	return nil
}

// openingLines gives the first lines of the page.
func (d *Doc) openingLines() []line {
	body := child(child(d.root, atom.Html), atom.Body)
	if body == nil {
		return nil
	}
	r := lineReader{at: maxOpening - linesAfter}
	r.read(body)
	r.end()
	return r.lines
}

// aroundLine gives of lines those around the first that says the headline, and
// its index among them.
func aroundLine(lines []line, headline string) ([]line, int) {
	for i, l := range lines {
		if l.text == headline {
			from := max(0, i-linesBefore)
			return lines[from:min(len(lines), i+linesAfter)], i - from
		}
	}
	return lines, -1
}

// titleName gives the part of the title element that is the name of the site:
// the host is named for it, or it stands beside the headline.
func (d *Doc) titleName() string {
	parts := titleParts(d.scanned().title)
	for _, p := range parts {
		if len(strings.Fields(p.name)) <= maxNameParts && d.named(p.name) {
			return p.name
		}
	}
	h := d.headline()
	if h.sure < agreeing {
		return ""
	}
	shown := fold(h.text())
	for _, p := range parts {
		if p.name == "" || len(strings.Fields(p.name)) > maxNameParts || strings.Contains(shown, fold(p.name)) {
			continue
		}
		if p.first && (fold(p.headline) != shown || !d.vouched(p.name)) {
			continue // a rubric stands before a headline just as well
		}
		return p.name
	}
	return ""
}
