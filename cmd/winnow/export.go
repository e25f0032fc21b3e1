package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow/dataset"
)

const exportHelp = `Export writes articles to a file, or to standard output.

A file is written beside its name and renamed when complete: whatever happens,
the name holds either the old file or the whole new one.

JSON lines carry every field with its provenance; CSV has one column a field,
without provenance, lists joined by "; ", and nothing in a cell whose value is
not known. In CSV a cell that a spreadsheet would run as a formula
(beginning with = + - @ or a tab) gets an apostrophe before it, unless
--raw-cells says otherwise.

Articles that were fetched with credentials of yours, and those whose pages say that
readers pay, are left out unless --restricted is given: "access" tells which.

Examples:
  winnow export -o articles.jsonl
  winnow export --format csv --source example-world --since 2026-01-01 -o world.csv
  winnow export | jq -r .title

Exit codes:
  0  written                  2  wrong usage
  1  the database or the file cannot be read or written`

func exportVerb(c *console) *cobra.Command {
	var (
		pick       selection
		format     string
		output     string
		restricted bool
		o          dataset.Options
	)
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write articles as JSON lines or CSV",
		Long:  exportHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			pick.filter.Open = !restricted
			return c.export(cmd.Context(), pick, format, output, o)
		},
	}
	pick.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "", dataset.Names()+" (default: by the ending of --output, else jsonl)")
	cmd.Flags().StringVarP(&output, "output", "o", "-", "file to write, - for standard output")
	cmd.Flags().BoolVar(&restricted, "restricted", false, "also what credentials of yours opened, and what stands behind a paywall")
	cmd.Flags().BoolVar(&o.RawCells, "raw-cells", false, "leave CSV cells as they are")
	return cmd
}

func (c *console) export(ctx context.Context, pick selection, format, output string, o dataset.Options) error {
	if format == "" {
		if format = "jsonl"; filepath.Ext(output) == ".csv" {
			format = "csv"
		}
	}
	if !dataset.Knows(format) {
		return usagef("one of "+dataset.Names(), "unknown format %q", format)
	}
	db, filter, err := pick.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var n int
	err = c.toFile(output, func(w io.Writer) error {
		var err error
		n, err = dataset.Write(w, format, db.Articles(ctx, filter), o)
		return err
	})
	if err == nil && output != "-" {
		fmt.Fprintf(c.err, "%s written to %s\n", count(n, "article", "articles"), output)
	}
	return err
}
