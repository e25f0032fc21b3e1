package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"winnow/store"
)

const reextractHelp = `Reextract reads the kept pages again, without the network: those in the database
(store.keep: raw) and those in the web archive beside it (store.keep: warc), by this
version of winnow and by the selectors that crawl.yaml has now. What it reads
otherwise becomes a new extraction of the same revision. No revision is ever made by
it, and the earlier extraction stays in the database.

--dry-run shows what would change, field by field, and writes nothing. The work may
be interrupted at any moment: what was taken over stays, and --outdated goes on with
what another version of winnow has read. A page that is no article any more, or
whose bytes are not those that were fetched, is left as it is.

Examples:
  winnow reextract --dry-run
  winnow reextract --source example-world --since 2026-01-01
  winnow reextract --outdated
  winnow reextract --dry-run --json | jq .fields

Exit codes:
  0  done                                   75   a run holds the database
  1  the database cannot be read or written 130  stopped by SIGINT, state saved
  2  usage or configuration                 143  stopped by SIGTERM, state saved`

// reextractFlags are the flags of winnow reextract.
type reextractFlags struct {
	selection
	dryRun, json, quiet, outdated bool
}

func reextractVerb(c *console) *cobra.Command {
	var f reextractFlags
	cmd := &cobra.Command{
		Use:   "reextract",
		Short: "Read the kept pages again, without the network",
		Long:  reextractHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.reextract(cmd.Context(), f) },
	}
	f.selection.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would change, and write nothing")
	flags.BoolVar(&f.outdated, "outdated", false, "only what another version of winnow has read")
	flags.BoolVar(&f.json, "json", false, "as a JSON object")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

// rereading is what reextract came to; its JSON form is what --json prints.
type rereading struct {
	Extractor string         `json:"extractor"`
	Applied   bool           `json:"applied"`   // false for --dry-run
	Pages     int            `json:"pages"`     // kept pages that were read
	Unchanged int            `json:"unchanged"` // of which say the same
	Changed   int            `json:"changed"`   // of which say something else
	Refused   int            `json:"refused"`   // of which are no article any more, or damaged: left as they are
	Without   int            `json:"without"`   // articles without a kept page
	Fields    map[string]int `json:"fields"`    // in how many pages each field changes
	Examples  []reread       `json:"examples"`  // the first pages that change or are refused
}

// reread is what became of one page.
type reread struct {
	Article  string              `json:"id"`
	Revision int                 `json:"revision"`
	URL      string              `json:"url"`
	Refused  string              `json:"refused,omitempty"`
	Changes  []store.FieldChange `json:"changes"`
}

const (
	// rereadExamples bounds the pages that are shown one by one.
	rereadExamples = 100
	// rereadBatch is how many pages one transaction takes over.
	rereadBatch = 50
)

func (c *console) reextract(ctx context.Context, f reextractFlags) error {
	settings, err := f.settings()
	if err != nil {
		return err
	}
	filter, err := f.wanted()
	if err != nil {
		return err
	}
	db, err := f.store(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	documents, without, err := db.Kept(ctx, filter)
	if err != nil {
		return err
	}
	w := &rereader{db: db, again: newPagesAgain(db, settings.Harvest()), outdated: f.outdated, dry: f.dryRun,
		found: rereading{Extractor: version, Applied: !f.dryRun, Without: without, Fields: map[string]int{}, Examples: []reread{}}}
	shown := c.counter(f.quiet || f.json, "reading again", len(documents))
	err = w.run(ctx, documents, shown.set)
	shown.done()
	if f.json {
		return errors.Join(indented(c.out, w.found), err)
	}
	if !f.quiet {
		c.rereadTables(w.found)
	}
	return err
}

// store opens the database for what is to be done with it.
func (f *reextractFlags) store(ctx context.Context) (*store.Store, error) {
	if f.dryRun {
		return f.database.open(ctx)
	}
	return f.openToWrite(ctx)
}

// rereader reads kept pages again, several at a time.
type rereader struct {
	db       *store.Store
	again    *pagesAgain
	outdated bool
	dry      bool
	found    rereading
}

// work is a page on its way through the readers.
type work struct {
	page    store.KeptPage
	reading store.Reextraction
	err     error
}

// run reads the pages of the documents and takes over what they say, in their
// order. told is called with how many documents are done.
func (w *rereader) run(ctx context.Context, documents []int64, told func(done int)) error {
	reading, abandon := context.WithCancel(ctx)
	defer abandon()
	pages, read := make(chan work), make(chan work)
	go w.feed(reading, documents, pages)
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		readers.Go(func() {
			for p := range pages {
				if p.err == nil {
					p.reading.Article, p.err = w.again.extract(reading, p.page)
					p.reading.Extraction, p.page.Answers, p.page.Text = p.page.Extraction, nil, ""
				}
				select {
				case read <- p:
				case <-reading.Done():
				}
			}
		})
	}
	go func() { readers.Wait(); close(read) }()
	return errors.Join(w.take(ctx, read, told), context.Cause(ctx))
}

