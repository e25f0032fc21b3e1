package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

type tag = atom.Atom

// layout is a page cut into blocks in one walk, with the tree of block
// elements that hold them.
type layout struct {
	elems  []element
	blocks []block
	nodes  []*html.Node // text nodes of all blocks, in document order
	words  []uint64     // hashes of the lower-cased words of all blocks
	images []image
	sums   sums
	sigs   [2][]signature
	h1s    int

	inputs, passwords int // fields of forms

	text    []byte // of all blocks
	offsets []span // of each block in text
	counts  []int32

	copies   tally // blocks with the same words
	openings tally // blocks with the same first words
	homes    runs  // of the kept runs of words
}

// image is an img element and the block that follows it.
type image struct {
	node   *html.Node
	el     int32
	before int32
	state  nesting
}

// nesting is what the elements around a text node say of it.
type nesting struct {
	inside     inside
	depth      int16
	neg, pos   int16 // ancestors with a negative or positive word in class, id and the like
	negDepth   int16 // depth of the nearest of them; 0 for none
	posDepth   int16
	article    int16 // ordinal of the nearest article element, from 1
	link, bold bool
}

// inside is a set of kinds of ancestors.
type inside uint32

const (
	underArticle inside = 1 << iota
	underMain
	underNav
	underFooter
	underHeader
	underAside
	underForm
	underFigure
	underTable
	underList
	underQuote
	underButton
	underHidden
	underBodyProp // itemprop=articleBody
	underSelect
	underPre
	underCaption
)

const insideCount = 14 // those of them that are features: underArticle to underBodyProp

var insideOf = newTagMap(map[tag]inside{
	atom.Article: underArticle, atom.Main: underMain, atom.Nav: underNav, atom.Footer: underFooter,
	atom.Header: underHeader, atom.Aside: underAside, atom.Form: underForm, atom.Figure: underFigure,
	atom.Table: underTable, atom.Ul: underList, atom.Ol: underList, atom.Blockquote: underQuote,
	atom.Button: underButton, atom.Label: underButton, atom.Select: underSelect, atom.Option: underSelect,
	atom.Pre: underPre, atom.Figcaption: underCaption,
})

// skipped elements hold nothing that a reader sees as text.
var skipped = tagSet(atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Head,
	atom.Iframe, atom.Textarea, atom.Object, atom.Canvas)

// blockElements end a run of text where they begin and end.
var blockElements = tagSet(atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3,
	atom.H4, atom.H5, atom.H6, atom.Tr, atom.Td, atom.Th, atom.Table, atom.Section, atom.Article,
	atom.Figure, atom.Figcaption, atom.Blockquote, atom.Pre, atom.Header, atom.Footer, atom.Dl,
	atom.Dt, atom.Dd, atom.Hr, atom.Main, atom.Aside, atom.Nav, atom.Body, atom.Form, atom.Button,
	atom.Select, atom.Option, atom.Label, atom.Address, atom.Details, atom.Summary, atom.Fieldset,
	atom.Center, atom.Tbody, atom.Thead, atom.Caption, atom.Video, atom.Audio, atom.Html)

// maxBlocks bounds the work that one page may ask for. The longest labelled
// page has a tenth of it.
const maxBlocks = 30_000

// segmenter is the state of the walk.
type segmenter struct {
	*layout
	buf      []byte
	run      block // the open run
	start    int
	gap      bool // white space is owed before the next character
	visible  bool // the run has a letter or a digit
	breaks   uint8
	articles int16
	removed  map[*html.Node]bool
}

// segment cuts the tree under root into blocks, without the elements removed.
func segment(root *html.Node, removed map[*html.Node]bool) *layout {
	s := &segmenter{removed: removed, layout: newLayout()}
	s.buf = s.text
	s.elems = append(s.elems, element{node: root, parent: -1})
	s.children(root, 0, nesting{})
	s.flush(false)
	s.text = s.buf
	all := string(s.buf)
	for i := range s.blocks {
		s.blocks[i].text = all[s.offsets[i].from:s.offsets[i].to]
	}
	s.words = slices.Grow(s.words, len(all)/5)
	for i := range s.blocks {
		s.blocks[i].read(s.layout)
	}
	s.elems[0].blocks = span{0, int32(len(s.blocks))}
	return s.layout
}

func (s *segmenter) children(n *html.Node, el int32, in nesting) {
	var kin siblings
	kin.count(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			s.textNode(c, el, in)
		case html.ElementNode:
			s.element(c, el, in, &kin)
			kin.index++
		case html.DocumentNode:
			s.children(c, el, in)
		}
	}
}

