package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler/fetch"
	"winnow/dataset"
)

const datasetHydrateHelp = `Hydrate fetches the pages of a package that was built with --text none again, reads them,
and compares the digest of each text with that of the package. It writes one line of
JSON a row, in the order of the package: id, url, state (same, changed, failed, refused
by robots.txt), detail, which says why it is not the same, the digests, and title and
text where the state is same or changed.

Hosts are asked one request at a time with --delay between two, and longer where their
robots.txt or a Retry-After says so; what robots.txt does not allow is not asked for.
Where there is a crawl.yaml, its identity, politeness and network hold here too.

Until all rows are done their lines are in a file beside the output that ends in .part.
Interrupted, even killed, the same command goes on with what is left, and tries again
what failed; no row that was fetched is asked for a second time.

Examples:
  winnow dataset hydrate bare -o texts.jsonl
  winnow dataset hydrate bare --limit 100 -o texts.jsonl.gz

Exit codes:
  0  done: each line tells its state  2  wrong usage, or no package
  1  the package or the file cannot be read or written
  130, 143  stopped by a signal: the same command goes on`

type hydrateFlags struct {
	database
	output string
	delay  time.Duration
	limit  int
	allow  []string
	quiet  bool
}

func datasetHydrateVerb(c *console) *cobra.Command {
	var f hydrateFlags
	cmd := &cobra.Command{
		Use:   "hydrate PACKAGE",
		Short: "Fetch the texts of a package again and check them against its digests",
		Long:  datasetHydrateHelp,
		Args:  takes(1, 1, "one package"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.datasetHydrate(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", "", "configuration file (default: crawl.yaml where there is one)")
	flags.StringVarP(&f.output, "output", "o", "-", "file to write, - for standard output")
	flags.DurationVar(&f.delay, "delay", -1, "least time between two requests to one host (default: that of the configuration, else 2s)")
	flags.Lookup("delay").DefValue = "0s" // a default that is said in words
	flags.IntVar(&f.limit, "limit", 0, "at most this many rows (0 is all)")
	flags.StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

// hydrated is what became of a row.
type hydrated struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	State  string `json:"state"` // same, changed, failed, refused
	Detail string `json:"detail,omitempty"`
	Want   string `json:"text_sha256"` // of the package
	Got    string `json:"got_sha256"`  // of what is there now; empty without a text
	Title  string `json:"title,omitempty"`
	Text   string `json:"text,omitempty"`
}

func (c *console) datasetHydrate(ctx context.Context, folder string, f hydrateFlags) error {
	if err := natural("limit", f.limit); err != nil {
		return err
	}
	rows, err := hydrateRows(folder, f.limit)
	if err != nil {
		return err
	}
	settings, err := f.settings()
	if err != nil {
		return err
	}
	fetcher, err := f.fetcher(settings)
	if err != nil {
		return err
	}
	defer fetcher.Close()
	h := newHydrator(fetcher, settings, f.delay)
	if f.output == "-" {
		return c.hydrateToStdout(ctx, h, rows, f)
	}
	return c.hydrateToFile(ctx, h, rows, f)
}

func hydrateRows(folder string, limit int) (rows []dataset.Row, err error) {
	for r, err := range dataset.Rows(folder) {
		if err != nil {
			return nil, noPackage(err)
		}
		if rows = append(rows, r); len(rows) == limit {
			break
		}
	}
	return rows, nil
}

func (f *hydrateFlags) fetcher(settings *config.Config) (*fetch.Fetcher, error) {
	more, err := prefixes(f.allow)
	if err != nil {
		return nil, err
	}
	o := settings.Fetcher()
	o.Allow = append(o.Allow, more...)
	return fetch.New(o)
}

// hydrateToStdout writes lines as they come.
func (c *console) hydrateToStdout(ctx context.Context, h *hydrator, rows []dataset.Row, f hydrateFlags) error {
	tally := map[string]int{}
	err := h.run(ctx, rows, func(out hydrated) error {
		tally[out.State]++
		return writeLine(c.out, out)
	})
	if err == nil && !f.quiet {
		c.hydrateTold(tally, len(rows))
	}
	return err
}

func writeLine(w io.Writer, v any) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	return lines.Encode(v)
}

func (c *console) hydrateTold(tally map[string]int, rows int) {
	fmt.Fprintf(c.err, "%s: %d same, %d changed, %d failed, %d refused by robots.txt\n", count(rows, "row", "rows"),
		tally["same"], tally["changed"], tally["failed"], tally["refused"])
}

// hydrateToFile gathers the lines in a file beside the output until all are there.
func (c *console) hydrateToFile(ctx context.Context, h *hydrator, rows []dataset.Row, f hydrateFlags) (err error) {
	part, err := openHydrated(f.output+hydratePart, rows)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, part.close()) }()
	if done := len(part.spots); done > 0 && !f.quiet {
		fmt.Fprintf(c.err, "%s done before, %d to do\n", count(done, "row was", "rows were"), len(rows)-done)
	}
	shown := c.counter(f.quiet, "fetching", len(rows))
	defer shown.done()
	shown.set(len(part.spots))
	err = h.run(ctx, part.left(rows), func(out hydrated) error {
		defer func() { shown.set(len(part.spots)) }()
		return part.add(out)
	})
	if err != nil {
		if !f.quiet {
			fmt.Fprintf(c.err, "%d of %d rows are in %s; the same command goes on\n", len(part.spots), len(rows), part.file.Name())
		}
		return err
	}
	err = c.toFile(f.output, func(w io.Writer) error {
		packed, err := dataset.Packed(w, f.output)
		if err != nil {
			return err
		}
		return errors.Join(part.copy(packed, rows), packed.Close())
	})
	if err != nil {
		return err
	}
	if !f.quiet {
		c.hydrateTold(part.tally, len(rows))
	}
	return os.Remove(part.file.Name())
}
