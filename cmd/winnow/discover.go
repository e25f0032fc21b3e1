package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler/discover"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

const discoverHelp = `Discover finds what a site can be harvested from: feeds and sitemaps that its pages
and its robots.txt name, those at well-known addresses, the parts of a sitemap
index, and section pages. Each candidate is read, ranked, and named with what
speaks for it: articles a day, full text, the fields that its entries have. Of
feeds that list the same articles the best is told from its copies.

It asks politely: robots.txt first, one request at a time to a host with a gap
between two (--delay, else that of crawl.yaml), a bounded number a site. The user
agent, the contact and the networks of crawl.yaml hold where there is one.

With --add, the best is written into crawl.yaml as a source: the best feeds that
list different articles, else the best sitemap, else the best section pages.
Comments and order of the file stay; what a source has already is left out.

Examples:
  winnow discover https://news.example
  winnow discover news.example other.example --json
  winnow discover https://news.example --add --id example-world

Exit codes:
  0  something was found      2    wrong usage or configuration
  1  internal error           4    nothing was found anywhere`

// discoverFlags are the flags of winnow discover.
type discoverFlags struct {
	editFlags
	add      bool
	id       string
	listed   bool
	requests int
	delay    time.Duration
	allow    []string
	quiet    bool
}

func discoverVerb(c *console) *cobra.Command {
	var f discoverFlags
	cmd := &cobra.Command{
		Use:   "discover URL...",
		Short: "Find the feeds, sitemaps and sections of a site",
		Long:  discoverHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef(helpOf(cmd), "discover needs the address of a site")
			case f.id != "" && (!f.add || len(args) > 1):
				return usagef("winnow discover https://news.example --add --id example-world", "--id names the one source that --add writes")
			case f.id != "" && !config.ValidID(f.id):
				return usagef("letters, digits, dots, dashes and underscores", "--id %q is no id", f.id)
			case f.requests < 1 || f.delay < 0:
				return usagef(helpOf(cmd), "--max-requests and --delay want numbers from 1 and 0")
			}
			return c.discover(cmd.Context(), args, f, cmd.Flags().Changed("delay"), cmd.Flags().Changed("config"))
		},
	}
	f.editFlags.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.add, "add", false, "write the best into the configuration as a source")
	flags.StringVar(&f.id, "id", "", "with --add, the id of the source; made from its title when left out")
	flags.BoolVar(&f.listed, "listed-only", false, "try no well-known addresses, only what the site names")
	flags.IntVar(&f.requests, "max-requests", discover.DefaultRequests, "requests to one site at most")
	flags.DurationVar(&f.delay, "delay", 0, "time between two requests to a host (default: politeness.delay)")
	flags.StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "say nothing on the way")
	return cmd
}

func (c *console) discover(ctx context.Context, args []string, f discoverFlags, delaySet, configSet bool) error {
	addresses, err := siteAddresses(args)
	if err != nil {
		return err
	}
	settings, err := discoverSettings(f.config, configSet || f.add)
	if err != nil {
		return err
	}
	o := settings.Fetcher()
	networks, err := prefixes(f.allow)
	if err != nil {
		return err
	}
	o.Allow = append(o.Allow, networks...)
	fetcher, err := fetch.New(o)
	if err != nil {
		return err
	}
	defer fetcher.Close()
	look := discover.Options{
		Agent: settings.Identity.Agent, Delay: settings.Politeness.Delay, CrawlDelayMax: settings.Politeness.CrawlDelayMax,
		Requests: f.requests, Workers: settings.Limits.Workers, Listed: f.listed,
	}
	if delaySet {
		look.Delay = f.delay
	}
	shown := c.progress(f.quiet || f.json, c.logger(f.quiet, false))
	look.Progress = shown.asked()
	found := discover.Sites(ctx, fetcher, addresses, look)
	shown.done()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.discovered(found, f); err != nil {
		return err
	}
	if f.add {
		if err := c.addFound(found, f); err != nil {
			return err
		}
	}
	return nothingFound(found)
}

