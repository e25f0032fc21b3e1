package store

import (
	"encoding/binary"
	"slices"
)

const (
	// matesLooked is how many pages of a site that share marks are looked at for
	// what they have in common.
	matesLooked = 8
	// stockShingles is the most that pages of a site may have in common for it to be
	// stock: a notice, a wall, a box. More is a story that was printed several times.
	stockShingles = 300
	// leastOwn is how many runs of words two texts need beside what is stock on their
	// sites to be compared by them.
	leastOwn = 12
)

// stock gives the shingles of a text that several pages of its own site have too,
// such as the wall before the articles of a paper; none when those are a story.
func (b *batch) stock(own []uint64, mates []int64) ([]uint64, error) {
	stock := []uint64{}
	if len(mates) < twinPages-1 {
		return stock, nil
	}
	count := make(map[uint64]int)
	for _, mate := range mates {
		c, found, err := b.content(mate)
		if err != nil || !found {
			return stock, err
		}
		for _, s := range both(own, shingleSet(c.words)) {
			count[s]++
		}
	}
	for s, n := range count {
		if n >= twinPages-1 {
			stock = append(stock, s)
		}
	}
	if len(stock) > stockShingles {
		return stock[:0], nil
	}
	slices.Sort(stock)
	return stock, nil
}

// shareWithoutStock is how much two texts have in common beside what is stock on
// either of their sites; 0 when hardly anything is left.
func (b *batch) shareWithoutStock(own, theirs, stock []uint64, other int64) (float64, error) {
	mates, err := b.matesOf(other)
	if err != nil {
		return 0, err
	}
	their, err := b.stock(theirs, mates)
	if err != nil || len(stock)+len(their) == 0 {
		return jaccard(own, theirs), err
	}
	own, theirs = without(without(own, stock), their), without(without(theirs, stock), their)
	if min(len(own), len(theirs)) < leastOwn {
		return 0, nil
	}
	return jaccard(own, theirs), nil
}

// matesOf gives the pages of the site of a document that share marks with it.
func (b *batch) matesOf(document int64) ([]int64, error) {
	var packed []byte
	var site int64
	found, err := b.row(`SELECT site, marks FROM sketch WHERE document = ?`, []any{document}, &site, &packed)
	if err != nil || !found {
		return nil, err
	}
	var mates []int64
	for at := 0; at+8 <= len(packed) && len(mates) < matesLooked; at += 8 {
		more, err := b.ids(`SELECT document FROM signature WHERE value = ? AND site = ? AND document <> ? LIMIT ?`,
			int64(binary.BigEndian.Uint64(packed[at:])), site, document, matesLooked)
		if err != nil {
			return nil, err
		}
		for _, id := range more {
			if !slices.Contains(mates, id) {
				mates = append(mates, id)
			}
		}
	}
	return mates, nil
}

// both gives what is in each of two ordered sets.
func both(a, b []uint64) (list []uint64) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			list = append(list, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return list
}

// without gives what is in the first of two ordered sets and not in the second.
func without(a, b []uint64) []uint64 {
	if len(b) == 0 {
		return a
	}
	var list []uint64
	for _, s := range a {
		if _, found := slices.BinarySearch(b, s); !found {
			list = append(list, s)
		}
	}
	return list
}
