package store

import (
	"math/bits"
	"slices"
	"strings"
)

const (
	// shingleWords is how many words in a row make one mark of a text: four are
	// rarely the same by chance, and an edited word spoils no more than four.
	shingleWords = 4
	// similarShare is how much of the shorter of two texts has to stand in the
	// longer one for them to be one article: a print or AMP page may leave out a
	// paragraph, another article shares at most its boilerplate.
	similarShare = 0.8
)

// similar reports whether two normalised texts are one article's: the shorter
// one is, but for small edits, part of the longer one. Texts that are too short
// to compare have to be equal.
func similar(a, b string) bool {
	if a == b {
		return true
	}
	if min(strings.Count(a, " "), strings.Count(b, " "))+1 < comparableWords {
		return false
	}
	x, y := shingleSet(a), shingleSet(b)
	return float64(common(x, y)) >= similarShare*float64(min(len(x), len(y)))
}

// jaccard is the share of the shingles in either set that are in both.
func jaccard(a, b []uint64) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	n := common(a, b)
	return float64(n) / float64(len(a)+len(b)-n)
}

// common counts what is in both of two sets.
func common(a, b []uint64) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
			n++
		}
	}
	return n
}

// shingleSet gives the hashes of the shingles of a normalised text, each once,
// in order.
func shingleSet(words string) []uint64 {
	set := shingles(words, make([]uint64, 0, len(words)/6+1))
	slices.Sort(set)
	return slices.Compact(set)
}

// Odd constants of the FNV-1a hash and of a polynomial over words. They are never
// to change: what is stored depends on them.
const (
	fnvOffset = 0xcbf29ce484222325
	fnvPrime  = 0x100000001b3
	wordPrime = 0x9e3779b97f4a7c15
)

// shingles appends a hash of every run of shingleWords words of a normalised
// text, in the order of the text. A text of fewer words has none.
func shingles(words string, into []uint64) []uint64 {
	if words == "" {
		return into
	}
	var recent [shingleWords]uint64
	n, word := 0, uint64(fnvOffset)
	end := func() {
		recent[n%shingleWords] = mix(word)
		n++
		word = fnvOffset
		if n < shingleWords {
			return
		}
		var run uint64
		for i := range shingleWords {
			run = run*wordPrime + recent[(n+i)%shingleWords]
		}
		into = append(into, mix(run))
	}
	for i := range len(words) {
		if words[i] == ' ' {
			end()
			continue
		}
		word = (word ^ uint64(words[i])) * fnvPrime
	}
	end()
	return into
}

// mix spreads the bits of a hash over all of it, so that its upper ones are as
// good as random: the finalizer of SplitMix64.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

const (
	// bands and bandRows decide which texts find each other: two that share a
	// part p of their shingles have a mark in common with a probability of
	// 1-(1-p^bandRows)^bands, which is 0.9997 at p=0.8, 0.995 at 0.7, 0.96 at 0.57
	// and 0.02 at 0.05; what is missed mostly meets a third copy. One row alone
	// would let every text with the same newsletter box meet every other. More
	// bands cost: each is a page of the index that an article changes.
	bands    = 8
	bandRows = 2

	markBits = 48 // so that in 10 million texts hardly a pair shares a mark by chance
	siteBits = 24
)

// marks is a MinHash sketch of a text, in bands: equal marks tell of texts that
// are worth comparing.
type marks [bands]int64

// sketch makes the marks of a text that has at least one shingle. It is MinHash
// by one permutation (Li, Owen and Zhang, 2012): the hashes of the shingles are
// dealt to bins, each of which keeps the least. Bins that got none borrow from
// others in an order that is the same for every text (Shrivastava, 2017).
func sketch(shingles []uint64) (m marks) {
	const bins = bands * bandRows
	var least [bins]uint64
	var filled [bins]bool
	for _, s := range shingles {
		bin, value := bits.Mul64(s, bins)
		if !filled[bin] || value < least[bin] {
			least[bin], filled[bin] = value, true
		}
	}
	for band := range m {
		h := uint64(band)
		for row := range bandRows {
			h = mix(h*wordPrime + least[lender(band*bandRows+row, &filled)])
		}
		m[band] = int64(h >> (64 - markBits))
	}
	return m
}

// lender is the bin whose value a bin takes: itself if it has one. At least one
// bin has to be filled.
func lender(bin int, filled *[bands * bandRows]bool) int {
	from := bin
	for try := uint64(1); !filled[from]; try++ {
		hi, _ := bits.Mul64(mix(uint64(bin)<<32|try), uint64(len(filled)))
		from = int(hi)
	}
	return from
}

// siteMark stands for a site beside its marks.
func siteMark(site string) int64 {
	h := uint64(fnvOffset)
	for i := range len(site) {
		h = (h ^ uint64(site[i])) * fnvPrime
	}
	return int64(mix(h) >> (64 - siteBits))
}
