package extract

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
