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
	models, err := foldModels(o.models, "fold")
	if err != nil {
		return err
	}
	kinds, err := foldModels(o.models, "pages")
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
		doc, err := p.open(models[p.fold()], kinds[p.fold()])
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

// foldModels reads the models that have not seen a fold, fold-0.model or
// pages-0.model and so on; all nil without a folder.
func foldModels(dir, kind string) ([folds]*extract.Model, error) {
	var models [folds]*extract.Model
	if dir == "" {
		return models, nil
	}
	for k := range models {
		f, err := os.Open(filepath.Join(dir, fmt.Sprintf("%s-%d.model", kind, k)))
		if err != nil {
			return models, err
		}
		models[k], err = extract.ReadModel(f)
		f.Close()
		if err != nil {
			return models, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	return models, nil
}
