package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/cmd/winnow/demo"
	"winnow/config"
	"winnow/crawler"
	"winnow/store"
)

const demoHelp = `Demo harvests a small newsroom that winnow brings along: four sites in different
markup, served on loopback, with feeds, a sitemap, a story that two of them
print, links with tracking parameters, a redirect, a page that is gone, a broken
feed, and an article that is corrected after the first visit.

It runs the whole harvest twice, tells what was new, unchanged, joined and why,
and leaves demo.db in the current folder to play with. Run again on the same
file, it finds nothing new. Nothing leaves this machine.

Examples:
  winnow demo
  winnow demo --db /tmp/try.db --json

Exit codes:
  0  harvested                2  wrong usage
  1  the database cannot be written`

func demoVerb(c *console) *cobra.Command {
	var path string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it work, on a small newsroom of its own",
		Long:  demoHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), path, asJSON) },
	}
	cmd.Flags().StringVar(&path, "db", "demo.db", "database file to write")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the reports of both harvests as JSON")
	return cmd
}

func (c *console) demo(ctx context.Context, path string, asJSON bool) error {
	newsroom, err := demo.New()
	if err != nil {
		return err
	}
	defer newsroom.Close()
	settings, err := newsroom.Config(path)
	if err != nil {
		return err
	}
	again, err := visited(ctx, path, settings)
	if err != nil {
		return err
	}
	if again { // it stands as the last demo left it
		if err := newsroom.Tick(); err != nil {
			return err
		}
	}
	talk := !asJSON
	c.say(talk, "Four small sites are served on this machine, nothing leaves it. The first harvest:\n\n")
	first, err := c.demoHarvest(ctx, settings, talk)
	if err != nil {
		return err
	}
	if err := newsroom.Tick(); err != nil {
		return err
	}
	c.say(talk, "\nThe next morning one article has been corrected and one is new%s. The second harvest:\n\n",
		map[bool]string{true: ", which this database knows already"}[again])
	second, err := c.demoHarvest(ctx, settings, talk)
	if err != nil {
		return err
	}
	if asJSON {
		return indented(c.out, map[string]*crawler.Report{"first": first, "second": second})
	}
	return c.demoTold(ctx, path)
}

// visited reports whether a database holds the articles of a demo already. One
// that holds other sources is somebody's collection, and refused.
func visited(ctx context.Context, path string, settings *config.Config) (bool, error) {
	db, err := store.Open(ctx, path, store.Options{Version: version})
	if err != nil {
		return false, err
	}
	defer db.Close()
	st, err := db.Status(ctx)
	for _, s := range st.Sources {
		if settings.Source(s.Source) == nil {
			return false, usagef("give the demo a file of its own: --db demo.db", "%s holds a collection already, with the source %s", path, s.Source)
		}
	}
	return st.Articles > 0, err
}

func (c *console) demoHarvest(ctx context.Context, settings *config.Config, talk bool) (*crawler.Report, error) {
	report, err := c.harvest(ctx, settings, runFlags{all: true, quiet: true})
	if err != nil || !talk {
		return report, err
	}
	c.reportTable(report)
	c.say(report.Total.Unchanged > 0, "\n%d of %d feeds and sitemaps were as they had been: their pages are not asked for again.\n", report.Total.Unchanged, report.Due)
	return report, c.demoRevised(ctx, settings.Store.Path, report.Run)
}

func (c *console) say(talk bool, format string, args ...any) {
	if talk {
		fmt.Fprintf(c.out, format, args...)
	}
}

// quoted makes a path safe to paste into a shell.
func quoted(path string) string {
	if strings.ContainsAny(path, " '\"$`\\&;|<>()*?[]#~%!{}") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}
