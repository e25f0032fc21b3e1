package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scan is what one walk over the page finds of interest for its metadata.
type scan struct {
	lang     string // of the html element
	title    string // of the title element
	metas    []meta
	linked   []*html.Node // link elements
	anchors  []spot       // a and area elements with an address
	scripts  []string     // the text of each JSON-LD script
	headings []spot       // h1 to h3
	times    []spot       // time elements
	items    []spot       // elements with an itemprop
	named    []spot       // elements whose attributes speak of an author, a date or a headline
}

// spot is an element and its place in document order.
type spot struct {
	*html.Node
	at   int
	hint hint
}

// meta is one meta element; its name is in lower case.
type meta struct{ name, content string }

// Limits of what is gathered from one page.
const (
	maxMetas   = 500
	maxScripts = 100
	maxNamed   = 400
	maxLinks   = 20_000
)

// scanned walks the page the first time it is asked.
func (d *Doc) scanned() *scan {
	if d.scan != nil {
		return d.scan
	}
	s := &scan{}
	d.scan = s
	at := 0
	for n := d.root; n != nil; at++ {
		if n.Type == html.ElementNode && !s.element(n, at) {
			n = after(n, d.root)
			continue
		}
		n = next(n, d.root)
	}
	return s
}

// position gives the place of an element in document order, counted as the walk
// of scanned counts.
func (d *Doc) position(wanted *html.Node) int {
	at := 0
	for n := d.root; n != nil; at++ {
		if n == wanted {
			return at
		}
		if n.Type == html.ElementNode && closed(n.DataAtom) {
			n = after(n, d.root)
			continue
		}
		n = next(n, d.root)
	}
	return -1
}

// closed reports whether the children of an element are of no interest.
func closed(a atom.Atom) bool {
	switch a {
	case atom.Meta, atom.Link, atom.Title, atom.Script, atom.Style, atom.Svg, atom.Template, atom.Iframe:
		return true
	}
	return false
}

// element notes one element and reports whether its children are of interest.
func (s *scan) element(n *html.Node, at int) bool {
	switch n.DataAtom {
	case atom.Html:
		if s.lang = attr(n, "lang"); s.lang == "" {
			s.lang = attr(n, "xml:lang")
		}
	case atom.Meta:
		s.meta(n)
	case atom.Link:
		if len(s.linked) < maxMetas {
			s.linked = append(s.linked, n)
		}
	case atom.Title:
		if s.title == "" && n.Namespace == "" {
			s.title = text(n)
		}
	case atom.Script:
		if len(s.scripts) < maxScripts && n.FirstChild != nil && strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			s.scripts = append(s.scripts, n.FirstChild.Data)
		}
	}
	if closed(n.DataAtom) {
		return false
	}
	s.body(n, at)
	return true
}

// body notes an element that stands in the text.
func (s *scan) body(n *html.Node, at int) {
	h, item := hintOf(n)
	switch n.DataAtom {
	case atom.A, atom.Area:
		if len(s.anchors) < maxLinks && attr(n, "href") != "" {
			s.anchors = append(s.anchors, spot{n, at, h})
		}
	case atom.H1, atom.H2, atom.H3:
		if len(s.headings) < maxNamed {
			s.headings = append(s.headings, spot{n, at, h})
		}
	case atom.Time:
		if len(s.times) < maxNamed {
			s.times = append(s.times, spot{n, at, h})
		}
	}
	if item && len(s.items) < maxNamed {
		s.items = append(s.items, spot{n, at, h})
	}
	if h != 0 && len(s.named) < maxNamed {
		s.named = append(s.named, spot{n, at, h})
	}
}

func (s *scan) meta(n *html.Node) {
	if len(s.metas) >= maxMetas {
		return
	}
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		content = strings.TrimSpace(attr(n, "value")) // a known misspelling
	}
	if content == "" {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		if name := attr(n, key); name != "" {
			for one := range strings.FieldsSeq(strings.ToLower(name)) {
				s.metas = append(s.metas, meta{one, content})
			}
		}
	}
}

