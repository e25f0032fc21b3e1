package feed

import (
	"bytes"
	"crypto/sha256"

	"winnow/extract"
)

// A mark is half a page and half a guid: what tells, of a few entries, whether
// two readings of a feed give the same pages the same guids.
const (
	halfMark  = 4 // bytes; two of 16 pages look alike once in 10^7 feeds, and it takes two to matter
	markedMax = 16
)

// GUIDMarks keeps which guid stands for which page, for the first 16 entries that
// have both, in 8 bytes each.
func GUIDMarks(entries []Entry) []byte {
	var out []byte
	for _, e := range entries {
		if e.Article.URL == "" || e.GUID == "" || len(out) == markedMax*2*halfMark {
			continue
		}
		page, guid := sha256.Sum256([]byte(extract.Key(e.Article.URL))), sha256.Sum256([]byte(e.GUID))
		out = append(append(out, page[:halfMark]...), guid[:halfMark]...)
	}
	return out
}

// GUIDsChanged is true when two readings of one feed, by their marks, name the
// same pages by different guids: they are made anew each time. Options.
// DistrustGUID then makes Parse go by addresses.
func GUIDsChanged(before, after []byte) bool {
	same, changed := 0, 0
	for ; len(after) >= 2*halfMark; after = after[2*halfMark:] {
		for old := before; len(old) >= 2*halfMark; old = old[2*halfMark:] {
			if !bytes.Equal(old[:halfMark], after[:halfMark]) {
				continue
			}
			if bytes.Equal(old[halfMark:2*halfMark], after[halfMark:2*halfMark]) {
				same++
			} else {
				changed++
			}
			break
		}
	}
	return changed >= unstableMinimum && changed > same
}
