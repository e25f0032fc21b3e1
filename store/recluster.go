package store

import (
	"context"
	"errors"
)

// Reclustered tells what came of making all clusters anew.
type Reclustered struct {
	Documents int `json:"documents"`
	Changed   int `json:"changed"` // documents with another cluster or role than before
}

// Recluster finds all copies and clusters anew from the texts and the decisions of
// people. As clusters follow from those alone, nothing changes unless another
// version of winnow made them. With try, nothing is written. progress, unless nil,
// is told how many documents of all are done.
func (s *Store) Recluster(ctx context.Context, try bool, progress func(done, all int)) (Reclustered, error) {
	var r Reclustered
	err := s.update(ctx, func(t tx) error {
		b := s.batch(t)
		before, err := b.memberships()
		if err != nil {
			return err
		}
		for _, query := range []string{`DELETE FROM member`, `DELETE FROM cluster`, `DELETE FROM likeness`, `DELETE FROM signature`, `DELETE FROM sketch`} {
			if _, err := b.exec(query); err != nil {
				return err
			}
		}
		if r.Documents, err = relateAll(ctx, b, progress); err != nil {
			return err
		}
		after, err := b.memberships()
		if err != nil {
			return err
		}
		r.Changed = differingMembers(before, after)
		if try {
			return errTried
		}
		return nil
	}, nil)
	if errors.Is(err, errTried) {
		err = nil
	}
	return r, err
}

// relateAll finds the copies among all documents, of which no marks are known.
func relateAll(ctx context.Context, b *batch, progress func(done, all int)) (int, error) {
	documents, err := b.ids(`SELECT id FROM document WHERE merged IS NULL AND extraction IS NOT NULL ORDER BY id`)
	if err != nil || len(documents) == 0 {
		return 0, err
	}
	decided, err := b.ids(`SELECT DISTINCT a.document FROM decision d JOIN address a ON a.key IN (d.first, d.second) WHERE a.document IS NOT NULL`)
	if err != nil {
		return 0, err
	}
	for _, document := range decided {
		b.dirty[document] = true
	}
	for i, document := range documents {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := b.recluster(document); err != nil {
			return 0, err
		}
		if progress != nil {
			progress(i+1, len(documents))
		}
	}
	return len(documents), b.settleClusters()
}

// memberships gives the cluster, role and method of every document in a cluster.
func (b *batch) memberships() (map[int64]string, error) {
	all := make(map[int64]string)
	err := b.rows(`SELECT m.document, c.name || ' ' || m.role || ' ' || m.method FROM member m JOIN cluster c ON c.id = m.cluster`, nil,
		func(scan func(...any) error) error {
			var document int64
			var how string
			err := scan(&document, &how)
			all[document] = how
			return err
		})
	return all, err
}

func differingMembers(before, after map[int64]string) (n int) {
	for document, how := range before {
		if after[document] != how {
			n++
		}
	}
	for document := range after {
		if _, known := before[document]; !known {
			n++
		}
	}
	return n
}
