package store

import (
	"encoding/hex"
	"slices"
)

const (
	// twinPages is how many pages of one site have to have one text, under titles
	// that disagree, for it to be boilerplate: a notice, a wall, a disclaimer. Two
	// may be one story that was printed twice.
	twinPages = 3
	// twinsSettled bounds how many pages of one notice are settled at once.
	twinsSettled = 1000
)

// reasonBoilerplate is how boilerplate twins are known.
const reasonBoilerplate = "boilerplate"

// twins is the cluster of a document that is like no other: that of the pages
// with the same boilerplate, or 0.
func (b *batch) twins(m *member) (int64, error) {
	if !m.twin {
		return 0, nil
	}
	m.role, m.method = roleTwin, reasonBoilerplate
	return b.clusterNamed(reference("boilerplate "+hex.EncodeToString(m.words)), kindBoilerplate, "")
}

// withoutTwins leaves out that boilerplate is like anything, unless a person says
// so.
func withoutTwins(kin []*member) []*member {
	twin := make(map[int64]bool)
	for _, m := range kin {
		if m.twin {
			twin[m.document] = true
		}
	}
	if len(twin) == 0 {
		return kin
	}
	for _, m := range kin {
		m.near = slices.DeleteFunc(m.near, func(l likeness) bool {
			return (m.twin || twin[l.document]) && !slices.Contains(m.together, l.document)
		})
	}
	return kin
}

// boilerplate reports whether a text stands on several pages of any one site.
func (b *batch) boilerplate(words []byte) (bool, error) {
	return b.row(`SELECT 1 FROM (SELECT site FROM document WHERE words = ? AND merged IS NULL LIMIT ?) GROUP BY site HAVING count(*) >= ? LIMIT 1`,
		[]any{words, twinsSettled, twinPages}, new(int))
}

// sameSite marks the pages whose text stands on the site of a document too as to
// be settled, when it is the one that makes them boilerplate.
func (b *batch) sameSite(c content, document int64) error {
	here, err := b.ids(`SELECT id FROM document WHERE words = ? AND site = ? AND merged IS NULL LIMIT ?`, c.textKey, c.site, twinPages+1)
	if err != nil || len(here) < twinPages {
		return err
	}
	b.dirty[document] = true
	if len(here) > twinPages {
		return nil
	}
	all, err := b.ids(`SELECT id FROM document WHERE words = ? AND merged IS NULL LIMIT ?`, c.textKey, twinsSettled)
	for _, id := range all {
		b.dirty[id] = true
	}
	return err
}
