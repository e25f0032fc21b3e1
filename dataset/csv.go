package dataset

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"winnow/extract"
)

// column is one column of a CSV file, named as the JSON key.
type column struct {
	name  string
	value func(a *extract.Article) string
}

var columns = []column{
	{"id", func(a *extract.Article) string { return a.ID }},
	{"url", func(a *extract.Article) string { return a.URL }},
	{"title", func(a *extract.Article) string { return a.Title }},
	{"subtitle", func(a *extract.Article) string { return a.Subtitle }},
	{"authors", func(a *extract.Article) string { return joined(a.Authors) }},
	{"published", func(a *extract.Article) string { return a.Published.String() }},
	{"modified", func(a *extract.Article) string { return a.Modified.String() }},
	{"organization", func(a *extract.Article) string { return a.Organization }},
	{"site_name", func(a *extract.Article) string { return a.SiteName }},
	{"section", func(a *extract.Article) string { return a.Section }},
	{"tags", func(a *extract.Article) string { return joined(a.Tags) }},
	{"language", func(a *extract.Article) string { return a.Language }},
	{"license", func(a *extract.Article) string { return a.License }},
	{"word_count", func(a *extract.Article) string { return strconv.Itoa(a.WordCount) }},
	{"image", func(a *extract.Article) string { return a.Image }},
	{"text", func(a *extract.Article) string { return a.Text }},
	{"markdown", func(a *extract.Article) string { return a.Markdown }},
	{"html", func(a *extract.Article) string { return a.HTML }},
	{"is_article", func(a *extract.Article) string { return strconv.FormatBool(a.IsArticle) }},
	{"aliases", func(a *extract.Article) string { return joined(a.Aliases) }},
	{"cluster", func(a *extract.Article) string { return a.Cluster }},
	{"role", func(a *extract.Article) string { return a.Role }},
	{"source", func(a *extract.Article) string { return a.Source }},
	{"feed", func(a *extract.Article) string { return a.Feed }},
	{"fetched_at", func(a *extract.Article) string { return instant(a.FetchedAt) }},
	{"run", func(a *extract.Article) string { return a.Run }},
	{"revision", func(a *extract.Article) string { return strconv.Itoa(a.Revision) }},
	{"access", func(a *extract.Article) string { return a.Access }},
	{"gone", func(a *extract.Article) string { return instant(a.Gone) }},
	{"details", func(a *extract.Article) string { return object(a.Details) }},
}

// writeCSV writes a header line and one line an article (RFC 4180). Provenance
// has no place in a table: it is left to the other formats.
func writeCSV(w io.Writer, articles Articles, o Options) (int, error) {
	lines := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := lines.Write(cells); err != nil {
		return 0, err
	}
	n := 0
	for a, err := range articles {
		if err != nil {
			return n, err
		}
		for i, c := range columns {
			if cells[i] = c.value(&a); !o.RawCells {
				cells[i] = inert(cells[i])
			}
		}
		if err := lines.Write(cells); err != nil {
			return n, err
		}
		n++
	}
	lines.Flush()
	return n, lines.Error()
}

// inert puts an apostrophe before a cell that a spreadsheet would run as a
// formula.
func inert(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

func joined(l []string) string { return strings.Join(l, "; ") }

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// object is the JSON of what a page says besides, empty when it says nothing.
func object(d extract.Details) string {
	b, err := json.Marshal(d)
	if s := string(b); err == nil && s != "{}" {
		return s
	}
	return ""
}
