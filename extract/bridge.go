package extract

import "golang.org/x/net/html/atom"

// reasonBridge is given to blocks that bridge and complete keep.
const reasonBridge = "bridge"

// bridge keeps a block that the model left out though it stands between two
// kept ones as their equal: the same element and markup around it, and the look
// of a subheading, an introduction to a quotation, or a short sentence.
func (r *reading) bridge() {
	for i := 1; i+1 < len(r.blocks); i++ {
		b := &r.blocks[i]
		if !r.kept[i] && (r.equalOfProse(i) || r.headsProse(i) || r.quotedAmid(i)) {
			r.kept[i], r.reasons[i] = true, reasonBridge
		}
		if r.kept[i] || !r.kept[i-1] || !r.kept[i+1] {
			continue
		}
		before, after := &r.blocks[i-1], &r.blocks[i+1]
		sameElement := b.el == before.el || b.el == after.el
		if !sameElement || b.linkShare() > 0 || b.state.inside&neverLong != 0 || !before.long && !after.long {
			continue
		}
		if b.endsSentence || b.marks&markColon != 0 || b.boldChars == b.chars {
			r.kept[i], r.reasons[i] = true, reasonBridge
		}
	}
}

// equalOfProse reports a paragraph that stands among the kept paragraphs of the
// body and is marked up like both its neighbours: a good container must not be
// cut to pieces.
func (r *reading) equalOfProse(i int) bool {
	b := &r.blocks[i]
	p, n := r.describer.prevLong[i], r.describer.nextLong[i]
	if !b.long || b.linkShare() > 0.1 || p < 0 || n < 0 || !r.kept[p] || !r.kept[n] {
		return false
	}
	e, before, after := &r.elems[b.el], &r.elems[r.blocks[p].el], &r.elems[r.blocks[n].el]
	return e.parent == before.parent && e.parent == after.parent && e.self == before.self && e.self == after.self
}

// Short lines between paragraphs.
const (
	longestSubhead = 12  // words
	plainSubhead   = 0.3 // the probability from which a line needs no markup to be a heading
)

// headsProse reports a heading, a line in bold or a likely one that stands
// between two kept paragraphs, beside them or their wrappings.
func (r *reading) headsProse(i int) bool {
	b := &r.blocks[i]
	before, after := &r.blocks[i-1], &r.blocks[i+1]
	if b.words.len() > longestSubhead || b.linkChars > 0 || b.state.inside&neverLong != 0 || b.nearNegative() ||
		!r.kept[i-1] || !r.kept[i+1] || !before.long || !after.long {
		return false
	}
	if b.heading == 0 && b.boldChars < b.chars && r.scores[i] < plainSubhead {
		return false
	}
	holder, _, _ := r.common(before.el, after.el)
	return b.el == holder || r.elems[b.el].parent == holder
}

// leastQuote is the probability from which a quotation is kept for its place.
const leastQuote = 0.25

// quotedAmid reports a quotation of some length among kept blocks, alone or with
// others.
func (r *reading) quotedAmid(i int) bool {
	b := &r.blocks[i]
	if b.kind != Quotation || !b.long || b.linkChars > 0 || r.scores[i] < leastQuote || r.elems[b.el].negative || b.nearNegative() {
		return false
	}
	first, last := i-1, i+1
	for first > 0 && r.blocks[first].kind == Quotation && !r.kept[first] {
		first--
	}
	for last < len(r.blocks)-1 && r.blocks[last].kind == Quotation && !r.kept[last] {
		last++
	}
	return r.kept[first] && r.kept[last]
}

// wholes are elements of which a reader wants all or nothing.
var wholes = map[tag]bool{atom.Ul: true, atom.Ol: true, atom.Table: true, atom.Pre: true}

// complete keeps all of a list, table or piece of code that stands
// among the paragraphs of the body, between two kept ones: half a table is
// worse than none, and the model, which sees one cell at a time, doubts them.
func (r *reading) complete() {
	end := int32(0) // of the last whole
	for id := range r.elems {
		e := &r.elems[id]
		if !wholes[e.tag] && !r.ofLines(int32(id)) || e.blocks.len() == 0 || e.blocks.from < end || !r.besideProse(int32(id)) || !r.amid(e.blocks) {
			continue
		}
		end = e.blocks.to
		if e.state.inside&neverLong != 0 || e.negative || r.linkShare(e.blocks) > wholeLinks || !r.worthWhole(e) {
			continue
		}
		for i := e.blocks.from; i < e.blocks.to; i++ {
			if !r.kept[i] {
				r.kept[i], r.reasons[i] = true, reasonBridge
			}
		}
	}
}

// fewestLines make a list of what stands between line breaks.
const fewestLines = 3

// ofLines reports an element that consists of lines between line breaks.
func (r *reading) ofLines(at int32) bool {
	s := r.elems[at].blocks
	if s.len() < fewestLines {
		return false
	}
	for i := s.from; i < s.to; i++ {
		if r.blocks[i].el != at {
			return false
		}
	}
	return true
}

// besideProse reports an element that stands beside kept paragraphs, alone in as
// many wrappings as it likes.
func (r *reading) besideProse(at int32) bool {
	for at > 0 && r.elems[r.elems[at].parent].blocks == r.elems[at].blocks {
		at = r.elems[at].parent
	}
	if at <= 0 {
		return false
	}
	holder, s := r.elems[at].parent, r.elems[at].blocks
	if holder == r.describer.mode {
		return true
	}
	p, n := r.describer.prevLong[s.from], r.describer.nextLong[s.to-1]
	return r.keptChild(p, holder) && r.keptChild(n, holder)
}

// keptChild reports a kept block whose element stands directly in holder.
func (r *reading) keptChild(i, holder int32) bool {
	return i >= 0 && r.kept[i] && r.elems[r.blocks[i].el].parent == holder
}

// wholeLinks is the share of linked characters above which a list is a menu.
// Lists of goods have their names linked.
const wholeLinks = 0.5

// worthWhole reports code, and lists and tables of which the model keeps some,
// or thinks it might.
func (r *reading) worthWhole(e *element) bool {
	if e.tag == atom.Pre {
		return true
	}
	kept, hope := int32(0), 0.0
	for i := e.blocks.from; i < e.blocks.to; i++ {
		kept += bit(r.kept[i])
		hope += r.scores[i]
	}
	least := wholeHope
	if e.tag == atom.Table {
		least = tableHope
	}
	return kept*2 >= e.blocks.len() || hope >= least*float64(e.blocks.len())
}

// Mean probabilities from which a list or a table is kept. Lists among paragraphs
// may lead elsewhere; tables hardly ever do, but a cell of figures looks like nothing.
const (
	wholeHope = 0.08
	tableHope = 0.02
)

// amid reports that the blocks right before and after s are kept, a caption or
// heading aside.
func (r *reading) amid(s span) bool {
	return s.from > 0 && int(s.to) < len(r.blocks) && r.keptNear(s.from-1, -1) && r.keptNear(s.to, 1)
}

// keptNear reports that block i is kept or, if it is short, the next one.
func (r *reading) keptNear(i, step int32) bool {
	if r.kept[i] {
		return true
	}
	next := i + step
	return !r.blocks[i].long && next >= 0 && int(next) < len(r.blocks) && r.kept[next]
}
