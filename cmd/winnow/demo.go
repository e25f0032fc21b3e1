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
	again, err := visited(ctx, path)
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
	return c.demoNext(ctx, path)
}

// visited reports whether a database holds the articles of a demo already.
func visited(ctx context.Context, path string) (bool, error) {
	db, err := store.Open(ctx, path, store.Options{Version: version})
	if err != nil {
		return false, err
	}
	defer db.Close()
	st, err := db.Status(ctx)
	return st.Articles > 0, err
}

func (c *console) demoHarvest(ctx context.Context, settings *config.Config, talk bool) (*crawler.Report, error) {
	report, err := c.harvest(ctx, settings, runFlags{all: true, quiet: true})
	if err != nil || !talk {
		return report, err
	}
	c.reportTable(report)
	for _, j := range report.Joined {
		fmt.Fprintln(c.out, " ", joinedLine(j))
	}
	return report, nil
}

// reasons says why two addresses are one article, or two articles copies.
var reasons = map[string]string{
	"redirect":  "it redirects there",
	"canonical": "the page names the other as its canonical address",
	"tracking":  "they differ in tracking parameters only",
	"same-text": "the text is the same",
	"spelling":  "they are spellings of one address",
}

func joinedLine(j crawler.Joined) string {
	why := firstOf(reasons[j.Reason], j.Reason)
	if j.What == "copy" {
		return fmt.Sprintf("kept as a copy  %s\n            of  %s: %s, another publisher", harmless(j.Address), harmless(j.Of), why)
	}
	return fmt.Sprintf("joined  %s\n      with  %s: %s", harmless(j.Address), harmless(j.Of), why)
}

// demoNext names three commands to go on with.
func (c *console) demoNext(ctx context.Context, path string) error {
	db, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	id := "ID"
	for a, err := range db.Articles(ctx, store.Filter{Limit: 1}) {
		if err != nil {
			return err
		}
		id = a.ID
	}
	c.say(true, "\nGo on with\n  winnow list --db %[1]s\n  winnow show --db %[1]s %[2]s\n  winnow export --db %[1]s -o articles.jsonl\n", quoted(path), id)
	return nil
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
