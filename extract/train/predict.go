package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"winnow/extract"
)

// predict extracts every page and writes CORPUS.jsonl, one line a page. With
// -models, each page is read by the model that has not seen its site.
func predict(o options) error {
	pages, err := readPages(o)
	if err != nil {
		return err
	}
	all, err := readModels(o.models, "fold", "second", "pages")
	if err != nil {
		return err
	}
	files := map[string]*output{}
	for i := range pages {
		p := &pages[i]
		f := files[p.Corpus]
		if f == nil {
			if f, err = create(o.out, p.Corpus+".jsonl"); err != nil {
				return err
			}
			files[p.Corpus] = f
		}
		doc, err := p.open(all[p.fold()])
		if err != nil {
			return fmt.Errorf("%s %s: %w", p.Corpus, p.ID, err)
		}
		a := doc.Article()
		if err := json.NewEncoder(f).Encode(map[string]any{"id": p.ID, "body": a.Text, "article": a.IsArticle}); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := f.close(); err != nil {
			return err
		}
	}
	return nil
}

// models are those that have not seen a page; those that serve where there is none.
type models struct{ blocks, second, pages *extract.Model }

// readModels reads for each fold the models of these kinds that have not seen it:
// fold-0.model, second-0.model, pages-0.model and so on; none without a folder.
func readModels(dir string, kinds ...string) (all [folds]models, err error) {
	if dir == "" {
		return all, nil
	}
	for k := range all {
		for _, kind := range kinds {
			into := map[string]**extract.Model{"fold": &all[k].blocks, "second": &all[k].second, "pages": &all[k].pages}[kind]
			if *into, err = readModel(filepath.Join(dir, fmt.Sprintf("%s-%d.model", kind, k))); err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

func readModel(path string) (*extract.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := extract.ReadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}
