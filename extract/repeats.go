package extract

// Repeats of the body within itself: pull quotes, standfirsts that say what the
// first paragraph says, and paragraphs printed twice.
const (
	shortestRepeat = 8    // words; shorter ones recur by chance, as refrains and labels
	repeatedShare  = 0.75 // of a block's runs in one other block; pull quotes leave words out
	quoteLength    = 90   // words; no pull quote is longer
	mostRepeats    = 10   // on one page; more are recipes, schedules or forms, which repeat on purpose
	repeatsPart    = 0.15 // of the kept words, likewise
	perhapsArticle = 0.25 // probability below which repeats are of another kind: dropCopies
)

// repeated drops kept blocks of what may be an article whose words stand in another
// kept block as well.
func (r *reading) repeated(dropped map[int]string) {
	if r.article < perhapsArticle {
		return
	}
	home := &r.homes
	home.reset(r.total)
	for i := range r.blocks {
		if _, out := dropped[i]; !r.kept[i] || out {
			continue
		}
		w := r.wordsOf(i)
		for k := 0; k+run <= len(w); k++ {
			home.add(hashRun(w[k:k+run]), int32(i))
		}
	}
	var found []int
	words, all := 0, 0
	for i := range r.blocks {
		if _, out := dropped[i]; !r.kept[i] || out {
			continue
		}
		all += len(r.wordsOf(i))
		if r.repeats(i, home) {
			found = append(found, i)
			words += len(r.wordsOf(i))
		}
	}
	if len(found) > mostRepeats || float32(words) > repeatsPart*float32(all) {
		return
	}
	for _, i := range found {
		dropped[i] = "repeat"
	}
}

func (l *layout) wordsOf(i int) []uint64 {
	s := l.blocks[i].words
	return l.words[s.from:s.to]
}

func (r *reading) repeats(i int, home *runs) bool {
	w := r.wordsOf(i)
	b := &r.blocks[i]
	if len(w) < shortestRepeat || len(w) > quoteLength || !b.endsSentence && b.kind != Standfirst && b.kind != Caption || !quotable[b.kind] || b.cjk*2 > int32(len(w)) {
		return false
	}
	shared := map[int32]int{}
	for k := 0; k+run <= len(w); k++ {
		for j := range home.of(hashRun(w[k : k+run])) {
			shared[j]++
		}
	}
	runs := len(w) - run + 1
	for j, hits := range shared {
		if j == int32(i) || float32(hits) < repeatedShare*float32(runs) {
			continue
		}
		if r.gives(i, int(j)) {
			return true
		}
	}
	return false
}

// quotable are the kinds of block that repeat the body as an ornament. Lists,
// tables and headings repeat it to sum it up or to give it order.
var quotable = map[Kind]bool{Standfirst: true, Paragraph: true, Quotation: true, PullQuote: true, Other: true, Caption: true, Heading: true}

// likeProse is the rate of prose from which a block is marked up like the bulk of
// the body: a list of the main points at the top repeats such a one, and not the
// other way about.
const likeProse = 3

// gives reports whether of two blocks with the same words i is the one to go:
// the shorter one, else the one that is marked up less like the prose, else the
// first, because quotes are pulled ahead.
func (r *reading) gives(i, j int) bool {
	a, b := &r.blocks[i], &r.blocks[j]
	if a.kind == Caption && b.kind == Paragraph {
		return true // it may say who "she" is, and be the longer one
	}
	if a.hash != b.hash {
		if r.prose(i) >= likeProse || r.prose(i) > r.prose(j) {
			return false
		}
		return a.words.len() < b.words.len()
	}
	if r.describer.copies.of(a.hash).count > 2 {
		return false // a refrain
	}
	if x, y := r.prose(i), r.prose(j); x != y {
		return x < y
	}
	return i < j
}

// prose rates how much a block is marked up like the bulk of the body.
func (r *reading) prose(i int) int {
	b := &r.blocks[i]
	rate := 0
	if b.kind == Paragraph || b.kind == ListItem {
		rate++
	}
	if b.kind == PullQuote || b.kind == Standfirst || b.heading > 0 {
		rate--
	}
	if r.elems[b.el].parent == r.describer.mode {
		rate++
	}
	if s := r.sigs[1][r.elems[b.el].sig[1]]; s.long*2 > r.describer.long {
		rate++
	}
	if b.boldChars*2 > b.chars {
		rate--
	}
	return rate
}
