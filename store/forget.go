package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/extract"
)

// Forgetting says which articles are to go, and for what cause.
type Forgetting struct {
	Names  []string             // ids, beginnings of ids or addresses; an address that holds no article is refused from now on
	Author string               // every article with this author: the whole name, letters of either case
	Before map[string]time.Time // by source: articles that were first stored before
	Copies bool                 // with the copies that other publishers have of them
	Future bool                 // later articles of Author are refused too
}

// Forgotten tells what went, or would go.
type Forgotten struct {
	Articles  []ForgottenArticle `json:"articles"`
	Copies    []ForgottenArticle `json:"copies"`    // other publishers' copies of them, which stay
	Addresses []string           `json:"addresses"` // all that are refused from now on
	Revisions int                `json:"revisions"`
	Entries   int                `json:"entries"` // of feeds
	Pages     int                `json:"pages"`   // raw bodies
}

// ForgottenArticle is one article by what people know it by.
type ForgottenArticle struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Nothing reports whether there is nothing to forget.
func (f Forgotten) Nothing() bool { return len(f.Articles)+len(f.Addresses) == 0 }

// Cause puts in one word why something is forgotten: asked, author, retention.
func (f Forgetting) Cause() string {
	switch {
	case f.Author != "":
		return "author"
	case f.Before != nil:
		return "retention"
	}
	return "asked"
}

// WouldForget tells what Forget would take away. Nothing is written. The error
// wraps ErrNoArticle when a name is neither known nor an address.
func (s *Store) WouldForget(ctx context.Context, f Forgetting) (Forgotten, error) {
	p, err := s.planForgetting(ctx, f)
	return p.told, err
}

// Forget takes articles away with everything that holds their text: revisions,
// extractions, raw pages, what feeds said of them, their marks and clusters. What
// stays are hashes, by which their addresses, and the same text on the same site,
// are refused from then on. It is one transaction.
//
// Bytes of the text may then still lie in pages of the file that are not in use:
// Erase has to follow. Errors are as for WouldForget.
func (s *Store) Forget(ctx context.Context, f Forgetting) (Forgotten, error) {
	p, err := s.planForgetting(ctx, f)
	if err != nil || (p.told.Nothing() && !f.Future) {
		return p.told, err
	}
	return p.told, s.remove(ctx, func(b *batch) error { return b.forget(p, f) })
}

// forgettingPlan is what a Forgetting comes to.
type forgettingPlan struct {
	documents []int64  // with those that were joined with them
	refused   []string // addresses that hold no article
	told      Forgotten
}

func (s *Store) planForgetting(ctx context.Context, f Forgetting) (forgettingPlan, error) {
	p := forgettingPlan{told: Forgotten{Articles: []ForgottenArticle{}, Copies: []ForgottenArticle{}, Addresses: []string{}}}
	for _, name := range f.Names {
		if err := s.planName(ctx, &p, name); err != nil {
			return p, err
		}
	}
	if f.Author != "" {
		by, err := s.articlesBy(ctx, f.Author)
		if err != nil {
			return p, s.failed(ctx, err)
		}
		p.documents = append(p.documents, by...)
	}
	for source, before := range f.Before {
		old, err := s.ids(ctx, `SELECT id FROM document WHERE merged IS NULL AND source = (SELECT id FROM source WHERE name = ?) AND first_seen < ?`,
			source, millis(before))
		if err != nil {
			return p, s.failed(ctx, err)
		}
		p.documents = append(p.documents, old...)
	}
	return p, s.failed(ctx, s.completePlan(ctx, &p, f.Copies))
}

// planName takes in one name of a Forgetting.
func (s *Store) planName(ctx context.Context, p *forgettingPlan, name string) error {
	document, err := s.find(ctx, name)
	if err == nil {
		p.documents = append(p.documents, document)
		return nil
	}
	clean, bad := extract.Clean(name, "")
	if bad != nil {
		return err // of an id that is not known, or of several
	}
	p.refused = append(p.refused, clean)
	return nil
}

