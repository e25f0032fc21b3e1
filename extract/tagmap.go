package extract

// tagMap holds something for some elements. Every element of a page is looked up
// in several, and a map would cost more than the rest of the step.
type tagMap[V any] struct {
	tags   [tagSlots]tag
	values [tagSlots]V
}

// tagSlots is several times as many as any tagMap has elements; a power of two.
const tagSlots = 256

func newTagMap[V any](of map[tag]V) *tagMap[V] {
	m := &tagMap[V]{}
	for t, v := range of {
		i := tagSlot(t)
		for m.tags[i] != 0 {
			i = (i + 1) % tagSlots
		}
		m.tags[i], m.values[i] = t, v
	}
	return m
}

// of gives what is held for an element, the zero value for any other.
func (m *tagMap[V]) of(t tag) (v V) {
	for i := tagSlot(t); m.tags[i] != 0; i = (i + 1) % tagSlots {
		if m.tags[i] == t {
			return m.values[i]
		}
	}
	return v
}

func tagSlot(t tag) uint32 { return uint32(t) * 0x9e3779b1 >> 24 % tagSlots }

func tagSet(tags ...tag) *tagMap[bool] {
	m := make(map[tag]bool, len(tags))
	for _, t := range tags {
		m[t] = true
	}
	return newTagMap(m)
}
