package store

import (
	"slices"

	"winnow/crawler/frontier"
	"winnow/extract"
)

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
	return withoutTwins(kin), nil
}

func (b *batch) member(document int64) (*member, error) {
	m := &member{document: document}
	var published string
	var length int
	_, err := b.row(`SELECT d.key, d.site, coalesce(d.agency, ''), coalesce(x.published, ''), d.words, x.word_count
		FROM document d JOIN extraction x ON x.id = d.extraction WHERE d.id = ? AND d.merged IS NULL`, []any{document}, &m.key, &m.site, &m.agency, &published, &m.words, &length)
	if err != nil {
		return nil, err
	}
	if m.published, err = extract.ParseDate(published); err != nil {
		return nil, err
	}
	if m.words != nil && length <= stockShingles {
		if m.twin, err = b.boilerplate(m.words); err != nil {
			return nil, err
		}
	}
	if err := b.rows(`SELECT other, share FROM likeness WHERE document = ?`, []any{document}, func(scan func(...any) error) error {
		var l likeness
		err := scan(&l.document, &l.share)
		m.near = append(m.near, l)
		return err
	}); err != nil {
		return nil, err
	}
	if m.together, err = b.decided(document, verdictSame); err != nil {
		return nil, err
	}
	if m.apart, err = b.decided(document, verdictApart); err != nil {
		return nil, err
	}
	for _, id := range m.together {
		if !m.like(id) {
			m.near = append(m.near, likeness{id, wholly})
		}
	}
	m.near = slices.DeleteFunc(m.near, func(l likeness) bool { return slices.Contains(m.apart, l.document) })
	m.names, err = b.ids(`SELECT DISTINCT a.document FROM page p JOIN address a ON a.key = p.canonical
		WHERE p.document = ?1 AND a.document <> ?1`, document)
	return m, err
}

// wholly is the share, per mille, of what a person put together.
const wholly = 1000

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
		cluster, err := b.clusterOf(group)
		if err != nil {
			return err
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

// clusterOf finds or makes the cluster of a group, and says what part each has in
// it; it is 0 for a document that stands alone.
func (b *batch) clusterOf(group []*member) (int64, error) {
	if len(group) == 1 {
		return b.twins(group[0])
	}
	name := appoint(group)
	return b.clusterNamed(reference("copies of "+group[0].key), kindCopy, name)
}

// clusterNamed finds or makes a cluster. It bears the name of its original, or of
// the text that its members share.
func (b *batch) clusterNamed(name, kind, agency string) (id int64, err error) {
	found, err := b.row(`SELECT id FROM cluster WHERE name = ?`, []any{name}, &id)
	switch {
	case err != nil:
		return 0, err
	case !found:
		return b.insert(`INSERT INTO cluster (name, kind, agency) VALUES (?, ?, ?)`, name, kind, text(agency))
	}
	_, err = b.exec(`UPDATE cluster SET kind = ?1, agency = ?2 WHERE id = ?3 AND (kind <> ?1 OR agency IS NOT ?2)`, kind, text(agency), id)
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
		found, err := b.row(`SELECT a.url, CASE m.role WHEN 'original' THEN o.method ELSE m.method END
			FROM document d JOIN member m ON m.document = d.id
			JOIN member o ON o.cluster = m.cluster AND o.document <> d.id AND (m.role = 'original' OR o.role = 'original')
			JOIN document e ON e.id = o.document JOIN address a ON a.id = e.address
			WHERE d.id = coalesce((SELECT id FROM document WHERE ref = ?1), (SELECT document FROM former WHERE ref = ?1))
			ORDER BY e.key LIMIT 1`, []any{s.Article}, &s.Of, &s.Reason)
		if err != nil {
			return err
		}
		if !found { // it was like one that it shares no cluster with
			s.What = frontier.New
		}
	}
	return nil
}
