package store

import (
	"context"
	"slices"

	"winnow/extract"
)

// Parameter is what is known of a query parameter on a host.
type Parameter struct {
	Name     string   `json:"name"`
	Host     string   `json:"host"`
	State    string   `json:"state"` // rules (of the configuration), watched, proved, refuted
	Pages    int      `json:"pages"` // whose text was the same whatever it said
	Examples []string `json:"examples,omitempty"`
	Against  []string `json:"against,omitempty"` // two addresses with different articles that only it tells apart
}

// Parameters tells what is known of the parameters of an address: whether they are
// part of what it is, and what shows it. Parameters of which nothing is known are
// left out.
func (s *Store) Parameters(ctx context.Context, address string) ([]Parameter, error) {
	whole, list := extract.Key(address), []Parameter{}
	ident := s.ident.Load()
	for _, name := range queryNames(whole) {
		p := Parameter{Name: name, Host: authority(whole)}
		if !slices.Contains(queryNames(ident.rules.Key(whole)), name) {
			p.State = "rules"
			list = append(list, p)
			continue
		}
		var first, second string
		err := s.each(ctx, `SELECT state, (SELECT count(*) FROM parameter_pair q WHERE q.host = p.host AND q.name = p.name),
			coalesce((SELECT url FROM address WHERE id = p.first), ''), coalesce((SELECT url FROM address WHERE id = p.second), '')
			FROM parameter p WHERE host = ? AND name = ?`, []any{p.Host, p.Name},
			func(scan func(...any) error) error { return scan(&p.State, &p.Pages, &first, &second) })
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		if p.State == "" {
			continue
		}
		if first != "" && second != "" {
			p.Against = []string{first, second}
		}
		if err := s.each(ctx, `SELECT a.url, b.url FROM parameter_pair q JOIN address a ON a.id = q.first JOIN address b ON b.id = q.second
			WHERE q.host = ? AND q.name = ? ORDER BY q.first LIMIT 1`, []any{p.Host, p.Name}, func(scan func(...any) error) error {
			var a, b string
			err := scan(&a, &b)
			p.Examples = append(p.Examples, a, b)
			return err
		}); err != nil {
			return nil, s.failed(ctx, err)
		}
		list = append(list, p)
	}
	return list, nil
}
