package extract

import (
	"slices"
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// structure maps the block elements that survive into the output around leaves.
var structure = newTagMap(map[tag]tag{
	atom.Ul: atom.Ul, atom.Ol: atom.Ol, atom.Li: atom.Li, atom.Blockquote: atom.Blockquote,
	atom.Table: atom.Table, atom.Tr: atom.Tr, atom.Td: atom.Td, atom.Th: atom.Th,
	atom.Figure: atom.Figure, atom.Figcaption: atom.Figcaption, atom.Pre: atom.Pre,
	atom.Dl: atom.Dl, atom.Dt: atom.Dt, atom.Dd: atom.Dd,
})

// structureParent names what must stand around an element of a list or table.
var structureParent = map[tag][]tag{
	atom.Li: {atom.Ul, atom.Ol}, atom.Tr: {atom.Table}, atom.Td: {atom.Tr}, atom.Th: {atom.Tr},
	atom.Figcaption: {atom.Figure}, atom.Dt: {atom.Dl}, atom.Dd: {atom.Dl},
}

// grove makes the tree of pieces of the kept blocks.
type grove struct {
	*reading
	d      *Doc
	root   int32
	tree   *piece
	open   []int32  // structural elements around the last leaf
	pieces []*piece // their pieces
	images []image
	leaf   phrase
	leafEl int32
	layout map[int32]bool // tables that only lay out the page
}

// plant gives the tree of the kept blocks, nil when there are none.
func (d *Doc) plant(r *reading) *piece {
	g := &grove{reading: r, d: d, root: -1, tree: &piece{}, leafEl: -1, layout: map[int32]bool{}}
	last := 0
	for i, kept := range r.kept {
		if kept {
			last = i
			if g.root < 0 {
				g.root = r.blocks[i].el
			}
			g.root, _, _ = r.common(g.root, r.blocks[i].el)
		}
	}
	if g.root < 0 {
		return nil
	}
	for structure.of(r.elems[g.root].tag) != 0 && r.elems[g.root].parent > 0 {
		g.root = r.elems[g.root].parent
	}
	g.images = r.layout.images
	for i, kept := range r.kept {
		if kept {
			g.imagesBefore(int32(i), int32(last))
			g.block(i)
		}
	}
	return g.tree
}

// block adds the block as a leaf, or after a single line break to the leaf that
// holds the one before.
func (g *grove) block(i int) {
	b := &g.blocks[i]
	nodes := g.nodes[b.nodes.from:b.nodes.to]
	el := &g.elems[b.el]
	if i > 0 && g.kept[i-1] && g.leafEl == b.el && g.leaf.leaf != nil && (b.breaks == 1 || g.leaf.raw) {
		g.leaf.leaf.add(&piece{tag: atom.Br})
		g.leaf.open, g.leaf.begun, g.leaf.gap = nil, false, false
		g.leaf.write(nodes, el.node)
		return
	}
	at := g.enter(b.el)
	own := len(g.open) > 0 && g.open[len(g.open)-1] == b.el && el.tag != atom.Blockquote && el.tag != atom.Figure &&
		el.tag != atom.Ul && el.tag != atom.Ol && el.tag != atom.Dl
	leaf := at
	switch {
	case b.heading > 0:
		leaf = at.add(&piece{tag: el.tag})
	case !own && !g.raw(b):
		leaf = at.add(&piece{tag: atom.P})
	case len(at.pieces) > 0:
		at.add(&piece{tag: atom.Br})
	}
	g.leaf, g.leafEl = phrase{d: g.d, leaf: leaf, raw: g.raw(b)}, b.el
	g.leaf.write(nodes, el.node)
}

func (g *grove) raw(b *block) bool {
	return b.state.inside&underPre != 0 && len(g.pieces) > 0 && g.pieces[len(g.pieces)-1].tag == atom.Pre
}

// enter closes and opens structural elements so that they are those around el.
func (g *grove) enter(el int32) *piece {
	var around []int32
	for up := el; up != g.root && up > 0; up = g.elems[up].parent {
		if structure.of(g.elems[up].tag) != 0 {
			around = append(around, up)
		}
	}
	slices.Reverse(around)
	around = g.valid(around)
	same := 0
	for same < len(g.open) && same < len(around) && g.open[same] == around[same] {
		same++
	}
	g.open, g.pieces = g.open[:same], g.pieces[:same]
	at := g.tree
	if same > 0 {
		at = g.pieces[same-1]
	}
	for _, id := range around[same:] {
		at = at.add(g.d.structural(g.elems[id].node))
		g.open, g.pieces = append(g.open, id), append(g.pieces, at)
	}
	return at
}

// valid leaves out elements that have lost their list or table, and tables that
// only lay out the page.
func (g *grove) valid(around []int32) []int32 {
	out := around[:0]
	var above tag
	for _, id := range around {
		t := structure.of(g.elems[id].tag)
		if parents := structureParent[t]; parents != nil && !slices.Contains(parents, above) {
			continue
		}
		if t == atom.Table && g.laysOut(id) || t == atom.Pre && above == atom.Pre {
			continue
		}
		above = t
		out = append(out, id)
	}
	out = out[:min(len(out), maxNesting)]
	for len(out) > 0 && !holdsText.of(g.elems[out[len(out)-1]].tag) {
		out = out[:len(out)-1]
	}
	return out
}

// maxNesting is how many lists, quotations and tables stand inside each other at
// most; what nests deeper stands in the innermost of them. No text needs as many,
// and in Markdown each line begins with the marks of all.
const maxNesting = 24

// holdsText are the elements of structure that may hold text themselves.
var holdsText = tagSet(atom.Li, atom.Blockquote, atom.Td, atom.Th, atom.Figure, atom.Figcaption, atom.Pre,
	atom.Dt, atom.Dd)

// layoutCell is the mean number of words of a cell from which a table holds
// prose, and is there to place it.
const layoutCell = 40

// laysOut reports tables that hold other tables or whole paragraphs.
func (g *grove) laysOut(id int32) bool {
	lays, known := g.layout[id]
	if known {
		return lays
	}
	cells := int32(0)
	level := g.elems[id].level
	for k := int(id) + 1; k < len(g.elems) && g.elems[k].level > level; k++ {
		switch g.elems[k].tag {
		case atom.Table:
			lays = true
		case atom.Td, atom.Th:
			cells++
		}
	}
	lays = lays || cells < 2 || total(g.sums.words, g.elems[id].blocks) > cells*layoutCell
	g.layout[id] = lays
	return lays
}

const smallImage = 64 // pixels; smaller ones are icons and counters

const noImages = underNav | underFooter | underAside | underForm | underButton | underHidden

// imagesBefore adds the images that stand before block i, as far as they
// belong to the article.
func (g *grove) imagesBefore(i, last int32) {
	for len(g.images) > 0 && g.images[0].before <= i {
		img := g.images[0]
		g.images = g.images[1:]
		if img.before > last || img.state.inside&noImages != 0 || !g.ancestor(g.root, img.el) || img.nearNegative() {
			continue
		}
		src := g.d.imageSource(img)
		if src == "" {
			continue
		}
		at := g.enter(img.el)
		if at == g.tree || at.tag == atom.Blockquote {
			at = at.add(&piece{tag: atom.P})
		}
		if at.tag == atom.Ul || at.tag == atom.Ol || at.tag == atom.Dl || at.tag == atom.Table || at.tag == atom.Tr || at.tag == atom.Pre {
			continue
		}
		at.add(&piece{tag: atom.Img, address: src, text: collapse(attr(img.node, "alt"))})
		g.leafEl = -1
	}
}

func (img *image) nearNegative() bool {
	return img.state.negDepth > 0 && img.state.depth-img.state.negDepth < nearNegativeSteps
}

// imageSource is the address of an image worth showing, or "". Pages that load
// images late keep the true address in another attribute, or in the noscript
// element beside the image.
func (d *Doc) imageSource(img image) string {
	for _, name := range []string{"width", "height"} {
		if n, err := strconv.Atoi(attr(img.node, name)); err == nil && n <= smallImage {
			return ""
		}
	}
	for _, name := range []string{"data-src", "data-original", "data-lazy-src", "src"} {
		if addr := d.webAddress(attr(img.node, name)); addr != "" {
			return addr
		}
	}
	if n := shownWithout(img.node); n != nil {
		return d.webAddress(attr(n, "src"))
	}
	return ""
}

// shownWithout gives the image in a noscript element before or behind an image, nil
// when there is none.
func shownWithout(n *html.Node) *html.Node {
	beside := func(step func(*html.Node) *html.Node) *html.Node {
		s := step(n)
		for s != nil && s.Type != html.ElementNode {
			s = step(s)
		}
		if s == nil || s.DataAtom != atom.Noscript {
			return nil
		}
		return within(s, atom.Img)
	}
	if found := beside(func(n *html.Node) *html.Node { return n.NextSibling }); found != nil {
		return found
	}
	return beside(func(n *html.Node) *html.Node { return n.PrevSibling })
}
