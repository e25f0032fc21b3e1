package store

import (
	"slices"
	"strings"
)

// shown are the columns of the view articles in its order, each with what stands
// for it when it is not wanted. What has nothing to stand for it is always read.
var shown = []struct{ name, without string }{
	{"id", ""}, {"url", ""}, {"title", "NULL"}, {"subtitle", "NULL"}, {"authors", "'[]'"}, {"published", ""}, {"modified", "NULL"},
	{"organization", "NULL"}, {"site_name", "NULL"}, {"section", "NULL"}, {"tags", "'[]'"}, {"language", "NULL"}, {"license", "NULL"},
	{"word_count", ""}, {"image", "NULL"}, {"text", "NULL"}, {"markdown", "NULL"}, {"html", "NULL"}, {"is_article", ""}, {"aliases", "'[]'"},
	{"cluster", "NULL"}, {"role", "NULL"}, {"source", ""}, {"feed", "NULL"}, {"fetched_at", ""}, {"run", "NULL"}, {"revision", ""},
	{"provenance", "'{}'"}, {"gone", "NULL"}, {"details", "NULL"}, {"access", "NULL"},
}

// projection gives the columns that scanArticle reads. Long ones that nobody wants
// are not fetched from the file.
func (f Filter) projection() string {
	var b strings.Builder
	for i, c := range shown {
		if i > 0 {
			b.WriteString(", ")
		}
		if len(f.Fields) > 0 && c.without != "" && !slices.Contains(f.Fields, c.name) {
			b.WriteString(c.without)
			continue
		}
		b.WriteString("v." + c.name)
	}
	return b.String()
}
