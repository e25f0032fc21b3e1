package scope

const (
	// leastWorth and worthShare are what a shape needs to have proved its worth:
	// so many articles that its pages were or named, and one to so many pages.
	leastWorth = 2
	worthShare = 4
	// triedPages is after how many pages without any worth the like of a shape is
	// no longer worth a try before all else.
	triedPages = 10
)

// proven reports pages that were articles of this run, or named some, as a rule.
func (a *account) proven() bool { return a.worth >= leastWorth && a.worth*worthShare >= a.asked }

// Standing says what may be expected of pages of a shape.
type Standing int

// The standings, best first.
const (
	Proven  Standing = iota // articles, or pages that name them
	Untried                 // nothing is known, and nothing speaks against it
	Middling
	Fruitless // it was tried and yields nothing
)

// Standing tells what may be expected of a page, by what became of those before
// that have its shape.
func (l *Ledger) Standing(p Page) Standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.shapes[p.Shape]
	switch {
	case a != nil && (a.proven() || a.asked == 0 && a.Yields()):
		return Proven
	case a != nil && a.Barren():
		return Fruitless
	case a != nil && a.Pages > 0:
		return Middling
	}
	// What a start page itself names is tried whatever it looks like.
	if w := l.coarse[Coarse(p.Shape)]; p.Depth > 1 && w != nil && w.asked >= triedPages && w.worth == 0 {
		return Middling // ever new names, and nothing behind them
	}
	return Untried
}

const (
	// kinPages is from how many articles of a kind on their links to each other are
	// counted, of one page in kinEvery.
	kinPages = 50
	kinEvery = 4
	// kinLinks is how many of their links have to lead to pages that nothing had
	// named before, and kinKnown to how few others, in so many: the articles of
	// a site name the same ones again and again, a machine that makes each page
	// as it is asked for names only what it has not made yet.
	kinLinks = 100
	kinKnown = 20
)

// kinship counts the links of articles to articles of their kind.
type kinship struct{ fresh, known int }

func (k kinship) endless() bool { return k.fresh >= kinLinks && k.known*kinKnown < k.fresh }

// CountsKin reports whether the links of this page to others of its kind are to
// be counted.
func (l *Ledger) CountsKin(shape string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.coarse[Coarse(shape)]
	return w != nil && w.Articles >= kinPages && w.asked%kinEvery == 0
}

// Kin books the links of a page to others of its kind: to pages that nothing had
// named before, and to known ones.
func (l *Ledger) Kin(shape string, fresh, known int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := &l.wide(shape).kin
	k.fresh += fresh
	k.known += known
}
