package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/store"
)

const listHelp = `List prints the articles of the database, newest first.

With --json, one object a line: id, url, title, authors, published,
organization, language, word_count, source, cluster, role. For the whole
article there is show, for many export.

Examples:
  winnow list --limit 20
  winnow list --source example-world --since 2026-01-01
  winnow list --author "Jane Doe" --json

Exit codes:
  0  listed                   2  wrong usage
  1  the database cannot be read`

// listLine is one article of list --json.
type listLine struct {
	ID           string   `json:"id"`
	URL          string   `json:"url"`
	Title        string   `json:"title"`
	Authors      []string `json:"authors"`
	Published    *string  `json:"published"`
	Organization *string  `json:"organization"`
	Language     *string  `json:"language"`
	WordCount    int      `json:"word_count"`
	Source       string   `json:"source"`
	Cluster      *string  `json:"cluster"`
	Role         *string  `json:"role"`
}

func listVerb(c *console) *cobra.Command {
	var pick selection
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List articles",
		Long:  listHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, filter, err := pick.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if asJSON {
				return c.listJSON(cmd.Context(), db, filter)
			}
			return c.listTable(cmd.Context(), db, filter)
		},
	}
	pick.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

func (c *console) listJSON(ctx context.Context, db *store.Store, filter store.Filter) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	for a, err := range db.Articles(ctx, filter) {
		if err != nil {
			return err
		}
		if a.Authors == nil {
			a.Authors = []string{}
		}
		if err := lines.Encode(listLine{
			ID: a.ID, URL: a.URL, Title: a.Title, Authors: a.Authors, Published: orNull(a.Published.String()),
			Organization: orNull(a.Organization), Language: orNull(a.Language), WordCount: a.WordCount,
			Source: a.Source, Cluster: orNull(a.Cluster), Role: orNull(a.Role),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (c *console) listTable(ctx context.Context, db *store.Store, filter store.Filter) error {
	t := c.table("ID", "Published", "Organization", "Title")
	n := 0
	for a, err := range db.Articles(ctx, filter) {
		if err != nil {
			return err
		}
		t.AppendRow(row(a.ID, firstOf(dayOf(a.Published.String()), "-"), clip(a.Organization, 24), clip(a.Title, 70)))
		n++
	}
	if n == 0 {
		fmt.Fprintln(c.err, "no articles; winnow run harvests, winnow status tells what there is")
		return nil
	}
	t.Render()
	return nil
}

// dayOf cuts an RFC 3339 instant to its day.
func dayOf(s string) string { return s[:min(len(s), len("2006-01-02"))] }

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
