package extract

// FeatureCount is the number of features of a block.
const FeatureCount = 255

// row collects the features of one block. Trees only compare, so counts stand
// as they are: a logarithm would not change a single decision.
type row struct {
	values [256]float32 // any uint8 is an index
	n      int
}

func (r *row) add(values ...float32) {
	for _, v := range values {
		r.values[r.n&255] = v
		r.n++
	}
}

func (r *row) flag(b bool) {
	if b {
		r.values[r.n] = 1
	} else {
		r.values[r.n] = 0
	}
	r.n++
}

// describer makes the features of the blocks of one page, in document order.
type describer struct {
	*layout
	places
	alignment
	past     past
	negative []int32 // running count of blocks close under a negative word
}

// past is what has gone by before the block at hand.
type past struct {
	lastHeading      int32 // -1 for none
	h1s              int32
	negatives        int32
	linkWords, heads int32 // since the first long block
	negLong          int32 // negatives since the first long block
	sinceLink        int32 // link words since the last long block
	sinceNeg         int32
	nearDates        int32
	datesAtTitle     int32
}

func newDescriber(l *layout, c clues) *describer {
	l.measure()
	d := &describer{layout: l, places: l.landmarks()}
	l.sign(d.holders[0])
	d.alignment = l.align(c)
	d.title = d.findTitle()
	n := len(l.blocks)
	l.copies.reset(n)
	l.openings.reset(n)
	d.negative = make([]int32, n+1)
	d.past.lastHeading = -1
	for i := range l.blocks {
		b := &l.blocks[i]
		d.copies.add(b.hash)
		d.openings.add(b.opening)
		d.negative[i+1] = d.negative[i]
		if b.nearNegative() {
			d.negative[i+1]++
		}
	}
	return d
}

// titleMatchEnough is the match from which a block is taken for the headline.
const titleMatchEnough = 0.6

func (d *describer) findTitle() int32 {
	best, at := float32(titleMatchEnough), int32(-1)
	for i, m := range d.titleMatch {
		if m > best {
			best, at = m, int32(i)
		}
	}
	if at < 0 {
		return d.h1
	}
	return at
}

// nearNegativeSteps is how far a negative word may stand above a block to
// count as close.
const nearNegativeSteps = 4

func (b *block) nearNegative() bool {
	return b.state.negDepth > 0 && b.state.depth-b.state.negDepth <= nearNegativeSteps
}

// describe writes the features of block i into r. It must be called for
// every block in turn, from the first.
func (d *describer) describe(i int, r *row) {
	r.n = 0
	d.textFeatures(i, r)
	d.markupFeatures(i, r)
	d.ancestorFeatures(i, r)
	d.containerFeatures(i, r)
	d.clueFeatures(i, r)
	d.positionFeatures(i, r)
	d.signatureFeatures(i, r)
	d.pageFeatures(r)
	d.contextFeatures(i, r)
	d.neighbourFeatures(i, r)
	d.pass(i)
}

// pass moves what block i says into the past.
func (d *describer) pass(i int) {
	b, p := &d.blocks[i], &d.past
	d.copies.of(b.hash).past = true
	near := b.nearNegative()
	linked := int32(b.linkShare() * float32(b.words.len()))
	p.sinceLink += linked
	if d.firstLong >= 0 && int32(i) >= d.firstLong {
		p.linkWords += linked
		if near {
			p.negLong++
		}
		if b.heading > 0 {
			p.heads++
		}
	}
	if near {
		p.negatives++
		p.sinceNeg++
	}
	if b.long {
		p.sinceLink, p.sinceNeg = 0, 0
	}
	if b.heading > 0 {
		p.lastHeading = int32(i)
	}
	if b.heading == 1 {
		p.h1s++
	}
	if b.dated() {
		p.nearDates++
	}
	if int32(i) == d.title {
		p.datesAtTitle = p.nearDates
	}
}

// dated reports short blocks that hold a year.
func (b *block) dated() bool { return b.marks&markYear != 0 && b.words.len() < longWords }

// distance is the signed number of blocks from b to a; far when there is none.
func distance(a, b int32) float32 {
	if b < 0 {
		return far
	}
	return float32(a - b)
}

// far stands for no such block: further off than any page is long.
const far = 100_000
