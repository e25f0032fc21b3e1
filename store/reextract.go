package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// CompareExtraction tells what would change if a kept page were read anew, and
// writes nothing.
func (s *Store) CompareExtraction(ctx context.Context, x Reextraction) ([]FieldChange, error) {
	after, err := extracted(&x.Article)
	if err != nil {
		return nil, err
	}
	before, into := emptyRow()
	if err := s.read.QueryRowContext(ctx, selectExtraction, x.Extraction).Scan(into...); err != nil {
		return nil, s.failed(ctx, fmt.Errorf("extraction %d: %w", x.Extraction, err))
	}
	return unlike(before, after), nil
}

func emptyRow() (values, into []any) {
	values = make([]any, len(extractionColumns))
	for i := range values {
		into = append(into, &values[i])
	}
	return values, into
}

// plain is a value of a column for people.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// Reextract takes over what reading kept pages again has given, in one
// transaction: what differs becomes a new extraction of the same revision, which
// from then on stands for it; no revision is made, and the earlier extraction
// stays. It tells what changed of each. A reading that is no longer the newest
// one of its revision is left alone.
func (s *Store) Reextract(ctx context.Context, readings []Reextraction) ([][]FieldChange, error) {
	changes := make([][]FieldChange, len(readings))
	err := s.update(ctx, func(t tx) error {
		b := s.batch(t)
		for i, x := range readings {
			var err error
			if changes[i], err = b.reextract(x); err != nil {
				return fmt.Errorf("%s: %w", x.Article.URL, err)
			}
		}
		return b.settleClusters()
	}, nil)
	if err != nil {
		return nil, err
	}
	return changes, nil
}

func (b *batch) reextract(x Reextraction) ([]FieldChange, error) {
	after, err := extracted(&x.Article)
	if err != nil {
		return nil, err
	}
	before, into := emptyRow()
	var old struct {
		revision, address, fetched, document int64
		fetch, entry                         sql.NullInt64
		newest, shown                        bool
		site                                 string
	}
	found, err := b.row(`SELECT x.revision, x.address, x.fetched, x.fetch, x.entry, r.document, d.extraction = x.id, d.site,
			d.extraction = x.id OR x.id = (SELECT max(id) FROM extraction WHERE revision = r.id)
		FROM extraction x JOIN revision r ON r.id = x.revision JOIN document d ON d.id = r.document WHERE x.id = ?`, []any{x.Extraction},
		&old.revision, &old.address, &old.fetched, &old.fetch, &old.entry, &old.document, &old.shown, &old.site, &old.newest)
	if err != nil || !found || !old.newest {
		return []FieldChange{}, err
	}
	if _, err := b.row(selectExtraction, []any{x.Extraction}, into...); err != nil {
		return nil, err
	}
	changes := unlike(before, after)
	if len(changes) == 0 {
		_, err := b.exec(`UPDATE extraction SET extractor = ? WHERE id = ?`, b.s.opts.Version, x.Extraction)
		return changes, err // it is what this version reads too
	}
	id, err := b.insert(insertExtraction, append([]any{old.revision, old.address, old.fetched, b.s.opts.Version, old.fetch, old.entry}, after...)...)
	if err != nil {
		return nil, err
	}
	sum := digest(&x.Article)
	if _, err := b.exec(`UPDATE revision SET digest = ? WHERE id = ?`, sum, old.revision); err != nil || !old.shown {
		return changes, err
	}
	r := &reading{article: &x.Article, content: contentOf(old.site, x.Article.Text), fetched: old.fetched}
	if err := b.stand(r, old.document, old.revision, id, 0); err != nil {
		return nil, err
	}
	_, err = b.exec(`UPDATE page SET digest = ? WHERE address = ? AND document = ?`, sum, old.address, old.document)
	return changes, errors.Join(err, b.recluster(old.document))
}
