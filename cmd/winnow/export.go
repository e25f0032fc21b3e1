package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"winnow/dataset"
	"winnow/extract"
	"winnow/store"
)

const exportHelp = `Export writes articles to a file, a folder, or to standard output.

A file is written beside its name and renamed when complete: whatever happens, the
name holds either the old file or the whole new one. A folder must not be there yet.
A name that ends in .gz or .zst packs the file. The format follows from the ending
of the name (.jsonl .csv .parquet .xml .atom .rss .opml) or from --format; a name
without an ending is JSON lines:

  jsonl     every field with its provenance, one object a line
  csv       one column a field, without provenance, lists joined by "; "
  parquet   the columns of csv, typed, lists as lists, packed (Snappy, zstd)
  markdown  a folder with one file an article, its fields as YAML above it
  tei       one TEI P5 corpus (XML) with a header for each article
  atom, rss a feed of the articles
  opml      the feeds of the sources that the articles are from

--fields chooses the columns of jsonl, csv, parquet and markdown, provenance among
them. In CSV a cell that
a spreadsheet would run as a formula (beginning with = + - @, a tab or a line break)
gets an apostrophe before it, and so does one that has apostrophes before such a
sign: to read what was there take one apostrophe away from each cell that matches
^'+[=+@\t\r\n-]. --raw-cells leaves all cells alone.

--where chooses articles, here and wherever articles are chosen:

  FIELD = VALUE    != < <= > >=    ~ contains, !~ does not    in (A, B)
  FIELD is known   FIELD is unknown                    and, or, not, brackets

` + whereHelp + `
A date is 2026, 2026-01, 2026-01-31 or an instant, and means all of its time; en also
finds en-GB; a list fits when one of its items does. A value with spaces or signs
stands in quotes, a quote in it is doubled. Several --where all have to hold.

Articles that were fetched with credentials of yours, and those whose pages say that
readers pay, are left out unless --restricted is given: "access" tells which.

Examples:
  winnow export -o articles.jsonl.zst
  winnow export --where "language = en and words >= 200" -o en.parquet
  winnow export --where "tag in (trade, ships)" --fields id,url,title -o a.csv
  winnow export --format markdown --source example-world -o notes
  winnow export --where "license is known and date >= 2026-01" --dry-run
  winnow export | jq -r .title

Exit codes:
  0  written                  2  wrong usage
  1  the database or the file cannot be read or written`

// whereHelp lists the fields of --where; a test holds it to the language.
const whereHelp = `  id url site source organization author title section tag language license text
  words date published fetched first_seen run revision cluster role access gone noai
  tdm_reserved
`

// exportFlags are the flags of winnow export.
type exportFlags struct {
	selection
	format, output                  string
	restricted, dryRun, json, quiet bool
	o                               dataset.Options
}

func exportVerb(c *console) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write articles as JSON lines, CSV, Parquet, Markdown, TEI or a feed",
		Long:  exportHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.export(cmd.Context(), f) },
	}
	f.selection.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", dataset.Names()+", opml (default: by the ending of --output, else jsonl)")
	flags.StringVarP(&f.output, "output", "o", "-", "file or folder to write, - for standard output")
	flags.StringSliceVar(&f.o.Fields, "fields", nil, "only these columns, in this order")
	flags.BoolVar(&f.restricted, "restricted", false, "also what credentials of yours opened, and what stands behind a paywall")
	flags.BoolVar(&f.o.RawCells, "raw-cells", false, "leave CSV cells as they are")
	flags.StringVar(&f.o.Title, "title", "", "name of the collection, in formats that have a place for it")
	flags.BoolVar(&f.dryRun, "dry-run", false, "count the articles, and write nothing")
	flags.BoolVar(&f.json, "json", false, "summary as a JSON object; needs --output or --dry-run")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

// exported is what an export came to; its JSON form is what --json prints.
type exported struct {
	Format     string `json:"format"`
	Output     string `json:"output"`
	Written    bool   `json:"written"` // false for --dry-run
	Articles   int    `json:"articles"`
	Restricted int    `json:"restricted"` // left out, since they are not for everyone
}

// formatOPML is the one format that is not about the articles themselves.
const formatOPML = "opml"

func (c *console) export(ctx context.Context, f exportFlags) error {
	format, err := f.check()
	if err != nil {
		return err
	}
	f.filter.Open = !f.restricted
	db, filter, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	out := exported{Format: format, Output: f.output, Written: !f.dryRun}
	if f.dryRun || f.json {
		if err := out.count(ctx, db, filter); err != nil {
			return err
		}
	}
	if !f.dryRun {
		if out.Articles, err = c.exportTo(ctx, db, filter, format, f); err != nil {
			return err
		}
	}
	return c.exportTold(out, f)
}

