package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/archive"
	"winnow/store"
)

const dbHelp = `Db takes care of the database file: check, backup, vacuum,
prune, merge, recover.

Examples:
  winnow db check
  winnow db backup winnow-2026-03-01.db
  winnow db prune --older 365d --dry-run

` + exitHelp

const dbCheckHelp = `Db check reads the whole database and tells what is wrong with it: damaged pages
and the tables they belong to, broken references, articles without a text, clusters
without an original, and any row of which a byte is not what winnow wrote. The WARC
files beside it, where there are any, have every digest computed again.

Rows that another program has changed on purpose differ from what winnow wrote as
well: --accept takes all rows as they are for right.

Examples:
  winnow db check
  winnow db check --quick --json
  winnow db check --accept

Exit codes:
  0   all is well             2  wrong usage
  1   it cannot be read       3  faults were found
  75  another run holds the database (--accept)`

const dbBackupHelp = `Db backup writes a copy of the database as it is at this moment; a run may go on
writing meanwhile. The copy has its name only when it is complete and was read back
without a fault. No file is replaced; with --keep, those of before are numbered and
the oldest goes. It is a database like any other: to go back, put it in its place.

Examples:
  winnow db backup winnow-2026-03-01.db
  winnow db backup -q --keep 7 /backup/winnow.db   # from cron, nightly

Exit codes:
  0  written                  2  wrong usage
  1  the database cannot be read, or the copy cannot be written`

const dbVacuumHelp = `Db vacuum writes the database file anew without the room that nothing uses any
more. It needs as much room again as the database takes, and nobody else may hold
it. Killed on the way, the file is as it was.

Examples:
  winnow db vacuum
  winnow db vacuum --db archive.db

Exit codes:
  0   done                    2  wrong usage
  1   the database cannot be written
  75  another run holds the database`

const dbPruneHelp = `Db prune takes away what is old and what no article needs: raw pages (keep: raw),
the log of requests, failures of addresses that were given up. Articles and their
revisions stay; winnow forget takes those. Files shrink with winnow db vacuum.

Examples:
  winnow db prune --older 365d --dry-run
  winnow db prune --older 90d && winnow db vacuum

Exit codes:
  0   done                    2  wrong usage
  1   the database cannot be written
  75  another run holds the database`

func dbVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "db",
		Short: "Take care of the database file",
		Long:  dbHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(dbCheckVerb(c), dbBackupVerb(c), dbVacuumVerb(c), dbPruneVerb(c), dbMergeVerb(c), dbRecoverVerb(c))
	return cmd
}

func dbCheckVerb(c *console) *cobra.Command {
	var d database
	var quick, asJSON, accept bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Tell what is wrong with the database",
		Long:  dbCheckHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := d.file()
			if err != nil {
				return err
			}
			db, err := store.OpenReadOnly(cmd.Context(), path, store.Options{Damaged: true, Version: version})
			if err != nil {
				return err
			}
			if accept {
				if err := errors.Join(db.Close(), c.accept(cmd.Context(), &d)); err != nil {
					return err
				}
				if db, err = store.OpenReadOnly(cmd.Context(), path, store.Options{Damaged: true, Version: version}); err != nil {
					return err
				}
			}
			defer db.Close()
			return c.dbCheck(cmd.Context(), db, quick, asJSON)
		},
	}
	d.flags(cmd)
	cmd.Flags().BoolVar(&quick, "quick", false, "do not compare indexes with tables, nor read WARC files")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a fault")
	cmd.Flags().BoolVar(&accept, "accept", false, "take rows that differ from what winnow wrote for right, then check")
	return cmd
}

// accept seals all rows anew.
func (c *console) accept(ctx context.Context, d *database) error {
	db, err := d.openToWrite(store.WithDoubts(ctx, func(string, []store.Fault) {})) // all of it is about to be checked
	if err != nil {
		return err
	}
	return errors.Join(db.Accept(ctx), db.Close())
}

func (c *console) dbCheck(ctx context.Context, db *store.Store, quick, asJSON bool) error {
	faults, err := db.Check(ctx, quick)
	if err != nil {
		return err
	}
	if folder := archiveFolder(db.Path()); !quick && exists(folder) {
		more, err := archiveFaults(folder)
		if err != nil {
			return err
		}
		faults = append(faults, more...)
	}
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	for _, f := range faults {
		if asJSON {
			err = lines.Encode(f)
		} else {
			_, err = fmt.Fprintf(c.out, "%s: %s\n", harmless(f.Where), harmless(f.What))
		}
		if err != nil {
			return err
		}
	}
	if len(faults) > 0 {
		hint := "keep a copy of the file, then take up the last winnow db backup, or save what can be read: winnow db recover --db " + db.Path() + " NEWFILE"
		if slices.ContainsFunc(faults, func(f store.Fault) bool { return f.Differs }) {
			hint += "; if another program has changed rows on purpose: winnow db check --accept --db " + db.Path()
		}
		return &failure{exitPartial, fmt.Errorf("%s: %s", db.Path(), count(len(faults), "fault", "faults")), hint}
	}
	if !asJSON {
		fmt.Fprintf(c.err, "%s: all is well\n", harmless(db.Path()))
	}
	return nil
}

