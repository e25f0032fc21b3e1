package extract

// ancestorFeatures are 54: nine of the element and of the five above it.
func (d *describer) ancestorFeatures(i int, r *row) {
	at := d.blocks[i].el
	for range 6 {
		if at < 0 {
			r.add(-1, -1, -1, -1, -1, -1, -1, -1, -1)
			continue
		}
		e := &d.elems[at]
		words, long := total(d.sums.words, e.blocks), total(d.sums.long, e.blocks)
		score := float32(0)
		if d.bestScore > 0 {
			score = e.score / d.bestScore
		}
		r.add(float32(words), ratio(words, d.places.words), d.linkShare(e.blocks), ratio(long, d.long),
			ratio(words, max(e.blocks.len(), 1)), ratio(long, words), score,
			float32(total(d.sums.longs, e.blocks)), ratio(int32(i)-e.blocks.from, max(e.blocks.len()-1, 1)))
		at = e.parent
	}
}

// containerFeatures are 18: where the block stands to the elements that hold
// most of the prose.
func (d *describer) containerFeatures(i int, r *row) {
	el := d.blocks[i].el
	down := int32(0)
	for k, holder := range d.holders {
		r.flag(d.contains(holder, i))
		_, up, below := d.common(el, holder)
		r.add(float32(up))
		if k == 0 {
			down = below
		}
	}
	r.add(float32(down))
	best := d.elems[d.best].blocks
	r.flag(d.contains(d.best, i))
	_, up, _ := d.common(el, d.best)
	r.add(float32(up), ratio(total(d.sums.long, best), d.long), d.linkShare(best))
	between := float32(0)
	for _, holder := range [...]int32{d.holders[0], d.best} {
		first, last := d.longIn(holder)
		r.add(distance(int32(i), first), distance(int32(i), last))
		if first >= 0 && int32(i) >= first && int32(i) <= last {
			between++
		}
	}
	r.add(between)
	first, last := d.longIn(d.holders[0])
	r.add(d.wordDistance(i, first), d.wordDistance(i, last))
}

// longIn gives the first and last long block of an element, -1 without one.
func (d *describer) longIn(el int32) (first, last int32) {
	s := d.elems[el].blocks
	if total(d.sums.longs, s) == 0 {
		return -1, -1
	}
	first, last = s.from, s.to-1
	if !d.blocks[first].long {
		first = d.nextLong[first]
	}
	if !d.blocks[last].long {
		last = d.prevLong[last]
	}
	return first, last
}

// wordDistance is the signed number of words between block j and block i.
func (d *describer) wordDistance(i int, j int32) float32 {
	if j < 0 {
		return far
	}
	return float32(d.sums.words[i] - d.sums.words[j])
}

// clueFeatures are 6: what the block shares with title, description and
// articleBody.
func (d *describer) clueFeatures(i int, r *row) {
	r.add(d.titleMatch[i], d.description[i], d.description[i]*float32(d.blocks[i].words.len()), d.bodyShare[i],
		d.covered, float32(d.bodyWords)/float32(max(d.long, 1)))
}

// signatureFeatures are 12: the blocks that are marked up like this one.
func (d *describer) signatureFeatures(i int, r *row) {
	e := &d.elems[d.blocks[i].el]
	for k, id := range e.sig {
		s := &d.sigs[k][id]
		r.add(float32(s.count), ratio(s.words, d.places.words), ratio(s.words, s.count),
			ratio(s.linkChars, s.chars), ratio(s.central, s.count), ratio(s.long, d.long))
	}
}

// pageFeatures are 10, the same for every block.
func (d *describer) pageFeatures(r *row) {
	all := span{0, int32(len(d.blocks))}
	holder := &d.elems[d.holders[0]]
	r.add(float32(d.places.words), float32(len(d.blocks)), ratio(d.long, d.places.words), d.linkShare(all), float32(d.articles))
	r.flag(d.bodyProp)
	r.add(d.linkShare(holder.blocks), ratio(total(d.sums.words, holder.blocks), max(holder.blocks.len(), 1)),
		float32(holder.depth), float32(total(d.sums.longs, holder.blocks)))
}
