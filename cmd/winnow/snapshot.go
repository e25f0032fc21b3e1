package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/config"
	"winnow/crawler"
)

const snapshotHelp = `Snapshot takes a site as it is today, into a folder of its own:

  NAME.wacz       the web archive in one file, for any replay tool
  articles-warc/  the same as WARC files: all that was asked and answered
  index.cdxj      their index
  articles.db     the articles; every other verb reads it with --db
  report.json     what was fetched, what is missing, what was left out and why
  snapshot.json   when and how it was taken, and the checksum of every file
  mirror/         with --mirror: the site to browse without any server

It follows links as winnow crawl does, with the same scope, guards and
politeness, and takes with each page what it needs to be shown, from other hosts
too: styles, images, fonts, scripts, frames. Headers that carry secrets are left
out.

Ctrl-C stops it at any moment; what is complete stays readable. --resume goes on
where it stopped, with the addresses and flags of the first time.

Examples:
  winnow snapshot https://news.example/ --contact mailto:me@university.example
  winnow snapshot https://news.example/ --to before-launch --mirror --max-pages 500
  winnow snapshot --resume before-launch
  winnow replay before-launch/before-launch.wacz

` + exitHelp

// snapshotFlags are the flags of winnow snapshot.
type snapshotFlags struct {
	crawlFlags
	to       string
	again    string // folder of the snapshot to resume
	mirror   bool
	pageOnly bool
	fileSize string
}

func snapshotVerb(c *console) *cobra.Command {
	var f snapshotFlags
	cmd := &cobra.Command{
		Use:   "snapshot URL…",
		Short: "Take a site as it is today: web archive, offline copy, articles",
		Long:  snapshotHelp,
		Args:  takes(0, 10_000, "addresses"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Addresses = args
			return c.snapshot(cmd, f)
		},
	}
	f.snapshotFlags(cmd.Flags())
	cmd.AddCommand(snapshotDiffVerb(c))
	return cmd
}

// snapshotFlags declares the flags: those of winnow crawl but for its files.
func (f *snapshotFlags) snapshotFlags(flags *pflag.FlagSet) {
	all := pflag.NewFlagSet("crawl", pflag.ContinueOnError)
	f.crawlFlags.flags(all)
	all.VisitAll(func(flag *pflag.Flag) {
		switch flag.Name {
		case "db", "resume", "report":
		default:
			flags.AddFlag(flag)
		}
	})
	flags.StringVar(&f.to, "to", "", "folder to make (default: the host and the time)")
	flags.StringVar(&f.again, "resume", "", "go on with the snapshot in this folder")
	flags.BoolVar(&f.mirror, "mirror", false, "write also a folder of plain files that opens in a browser")
	flags.BoolVar(&f.pageOnly, "pages-only", false, "take pages without their styles, images and scripts")
	flags.StringVar(&f.fileSize, "file-size", "32MB", "largest image, font, script or video that is taken")
}

func (c *console) snapshot(cmd *cobra.Command, f snapshotFlags) error {
	if f.again != "" {
		if err := f.takeUpAgain(cmd); err != nil {
			return err
		}
	}
	if len(f.Addresses) == 0 {
		return usagef("winnow snapshot --help has examples", "snapshot needs the address of a site")
	}
	if f.to == "" {
		f.to = folderFor(f.Addresses[0], time.Now())
	}
	s := snapshotAt(f.to)
	f.db = s.database()
	settings, err := f.settings()
	if err != nil {
		return err
	}
	settings.Store.Keep = config.KeepWARC
	run := runFlags{database: database{path: f.db}, all: !f.resume, dryRun: f.dryRun, json: f.json, maxTime: f.maxTime, maxPages: f.maxPages,
		maxBytes: f.maxBytes, quiet: f.quiet, verbose: f.verbose, requisites: !f.pageOnly}
	if run.requisiteBytes, err = config.ParseSize(f.fileSize); err != nil {
		return usagef("for example 32MB", "--file-size: %v", err)
	}
	if err := run.check(cmd); err != nil {
		return err
	}
	if f.dryRun {
		return c.planCrawl(cmd.Context(), settings, run)
	}
	return c.take(cmd.Context(), s, settings, run, f)
}

// take crawls the site and puts the parts of the snapshot together.
func (c *console) take(ctx context.Context, s snapshotFolder, settings *config.Config, run runFlags, f snapshotFlags) error {
	if err := s.begin(f.resume, os.Args[2:]); err != nil {
		return err
	}
	report, err := c.harvest(ctx, settings, run)
	if err != nil {
		return err
	}
	if ctx.Err() != nil || report.Queued > 0 {
		if !f.quiet {
			c.reportTable(report)
		}
		fmt.Fprintf(c.err, "%s is not complete: winnow snapshot --resume %s goes on\n", harmless(s.folder), harmless(s.folder))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	coverage, err := c.complete(ctx, s, report, f)
	if err != nil {
		return err
	}
	if f.json {
		return errors.Join(indented(c.out, coverage), noAnswer(report))
	}
	if !f.quiet {
		c.reportTable(report)
		c.leftOutTable(report.LeftOut)
		c.coverageTable(s, coverage)
	}
	return noAnswer(report)
}

// folderFor names the folder of a snapshot after the host and the time.
func folderFor(address string, now time.Time) string {
	host := "snapshot"
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host = strings.ReplaceAll(u.Host, ":", "_")
	}
	return host + "-" + now.UTC().Format("20060102-150405")
}

