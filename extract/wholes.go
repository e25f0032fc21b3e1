package extract

import "golang.org/x/net/html/atom"

// wholes are elements of which a reader wants all or nothing.
var wholes = map[tag]bool{atom.Ul: true, atom.Ol: true, atom.Table: true, atom.Pre: true}

// complete keeps all of a list, table or piece of code that stands
// among the paragraphs of the body, between two kept ones: half a table is
// worse than none, and the model, which sees one cell at a time, doubts them.
func (r *reading) complete() {
	end := int32(0) // of the last whole
	for id := range r.elems {
		e := &r.elems[id]
		if !wholes[e.tag] && !r.ofLines(int32(id)) || e.blocks.len() == 0 || e.blocks.from < end ||
			!r.wholeAnywhere(e) && !r.besideProse(int32(id)) || !r.amid(e) {
			continue
		}
		end = e.blocks.to
		if e.state.inside&neverLong != 0 || e.negative || r.linkShare(e.blocks) > wholeLinks || r.ofButtons(e.blocks) || !r.worthWhole(e) {
			continue
		}
		for i := e.blocks.from; i < e.blocks.to; i++ {
			if !r.kept[i] {
				r.kept[i], r.reasons[i] = true, reasonBridge
			}
		}
	}
}

// ofButtons reports blocks of which most are buttons, choices and the like.
func (r *reading) ofButtons(s span) bool {
	n := int32(0)
	for i := s.from; i < s.to; i++ {
		n += bit(r.blocks[i].state.inside&neverLong != 0)
	}
	return n*2 > s.len()
}

// plainLinks is the share of linked characters up to which a list says something
// by itself.
const plainLinks = 0.1

// wholeAnywhere reports what belongs to the prose before and behind it even in a
// wrapping of its own, for sideways scrolling or for looks: a table, and a list
// that hardly leads elsewhere.
func (r *reading) wholeAnywhere(e *element) bool {
	return e.tag == atom.Table || (e.tag == atom.Ul || e.tag == atom.Ol) && r.linkShare(e.blocks) <= plainLinks
}

// fewestLines make a list of what stands between line breaks.
const fewestLines = 3

// ofLines reports an element that consists of lines between line breaks.
func (r *reading) ofLines(at int32) bool {
	s := r.elems[at].blocks
	if s.len() < fewestLines {
		return false
	}
	for i := s.from; i < s.to; i++ {
		if r.blocks[i].el != at {
			return false
		}
	}
	return true
}

// besideProse reports an element that stands beside kept paragraphs, alone in as
// many wrappings as it likes.
func (r *reading) besideProse(at int32) bool {
	for at > 0 && r.elems[r.elems[at].parent].blocks == r.elems[at].blocks {
		at = r.elems[at].parent
	}
	if at <= 0 {
		return false
	}
	holder, s := r.elems[at].parent, r.elems[at].blocks
	if holder == r.describer.mode {
		return true
	}
	p, n := r.describer.prevLong[s.from], r.describer.nextLong[s.to-1]
	return r.keptChild(p, holder) && r.keptChild(n, holder)
}

// keptChild reports a kept block whose element stands directly in holder.
func (r *reading) keptChild(i, holder int32) bool {
	return i >= 0 && r.kept[i] && r.elems[r.blocks[i].el].parent == holder
}

// wholeLinks is the share of linked characters above which a list is a menu.
// Lists of goods have their names linked.
const wholeLinks = 0.5

// worthWhole reports code, and lists and tables of which the model keeps some,
// or thinks it might.
func (r *reading) worthWhole(e *element) bool {
	if e.tag == atom.Pre {
		return true
	}
	kept := int32(0)
	for i := e.blocks.from; i < e.blocks.to; i++ {
		kept += bit(r.kept[i])
	}
	least := wholeHope
	if e.tag == atom.Table {
		least = tableHope
	}
	return kept*2 >= e.blocks.len() || r.hope(e.blocks) >= least
}

// hope is the mean probability of blocks.
func (r *reading) hope(s span) float64 {
	sum := 0.0
	for _, q := range r.scores[s.from:s.to] {
		sum += q
	}
	return sum / float64(max(s.len(), 1))
}

// Mean probabilities from which a list or a table is kept. Lists among paragraphs
// may lead elsewhere; tables hardly ever do, but a cell of figures looks like nothing.
const (
	wholeHope   = 0.08
	tableHope   = 0.02
	closingHope = 0.08 // of a table with no more prose behind it; .06 to .1 rate alike
)

// amid reports that the blocks right before and after an element are kept, a caption
// or heading aside. Behind a table may stand others, or no more than the table itself
// closes the body.
func (r *reading) amid(e *element) bool {
	s := e.blocks
	if s.from == 0 || !r.keptNear(s.from-1, -1) {
		return false
	}
	if int(s.to) < len(r.blocks) && r.keptNear(s.to, 1) {
		return true
	}
	return e.tag == atom.Table && (r.keptBehindTables(s.to) || r.closes(s))
}

// keptBehindTables reports that from block i on there are only tables, each with a
// caption or heading at most, up to a block that is kept.
func (r *reading) keptBehindTables(i int32) bool {
	for captions := 0; int(i) < len(r.blocks) && captions < 2; i++ {
		switch b := &r.blocks[i]; {
		case b.state.inside&underTable != 0:
			captions = 0
		case r.kept[i]:
			return true
		case b.long:
			return false
		default:
			captions++
		}
	}
	return false
}

// closes reports a likely table in the element with most of the prose.
func (r *reading) closes(s span) bool {
	return r.describer.contains(r.describer.holders[0], int(s.from)) && r.hope(s) >= closingHope
}

// keptNear reports that block i is kept or, if it is short, the next one.
func (r *reading) keptNear(i, step int32) bool {
	if r.kept[i] {
		return true
	}
	next := i + step
	return !r.blocks[i].long && next >= 0 && int(next) < len(r.blocks) && r.kept[next]
}
