package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"winnow/dataset"
	"winnow/query"
	"winnow/store"
)

const datasetBuildHelp = `Build makes a package of the recipe NAME of crawl.yaml (datasets:): a folder with the
articles as Parquet and JSON lines, the documents that were left out with the reason of
each, clusters, revisions, a card with figures and charts, Croissant and Frictionless
descriptions, the recipe and a list of digests.

The same database, recipe and version of winnow make the same bytes. The folder
appears under its name when it is complete; one that is there is left alone.

Signals of publishers (noai, tdm, robots, content-signal, noarchive) are columns;
respect: in the recipe, or --respect, leaves out the articles that ask for it.
--text none makes a package of addresses and digests, without texts, titles and names.

Examples:
  winnow dataset build everything
  winnow dataset build everything --dry-run
  winnow dataset build everything -o quay-2026 --respect noai,tdm --text none --json

Exit codes:
  0  built                    2  wrong usage or configuration, or nothing to publish
  1  the database or the folder cannot be read or written`

type datasetBuildFlags struct {
	database
	output, text        string
	respect             []string
	dryRun, json, quiet bool
}

func datasetBuildVerb(c *console) *cobra.Command {
	var f datasetBuildFlags
	cmd := &cobra.Command{
		Use:   "build NAME",
		Short: "Make a package of articles by a recipe of the configuration",
		Long:  datasetBuildHelp,
		Args:  takes(1, 1, "the name of one data set"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.datasetBuild(cmd.Context(), args[0], f) },
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "folder to make (default: NAME)")
	flags.StringVar(&f.text, "text", "", "full or none, instead of what the recipe says")
	flags.StringSliceVar(&f.respect, "respect", nil, "leave out articles with these signals too: "+list(dataset.Signals)+", or all")
	flags.BoolVar(&f.dryRun, "dry-run", false, "tell how many articles would be selected, and write nothing")
	flags.BoolVar(&f.json, "json", false, "the figures as a JSON object")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

func (c *console) datasetBuild(ctx context.Context, name string, f datasetBuildFlags) error {
	recipe, err := f.recipe(name)
	if err != nil {
		return err
	}
	where, err := query.Parse(recipe.Where)
	if err != nil {
		return badCondition("where", err)
	}
	out := firstOf(f.output, name)
	if err := vacant(out); err != nil {
		return err
	}
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	total, err := db.Count(ctx, store.Filter{Where: where})
	if err != nil {
		return err
	}
	if f.dryRun {
		fmt.Fprintf(c.out, "%s selected by %s\n", count(total, "article", "articles"), name)
		return nil
	}
	shown := c.counter(f.quiet || f.json, "building", total)
	defer shown.done()
	from, err := sourceOf(ctx, db, store.Filter{Where: where, Fields: documentFields})
	if err != nil {
		return err
	}
	from.Progress = shown.set
	defer debug.SetGCPercent(debug.SetGCPercent(exportGC))
	var stats *dataset.Stats
	err = toFolder(out, func(folder string) error {
		stats, err = dataset.Build(folder, *recipe, from)
		return err
	})
	if errors.Is(err, dataset.ErrEmpty) {
		return &failure{exitUsage, err, "winnow export --where … --dry-run counts what a condition selects"}
	}
	if err != nil {
		return err
	}
	return c.datasetTold(out, stats, f)
}

func (c *console) datasetTold(out string, stats *dataset.Stats, f datasetBuildFlags) error {
	switch {
	case f.json:
		return indented(c.out, stats)
	case f.quiet:
		return nil
	}
	fmt.Fprintf(c.out, "%s: %d selected, %d kept, %d left out\n", out, stats.Selected, stats.Kept, stats.Selected-stats.Kept)
	for _, reason := range slices.Sorted(mapKeys(stats.Excluded)) {
		fmt.Fprintf(c.out, "  left out: %s %d\n", reason, stats.Excluded[reason])
	}
	for _, split := range slices.Sorted(mapKeys(stats.Splits)) {
		fmt.Fprintf(c.out, "  %s: %d\n", split, stats.Splits[split])
	}
	return nil
}

func mapKeys(m map[string]int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// recipe gives the recipe of a name with what the flags change of it.
func (f *datasetBuildFlags) recipe(name string) (*dataset.Recipe, error) {
	settings, err := f.settings()
	if err != nil {
		return nil, err
	}
	r := settings.Dataset(name)
	if r == nil {
		var names []string
		for _, known := range settings.Datasets {
			names = append(names, known.Name)
		}
		hint := "datasets: in crawl.yaml has none"
		if len(names) > 0 {
			hint = "there are " + list(names)
		}
		return nil, usagef(hint, "no data set %q", name)
	}
	if f.text != "" {
		if f.text != dataset.TextFull && f.text != dataset.TextNone {
			return nil, usagef("full or none", "--text: unknown %q", f.text)
		}
		r.Text = f.text
	}
	if slices.Contains(f.respect, "all") {
		f.respect = dataset.Signals
	}
	for _, s := range f.respect {
		if !slices.Contains(r.Respect, s) {
			r.Respect = append(r.Respect, s)
		}
	}
	slices.Sort(r.Respect)
	if err := r.Check(); err != nil {
		return nil, usagef("there are "+list(dataset.Signals), "%w", err)
	}
	return r, nil
}

// documentFields are the keys of articles that packages have.
var documentFields = []string{"title", "subtitle", "authors", "modified", "organization", "section", "tags", "language", "license", "text",
	"cluster", "role", "run", "provenance", "gone", "access"}

// sourceOf hands the documents of a selection to a build.
func sourceOf(ctx context.Context, db *store.Store, filter store.Filter) (dataset.Source, error) {
	said, err := readSiteSays(ctx, db)
	if err != nil {
		return dataset.Source{}, err
	}
	return dataset.Source{
		Version: version,
		Documents: func(yield func(dataset.Document, error) bool) {
			for d, err := range db.Documents(ctx, filter) {
				out := documentOf(d)
				said.complete(&out.Rights, d.Page)
				if !yield(out, err) {
					return
				}
			}
		},
		Revisions: func(article string) ([]dataset.Revision, error) {
			list, err := db.Revisions(ctx, article)
			var out []dataset.Revision
			for _, r := range list {
				a := r.Article
				out = append(out, dataset.Revision{Number: r.Number, FetchedAt: r.FetchedAt, Run: r.Run, Changed: r.Changed, Title: a.Title,
					Modified: a.Modified.String(), WordCount: a.WordCount, Text: a.Text})
			}
			return out, err
		},
	}, nil
}

func documentOf(d store.Document) dataset.Document {
	s := d.Signals
	return dataset.Document{
		Article: d.Article, Site: d.Site, FirstSeen: d.FirstSeen, Dated: d.Dated, Page: d.Page, Extractor: d.Extractor, Method: d.Method,
		Size: d.Size, FirstDated: d.FirstDated, RawHash: d.RawHash, RawKept: d.Kept, Parts: d.Parts,
		Record: dataset.Record{File: d.Record.File, Offset: d.Record.Offset, ID: d.Record.ID},
		Rights: dataset.Rights{NoIndex: s.NoIndex, NoArchive: s.NoArchive, NoSnippet: s.NoSnippet, NoAI: s.NoAI, NoImageAI: s.NoImageAI,
			TDM: s.TDM, TDMPolicy: s.TDMPolicy, Content: s.Content},
	}
}
