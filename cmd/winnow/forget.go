package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/store"
)

const forgetHelp = `Forget takes articles out of the database with everything that holds their text:
revisions, raw pages, what feeds said of them, marks and index entries. Then it
writes the database file anew, so that no byte of the text is left in it, in its
write-ahead log, or in the copies that were made before a migration: those copies
are deleted.

What stays are hashes, by which the addresses of the article, and the same text
at another address of its site, are refused from then on. An address that was
never harvested is refused likewise. --lift takes that back: the article may be
harvested again.

Nothing is asked: --dry-run shows what would go, --yes does it.

--expired forgets what is older than its source retains it (retain in crawl.yaml,
counted from when an article was first stored). Every run does so too.

Examples:
  winnow forget b3kq2m --dry-run
  winnow forget https://news.example/story.html --copies --yes
  winnow forget --author "Jane Doe" --future --yes
  winnow forget --expired --yes
  winnow forget --list
  winnow forget --lift https://news.example/story.html

Exit codes:
  0  done, or nothing to do    2   wrong usage
  1  there is no such article, or the database cannot be read or written
  75 another run holds the database`

// forgetFlags are the flags of winnow forget.
type forgetFlags struct {
	database
	what    store.Forgetting
	expired bool
	list    bool
	lift    bool
	dryRun  bool
	yes     bool
	json    bool
}

func forgetVerb(c *console) *cobra.Command {
	var f forgetFlags
	cmd := &cobra.Command{
		Use:   "forget [ID|ADDRESS]...",
		Short: "Take articles away for good, and refuse them from then on",
		Long:  forgetHelp,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.what.Names = args
			return c.forget(cmd.Context(), &f)
		},
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.what.Author, "author", "", "every article with this author, the whole name")
	flags.BoolVar(&f.what.Future, "future", false, "with --author: refuse further articles of this author too")
	flags.BoolVar(&f.what.Copies, "copies", false, "with the copies that other publishers have of them")
	flags.BoolVar(&f.expired, "expired", false, "what is older than its source retains it")
	flags.BoolVar(&f.list, "list", false, "list what is refused")
	flags.BoolVar(&f.lift, "lift", false, "let what was forgotten at these addresses be harvested again")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would go; write nothing")
	flags.BoolVar(&f.yes, "yes", false, "do it")
	flags.BoolVar(&f.json, "json", false, "as a JSON object")
	return cmd
}

