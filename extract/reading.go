package extract

import (
	"math"
	"strings"

	"golang.org/x/net/html"
)

// reading is a page cut into blocks, with what was decided about each.
type reading struct {
	*layout
	clues     clues
	scores    []float64
	kept      []bool
	page      row     // what the model of page types sees
	article   float64 // probability that the page is an article, by that model
	reasons   []string
	describer *describer

	publishers []string  // names of the publisher, lower case
	total      int       // kept words before the rules
	keptSums   []int32   // running total of them
	boxes      []wordSet // of each element, 0 when not yet asked
	kinds      []wordSet // likewise, of its class, id and the like
}

// Reasons that are no rule.
const (
	reasonModel    = "model"
	reasonSelector = "selector"
	reasonScript   = "script" // stood in a script, for lack of text in the markup
)

// read cuts the page into blocks and decides which belong to the article, the
// first time it is asked.
func (d *Doc) read(c clues) *reading {
	if d.reading == nil {
		d.reading = d.readAnew(c)
	}
	return d.reading
}

func (d *Doc) readAnew(c clues) *reading {
	r, final := d.readShown(c)
	if final {
		return r
	}
	if fuller := d.fromNoscript(c, r.keptWords()); fuller != nil {
		return fuller
	}
	return r
}

// readShown reads the page as browsers show it. It is final when the rules of the
// site name the body.
func (d *Doc) readShown(c clues) (r *reading, final bool) {
	r, linear := d.lookOnce(d.root, c)
	if r.selected(d.opts.Selectors.Body.All(d.root)) {
		return r, true
	}
	d.settle(r, linear)
	if fuller := d.fromScripts(c, r.keptWords()); fuller != nil {
		return fuller, false
	}
	return r, false
}

// settle decides which blocks belong to the article, once each has been rated by
// itself.
func (d *Doc) settle(r *reading, linear []float32) {
	r.lookAgain(d.secondModel(), linear)
	r.reconsider()
	r.applyRules()
}

// lookOnce cuts what is under root into blocks, rates each one by itself, and the page by
// what that would keep. It gives also the log-odds of the linear part.
func (d *Doc) lookOnce(root *html.Node, c clues) (*reading, []float32) {
	r := &reading{layout: segment(root, d.removed()), clues: c, publishers: d.publishers()}
	r.describer = newDescriber(r.layout, c)
	r.scores = make([]float64, len(r.blocks))
	r.reasons = make([]string, len(r.blocks))
	linear := r.rate(d.model())
	for i := range r.blocks {
		r.blocks[i].kind = r.classify(i)
	}
	r.kept = choose(r.layout, r.scores)
	d.rateArticle(r)
	return r, linear
}

// rateArticle gives the page its probability of being an article, by what the
// model of blocks keeps.
func (d *Doc) rateArticle(r *reading) {
	model := d.opts.PageModel
	if model == nil {
		model = embeddedPages()
	}
	d.describePage(r, &r.page)
	r.article = 1 / (1 + math.Exp(articleMargin-float64(model.mean(model.linear.margin(&r.page, d.pageSays(r, &model.linear.words)), model.margin(&r.page)))))
}

func (r *reading) keptWords() int {
	words := int32(0)
	for i, kept := range r.kept {
		if kept {
			words += r.blocks[i].size()
		}
	}
	return int(words)
}

// model is the one that rates the blocks.
func (d *Doc) model() *Model {
	if d.opts.Model != nil {
		return d.opts.Model
	}
	return embeddedModel()
}

// secondModel is the one that looks at the blocks again.
func (d *Doc) secondModel() *Model {
	if d.opts.SecondModel != nil {
		return d.opts.SecondModel
	}
	return embeddedSecond()
}

