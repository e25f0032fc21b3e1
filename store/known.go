package store

import (
	"crypto/sha256"
)

// keySize is how much of a SHA-256 tells addresses apart: with 128 bits a
// thousand million of them have one pair in common once in 10^20.
const keySize = 16

type addressKey [keySize]byte

func sum(s string) addressKey {
	full := sha256.Sum256([]byte(s))
	return addressKey(full[:keySize])
}

// knownSlots is how many recent addresses are remembered in memory: 1 MB. The
// links of one page are mostly those of the page before it, and this spares
// them the way to the database.
const knownSlots = 1 << 16

// knownSet holds spellings of addresses that are certainly in the database. It
// forgets when two of them share a slot, and never takes one for another.
type knownSet struct {
	slots [knownSlots]addressKey
}

func (k *knownSet) slot(a addressKey) *addressKey {
	return &k.slots[(int(a[0])|int(a[1])<<8)%knownSlots]
}

func (k *knownSet) has(a addressKey) bool { return *k.slot(a) == a }

func (k *knownSet) add(a addressKey) { *k.slot(a) = a }
