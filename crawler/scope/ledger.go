package scope

import (
	"sync"
)

// The reasons under which a ledger keeps addresses back.
const (
	BudgetPattern = "pattern-budget" // addresses of this shape yield nothing
	BudgetDepth   = "depth-budget"   // pages as far away from the start yield nothing
	BudgetHost    = "host-budget"    // the host yields nothing
)

// What pages cost and yield, in quarters of a page. An article pays for itself
// and three pages besides, the page that named it is paid half of that. One
// without date, author or declared kind, as a machine may make without end,
// pays for most of itself only.
const (
	costPage   = 4
	costRepeat = 8 // on top, for content that stood elsewhere
	payArticle = 16
	payNamer   = 8
	payBare    = 3 // to its own shape
	payBareAll = 2 // to everything else
	// mostSaved is how much credit may be saved up, as a multiple of what an
	// account begins with: a site that turns into a trap is noticed all the same.
	mostSaved = 3
	// coarseShare and suspectShare relate the credit of the coarse shape, and of
	// shapes that look like a trap, to that of a shape.
	coarseShare  = 3
	suspectShare = 8
)

// Bounds of what one host takes in memory, and of what may wait for it.
const (
	mostShapes = 2000   // shapes that are told apart on a host
	roomShape  = 5000   // addresses of one shape that may wait while it has yielded nothing
	roomEach   = 100    // more for each article
	roomHost   = 50_000 // of one host
	mostTold   = 500    // shapes that are recorded one by one
)

// Ledger keeps the accounts of one host: what its pages cost and what they
// yielded, by shape, by coarse shape, by depth and in all. It may be used by
// several goroutines.
type Ledger struct {
	mu     sync.Mutex
	rules  *Rules
	shapes map[string]*account
	coarse map[string]*account
	depths map[int]*account
	host   *account
	seen   digests
	noise  noises
	told   map[string]bool // shapes that were recorded
}

// account is credit in quarters of a page, with what is known of its pages.
type account struct {
	start, credit int
	waiting       int
	asked, worth  int // pages of this run, and the articles that they were or named
	kin           kinship
	Record
}

// Record counts what became of the pages of one shape.
type Record struct {
	Pages    int // asked for
	Articles int // that were not known
	Sections int // that lead to others
	Repeats  int // whose content stood elsewhere
}

// NewLedger opens the accounts of a host under the rules of its source; known
// is what earlier runs learned, by shape. Every run begins with fresh credit.
func NewLedger(rules *Rules, known map[string]Record) *Ledger {
	l := &Ledger{rules: rules, shapes: map[string]*account{}, coarse: map[string]*account{}, depths: map[int]*account{}, host: open(rules.HostPages)}
	for shape, r := range known {
		l.shape(shape, "").Record = r
	}
	return l
}

func open(pages int) *account { return &account{start: pages * costPage, credit: pages * costPage} }

// Page is an address as a ledger sees it.
type Page struct {
	Shape   string
	Depth   int
	Suspect string // guard that lets only a few of its like through; may be empty
}

func (l *Ledger) shape(shape, suspect string) *account {
	if a := l.shapes[shape]; a != nil {
		return a
	}
	if len(l.shapes) >= mostShapes {
		return l.wide(shape)
	}
	pages := l.rules.PatternPages
	if suspect != "" {
		pages = (pages + suspectShare - 1) / suspectShare
	}
	a := open(pages)
	l.shapes[shape] = a
	return a
}

// wide gives the account of the coarse shape.
func (l *Ledger) wide(shape string) *account {
	key := Coarse(shape)
	a := l.coarse[key]
	if a == nil {
		if len(l.coarse) >= mostShapes {
			key = ""
			if a = l.coarse[key]; a != nil {
				return a
			}
		}
		a = open(coarseShare * l.rules.PatternPages)
		l.coarse[key] = a
	}
	return a
}

func (l *Ledger) depth(d int) *account {
	a := l.depths[d]
	if a == nil {
		a = open(l.rules.DepthPages)
		l.depths[d] = a
	}
	return a
}

// spent reports whether an account has nothing left; one that began with
// nothing has no limit.
func (a *account) spent() bool { return a.start > 0 && a.credit <= 0 }

func (a *account) pay(n int) { a.credit = min(a.credit+n, mostSaved*a.start) }

// Closed names the budget that is used up for a page, or nothing. What has
// proved its worth answers for itself only: a trap beside it, which uses up what
// belongs to the whole host, takes nothing from it.
func (l *Ledger) Closed(p Page) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := l.shape(p.Shape, p.Suspect)
	switch {
	case own.spent():
		if p.Suspect != "" {
			return p.Suspect
		}
		return BudgetPattern
	case own.proven():
		return ""
	case l.wide(p.Shape).spent():
		return BudgetPattern
	case l.depth(p.Depth).spent():
		return BudgetDepth
	case l.host.spent():
		return BudgetHost
	}
	return ""
}

