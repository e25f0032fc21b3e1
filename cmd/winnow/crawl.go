package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/scope"
	"winnow/store"
)

const crawlHelp = `Crawl follows the links of a site from the addresses that are given, and stores
the articles among its pages. It needs no crawl.yaml: the database, crawl.db
unless --db names another, can be read by every other verb with the same --db.

It is as polite as winnow run: robots.txt, one request at a time to a host with
a delay, and a contact that has to be given unless everything is on loopback.

--include and --exclude take a text that the address contains (/video/), a path
or a whole address with * for any text (/2026/*, https://*.example/*/live), or
re: and a regular expression. What is not included is still read for links.

What keeps a crawl from running into a trap has a name, and shows at the end
under what was left out: --let-in NAME switches a guard off, --pattern-pages,
--depth-pages and --host-pages are how many pages may yield nothing before
their like are left alone; every article extends them.

Ctrl-C stops it at any moment. --resume goes on where it stopped, with the
addresses and flags of last time and those that are given now. Another crawl of
the same database without --resume asks for its pages again.

Examples:
  winnow crawl https://news.example/ --contact mailto:me@university.example
  winnow crawl https://news.example/science/ --scope prefix --depth 3 --db science.db
  winnow crawl https://news.example/ --exclude /video/ --max-pages 500 --dry-run
  winnow crawl --resume
  winnow status --db crawl.db

` + exitHelp

// crawlFlags are the flags of winnow crawl.
type crawlFlags struct {
	config.OneOff
	db       string
	base     string
	maxPages int
	maxTime  time.Duration
	maxBytes string
	dryRun   bool
	resume   bool
	json     bool
	report   string
	quiet    bool
	verbose  bool
}

// crawlFile is where articles go when nothing is said of it.
const crawlFile = "crawl.db"

func crawlVerb(c *console) *cobra.Command {
	var f crawlFlags
	cmd := &cobra.Command{
		Use:   "crawl URL…",
		Short: "Crawl sites for their articles, without a configuration",
		Long:  crawlHelp,
		Args:  takes(0, 10_000, "addresses"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.crawl(cmd, f, args)
		},
	}
	f.flags(cmd.Flags())
	return cmd
}

