package extract

import (
	"iter"
	"slices"
)

// runs tells in which blocks a run of words stands. Nearly every run of a page
// stands in one, so that a list for each would cost more than all else.
type runs struct {
	first []int32 // by hash: 1 + index of the first place with that hash or another of the same slot
	all   []place
}

// place is a block in which a run stands.
type place struct {
	hash  uint64
	block int32
	next  int32 // 1 + index of the next place of the slot, 0 for none
}

// reset empties r and makes room for so many runs.
func (r *runs) reset(most int) {
	slots := 16
	for slots < most {
		slots *= 2
	}
	r.first, r.all = zeroed(r.first, slots), slices.Grow(r.all[:0], most)
}

// maxHomes bounds how many blocks with the same run are compared.
const maxHomes = 8

// add notes that a run stands in a block; blocks come in order.
func (r *runs) add(hash uint64, block int32) {
	homes, end := 0, &r.first[hash&uint64(len(r.first)-1)]
	for *end > 0 {
		p := &r.all[*end-1]
		if p.hash == hash {
			if homes++; homes == maxHomes || p.block == block {
				return
			}
		}
		end = &p.next
	}
	r.all = append(r.all, place{hash: hash, block: block})
	*end = int32(len(r.all))
}

// of gives the blocks in which a run stands, in order.
func (r *runs) of(hash uint64) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for at := r.first[hash&uint64(len(r.first)-1)]; at > 0; at = r.all[at-1].next {
			if p := &r.all[at-1]; p.hash == hash && !yield(p.block) {
				return
			}
		}
	}
}
