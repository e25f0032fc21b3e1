package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"winnow/extract"
)

// ErrNoArticle says that nothing is known under an id or address.
var ErrNoArticle = errors.New("no such article")

// AmbiguousError says that the beginning of an id is that of several articles.
type AmbiguousError struct {
	Prefix string
	IDs    []string // some of them
}

// Error lists some of the articles that are meant.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q is the beginning of several ids: %s", e.Prefix, strings.Join(e.IDs, ", "))
}

// Article gives one article by its id, by an id it had before, by any of its
// addresses, or by the beginning of its id. The error wraps ErrNoArticle when
// there is none, and is an *AmbiguousError when a beginning fits several.
func (s *Store) Article(ctx context.Context, name string) (extract.Article, error) {
	document, err := s.find(ctx, name)
	if err != nil {
		return extract.Article{}, err
	}
	row := s.read.QueryRowContext(ctx, `SELECT v.* FROM document d CROSS JOIN articles v ON v.id = d.ref WHERE d.id = ?`, document)
	a, err := scanArticle(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fmt.Errorf("%s: %w", name, ErrNoArticle)
	}
	if err != nil {
		return a, s.failed(ctx, err)
	}
	return a, nil
}

// find gives the row of the document that a name means.
func (s *Store) find(ctx context.Context, name string) (document int64, err error) {
	key := s.key(ctx, name)
	for _, look := range []struct {
		sql string
		arg any
	}{
		{`SELECT coalesce(merged, id) FROM document WHERE ref = ?`, name},
		{`SELECT document FROM former WHERE ref = ?`, name},
		{`SELECT document FROM address WHERE key = ? AND document IS NOT NULL ORDER BY id LIMIT 1`, key[:]},
	} {
		err := s.read.QueryRowContext(ctx, look.sql, look.arg).Scan(&document)
		if err == nil {
			return document, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return 0, s.failed(ctx, err)
		}
	}
	return s.byPrefix(ctx, name)
}

// ambiguous is how many articles an AmbiguousError names at most.
const ambiguous = 5

func (s *Store) byPrefix(ctx context.Context, prefix string) (document int64, err error) {
	if prefix == "" || strings.ContainsFunc(prefix, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
		return 0, fmt.Errorf("%s: %w", prefix, ErrNoArticle)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT ref, id FROM document WHERE ref >= ? AND ref < ? AND merged IS NULL ORDER BY ref LIMIT ?`,
		prefix, prefix+"~", ambiguous)
	if err != nil {
		return 0, s.failed(ctx, err)
	}
	defer rows.Close()
	var refs []string
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref, &document); err != nil {
			return 0, s.failed(ctx, err)
		}
		refs = append(refs, ref)
	}
	switch err := rows.Err(); {
	case err != nil:
		return 0, s.failed(ctx, err)
	case len(refs) == 0:
		return 0, fmt.Errorf("%s: %w", prefix, ErrNoArticle)
	case len(refs) > 1:
		return 0, &AmbiguousError{prefix, refs}
	}
	return document, nil
}

// Address is one address of an article.
type Address struct {
	URL       string    `json:"address"`
	Reason    string    `json:"reason"` // why it belongs to it; see the view addresses
	FirstSeen time.Time `json:"first_seen"`
	Preferred bool      `json:"preferred"` // the one it stands under
}

// Addresses gives every address of an article, the one it stands under first.
// The article is named as for Article.
func (s *Store) Addresses(ctx context.Context, name string) ([]Address, error) {
	document, err := s.find(ctx, name)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT a.url, a.reason, a.first_seen, a.id = d.address FROM address a JOIN document d ON d.id = a.document
		WHERE d.id = ? ORDER BY a.id <> d.address, a.url`, document)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var list []Address
	for rows.Next() {
		var a Address
		var seen int64
		if err := rows.Scan(&a.URL, &a.Reason, &seen, &a.Preferred); err != nil {
			return nil, s.failed(ctx, err)
		}
		a.FirstSeen = instant(seen)
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}
