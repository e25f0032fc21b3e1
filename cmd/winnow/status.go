package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/store"
)

const statusHelp = `Status tells what the database holds, how each source is doing, which feeds a
person should look at, and which addresses failed or wait for another try, with
the reason. A feed is worth a look when it is failing, dead (asked once a month),
gone (410, not asked any more), has moved for good, or is silent: nothing came for
longer than it ever took. Sitemaps whose dates or lists mean nothing are named too.

Sources that need a person come first: those that fail, meet a wall against machines,
are silent by their own rhythm, or whose pages or fields are not what they were, with
since when and why. --unhealthy lists only those and ends with 3 when there are any.

With --json, one object; "feeds" holds every feed, sitemap and start page,
"failures" every failed or waiting address, and "left_out" every kind of link that
is not followed, with the reason.

Examples:
  winnow status
  winnow status --source example-world --failures 50
  winnow status --json | jq '.sources[] | select(.standing != "well")'
  winnow status --unhealthy || echo "somebody should look"

Exit codes:
  0  told                          2  wrong usage
  1  the database cannot be read   3  with --unhealthy: there are such sources`

// statusAnswer is what status --json prints.
type statusAnswer struct {
	store.Status
	Feeds    []store.Feed    `json:"feeds"`
	Failures []store.Failure `json:"failures"`
	LeftOut  []store.LeftOut `json:"left_out"` // links that are not followed, by kind
}

func statusVerb(c *console) *cobra.Command {
	var d database
	var asJSON, unhealthy bool
	var filter store.FailureFilter
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Tell how each source is doing, what failed and what waits",
		Long:  statusHelp,
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := natural("failures", filter.Limit); err != nil {
				return err
			}
			db, err := d.open(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			return c.status(cmd.Context(), db, filter, asJSON, unhealthy)
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVar(&filter.Source, "source", "", "this source only")
	cmd.Flags().StringVar(&filter.Reason, "reason", "", "failures for this reason only, for example http-404")
	cmd.Flags().IntVar(&filter.Limit, "failures", 10, "list at most this many failures (0 is all)")
	cmd.Flags().BoolVar(&unhealthy, "unhealthy", false, "only sources that need a person; exit code 3 when there are any")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object, with every failure")
	return cmd
}

func (c *console) status(ctx context.Context, db *store.Store, filter store.FailureFilter, asJSON, unhealthy bool) error {
	answer := statusAnswer{Feeds: []store.Feed{}, Failures: []store.Failure{}}
	var err error
	if answer.Status, err = db.Status(ctx); err != nil {
		return err
	}
	if answer.Feeds, err = db.Feeds(ctx); err != nil {
		return err
	}
	if filter.Source != "" {
		answer.Feeds = slices.DeleteFunc(answer.Feeds, func(f store.Feed) bool { return f.Source != filter.Source })
		answer.Sources = slices.DeleteFunc(answer.Sources, func(h store.Health) bool { return h.Source != filter.Source })
		if len(answer.Sources) == 0 {
			return usagef("winnow status lists the sources", "no source is called %q", filter.Source)
		}
	}
	slices.SortStableFunc(answer.Sources, sickFirst)
	if unhealthy {
		answer.Sources = slices.DeleteFunc(answer.Sources, func(h store.Health) bool { return !h.Sick() })
	}
	if unhealthy && !asJSON {
		if len(answer.Sources) > 0 {
			c.sourcesTable(answer.Sources)
		}
		return needsPerson(answer.Sources)
	}
	if asJSON {
		filter.Limit = 0
	}
	for f, err := range db.Failures(ctx, filter) {
		if err != nil {
			return err
		}
		answer.Failures = append(answer.Failures, f)
	}
	if answer.LeftOut, err = leftOut(ctx, db, filter.Source, filter.Limit); err != nil {
		return err
	}
	if asJSON {
		err = json.NewEncoder(c.out).Encode(answer)
		if unhealthy {
			err = errors.Join(err, needsPerson(answer.Sources))
		}
		return err
	}
	c.sourcesTable(answer.Sources)
	c.feedsTable(answer.Feeds)
	c.failuresTable(answer.Failures)
	c.omissionsTable(answer.LeftOut)
	st := answer.Status
	fmt.Fprintf(c.out, "\n%s: %s, %s, %s; %s\n", st.Path, size(st.Bytes), count(st.Articles, "article", "articles"),
		count(st.Revisions, "revision", "revisions"), count(st.Addresses, "address seen", "addresses seen"))
	fmt.Fprintf(c.out, "%d queued, %d wait for another try, %d given up; last run %s\n", st.Queued+st.Leased, st.Waiting, st.Failed, lastRun(st))
	return nil
}

// needsPerson is the failure of --unhealthy.
func needsPerson(sick []store.Health) error {
	if len(sick) == 0 {
		return nil
	}
	return &failure{exitPartial, errors.New(count(len(sick), "source needs", "sources need") + " a person"), "winnow doctor says what to do about each"}
}

// sickFirst puts sources that need a person before the others, and those that are
// not configured any more last.
func sickFirst(a, b store.Health) int {
	rank := func(h store.Health) int {
		switch {
		case h.Sick():
			return 0
		case h.Configured:
			return 1
		}
		return 2
	}
	return cmp.Compare(rank(a), rank(b))
}

func (c *console) sourcesTable(sources []store.Health) {
	t := c.table("Source", "State", "Articles", "Usually new", "Last new", "Last poll", "Next due", "Failures", "What is the matter")
	for _, s := range sources {
		t.AppendRow(row(s.Source, s.Standing, s.Articles, usually(s.UsualGap), ago(s.LastNewArticle), ago(s.LastPoll), ago(s.NextDue), s.Failures, clip(matter(s), 90)))
	}
	t.Render()
}

// usually is how often something new comes, as people say it.
func usually(seconds int) string {
	if seconds == 0 {
		return "-"
	}
	return "every " + span(time.Duration(seconds)*time.Second)
}

// matter says what is the matter with a source: what was found, who rests, what
// failed last.
func matter(s store.Health) string {
	var words []string
	for _, cond := range s.Conditions {
		words = append(words, conditionWords(cond))
	}
	if s.ParkedUntil.After(time.Now()) {
		words = append(words, "host "+s.ParkedHost+" rests, asked again "+ago(s.ParkedUntil))
	}
	if len(words) == 0 && s.LastError != "" {
		words = append(words, s.LastError)
	}
	return strings.Join(words, "; ")
}

func (c *console) failuresTable(failures []store.Failure) {
	if len(failures) == 0 {
		return
	}
	fmt.Fprintln(c.out)
	t := c.table("Failed or waiting", "Reason", "Tries", "Next try")
	for _, f := range failures {
		t.AppendRow(row(clip(f.Address, 80), f.Reason, f.Tries, ago(f.RetryAt)))
	}
	t.Render()
}

// ago is a time as people say it.
func ago(t time.Time) string {
	switch d := time.Since(t); {
	case t.IsZero():
		return "-"
	case d < 0:
		return "in " + span(-d)
	default:
		return span(d) + " ago"
	}
}

func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

func lastRun(st store.Status) string {
	if st.LastRun == nil {
		return "never"
	}
	return ago(st.LastRun.Started)
}
