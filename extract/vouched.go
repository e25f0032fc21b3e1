package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// imprint is what a page says of its publisher in words that only readers see.
type imprint struct {
	copyright []string // lines with a copyright sign
	explained int      // sentences that were looked at for about
	about     []string // names that a sentence of their own explains: "Example is a ..."
	home      []string // what the links to the front page say
	logos     []string // those of them that a logo says
}

// imprint reads it the first time it is asked.
func (d *Doc) imprint() *imprint {
	if d.signs != nil {
		return d.signs
	}
	d.signs = &imprint{}
	d.signs.home, d.signs.logos = d.homeLinks()
	for n := d.root; n != nil; {
		if n.Type == html.ElementNode && unread(n.DataAtom) {
			n = after(n, d.root)
			continue
		}
		if n.Type == html.TextNode {
			d.signs.read(n)
		}
		n = next(n, d.root)
	}
	return d.signs
}

// Limits of what is read of an imprint.
const (
	maxImprints = 10
	maxImprint  = 300 // bytes of a line
	maxAround   = 3   // elements around the sign that may hold the name
)

// copyrightMarks open a copyright line.
var copyrightMarks = [...]string{"©", "ⓒ", "opyright", "(c) ", "OPYRIGHT"}

// read takes in one piece of text.
func (m *imprint) read(n *html.Node) {
	if isMark(n.Data) && len(m.copyright) < maxImprints && n.Parent != nil {
		line := n.Data
		for p, up := n.Parent, 0; p.DataAtom != atom.Body && up < maxAround && len(copyrightHolder(line)) <= 1 && p.Parent != nil; p, up = p.Parent, up+1 {
			line = textUpTo(p, maxImprint)
		}
		m.copyright = append(m.copyright, cut(collapse(line), maxImprint))
	}
	if m.explained < maxImprints && explains(n.Data) {
		m.explained++
		if name := before(n); utf8.RuneCountInString(name) <= maxName {
			m.about = append(m.about, name)
		}
	}
}

func isMark(s string) bool {
	for _, mark := range copyrightMarks {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

// explains reports whether a text goes on from a name that stands before it:
// "is a newspaper in ...".
func explains(s string) bool {
	s = strings.TrimLeftFunc(s[:min(len(s), 40)], unicode.IsSpace)
	for _, start := range [...]string{"is a ", "is an ", "is the ", "ist ein", "ist die ", "ist das ", "est un", "es un", "è un", "is een "} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

// vouched reports whether something else on the page says that name is what the
// site is called: its host, its copyright line, the link to its front page, or a
// sentence about itself.
func (d *Doc) vouched(name string) bool {
	key := fold(name)
	if key == "" {
		return false
	}
	if d.named(name) {
		return true
	}
	m := d.imprint()
	for _, lines := range [...][]string{m.home, m.about} {
		for _, l := range lines {
			if fold(l) == key {
				return true
			}
		}
	}
	for _, l := range m.copyright {
		if strings.Contains(" "+fold(l)+" ", " "+key+" ") {
			return true
		}
	}
	return false
}

// copyrightName gives the name in the copyright line, when it is as short as
// names are.
func (d *Doc) copyrightName() string {
	for _, l := range d.imprint().copyright {
		name := copyrightHolder(l)
		if r, _ := utf8.DecodeRuneInString(name); len(strings.Fields(name)) <= maxNameParts && unicode.IsLetter(r) && !unicode.IsLower(r) {
			return name
		}
	}
	return ""
}

// copyrightHolder gives what stands between the sign, or the year behind it, and
// the end of the name.
func copyrightHolder(line string) string {
	line = collapse(line)
	at := len(line)
	for _, mark := range copyrightMarks {
		if i := strings.Index(line, mark); i >= 0 {
			at = min(at, i)
		}
	}
	name := copyrightSign.ReplaceAllString(strings.TrimPrefix(line[at:], "opyright"), "")
	name = strings.TrimPrefix(name, "by ")
	for _, end := range copyrightEnds {
		name, _, _ = strings.Cut(name, end)
	}
	return strings.Trim(name, " .,")
}

// copyrightEnds stand behind the name in a copyright line.
var copyrightEnds = []string{" – ", " — ", " - ", " | ", " · ", " • ", ". ", ", ", "; ", " All ", " all ", " Alle ", " Tous ", " Todos ", " Tutti ", " 19", " 20", "©"}