// check finds mistakes that need no database, and gives the format.
func (f *exportFlags) check() (format string, err error) {
	if format = f.format; format == "" {
		if format = formatOf(f.output); format == "" {
			return "", usagef("the endings are "+list(dataset.Endings())+", ."+formatOPML+", each also with .gz or .zst; --format names a format for any other",
				"--output %s: no format is known by the ending %q", f.output, dataset.Ending(f.output))
		}
	}
	known, ok := dataset.Find(format)
	switch {
	case !ok && format != formatOPML:
		return "", usagef("one of "+dataset.Names()+", "+formatOPML, "unknown format %q", format)
	case known.Folder && f.output == "-" && !f.dryRun:
		return "", usagef("name a folder with --output", "%s is many files", format)
	case f.json && f.output == "-" && !f.dryRun:
		return "", usagef("name a file with --output", "--json has no place beside the articles on standard output")
	case len(f.o.Fields) > 0 && !known.Table && !known.Folder:
		return "", usagef("--fields goes with jsonl, csv, parquet and markdown", "%s has no fields to choose", format)
	}
	return format, badField("--fields", dataset.CheckFields(f.o.Fields))
}

// formatOf gives the format of a file by the ending of its name: JSON lines where it
// has none, nothing where that is unknown.
func formatOf(output string) string {
	ending := dataset.Ending(output)
	if ending == "."+formatOPML {
		return formatOPML
	}
	if f, ok := dataset.ByFile(output); ok {
		return f.Name
	}
	if output == "-" || ending == "" {
		return "jsonl"
	}
	return ""
}

// badField says which fields there are.
func badField(place string, err error) error {
	var unknown *dataset.FieldError
	switch {
	case errors.As(err, &unknown):
		return usagef("there are "+list(unknown.There), "%s: %w", place, err)
	case err != nil:
		return usagef("", "%s: %w", place, err)
	}
	return nil
}

func (e *exported) count(ctx context.Context, db *store.Store, filter store.Filter) (err error) {
	if e.Articles, err = db.Count(ctx, filter); err != nil || !filter.Open || filter.Limit > 0 {
		return err
	}
	filter.Open = false
	all, err := db.Count(ctx, filter)
	e.Restricted = all - e.Articles
	return err
}

// exportGC is how much the heap may grow in per cent before what is no longer needed
// is given back: a group of rows of Parquet is large, and four times of it, as elsewhere,
// is more than exports are to take. At 40 the collector took a tenth of the time.
const exportGC = 150

func (c *console) exportTo(ctx context.Context, db *store.Store, filter store.Filter, format string, f exportFlags) (n int, err error) {
	if format == formatOPML {
		return c.exportFeeds(ctx, db, filter, f)
	}
	total := 0
	if !f.quiet && isTerminal(c.err) {
		if total, err = db.Count(ctx, filter); err != nil {
			return 0, err
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(exportGC))
	filter.Fields = dataset.Reads(format, f.o)
	shown := c.counter(f.quiet || f.output == "-", "exporting", total)
	defer shown.done()
	articles := counted(db.Articles(ctx, filter), shown)
	if known, _ := dataset.Find(format); known.Folder {
		return n, toFolder(f.output, func(folder string) error {
			n, err = dataset.Folder(folder, articles, f.o)
			return err
		})
	}
	err = c.toFile(f.output, func(w io.Writer) error {
		packed, err := dataset.Packed(w, f.output)
		if err != nil {
			return err
		}
		if n, err = dataset.Write(packed, format, articles, f.o); err != nil {
			return err
		}
		return packed.Close()
	})
	return n, err
}

// countEvery is how many articles pass between two looks at the clock.
const countEvery = 500

func counted(articles dataset.Articles, shown *counter) dataset.Articles {
	return func(yield func(a extract.Article, err error) bool) {
		n := 0
		for a, err := range articles {
			if n++; n%countEvery == 0 {
				shown.set(n)
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

func (c *console) exportTold(out exported, f exportFlags) error {
	switch {
	case f.json:
		return indented(c.out, out)
	case f.dryRun:
		fmt.Fprintf(c.out, "%s to write as %s", count(out.Articles, "article", "articles"), out.Format)
		if out.Restricted > 0 {
			fmt.Fprintf(c.out, "; %d more are not for everyone (--restricted)", out.Restricted)
		}
		fmt.Fprintln(c.out)
	case f.output != "-" && !f.quiet:
		fmt.Fprintf(c.err, "%s written to %s\n", count(out.Articles, "article", "articles"), f.output)
	}
	return nil
}