func (s *segmenter) element(n *html.Node, el int32, in nesting, kin *siblings) {
	switch {
	case n.DataAtom == atom.Br:
		s.flush(true)
		s.breaks++
		return
	case n.DataAtom == atom.Img:
		s.images = append(s.images, image{node: n, el: el, before: int32(len(s.blocks)), state: in})
		return
	case n.DataAtom == atom.Input:
		s.input(n)
		return
	case skipped.of(n.DataAtom) || len(s.blocks) >= maxBlocks || s.removed[n]:
		return
	}
	in.enter(n)
	if n.DataAtom == atom.Article {
		s.articles++
		in.article = s.articles
	}
	if !blockElements.of(n.DataAtom) {
		s.children(n, el, in)
		return
	}
	s.flush(false)
	id := int32(len(s.elems))
	s.elems = append(s.elems, newElement(n, &s.elems[el], el, in, kin))
	if n.DataAtom == atom.H1 {
		s.h1s++
	}
	first := int32(len(s.blocks))
	s.children(n, id, in)
	s.flush(false)
	s.elems[id].blocks = span{first, int32(len(s.blocks))}
}

func (s *segmenter) input(n *html.Node) {
	switch attr(n, "type") {
	case "hidden":
	case "password":
		s.passwords++
	default:
		s.inputs++
	}
}

// enter adds to the nesting what the element n says.
func (in *nesting) enter(n *html.Node) {
	in.depth++
	in.inside |= insideOf.of(n.DataAtom)
	switch n.DataAtom {
	case atom.A:
		in.link = true
	case atom.B, atom.Strong, atom.Em, atom.I:
		in.bold = true
	}
	flags, words := attributes(n)
	in.inside |= flags
	if words&wordNegative != 0 {
		in.neg++
		in.negDepth = in.depth
	}
	if words&wordPositive != 0 {
		in.pos++
		in.posDepth = in.depth
	}
}

// textNode appends the text of n to the open run, white space collapsed.
func (s *segmenter) textNode(n *html.Node, el int32, in nesting) {
	before := len(s.buf)
	chars := int32(0)
	for i := 0; i < len(n.Data); {
		c := n.Data[i]
		if c < utf8.RuneSelf {
			i++
			if c <= ' ' {
				s.gap = true
				continue
			}
			chars += s.space()
			s.buf = append(s.buf, c)
			chars++
			s.visible = s.visible || asciiClass[c] >= classDigit
			continue
		}
		r, size := utf8.DecodeRuneInString(n.Data[i:])
		i += size
		switch {
		case unicode.IsSpace(r):
			s.gap = true
		case invisible(r):
		default:
			chars += s.space()
			s.buf = utf8.AppendRune(s.buf, r)
			chars++
			s.visible = s.visible || unicode.IsLetter(r) || unicode.IsNumber(r)
		}
	}
	if len(s.buf) == before {
		if s.run.nodes.len() > 0 { // the blank between two elements
			s.nodes = append(s.nodes, n)
			s.run.nodes.to++
		}
		return
	}
	s.take(n, el, in, chars)
}

// invisible reports characters that only steer line breaking.
func invisible(r rune) bool {
	return r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u2060'
}

func (s *segmenter) space() int32 {
	if !s.gap {
		return 0
	}
	s.gap = false
	if len(s.buf) == s.start {
		return 0
	}
	s.buf = append(s.buf, ' ')
	return 1
}

func (s *segmenter) take(n *html.Node, el int32, in nesting, chars int32) {
	if s.run.nodes.len() == 0 {
		s.run = block{el: el, state: in, leafTag: n.Parent.DataAtom, leafDepth: in.depth - s.elems[el].depth,
			breaks: min(s.breaks, 9), nodes: span{int32(len(s.nodes)), int32(len(s.nodes))}}
	}
	s.nodes = append(s.nodes, n)
	s.run.nodes.to++
	s.run.chars += chars
	if in.link {
		s.run.linkChars += chars
	}
	if in.bold {
		s.run.boldChars += chars
	}
}

// flush ends the open run; a run without a letter or digit is dropped.
func (s *segmenter) flush(atBreak bool) {
	if s.run.nodes.len() > 0 && s.visible {
		s.run.breakAfter = atBreak
		s.blocks = append(s.blocks, s.run)
		s.offsets = append(s.offsets, span{int32(s.start), int32(len(s.buf))})
	} else {
		s.buf = s.buf[:s.start]
		s.nodes = s.nodes[:len(s.nodes)-int(s.run.nodes.len())]
	}
	if s.run.nodes.len() > 0 || !atBreak {
		s.breaks = 0
	}
	s.run = block{}
	s.start, s.gap, s.visible = len(s.buf), false, false
}

// hiddenStyle reports whether a style attribute hides its element.
func hiddenStyle(style string) bool {
	for _, hides := range []string{"display:none", "display: none", "visibility:hidden", "visibility: hidden"} {
		if strings.Contains(style, hides) {
			return true
		}
	}
	return false
}
