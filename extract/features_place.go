package extract

// positionFeatures are 16: how far the block is from the landmarks before it
// and from the nearest long blocks.
func (d *describer) positionFeatures(i int, r *row) {
	n := int32(len(d.blocks))
	r.add(ratio(d.sums.words[i], d.places.words), ratio(int32(i), n),
		distance(int32(i), d.title), d.wordDistance(i, d.title), distance(int32(i), d.h1))
	b := &d.blocks[i]
	if h := d.past.lastHeading; h >= 0 {
		r.add(distance(int32(i), h), d.wordDistance(i, h), float32(d.blocks[h].heading))
		r.flag(d.contains(d.holders[0], int(h)))
		r.flag(d.elems[d.blocks[h].el].parent == d.elems[b.el].parent)
	} else {
		r.add(far, far, 0, 0, 0)
	}
	for _, j := range [...]int32{d.prevLong[i], d.nextLong[i]} {
		if j < 0 {
			r.add(far, far, 0)
			continue
		}
		other := d.blocks[j].el
		_, up, _ := d.common(b.el, other)
		r.add(max(distance(int32(i), j), distance(j, int32(i))), float32(up))
		r.flag(d.elems[b.el].sig[0] == d.elems[other].sig[0] && d.elems[b.el].parent == d.elems[other].parent)
	}
}

// contextFeatures are 32: the block against headline, first long block and
// the element with most direct prose, and what has gone by since.
func (d *describer) contextFeatures(i int, r *row) {
	b := &d.blocks[i]
	e := &d.elems[b.el]
	d.stepsTo(b.el, d.title, r)
	d.stepsTo(b.el, d.firstLong, r)
	r.flag(d.firstLong >= 0 && b.state.article == d.blocks[d.firstLong].state.article)
	mode := &d.elems[d.mode]
	_, up, down := d.common(b.el, d.mode)
	r.add(float32(up), float32(down), ratio(mode.directLong, d.long), d.besideMode(i))
	if d.modeLong.to > 0 {
		r.add(distance(int32(i), d.modeLong.from), distance(int32(i), d.modeLong.to-1))
	} else {
		r.add(far, far)
	}
	parent := &d.elems[max(e.parent, 0)]
	r.add(ratio(parent.directLong, d.long), ratio(parent.directLong, mode.directLong))
	d.negativesAround(i, r)
	p := &d.past
	r.add(float32(p.negLong), float32(p.linkWords), float32(p.heads))
	d.gaps(i, r)
	r.add(ratio(d.sums.long[i], d.long), float32(d.sums.long[i]), float32(p.h1s), float32(b.state.article))
	sinceTitle := float32(0)
	if d.title >= 0 && int32(i) > d.title {
		sinceTitle = float32(p.nearDates - p.datesAtTitle)
	}
	r.add(float32(p.nearDates), sinceTitle, float32(d.openings.of(b.opening).count-1))
	lead := float32(0)
	if d.firstLong < 0 || int32(i) <= d.firstLong {
		lead = d.description[i]
	}
	r.add(lead)
}

func (d *describer) stepsTo(el, block int32, r *row) {
	if block < 0 {
		r.add(far, far)
		return
	}
	_, up, down := d.common(el, d.blocks[block].el)
	r.add(float32(up), float32(down))
}

// besideMode is -1 before the element with most direct prose, 1 after it.
func (d *describer) besideMode(i int) float32 {
	s := d.elems[d.mode].blocks
	switch {
	case int32(i) < s.from:
		return -1
	case int32(i) >= s.to:
		return 1
	}
	return 0
}

const nearBlocks = 8 // window for negatives before and after

func (d *describer) negativesAround(i int, r *row) {
	n := len(d.blocks)
	r.add(float32(d.negative[i]), float32(d.negative[i]-d.negative[max(i-nearBlocks, 0)]),
		float32(d.negative[min(i+1+nearBlocks, n)]-d.negative[i+1]))
}

// gaps is what lies between the block and the long blocks around it.
func (d *describer) gaps(i int, r *row) {
	sinceWords := float32(far)
	if j := d.prevLong[i]; j >= 0 {
		sinceWords = float32(d.sums.words[i] - d.sums.words[j+1])
	}
	r.add(float32(d.past.sinceLink), sinceWords, float32(d.past.sinceNeg))
	j := d.nextLong[i]
	if j < 0 {
		r.add(far, far)
		return
	}
	between := span{int32(i) + 1, j}
	words := total(d.sums.words, between)
	r.add(d.linkShare(between)*float32(words), float32(words))
}
