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

// croissant writes croissant.json: each Parquet file with its digest, and the
// columns of each file of the data.
func (p *builder) croissant(files []entry) error {
	var distribution, records []map[string]any
	for _, f := range files {
		if !strings.HasSuffix(f.path, ".parquet") {
			continue
		}
		distribution = append(distribution, map[string]any{
			"@type": "cr:FileObject", "@id": f.path, "name": f.path, "description": about(f.path), "contentUrl": f.path,
			"contentSize": byteCount(f.bytes), "encodingFormat": "application/x-parquet", "sha256": f.sum,
		})
		columns := columnsOf(p.columns)
		switch f.path {
		case "clusters.parquet":
			columns = columnsOf(clusterColumns)
		case "revisions.parquet":
			columns = columnsOf(revisionColumns)
		}
		records = append(records, recordSet(f.path, columns))
	}
	s := p.stats
	out := map[string]any{
		"@context": json.RawMessage(croissantContext), "@type": "sc:Dataset", "name": p.recipe.Name, "conformsTo": "http://mlcommons.org/croissant/1.0",
		"description": cmp.Or(p.recipe.Description, p.recipe.Title, p.recipe.Name), "license": cmp.Or(p.recipe.License, "other"),
		"url": zone + "dataset:" + p.recipe.Name, "version": "1.0.0", "datePublished": day(s.LastFetched), "citeAs": citation(&p.recipe, s),
		"temporalCoverage": day(s.FirstDate) + "/" + day(s.LastDate), "distribution": distribution, "recordSet": records,
		"inLanguage": slices.DeleteFunc(largest(s.Languages), func(l string) bool { return l == unknown }),
	}
	return writeJSON(p.folder, "croissant.json", out)
}

func recordSet(file string, columns []Column) map[string]any {
	types := map[Kind]string{Text: "sc:Text", Word: "sc:Text", Object: "sc:Text", List: "sc:Text", Integer: "sc:Integer", Real: "sc:Float", Flag: "sc:Boolean"}
	id := strings.TrimSuffix(strings.ReplaceAll(file, "/", "-"), ".parquet")
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
