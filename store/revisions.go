package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"winnow/extract"
)

// Revision is what an article said at one time.
type Revision struct {
	Number    int             // 1 is the first that was seen
	FetchedAt time.Time       // when it was found
	Run       string          // that found it
	Changed   []string        // the fields that differ from the revision before
	Extractor string          // version of winnow that read it
	Article   extract.Article // what it said; identity and provenance are left out
}

// Revisions gives every revision of an article as it is read now, oldest first.
// The article is named as for Article.
func (s *Store) Revisions(ctx context.Context, name string) ([]Revision, error) {
	document, err := s.find(ctx, name)
	if err != nil {
		return nil, err
	}
	var list []Revision
	err = s.each(ctx, `SELECT r.number, r.at, coalesce(u.name, ''), r.changed, x.extractor, x.title, x.subtitle, x.authors, x.published, x.modified,
			x.section, x.tags, x.language, x.license, x.word_count, x.text
		FROM revision r JOIN extraction x ON x.id = (SELECT max(id) FROM extraction WHERE revision = r.id) LEFT JOIN run u ON u.id = r.run
		WHERE r.document = ? ORDER BY r.number`, []any{document}, func(scan func(...any) error) error {
		r, err := scanRevision(scan)
		if err != nil {
			return fmt.Errorf("%s, revision %d: %w", name, r.Number, err)
		}
		list = append(list, r)
		return nil
	})
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}

func scanRevision(scan func(...any) error) (Revision, error) {
	var r Revision
	var at int64
	var title, subtitle, published, modified, section, language, license, body sql.NullString
	var changed, authors, tags string
	a := &r.Article
	if err := scan(&r.Number, &at, &r.Run, &changed, &r.Extractor, &title, &subtitle, &authors, &published, &modified,
		&section, &tags, &language, &license, &a.WordCount, &body); err != nil {
		return r, err
	}
	r.FetchedAt = instant(at)
	a.Title, a.Subtitle, a.Section = title.String, subtitle.String, section.String
	a.Language, a.License, a.Text = language.String, license.String, body.String
	for _, list := range []struct {
		text string
		into *[]string
	}{{changed, &r.Changed}, {authors, &a.Authors}, {tags, &a.Tags}} {
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return r, err
		}
	}
	var err error
	if a.Published, err = extract.ParseDate(published.String); err != nil {
		return r, err
	}
	a.Modified, err = extract.ParseDate(modified.String)
	return r, err
}
