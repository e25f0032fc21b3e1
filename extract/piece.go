package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// piece is a node of the small tree that both HTML and Markdown are written
// from: an element of the white list, or text. Nothing of the page gets into it
// but text and the addresses of links and images, so that whatever is written
// from it is safe to show.
type piece struct {
	tag      tag // 0 for text
	text     string
	address  string // href, src or cite
	start    int    // number of the first item of an ordered list
	language string // of a code block
	pieces   []*piece
	source   *html.Node // the element it stands for; only while the tree is made
}

func (p *piece) add(child *piece) *piece {
	p.pieces = append(p.pieces, child)
	return child
}

func (p *piece) last() *piece {
	if len(p.pieces) == 0 {
		return nil
	}
	return p.pieces[len(p.pieces)-1]
}

// inlineTags maps what phrasing elements become.
var inlineTags = newTagMap(map[tag]tag{
	atom.A: atom.A, atom.Em: atom.Em, atom.I: atom.Em, atom.Strong: atom.Strong, atom.B: atom.Strong,
	atom.Code: atom.Code, atom.Kbd: atom.Code, atom.Samp: atom.Code, atom.Tt: atom.Code,
	atom.Sup: atom.Sup, atom.Sub: atom.Sub,
})

// phrase fills a leaf piece with the text nodes of one block.
type phrase struct {
	d     *Doc
	leaf  *piece
	open  []*piece // phrasing elements around the last text
	gap   bool     // a blank is owed
	begun bool
	raw   bool // white space counts
}

func (p *phrase) write(nodes []*html.Node, el *html.Node) {
	for _, n := range nodes {
		s, before, after := n.Data, false, false
		if !p.raw {
			s, before, after = squash(n.Data)
		}
		p.gap = p.gap || before
		if s == "" {
			continue
		}
		p.enter(n, el)
		p.top().addText(s)
		p.gap, p.begun = after, true
	}
}

// squash makes every run of white space one blank and tells whether s had some
// at its ends, where it is taken off.
func squash(s string) (out string, before, after bool) {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case r <= ' ' || r >= utf8.RuneSelf && unicode.IsSpace(r):
			gap = true
			before = before || b.Len() == 0
			continue
		case r >= utf8.RuneSelf && invisible(r):
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String(), before, gap
}

func (p *phrase) top() *piece {
	if len(p.open) > 0 {
		return p.open[len(p.open)-1]
	}
	return p.leaf
}

// enter closes and opens phrasing elements so that they are those around n,
// and pays an owed blank between the two.
func (p *phrase) enter(n, el *html.Node) {
	var around []*html.Node
	for up := n.Parent; up != nil && up != el; up = up.Parent {
		if inlineTags.of(up.DataAtom) != 0 && !(p.raw && inlineTags.of(up.DataAtom) == atom.Code) {
			around = append(around, up)
		}
	}
	same := 0
	for same < len(p.open) && same < len(around) && p.open[same].source == around[len(around)-1-same] {
		same++
	}
	p.open = p.open[:same]
	if p.gap && p.begun {
		p.top().addText(" ")
	}
	for k := len(around) - 1 - same; k >= 0; k-- {
		made := &piece{tag: inlineTags.of(around[k].DataAtom), source: around[k]}
		if made.tag == atom.A {
			made.address = p.d.webAddress(attr(around[k], "href"))
		}
		if made.tag == atom.A && made.address == "" || made.tag == atom.Strong && headingLevel(p.leaf.tag) > 0 || p.nested(made.tag) {
			made.tag = 0 // a link to nowhere, bold in bold: its text stays
		}
		p.open = append(p.open, p.top().add(made))
	}
}

func (p *phrase) nested(t tag) bool {
	for _, o := range p.open {
		if o.tag == t {
			return true
		}
	}
	return false
}

// longText is the length in bytes from which a text is not appended to: a line
// made of a hundred thousand elements would be copied as often.
const longText = 512

// addText appends text, to the text before it where there is one.
func (p *piece) addText(s string) {
	if last := p.last(); last != nil && last.tag == 0 && last.source == nil && len(last.text) < longText {
		last.text += s
		return
	}
	p.add(&piece{text: s})
}

// webAddress is the absolute address of a link, or "" unless it is http or https.
func (d *Doc) webAddress(raw string) string {
	if raw == "" || raw[0] == '#' {
		return ""
	}
	addr, err := resolve(strings.TrimSpace(raw), d.base)
	if err != nil || !strings.HasPrefix(addr, "http://") && !strings.HasPrefix(addr, "https://") {
		return ""
	}
	return addr
}
