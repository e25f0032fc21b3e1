package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/store"
)

const splitHelp = `Split keeps apart what was put together, for good: no later run joins it again.

One address that is another address of an article becomes an article of its own.
Where no text of it was kept, the next run fetches it. One article leaves its
cluster. Several articles are never to be one article, nor in one cluster.

winnow join takes that back. Nothing is asked; --dry-run shows what would be.

Examples:
  winnow split https://news.example/print/story.html
  winnow split b3kq2m
  winnow split b3kq2m 9xw0tz --dry-run

Exit codes:
  0  done                     2   wrong usage
  1  there is no such article, or nothing to split
  75 another run holds the database`

const joinHelp = `Join puts articles together, for good: no later run parts them.

Articles of one site become one, which has the addresses and the revisions of all.
Those of several sites stay articles of their own, in one cluster.

winnow split takes that back. Nothing is asked; --dry-run shows what would be.

Examples:
  winnow join b3kq2m 9xw0tz
  winnow join https://news.example/part-1.html https://news.example/part-2.html --dry-run

Exit codes:
  0  done                     2   wrong usage
  1  there is no such article
  75 another run holds the database`

func splitVerb(c *console) *cobra.Command {
	cmd := c.decisionVerb((*store.Store).Split)
	cmd.Use, cmd.Short, cmd.Long = "split ID|ADDRESS...", "Keep articles apart for good", splitHelp
	cmd.Args = takes(1, 100, "articles to keep apart")
	return cmd
}

func joinVerb(c *console) *cobra.Command {
	cmd := c.decisionVerb((*store.Store).Join)
	cmd.Use, cmd.Short, cmd.Long = "join ID|ADDRESS ID|ADDRESS...", "Put articles together for good", joinHelp
	cmd.Args = takes(2, 100, "the articles to put together")
	return cmd
}

// decisions says what became of an article.
var decisions = map[string]string{
	"joined": "joined", "linked": "in one cluster", "split": "an article of its own", "apart": "kept apart", "waits": "fetched again by the next run",
}

// decider is Split or Join of a store.
type decider func(db *store.Store, ctx context.Context, names []string, try bool) ([]store.Decided, error)

// decisionVerb is a verb that decides something about articles by hand.
func (c *console) decisionVerb(decide decider) *cobra.Command {
	var d database
	var dryRun, asJSON bool
	cmd := &cobra.Command{RunE: func(cmd *cobra.Command, args []string) error {
		db, err := d.openToWrite(cmd.Context())
		if err != nil {
			return err
		}
		defer db.Close()
		done, err := decide(db, cmd.Context(), args, dryRun)
		switch {
		case errors.Is(err, store.ErrNothingToSplit), errors.Is(err, store.ErrNoArticle):
			return &failure{exitInternal, err, "winnow explain tells what belongs together and why"}
		case err != nil:
			return err
		case asJSON:
			return indented(c.out, done)
		}
		t := c.table("ID", "Now", "Cluster", "Role", "Address")
		for _, a := range done {
			t.AppendRow(row(firstOf(a.ID, "-"), decisions[a.What], firstOf(a.Cluster, "-"), firstOf(a.Role, "-"), a.URL))
		}
		t.Render()
		if dryRun {
			fmt.Fprintln(c.err, "nothing was written")
		}
		return nil
	}}
	d.flags(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be; write nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON list")
	return cmd
}
