package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"winnow/extract"
	"winnow/query"
)

// Filter says which articles are wanted; what is empty does not restrict.
type Filter struct {
	Source       string     // id of the source
	Organization string     // letters of either case are the same, here and below
	Author       string     // one of the authors, the whole name
	Language     string     // "en" also finds "en-GB"
	Tag          string     // one of the tags
	Run          string     // the run that stored what is shown
	Contains     string     // every word of it stands in title or text; case matters beyond ASCII
	Since        time.Time  // published at this time or later; when that is unknown, fetched
	Until        time.Time  // published before this time
	Where        query.Expr // any condition; its zero does not restrict
	Open         bool       // only what everyone may read: not what credentials of the user opened, nor what stands behind a paywall
	Fields       []string   // read no others but those of the key and the kind of an article; all when empty
	Limit        int        // at most so many; 0 is all
	Offset       int        // leave out the first
}

// condition is one row of what a filter can ask for.
type condition struct {
	wanted bool
	sql    string
	value  any
}

func (f Filter) conditions() []condition {
	list := []condition{
		{f.Source != "", `d.source = (SELECT id FROM source WHERE name = ?)`, f.Source},
		{f.Organization != "", `v.organization = ? COLLATE NOCASE`, f.Organization},
		{f.Author != "", `EXISTS (SELECT 1 FROM json_each(v.authors) WHERE value = ? COLLATE NOCASE)`, f.Author},
		{f.Language != "", `(v.language || '-') LIKE ? ESCAPE '\'`, literal(f.Language) + "-%"},
		{f.Tag != "", `EXISTS (SELECT 1 FROM json_each(v.tags) WHERE value = ? COLLATE NOCASE)`, f.Tag},
		{f.Run != "", `v.run = ?`, f.Run},
		{f.Open, `d.access IS NULL AND ?`, true},
		{!f.Since.IsZero(), `d.dated >= ?`, millis(f.Since)},
		{!f.Until.IsZero(), `d.dated < ?`, millis(f.Until)},
	}
	for word := range strings.FieldsSeq(f.Contains) {
		list = append(list, condition{true, `(coalesce(v.title, '') || ' ' || coalesce(v.text, '')) LIKE ? ESCAPE '\'`, "%" + literal(word) + "%"})
	}
	return list
}

// literal keeps LIKE from reading anything into a text.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// query gives the statement for a filter. The table in front of the view carries
// the order, so that no sort holds the articles in memory.
func (f Filter) query(columns string) (string, []any) {
	return f.sorted(columns, ``, `d.dated DESC, d.ref DESC`)
}

// sorted is query with more tables and in another order.
func (f Filter) sorted(columns, tables, order string) (string, []any) {
	var b strings.Builder
	var args []any
	b.WriteString(`SELECT ` + columns + ` FROM document d CROSS JOIN articles v ON v.id = d.ref ` + tables + ` WHERE d.merged IS NULL`)
	for _, c := range f.conditions() {
		if c.wanted {
			b.WriteString(" AND " + c.sql)
			args = append(args, c.value)
		}
	}
	if f.Where.Join != query.None {
		sql, values := where(f.Where)
		b.WriteString(" AND " + sql)
		args = append(args, values...)
	}
	b.WriteString(` ORDER BY ` + order + ` LIMIT ? OFFSET ?`)
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	return b.String(), append(args, limit, max(f.Offset, 0))
}

// Count gives how many articles a filter wants.
func (s *Store) Count(ctx context.Context, f Filter) (n int, err error) {
	query, args := f.query(`1`)
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM (`+query+`)`, args...).Scan(&n)
	return n, s.failed(ctx, err)
}

// Articles gives the articles that a filter wants, newest first, one at a time:
// memory does not grow with their number. It ends after the first error. What is
// stored meanwhile is not among them.
func (s *Store) Articles(ctx context.Context, f Filter) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		query, args := f.query(f.projection())
		rows, err := s.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(extract.Article{}, s.failed(ctx, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			a, err := scanArticle(rows.Scan)
			if err != nil {
				yield(extract.Article{}, s.failed(ctx, err))
				return
			}
			if !yield(a, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(extract.Article{}, s.failed(ctx, err))
		}
	}
}

// scanArticle reads a row of the view articles.
func scanArticle(scan func(...any) error) (extract.Article, error) {
	var a extract.Article
	var title, subtitle, published, modified, organization, siteName, section, language, license, image sql.NullString
	var body, markdown, html, cluster, role, feed, run, gone, details, access sql.NullString
	var authors, tags, aliases, fetched, provenance string
	err := scan(&a.ID, &a.URL, &title, &subtitle, &authors, &published, &modified, &organization, &siteName, &section,
		&tags, &language, &license, &a.WordCount, &image, &body, &markdown, &html, &a.IsArticle, &aliases,
		&cluster, &role, &a.Source, &feed, &fetched, &run, &a.Revision, &provenance, &gone, &details, &access)
	if err != nil {
		return a, err
	}
	a.Title, a.Subtitle, a.Organization, a.SiteName = title.String, subtitle.String, organization.String, siteName.String
	a.Section, a.Language, a.License, a.Image = section.String, language.String, license.String, image.String
	a.Text, a.Markdown, a.HTML = body.String, markdown.String, html.String
	a.Cluster, a.Role, a.Feed, a.Run, a.Access = cluster.String, role.String, feed.String, run.String, access.String
	for _, list := range []struct {
		text string
		into any
	}{{authors, &a.Authors}, {tags, &a.Tags}, {aliases, &a.Aliases}, {provenance, &a.Provenance}} {
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return a, fmt.Errorf("%w: article %s: %w", ErrCorrupt, a.ID, err)
		}
	}
	for _, date := range []struct {
		text string
		into *extract.Date
	}{{published.String, &a.Published}, {modified.String, &a.Modified}} {
		if *date.into, err = extract.ParseDate(date.text); err != nil {
			return a, fmt.Errorf("%w: article %s: %w", ErrCorrupt, a.ID, err)
		}
	}
	if details.Valid {
		if err := json.Unmarshal([]byte(details.String), &a.Details); err != nil {
			return a, fmt.Errorf("%w: article %s: %w", ErrCorrupt, a.ID, err)
		}
	}
	if gone.Valid {
		if a.Gone, err = time.Parse(time.RFC3339, gone.String); err != nil {
			return a, fmt.Errorf("%w: article %s: %w", ErrCorrupt, a.ID, err)
		}
	}
	a.FetchedAt, err = time.Parse(time.RFC3339, fetched)
	return a, err
}