// takeUpAgain takes the addresses and flags of the first time; what limits or
// tells of one run only is that of now.
func (f *snapshotFlags) takeUpAgain(cmd *cobra.Command) error {
	s := snapshotAt(f.again)
	before, err := s.read()
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("without --resume a snapshot begins", "%s: there is no snapshot to go on with", f.again)
	}
	if err != nil {
		return err
	}
	if len(f.Addresses) > 0 {
		return usagef("winnow snapshot --resume "+f.again, "a snapshot that goes on has its addresses already")
	}
	var old snapshotFlags
	flags := pflag.NewFlagSet("snapshot", pflag.ContinueOnError)
	old.snapshotFlags(flags)
	if err := flags.Parse(before.Args); err != nil {
		return fmt.Errorf("flags of the snapshot in %s: %w", f.again, err)
	}
	old.Addresses, old.to, old.again, old.resume = flags.Args(), f.again, f.again, true
	old.json, old.quiet, old.verbose, old.dryRun = f.json, f.quiet, f.verbose, f.dryRun
	old.maxPages, old.maxTime, old.maxBytes = f.maxPages, f.maxTime, f.maxBytes
	old.mirror = old.mirror || f.mirror
	*f = old
	return nil
}

// snapshotFolder is where the parts of a snapshot are.
type snapshotFolder struct{ folder string }

func snapshotAt(folder string) snapshotFolder { return snapshotFolder{filepath.Clean(folder)} }

func (s snapshotFolder) database() string { return filepath.Join(s.folder, "articles.db") }
func (s snapshotFolder) mirror() string   { return filepath.Join(s.folder, "mirror") }
func (s snapshotFolder) manifest() string { return filepath.Join(s.folder, "snapshot.json") }
func (s snapshotFolder) wacz() string {
	return filepath.Join(s.folder, filepath.Base(s.folder)+".wacz")
}

// manifest is snapshot.json.
type manifest struct {
	Format   string         `json:"format"` // winnow-snapshot-1
	Software string         `json:"software"`
	Args     []string       `json:"args"` // of the first time
	Started  time.Time      `json:"started"`
	Finished *time.Time     `json:"finished"` // null while it is not complete
	Files    []manifestFile `json:"files"`
}

// manifestFile is one file of a snapshot.
type manifestFile struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const snapshotFormat = "winnow-snapshot-1"

// begin makes the folder, with a manifest that says how it is taken.
func (s snapshotFolder) begin(resume bool, args []string) error {
	if resume {
		return nil
	}
	if _, err := os.Stat(s.manifest()); err == nil {
		return usagef("winnow snapshot --resume "+s.folder+" goes on with it; --to names another folder", "%s holds a snapshot already", s.folder)
	}
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return s.write(manifest{Format: snapshotFormat, Software: "winnow/" + version, Args: args, Started: time.Now().UTC(), Files: []manifestFile{}})
}

func (s snapshotFolder) read() (manifest, error) {
	var m manifest
	text, err := os.ReadFile(s.manifest())
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s: %w", s.manifest(), err)
	}
	if m.Format != snapshotFormat {
		return m, fmt.Errorf("%s: format %q, want %s", s.manifest(), m.Format, snapshotFormat)
	}
	return m, nil
}

// write replaces the manifest as a whole.
func (s snapshotFolder) write(m manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(s.manifest(), append(text, '\n'))
}

// replaceFile writes a file that appears under its name only when complete.
func replaceFile(name string, text []byte) error {
	f, err := beside(name)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed, as it should
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

// coverageReport is report.json: what a snapshot holds and what it lacks.
type coverageReport struct {
	Pages      int             `json:"pages"`      // HTML answers with status 200
	Requisites int             `json:"requisites"` // other answers with status 200
	Answers    int             `json:"answers"`    // of any status
	Articles   int             `json:"articles"`
	Bytes      int64           `json:"bytes"`   // of the WARC files
	Missing    []missingFile   `json:"missing"` // asked for and not had, or not complete
	Mirror     *mirrorReport   `json:"mirror"`  // null without --mirror
	Run        *crawler.Report `json:"run"`     // of the last run, with what was left out and why
}

// missingFile is an address that a snapshot lacks.
type missingFile struct {
	URL    string `json:"url"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// mirrorReport is what became of the mirror.
type mirrorReport struct {
	Files   int   `json:"files"`
	Pages   int   `json:"pages"`
	Bytes   int64 `json:"bytes"`
	Missing int   `json:"missing"` // addresses that pages embed and the snapshot lacks
}