func (c *console) forget(ctx context.Context, f *forgetFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	switch {
	case f.list:
		return c.tombstones(ctx, f)
	case f.lift:
		return c.liftTombstones(ctx, f)
	case f.expired:
		settings, err := f.settings()
		if err != nil {
			return err
		}
		if f.what.Before = expiry(settings, time.Now()); len(f.what.Before) == 0 {
			return usagef("write retain: 365d to a source in crawl.yaml", "no source says how long it retains its articles")
		}
	}
	db, err := f.openToForget(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	backups, err := store.Backups(db.Path())
	if err != nil {
		return err
	}
	var gone store.Forgotten
	if f.dryRun {
		gone, err = db.WouldForget(ctx, f.what)
	} else if gone, err = db.Forget(ctx, f.what); err == nil {
		err = c.erase(ctx, db)
	}
	switch {
	case err != nil:
		return err
	case f.json:
		return indented(c.out, gone)
	case gone.Nothing():
		fmt.Fprintln(c.err, "nothing to forget")
		return nil
	}
	c.forgotten(gone, backups, f.dryRun)
	return nil
}

// check refuses flags that make no sense.
func (f *forgetFlags) check() error {
	modes := 0
	for _, set := range []bool{len(f.what.Names) > 0 && !f.lift, f.what.Author != "", f.expired, f.list, f.lift} {
		if set {
			modes++
		}
	}
	switch {
	case modes == 0:
		return usagef("for example winnow forget ID --dry-run", "nothing is named to forget")
	case modes > 1:
		return usagef("see winnow forget --help", "names, --author, --expired, --list and --lift do not go together")
	case f.what.Future && f.what.Author == "":
		return usagef("for example --author \"Jane Doe\" --future", "--future needs --author")
	case f.lift && len(f.what.Names) == 0:
		return usagef("for example winnow forget --lift https://news.example/story.html", "--lift needs an address")
	case f.yes && f.dryRun:
		return usagef("give one of them", "--yes and --dry-run do not go together")
	case !f.yes && !f.dryRun && !f.list && !f.lift:
		return usagef("--dry-run shows what would go, --yes does it", "what is forgotten does not come back")
	}
	return nil
}

func (f *forgetFlags) openToForget(ctx context.Context) (*store.Store, error) {
	if f.dryRun {
		return f.open(ctx)
	}
	return f.openToWrite(ctx)
}

// elsewhere lists where text of articles lies outside the tables of the database:
// what is kept there of some addresses goes with them. Each may be asked twice for
// the same addresses, when it was killed before.
var elsewhere = []struct {
	what  string
	erase func(ctx context.Context, db *store.Store, addresses []string) error
}{
	{"copies made before migrations", eraseBackups},
	{"records of web archives", eraseArchive},
}

// erase leaves no byte of what was forgotten, now or in a run that was killed
// before it came to that.
func (c *console) erase(ctx context.Context, db *store.Store) error {
	addresses, err := db.Erasing(ctx)
	if err != nil || len(addresses) == 0 {
		return err
	}
	for _, place := range elsewhere {
		if err := place.erase(ctx, db, addresses); err != nil {
			return fmt.Errorf("erase %s: %w", place.what, err)
		}
	}
	if st, err := os.Stat(db.Path()); err == nil && st.Size() > slowErase {
		fmt.Fprintf(c.err, "writing the database anew, %s, so that nothing of it is left\n", size(st.Size()))
	}
	return db.Erase(ctx)
}

// slowErase is a database that takes more than a few seconds to write anew.
const slowErase = 256 << 20

// eraseBackups deletes the copies of the database that were made before its
// migrations: they hold all that it held.
func eraseBackups(_ context.Context, db *store.Store, _ []string) error {
	backups, err := store.Backups(db.Path())
	for _, name := range backups {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// forgotten tells what went, or would go.
func (c *console) forgotten(gone store.Forgotten, backups []string, dryRun bool) {
	if len(gone.Articles) > 0 {
		t := c.table("ID", "Title", "Address")
		for _, a := range gone.Articles {
			t.AppendRow(row(a.ID, clip(a.Title, 50), a.URL))
		}
		t.Render()
	}
	went := "went"
	if dryRun {
		went = "would go"
	}
	fmt.Fprintf(c.out, "%s with %s, %s and %s %s; %s refused from then on\n", count(len(gone.Articles), "article", "articles"),
		count(gone.Revisions, "revision", "revisions"), count(gone.Entries, "feed entry", "feed entries"), count(gone.Pages, "raw page", "raw pages"),
		went, count(len(gone.Addresses), "address is", "addresses are"))
	for _, name := range backups {
		fmt.Fprintf(c.out, "%s %s: a copy of the database from before a migration\n", name, went)
	}
	if len(gone.Copies) > 0 {
		fmt.Fprintf(c.out, "Other publishers' copies stay, unless --copies is given:\n")
		for _, a := range gone.Copies {
			fmt.Fprintf(c.out, "  %s %s\n", a.ID, harmless(a.URL))
		}
	}
}

func (c *console) tombstones(ctx context.Context, f *forgetFlags) error {
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	tombs, err := db.Tombstones(ctx)
	if err != nil {
		return err
	}
	if f.json {
		return indented(c.out, tombs)
	}
	if len(tombs) == 0 {
		fmt.Fprintln(c.err, "nothing was forgotten")
		return nil
	}
	t := c.table("Forgotten", "Cause", "Articles", "Refused addresses", "Refused texts", "Refuses the author")
	for _, s := range tombs {
		t.AppendRow(row(s.Time.Format("2006-01-02 15:04:05Z"), s.Cause, s.Articles, s.Addresses, s.Texts, s.Author))
	}
	t.Render()
	return nil
}

func (c *console) liftTombstones(ctx context.Context, f *forgetFlags) error {
	db, err := f.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, address := range f.what.Names {
		if _, err := db.Lift(ctx, address); errors.Is(err, store.ErrNoTombstone) {
			return &failure{exitInternal, err, "winnow forget --list tells what was forgotten when"}
		} else if err != nil {
			return err
		}
		fmt.Fprintf(c.err, "%s may be harvested again\n", harmless(address))
	}
	return nil
}

// expiry gives for each source that retains its articles for a while the time
// before which they were stored too long ago.
func expiry(settings *config.Config, now time.Time) map[string]time.Time {
	before := map[string]time.Time{}
	for _, s := range settings.Sources {
		if s.Retain > 0 {
			before[s.ID] = now.Add(-s.Retain)
		}
	}
	return before
}

// expire forgets what is older than its source retains it, and finishes what an
// earlier forgetting left to be erased.
func (c *console) expire(ctx context.Context, db *store.Store, settings *config.Config) (store.Forgotten, error) {
	var gone store.Forgotten
	if before := expiry(settings, time.Now()); len(before) > 0 {
		var err error
		if gone, err = db.Forget(ctx, store.Forgetting{Before: before}); err != nil {
			return gone, err
		}
	}
	return gone, c.eraseQuickly(ctx, db)
}

// eraseQuickly is erase for a run. A very large database is left to winnow forget,
// as writing it anew would hold up every run.
func (c *console) eraseQuickly(ctx context.Context, db *store.Store) error {
	if st, err := os.Stat(db.Path()); err != nil || st.Size() > tediousErase {
		return err
	}
	return c.erase(ctx, db)
}

// tediousErase is a database that takes more than half a minute to write anew.
const tediousErase = 2 << 30