// feed hands out the kept pages.
func (w *rereader) feed(ctx context.Context, documents []int64, pages chan<- work) {
	defer close(pages)
	for p, err := range w.db.KeptPages(ctx, documents) {
		if err == nil && w.outdated && p.Extractor == version {
			continue
		}
		if err != nil {
			err = &unreadable{err}
		}
		select {
		case pages <- work{page: p, err: err}:
		case <-ctx.Done():
			return
		}
	}
}

// unreadable is an error of the database, not of a page.
type unreadable struct{ error }

// Unwrap gives the error behind.
func (u *unreadable) Unwrap() error { return u.error }

// take takes over what was read, a batch at a time. After an error nothing more
// is.
func (w *rereader) take(ctx context.Context, read <-chan work, told func(done int)) error {
	var batch []work
	done := map[string]bool{}
	for p := range read {
		var broken *unreadable
		if errors.As(p.err, &broken) {
			return broken.error
		}
		w.found.Pages++
		done[p.page.Article] = true
		if p.err != nil {
			w.refuse(p)
			continue
		}
		if batch = append(batch, p); len(batch) == rereadBatch {
			if err := w.apply(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
			told(len(done))
		}
	}
	if ctx.Err() != nil {
		return nil // what is not taken over is read again
	}
	err := w.apply(ctx, batch)
	told(len(done))
	return err
}

func (w *rereader) refuse(p work) {
	w.found.Refused++
	w.example(reread{p.page.Article, p.page.Revision, p.page.URL, p.err.Error(), []store.FieldChange{}})
}

// apply compares a batch with what stands, and lets it stand unless this is a
// dry run.
func (w *rereader) apply(ctx context.Context, batch []work) (err error) {
	changes := make([][]store.FieldChange, len(batch))
	readings := make([]store.Reextraction, len(batch))
	for i, p := range batch {
		readings[i] = p.reading
		if w.dry {
			if changes[i], err = w.db.CompareExtraction(ctx, p.reading); err != nil {
				return err
			}
		}
	}
	if !w.dry {
		if changes, err = w.db.Reextract(ctx, readings); err != nil {
			return err
		}
	}
	for i, p := range batch {
		if len(changes[i]) == 0 {
			w.found.Unchanged++
			continue
		}
		w.found.Changed++
		for _, change := range changes[i] {
			w.found.Fields[change.Field]++
		}
		w.example(reread{Article: p.page.Article, Revision: p.page.Revision, URL: p.page.URL, Changes: changes[i]})
	}
	return nil
}

func (w *rereader) example(r reread) {
	if len(w.found.Examples) < rereadExamples {
		w.found.Examples = append(w.found.Examples, r)
	}
}

// longFields are told of without their values.
var longFields = []string{"text", "markdown", "html", "provenance", "details"}

// rereadShown is how many pages people are shown.
const rereadShown = 20

func (c *console) rereadTables(found rereading) {
	if len(found.Examples) > 0 {
		t := c.table("Article", "Revision", "Field", "Before", "After")
		for _, e := range found.Examples[:min(len(found.Examples), rereadShown)] {
			if e.Refused != "" {
				t.AppendRow(row(e.Article, e.Revision, "", "left as it is", e.Refused))
			}
			for _, change := range e.Changes {
				before, after := clip(change.Before, 40), clip(change.After, 40)
				if slices.Contains(longFields, change.Field) {
					before, after = size(int64(len(change.Before))), size(int64(len(change.After)))
				}
				t.AppendRow(row(e.Article, e.Revision, change.Field, before, after))
			}
		}
		t.Render()
	}
	if len(found.Fields) > 0 {
		var counts []string
		for _, field := range slices.Sorted(maps.Keys(found.Fields)) {
			counts = append(counts, fmt.Sprintf("%s in %d", field, found.Fields[field]))
		}
		fmt.Fprintf(c.out, "\nfields that change: %s\n", strings.Join(counts, ", "))
	}
	would := map[bool]string{true: "changed", false: "would change"}[found.Applied]
	fmt.Fprintf(c.err, "%s read again by %s: %d %s, %d say the same, %d are no article any more or damaged, and stay\n",
		count(found.Pages, "kept page", "kept pages"), found.Extractor, found.Changed, would, found.Unchanged, found.Refused)
	if found.Without > 0 {
		fmt.Fprintf(c.err, "%s no kept page (store.keep: raw or warc keeps them from the next fetch on)\n", count(found.Without, "article has", "articles have"))
	}
}
