package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/frontier"
	"winnow/store"
)

const runHelp = `Run harvests what is due: it polls feeds, sitemaps and start pages, fetches the
pages they name, extracts their articles and stores what is new or changed.

Known articles are visited again on a ladder, often while they are young, more and
more rarely later: revisit: in crawl.yaml. A changed text is a new revision, which
winnow diff shows; an article that is not found on two visits is marked as gone and
keeps its text. --revisit visits them all at once.

It ends when nothing is left that is due within a minute; an address to be tried
again later waits for a later run. It may be interrupted at any moment: what was
stored stays, what was not is taken up by the next run. One run at a time works
on a database.

A source failed when all its feeds, sitemaps and start pages failed. Failed
pages alone leave the exit code 0: winnow status and the view "failures" list
them. --fail-on says how many failed sources are too many for the exit code 3:
"any" (the default), a number, a share such as 20%, or "never". When every
source failed the code is 4, whatever --fail-on says.

--from FILE harvests a web archive instead of the network: a WARC file of anybody's,
as those of Common Crawl, a WACZ file or a folder of WARC files; it may be repeated.
Feeds in it are read as feeds, and every HTML answer with status 200 as a page, each
dated by its record. Nothing is asked for, and no robots.txt counts. It needs no
sources: what the configuration does not know belongs to a source called like its
host. What was read before from the same day or later is left alone, so that doing
it twice changes nothing; pages that are not whole in the archive are told.

` + watchHelp + `

--metrics serves Prometheus metrics on a loopback address, with /healthz beside
/metrics; --metrics-file writes them to a file for the textfile collector, whose
counters go on from run to run.

On a terminal a bar shows how far it is, elsewhere one line every 30 seconds.
With -q nothing is printed at all unless a person is needed: one line when a source
begins to fail, meets a wall against machines, falls silent, moves for good or loses
a field, and one when it is well again; never the same line twice. The exit code is
3 in every run that asks a source and gets nothing. What is told waits for three
visits in a row that failed. notify: in crawl.yaml hands the same to a command or a
web address.

Examples:
  winnow run
  winnow run --source example-world --all -v
  winnow run -q --max-time 50m --report run.json      # from cron, hourly
  winnow run --dry-run                                # what would be asked for
  winnow run --watch --metrics 127.0.0.1:9321 --report run.json
  winnow run -q --jitter 5m --metrics-file /var/lib/node_exporter/winnow.prom
  winnow run --from CC-NEWS-20260214061500-00042.warc.gz --db news.db

` + exitHelp

// runFlags are the flags of winnow run.
type runFlags struct {
	database
	sources  []string
	all      bool
	revisit  bool
	dryRun   bool
	json     bool
	maxTime  time.Duration
	maxPages int
	maxBytes string
	failOn   string
	report   string
	quiet    bool
	verbose  bool
	archive  int      // older parts of feeds, for backfill
	from     []string // archives to harvest instead of the network

	watch       bool
	cycles      int           // of a watch
	jitter      time.Duration // below 0 it follows from the number of hosts
	metrics     string        // where to listen
	metricsFile string

	tells bool // what has changed in how the sources are doing

	requisites     bool  // also what pages need to be shown
	requisiteBytes int64 // limit of one
}

func runVerb(c *console) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Harvest what is due",
		Long:  runHelp,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(f.from) > 0 {
				return nil // the names that a shell makes of --from *.warc.gz
			}
			return noArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.from = append(f.from, args...); len(f.from) > 0 {
				if err := alone(cmd, "from", "source", "all", "revisit", "fail-on"); err != nil {
					return err
				}
			}
			if err := errors.Join(f.check(cmd), f.checkWatch(cmd)); err != nil {
				return err
			}
			return c.run(cmd.Context(), f)
		},
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&f.sources, "source", nil, "only this source; may be repeated")
	flags.StringArrayVar(&f.from, "from", nil, "harvest this WARC or WACZ file, or folder, instead of the network; may be repeated")
	flags.BoolVar(&f.all, "all", false, "also sources that are not due")
	flags.BoolVar(&f.revisit, "revisit", false, "visit every known page again whose age is on the ladder (revisit: in crawl.yaml), due or not")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print what would be asked for; ask for nothing, write nothing")
	flags.BoolVar(&f.json, "json", false, "print the report, or the plan of --dry-run, as JSON on standard output")
	flags.DurationVar(&f.maxTime, "max-time", 0, "start no page after this time, for example 50m")
	flags.IntVar(&f.maxPages, "max-pages", 0, "fetch at most this many pages")
	flags.StringVar(&f.maxBytes, "max-bytes", "", "start no page once this much was received, for example 500MB")
	flags.BoolVar(&f.watch, "watch", false, "go on harvesting, each source on its own schedule, until told to stop")
	flags.IntVar(&f.cycles, "cycles", 0, "with --watch: end after so many harvests; 0 is no limit")
	flags.DurationVar(&f.jitter, "jitter", -1, "spread the first requests to hosts over this time (default: none; with --watch 50ms a host, 1m at most)")
	flags.StringVar(&f.metrics, "metrics", "", "serve Prometheus metrics on this address, for example 127.0.0.1:9321; a port alone is loopback")
	flags.StringVar(&f.metricsFile, "metrics-file", "", "write the metrics to this file, for the textfile collector of the node exporter")
	flags.StringVar(&f.failOn, "fail-on", "any", "failed sources that make exit code 3: any, never, a number or a share such as 20%")
	flags.StringVar(&f.report, "report", "", "write a report of the run as JSON to this file")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log every address and what became of it")
	return cmd
}

