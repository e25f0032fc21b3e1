package scope

import (
	"hash/fnv"
	"strings"
	"unicode"
)

// leastWords is how many words a page needs for its content to be told from
// that of others.
const leastWords = 20

// Digest gives the content of a page in a number: its words without digits and
// punctuation, so that counters, dates and page numbers make no difference. ok is
// false when there is too little of it.
func Digest(texts ...string) (digest uint64, ok bool) {
	h, words := fnv.New64a(), 0
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			h.Write([]byte(word))
			h.Write([]byte{' '})
			words++
		}
	}
	return h.Sum64(), words >= leastWords
}

// mostDigests is how many contents of a host are remembered: the newest.
const mostDigests = 4096

// digests remembers contents, and forgets the oldest.
type digests struct {
	held map[uint64]bool
	ring []uint64
	next int
}

// add reports whether a digest is held, and holds it.
func (d *digests) add(x uint64) bool {
	if d.held[x] {
		return true
	}
	if d.held == nil {
		d.held = map[uint64]bool{}
	}
	d.held[x] = true
	if len(d.ring) < mostDigests {
		d.ring = append(d.ring, x)
		return false
	}
	delete(d.held, d.ring[d.next])
	d.ring[d.next] = x
	d.next = (d.next + 1) % mostDigests
	return false
}
