package store

import (
	"strings"

	"winnow/extract"
)

// extractionColumns are the columns of an extraction that hold what was read,
// in the order of extracted; their names are those of the fields.
var extractionColumns = []string{"title", "subtitle", "authors", "published", "modified", "organization", "site_name", "section", "tags",
	"language", "license", "word_count", "image", "is_article", "provenance", "text", "markdown", "html", "details"}

var (
	insertExtraction = `INSERT INTO extraction (revision, address, fetched, extractor, fetch, entry, ` + strings.Join(extractionColumns, ", ") +
		`) VALUES (?, ?, ?, ?, ?, ?` + strings.Repeat(", ?", len(extractionColumns)) + `)`
	selectExtraction = `SELECT ` + strings.Join(extractionColumns, ", ") + ` FROM extraction WHERE id = ?`
)

// extracted gives an article as the columns of an extraction hold it: NULL for
// what is not known, lists as JSON.
func extracted(a *extract.Article) ([]any, error) {
	authors, err := listJSON(a.Authors)
	if err != nil {
		return nil, err
	}
	tags, err := listJSON(a.Tags)
	if err != nil {
		return nil, err
	}
	origins, err := originsJSON(a.Provenance)
	if err != nil {
		return nil, err
	}
	details, err := detailsJSON(a.Details)
	if err != nil {
		return nil, err
	}
	isArticle := int64(0)
	if a.IsArticle {
		isArticle = 1
	}
	return []any{text(a.Title), text(a.Subtitle), authors, dateText(a.Published), dateText(a.Modified), text(a.Organization), text(a.SiteName),
		text(a.Section), tags, text(a.Language), text(a.License), int64(a.WordCount), text(a.Image), isArticle, origins,
		text(a.Text), text(a.Markdown), text(a.HTML), text(details)}, nil
}

// FieldChange is a field that reading a page again gives another value. Values
// are as the database holds them, empty for unknown.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// unlike names the columns that differ.
func unlike(before, after []any) []FieldChange {
	changes := []FieldChange{}
	for i, name := range extractionColumns {
		if before[i] != after[i] {
			changes = append(changes, FieldChange{name, plain(before[i]), plain(after[i])})
		}
	}
	return changes
}
