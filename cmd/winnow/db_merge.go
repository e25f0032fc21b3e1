package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"winnow/store"
)

const dbMergeHelp = `Db merge takes over what other databases hold, for example those of other machines
that harvest the same or other sources. Nothing is doubled: an article that both
know stays one, with the revisions of both in the order of time, and copies and
clusters are found as if one machine had harvested it all. What people decided
(split, join) and what was forgotten holds for both; of two clocks of a host the
more careful counts, of two polls of a feed the later. The order does not matter,
and merging again changes nothing.

The other databases are only read. One that an older winnow wrote is migrated as a
copy; one of a newer winnow is refused. WARC files beside them are copied too. Each
database is merged wholly or not at all; crawl.yaml is not looked at, so list the
sources of both in it. It may be as large as the disk: memory does not grow with it.

Examples:
  winnow db merge laptop.db
  winnow db merge --dry-run --json a.db b.db
  winnow db merge --db all.db /mnt/north/winnow.db /mnt/south/winnow.db

Exit codes:
  0   merged                  2  wrong usage
  1   a database cannot be read or written
  75  another run holds the database`

func dbMergeVerb(c *console) *cobra.Command {
	var d database
	var dry, asJSON, quiet bool
	cmd := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Take over what other databases hold, without doubling anything",
		Long:  dbMergeHelp,
		Args:  takes(1, 1000, "the databases to merge"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := d.openToWrite(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			for _, name := range args {
				if err := c.dbMerge(cmd.Context(), db, name, dry, asJSON, quiet); err != nil {
					return err
				}
			}
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().BoolVar(&dry, "dry-run", false, "count what would be taken over; write nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a database")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "no progress")
	return cmd
}

// dbMerge merges one database, its WARC files first: what refers to a record
// finds it.
func (c *console) dbMerge(ctx context.Context, db *store.Store, name string, dry, asJSON, quiet bool) error {
	if !dry {
		if err := copyArchive(ctx, archiveFolder(name), archiveFolder(db.Path())); err != nil {
			return err
		}
	}
	shown := c.steps(quiet)
	got, err := db.Merge(ctx, name, store.Merging{Try: dry, Told: shown.tell})
	shown.done()
	if errors.Is(err, store.ErrItself) {
		_, hint := classify(err)
		return usagef(hint, "%w", err)
	}
	if err != nil {
		return err
	}
	if got.Forgotten > 0 && !dry {
		if err := c.erase(ctx, db); err != nil {
			return err
		}
	}
	if asJSON {
		lines := json.NewEncoder(c.out)
		lines.SetEscapeHTML(false)
		return lines.Encode(struct {
			From string `json:"from"`
			store.Merged
		}{name, got})
	}
	verb := "took over"
	if dry {
		verb = "would take over"
	}
	fmt.Fprintf(c.out, "%s: %s %s\n", harmless(name), verb, mergedInWords(got))
	return nil
}

// mergedInWords lists what a merge has added, leaving out what it has not.
func mergedInWords(m store.Merged) string {
	var parts []string
	for _, p := range []struct {
		n         int64
		one, many string
	}{
		{m.Articles, "article", "articles"}, {m.Revisions, "revision", "revisions"}, {m.Addresses, "address", "addresses"},
		{m.Entries, "feed entry", "feed entries"}, {m.Requests, "request", "requests"}, {m.Pages, "raw page", "raw pages"},
		{m.Records, "archived answer", "archived answers"}, {m.Waiting, "waiting address", "waiting addresses"},
		{m.Decisions, "decision", "decisions"}, {m.Runs, "run", "runs"},
	} {
		if p.n != 0 {
			parts = append(parts, count(int(p.n), p.one, p.many))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing: all of it is there"}
	}
	text := strings.Join(parts, ", ")
	if m.Joined > 0 {
		text += fmt.Sprintf("; %s one with another", count(int(m.Joined), "article turned out to be", "articles turned out to be"))
	}
	if m.Forgotten > 0 {
		text += fmt.Sprintf("; %s forgotten, and left out", count(int(m.Forgotten), "article was", "articles were"))
	}
	return text
}

// copyArchive copies the WARC files that are not there yet. Their names are of one
// run of one machine, so one name is one file; it has its name when it is complete.
func copyArchive(ctx context.Context, from, to string) error {
	entries, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		target := filepath.Join(to, e.Name())
		if !e.Type().IsRegular() || !strings.Contains(e.Name(), ".warc") || exists(target) || exists(strings.TrimSuffix(target, ".open")) {
			continue
		}
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		if err := copyFile(filepath.Join(from, e.Name()), target); err != nil {
			return fmt.Errorf("copy web archive: %w", err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := beside(to)
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // fails once it is renamed, as it should
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}

// steps shows what long work is at: on a terminal on one line, elsewhere now and
// then in the log.
type steps struct {
	counter
	step string
}

func (c *console) steps(quiet bool) *steps {
	return &steps{counter: *c.counter(quiet, "", 1)}
}

func (s *steps) tell(step string, done, of int) {
	if s.bar != nil && (step != s.step || of != s.total) {
		s.bar.Describe(step)
		s.bar.ChangeMax(max(of, 1))
	}
	s.step, s.what, s.total = step, step, of
	s.set(done)
}
