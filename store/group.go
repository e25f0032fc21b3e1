package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"winnow/extract"
)

// Roles of an article among those that have its text.
const (
	roleOriginal   = "original"
	roleCopy       = "copy"
	roleSyndicated = "syndicated" // a copy in a cluster whose text is a wire agency's
	roleTwin       = "twin"       // nothing but boilerplate, which other pages of its site have too
)

// Kinds of cluster.
const (
	kindCopy        = "copy"
	kindBoilerplate = "boilerplate"
)

// reasonNear says that the text is the same but for some edits. It is a method
// of a cluster only: addresses are never joined for it.
const reasonNear = "near-text"

// member is a document of a cluster, with what speaks for it as the original.
type member struct {
	document  int64
	key       string
	published extract.Date
	words     []byte  // key of its normalised text
	names     []int64 // documents that its pages name as canonical
	near      []likeness
	agency    string // that its text credits
	site      string
	together  []int64 // documents that a person put with it
	apart     []int64 // documents that a person keeps from it

	twin   bool // its text is boilerplate
	named  bool // another member of its cluster names it
	wire   bool // the agency of its cluster publishes it itself
	role   string
	method string
}

// likeness is how much of its text a document shares with another, per mille.
type likeness struct {
	document int64
	share    int
}

// like reports whether a document was found to be like another.
func (m *member) like(document int64) bool {
	return slices.ContainsFunc(m.near, func(l likeness) bool { return l.document == document })
}

// shares is how much a document has in common with all others together.
func (m *member) shares() (sum int) {
	for _, l := range m.near {
		sum += l.share
	}
	return sum
}

// witnesses is how many members of a cluster a further one is compared with.
const witnesses = 8

// grouped divides documents into clusters: each begins with the one that has
// most in common with the others, and grows by those that are like one of its
// members and no strangers to the first of them. So two stories do not become one
// because a third page holds both, or because a text was changed little by little.
func grouped(kin []*member, akin func(a, b *member) (bool, error)) ([][]*member, error) {
	kin = slices.Clone(kin)
	slices.SortFunc(kin, func(a, b *member) int {
		return cmp.Or(cmp.Compare(b.shares(), a.shares()), strings.Compare(a.key, b.key))
	})
	byID, order := make(map[int64]*member, len(kin)), make(map[int64]int, len(kin))
	for i, m := range kin {
		byID[m.document], order[m.document] = m, i
	}
	for _, m := range kin {
		slices.SortFunc(m.near, func(a, b likeness) int {
			return cmp.Or(b.share-a.share, order[a.document]-order[b.document])
		})
	}
	var groups [][]*member
	taken := make(map[int64]bool, len(kin))
	for _, centre := range kin {
		if taken[centre.document] {
			continue
		}
		group, err := grown(centre, byID, taken, akin)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// grown is the cluster around a document, of those that are in none.
func grown(centre *member, byID map[int64]*member, taken map[int64]bool, akin func(a, b *member) (bool, error)) ([]*member, error) {
	group := []*member{centre}
	taken[centre.document] = true
	tried := make(map[int64]bool)
	for i := 0; i < len(group); i++ {
		for _, l := range group[i].near {
			if taken[l.document] || tried[l.document] && !slices.Contains(group[i].together, l.document) {
				continue
			}
			tried[l.document] = true
			fits, err := fitting(byID[l.document], group, akin)
			if err != nil {
				return nil, err
			}
			if fits {
				group = append(group, byID[l.document])
				taken[l.document] = true
			}
		}
	}
	return group, nil
}

// fitting reports whether a document is no stranger to the first of a group.
// What a person decided has the last word.
func fitting(m *member, group []*member, akin func(a, b *member) (bool, error)) (bool, error) {
	decided := false
	for _, other := range group {
		if slices.Contains(m.apart, other.document) {
			return false, nil
		}
		decided = decided || slices.Contains(m.together, other.document)
	}
	if decided {
		return true, nil
	}
	for _, other := range group[:min(len(group), witnesses)] {
		if m.like(other.document) {
			continue
		}
		if ok, err := akin(m, other); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// appoint puts the original of a cluster first, says of the others how they are
// known to be copies of it, and gives the wire agency that their text is of.
func appoint(group []*member) (agency string) {
	agency = credited(group)
	for _, m := range group {
		m.wire = agency != "" && agencySite(agency, m.site)
		m.named = slices.ContainsFunc(group, func(o *member) bool { return slices.Contains(o.names, m.document) })
	}
	slices.SortFunc(group, func(a, b *member) int {
		switch {
		case rather(a, b):
			return -1
		case rather(b, a):
			return 1
		}
		return 0
	})
	original := group[0]
	original.role = roleOriginal
	for _, m := range group[1:] {
		m.role, m.method = roleCopy, reasonNear
		if agency != "" {
			m.role = roleSyndicated
		}
		switch {
		case slices.Contains(m.together, original.document):
			m.method = reasonHand
		case slices.Contains(m.names, original.document):
			m.method = reasonCanonical
		case bytes.Equal(m.words, original.words):
			m.method = reasonText
		}
		if original.method == "" || m.method == reasonText || (m.method == reasonCanonical && original.method == reasonNear) {
			original.method = m.method
		}
	}
	return agency
}

// credited is the agency that most members of a cluster name.
func credited(group []*member) (most string) {
	votes := make(map[string]int)
	for _, m := range group {
		if m.agency == "" {
			continue
		}
		votes[m.agency]++
		if n := votes[m.agency]; n > votes[most] || n == votes[most] && m.agency < most {
			most = m.agency
		}
	}
	return most
}

// rather reports whether a is the original rather than b: it is named as
// canonical, or stands on the site of the agency that is credited, or was published earlier, or comes first by its key. A bare day is
// as late as that day can be, so that it never outdoes an exact time of the same
// day.
func rather(a, b *member) bool {
	if a.named != b.named {
		return a.named
	}
	if a.wire != b.wire {
		return a.wire
	}
	if x, y := a.published.IsZero(), b.published.IsZero(); x != y {
		return y
	}
	if x, y := a.published.Time.UTC(), b.published.Time.UTC(); !a.published.IsZero() {
		const day = "2006-01-02"
		if d := strings.Compare(x.Format(day), y.Format(day)); d != 0 {
			return d < 0
		}
		if a.published.DayOnly != b.published.DayOnly {
			return b.published.DayOnly
		}
		if !x.Equal(y) {
			return x.Before(y)
		}
	}
	return a.key < b.key
}
