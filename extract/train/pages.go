package main

import (
	"encoding/json"
	"fmt"

	"winnow/extract"
)

// writePages writes pages.f32 (rows of extract.PageFeatureCount, one a page),
// words.u32 (pairs of the number of a page and a word) and pages.jsonl. With -models
// the text of each page is that of the model which has not seen its site, as it
// will be on pages to come. What else serves is left out: it is derived later.
func writePages(o options) error {
	pages, err := readPages(o)
	if err != nil {
		return err
	}
	all, err := readModels(o.models, "fold")
	if err != nil {
		return err
	}
	outs, err := createAll(o.out, "pages.f32", "words.u32", "pages.jsonl")
	if err != nil {
		return err
	}
	features, words, index := outs[0], outs[1], outs[2]
	for i := range pages {
		p := &pages[i]
		doc, err := p.open(models{blocks: all[p.fold()].blocks, second: &extract.Model{}, pages: &extract.Model{}})
		if err != nil {
			return fmt.Errorf("%s %s: %w", p.Corpus, p.ID, err)
		}
		row := doc.PageFeatures()
		features.floats(row[:])
		for _, w := range doc.PageWords() {
			words.numbers(uint32(i), w)
		}
		if err := json.NewEncoder(index).Encode(map[string]any{"page": i, "corpus": p.Corpus, "id": p.ID, "site": p.site(), "fold": p.fold(),
			"article": p.article(), "type": p.Type, "features": extract.PageFeatureCount}); err != nil {
			return err
		}
	}
	return closeAll(outs)
}
