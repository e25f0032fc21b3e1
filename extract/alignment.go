package extract

// alignment is what the blocks have in common with the clues.
type alignment struct {
	words       map[uint64]uint32 // word -> titles (bits from 0) and descriptions (descriptionBit)
	titleSizes  []float32
	quads       map[uint64]bool // runs of four words of the articleBody
	bodyWords   int
	hasBody     bool
	described   bool
	covered     float32 // share of the page's long words whose runs are in the articleBody
	titleMatch  []float32
	description []float32
	bodyShare   []float32
}

const (
	maxTitles      = 16
	descriptionBit = 1 << maxTitles
	longestTitle   = 60 // words; a longer block is no headline
	run            = 4  // words in a run
)

// align compares every block with the clues.
func (l *layout) align(c clues) alignment {
	a := alignment{words: map[uint64]uint32{}, hasBody: c.articleBody != ""}
	for _, t := range c.titles[:min(len(c.titles), maxTitles)] {
		words := hashWords(t)
		if len(words) == 0 {
			continue
		}
		for _, w := range words {
			a.words[w] |= 1 << len(a.titleSizes)
		}
		a.titleSizes = append(a.titleSizes, float32(len(words)))
	}
	for _, d := range c.descriptions {
		for _, w := range hashWords(d) {
			a.words[w] |= descriptionBit
			a.described = true
		}
	}
	if a.hasBody {
		words := hashWords(c.articleBody)
		a.bodyWords = len(words)
		a.quads = make(map[uint64]bool, len(words))
		for i := 0; i+run <= len(words); i++ {
			a.quads[hashRun(words[i:i+run])] = true
		}
	}
	a.compare(l)
	return a
}

func hashRun(words []uint64) uint64 {
	h := uint64(hashSeed)
	for _, w := range words {
		h = mix(h, w) ^ h>>29
	}
	return h
}

func (a *alignment) compare(l *layout) {
	n := len(l.blocks)
	all := make([]float32, 3*n)
	a.titleMatch, a.description, a.bodyShare = all[:n], all[n:2*n], all[2*n:]
	long, covered := float32(0), float32(0)
	for i := range l.blocks {
		b := &l.blocks[i]
		words := l.words[b.words.from:b.words.to]
		a.bodyShare[i] = a.inBody(words)
		if b.long {
			long += float32(len(words))
			covered += max(a.bodyShare[i], 0) * float32(len(words))
		}
		if len(a.words) > 0 && len(words) > 0 {
			a.titleMatch[i], a.description[i] = a.inClues(words)
		}
	}
	if long > 0 {
		a.covered = covered / long
	}
}

// inBody is the share of runs that the articleBody has too, -1 without one.
func (a *alignment) inBody(words []uint64) float32 {
	if !a.hasBody {
		return -1
	}
	if len(words) < run {
		return 0
	}
	hits := 0
	for i := 0; i+run <= len(words); i++ {
		if a.quads[hashRun(words[i:i+run])] {
			hits++
		}
	}
	return float32(hits) / float32(len(words)-run+1)
}

// inClues gives the share of words in the titles times the best share of one
// title that they cover, and the share of words in the descriptions.
func (a *alignment) inClues(words []uint64) (title, description float32) {
	var perTitle [maxTitles]float32
	inTitle, inDescription := 0, 0
	for _, w := range words {
		bits := a.words[w]
		if bits == 0 {
			continue
		}
		if bits&descriptionBit != 0 {
			inDescription++
		}
		if bits&(descriptionBit-1) != 0 {
			inTitle++
			for t := range a.titleSizes {
				if bits&(1<<t) != 0 {
					perTitle[t]++
				}
			}
		}
	}
	size := float32(len(words))
	if len(words) <= longestTitle {
		best := float32(0)
		for t, s := range a.titleSizes {
			best = max(best, min(1, perTitle[t]/s))
		}
		title = float32(inTitle) / size * best
	}
	return title, float32(inDescription) / size
}
