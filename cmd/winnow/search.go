package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/store"
)

const searchHelp = `Search finds articles by their words, the best first.

Every word has to be in the article. "Words in quotation marks" stand one behind
the other, -word must not be there, OR stands between alternatives, begin* finds
beginnings. title:word and names:word look only at the title, or at authors,
organization and tags. Letter case, accents, full width and ligatures make no
difference, nor do ß and ss, ё and е, أ and ا; Chinese, Japanese, Korean, Thai and
the like are found by any part of their words. Whatever is typed is a query.

The index is made by the first search and brought up to date by each, and by
every run from then on. While a run holds the database, what was indexed is
searched. Of more than 10,000 articles that hold the words and pass the filters
the newest are ranked, of more than 2,000 when words stand in quotation marks.
Articles are ranked by words that tell them apart, not by beginnings of one to
three letters, nor by words that stand in more than 500,000. Where there are no
others, the newest come first, those before all that hold the words in the title.
Of words in quotation marks the first twelve count.

Examples:
  winnow search ferry harbour
  winnow search '"night train" vienna -freight' --since 2026-01-01
  winnow search 'title:bridge names:doe' --language en --json
  winnow search -- ferry -bridge

Exit codes:
  0  searched, also when nothing was found    2  wrong usage, or no word to search for
  1  the database cannot be read, or this winnow was built without full-text search`

func searchVerb(c *console) *cobra.Command {
	var pick selection
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "search WORD...",
		Short: "Find articles by their words",
		Long:  searchHelp,
		Args:  takes(1, 1000, "words"),
		RunE: func(cmd *cobra.Command, words []string) error {
			return c.search(cmd.Context(), &pick, strings.Join(words, " "), asJSON)
		},
	}
	pick.flags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&pick.filter.Offset, "offset", 0, "leave out the first hits")
	flags.BoolVar(&asJSON, "json", false, "one JSON object a hit")
	flags.Lookup("limit").Usage = "at most this many (0 is 20)"
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usagef("after -- everything is a word: winnow search -- ferry -bridge", "%w", err)
	})
	// Words are what is searched for; a flag for them would say it twice.
	if err := flags.MarkHidden("contains"); err != nil {
		panic(err) // the flag is declared above
	}
	return cmd
}

func (c *console) search(ctx context.Context, pick *selection, query string, asJSON bool) error {
	filter, err := pick.wanted()
	if err != nil {
		return err
	}
	if err := natural("offset", filter.Offset); err != nil {
		return err
	}
	db, err := c.caughtUp(ctx, pick)
	if err != nil {
		return err
	}
	defer db.Close()
	results, err := db.Search(ctx, query, filter)
	switch {
	case errors.Is(err, store.ErrEmptyQuery):
		return usagef("for example winnow search ferry harbour", "%q: %w", clip(query, 60), err)
	case errors.Is(err, store.ErrNoSearch) && store.HasSearch:
		return &failure{exitLocked, errors.New("the database has no full-text index yet, and a run holds it"), "search again once the run is over"}
	case errors.Is(err, store.ErrNoSearch):
		return &failure{exitInternal, err, "build winnow with -tags sqlite_fts5"}
	case err != nil:
		return err
	}
	if left, err := db.Unindexed(ctx); err == nil && left > 0 {
		fmt.Fprintf(c.err, "%s not in the index yet: a run holds the database\n", count(left, "article is", "articles are"))
	}
	if asJSON {
		return c.hitsJSON(results)
	}
	c.hitsText(results)
	return nil
}

// caughtUp opens the database to be searched, its index up to date unless a run holds it.
func (c *console) caughtUp(ctx context.Context, pick *selection) (*store.Store, error) {
	db, err := pick.database.open(ctx)
	if err != nil || !store.HasSearch {
		return db, err // the search says so
	}
	there, err := db.Indexed(ctx)
	left := 0
	if err == nil {
		left, err = db.Unindexed(ctx)
	}
	if err == nil && there && left == 0 {
		return db, nil
	}
	if err = errors.Join(err, db.Close()); err == nil {
		err = c.catchUp(ctx, pick)
	}
	if err != nil {
		return nil, err
	}
	return pick.database.open(ctx)
}

// catchUp brings the index up to date, unless a run holds the database.
func (c *console) catchUp(ctx context.Context, pick *selection) error {
	db, err := pick.openToWrite(ctx)
	if errors.Is(err, store.ErrLocked) || errors.Is(err, store.ErrReadOnly) || errors.Is(err, os.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	told := c.indexing()
	err = db.Index(ctx, told)
	told(0, 0)
	return errors.Join(err, db.Close())
}

// indexing tells how far the index has come, when it takes more than a moment: over and
// over on a terminal, once elsewhere. Called with nothing, it ends the line.
func (c *console) indexing() func(done, of int) {
	begun := false
	return func(done, of int) {
		switch {
		case isTerminal(c.err) && of > tediousIndex:
			fmt.Fprintf(c.err, "\rindexing %d of %d", done, of)
			begun = true
		case isTerminal(c.err) && begun:
			fmt.Fprintln(c.err)
		case of > tediousIndex && !begun:
			fmt.Fprintf(c.err, "indexing %d articles before the search; when stopped, the next one goes on from there\n", of)
			begun = true
		}
	}
}

// keepIndex brings the full-text index up to date after a run, where there is
// one: whoever never searches pays nothing for it.
func keepIndex(ctx context.Context, db *store.Store) error {
	there, err := db.Indexed(ctx)
	if err != nil || !there || !store.HasSearch {
		return err
	}
	return db.Index(ctx, nil)
}

// tediousIndex is how many articles take more than a moment to index.
const tediousIndex = 2000

func (c *console) hitsJSON(r store.Results) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	for _, h := range r.Hits {
		if err := lines.Encode(h); err != nil {
			return err
		}
	}
	return nil
}

func (c *console) hitsText(r store.Results) {
	bold := func(s string) string { return s }
	if isTerminal(c.out) && os.Getenv("NO_COLOR") == "" {
		bold = func(s string) string { return "\x1b[1m" + s + "\x1b[0m" }
	}
	for _, h := range r.Hits {
		fmt.Fprintf(c.out, "%s\n  %s\n  %s\n  %s\n", bold(harmless(firstOf(h.Title, h.URL))),
			harmless(strings.Join(slices.DeleteFunc([]string{dayOf(deref(h.Published)), deref(h.Organization), h.ID}, func(s string) bool { return s == "" }), " · ")),
			harmless(h.URL), marked(h, bold))
	}
	switch {
	case len(r.Hits) == 0:
		fmt.Fprintln(c.err, "nothing found")
	case r.More && !r.Ranked:
		fmt.Fprintf(c.err, "%d shown, the newest of very many; more words find less\n", len(r.Hits))
	case r.More:
		fmt.Fprintf(c.err, "%d shown, of very many: the newest were ranked; more words find less\n", len(r.Hits))
	default:
		fmt.Fprintf(c.err, "%d shown of %s\n", len(r.Hits), count(r.Among, "article", "articles"))
	}
}

// marked gives a snippet with what was looked for in bold.
func marked(h store.Hit, bold func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range h.Marks {
		b.WriteString(harmless(h.Snippet[at:m[0]]))
		b.WriteString(bold(harmless(h.Snippet[m[0]:m[1]])))
		at = m[1]
	}
	b.WriteString(harmless(h.Snippet[at:]))
	return b.String()
}