// flags declares the flags; a number that is not given is below 0.
func (f *crawlFlags) flags(flags *pflag.FlagSet) {
	flags.StringVar(&f.db, "db", crawlFile, "database file; it is made when there is none")
	flags.StringVar(&f.base, "config", "", "configuration file for everything but the sources")
	flags.StringVar(&f.Contact, "contact", "", "mailto: or https: address of a person who answers, for the servers that are asked")
	flags.StringVar(&f.Agent, "agent", "", "name of the crawler, for example reader/1.0 (default winnow/1.0)")
	flags.IntVar(&f.Depth, "depth", -1, "links away from the addresses that are given (default 16; 0 is no limit)")
	flags.StringVar(&f.Scope, "scope", "", "prefix (below the folder), host or domain (default host)")
	flags.IntVar(&f.Hops, "hops", -1, "links that may lead out of the scope (default 0)")
	flags.StringArrayVar(&f.Include, "include", nil, "store only articles whose address matches; may be repeated")
	flags.StringArrayVar(&f.Exclude, "exclude", nil, "never ask for an address that matches; may be repeated")
	flags.StringSliceVar(&f.LetIn, "let-in", nil, "switch off a guard: "+strings.Join(scope.Names(), ", "))
	flags.BoolVar(&f.NoFollow, "follow-nofollow", false, "follow also links that ask not to be followed")
	flags.IntVar(&f.PatternPages, "pattern-pages", -1, "pages of like addresses that may yield nothing (default 100; 0 is no limit)")
	flags.IntVar(&f.DepthPages, "depth-pages", -1, "the same for pages as many links away (default 300)")
	flags.IntVar(&f.HostPages, "host-pages", -1, "the same for a host (default 450)")
	flags.IntVar(&f.Hosts, "hosts", -1, "hosts of a site that may yield nothing (default 20)")
	flags.IntVar(&f.Parts, "parts", -1, "pages that are joined into one article (default 20)")
	flags.IntVar(&f.maxPages, "max-pages", 0, "fetch at most this many pages")
	flags.DurationVar(&f.maxTime, "max-time", 0, "start no page after this time, for example 50m")
	flags.StringVar(&f.maxBytes, "max-bytes", "", "start no page once this much was received, for example 500MB")
	flags.DurationVar(&f.Delay, "delay", -1, "time between two requests to a host (default 2s)")
	flags.IntVar(&f.PerHost, "per-host", -1, "requests at a time to one host (default 1)")
	flags.IntVar(&f.Workers, "workers", -1, "requests at a time in all (default 16)")
	flags.StringSliceVar(&f.Allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print what would be asked for first, and by which rules; ask for nothing, write nothing")
	flags.BoolVar(&f.resume, "resume", false, "go on with the crawl that this database holds")
	flags.BoolVar(&f.json, "json", false, "print the report, or the plan of --dry-run, as JSON on standard output")
	flags.StringVar(&f.report, "report", "", "write a report as JSON to this file")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log every address and what became of it")
}

func (c *console) crawl(cmd *cobra.Command, f crawlFlags, args []string) error {
	f.Addresses = args
	if err := negative(cmd.Flags()); err != nil {
		return err
	}
	if f.resume {
		if err := f.takeUp(cmd.Context(), cmd); err != nil {
			return err
		}
	}
	if len(f.Addresses) == 0 {
		return usagef("winnow crawl --help has examples", "crawl needs the address of a site")
	}
	settings, err := f.settings()
	if err != nil {
		return err
	}
	run := runFlags{database: database{path: f.db}, all: !f.resume, dryRun: f.dryRun, json: f.json, maxTime: f.maxTime, maxPages: f.maxPages,
		maxBytes: f.maxBytes, report: f.report, quiet: f.quiet, verbose: f.verbose}
	if err := run.check(cmd); err != nil {
		return err
	}
	if f.dryRun {
		return c.planCrawl(cmd.Context(), settings, run)
	}
	report, err := c.harvest(cmd.Context(), settings, run)
	if report != nil && f.report != "" {
		err = errors.Join(err, c.toFile(f.report, func(w io.Writer) error { return indented(w, report) }))
	}
	if err != nil {
		return err
	}
	if f.json {
		return errors.Join(indented(c.out, report), noAnswer(report))
	}
	if !f.quiet {
		c.reportTable(report)
		c.leftOutTable(report.LeftOut)
		if report.Queued > 0 {
			fmt.Fprintf(c.err, "winnow crawl --resume --db %s goes on with them\n", harmless(f.db))
		}
	}
	return noAnswer(report)
}

// negative refuses a number below 0, which stands for a flag that is not given.
func negative(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(flag *pflag.Flag) {
		if kind := flag.Value.Type(); (kind == "int" || kind == "duration") && strings.HasPrefix(flag.Value.String(), "-") {
			err = usagef("see winnow crawl --help", "--%s %s: want 0 or more", flag.Name, flag.Value)
		}
	})
	return err
}

// settings makes a configuration of the flags.
func (f *crawlFlags) settings() (*config.Config, error) {
	base := config.Default()
	if f.base != "" {
		d := database{config: f.base}
		var err error
		if base, err = d.settings(); err != nil {
			return nil, err
		}
	}
	settings, err := f.Crawl(base)
	if err != nil {
		hint := "see winnow crawl --help"
		if strings.HasPrefix(err.Error(), "contact") {
			hint = "for example --contact mailto:me@university.example"
		}
		return nil, usagef(hint, "%w", err)
	}
	settings.Store.Path = f.db
	return settings, nil
}

