package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"winnow/store"
)

const explainHelp = `Explain tells why an article is one: by what its id is known, why each of its
addresses belongs to it, which cluster it is in, how every copy was found and with
what share of its text, by what evidence the original was chosen, and what was
decided by hand.

Two articles are compared: what they have in common in figures, what would have been
enough, and what followed.

winnow why tells of one address what was asked of it and what came of that.

Examples:
  winnow explain b3kq2m
  winnow explain https://news.example/story.html --json
  winnow explain b3kq2m 9xw0tz

Exit codes:
  0  explained                2  wrong usage
  1  there is no such article, or the database cannot be read`

func explainVerb(c *console) *cobra.Command {
	var d database
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain ID|ADDRESS [ID|ADDRESS]",
		Short: "Tell why addresses are one article, and articles copies",
		Long:  explainHelp,
		Args:  takes(1, 2, "one article, or two to compare"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if len(args) == 2 {
				found, err := db.Compare(cmd.Context(), args[0], args[1])
				if err != nil || asJSON {
					return orJSON(c, err, found)
				}
				c.comparison(found)
				return nil
			}
			found, err := db.Explain(cmd.Context(), args[0])
			if err != nil || asJSON {
				return orJSON(c, err, found)
			}
			c.explanation(found)
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return cmd
}

// orJSON prints a value unless there is an error.
func orJSON(c *console, err error, v any) error {
	if err != nil {
		return err
	}
	return indented(c.out, v)
}

// addressReasons says of each reason what it means for an address of an article.
var addressReasons = map[string]string{
	"feed-link": "a feed led to it", "sitemap": "a sitemap lists it", "link": "a page links to it", "start": "the configuration names it",
	"configured": "the configuration names it", "redirect": "it leads there", "canonical": "one names the other as its canonical address",
	"amp": "it is the AMP page, and one names the other", "print": "it is the page for printing, and one names the other",
	"tracking": "it differs in parameters that only tell where a reader came from", "spelling": "it is another spelling of the address",
	"same-text": "the same text stands there, on the same site", "moved": "the site has moved, and the same stands under that path", "by-hand": "a person joined them", "part": "it is a further page of the article",
}

// originalReasons says by what evidence an original was chosen.
var originalReasons = map[string]string{
	"canonical": "another page of the cluster names it as its canonical address", "agency": "it stands on the site of the agency that is credited",
	"earliest": "it was published first", "order": "nothing tells which was first; its address comes first in the alphabet",
}

func (c *console) explanation(e store.Explanation) {
	t := c.table("Article", e.ID)
	t.AppendRow(row("Title", e.Title))
	t.AppendRow(row("Identity", e.Key+"  (its id follows from it)"))
	t.AppendRow(row("Site", e.Site+"  (only its addresses join by text or redirect)"))
	for _, ref := range e.Former {
		t.AppendRow(row("Former id", ref))
	}
	for _, d := range e.Decisions {
		t.AppendRow(row("By hand", d.Verdict+" "+firstOf(d.Article, d.Address)+", "+d.Time.Format("2006-01-02")))
	}
	t.Render()
	fmt.Fprintln(c.out)
	addresses := c.table("Address", "Reason", "Why")
	for _, a := range e.Addresses {
		why := addressReasons[a.Reason]
		if a.Preferred {
			why = "it stands there; " + why
		}
		addresses.AppendRow(row(a.URL, a.Reason, why))
	}
	addresses.Render()
	fmt.Fprintln(c.out)
	if e.Cluster == nil {
		fmt.Fprintln(c.out, "It is in no cluster: no other article has a text like it.")
		return
	}
	c.cluster(*e.Cluster)
	if why := originalReasons[e.Original]; why != "" {
		fmt.Fprintf(c.out, "The original is %s: %s.\n", harmless(e.Cluster.Members[0].URL), why)
	}
}

func (c *console) comparison(f store.Comparison) {
	t := c.table("", "First", "Second")
	for _, line := range []struct{ name, first, second string }{
		{"ID", f.First.ID, f.Second.ID}, {"Title", clip(f.First.Title, 40), clip(f.Second.Title, 40)}, {"Address", f.First.URL, f.Second.URL},
		{"Published", f.First.Published, f.Second.Published}, {"Words", fmt.Sprint(f.First.WordCount), fmt.Sprint(f.Second.WordCount)},
		{"Credits", f.First.Agency, f.Second.Agency},
	} {
		t.AppendRow(row(line.name, line.first, line.second))
	}
	t.Render()
	fmt.Fprintf(c.out, "\nOf the runs of four words in either text, %s are in both; texts of two sites are copies from %s.\n", percent(f.Share), percent(f.Enough))
	fmt.Fprintf(c.out, "Of those of the shorter text, %s are in the longer.\n", percent(f.Part))
	for _, fact := range []struct {
		holds bool
		text  string
	}{
		{f.SameText, "Their normalised texts are equal."}, {f.Titles, "Their titles agree."}, {!f.Titles, "Their titles disagree."},
		{f.Short, "One of them is too short to be compared by its text."}, {f.SameSite, "They are on one site."},
		{!f.SameSite, "They are on two sites: by their text they may be in one cluster, never one article."},
		{f.Decision == "same", "A person joined them."}, {f.Decision == "apart", "A person keeps them apart."},
		{f.Linked && f.First.ID == f.Second.ID, "They are one article."}, {f.Linked && f.First.ID != f.Second.ID, "They are in one cluster."},
		{!f.Linked, "They stand apart."},
	} {
		if fact.holds {
			fmt.Fprintln(c.out, fact.text)
		}
	}
}
