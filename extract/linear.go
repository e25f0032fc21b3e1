package extract

import (
	"encoding/binary"
	"math"
)

// linear is the part of a model that adds up weights: of the features, each
// brought to a logarithmic scale, and of the words of a block and its markup.
type linear struct {
	share    float32 // of the margin in the mean with that of the trees
	base     float32
	features []slope
	unit     float32 // of the weights of words
	words    wordTable
}

// slope is the weight of a feature between two bounds; bounds and weight are for steps.
type slope struct {
	low, high int32
	weight    float32
}

const (
	slopeBytes  = 12
	linearBytes = 5 * 4 // features, share, base, unit, words
)

// margin is the log-odds of a row and the sum of its words. Every other feature
// has a sum of its own, so that one addition need not wait for the other.
func (m *linear) margin(r *row, said int32) float32 {
	even, odd := m.base+m.unit*float32(said), float32(0)
	all := m.features
	for i := 0; i+1 < len(all); i += 2 {
		even += all[i].of(r.values[i&255])
		odd += all[i+1].of(r.values[(i+1)&255])
	}
	if last := len(all) - 1; last&1 == 0 {
		even += all[last].of(r.values[last&255])
	}
	return even + odd
}

func (s *slope) of(x float32) float32 {
	return s.weight * float32(min(max(steps(x), s.low), s.high))
}

// oneStep is how many steps a level has: what is between two floats next to each
// other from 1 to 2.
const oneStep = 1 << 23

// steps is the binary logarithm of 1 + |x|, straight between powers of two, with
// the sign of x, in steps: the bits of a float are just that. Integers are compared
// and turned about without a branch.
func steps(x float32) int32 {
	const one = 0x3f800000
	l := int32(math.Float32bits(1+magnitude(x))) - one
	sign := int32(math.Float32bits(x)) >> 31
	return (l ^ sign) - sign
}

func magnitude(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// bound is a bound of a slope in steps.
func bound(level float32) int32 {
	return int32(math.Round(max(min(float64(level), 255), -255) * oneStep))
}

// readLinear reads the number of the features (uint32, little endian; 0 when the
// model has trees only), the share and the base (float32), for each feature its bounds and its
// weight (3 float32), the unit of the words (float32), their number (uint32), and
// each word (uint32: 24 bits of its hash, then its weight as an int8). It gives
// what follows.
func readLinear(in []byte) (linear, []byte, error) {
	if len(in) < linearBytes {
		return linear{}, nil, ErrModel
	}
	number := func(i int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(in[i:])) }
	features := binary.LittleEndian.Uint32(in)
	if features > FeatureCount {
		return linear{}, nil, ErrModel
	}
	count := int(features)
	if len(in) < linearBytes+count*slopeBytes {
		return linear{}, nil, ErrModel
	}
	m := linear{share: number(4), base: number(8)}
	in = in[12:]
	for i := range count {
		m.features = append(m.features, slope{bound(number(i * slopeBytes)), bound(number(i*slopeBytes + 4)), number(i*slopeBytes+8) / oneStep})
	}
	in = in[count*slopeBytes:]
	m.unit = number(0)
	words := binary.LittleEndian.Uint32(in[4:])
	if in = in[8:]; uint64(len(in)) < 4*uint64(words) {
		return linear{}, nil, ErrModel
	}
	m.words = readWords(in, int(words))
	return m, in[4*words:], nil
}

// wordTable is a table of hashed words and their weights. A word is 24 bits of
// its hash; two that share them cannot be told apart, which is rare enough.
type wordTable struct {
	slots []uint32 // the word, and its weight as an int8 in the low byte; 0 for none
	mask  uint32
}

func readWords(in []byte, count int) wordTable {
	size := 1
	for size < 2*count {
		size *= 2
	}
	t := wordTable{slots: make([]uint32, size), mask: uint32(size - 1)}
	for i := range count {
		entry := binary.LittleEndian.Uint32(in[4*i:])
		at := entry >> 8 & t.mask
		for t.slots[at] != 0 {
			at = (at + 1) & t.mask
		}
		t.slots[at] = entry
	}
	return t
}

// weight is what a word says, 0 for one that is not in the table.
func (t *wordTable) weight(word uint32) int32 {
	_, weight := t.find(word)
	return weight
}

// find gives the slot of a word, or a free one, and its weight.
func (t *wordTable) find(word uint32) (at uint32, weight int32) {
	for at = word & t.mask; ; at = (at + 1) & t.mask {
		slot := t.slots[at]
		if slot == 0 || slot>>8 == word {
			return at, int32(int8(slot))
		}
	}
}
