package store

import "context"

// Copy is an article that another publisher has too: what it is a copy of, and
// how that is known.
type Copy struct {
	ID       string `json:"id"`
	URL      string `json:"url"`
	Original string `json:"original"` // id of the article it is a copy of
	Of       string `json:"of"`       // address of that article
	Method   string `json:"method"`   // canonical (the page says so), same-text, near-text
}

// Copies gives the copies in all clusters, or in the one that has a name, by the
// addresses of their originals and then their own.
func (s *Store) Copies(ctx context.Context, cluster string) ([]Copy, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT d.ref, a.url, o.ref, b.url, m.method
		FROM member m JOIN cluster c ON c.id = m.cluster JOIN member n ON n.cluster = c.id AND n.role = 'original'
		JOIN document d ON d.id = m.document JOIN address a ON a.id = d.address
		JOIN document o ON o.id = n.document JOIN address b ON b.id = o.address
		WHERE c.kind = 'copy' AND m.role <> 'original' AND (?1 = '' OR c.name = ?1) ORDER BY b.url, a.url`, cluster)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	list := []Copy{}
	for rows.Next() {
		var c Copy
		if err := rows.Scan(&c.ID, &c.URL, &c.Original, &c.Of, &c.Method); err != nil {
			return nil, s.failed(ctx, err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}
