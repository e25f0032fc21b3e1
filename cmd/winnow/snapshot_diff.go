package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"winnow/archive"
	"winnow/extract"
	"winnow/store"
)

const snapshotDiffHelp = `Snapshot diff tells what became of a site between two snapshots: pages and
articles that are added, gone and changed. A page has changed when other bytes
were sent, an article when its title, authors or text are other ones; the frame
of a page may change without its article.

A and B are folders of snapshots, or web archives; articles are compared when
both have a database.

Examples:
  winnow snapshot diff before-launch after-launch
  winnow snapshot diff monday tuesday --json

Exit codes:
  0  compared                 2  wrong usage
  1  one of them cannot be read`

func snapshotDiffVerb(c *console) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Tell what changed between two snapshots",
		Long:  snapshotDiffHelp,
		Args:  takes(2, 2, "two snapshots"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.snapshotDiff(cmd.Context(), args[0], args[1], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return cmd
}

// changes is what differs between two snapshots; addresses in their order.
type changes struct {
	Pages    difference  `json:"pages"`
	Articles *difference `json:"articles"` // null when one of them has no database
}

type difference struct {
	Added   []string `json:"added"`
	Gone    []string `json:"gone"`
	Changed []string `json:"changed"`
	Same    int      `json:"same"`
}

// item is a page or an article: its address, and what changes when it does.
type item struct{ url, content string }

func (c *console) snapshotDiff(ctx context.Context, a, b string, asJSON bool) error {
	before, err := c.snapshotPages(ctx, a)
	if err != nil {
		return err
	}
	after, err := c.snapshotPages(ctx, b)
	if err != nil {
		return err
	}
	d := changes{Pages: compare(before, after)}
	old, hadArticles, err := snapshotArticles(ctx, a)
	if err != nil {
		return err
	}
	young, hasArticles, err := snapshotArticles(ctx, b)
	if err != nil {
		return err
	}
	if hadArticles && hasArticles {
		articles := compare(old, young)
		d.Articles = &articles
	}
	if asJSON {
		return indented(c.out, d)
	}
	c.differenceTable("Pages", d.Pages)
	if d.Articles != nil {
		c.differenceTable("Articles", *d.Articles)
	}
	return nil
}

// snapshotPages gives the pages of a snapshot by the key of their address.
func (c *console) snapshotPages(ctx context.Context, name string) (map[string]item, error) {
	if s := snapshotAt(name); exists(s.manifest()) {
		name = archiveFolder(s.database())
	}
	a, err := archive.Open(name)
	if err != nil {
		return nil, archiveError(err)
	}
	defer a.Close()
	catalog, err := a.Catalog(ctx, func(err error) { fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return nil, err
	}
	pages := map[string]item{}
	for _, e := range catalog.Entries() { // the newest of an address comes last
		if e.Status == 200 && (e.MIME == "text/html" || e.MIME == "application/xhtml+xml") {
			pages[extract.Key(e.URL)] = item{e.URL, e.Digest}
		}
	}
	return pages, nil
}

// snapshotArticles gives the articles of a snapshot; ok is false when it has no database.
func snapshotArticles(ctx context.Context, name string) (articles map[string]item, ok bool, err error) {
	s := snapshotAt(name)
	if !exists(s.database()) {
		return nil, false, nil
	}
	db, err := store.OpenReadOnly(ctx, s.database(), store.Options{})
	if err != nil {
		return nil, false, err
	}
	defer db.Close()
	articles = map[string]item{}
	for a, err := range db.Articles(ctx, store.Filter{}) {
		if err != nil {
			return nil, false, err
		}
		articles[extract.Key(a.URL)] = item{a.URL, fmt.Sprintf("%q %q %s", a.Title, a.Authors, a.Text)}
	}
	return articles, true, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// compare tells what is in one map and not in the other, or otherwise.
func compare(before, after map[string]item) difference {
	d := difference{Added: []string{}, Gone: []string{}, Changed: []string{}}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		old, known := before[key]
		switch {
		case !known:
			d.Added = append(d.Added, after[key].url)
		case old.content != after[key].content:
			d.Changed = append(d.Changed, after[key].url)
		default:
			d.Same++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if _, there := after[key]; !there {
			d.Gone = append(d.Gone, before[key].url)
		}
	}
	return d
}

func (c *console) differenceTable(name string, d difference) {
	fmt.Fprintf(c.out, "%s: %d added, %d gone, %d changed, %d the same\n", name, len(d.Added), len(d.Gone), len(d.Changed), d.Same)
	for _, list := range []struct {
		mark string
		urls []string
	}{{"+", d.Added}, {"-", d.Gone}, {"~", d.Changed}} {
		for _, url := range list.urls {
			fmt.Fprintf(c.out, "  %s %s\n", list.mark, harmless(url))
		}
	}
}
