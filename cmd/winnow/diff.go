package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/diff"
	"winnow/extract"
	"winnow/store"
)

const diffHelp = `Diff shows what was changed in an article after it was first read: word by word,
in Chinese, Japanese and Thai character by character. Without numbers it shows
every step from one revision to the next; with one number, that revision beside
the one before; with two, the one beside the other.

On a terminal what went is red and what came is green; elsewhere, or with
--color never, it is marked [-so-] and {+so+}. NO_COLOR is obeyed. Paragraphs that
stayed the same are left out, unless --full is given.

What makes a revision: another title, subtitle, author, date of publication,
section, tag, language, licence or text, or a later date of modification. What
does not: the frame of the page, its markup and pictures, counters, times counted
from now, the day of the visit, links to other articles, and another version of
winnow.

Examples:
  winnow diff b3kq2m
  winnow diff https://news.example/story.html 1 3
  winnow diff b3kq2m --html -o changes.html
  winnow diff b3kq2m --json | jq '.changes[].fields[].field'

Exit codes:
  0  shown, also when there is nothing to show   2  wrong usage
  1  there is no such article or revision, or the database cannot be read`

// diffFlags are the flags of winnow diff.
type diffFlags struct {
	database
	json, html, full bool
	color            string
	output           string
}

func diffVerb(c *console) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff ID|ADDRESS [REVISION [REVISION]]",
		Short: "Show what was changed in an article",
		Long:  diffHelp,
		Args:  takes(1, 3, "an article and up to two numbers of its revisions"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.json {
				if err := alone(cmd, "json", "html"); err != nil {
					return err
				}
			}
			return c.diff(cmd.Context(), f, args)
		},
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "as a JSON object")
	flags.BoolVar(&f.html, "html", false, "as a page of HTML that stands alone")
	flags.BoolVar(&f.full, "full", false, "also paragraphs that stayed the same")
	flags.StringVar(&f.color, "color", "auto", "auto, always or never")
	flags.StringVarP(&f.output, "output", "o", "-", "file to write, - for standard output")
	return cmd
}

// comparison is what diff --json prints.
type comparison struct {
	Article   string         `json:"id"`
	URL       string         `json:"url"`
	Title     string         `json:"title"`
	Language  string         `json:"language"`
	Revisions []revisionLine `json:"revisions"`
	Changes   []change       `json:"changes"`
}

// revisionLine is a revision without what it said.
type revisionLine struct {
	Number    int      `json:"revision"`
	FetchedAt string   `json:"fetched_at"`
	Run       string   `json:"run"`
	Changed   []string `json:"changed"`
	WordCount int      `json:"word_count"`
}

// change is one revision beside another.
type change struct {
	From   int           `json:"from"`
	To     int           `json:"to"`
	At     string        `json:"fetched_at"` // when the second was found
	Fields []fieldChange `json:"fields"`
}

// fieldChange is a field that differs.
type fieldChange struct {
	Field  string      `json:"field"`
	Before string      `json:"before"`
	After  string      `json:"after"`
	Spans  []diff.Span `json:"spans"`
}

func (c *console) diff(ctx context.Context, f diffFlags, args []string) error {
	color, err := c.colored(f)
	if err != nil {
		return err
	}
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	a, err := db.Article(ctx, args[0])
	if err != nil {
		return err
	}
	revisions, err := db.Revisions(ctx, args[0])
	if err != nil {
		return err
	}
	pairs, err := pairsOf(revisions, args[1:])
	if err != nil {
		return err
	}
	found := compared(a, revisions, pairs)
	if len(pairs) == 0 {
		fmt.Fprintf(c.err, "%s has one revision only: nothing has changed since it was first read on %s\n", a.ID, day10(revisions[0].FetchedAt))
	}
	return c.toFile(f.output, func(w io.Writer) error {
		switch {
		case f.json:
			return indented(w, found)
		case f.html:
			return writeDiffHTML(w, found, f.full)
		}
		return writeDiffText(w, found, f.full, color)
	})
}

// colored decides about colour: as asked for, else for people who have not
// asked for none (https://no-color.org).
func (c *console) colored(f diffFlags) (bool, error) {
	switch f.color {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return f.output == "-" && isTerminal(c.out) && os.Getenv("NO_COLOR") == "", nil
	}
	return false, usagef("auto, always or never", "unknown --color %q", f.color)
}

// pairsOf gives which revisions are compared, by their places in the list.
func pairsOf(revisions []store.Revision, numbers []string) ([][2]int, error) {
	var at []int
	for _, number := range numbers {
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, usagef("for example 1 2", "%q is no number of a revision", number)
		}
		i := slices.IndexFunc(revisions, func(r store.Revision) bool { return r.Number == n })
		if i < 0 {
			return nil, &failure{exitInternal, fmt.Errorf("there is no revision %d", n),
				fmt.Sprintf("the article has %s", count(len(revisions), "revision", "revisions"))}
		}
		at = append(at, i)
	}
	switch len(at) {
	case 2:
		return [][2]int{{at[0], at[1]}}, nil
	case 1:
		if at[0] == 0 {
			return nil, usagef("give another number to compare it with", "there is nothing before revision %d", revisions[0].Number)
		}
		return [][2]int{{at[0] - 1, at[0]}}, nil
	}
	var pairs [][2]int
	for i := 1; i < len(revisions); i++ {
		pairs = append(pairs, [2]int{i - 1, i})
	}
	return pairs, nil
}

func compared(a extract.Article, revisions []store.Revision, pairs [][2]int) comparison {
	found := comparison{Article: a.ID, URL: a.URL, Title: a.Title, Language: a.Language, Revisions: []revisionLine{}, Changes: []change{}}
	for _, r := range revisions {
		if r.Changed == nil {
			r.Changed = []string{}
		}
		found.Revisions = append(found.Revisions, revisionLine{r.Number, r.FetchedAt.Format(time.RFC3339), r.Run, r.Changed, r.Article.WordCount})
	}
	for _, p := range pairs {
		before, after := revisions[p[0]], revisions[p[1]]
		found.Changes = append(found.Changes, change{before.Number, after.Number, after.FetchedAt.Format(time.RFC3339),
			fieldChanges(&before.Article, &after.Article)})
	}
	return found
}

// diffFields are what is compared, in the order in which a page has it.
var diffFields = []struct {
	name  string
	value func(a *extract.Article) string
}{
	{"title", func(a *extract.Article) string { return a.Title }},
	{"subtitle", func(a *extract.Article) string { return a.Subtitle }},
	{"authors", func(a *extract.Article) string { return list(a.Authors) }},
	{"published", func(a *extract.Article) string { return a.Published.String() }},
	{"modified", func(a *extract.Article) string { return a.Modified.String() }},
	{"section", func(a *extract.Article) string { return a.Section }},
	{"tags", func(a *extract.Article) string { return list(a.Tags) }},
	{"language", func(a *extract.Article) string { return a.Language }},
	{"license", func(a *extract.Article) string { return a.License }},
	{"text", func(a *extract.Article) string { return a.Text }},
}

func fieldChanges(before, after *extract.Article) []fieldChange {
	changes := []fieldChange{}
	for _, f := range diffFields {
		if x, y := f.value(before), f.value(after); x != y {
			changes = append(changes, fieldChange{f.name, x, y, diff.Words(x, y)})
		}
	}
	return changes
}

func day10(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// stamp writes an RFC 3339 instant for people.
func stamp(s string) string { return strings.TrimSuffix(strings.Replace(s, "T", " ", 1), "Z") }
