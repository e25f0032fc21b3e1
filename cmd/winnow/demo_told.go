package main

import (
	"context"
	"fmt"
	"slices"

	"winnow/extract"
	"winnow/store"
)

// reasons says why two addresses are one article, or two articles copies.
var reasons = []struct{ code, why string }{
	{"tracking", "they differ in parameters that only tell where a reader came from"},
	{"redirect", "one leads to the other"},
	{"canonical", "the page names the other as its canonical address"},
	{"same-text", "the same text stands under both, on one site"},
	{"spelling", "they are spellings of one address"},
}

// demoRevised tells of the articles of which a run stored a further revision.
func (c *console) demoRevised(ctx context.Context, path, run string) error {
	return eachArticle(ctx, path, store.Filter{Run: run}, func(_ *store.Store, a extract.Article) error {
		if a.Revision > 1 {
			c.say(true, "Revised: %s is kept in %d revisions.\n", harmless(a.URL), a.Revision)
		}
		return nil
	})
}

// demoTold tells what was joined, linked and left out and why, and names three
// commands to go on with.
func (c *console) demoTold(ctx context.Context, path string) error {
	id := ""
	joined := map[string][]string{}
	var copies []string
	err := eachArticle(ctx, path, store.Filter{}, func(db *store.Store, a extract.Article) error {
		id = firstOf(id, a.ID)
		if a.Role == "copy" {
			copies = append(copies, a.URL)
		}
		list, err := db.Addresses(ctx, a.ID)
		for _, at := range list {
			joined[at.Reason] = append(joined[at.Reason], at.URL)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.say(true, "\nAddresses that were joined into one article:\n")
	for _, r := range reasons {
		if at := joined[r.code]; len(at) > 0 {
			slices.Sort(at)
			c.say(true, "  %d because %s, as %s\n", len(at), r.why, harmless(at[0]))
		}
	}
	for _, url := range copies {
		c.say(true, "Another publisher's copy, kept and linked to the original:\n  %s\n", harmless(url))
	}
	if err := c.demoLeftOut(ctx, path); err != nil {
		return err
	}
	c.say(true, "\nGo on with\n  winnow list --db %[1]s\n  winnow show --db %[1]s %[2]s\n  winnow export --db %[1]s -o articles.jsonl\n", quoted(path), firstOf(id, "ID"))
	return nil
}

// demoLeftOut lists the addresses that gave no article.
func (c *console) demoLeftOut(ctx context.Context, path string) error {
	db, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	c.say(true, "Addresses that gave no article:\n")
	for f, err := range db.Failures(ctx, store.FailureFilter{}) {
		if err != nil {
			return err
		}
		c.say(true, "  %s\n", harmless(fmt.Sprintf("%s: %s", f.Address, firstOf(f.Detail, f.Reason))))
	}
	return nil
}

// eachArticle has do see every article that a filter wants.
func eachArticle(ctx context.Context, path string, filter store.Filter, do func(*store.Store, extract.Article) error) error {
	db, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	for a, err := range db.Articles(ctx, filter) {
		if err != nil {
			return err
		}
		if err := do(db, a); err != nil {
			return err
		}
	}
	return nil
}
