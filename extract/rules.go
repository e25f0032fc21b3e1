package extract

// rule takes blocks out of the body that the model has kept. Its name is the
// reason that Block gives.
type rule struct {
	name  string
	drops func(r *reading, i int) bool
}

// rules run in this order over each kept block; the first that drops it names it.
var rules = []rule{
	{"headline", (*reading).repeatsHeadline},
	{"byline", (*reading).isByline},
	{"dateline", (*reading).isDateline},
	{"credit", (*reading).isCredit},
	{"box", (*reading).inBox},
	{"call-to-action", (*reading).callsAway},
	{"related", (*reading).pointsElsewhere},
}

// maxRuled is the share of the kept words that rules may take out. More means
// that the page is not of the shape that the rules were made for.
const maxRuled = 0.35

// applyRules takes out what the rules name, unless that would cut the body to
// pieces.
func (r *reading) applyRules() {
	r.sumKept()
	r.dropNotices()
	r.dropComments()
	r.dropCards()
	r.bridge()
	r.complete()
	r.correct()
	r.dropCopies()
	r.sumKept()
	dropped := make(map[int]string)
	before, out := int32(0), int32(0)
	for i := range r.blocks {
		b := &r.blocks[i]
		if !r.kept[i] {
			continue
		}
		before += b.words.len()
		for _, rule := range rules {
			if rule.drops(r, i) {
				dropped[i] = rule.name
				break
			}
		}
	}
	r.repeated(dropped)
	r.tail(dropped)
	for i := range dropped {
		out += r.blocks[i].words.len()
	}
	if float32(out) > maxRuled*float32(before) {
		return
	}
	for i, name := range dropped {
		r.kept[i], r.reasons[i] = false, name
	}
}

func (r *reading) repeatsHeadline(i int) bool { return r.blocks[i].kind == Headline }

// Bylines and datelines count only outside the run of the prose: inside it
// they are part of a letter, a list or a chronicle.
func (r *reading) isByline(i int) bool { return r.blocks[i].kind == Byline && !r.amidProse(i) }

func (r *reading) isDateline(i int) bool {
	return (r.blocks[i].kind == Dateline || r.blocks[i].datesPage()) && !r.amidProse(i)
}

// datesPage reports a line that says when the page was changed.
func (b *block) datesPage() bool {
	return b.words.len() <= longestDateline && b.digits > 0 && pageDates.begin(b.beginsWith())
}

func (r *reading) isCredit(i int) bool { return r.blocks[i].kind == Credit }

// underHeadline is how many blocks after the headline a byline may stand, even
// behind a standfirst as long as a paragraph.
const underHeadline = 4

// amidProse reports that long kept blocks stand both before and after i.
func (r *reading) amidProse(i int) bool {
	if t := r.describer.title; t >= 0 && int32(i) > t && int32(i) <= t+underHeadline {
		return false
	}
	p, n := r.describer.prevLong[i], r.describer.nextLong[i]
	return p >= 0 && n >= 0 && r.kept[p] && r.kept[n]
}

// longestCall is the length, in words, above which a block that begins like a
// call is taken for a sentence of the article.
const longestCall = 30

func (r *reading) callsAway(i int) bool {
	b := &r.blocks[i]
	words := b.words.len()
	if words > longestCall || b.state.inside&(underQuote|underPre) != 0 {
		return false
	}
	return callsToAction.begin(b.beginsWith()) && (words <= 6 || b.linkShare() > 0.2 || b.state.nearNegativeWord())
}

func (s *nesting) nearNegativeWord() bool {
	return s.negDepth > 0 && s.depth-s.negDepth <= nearNegativeSteps
}

// pointsElsewhere reports a line that sends the reader to another article.
func (r *reading) pointsElsewhere(i int) bool {
	b := &r.blocks[i]
	if !relatedHeads.begin(b.beginsWith()) || b.state.inside&(underQuote|underPre) != 0 {
		return false
	}
	words := b.words.len()
	return words <= longestCall && b.linkShare() > 0.3 || words <= 4 && (b.heading > 0 || b.marks&markColon != 0 || b.boldChars == b.chars)
}