// completePlan adds what belongs to the documents of a plan, and tells of all.
func (s *Store) completePlan(ctx context.Context, p *forgettingPlan, withCopies bool) error {
	copies, err := s.ids(ctx, `SELECT n.document FROM member m JOIN member n ON n.cluster = m.cluster JOIN cluster c ON c.id = m.cluster
		WHERE c.kind = 'copy' AND m.document IN (SELECT value FROM json_each(?1)) AND n.document NOT IN (SELECT value FROM json_each(?1))`, idList(p.documents))
	if err != nil {
		return err
	}
	if withCopies {
		p.documents, copies = append(p.documents, copies...), nil
	}
	slices.Sort(p.documents)
	p.documents = slices.Compact(p.documents)
	list := idList(p.documents)
	if p.told.Articles, err = s.forgottenArticles(ctx, list); err != nil {
		return err
	}
	slices.Sort(copies)
	if p.told.Copies, err = s.forgottenArticles(ctx, idList(slices.Compact(copies))); err != nil {
		return err
	}
	if err := s.each(ctx, `SELECT url FROM address WHERE document IN (SELECT value FROM json_each(?)) ORDER BY url`, []any{list},
		func(scan func(...any) error) error {
			var url string
			err := scan(&url)
			p.told.Addresses = append(p.told.Addresses, url)
			return err
		}); err != nil {
		return err
	}
	p.told.Addresses = append(p.told.Addresses, p.refused...)
	return s.each(ctx, `SELECT (SELECT count(*) FROM revision r JOIN json_each(?1) d ON r.document = d.value),
		(SELECT count(*) FROM json_each(?1) d JOIN address a ON a.document = d.value JOIN entry e ON e.address = a.id),
		(SELECT count(DISTINCT b.hash) FROM json_each(?1) d JOIN address a ON a.document = d.value JOIN fetch f ON f.address = a.id
			JOIN blob b ON b.hash = f.body_hash)`, []any{list},
		func(scan func(...any) error) error { return scan(&p.told.Revisions, &p.told.Entries, &p.told.Pages) })
}

func (s *Store) forgottenArticles(ctx context.Context, list string) ([]ForgottenArticle, error) {
	found := []ForgottenArticle{}
	err := s.each(ctx, `SELECT d.ref, a.url, coalesce(x.title, '') FROM document d JOIN address a ON a.id = d.address
		LEFT JOIN extraction x ON x.id = d.extraction WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY a.url`, []any{list},
		func(scan func(...any) error) error {
			var a ForgottenArticle
			err := scan(&a.ID, &a.URL, &a.Title)
			found = append(found, a)
			return err
		})
	return found, err
}

// articlesBy gives the documents of which any text that was read, or any feed,
// names a person as an author, though another may have been believed.
func (s *Store) articlesBy(ctx context.Context, author string) ([]int64, error) {
	wanted, _ := normalise(author)
	if wanted == "" {
		return nil, nil
	}
	var found []int64
	err := s.each(ctx, `SELECT coalesce(d.merged, d.id), x.authors, coalesce(x.provenance -> '$.authors.candidates', '[]')
			FROM extraction x JOIN revision r ON r.id = x.revision JOIN document d ON d.id = r.document
		UNION ALL SELECT a.document, e.article -> '$.authors', '[]' FROM entry e JOIN address a ON a.id = e.address WHERE a.document IS NOT NULL`, nil,
		func(scan func(...any) error) error {
			var document int64
			var list, others string
			if err := scan(&document, &list, &others); err != nil {
				return err
			}
			var authors []string
			var candidates []extract.Candidate
			if err := errors.Join(json.Unmarshal([]byte(list), &authors), json.Unmarshal([]byte(others), &candidates)); err != nil {
				return fmt.Errorf("authors of document %d: %w", document, err)
			}
			for _, c := range candidates {
				authors = append(authors, strings.Split(c.Value, "; ")...)
			}
			if slices.ContainsFunc(authors, func(a string) bool { name, _ := normalise(a); return name == wanted }) {
				found = append(found, document)
			}
			return nil
		})
	return found, err
}

// ids runs a query for a list of rows.
func (s *Store) ids(ctx context.Context, query string, args ...any) ([]int64, error) {
	var list []int64
	err := s.each(ctx, query, args, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		list = append(list, id)
		return err
	})
	return list, err
}

// idList is a list of rows as JSON, for json_each: one parameter, however many.
func idList(ids []int64) string {
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(append(b, ']'))
}
