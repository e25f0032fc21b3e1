package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"winnow/store"
)

const dbRecoverHelp = `Db recover writes what can be read of a damaged database into a new one: every row
of every table but those on pages that are damaged. A byte that has changed within a
text becomes again what was written. What refers to lost rows goes,
articles whose text was lost are asked for again by the next run, and copies are
found anew. The damaged file is only read, and no file is replaced.

A backup is better where there is one: winnow db backup makes it.

Examples:
  winnow db recover saved.db
  winnow db recover --db damaged.db saved.db && winnow db check --db saved.db

Exit codes:
  0  everything was read      2  wrong usage
  1  nothing can be read      3  a part was lost`

func dbRecoverVerb(c *console) *cobra.Command {
	var d database
	var asJSON, quiet bool
	cmd := &cobra.Command{
		Use:   "recover NEWFILE",
		Short: "Save what can be read of a damaged database",
		Long:  dbRecoverHelp,
		Args:  takes(1, 1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.dbRecover(cmd.Context(), &d, args[0], asJSON, quiet)
		},
	}
	d.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "no progress")
	return cmd
}

func (c *console) dbRecover(ctx context.Context, d *database, to string, asJSON, quiet bool) error {
	from, err := d.file()
	if err != nil {
		return err
	}
	shown := c.steps(quiet)
	got, err := store.Recover(ctx, from, to, func(table string) { shown.tell(table, 0, 0) })
	shown.done()
	if errors.Is(err, fs.ErrExist) {
		return usagef("give another name, or remove it first", "%s is there already", to)
	}
	if err != nil {
		return err
	}
	if asJSON {
		if err := indented(c.out, got); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(c.out, "%s: %s\n", harmless(to), count(int(got.Articles), "article", "articles"))
	}
	if got.Mended > 0 && !asJSON {
		fmt.Fprintf(c.out, "%s: %s that had changed, and again what was written\n", harmless(to), count(got.Mended, "byte", "bytes"))
	}
	if len(got.Damaged)+len(got.Altered)+len(got.Differs) == 0 && got.Refetch == 0 {
		return nil
	}
	var lost []string
	if len(got.Damaged) > 0 {
		lost = append(lost, "a part could not be read of: "+strings.Join(got.Damaged, ", "))
	}
	if len(got.Differs) > 0 {
		lost = append(lost, "rows are not what was written in: "+strings.Join(got.Differs, ", "))
	}
	if len(got.Altered) > 0 {
		lost = append(lost, "the text is not quite what was stored of: "+strings.Join(got.Altered, ", "))
	}
	if got.Refetch > 0 {
		lost = append(lost, count(int(got.Refetch), "article has lost its text and is", "articles have lost their text and are")+" asked for again by the next run")
	}
	return &failure{exitPartial, errors.New(strings.Join(lost, "; ")),
		"look at it with winnow db check --db " + to + ", then put it in the place of the damaged one"}
}
