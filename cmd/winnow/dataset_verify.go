package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/dataset"
)

const datasetVerifyHelp = `Verify checks a package that build made: the digest of every file, that none is missing
and none was added; that Parquet and JSON lines say the same in every column, by the
same types; each row against what its columns may hold and against the recipe, its text
against its digest; that no cluster is in two splits; that data, clusters, revisions and
what was left out refer to each other; and that figures, charts, card, datapackage.json
and croissant.json say what the data says. A fault names the file, and the row with its
id and the column where there are some. What people have added to the card is left
alone. Verify needs no database, and does not rest on SHA256SUMS: it finds as well what
was changed by somebody who made that anew.

Examples:
  winnow dataset verify everything
  winnow dataset verify everything --json | jq .faults

Exit codes:
  0  sound                    2  wrong usage, or no package
  1  faults were found, or it cannot be read`

func datasetVerifyVerb(c *console) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify PACKAGE",
		Short: "Check a package: digests, both formats, types, figures, references",
		Long:  datasetVerifyHelp,
		Args:  takes(1, 1, "one package"),
		RunE:  func(_ *cobra.Command, args []string) error { return c.datasetVerify(args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return cmd
}

func (c *console) datasetVerify(folder string, asJSON bool) error {
	found, err := dataset.Verify(folder, version)
	if err != nil {
		return noPackage(err)
	}
	switch {
	case asJSON:
		if err := indented(c.out, found); err != nil {
			return err
		}
	default:
		for _, f := range found.Faults {
			fmt.Fprintln(c.out, harmless(f))
		}
		fmt.Fprintf(c.out, "%s: %s, %s, %d left out, %s\n", folder, count(found.Files, "file", "files"), count(found.Rows, "row", "rows"),
			found.Excluded, count(found.Revisions, "revision", "revisions"))
	}
	if found.Count > 0 {
		return &failure{exitInternal, fmt.Errorf("%s: %s", folder, count(found.Count, "fault", "faults")), "build the package again, or fetch it again from where it is published"}
	}
	return nil
}

// noPackage says what to do with a folder that holds no package.
func noPackage(err error) error {
	if errors.Is(err, dataset.ErrNoPackage) {
		return &failure{exitUsage, err, "name the folder that winnow dataset build made"}
	}
	return err
}

const datasetDiffHelp = `Diff compares the rows of two packages by their ids: what was added and removed, whose
text has changed, what is in another split.

Examples:
  winnow dataset diff everything-may everything-june
  winnow dataset diff everything-may everything-june --json | jq -r '.changed[]'

Exit codes:
  0  compared                 2  wrong usage, or no package
  1  a package cannot be read`

func datasetDiffVerb(c *console) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Tell how the rows of two packages differ",
		Long:  datasetDiffHelp,
		Args:  takes(2, 2, "two packages"),
		RunE:  func(_ *cobra.Command, args []string) error { return c.datasetDiff(args[0], args[1], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object, with all ids")
	return cmd
}

// diffExamples is how many ids of a kind people are shown.
const diffExamples = 10

func (c *console) datasetDiff(a, b string, asJSON bool) error {
	d, err := dataset.Compare(a, b)
	if err != nil {
		return noPackage(err)
	}
	if asJSON {
		return indented(c.out, d)
	}
	fmt.Fprintf(c.out, "%d the same\n", d.Same)
	for _, part := range []struct {
		what string
		ids  []string
	}{{"added", d.Added}, {"removed", d.Removed}, {"changed", d.Changed}, {"moved", d.Moved}} {
		fmt.Fprintf(c.out, "%d %s\n", len(part.ids), part.what)
		for _, id := range part.ids[:min(len(part.ids), diffExamples)] {
			fmt.Fprintf(c.out, "  %s\n", harmless(id))
		}
	}
	return nil
}
