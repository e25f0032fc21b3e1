package extract

import (
	"bytes"
	_ "embed"
	"sync"
)

//go:embed second.model
var secondModel []byte

var embeddedSecond = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(secondModel))
	if err != nil {
		return &Model{}
	}
	return m
})

// secondShare is the share of the second look in the mean with the first: each
// errs where the other does not.
const secondShare = 0.5

// lookAgain rates the blocks anew by what the first look says of those around
// them. Blocks that it holds to be hopeless stay so.
func (r *reading) lookAgain(m *Model, linear []float32) {
	if len(m.trees) == 0 {
		return
	}
	s := r.survey(linear)
	var features row
	var together keys
	var waiting [batch]int
	n := 0
	walk := func() {
		for k, sum := range m.margins(&together, n) {
			if k < n {
				i := waiting[k]
				r.scores[i] = probability((1-secondShare)*(s.margins[i]+marginShift) + secondShare*sum)
			}
		}
		n = 0
	}
	for i := range r.blocks {
		if s.margins[i] < hopeless {
			continue
		}
		s.describe(i, &features)
		together.set(n, &features)
		waiting[n] = i
		if n++; n == batch {
			walk()
		}
	}
	walk()
}

// SecondFeatures gives the blocks and for each one the numbers that the model of
// the second look sees; nil for those that it never sees. Only training needs it.
func (d *Doc) SecondFeatures() ([]Block, []*[SecondFeatureCount]float32) {
	r, linear := d.lookOnce(d.root, d.clues())
	s := r.survey(linear)
	blocks, rows := make([]Block, len(r.blocks)), make([]*[SecondFeatureCount]float32, len(r.blocks))
	var features row
	for i := range r.blocks {
		blocks[i] = r.block(i)
		if s.margins[i] >= hopeless {
			s.describe(i, &features)
			rows[i] = (*[SecondFeatureCount]float32)(append([]float32(nil), features.values[:SecondFeatureCount]...))
		}
	}
	return blocks, rows
}
