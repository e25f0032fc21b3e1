package main

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"winnow/extract"
)

const showHelp = `Show prints one article: by its id, the beginning of its id, or any address it
was found under.

Examples:
  winnow show b3kq2m
  winnow show https://news.example/story.html --format markdown
  winnow show b3kq2m --json | jq .provenance.title
  winnow show b3kq2m --provenance

With --provenance it prints how the article came about instead: the run, the
request with its answer, the entry of the feed, and for each field the rule that
chose its value (selector, page, feed, configuration) with what else was on offer.

Exit codes:
  0  shown                    2  wrong usage
  1  there is no such article, or the database cannot be read`

func showVerb(c *console) *cobra.Command {
	var d database
	var format string
	var asJSON, provenance bool
	var revision int
	cmd := &cobra.Command{
		Use:   "show ID|ADDRESS",
		Short: "Print one article",
		Long:  showHelp,
		Args:  takes(1, 1, "the id or an address of one article"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if revision != 0 && !provenance {
				return usagef("winnow diff prints what the revisions said", "--revision goes with --provenance")
			}
			if asJSON {
				format = "json"
			}
			if _, ok := showings[format]; !ok {
				return usagef("one of text, json, markdown, html", "unknown format %q", format)
			}
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if provenance {
				t, err := db.Trace(cmd.Context(), args[0], revision)
				switch {
				case err != nil:
					return err
				case asJSON:
					return indented(c.out, t)
				}
				c.showTrace(t)
				return nil
			}
			a, err := db.Article(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return showings[format](c, a)
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "text, json, markdown or html")
	cmd.Flags().BoolVar(&asJSON, "json", false, "short for --format json")
	cmd.Flags().BoolVar(&provenance, "provenance", false, "print how it came about: run, request, feed entry, and the rule behind each field")
	cmd.Flags().IntVar(&revision, "revision", 0, "with --provenance: of this revision (0 is the one that is shown)")
	return cmd
}

// showings are the renderings of extract, with a head of metadata over text.
var showings = map[string]func(c *console, a extract.Article) error{
	"json":     func(c *console, a extract.Article) error { return render(c.out, a, "json") },
	"markdown": func(c *console, a extract.Article) error { return render(c.out, a, "markdown") },
	"html":     func(c *console, a extract.Article) error { return render(c.out, a, "html") },
	"text":     (*console).showText,
}

func (c *console) showText(a extract.Article) error {
	t := c.table("Article", a.ID)
	for _, field := range []struct{ name, value string }{
		{"Title", a.Title}, {"Subtitle", a.Subtitle}, {"Authors", list(a.Authors)},
		{"Published", a.Published.String()}, {"Modified", a.Modified.String()},
		{"Organization", a.Organization}, {"Section", a.Section}, {"Tags", list(a.Tags)},
		{"Language", a.Language}, {"License", a.License}, {"Address", a.URL}, {"Also at", list(a.Aliases)},
		{"Cluster", a.Cluster}, {"Role", a.Role}, {"Source", a.Source}, {"Fetched", a.FetchedAt.Format("2006-01-02 15:04:05Z")},
		{"Revision", strconv.Itoa(a.Revision)}, {"Gone since", goneSince(a)},
	} {
		if field.value != "" {
			t.AppendRow(row(field.name, field.value+from(a, field.name)))
		}
	}
	t.Render()
	return line(c.out, "\n"+a.Text)
}

// goneSince is the day on which an article was found to be gone; empty while it
// is there.
func goneSince(a extract.Article) string {
	if a.Gone.IsZero() {
		return ""
	}
	return a.Gone.UTC().Format(time.DateOnly)
}

// from says where a field came from.
func from(a extract.Article, name string) string {
	key := map[string]string{
		"Title": "title", "Subtitle": "subtitle", "Authors": "authors", "Published": "published",
		"Modified": "modified", "Organization": "organization", "Section": "section", "Language": "language",
	}[name]
	if o, ok := a.Provenance[key]; ok && o.Source != "" {
		return "  (" + o.Source + ")"
	}
	return ""
}
