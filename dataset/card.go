package dataset

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

//go:embed card.md
var cardText string

// card gives README.md, the card of the data set as Hugging Face reads it
// (https://huggingface.co/docs/hub/datasets-cards), with figures from the data.
func (p *description) card(files []entry) ([]byte, error) {
	t, err := template.New("card").Funcs(template.FuncMap{
		"largest": largest, "about": about, "day": day, "bytes": byteCount, "quote": strconv.Quote, "cell": tableCell,
		"share": func(n int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(p.stats.Kept, 1))) },
	}).Parse(cardText)
	if err != nil {
		return nil, err
	}
	var shown []map[string]any // a template reads no fields that are not exported
	for _, f := range files {
		if !strings.HasPrefix(f.path, "charts/") {
			shown = append(shown, map[string]any{"path": f.path, "bytes": f.bytes})
		}
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Recipe": p.recipe, "Stats": p.stats, "Columns": p.columns, "Files": shown, "Charts": chartList(), "Version": p.version,
		"Title": cmp.Or(oneLine(p.recipe.Title), p.recipe.Name), "Languages": bases(p.stats.Languages), "Size": sizeCategory(p.stats.Kept),
		"Splits": slices.Sorted(maps.Keys(p.stats.Splits)), "Cite": citation(&p.recipe, p.stats), "Types": huggingTypes,
		"PagesKept": p.pagesKept(),
	})
	return b.Bytes(), err
}

// pagesKept says of how many rows the page itself was kept; nothing when the package
// has no column for it.
func (p *description) pagesKept() string {
	if !slices.ContainsFunc(p.columns, func(c Column) bool { return c.Name == "file_path" }) {
		return ""
	}
	return fmt.Sprintf("Of %d of the %d rows the page itself was kept by whoever built this.", p.stats.Kept-p.stats.Missing["file_path"], p.stats.Kept)
}

// huggingTypes are the kinds of columns as Hugging Face names them.
var huggingTypes = map[Kind]string{Text: "string", Word: "string", Object: "string", Integer: "int64", Real: "float64", Flag: "bool"}

func chartList() []map[string]string {
	var list []map[string]string
	for _, c := range charts {
		list = append(list, map[string]string{"File": "charts/" + c.file, "Title": c.title})
	}
	return list
}

// bases gives the languages without their regions, sorted.
func bases(languages map[string]int) []string {
	var list []string
	for l := range languages {
		if l != unknown {
			base, _, _ := strings.Cut(l, "-")
			list = append(list, strings.ToLower(base))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sizeCategory is the class of sizes that Hugging Face sorts data sets by.
func sizeCategory(rows int) string {
	least, names := 1000, []string{"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"}
	for _, name := range names {
		if rows < least {
			return name
		}
		least *= 10
	}
	return "100M<n<1B"
}

func citation(r *Recipe, s *Stats) string {
	return fmt.Sprintf("%s. %d articles collected %s to %s, built with winnow.", cmp.Or(oneLine(r.Title), r.Name), s.Kept, day(s.FirstFetched), day(s.LastFetched))
}

func byteCount(n int64) string { return strconv.FormatInt(n, 10) + " B" }

// tableCell keeps a text within its cell of a Markdown table.
func tableCell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "[", `\[`).Replace(oneLine(s))
}
