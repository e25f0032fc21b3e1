package dataset

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"winnow/extract"
)

// datapackage gives datapackage.json (https://datapackage.org). Rows are described
// in the JSON lines; Parquet describes itself.
func (p *description) datapackage(files []entry) map[string]any {
	var resources []map[string]any
	for _, f := range files {
		r := map[string]any{"name": resourceName(f.path), "path": f.path, "bytes": f.bytes, "hash": "sha256:" + f.sum, "description": about(f.path)}
		if columns := p.lines(f.path); columns != nil {
			r["type"], r["format"], r["compression"], r["encoding"], r["schema"] = "table", "jsonl", "gz", "utf-8", tableSchema(columns, p.stats)
		} else {
			kind := mediaOf(f.path)
			r["type"], r["format"], r["mediatype"] = "file", kind.format, kind.media
		}
		resources = append(resources, r)
	}
	out := map[string]any{
		"name": p.recipe.Name, "title": cmp.Or(p.recipe.Title, p.recipe.Name), "resources": resources, "version": p.version,
	}
	if p.recipe.Description != "" {
		out["description"] = p.recipe.Description
	}
	if p.recipe.License != "" {
		out["licenses"] = []map[string]string{{"name": p.recipe.License}}
	}
	return out
}

// resourceName makes a name of lower-case letters, digits, hyphens and dots of a path.
func resourceName(file string) string {
	return strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(path.Clean(file)))
}

// lines gives the columns of a file of JSON lines; nil when it is none, or has no
// line, which readers of tables refuse.
func (p *description) lines(file string) []Column {
	switch {
	case file == excludedFile && p.stats.Selected > p.stats.Kept:
		return columnsOf(leftColumns)
	case strings.HasPrefix(file, "data/") && strings.HasSuffix(file, ".jsonl.gz"):
		return p.columns
	}
	return nil
}

// media is how a file is packed and read.
type media struct{ format, media string }

func mediaOf(file string) media {
	ending := file[strings.LastIndexByte(file, '.')+1:]
	switch ending {
	case "parquet":
		return media{ending, "application/vnd.apache.parquet"}
	case "json":
		return media{ending, "application/json"}
	case "svg":
		return media{ending, "image/svg+xml"}
	}
	return media{ending, "application/gzip"}
}

const (
	instantPattern = `\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})`
	digestPattern  = `[0-9a-f]{64}`
)

// constraints are what values of a column have in common, as Table Schema says it
// (https://datapackage.org/standard/table-schema/#field-constraints).
var constraints = map[string]map[string]any{
	"id":                   {"required": true, "unique": true},
	"url":                  {"required": true},
	"source":               {"required": true},
	"reason":               {"required": true},
	"date":                 {"required": true, "pattern": instantPattern},
	"published":            {"pattern": instantPattern},
	"modified":             {"pattern": instantPattern},
	"first_seen":           {"required": true, "pattern": instantPattern},
	"fetched_at":           {"required": true, "pattern": instantPattern},
	"gone":                 {"pattern": instantPattern},
	"published_precision":  {"enum": []string{"day", "instant"}},
	"modified_precision":   {"enum": []string{"day", "instant"}},
	"cluster_role":         {"enum": []string{"original", "copy", "syndicated", "twin"}},
	"access":               {"enum": []string{extract.AccessCredentials, extract.AccessPaywall}},
	"language_score":       {"minimum": 0, "maximum": 1},
	"token_count":          {"required": true, "minimum": 0},
	"word_count":           {"required": true, "minimum": 0},
	"minhash_cluster_size": {"required": true, "minimum": 1},
	"revision":             {"minimum": 1},
	"warc_offset":          {"minimum": 0},
	"text_sha256":          {"required": true, "pattern": digestPattern},
	"raw_sha256":           {"pattern": digestPattern},
}

func tableSchema(columns []Column, s *Stats) map[string]any {
	types := map[Kind]string{Text: "string", Word: "string", Object: "string", List: "array", Integer: "integer", Real: "number", Flag: "boolean"}
	var fields []map[string]any
	for _, c := range columns {
		f := map[string]any{"name": c.Name, "type": types[c.Kind], "description": c.About}
		if rules := constraints[c.Name]; rules != nil {
			f["constraints"] = rules
		}
		if c.Name == "split" {
			f["constraints"] = map[string]any{"required": true, "enum": slices.Sorted(maps.Keys(s.Splits))}
		}
		fields = append(fields, f)
	}
	return map[string]any{"fields": fields, "primaryKey": []string{"id"}}
}
