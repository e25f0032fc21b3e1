package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler/feed"
	"winnow/extract"
)

func opmlVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "opml",
		Short: "Take subscription lists in and give them out",
		Long:  "Opml exchanges lists of feeds with feed readers: import and export.\n\nExample:\n  winnow opml import subscriptions.opml\n\n" + exitHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(opmlImportVerb(c), opmlExportVerb(c))
	return cmd
}

const opmlImportHelp = `Import adds the feeds of a subscription list (OPML 1.0 to 2.0, as feed readers
export it) to crawl.yaml, one source a feed: its title, its home page, its folders
as tags ("News/Local" for a folder in a folder). Comments and order of the file
stay; it is replaced as a whole or not at all. A feed that a source has already is
left out and named.

FILE is a path, or - for standard input.

Examples:
  winnow opml import subscriptions.opml --dry-run
  winnow opml import subscriptions.opml
  winnow opml import - --json < subscriptions.opml

Exit codes:
  0  added, or nothing to add  2  no subscription list, wrong usage or configuration
  1  the file cannot be read or written`

func opmlImportVerb(c *console) *cobra.Command {
	var f editFlags
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add the feeds of a subscription list to the configuration",
		Long:  opmlImportHelp,
		Args:  takes(1, 1, "one file"),
		RunE:  func(_ *cobra.Command, args []string) error { return c.opmlImport(args[0], f) },
	}
	f.flags(cmd)
	return cmd
}

// maxOPML bounds a subscription list: one of ten thousand feeds has 3 MB.
const maxOPML = 64 << 20

func (c *console) opmlImport(name string, f editFlags) error {
	body, err := c.readInput(name, maxOPML)
	if err != nil {
		return err
	}
	list, skipped, err := feed.ParseOPML(body)
	if err != nil {
		return &failure{exitUsage, fmt.Errorf("%s is no subscription list: %w", name, err), "winnow discover finds the feeds of a site"}
	}
	for _, address := range skipped {
		fmt.Fprintf(c.err, "%s is left out: http and https only\n", harmless(address))
	}
	return c.addSources(f, sourcesOfOPML(list))
}

// sourcesOfOPML makes a source of each feed; feeds of one source, as export
// writes them, become that source again.
func sourcesOfOPML(list []feed.Outline) []config.Source {
	var sources []config.Source
	for _, o := range list {
		i := slices.IndexFunc(sources, func(s config.Source) bool { return o.Source != "" && s.ID == o.Source })
		if i >= 0 {
			sources[i].Feeds = append(sources[i].Feeds, o.URL)
			continue
		}
		sources = append(sources, config.Source{
			ID: o.Source, Title: firstOf(o.Title, o.Text, extract.Host(o.URL)), Homepage: o.Page, Tags: o.Folders, Feeds: []string{o.URL},
		})
	}
	return sources
}

const opmlExportHelp = `Export writes the feeds of crawl.yaml as a subscription list (OPML 2.0) that feed
readers import, with titles, home pages and tags; the first tag of a source is its
folder, a slash in it a folder in a folder. Sources that have sitemaps or start
pages only are left out, and counted.

Examples:
  winnow opml export -o subscriptions.opml
  winnow opml export --config other.yaml | less

Exit codes:
  0  written                  2  wrong usage or configuration
  1  the file cannot be written`

func opmlExportVerb(c *console) *cobra.Command {
	var out, file string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the feeds of the configuration as a subscription list",
		Long:  opmlExportHelp,
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			d := database{config: file}
			settings, err := d.settings()
			if err != nil {
				return err
			}
			return c.opmlExport(settings, out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "-", "write to this file")
	cmd.Flags().StringVar(&file, "config", configFile, "the configuration")
	return cmd
}

func (c *console) opmlExport(settings *config.Config, out string) error {
	var list []feed.Outline
	without := 0
	for _, s := range settings.Sources {
		if len(s.Feeds) == 0 {
			without++
		}
		for _, address := range s.Feeds {
			title := firstOf(s.Title, s.Organization, s.ID)
			list = append(list, feed.Outline{
				Text: title, Title: title, URL: address, Page: s.Homepage, Type: "rss", Folders: s.Tags, Source: s.ID,
			})
		}
	}
	err := c.toFile(out, func(w io.Writer) error { return feed.WriteOPML(w, "winnow", time.Now(), list) })
	if err == nil && without > 0 {
		fmt.Fprintf(c.err, "%s without feeds left out\n", count(without, "source", "sources"))
	}
	return err
}

// readInput reads a file, or standard input for -, up to a limit.
func (c *console) readInput(name string, limit int64) ([]byte, error) {
	if name == "-" {
		return readLimited(c.in, "standard input", limit)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readLimited(f, name, limit)
}

func readLimited(in io.Reader, name string, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s: larger than %s", name, size(limit))
	}
	return b, err
}