// takeUp completes the flags of a resumed crawl with those of the one before:
// what is given now comes behind, and wins.
func (f *crawlFlags) takeUp(ctx context.Context, cmd *cobra.Command) error {
	before, err := f.lastArgs(ctx)
	if err != nil {
		return err
	}
	given := f.Addresses
	var old crawlFlags
	flags := pflag.NewFlagSet("crawl", pflag.ContinueOnError)
	old.flags(flags)
	if err := flags.Parse(before); err != nil {
		return fmt.Errorf("flags of the crawl in %s: %w", f.db, err)
	}
	old.Addresses = flags.Args()
	// Limits are of one run, and so is how it speaks.
	keep := *f
	*f = old
	f.db, f.resume, f.dryRun, f.json, f.report, f.quiet, f.verbose = keep.db, true, keep.dryRun, keep.json, keep.report, keep.quiet, keep.verbose
	f.maxPages, f.maxTime, f.maxBytes = keep.maxPages, keep.maxTime, keep.maxBytes
	now := pflag.NewFlagSet("crawl", pflag.ContinueOnError)
	f.flagsKeeping(now)
	cmd.Flags().Visit(func(given *pflag.Flag) {
		if err == nil && !slices.Contains(ofOneRun, given.Name) {
			err = set(now.Lookup(given.Name), given)
		}
	})
	for _, a := range given {
		if !slices.Contains(f.Addresses, a) {
			f.Addresses = append(f.Addresses, a)
		}
	}
	return err
}

// ofOneRun are flags that a later crawl does not take over.
var ofOneRun = []string{"db", "resume", "dry-run", "json", "report", "quiet", "verbose", "max-pages", "max-time", "max-bytes"}

// flagsKeeping declares the flags over values that stay as they are.
func (f *crawlFlags) flagsKeeping(flags *pflag.FlagSet) {
	values := *f
	f.flags(flags)
	*f = values
}

func set(flag, given *pflag.Flag) error {
	many, ok := given.Value.(pflag.SliceValue)
	if !ok {
		return flag.Value.Set(given.Value.String())
	}
	return flag.Value.(pflag.SliceValue).Replace(many.GetSlice())
}

// lastArgs gives the arguments of the last crawl of the database, without the
// verb.
func (f *crawlFlags) lastArgs(ctx context.Context) ([]string, error) {
	if _, err := os.Stat(f.db); errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("without --resume a crawl begins", "%s: there is no crawl to go on with", f.db)
	}
	db, err := store.OpenReadOnly(ctx, f.db, store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	runs, err := db.Runs(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		if len(r.Args) > 1 && r.Args[0] == "crawl" && !slices.Contains(r.Args, "--resume") {
			return r.Args[1:], nil
		}
	}
	return nil, usagef("give the address of the site", "%s holds no crawl to go on with", f.db)
}

// planCrawl prints what a crawl would begin with, and the rules it would follow.
func (c *console) planCrawl(ctx context.Context, settings *config.Config, f runFlags) error {
	if !f.json {
		s := &settings.Sources[0]
		fmt.Fprintf(c.err, "scope %s, depth %d, %s between requests to a host, as %s (%s)\n", s.Follow.Reach, s.Follow.Depth,
			s.Delay, settings.Identity.Agent, harmless(settings.Identity.Contact))
	}
	return c.plan(ctx, settings, f)
}

// noAnswer is the error for a crawl one of whose start pages did not answer.
func noAnswer(report *crawler.Report) error {
	err := downs(report, func(down, _ int) bool { return down > 0 })
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	for _, known := range crawlHints {
		if strings.Contains(err.Error(), known.said) {
			f.hint = known.hint
		}
	}
	return err
}

const privateHint = "--allow names a private network that may be reached, for example --allow 127.0.0.1/32"

// crawlHints are what to do about a start page that is known to be none.
var crawlHints = []struct{ said, hint string }{
	{"private-address", privateHint},
	{"not an HTML page", "a crawl begins at a page with links; feeds and sitemaps are harvested by winnow run, and winnow feed shows one"},
}