// rate gives every block its probability. Those for which there is hope wait for
// each other to walk through the trees together. It gives the log-odds by the
// linear part.
func (r *reading) rate(model *Model) []float32 {
	linear := make([]float32, len(r.blocks))
	said := r.layout.listen(&model.linear.words)
	var features row
	var together keys
	var waiting [batch]int
	var first [batch]float32
	n := 0
	walk := func() {
		margins := model.margins(&together, n)
		for k := range n {
			r.scores[waiting[k]] = probability(model.mean(first[k], margins[k]))
		}
		n = 0
	}
	for i := range r.blocks {
		r.describer.describe(i, &features)
		r.reasons[i] = reasonModel
		margin := model.linear.margin(&features, said[i])
		linear[i] = margin
		if margin < hopeless {
			r.scores[i] = probability(margin)
			continue
		}
		together.set(n, &features)
		waiting[n], first[n] = i, margin
		if n++; n == batch {
			walk()
		}
	}
	walk()
	return linear
}

// removed gives the elements that the rules of the site take out.
func (d *Doc) removed() map[*html.Node]bool {
	var out map[*html.Node]bool
	for _, s := range d.opts.Selectors.Remove {
		for _, n := range s.All(d.root) {
			if out == nil {
				out = map[*html.Node]bool{}
			}
			out[n] = true
		}
	}
	return out
}

// selected keeps exactly the blocks inside the elements that the rules of the
// site name as the body. It reports whether there are any.
func (r *reading) selected(bodies []*html.Node) bool {
	if len(bodies) == 0 {
		return false
	}
	clear(r.kept)
	named := make(map[*html.Node]bool, len(bodies))
	for _, n := range bodies {
		named[n] = true
	}
	found := false
	for i := range r.blocks {
		r.reasons[i] = reasonSelector
		for n := r.nodes[r.blocks[i].nodes.from]; n != nil && !r.kept[i]; n = n.Parent {
			r.kept[i] = named[n]
		}
		found = found || r.kept[i]
	}
	return found
}

// publishers gives the names under which the publisher may speak of itself.
func (d *Doc) publishers() []string {
	var out []string
	if name := strings.ToLower(d.scanned().metaFirst("og:site_name")); name != "" {
		out = append(out, strings.TrimPrefix(name, "the "))
	}
	if label, _, _ := strings.Cut(Site(d.opts.URL), "."); label != "" {
		out = append(out, strings.ToLower(label))
	}
	return out
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
	return Block{Kind: b.kind, Text: b.text, Words: int(b.words.len()), Score: math.Round(r.scores[i]*1000) / 1000, Kept: r.kept[i],
		Reason: r.reasons[i], Container: int(r.above(b.el, 2))}
}

// Features cuts the page into its blocks and gives for each one the row of
// FeatureCount numbers that the model sees, in document order. Only training
// needs it: it is the very function that serves, so that both see the same.
func (d *Doc) Features() ([]Block, [][FeatureCount]float32) {
	l := segment(d.root, d.removed())
	r := &reading{layout: l, scores: make([]float64, len(l.blocks)), kept: make([]bool, len(l.blocks)),
		reasons: make([]string, len(l.blocks))}
	describer := newDescriber(l, d.clues())
	blocks := make([]Block, len(l.blocks))
	rows := make([][FeatureCount]float32, len(l.blocks))
	var features row
	for i := range l.blocks {
		describer.describe(i, &features)
		blocks[i], rows[i] = r.block(i), [FeatureCount]float32(features.values[:FeatureCount])
	}
	return blocks, rows
}

// PageFeatures gives the numbers that the model of page types sees. Only
// training needs it.
func (d *Doc) PageFeatures() [PageFeatureCount]float32 {
	r, _ := d.readShown(d.clues())
	return [PageFeatureCount]float32(r.page.values[:PageFeatureCount])
}

// Verdict decides whether the page is an article.
func (d *Doc) Verdict() Verdict {
	if d.verdict == nil {
		v := d.judge(d.read(d.clues()))
		d.verdict = &v
	}
	return *d.verdict
}
