package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"winnow/store"
)

const notifyHelp = `Notify concerns the notification hook: notify: in crawl.yaml, a command or a web
address that is told when a source fails, meets a wall against machines, falls
silent, moves for good, loses what its articles had, or is well again.

Examples:
  winnow notify test
  winnow notify list

` + exitHelp

const notifyTestHelp = `Notify test hands an invented change to the hook of crawl.yaml, marked "test": true,
and says whether it was taken. What a hook is given is one JSON object on standard
input, or as the body of a POST:

  {"version": 1, "id": 17, "time": "2026-03-01T06:00:00Z", "source": "example-world",
   "kind": "silent", "state": "begun", "subject": "", "since": "2026-02-27T05:00:00Z",
   "detail": "nothing new since ...", "test": false,
   "title": "source example-world has fallen silent: nothing new since ...",
   "remedy": "look whether it still publishes; ..."}

kind is network, failing, wall, gone, silent, field, yield or moved; state is begun
or over; subject is the address of a feed or the name of a field where one is meant.

Examples:
  winnow notify test
  winnow notify test --config other.yaml

Exit codes:
  0  taken                    2  notify: names neither command nor address
  1  the hook failed`

const notifyListHelp = `Notify list prints what was told of the sources, newest first.

Examples:
  winnow notify list
  winnow notify list --limit 100 --json

Exit codes:
  0  printed                  2  wrong usage
  1  the database cannot be read`

func notifyVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notify",
		Short: "Try the notification hook, list what was told",
		Long:  notifyHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(notifyTestVerb(c), notifyListVerb(c))
	return cmd
}

func notifyTestVerb(c *console) *cobra.Command {
	var d database
	cmd := &cobra.Command{
		Use:   "test",
		Short: "Hand an invented change to the hook",
		Long:  notifyTestHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := d.settings()
			if err != nil {
				return err
			}
			h := hook{settings.Notify, settings.Identity.Agent}
			if len(h.Command) == 0 && h.Address() == "" {
				return usagef("notify: in crawl.yaml says who is told", "notify names neither a command nor an address")
			}
			if err := h.tell(cmd.Context(), invented(time.Now())); err != nil {
				return &failure{exitInternal, err, "run the command by hand, or look whether the address is right: winnow notify test --help says what it is given"}
			}
			fmt.Fprintln(c.out, "the hook took it")
			return nil
		},
	}
	cmd.Flags().StringVar(&d.config, "config", configFile, "configuration")
	return cmd
}

// invented is a change that has not happened.
func invented(now time.Time) notice {
	ch := store.Change{Time: now.UTC().Truncate(time.Second), Source: "example", Kind: store.KindSilent, State: store.StateBegun,
		Since: now.UTC().Add(-72 * time.Hour).Truncate(time.Second), Detail: "this is a test: nothing has changed"}
	return notice{Change: ch, Title: changeLine(ch), Test: true}
}

func notifyListVerb(c *console) *cobra.Command {
	var d database
	var asJSON bool
	limit := 20
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what was told of the sources",
		Long:  notifyListHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := natural("limit", limit); err != nil {
				return err
			}
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			changes, err := db.Changes(cmd.Context(), limit)
			if err != nil {
				return err
			}
			if asJSON {
				lines := json.NewEncoder(c.out)
				lines.SetEscapeHTML(false)
				for _, ch := range changes {
					if err := lines.Encode(ch); err != nil {
						return err
					}
				}
				return nil
			}
			t := c.table("When", "What")
			for _, ch := range changes {
				t.AppendRow(row(clockTime(ch.Time), changeLine(ch)))
			}
			t.Render()
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().IntVar(&limit, "limit", limit, "list at most this many (0 is all)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a change")
	return cmd
}
