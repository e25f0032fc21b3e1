package extract

import "math"

// SecondFeatureCount is the number of features of a block at the second look.
const SecondFeatureCount = 65

// surroundings is what the first look at a page says of the blocks around each
// one. The first model rates a block by itself; the second sees these ratings: a
// good paragraph in a container of doubtful ones is doubtful, a short line among
// good paragraphs is not.
type surroundings struct {
	*reading
	linear   []float32    // log-odds by the linear part alone
	margins  []float32    // log-odds of the first look
	hope     []float64    // running total of the words that are expected in the body
	sigHope  [2][]float64 // the same of the blocks with a signature
	before   []int32      // the nearest sure block before each one, -1 for none
	behind   []int32      // the nearest one behind
	headings []int32      // the nearest heading before each one, -1 for none
	best     float32      // the highest of margins
}

// sureMargin is the log-odds from which the first look is sure of a block.
const sureMargin = 1

func (r *reading) survey(linear []float32) *surroundings {
	n := len(r.blocks)
	s := &surroundings{reading: r, linear: linear, margins: make([]float32, n), hope: make([]float64, n+1),
		before: make([]int32, n), behind: make([]int32, n), headings: make([]int32, n), best: -far}
	for k := range s.sigHope {
		s.sigHope[k] = make([]float64, len(r.sigs[k]))
	}
	sure, heading := int32(-1), int32(-1)
	for i, q := range r.scores {
		b := &r.blocks[i]
		s.margins[i] = float32(math.Log(q / (1 - q)))
		s.best = max(s.best, s.margins[i])
		words := q * float64(b.words.len())
		s.hope[i+1] = s.hope[i] + words
		for k, id := range r.elems[b.el].sig {
			s.sigHope[k][id] += words
		}
		s.before[i], s.headings[i] = sure, heading
		if s.margins[i] > sureMargin {
			sure = int32(i)
		}
		if b.heading > 0 {
			heading = int32(i)
		}
	}
	sure = -1
	for i := n - 1; i >= 0; i-- {
		s.behind[i] = sure
		if s.margins[i] > sureMargin {
			sure = int32(i)
		}
	}
	return s
}

// expected is the number of words of a span that are expected in the body.
func (s *surroundings) expected(of span) float32 { return float32(s.hope[of.to] - s.hope[of.from]) }

// part is the expected share of the words of a span.
func (s *surroundings) part(of span) float32 {
	return s.expected(of) / float32(max(total(s.sums.words, of), 1))
}

// describe writes the features of block i into out.
func (s *surroundings) describe(i int, out *row) {
	out.n = 0
	s.ownFeatures(i, out)
	s.besideFeatures(i, out)
	s.windowFeatures(i, out)
	s.holderFeatures(i, out)
	s.likeFeatures(i, out)
	s.sureFeatures(i, out)
}

// all is the whole page.
func (s *surroundings) all() span { return span{0, int32(len(s.blocks))} }

// ownFeatures are 15: the block, its place, and the page as a whole.
func (s *surroundings) ownFeatures(i int, out *row) {
	b := &s.blocks[i]
	out.add(s.margins[i], s.linear[i], float32(s.article), s.best, s.expected(s.all()), s.part(s.all()),
		float32(b.words.len()), b.linkShare(), float32(b.heading))
	out.flag(b.long)
	out.flag(b.endsSentence)
	out.add(s.describer.besideMode(i), distance(int32(i), s.describer.title), s.describer.titleMatch[i])
	out.flag(s.describer.contains(s.describer.holders[0], i))
}

// besideReach is how many blocks each side are looked at one by one.
const besideReach = 4

// unrated stands for the log-odds of a block that is not there: as low as any.
const unrated = -9

// besideFeatures are 18: the blocks right before and behind, the nearest long
// ones, and the heading above.
func (s *surroundings) besideFeatures(i int, out *row) {
	for d := -besideReach; d <= besideReach; d++ {
		switch j := i + d; {
		case d == 0:
		case j >= 0 && j < len(s.blocks):
			out.add(s.margins[j])
		default:
			out.add(unrated)
		}
	}
	for _, d := range [...]int{-2, -1, 1, 2} {
		if j := i + d; j >= 0 && j < len(s.blocks) {
			out.add(float32(s.blocks[j].words.len()))
		} else {
			out.add(-1)
		}
	}
	for _, j := range [...]int32{s.describer.prevLong[i], s.describer.nextLong[i], s.headings[i]} {
		if j >= 0 {
			out.add(s.margins[j], s.describer.kinship(s.blocks[i].el, s.blocks[j].el))
		} else {
			out.add(unrated, -1)
		}
	}
}

// windowFeatures are 4: the expected share of what stands before and behind,
// close by and further off.
func (s *surroundings) windowFeatures(i int, out *row) {
	for _, reach := range [...]int{8, 30} {
		out.add(s.part(span{int32(max(0, i-reach)), int32(i)}), s.part(span{int32(i + 1), int32(min(len(s.blocks), i+1+reach))}))
	}
}

// holderFeatures are 15: of the element and the four above it the expected share
// of its words, and its part of the body and of the page.
func (s *surroundings) holderFeatures(i int, out *row) {
	body := max(s.expected(s.all()), 1e-6)
	at := s.blocks[i].el
	for range 5 {
		if at < 0 {
			out.add(-1, -1, -1)
			continue
		}
		in := s.elems[at].blocks
		out.add(s.part(in), s.expected(in)/body, ratio(total(s.sums.words, in), s.describer.places.words))
		at = s.elems[at].parent
	}
}

// likeFeatures are 6: the same of the blocks that are marked up like this one.
func (s *surroundings) likeFeatures(i int, out *row) {
	body := max(s.expected(s.all()), 1e-6)
	for k, id := range s.elems[s.blocks[i].el].sig {
		like, hope := &s.sigs[k][id], float32(s.sigHope[k][id])
		out.add(hope/float32(max(like.words, 1)), hope/body, float32(like.count))
	}
}

// sureFeatures are 7: how much of the body is past, and how far the nearest sure
// blocks are, in blocks and in steps up and down the tree.
func (s *surroundings) sureFeatures(i int, out *row) {
	out.add(s.expected(span{0, int32(i)}) / max(s.expected(s.all()), 1e-6))
	for _, j := range [...]int32{s.before[i], s.behind[i]} {
		if j < 0 {
			out.add(far, far, -1)
			continue
		}
		_, up, down := s.common(s.blocks[i].el, s.blocks[j].el)
		out.add(max(distance(int32(i), j), distance(j, int32(i))), float32(up), float32(down))
	}
}
