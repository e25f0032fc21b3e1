package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Roles of an article among those that have its text.
const (
	roleOriginal = "original"
	roleCopy     = "copy"
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

	named  bool // another member of its cluster names it
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

// settleClusters makes anew the clusters of the documents whose likeness to
// others this batch has changed. They follow from the texts, the addresses and
// what the pages say, never from what was read first.
func (b *batch) settleClusters() error {
	done := make(map[int64]bool)
	for document := range b.dirty {
		if done[document] {
			continue
		}
		kin, err := b.kin(document)
		if err != nil {
			return err
		}
		for _, m := range kin {
			done[m.document] = true
		}
		if err := b.settleKin(kin); err != nil {
			return err
		}
	}
	return nil
}

// kin gives a document and all that are like it, like those, and so on.
func (b *batch) kin(document int64) ([]*member, error) {
	known := map[int64]bool{document: true}
	queue := []int64{document}
	var kin []*member
	for len(queue) > 0 {
		m, err := b.member(queue[0])
		if err != nil {
			return nil, err
		}
		queue = queue[1:]
		for _, l := range m.near {
			if !known[l.document] {
				known[l.document] = true
				queue = append(queue, l.document)
			}
		}
		kin = append(kin, m)
	}
	return kin, nil
}

func (b *batch) member(document int64) (*member, error) {
	m := &member{document: document}
	var published string
	_, err := b.row(`SELECT d.key, coalesce(x.published, ''), d.words FROM document d JOIN extraction x ON x.id = d.extraction WHERE d.id = ?`,
		[]any{document}, &m.key, &published, &m.words)
	if err != nil {
		return nil, err
	}
	if m.published, err = extract.ParseDate(published); err != nil {
		return nil, err
	}
	if err := b.rows(`SELECT other, share FROM likeness WHERE document = ?`, []any{document}, func(scan func(...any) error) error {
		var l likeness
		err := scan(&l.document, &l.share)
		m.near = append(m.near, l)
		return err
	}); err != nil {
		return nil, err
	}
	m.names, err = b.ids(`SELECT DISTINCT a.document FROM page p JOIN address a ON a.key = p.canonical
		WHERE p.document = ?1 AND a.document <> ?1`, document)
	return m, err
}

// settleKin writes the clusters of documents that are like each other.
func (b *batch) settleKin(kin []*member) error {
	sets := make(map[int64][]uint64)
	groups, err := grouped(kin, func(x, y *member) (bool, error) {
		share, err := b.share(x.document, y.document, sets)
		return share >= kinShare, err
	})
	if err != nil {
		return err
	}
	for _, group := range groups {
		var cluster int64
		if len(group) > 1 {
			appoint(group)
			if cluster, err = b.clusterNamed(reference("copies of " + group[0].key)); err != nil {
				return err
			}
		}
		for _, m := range group {
			if err := b.enrol(m, cluster); err != nil {
				return err
			}
		}
	}
	return nil
}

// share compares two documents that were not compared when they were stored.
func (b *batch) share(x, y int64, sets map[int64][]uint64) (float64, error) {
	for _, id := range []int64{x, y} {
		if sets[id] != nil {
			continue
		}
		c, _, err := b.content(id)
		if err != nil {
			return 0, err
		}
		sets[id] = shingleSet(c.words)
	}
	return jaccard(sets[x], sets[y]), nil
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
			if taken[l.document] || tried[l.document] {
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
func fitting(m *member, group []*member, akin func(a, b *member) (bool, error)) (bool, error) {
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

// appoint puts the original of a cluster first, and says of the others how they
// are known to be copies of it.
func appoint(group []*member) {
	for _, m := range group {
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
		switch {
		case slices.Contains(m.names, original.document):
			m.method = reasonCanonical
		case bytes.Equal(m.words, original.words):
			m.method = reasonText
		}
		if original.method == "" || m.method == reasonText || (m.method == reasonCanonical && original.method == reasonNear) {
			original.method = m.method
		}
	}
}

// clusterNamed finds or makes a cluster. It bears the name of its original.
func (b *batch) clusterNamed(name string) (id int64, err error) {
	found, err := b.row(`SELECT id FROM cluster WHERE name = ?`, []any{name}, &id)
	if err == nil && !found {
		id, err = b.insert(`INSERT INTO cluster (name, kind) VALUES (?, 'copy')`, name)
	}
	return id, err
}

// enrol makes a document a member of a cluster, or of none when it is 0. A
// cluster that has lost its last member goes.
func (b *batch) enrol(m *member, cluster int64) error {
	var before int64
	if _, err := b.row(`SELECT cluster FROM member WHERE document = ?`, []any{m.document}, &before); err != nil {
		return err
	}
	var err error
	switch {
	case cluster != 0:
		_, err = b.exec(`INSERT INTO member (document, cluster, role, method) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (document) DO UPDATE SET cluster = ?2, role = ?3, method = ?4
			WHERE cluster <> ?2 OR role <> ?3 OR method <> ?4`, m.document, cluster, m.role, m.method)
	case before != 0:
		_, err = b.exec(`DELETE FROM member WHERE document = ?`, m.document)
	}
	if err == nil && before != 0 && before != cluster {
		_, err = b.exec(`DELETE FROM cluster WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM member WHERE cluster = ?1)`, before)
	}
	return err
}

// recluster finds the copies of a document that shows another page than before.
func (b *batch) recluster(document int64) error {
	c, found, err := b.content(document)
	if err != nil || !found {
		return err
	}
	_, err = b.relate(c, document)
	return err
}

// copied completes what is said of articles that were found to be copies, now
// that the clusters are settled: of what, and why.
func (b *batch) copied(saved []frontier.Saved) error {
	for i := range saved {
		s := &saved[i]
		if s.What != frontier.Copy {
			continue
		}
		found, err := b.row(`SELECT a.url, CASE m.role WHEN 'copy' THEN m.method ELSE o.method END
			FROM document d JOIN member m ON m.document = d.id
			JOIN member o ON o.cluster = m.cluster AND o.document <> d.id AND (m.role <> 'copy' OR o.role = 'original')
			JOIN document e ON e.id = o.document JOIN address a ON a.id = e.address
			WHERE d.ref = ? ORDER BY e.key LIMIT 1`, []any{s.Article}, &s.Of, &s.Reason)
		if err != nil {
			return err
		}
		if !found { // it was like one that it shares no cluster with
			s.What = frontier.New
		}
	}
	return nil
}

// rather reports whether a is the original rather than b: it is named as
// canonical, or was published earlier, or comes first by its key. A bare day is
// as late as that day can be, so that it never outdoes an exact time of the same
// day.
func rather(a, b *member) bool {
	if a.named != b.named {
		return a.named
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
