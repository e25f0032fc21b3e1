package crawler

import (
	"hash/maphash"
	"sync"
)

// offeredSlots is how many links a harvest remembers to have met: 2 MB. The
// links of a page are mostly those of the page before it.
const offeredSlots = 1 << 17

// offered holds links, as they are written, that were met in this run. It
// forgets when two of them share a slot, and tells them apart by 128 bits.
type offered struct {
	mu    sync.Mutex
	seeds [2]maphash.Seed
	slots [][2]uint64
}

func newOffered() *offered {
	return &offered{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, slots: make([][2]uint64, offeredSlots)}
}

// met reports whether a link of a source was met before, and remembers it.
func (o *offered) met(source, origin, raw string) bool {
	var key [2]uint64
	for i, seed := range o.seeds {
		var h maphash.Hash
		h.SetSeed(seed)
		h.WriteString(source)
		h.WriteByte(0)
		h.WriteString(origin)
		h.WriteString(raw)
		key[i] = h.Sum64()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	slot := &o.slots[key[0]%offeredSlots]
	if *slot == key {
		return true
	}
	*slot = key
	return false
}
