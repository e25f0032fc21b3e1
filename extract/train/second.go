package main

import (
	"encoding/json"
	"fmt"

	"winnow/extract"
)

// writeSecond writes features.f32 (rows of extract.SecondFeatureCount), blocks.f32
// (as writeMatrix) and pages.jsonl: what the model of the second look learns from.
// The first look is that of the models which have not seen the site of a page, as
// it will be on pages to come.
func writeSecond(o options) error {
	pages, err := readPages(o)
	if err != nil {
		return err
	}
	all, err := readModels(o.models, "fold", "pages")
	if err != nil {
		return err
	}
	outs, err := createAll(o.out, "features.f32", "blocks.f32", "pages.jsonl")
	if err != nil {
		return err
	}
	out := files{features: outs[0], blocks: outs[1], index: outs[2]}
	for i := range pages {
		p := &pages[i]
		if err := p.writeSecond(i, all[p.fold()], out); err != nil {
			return fmt.Errorf("%s %s: %w", p.Corpus, p.ID, err)
		}
	}
	return closeAll(outs)
}

// writeSecond adds the blocks of page number for which there is hope.
func (p *page) writeSecond(number int, m models, out files) error {
	doc, err := p.open(m)
	if err != nil {
		return err
	}
	found, rows := doc.SecondFeatures()
	labels := p.label(found)
	written := 0
	for i, row := range rows {
		if row == nil || labels[i].weight == 0 && len(p.Body) == 0 {
			continue
		}
		out.features.floats(row[:])
		b := block{weight: float32(labels[i].weight), words: float32(found[i].Words), page: float32(number)}
		if labels[i].positive {
			b.label = 1
		}
		out.blocks.floats([]float32{b.label, b.weight, b.words, b.page})
		written++
	}
	return json.NewEncoder(out.index).Encode(map[string]any{"page": number, "corpus": p.Corpus, "id": p.ID, "site": p.site(), "fold": p.fold(),
		"blocks": written, "article": p.article(), "gold": len(tokens(p.Body)), "features": extract.SecondFeatureCount})
}