// discoverSettings are those of the configuration; the defaults where there is
// none and none is needed.
func discoverSettings(path string, needed bool) (*config.Config, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !needed {
		settings := config.Default()
		settings.Identity.Agent, settings.Identity.Contact = agent, "" // the example's contact is nobody's
		return settings, nil
	}
	if err != nil {
		return nil, &failure{exitUsage, err, "winnow init writes one"}
	}
	return config.ParseForReading(path, text)
}

// siteAddresses makes addresses of what was typed: a name alone means https.
func siteAddresses(args []string) ([]string, error) {
	var out []string
	for _, a := range args {
		if !strings.Contains(a, "://") {
			a = "https://" + a
		}
		clean, err := extract.Clean(a, "")
		if err != nil {
			return nil, usagef("for example https://news.example", "%s: %v", a, err)
		}
		out = append(out, clean)
	}
	return out, nil
}

func (c *console) discovered(found []discover.Found, f discoverFlags) error {
	if f.json {
		if f.add {
			return nil // the addition is the answer
		}
		return indented(c.out, found)
	}
	for i, site := range found {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.siteTable(site)
	}
	return nil
}

func (c *console) siteTable(site discover.Found) {
	fmt.Fprintf(c.out, "%s  %s\n", harmless(site.URL), harmless(site.Title))
	if site.Error != "" {
		fmt.Fprintf(c.err, "%s: %s\n", harmless(site.URL), harmless(site.Error))
	}
	if len(site.Candidates) > 0 {
		t := c.table("Score", "Format", "Address", "Found by", "Why")
		for _, k := range site.Candidates {
			t.AppendRow(row(k.Score, k.Format, k.URL, strings.Join(k.By, ", "), strings.Join(k.Reasons, "; ")))
		}
		t.Render()
	}
	for _, r := range site.Refused {
		fmt.Fprintf(c.err, "%s (%s): %s\n", harmless(r.URL), r.By, harmless(r.Reason))
	}
	fmt.Fprintf(c.err, "%s in %s\n", count(site.Requests, "request", "requests"), site.Took.Round(time.Millisecond))
}

// addFound writes the best of each site into the configuration.
func (c *console) addFound(found []discover.Found, f discoverFlags) error {
	var sources []config.Source
	for _, site := range found {
		s := config.Source{ID: f.id, Title: firstOf(site.Title, extract.Host(site.URL)), Homepage: firstOf(site.Page, site.URL)}
		if config.ValidLanguage(site.Language) {
			s.Language = site.Language
		}
		s.Feeds, s.Sitemaps, s.Start = bestOf(site.Candidates)
		sources = append(sources, s)
	}
	return c.addSources(f.editFlags, sources)
}

// mostAdded is how many feeds, or section pages, of a site are added at once.
const mostAdded = 5

// bestOf chooses what a site is best harvested from.
func bestOf(candidates []discover.Candidate) (feeds, sitemaps, start []string) {
	for _, k := range candidates {
		switch {
		case k.Same != "" || k.Entries == 0 || k.Comments:
		case k.Kind == frontier.Feed && len(feeds) < mostAdded:
			feeds = append(feeds, k.URL)
		case k.Kind == frontier.Sitemap && len(sitemaps) == 0:
			sitemaps = append(sitemaps, k.URL)
		case k.Kind == frontier.Start && len(start) < mostAdded:
			start = append(start, k.URL)
		}
	}
	switch {
	case len(feeds) > 0:
		return feeds, nil, nil
	case len(sitemaps) > 0:
		return nil, sitemaps, nil
	}
	return nil, nil, start
}

// nothingFound is the error when no site gave anything.
func nothingFound(found []discover.Found) error {
	why := "nothing to harvest from was found"
	for _, site := range found {
		if len(site.Candidates) > 0 {
			return nil
		}
		if site.Error != "" {
			why = site.URL + ": " + site.Error
		}
	}
	return &failure{exitAllDown, errors.New(harmless(why)), "is it the home page? private networks need --allow; --max-requests lets it look further"}
}
