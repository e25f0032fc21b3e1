package extract

import (
	"math"
	"slices"
)

// marginShift undoes the weights of training, which favour long blocks and
// pages with few of them. Values from .5 to .9 rate within .001 of each other.
const marginShift = 0.6

// On an article a doubtful block rather belongs to something else, on another
// page rather to the text: forums, listings and shops have no one container.
const (
	articleShift = 0.7
	otherShift   = -0.4
)

// reconsider chooses again now that it is known how likely the page is an article.
func (r *reading) reconsider() {
	shift := otherShift + (articleShift-otherShift)*r.article
	odds := math.Exp(marginShift - shift)
	for i, q := range r.scores {
		r.scores[i] = q * odds / (1 - q + q*odds)
	}
	r.kept = choose(r.layout, r.scores)
}

// choose marks as kept the blocks that maximise the expected F1 of the page in
// words: in the order of their probability, the best prefix. A fixed threshold
// would lose whole pages on which every probability is low.
func choose(l *layout, scores []float64) []bool {
	order := make([]int, len(scores))
	all := 0.0
	for i, q := range scores {
		order[i] = i
		all += q * float64(l.blocks[i].words.len())
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return a - b
	})
	best, cut := 0.0, 0
	hits, words := 0.0, 0.0
	for k, i := range order {
		t := float64(l.blocks[i].words.len())
		words += t
		hits += scores[i] * t
		if f := 2 * hits / (words + all); f > best {
			best, cut = f, k+1
		}
	}
	kept := make([]bool, len(scores))
	for _, i := range order[:cut] {
		kept[i] = true
	}
	return kept
}

// probability of a margin after the shift.
func probability(margin float32) float64 {
	return 1 / (1 + math.Exp(marginShift-float64(margin)))
}
