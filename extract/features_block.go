package extract

import "golang.org/x/net/html/atom"

// yearWords is the length below which a year makes a block likely a date line.
const yearWords = 25

// textFeatures are 27: what the words of the block look like.
func (d *describer) textFeatures(i int, r *row) {
	b := &d.blocks[i]
	words := b.words.len()
	r.add(float32(b.chars), float32(words), b.linkShare(), ratio(b.boldChars, b.chars),
		ratio(b.punct, b.chars), float32(b.commas), ratio(b.upper, b.letters), ratio(b.digits, b.chars))
	r.flag(b.endsSentence)
	r.flag(b.marks&markColon != 0)
	r.add(b.beginning())
	r.flag(b.symbol)
	r.add(ratio(b.chars, words), ratio(b.stops, words), ratio(b.capitalised, words), float32(b.sentences),
		ratio(words, max(b.sentences, 1)))
	r.flag(b.marks&markBullet != 0)
	r.flag(b.marks&markCopyright != 0)
	r.flag(b.marks&markYear != 0 && words < yearWords)
	r.flag(b.marks&markAddress != 0)
	r.flag(b.marks&markQuote != 0)
	r.flag(b.marks&markBracket != 0)
	copies := d.copies.of(b.hash)
	r.add(ratio(b.cjk, words), float32(copies.count-1))
	r.flag(copies.past)
	if d.meanLong > 0 {
		r.add(float32(words) / d.meanLong)
	} else {
		r.add(0)
	}
}

func (b *block) beginning() float32 {
	switch {
	case b.capital:
		return 1
	case b.small:
		return -1
	}
	return 0
}

var featureTags = [...][2]tag{{atom.P}, {atom.Li}, {atom.Div}, {atom.Td, atom.Th}, {atom.Figcaption},
	{atom.Blockquote}, {atom.Section}, {atom.Article}, {atom.Dd}, {atom.Label}}

// markupFeatures are 38: the element of the block and what it stands inside of.
func (d *describer) markupFeatures(i int, r *row) {
	b := &d.blocks[i]
	e := &d.elems[b.el]
	for _, t := range featureTags {
		r.flag(e.tag != 0 && (e.tag == t[0] || e.tag == t[1]))
	}
	r.flag(b.leafTag == atom.Span)
	r.add(float32(b.heading))
	r.flag(b.breaks > 0 || b.breakAfter)
	r.add(float32(e.depth), float32(b.leafDepth))
	r.flag(b.leafTag == atom.A)
	for k := range insideCount {
		r.flag(b.state.inside&(1<<k) != 0)
	}
	r.add(float32(e.siblings), ratio(e.index, max(e.siblings-1, 1)), float32(e.index), ratio(e.sameTag, max(e.siblings, 1)))
	r.add(float32(b.state.neg), float32(b.state.pos), b.state.distance(b.state.negDepth), b.state.distance(b.state.posDepth))
}

// distance is the number of elements from the text up to depth.
func (s *nesting) distance(depth int16) float32 {
	if depth == 0 {
		return far
	}
	return float32(s.depth - depth)
}

// neighbourFeatures are 42: the three blocks before and after.
func (d *describer) neighbourFeatures(i int, r *row) {
	own := d.blocks[i].el
	for _, offset := range [...]int{-3, -2, -1, 1, 2, 3} {
		j := i + offset
		if j < 0 || j >= len(d.blocks) {
			r.add(-1, -1, -1, -1, -1, -1, -1)
			continue
		}
		b := &d.blocks[j]
		r.add(float32(b.words.len()), b.linkShare())
		r.flag(b.endsSentence)
		r.add(float32(b.heading))
		r.flag(d.contains(d.holders[0], j))
		r.add(d.kinship(own, b.el))
		r.flag(d.elems[own].sig[0] == d.elems[b.el].sig[0])
	}
}

// kinship is 2 for the same element, 1 for the same parent.
func (l *layout) kinship(a, b int32) float32 {
	switch {
	case a == b:
		return 2
	case l.elems[a].parent == l.elems[b].parent:
		return 1
	}
	return 0
}
