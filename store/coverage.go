package store

import (
	"math"
	"slices"
)

const (
	// pastLeast is how many articles have to be known before a window for a fall
	// to be one.
	pastLeast = 24
	// fallShare: what fell to half of its share is told of.
	fallShare = 0.5
	// chance is how improbable a window has to be under the share of the past.
	// A thousand sources with ten articles a day are looked at a few million
	// times a year.
	chance = 1e-7
	// riseShare of what was usual, among the last backWindow, is a recovery.
	riseShare  = 0.6
	backWindow = 8
)

// windows are the newest articles that are compared with those before: what is
// lost altogether shows in eight, what fell by half only in many.
var windows = []int{8, 16, 32, 64}

// fall is a share that fell.
type fall struct {
	before, now float64 // shares
	window      int     // how many of the newest show it
}

// fell finds the shortest window at the end of a history whose share is so far
// below that of the rest that it is no chance.
func fell(history []bool) (fall, bool) {
	for _, w := range windows {
		past := len(history) - w
		if past < pastLeast {
			return fall{}, false
		}
		was := (float64(hits(history[:past])) + 1) / float64(past+2) // Laplace: 24 of 24 is not certainty
		k := hits(history[past:])
		if float64(k) <= fallShare*was*float64(w) && atMost(k, w, was) < chance {
			return fall{float64(hits(history[:past])) / float64(past), float64(k) / float64(w), w}, true
		}
	}
	return fall{}, false
}

// back reports whether the newest have again what was usual before.
func back(history []bool, usual float64) bool {
	last := history[max(0, len(history)-backWindow):]
	return len(last) == backWindow && float64(hits(last)) >= riseShare*usual*backWindow
}

func hits(history []bool) (n int) {
	for _, h := range history {
		if h {
			n++
		}
	}
	return n
}

// atMost is the probability of at most k hits in n draws with probability p each.
func atMost(k, n int, p float64) float64 {
	term := math.Pow(1-p, float64(n))
	sum := term
	for i := range k {
		term *= float64(n-i) / float64(i+1) * p / (1 - p)
		sum += term
	}
	return sum
}

// fieldHistory gives for each article whether it has one of coveredFields, by its bit.
func fieldHistory(articles []byte, bit int) []bool {
	history := make([]bool, 0, len(articles)/2)
	for i := 0; i+1 < len(articles); i += 2 {
		history = append(history, articles[i]>>bit&1 == 1)
	}
	return history
}

// usualWords is the middle length of the older half of the articles; 0 without any.
func usualWords(articles []byte) int {
	var lengths []byte
	for i := 1; i < len(articles); i += 2 {
		lengths = append(lengths, articles[i])
	}
	if len(lengths) == 0 {
		return 0
	}
	older := slices.Sorted(slices.Values(lengths[:(len(lengths)+1)/2]))
	return int(math.Round(math.Exp2(float64(older[len(older)/2])/wordScale))) - 1
}

// lengthHistory gives for each article whether its text has at least half of so
// many words.
func lengthHistory(articles []byte, usual int) (history []bool) {
	least := lengthByte(usual / 2)
	for i := 1; i < len(articles); i += 2 {
		history = append(history, articles[i] >= least)
	}
	return history
}

// yieldHistory gives for each answered page whether it gave an article.
func yieldHistory(pages []byte) (history []bool) {
	for _, p := range pages {
		if p == pageArticle || p == pageNothing {
			history = append(history, p == pageArticle)
		}
	}
	return history
}