// check refuses flags that make no sense before anything is asked for.
func (f *runFlags) check(cmd *cobra.Command) error {
	if f.quiet {
		if err := alone(cmd, "quiet", "verbose"); err != nil {
			return err
		}
	}
	if f.maxTime < 0 {
		return usagef("0 is no limit", "--max-time %s: want a time from 0", f.maxTime)
	}
	if f.report != "" && !f.dryRun {
		if err := writable(f.report); err != nil {
			return err
		}
	}
	return natural("max-pages", f.maxPages)
}

func (c *console) run(ctx context.Context, f runFlags) error {
	if _, err := failOn(f.failOn); err != nil {
		return err
	}
	settings, err := f.sourcesOf()
	switch {
	case err != nil:
		return err
	case f.dryRun && len(f.from) > 0:
		return c.planFrom(ctx, settings, f)
	case f.dryRun:
		return c.plan(ctx, settings, f)
	}
	if f.watch {
		return c.watch(ctx, settings, f)
	}
	return c.runAndTell(ctx, settings, f)
}

// runAndTell harvests and prints what came of it.
func (c *console) runAndTell(ctx context.Context, settings *config.Config, f runFlags) error {
	tooMany, err := failOn(f.failOn)
	if err != nil {
		return err
	}
	m, err := c.meter(&f)
	if err != nil {
		return err
	}
	defer m.close()
	f.tells = true
	report, err := c.harvest(ctx, settings, f, m.attach)
	err = errors.Join(err, m.ended(report, err))
	if report != nil && f.report != "" {
		err = errors.Join(err, c.toFile(f.report, func(w io.Writer) error { return indented(w, report) }))
	}
	if err != nil {
		return err
	}
	switch {
	case f.json:
		err = indented(c.out, report)
	case !f.quiet:
		c.reportTable(report)
	}
	down := downs(report, tooMany)
	if f.quiet {
		down = hushed(down)
	}
	return errors.Join(err, down)
}

// sourcesOf loads the configuration of a run and narrows it to --source.
func (f *runFlags) sourcesOf() (*config.Config, error) {
	if len(f.from) > 0 {
		return f.fromSettings()
	}
	settings, err := f.settings()
	if err != nil {
		return nil, err
	}
	if len(settings.Sources) == 0 {
		return nil, usagef("winnow init writes a configuration to begin with, winnow demo needs none", "there are no sources to harvest")
	}
	for _, id := range f.sources {
		if settings.Source(id) == nil {
			return nil, usagef("winnow config check lists the sources", "no source is called %q", id)
		}
	}
	if f.path != "" {
		settings.Store.Path = f.path
	}
	return settings, nil
}

// plan prints what a run would ask for first.
func (c *console) plan(ctx context.Context, settings *config.Config, f runFlags) error {
	seeds := only(settings.Seeds(), f.sources)
	var leads []frontier.Lead
	if _, err := os.Stat(settings.Store.Path); errors.Is(err, fs.ErrNotExist) {
		leads = seeds // a first run: everything is due
	} else {
		db, err := store.OpenReadOnly(ctx, settings.Store.Path, store.Options{})
		if err != nil {
			return err
		}
		defer db.Close()
		if leads, err = db.Plan(ctx, seeds, f.all, f.sources, time.Now()); err != nil {
			return err
		}
		o := settings.Harvest()
		again, err := db.Revisits(ctx, frontier.Run{Ladders: o.Ladders(), Revisit: f.revisit})
		if err != nil {
			return err
		}
		leads = append(leads, only(again, f.sources)...)
	}
	if f.json {
		return c.planJSON(leads)
	}
	if len(leads) == 0 {
		fmt.Fprintln(c.err, "nothing is due; --all asks for everything")
		return nil
	}
	t := c.table("Source", "Kind", "Address")
	for _, l := range leads {
		t.AppendRow(row(l.Source, string(l.Kind), l.URL))
	}
	t.Render()
	return nil
}

func (c *console) planJSON(leads []frontier.Lead) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	for _, l := range leads {
		if err := lines.Encode(map[string]string{"source": l.Source, "kind": string(l.Kind), "url": l.URL}); err != nil {
			return err
		}
	}
	return nil
}

// downs is the error for sources that failed, if they are too many.
func downs(report *crawler.Report, tooMany func(down, asked int) bool) error {
	down, asked := report.Down()
	if len(down) == 0 {
		return nil
	}
	var lines []string
	for _, t := range down {
		lines = append(lines, fmt.Sprintf("source %s failed: %s", t.Source, harmless(t.Trouble)))
	}
	err := errors.New(strings.Join(lines, "\n"))
	switch {
	case len(down) == asked:
		return &failure{exitAllDown, err, "winnow status shows each source; is the network reachable?"}
	case tooMany(len(down), asked):
		return &failure{exitPartial, err, "winnow status shows each source"}
	}
	return nil
}

// failOn reads --fail-on.
func failOn(s string) (func(down, asked int) bool, error) {
	switch s {
	case "any":
		return func(down, _ int) bool { return down > 0 }, nil
	case "never":
		return func(int, int) bool { return false }, nil
	}
	share, isShare := strings.CutSuffix(s, "%")
	n, err := strconv.Atoi(share)
	if err != nil || n < 1 || (isShare && n > 100) {
		return nil, usagef("any, never, a number from 1, or a share such as 20%", "--fail-on %q is not understood", s)
	}
	if isShare {
		return func(down, asked int) bool { return down*100 >= n*asked }, nil
	}
	return func(down, _ int) bool { return down >= n }, nil
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
