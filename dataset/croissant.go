package dataset

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// croissantContext are the terms of Croissant 1.0
// (https://docs.mlcommons.org/croissant/docs/croissant-spec.html).
const croissantContext = `{"@language":"en","@vocab":"https://schema.org/","citeAs":"cr:citeAs","column":"cr:column","conformsTo":"dct:conformsTo",
"cr":"http://mlcommons.org/croissant/","rai":"http://mlcommons.org/croissant/RAI/","data":{"@id":"cr:data","@type":"@json"},
"dataType":{"@id":"cr:dataType","@type":"@vocab"},"dct":"http://purl.org/dc/terms/","equivalentProperty":"cr:equivalentProperty","examples":{"@id":"cr:examples","@type":"@json"},
"extract":"cr:extract","field":"cr:field","fileProperty":"cr:fileProperty","fileObject":"cr:fileObject","fileSet":"cr:fileSet",
"format":"cr:format","includes":"cr:includes","isLiveDataset":"cr:isLiveDataset","jsonPath":"cr:jsonPath","key":"cr:key","md5":"cr:md5",
"parentField":"cr:parentField","path":"cr:path","recordSet":"cr:recordSet","references":"cr:references","regex":"cr:regex",
"repeated":"cr:repeated","replace":"cr:replace","samplingRate":"cr:samplingRate","sc":"https://schema.org/","separator":"cr:separator","source":"cr:source",
"subField":"cr:subField","transform":"cr:transform"}`

// croissant gives croissant.json: each file with its digest, and the columns of
// each table. The JSON lines of the data are the same tables as its Parquet.
func (p *description) croissant(files []entry) map[string]any {
	var distribution, records []map[string]any
	for _, f := range files {
		kind := mediaOf(f.path).media
		switch {
		case strings.HasSuffix(f.path, ".svg"):
			continue
		case strings.HasSuffix(f.path, ".parquet"):
			kind = "application/x-parquet"
		case strings.HasSuffix(f.path, ".jsonl.gz"):
			kind = "application/jsonlines" // readers see for themselves that it is packed
		}
		distribution = append(distribution, map[string]any{
			"@type": "cr:FileObject", "@id": f.path, "name": f.path, "description": about(f.path), "contentUrl": f.path,
			"contentSize": byteCount(f.bytes), "encodingFormat": kind, "sha256": f.sum,
		})
		if columns := p.table(f.path); columns != nil {
			records = append(records, recordSet(f.path, columns))
		}
	}
	s := p.stats
	return map[string]any{
		"@context": json.RawMessage(croissantContext), "@type": "sc:Dataset", "name": p.recipe.Name, "conformsTo": "http://mlcommons.org/croissant/1.0",
		"description": cmp.Or(p.recipe.Description, p.recipe.Title, p.recipe.Name), "license": cmp.Or(p.recipe.License, "other"),
		"url": zone + "dataset:" + p.recipe.Name, "version": "1.0.0", "datePublished": day(s.LastFetched), "citeAs": citation(&p.recipe, s),
		"temporalCoverage": day(s.FirstDate) + "/" + day(s.LastDate), "distribution": distribution, "recordSet": records,
		"inLanguage": slices.DeleteFunc(largest(s.Languages), func(l string) bool { return l == unknown }),
	}
}

// table gives the columns of a file that is described as a table; nil when it is
// none.
func (p *description) table(file string) []Column {
	switch {
	case file == "clusters.parquet":
		return columnsOf(clusterColumns)
	case file == "revisions.parquet":
		return columnsOf(revisionColumns)
	case file == excludedFile:
		return p.lines(file)
	case strings.HasSuffix(file, ".parquet"):
		return p.columns
	}
	return nil
}

func recordSet(file string, columns []Column) map[string]any {
	types := map[Kind]string{Text: "sc:Text", Word: "sc:Text", Object: "sc:Text", List: "sc:Text", Integer: "sc:Integer", Real: "sc:Float", Flag: "sc:Boolean"}
	id := strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(file, "/", "-"), ".parquet"), ".jsonl.gz")
	var fields []map[string]any
	for _, c := range columns {
		f := map[string]any{
			"@type": "cr:Field", "@id": id + "/" + c.Name, "name": c.Name, "description": c.About, "dataType": types[c.Kind],
			"source": map[string]any{"fileObject": map[string]string{"@id": file}, "extract": map[string]string{"column": c.Name}},
		}
		if c.Kind == List {
			f["repeated"] = true
		}
		fields = append(fields, f)
	}
	return map[string]any{"@type": "cr:RecordSet", "@id": id, "name": id, "description": about(file), "field": fields}
}

// day is the day of an instant.
func day(instant string) string { return instant[:min(len(instant), len("2006-01-02"))] }
