package dataset

import (
	"cmp"
	"path"
	"strings"
)

// datapackage writes datapackage.json (https://datapackage.org). Rows are described
// in the JSON lines; Parquet describes itself.
func (p *builder) datapackage(files []entry) error {
	var resources []map[string]any
	for _, f := range files {
		r := map[string]any{"name": resourceName(f.path), "path": f.path, "bytes": f.bytes, "hash": "sha256:" + f.sum, "description": about(f.path)}
		switch {
		case strings.HasPrefix(f.path, "charts/") || strings.HasSuffix(f.path, ".json"):
			continue
		case f.path == "excluded.jsonl.gz" && p.stats.Selected == p.stats.Kept:
			r["type"], r["mediatype"] = "file", "application/gzip" // an empty table is refused by readers
		case f.path == "excluded.jsonl.gz":
			r["type"], r["format"], r["compression"], r["encoding"], r["schema"] = "table", "jsonl", "gz", "utf-8", tableSchema(columnsOf(leftColumns))
		case strings.HasSuffix(f.path, ".jsonl.gz"):
			r["type"], r["format"], r["compression"], r["encoding"], r["schema"] = "table", "jsonl", "gz", "utf-8", tableSchema(columnsOf(p.columns))
		default:
			r["type"], r["format"], r["mediatype"] = "file", "parquet", "application/vnd.apache.parquet"
		}
		resources = append(resources, r)
	}
	out := map[string]any{
		"name": p.recipe.Name, "title": cmp.Or(p.recipe.Title, p.recipe.Name), "resources": resources, "version": p.from.Version,
	}
	if p.recipe.Description != "" {
		out["description"] = p.recipe.Description
	}
	if p.recipe.License != "" {
		out["licenses"] = []map[string]string{{"name": p.recipe.License}}
	}
	return writeJSON(p.folder, "datapackage.json", out)
}

// resourceName makes a name of lower-case letters, digits, hyphens and dots of a path.
func resourceName(file string) string {
	return strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(path.Clean(file)))
}

func tableSchema(columns []Column) map[string]any {
	types := map[Kind]string{Text: "string", Word: "string", Object: "string", List: "array", Integer: "integer", Real: "number", Flag: "boolean"}
	var fields []map[string]string
	for _, c := range columns {
		fields = append(fields, map[string]string{"name": c.Name, "type": types[c.Kind], "description": c.About})
	}
	return map[string]any{"fields": fields, "primaryKey": []string{"id"}}
}
