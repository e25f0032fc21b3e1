package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// element is a block element of the page and what its blocks add up to.
type element struct {
	node       *html.Node
	parent     int32 // -1 for the root
	blocks     span
	tag        tag
	level      int16 // block elements above it
	depth      int16 // elements above it
	state      nesting
	negative   bool // its own class, id and the like hold a negative word
	positive   bool
	siblings   int32
	index      int32 // among the elements of its parent
	sameTag    int32 // siblings of its own tag
	score      float32
	directLong int32 // words in long blocks that stand directly in its children
	self       uint64
	sig        [2]int32
}

// siblings counts the element children of one parent.
type siblings struct {
	total, index int32
	kinds        [8]struct {
		tag   tag
		count int32
	}
}

func (k *siblings) count(parent *html.Node) {
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		k.total++
		for i := range k.kinds {
			if k.kinds[i].count == 0 || k.kinds[i].tag == c.DataAtom {
				k.kinds[i].tag = c.DataAtom
				k.kinds[i].count++
				break
			}
		}
	}
}

func (k *siblings) of(t tag) int32 {
	for i := range k.kinds {
		if k.kinds[i].tag == t {
			return k.kinds[i].count
		}
	}
	return 1
}

func newElement(n *html.Node, parent *element, id int32, in nesting, kin *siblings) element {
	return element{
		node: n, parent: id, tag: n.DataAtom, level: parent.level + 1, depth: in.depth, state: in,
		negative: in.neg > parent.state.neg && in.negDepth == in.depth,
		positive: in.pos > parent.state.pos && in.posDepth == in.depth,
		siblings: kin.total, index: kin.index, sameTag: kin.of(n.DataAtom), self: hashClass(n),
	}
}

// hashClass is a hash of the tag and the class attribute.
func hashClass(n *html.Node) uint64 {
	h := mix(hashSeed, uint64(n.DataAtom))
	for i := range n.Attr {
		if n.Attr[i].Key == "class" {
			return hashString(h, n.Attr[i].Val)
		}
	}
	return h
}

// attributes reads what the attributes of n say: what it is inside of from
// here on, and whether they hold negative or positive words.
func attributes(n *html.Node) (flags inside, words wordSet) {
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id", "role", "aria-label", "data-testid", "data-component", "data-module",
			"data-type", "data-qa", "data-block", "data-name":
			words |= classWords.match(a.Val)
		case "itemprop":
			words |= classWords.match(a.Val)
			if a.Val == "articleBody" {
				flags |= underBodyProp
			}
		case "hidden":
			flags |= underHidden
		case "aria-hidden":
			if a.Val == "true" {
				flags |= underHidden
			}
		case "style":
			if hiddenStyle(a.Val) {
				flags |= underHidden
			}
		}
	}
	return flags, words
}

func headingLevel(t tag) int8 {
	switch t {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

// common is the deepest element that holds both a and b, with the steps up to
// it from each.
func (l *layout) common(a, b int32) (id int32, fromA, fromB int32) {
	for l.elems[a].level > l.elems[b].level {
		a = l.elems[a].parent
		fromA++
	}
	for l.elems[b].level > l.elems[a].level {
		b = l.elems[b].parent
		fromB++
	}
	for a != b {
		a, b = l.elems[a].parent, l.elems[b].parent
		fromA++
		fromB++
	}
	return a, fromA, fromB
}

// above is the element n levels above el, or the root.
func (l *layout) above(el int32, n int) int32 {
	for ; n > 0 && l.elems[el].parent >= 0; n-- {
		el = l.elems[el].parent
	}
	return el
}

// ancestor reports whether el is outer or lies inside it.
func (l *layout) ancestor(outer, el int32) bool {
	for l.elems[el].level > l.elems[outer].level {
		el = l.elems[el].parent
	}
	return el == outer
}