// metaAll gives the contents of every meta element of that name.
func (s *scan) metaAll(name string) []string {
	var out []string
	for i := range s.metas {
		if s.metas[i].name == name {
			out = append(out, s.metas[i].content)
		}
	}
	return out
}

// metaFirst gives the first content of that name, or "".
func (s *scan) metaFirst(name string) string {
	for i := range s.metas {
		if s.metas[i].name == name {
			return s.metas[i].content
		}
	}
	return ""
}

// hint says what the attributes of an element claim that it holds.
type hint uint8

const (
	hintAuthor hint = 1 << iota
	hintDate
	hintTitle
	hintSubtitle
	hintPaywall
	hintNotArticle // a comment, a teaser, a menu and the like
)

// hintWords are looked for in class, id, rel, itemprop and test attributes.
var hintWords = []struct {
	word string
	hint hint
}{
	{"author", hintAuthor}, {"byline", hintAuthor}, {"autor", hintAuthor}, {"auteur", hintAuthor},
	{"writer", hintAuthor}, {"contributor", hintAuthor}, {"verfasser", hintAuthor}, {"reporter", hintAuthor},
	{"journalist", hintAuthor}, {"by-line", hintAuthor}, {"firma", hintAuthor}, {"signature", hintAuthor},
	{"muhabir", hintAuthor}, {"yazar", hintAuthor}, {"penulis", hintAuthor}, {"szerzo", hintAuthor}, {"skribent", hintAuthor},
	{"forfatter", hintAuthor}, {"kirjoittaja", hintAuthor}, {"toimittaja", hintAuthor}, {"tacgia", hintAuthor}, {"tac-gia", hintAuthor},
	{"date", hintDate}, {"time", hintDate}, {"publish", hintDate}, {"datum", hintDate}, {"fecha", hintDate},
	{"posted", hintDate}, {"meta", hintDate}, {"pubdate", hintDate}, {"data-", hintDate}, {"info", hintDate},
	{"title", hintTitle}, {"headline", hintTitle}, {"titre", hintTitle}, {"titulo", hintTitle},
	{"subtitle", hintSubtitle}, {"subhead", hintSubtitle}, {"standfirst", hintSubtitle}, {"dek", hintSubtitle},
	{"deck", hintSubtitle}, {"chapo", hintSubtitle}, {"lead", hintSubtitle}, {"excerpt", hintSubtitle},
	{"summary", hintSubtitle}, {"paywall", hintPaywall}, {"teaser", hintNotArticle}, {"comment", hintNotArticle}, {"related", hintNotArticle},
}

// hintOf reads the attributes of one element once.
func hintOf(n *html.Node) (h hint, item bool) {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "itemprop":
			item = true
			h |= hintIn(a.Val)
		case "class", "id", "rel", "data-testid", "data-component", "data-qa":
			h |= hintIn(a.Val)
		}
	}
	return h, item
}

// longestHint bounds the attribute text that is looked through; utility classes
// make lists of a kilobyte that name nothing.
const longestHint = 200

// hintStarts are the rows of hintWords by the first two letters of their word;
// most pairs of letters in a class begin none.
var hintStarts = func() (rows [1 << 10][]uint8) {
	for i := range hintWords {
		at := pairIndex(hintWords[i].word[0], hintWords[i].word[1])
		rows[at] = append(rows[at], uint8(i))
	}
	return rows
}()

// pairIndex is the same for both cases of a letter; what is no letter falls in
// with some.
func pairIndex(a, b byte) uint16 { return uint16(a&31)<<5 | uint16(b&31) }

// hintIn looks for every word in one pass.
func hintIn(s string) (h hint) {
	if len(s) > longestHint {
		s = s[:longestHint]
	}
	for i := 0; i+1 < len(s); i++ {
		for _, row := range hintStarts[pairIndex(s[i], s[i+1])] {
			if word := hintWords[row].word; len(s)-i >= len(word) && strings.EqualFold(s[i:i+len(word)], word) {
				h |= hintWords[row].hint
			}
		}
	}
	return h
}
