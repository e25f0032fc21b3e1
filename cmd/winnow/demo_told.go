package main

import (
	"context"
	"errors"
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

// copyReasons says why an article is known to be another publisher's copy.
var copyReasons = map[string]string{
	"canonical": "the page names it as its canonical address",
	"same-text": "the text is the same",
	"near-text": "the text is the same but for some edits",
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
	err := eachArticle(ctx, path, store.Filter{}, func(db *store.Store, a extract.Article) error {
		id = firstOf(id, a.ID)
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
	if err := errors.Join(c.demoCopies(ctx, path), c.demoLeftOut(ctx, path)); err != nil {
		return err
	}
	c.say(true, "\nGo on with\n  winnow list --db %[1]s\n  winnow show --db %[1]s %[2]s\n  winnow export --db %[1]s -o articles.jsonl\n", quoted(path), firstOf(id, "ID"))
	return nil
}

// demoCopies lists what another publisher has too.
func (c *console) demoCopies(ctx context.Context, path string) error {
	db, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	copies, err := db.Copies(ctx, "")
	for _, o := range copies {
		c.say(true, "Another publisher's, kept as a copy:\n  %s\n  of %s, because %s\n",
			harmless(o.URL), harmless(o.Of), firstOf(copyReasons[o.Method], o.Method))
	}
	return err
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
