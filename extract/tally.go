package extract

// tally counts the blocks of a page by a hash of theirs.
type tally struct{ slots []tallied }

type tallied struct {
	hash  uint64
	count int32 // 0 for an empty slot
	past  bool  // a block with that hash has gone by
}

// reset empties t and makes room for so many blocks.
func (t *tally) reset(blocks int) {
	slots := 16
	for slots < 2*blocks {
		slots *= 2
	}
	t.slots = zeroed(t.slots, slots)
}

// of gives the slot of a hash, an empty one for a new hash.
func (t *tally) of(hash uint64) *tallied {
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.count == 0 || s.hash == hash {
			return s
		}
	}
}

func (t *tally) add(hash uint64) {
	s := t.of(hash)
	s.hash = hash
	s.count++
}
