package extract

// reading is a page cut into blocks, with what was decided about each.
type reading struct {
	*layout
	clues     clues
	scores    []float64
	kept      []bool
	reasons   []string
	describer *describer
}

// Reasons that are no rule.
const (
	reasonModel    = "model"
	reasonSelector = "selector"
)

// read cuts the page into blocks and decides which belong to the article.
func (d *Doc) read(c clues) *reading {
	r := &reading{layout: segment(d.root), clues: c}
	r.describer = newDescriber(r.layout, c)
	r.scores = make([]float64, len(r.blocks))
	r.reasons = make([]string, len(r.blocks))
	model := d.opts.Model
	if model == nil {
		model = embeddedModel()
	}
	var features row
	for i := range r.blocks {
		r.describer.describe(i, &features)
		r.scores[i] = probability(model.margin(&features))
		r.reasons[i] = reasonModel
	}
	r.kept = choose(r.layout, r.scores)
	return r
}

// Blocks cuts the page into its blocks of text, in document order, and tells
// of each what it is and why it was kept or left out.
func (d *Doc) Blocks() []Block {
	r := d.read(d.clues())
	out := make([]Block, len(r.blocks))
	for i := range r.blocks {
		out[i] = r.block(i)
	}
	return out
}

func (r *reading) block(i int) Block {
	b := &r.blocks[i]
	return Block{Kind: b.kind, Text: b.text, Words: int(b.words.len()), Score: r.scores[i], Kept: r.kept[i],
		Reason: r.reasons[i], Container: int(r.above(b.el, 2))}
}

// Features cuts the page into its blocks and gives for each one the row of
// FeatureCount numbers that the model sees, in document order. Only training
// needs it: it is the very function that serves, so that both see the same.
func (d *Doc) Features() ([]Block, [][FeatureCount]float32) {
	l := segment(d.root)
	r := &reading{layout: l, scores: make([]float64, len(l.blocks)), kept: make([]bool, len(l.blocks)),
		reasons: make([]string, len(l.blocks))}
	describer := newDescriber(l, d.clues())
	blocks := make([]Block, len(l.blocks))
	rows := make([][FeatureCount]float32, len(l.blocks))
	var features row
	for i := range l.blocks {
		describer.describe(i, &features)
		blocks[i], rows[i] = r.block(i), features.values
	}
	return blocks, rows
}
