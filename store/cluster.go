package store

import (
	"sort"
	"strings"

	"winnow/extract"
)

// Roles of an article among those that have the same text.
const (
	roleOriginal = "original"
	roleCopy     = "copy"
)

// cluster puts a document together with those of other sites that have the same
// text, each of which stays an article of its own. It gives the id of one of
// them, empty when there is none.
func (b *batch) cluster(c content, document int64) (other string, err error) {
	twins, err := b.sameText(c, document)
	if err != nil {
		return "", err
	}
	var members []int64
	for _, t := range twins {
		if t.site != c.site {
			members = append(members, t.document)
			if other == "" {
				other = t.ref
			}
		}
	}
	if other == "" {
		return "", b.touchCluster(document)
	}
	id, err := b.clusterOf(c.words)
	if err != nil {
		return "", err
	}
	for _, member := range append(members, document) {
		// What belongs to a cluster already stays there, though its text may have
		// changed since: it was copied all the same.
		if _, err := b.exec(`INSERT INTO member (document, cluster, role, method) VALUES (?, ?, ?, ?) ON CONFLICT (document) DO NOTHING`,
			member, id, roleCopy, reasonText); err != nil {
			return "", err
		}
	}
	b.clusters[id] = true
	return other, nil
}

// touchCluster has the roles given anew where a document is a member: it may
// name another canonical address than before.
func (b *batch) touchCluster(document int64) error {
	var id int64
	found, err := b.row(`SELECT cluster FROM member WHERE document = ?`, []any{document}, &id)
	if found {
		b.clusters[id] = true
	}
	return err
}

// clusterOf finds or makes the cluster of a text. Its name follows from the
// text, so that it is the same whichever copy came first.
func (b *batch) clusterOf(words string) (id int64, err error) {
	name := reference(words)
	found, err := b.row(`SELECT id FROM cluster WHERE name = ?`, []any{name}, &id)
	if err == nil && !found {
		id, err = b.insert(`INSERT INTO cluster (name, kind) VALUES (?, 'copy')`, name)
	}
	return id, err
}

// recluster finds the cluster of a document that shows another page than before.
func (b *batch) recluster(doc document) error {
	if err := b.leaveCluster(doc.id); err != nil {
		return err
	}
	var body string
	if _, err := b.row(`SELECT coalesce(text, '') FROM extraction WHERE id = ?`, []any{doc.extraction}, &body); err != nil {
		return err
	}
	_, err := b.cluster(contentOf(doc.site, body), doc.id)
	return err
}

func (b *batch) leaveCluster(document int64) error {
	if err := b.touchCluster(document); err != nil {
		return err
	}
	_, err := b.exec(`DELETE FROM member WHERE document = ?`, document)
	return err
}

// candidate is a member of a cluster with what speaks for it as the original.
type candidate struct {
	document  int64
	key       string
	published extract.Date
	named     bool // another member names one of its addresses as canonical
}

// settleClusters gives the members of the clusters that this batch touched their
// roles.
func (b *batch) settleClusters() error {
	for id := range b.clusters {
		members, err := b.members(id)
		if err != nil {
			return err
		}
		sort.Slice(members, func(i, j int) bool { return rather(members[i], members[j]) })
		for i, m := range members {
			role := roleCopy
			if i == 0 {
				role = roleOriginal
			}
			if len(members) == 1 {
				_, err = b.exec(`DELETE FROM member WHERE document = ?`, m.document)
			} else {
				_, err = b.exec(`UPDATE member SET role = ?1 WHERE document = ?2 AND role <> ?1`, role, m.document)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) members(cluster int64) ([]candidate, error) {
	var members []candidate
	err := b.rows(`SELECT m.document, d.key, coalesce(x.published, ''),
			EXISTS (SELECT 1 FROM member o JOIN page p ON p.document = o.document
				WHERE o.cluster = m.cluster AND o.document <> m.document
				AND p.canonical IN (SELECT key FROM address WHERE document = m.document))
		FROM member m JOIN document d ON d.id = m.document JOIN extraction x ON x.id = d.extraction WHERE m.cluster = ?`,
		[]any{cluster}, func(scan func(...any) error) error {
			var c candidate
			var published string
			if err := scan(&c.document, &c.key, &published, &c.named); err != nil {
				return err
			}
			var err error
			c.published, err = extract.ParseDate(published)
			members = append(members, c)
			return err
		})
	return members, err
}

// rather reports whether a is the original rather than b: it is named as
// canonical, or was published earlier, or comes first by its key. A bare day is
// as late as that day can be, so that it never outdoes an exact time of the same
// day.
func rather(a, b candidate) bool {
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
