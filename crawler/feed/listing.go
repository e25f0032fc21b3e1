package feed

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"
)

const (
	sketchSize    = 32               // addresses that stand for all of a sitemap; shares are true to about a tenth
	fewAddresses  = 10               // a shorter list may well change as a whole
	rotatedShare  = 10               // percent of a list that has to stay for it not to be another each time
	nowMargin     = 10 * time.Minute // a lastmod this close to the time of asking says now
	falseModShare = 90               // percent of such entries that make all of them false
)

// Sketch gives the smallest hashes of the addresses of a sitemap, ascending, at
// most 32 (bottom-k sketch): two of them tell how much two lists have in common.
func Sketch(m *Sitemap) []uint64 {
	hashes := make([]uint64, 0, len(m.Entries))
	for _, e := range m.Entries {
		h := sha256.Sum256([]byte(e.URL))
		hashes = append(hashes, binary.BigEndian.Uint64(h[:8])>>1) // fits the integers of other tools
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clone(hashes[:min(len(hashes), sketchSize)])
}

// Rotated reports whether two sketches are of lists that have next to nothing in
// common although both are long: the sitemap lists others each time.
func Rotated(before, after []uint64) bool {
	if len(before) < fewAddresses || len(after) < fewAddresses {
		return false
	}
	union := slices.Compact(slices.Sorted(slices.Values(slices.Concat(before, after))))
	union = union[:min(len(union), sketchSize)]
	common := 0
	for _, h := range union {
		_, old := slices.BinarySearch(before, h)
		_, still := slices.BinarySearch(after, h)
		if old && still {
			common++
		}
	}
	return common*100 < rotatedShare*len(union)
}

// FalseLastMod reports whether a sitemap gives the time of asking as the last
// change of nearly all its entries: its dates say nothing.
func FalseLastMod(m *Sitemap, now time.Time) bool {
	dated, fresh := 0, 0
	for _, e := range m.Entries {
		if e.LastMod.IsZero() || e.LastMod.DayOnly {
			continue
		}
		dated++
		if now.Sub(e.LastMod.Time).Abs() < nowMargin {
			fresh++
		}
	}
	return dated >= fewAddresses && fresh*100 >= falseModShare*dated
}