// archiveFaults checks the WARC files beside a database. What a run is writing at
// the moment is left out: its end is not there yet.
func archiveFaults(folder string) ([]store.Fault, error) {
	a, err := archive.Open(folder)
	if errors.Is(err, archive.ErrFormat) {
		return nil, nil // nothing was archived yet
	}
	if err != nil {
		return nil, err
	}
	defer a.Close()
	var faults []store.Fault
	for _, part := range a.Damaged {
		faults = append(faults, store.Fault{Where: "archive", What: part})
	}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".open") {
			continue
		}
		if _, err := archive.Check(f, func(fault archive.Finding) {
			faults = append(faults, store.Fault{Where: "archive", What: fault.String()})
		}); err != nil {
			return faults, err
		}
	}
	return faults, nil
}

func dbBackupVerb(c *console) *cobra.Command {
	var d database
	var keep int
	var quiet bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database, also while a run writes to it",
		Long:  dbBackupHelp,
		Args:  takes(1, 1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if err := natural("keep", keep); err != nil {
				return err
			}
			if keep > 0 {
				err = db.Rotate(cmd.Context(), args[0], keep)
			} else {
				err = db.Backup(cmd.Context(), args[0])
			}
			if errors.Is(err, fs.ErrExist) {
				return usagef("give another name, remove it first, or keep some of them with --keep", "%s is there already", args[0])
			} else if err != nil {
				return err
			}
			if quiet {
				return nil
			}
			if st, err := os.Stat(args[0]); err == nil {
				fmt.Fprintf(c.err, "%s: %s\n", harmless(args[0]), size(st.Size()))
			}
			if folder := archiveFolder(db.Path()); exists(folder) {
				fmt.Fprintf(c.err, "the WARC files in %s are not part of it: copy the folder too\n", harmless(folder))
			}
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().IntVar(&keep, "keep", 0, "keep so many copies: those of before become FILE.1, FILE.2 ...; 0 replaces none")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print nothing when all went well")
	return cmd
}

func dbVacuumVerb(c *console) *cobra.Command {
	var d database
	cmd := &cobra.Command{
		Use:   "vacuum",
		Short: "Give back the room that nothing uses",
		Long:  dbVacuumHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, err := d.openToWrite(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			before := sizeOf(db.Path())
			if err := db.Compact(cmd.Context()); err != nil {
				return err
			}
			fmt.Fprintf(c.err, "%s: %s, was %s\n", harmless(db.Path()), size(sizeOf(db.Path())), size(before))
			return nil
		},
	}
	d.flags(cmd)
	return cmd
}

// sizeOf gives the size of a file, 0 when it cannot be told.
func sizeOf(name string) int64 {
	st, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return st.Size()
}

func dbPruneVerb(c *console) *cobra.Command {
	var d database
	var older string
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "prune --older AGE",
		Short: "Take away what is old and no article needs",
		Long:  dbPruneHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			age, err := ageOf(older)
			if err != nil {
				return err
			}
			return c.dbPrune(cmd.Context(), &d, time.Now().Add(-age), dry, asJSON)
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVar(&older, "older", "", "what is older than this, for example 365d or 48h")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "count what would go; write nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return cmd
}

// ageOf reads a duration, also in days.
func ageOf(s string) (time.Duration, error) {
	wrong := usagef("for example --older 365d", "--older %q: want an age", s)
	if days, found := strings.CutSuffix(s, "d"); found {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 {
			return 0, wrong
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	age, err := time.ParseDuration(s)
	if err != nil || age < 0 {
		return 0, wrong
	}
	return age, nil
}

func (c *console) dbPrune(ctx context.Context, d *database, before time.Time, dry, asJSON bool) error {
	open := d.openToWrite
	if dry {
		open = d.open
	}
	db, err := open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	gone, err := db.Prune(ctx, before, dry)
	if err != nil {
		return err
	}
	if asJSON {
		return indented(c.out, gone)
	}
	went := "went"
	if dry {
		went = "would go"
	}
	fmt.Fprintf(c.out, "%s, %s and %s %s\n", count(int(gone.Pages), "raw page", "raw pages"), count(int(gone.Requests), "request", "requests"),
		count(int(gone.Failures), "failure", "failures"), went)
	return nil
}
