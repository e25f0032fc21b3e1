package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
)

// Difference is what Compare found, by id in their order.
type Difference struct {
	Same    int      `json:"same"`    // rows with the same text in the same split
	Added   []string `json:"added"`   // only in the second package
	Removed []string `json:"removed"` // only in the first
	Changed []string `json:"changed"` // with another text
	Moved   []string `json:"moved"`   // with the same text in another split
}

// Compare tells how the rows of two packages differ. The error wraps ErrNoPackage
// when a folder holds none.
func Compare(a, b string) (*Difference, error) {
	before, err := rowsOf(a)
	if err != nil {
		return nil, err
	}
	after, err := rowsOf(b)
	if err != nil {
		return nil, err
	}
	d := &Difference{Added: []string{}, Removed: []string{}, Changed: []string{}, Moved: []string{}}
	for id, old := range before {
		now, ok := after[id]
		switch {
		case !ok:
			d.Removed = append(d.Removed, id)
		case now.hash != old.hash:
			d.Changed = append(d.Changed, id)
		case now.split != old.split:
			d.Moved = append(d.Moved, id)
		default:
			d.Same++
		}
	}
	for id := range after {
		if _, ok := before[id]; !ok {
			d.Added = append(d.Added, id)
		}
	}
	for _, list := range [][]string{d.Added, d.Removed, d.Changed, d.Moved} {
		slices.Sort(list)
	}
	return d, nil
}

func rowsOf(folder string) (map[string]kept, error) {
	rows := map[string]kept{}
	err := eachShard(folder, ".parquet", func(name, split string) error {
		return eachParquet(filepath.Join(folder, name), func(r *leading) { rows[deref(r.ID)] = kept{split: split, hash: deref(r.Hash)} })
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%v)", folder, ErrNoPackage, err)
	}
	return rows, nil
}

// leading are the columns by which packages are compared.
type leading struct {
	ID   *string `parquet:"id,optional"`
	Hash *string `parquet:"text_sha256,optional"`
}
