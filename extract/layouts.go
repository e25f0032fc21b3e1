package extract

import "sync"

// layouts are used again: what one page was cut into is gone when its article is
// made, and the next page needs as much.
var layouts = sync.Pool{New: func() any {
	return &layout{elems: make([]element, 0, 512), blocks: make([]block, 0, 256)}
}}

func newLayout() *layout { return layouts.Get().(*layout) }

// mostKept is the number of elements up to which a layout is used again: the
// memory of a giant page is not held for the small ones that follow.
const mostKept = 8192

// release hands the layout back; nothing may use it any more. What it knows of
// the page is forgotten, so that it keeps no page alive.
func (l *layout) release() {
	if cap(l.elems) > mostKept || cap(l.blocks) > mostKept || cap(l.text) > 64*mostKept {
		return
	}
	clear(l.elems)
	clear(l.blocks)
	clear(l.nodes[:cap(l.nodes)]) // some were taken back
	clear(l.images)
	*l = layout{
		elems: l.elems[:0], blocks: l.blocks[:0], nodes: l.nodes[:0], words: l.words[:0], images: l.images[:0],
		sigs: [2][]signature{l.sigs[0][:0], l.sigs[1][:0]}, text: l.text[:0], offsets: l.offsets[:0], counts: l.counts[:0],
		copies: l.copies, openings: l.openings, homes: l.homes,
	}
	layouts.Put(l)
}

// zeroed gives n zeros in the memory of s when they fit.
func zeroed[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
