package store

import (
	"context"
	"database/sql"
	"strings"
)

// Cluster is a group of articles that have their text in common.
type Cluster struct {
	Name    string          `json:"cluster"`
	Kind    string          `json:"kind"`             // copy, boilerplate
	Agency  string          `json:"agency,omitempty"` // the wire agency that its texts credit
	Members []ClusterMember `json:"members"`          // the original first
}

// ClusterMember is one article of a cluster.
type ClusterMember struct {
	ID           string   `json:"id"`
	URL          string   `json:"url"`
	Title        string   `json:"title"`
	Organization string   `json:"organization"`
	Source       string   `json:"source"`
	Published    string   `json:"published"`        // as in the article
	Role         string   `json:"role"`             // original, copy, syndicated, twin
	Method       string   `json:"method"`           // canonical, same-text, near-text, by-hand, boilerplate
	Share        *float64 `json:"share"`            // of the runs of four words in either text, those that are in this and the original; null when it was not compared with that
	Agency       string   `json:"agency,omitempty"` // the wire agency that this text credits
	WordCount    int      `json:"word_count"`
}

// ClusterFilter says which clusters are wanted; what is empty does not restrict. A
// cluster is given as a whole when one of its members fits.
type ClusterFilter struct {
	Name   string // of the cluster
	Kind   string // copy, boilerplate
	Source string // id of a source
	Method string // how a member was found
	Agency string // letters of either case are the same
	Least  int    // members at least
	Limit  int    // clusters at most; 0 is all
}

// Clusters gives clusters one after another, the largest first, and ends with the
// first error of each or of the database. Memory does not grow with their number.
func (s *Store) Clusters(ctx context.Context, f ClusterFilter, each func(Cluster) error) error {
	query := `SELECT c.id, c.name, c.kind, coalesce(c.agency, '') FROM cluster c JOIN member m ON m.cluster = c.id JOIN document d ON d.id = m.document`
	var where []string
	var args []any
	for _, w := range []struct {
		set   bool
		sql   string
		value any
	}{
		{f.Name != "", `c.name = ?`, f.Name},
		{f.Kind != "", `c.kind = ?`, f.Kind},
		{f.Agency != "", `c.agency = ? COLLATE NOCASE`, f.Agency},
		{f.Source != "", `c.id IN (SELECT o.cluster FROM member o JOIN document e ON e.id = o.document JOIN source s ON s.id = e.source WHERE s.name = ?)`, f.Source},
		{f.Method != "", `c.id IN (SELECT cluster FROM member WHERE method = ?)`, f.Method},
	} {
		if w.set {
			where, args = append(where, w.sql), append(args, w.value)
		}
	}
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, " AND ")
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	query += ` GROUP BY c.id HAVING count(*) >= ? ORDER BY count(*) DESC, c.name LIMIT ?`
	var given error
	err := s.each(ctx, query, append(args, f.Least, limit), func(scan func(...any) error) error {
		var id int64
		var c Cluster
		if err := scan(&id, &c.Name, &c.Kind, &c.Agency); err != nil {
			return err
		}
		var err error
		if c.Members, err = s.members(ctx, id); err != nil {
			return err
		}
		given = each(c)
		return given
	})
	if given != nil {
		return given
	}
	return s.failed(ctx, err)
}

// members gives the members of a cluster, the original first.
func (s *Store) members(ctx context.Context, cluster int64) ([]ClusterMember, error) {
	list := []ClusterMember{}
	err := s.each(ctx, `SELECT d.ref, a.url, coalesce(x.title, ''), coalesce(x.organization, ''), s.name, coalesce(x.published, ''),
			m.role, m.method, coalesce(d.agency, ''), x.word_count, l.share
		FROM member m JOIN document d ON d.id = m.document JOIN address a ON a.id = d.address JOIN source s ON s.id = d.source
		JOIN extraction x ON x.id = d.extraction
		LEFT JOIN member o ON o.cluster = m.cluster AND o.role = 'original' AND o.document <> m.document
		LEFT JOIN likeness l ON l.document = m.document AND l.other = o.document
		WHERE m.cluster = ? ORDER BY m.role <> 'original', d.key`, []any{cluster}, func(scan func(...any) error) error {
		var m ClusterMember
		var share sql.NullFloat64
		err := scan(&m.ID, &m.URL, &m.Title, &m.Organization, &m.Source, &m.Published, &m.Role, &m.Method, &m.Agency, &m.WordCount, &share)
		if share.Valid {
			part := share.Float64 / wholly
			m.Share = &part
		}
		list = append(list, m)
		return err
	})
	return list, err
}
