package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/store"
)

const whyHelp = `Why tells, for any address ever seen, what was decided about it, when and by which
rule: what named it first, every request and its answer, why it failed or waits,
where it redirects, which article stands there, and what its publisher asks of
machines. Any spelling of the address will do. Of a link that was not followed
it tells which guard left out it and its like.

Examples:
  winnow why https://news.example/world/story.html
  winnow why https://news.example/private/ --json

Exit codes:
  0  told                     2  wrong usage
  1  the address was never seen, or the database cannot be read`

func whyVerb(c *console) *cobra.Command {
	var d database
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "why ADDRESS",
		Short: "Tell what was decided about an address",
		Long:  whyHelp,
		Args:  takes(1, 1, "one address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			h, err := db.Why(cmd.Context(), args[0])
			if errors.Is(err, store.ErrUnknown) {
				return c.whyLeftOut(cmd.Context(), db, args[0], asJSON, err)
			}
			if err != nil {
				return err
			}
			if asJSON {
				return indented(c.out, h)
			}
			c.why(h)
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return cmd
}

// whyLeftOut tells why links that are built like an address are not followed;
// unknown is the error when there are none.
func (c *console) whyLeftOut(ctx context.Context, db *store.Store, address string, asJSON bool, unknown error) error {
	alike, err := likeIt(ctx, db, address)
	switch {
	case err != nil:
		return err
	case len(alike) == 0:
		return unknown
	case asJSON:
		return indented(c.out, map[string]any{"url": address, "state": "left-out", "left_out": alike})
	}
	t := c.table("Address", address)
	t.AppendRow(row("State", "left out: it was never asked for, nor were its like"))
	t.Render()
	c.omissionsTable(alike)
	return nil
}

func (c *console) why(h store.History) {
	if !h.Forgotten.IsZero() {
		fmt.Fprintf(c.out, "%s was forgotten on %s, and is refused since; winnow forget --lift lets it be harvested again.\n",
			harmless(h.URL), h.Forgotten.Format("2006-01-02 15:04:05Z"))
		return
	}
	t := c.table("Address", h.URL)
	for _, field := range []struct{ name, value string }{
		{"State", stateOf(h)}, {"Kind", string(h.Kind)}, {"Source", h.Source},
		{"First seen", h.FirstSeen.Format("2006-01-02 15:04:05Z") + ", " + h.How}, {"Named by", h.Via},
		{"Also written", strings.Join(h.Spellings, "\n")}, {"Redirects to", h.LeadsTo}, {"Article", h.Article},
		{"Publisher asks", asks(h.Signals)}, {"Visited again", nextVisit(h)}, {"Doubted", doubts(h)},
		{"Parameters", parameters(h.Parameters)},
	} {
		if field.value != "" {
			t.AppendRow(row(field.name, strings.Split(field.value, "\n")))
		}
	}
	t.Render()
	if len(h.Visits) == 0 {
		fmt.Fprintln(c.out, "\nIt was never asked for.")
		return
	}
	fmt.Fprintln(c.out)
	visits := c.table("Asked for", "Answer", "Came of it", "Why", "Bytes", "Took", "Run")
	for _, v := range h.Visits {
		visits.AppendRow(row(v.Time.Format("2006-01-02 15:04:05Z"), answerOf(v), string(v.Verdict), v.Reason, size(v.Bytes), v.Duration.String(), v.Run))
	}
	visits.Render()
}

// nextVisit tells when a known page is read again, and whether it was there last
// time.
func nextVisit(h store.History) string {
	said := ""
	if !h.NextVisit.IsZero() {
		said = "from " + h.NextVisit.Format("2006-01-02 15:04:05Z") + " on"
	}
	switch {
	case !h.Gone.IsZero():
		return strings.TrimPrefix(said+"; gone since "+h.Gone.Format("2006-01-02"), "; ")
	case !h.Missing.IsZero():
		return said + "; not found on " + h.Missing.Format("2006-01-02") + ", which a second visit has to confirm"
	}
	return said
}

// doubts tells why what was read at a known page makes no revision.
func doubts(h store.History) string {
	if h.Doubt == nil {
		return ""
	}
	return fmt.Sprintf("%s, on %s in a row", map[string]string{
		"cut":        "most of the text was missing: the longer one is kept",
		"stub":       "a short notice stood in place of the text: the longer one is kept",
		"alternates": "it goes back and forth between texts it has had",
	}[h.Doubt.Reason], count(h.Doubt.Visits, "visit", "visits"))
}

// parameters tells which parameters make no difference, and what shows it.
func parameters(list []store.Parameter) string {
	var lines []string
	for _, p := range list {
		line := ""
		switch p.State {
		case "rules":
			line = "only tells where a reader came from, as store.rules says"
		case "watched":
			line = "makes no difference on " + count(p.Pages, "page", "pages") + " of " + p.Host + ", which is too little to leave it out"
		case "proved":
			line = "makes no difference on " + p.Host + ": " + count(p.Pages, "page", "pages") + " said the same"
		case "refuted":
			line = "makes a difference on " + p.Host
		}
		if len(p.Examples) == 2 && p.State != "refuted" {
			line += ", such as\n  " + p.Examples[0] + "\n  " + p.Examples[1]
		}
		if len(p.Against) == 2 {
			line += ":\n  " + p.Against[0] + "\n  " + p.Against[1]
		}
		lines = append(lines, p.Name+" "+line)
	}
	return strings.Join(lines, "\n")
}

// stateOf is the state of an address with its reason.
func stateOf(h store.History) string {
	s := h.State
	if !h.RetryAt.IsZero() {
		s += ", next try " + ago(h.RetryAt)
	}
	if f := h.Failure; f != nil {
		s += ": " + f.Reason
		if f.Detail != "" {
			s += ", " + f.Detail
		}
		if meaning := fetch.Meaning(f.Reason); meaning != "" {
			s += " (" + meaning + ")"
		}
	}
	return s
}

func answerOf(v store.Visit) string {
	if v.Status == 0 {
		return "none"
	}
	return fmt.Sprint(v.Status)
}

// asks lists what a publisher asks of machines.
func asks(s frontier.Signals) string {
	var words []string
	for _, signal := range []struct {
		word string
		set  bool
	}{
		{"noindex", s.NoIndex}, {"nofollow", s.NoFollow}, {"noarchive", s.NoArchive}, {"nosnippet", s.NoSnippet},
		{"noai", s.NoAI}, {"noimageai", s.NoImageAI}, {"no text and data mining", s.TDM},
	} {
		if signal.set {
			words = append(words, signal.word)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.Content)) {
		words = append(words, key+"="+s.Content[key])
	}
	return strings.Join(words, ", ")
}
