package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/store"
)

const backfillHelp = `Backfill harvests what the feeds of a source listed before: it follows their
archives (RFC 5005: prev-archive, else next) and the next_url of a JSON Feed, part
by part, and fetches the pages that they name, as politely as run does.

It ends at the last part, at a part it has read already, at an empty one, or after
--max-pages parts of each feed. The next backfill goes on where the last one
stopped, whatever stopped it; once all is read it begins anew with the newest. run
takes up the pages that are left.

Examples:
  winnow backfill example-world
  winnow backfill example-world --max-pages 5 --json
  winnow backfill example-world --dry-run              # where it would begin

` + exitHelp

func backfillVerb(c *console) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "backfill SOURCE",
		Short: "Harvest what the feeds of a source listed before",
		Long:  backfillHelp,
		Args:  takes(1, 1, "one source"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.archive < 1 {
				return usagef("for example 5", "--max-pages %d: want a number from 1", f.archive)
			}
			if err := f.check(cmd); err != nil {
				return err
			}
			f.sources, f.all, f.failOn = args, true, "any"
			return c.backfill(cmd.Context(), f)
		},
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.archive, "max-pages", 100, "read at most this many older parts of each feed")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print where each feed would be read from; ask for nothing, write nothing")
	flags.BoolVar(&f.json, "json", false, "print the report, or the plan of --dry-run, as JSON")
	flags.DurationVar(&f.maxTime, "max-time", 0, "start no page after this time, for example 50m")
	flags.StringVar(&f.report, "report", "", "write a report as JSON to this file")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log every address and what became of it")
	return cmd
}

func (c *console) backfill(ctx context.Context, f runFlags) error {
	settings, err := f.sourcesOf()
	if err != nil {
		return err
	}
	source := settings.Source(f.sources[0])
	if len(source.Feeds) == 0 {
		return usagef("what came before stands in its sitemaps or is linked from its pages: winnow run reads those",
			"source %s has no feeds", source.ID)
	}
	if f.dryRun {
		return c.backfillPlan(ctx, settings, source, f)
	}
	return c.runAndTell(ctx, settings, f)
}

// backfillStep is where the backfill of one feed would begin.
type backfillStep struct {
	Feed  string    `json:"feed"`
	Next  string    `json:"next"`  // the part to go on with; the feed itself when it begins anew
	Parts int       `json:"parts"` // older parts that are read
	Most  int       `json:"most"`  // further parts that would be read at most
	At    time.Time `json:"last_poll,omitzero"`
}

func (c *console) backfillPlan(ctx context.Context, settings *config.Config, source *config.Source, f runFlags) error {
	known, err := knownFeeds(ctx, settings.Store.Path)
	if err != nil {
		return err
	}
	var steps []backfillStep
	for _, address := range source.Feeds {
		step := backfillStep{Feed: address, Next: address, Most: f.archive}
		for _, k := range known {
			if k.Address == address {
				step.Next, step.Parts, step.At = firstOf(k.ArchiveNext, address), k.ArchiveParts, k.LastPoll
			}
		}
		steps = append(steps, step)
	}
	if f.json {
		return indented(c.out, steps)
	}
	t := c.table("Feed", "Goes on with", "Parts read", "At most")
	for _, s := range steps {
		t.AppendRow(row(s.Feed, s.Next, s.Parts, s.Most))
	}
	t.Render()
	return nil
}

// knownFeeds gives what a database knows of feeds; nothing where there is none.
func knownFeeds(ctx context.Context, path string) ([]store.Feed, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	db, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return nil, fmt.Errorf("what is read already: %w", err)
	}
	defer db.Close()
	return db.Feeds(ctx)
}