// Room reports whether one more address of its kind may wait, and counts it.
func (l *Ledger) Room(p Page) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.shape(p.Shape, p.Suspect)
	w := l.wide(p.Shape)
	if a.waiting >= roomShape+roomEach*a.Articles || w.waiting >= coarseShare*(roomShape+roomEach*w.Articles) ||
		l.host.waiting >= roomHost+roomEach*l.host.Articles {
		return false
	}
	a.waiting++
	if w != a {
		w.waiting++
	}
	l.host.waiting++
	return true
}

// Settled says that an address waits no more.
func (l *Ledger) Settled(p Page) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, w := l.shape(p.Shape, p.Suspect), l.wide(p.Shape)
	a.waiting = max(a.waiting-1, 0)
	if w != a {
		w.waiting = max(w.waiting-1, 0)
	}
	l.host.waiting = max(l.host.waiting-1, 0)
}

// each calls do for every account that a page is booked to.
func (l *Ledger) each(p Page, do func(a *account)) {
	a, w := l.shape(p.Shape, p.Suspect), l.wide(p.Shape)
	do(a)
	if w != a {
		do(w)
	}
	do(l.depth(p.Depth))
	do(l.host)
}

// Spend books a page that was asked for.
func (l *Ledger) Spend(p Page) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.each(p, func(a *account) { a.credit -= costPage; a.Pages++; a.asked++ })
}

// Section books a page that turned out to lead to others.
func (l *Ledger) Section(p Page) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.each(p, func(a *account) { a.Sections++ })
}

// Repeat books content that stood elsewhere.
func (l *Ledger) Repeat(p Page) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.each(p, func(a *account) { a.credit -= costRepeat; a.Repeats++ })
}

// Article books an article that was not known. namer is the shape of the page
// that named it, empty when that was no page of this host; bare is one that
// tells neither when nor by whom it was written.
func (l *Ledger) Article(p Page, namer string, bare bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	own, wide := l.shape(p.Shape, p.Suspect), l.wide(p.Shape)
	ofKin := namer != "" && Coarse(namer) == Coarse(p.Shape)
	endless := ofKin && wide.kin.endless()
	l.each(p, func(a *account) {
		a.Articles++
		switch {
		case endless:
			a.credit = min(a.credit, a.start)
		case !bare:
			a.pay(payArticle)
			a.worth++
		case a == own:
			a.pay(payBare)
		default:
			a.pay(payBareAll)
		}
	})
	if namer != "" && !ofKin {
		l.reward(namer, bare)
	}
}

// reward pays the shape whose page named an article.
func (l *Ledger) reward(namer string, bare bool) {
	a, w := l.shape(namer, ""), l.wide(namer)
	for _, of := range []*account{a, w} {
		switch {
		case bare:
			of.pay(payBareAll)
		default:
			of.pay(payNamer)
			of.worth++
		}
		if w == a {
			return
		}
	}
}

// Like tells what pages of a shape have turned out to be: their record, over
// this run and those before it.
func (l *Ledger) Like(shape string) Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.shapes[shape]; a != nil {
		return a.Record
	}
	return Record{}
}

// Yields reports a shape under which articles stand: most of a few at least.
func (r Record) Yields() bool { return r.Articles >= 2 && r.Articles*2 >= r.Pages-r.Repeats }

// Lists reports a shape under which sections stand.
func (r Record) Lists() bool { return r.Sections >= 2 && r.Sections*2 >= r.Pages-r.Repeats }

// Barren reports a shape that has been tried and yields nothing.
func (r Record) Barren() bool { return r.Pages >= 10 && r.Articles == 0 && r.Sections*2 < r.Pages }

// Known reports whether content stood at another page before; it is from then on
// known. What it is given is a digest.
func (l *Ledger) Known(digest uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen.add(digest)
}

// Told gives the shape under which an address that is left out is recorded: its
// own, or what it has in common with others once there are too many of a host.
func (l *Ledger) Told(shape string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.told[shape]:
		return shape
	case len(l.told) >= mostTold:
		return Coarse(shape)
	case l.told == nil:
		l.told = map[string]bool{}
	}
	l.told[shape] = true
	return shape
}

// Noise reports whether a parameter was found to make no difference here.
func (l *Ledger) Noise(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.noise.known[name]
}

// SamePage says that one document stands at two addresses: what sets them apart
// may make no difference anywhere on the host.
func (l *Ledger) SamePage(a, b string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noise.learn(a, b)
}
