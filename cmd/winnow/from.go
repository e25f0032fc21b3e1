package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"winnow/archive"
	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
	"winnow/store"
)

// library hands the answers of archives to a harvest.
type library struct {
	*archive.Answers
	limit int64 // of an unpacked body
}

// At tells what is known of an answer before it is read.
func (l library) At(i int) (time.Time, int, string) {
	a := l.Answers.At(i)
	return a.Time, a.Status, a.MIME
}

// Read gives an answer as it would have come from the network.
func (l library) Read(i int) (*fetch.Response, error) {
	a, err := l.Answers.Read(i, l.limit)
	if err != nil {
		return nil, err
	}
	return responseOf(a, l.limit)
}

// responseOf makes of an answer of an archive what a fetch would have given.
func responseOf(a *archive.Answer, limit int64) (*fetch.Response, error) {
	resp := &fetch.Response{
		URL: a.Entry.URL, Status: a.Status, Header: a.Header, ContentType: a.Header.Get("Content-Type"),
		Started: a.Entry.Time, WireBytes: int64(len(a.Body)), Proto: "HTTP/1.1", Remote: a.Remote,
	}
	if location := a.Header.Get("Location"); location != "" && a.Status/100 == 3 {
		resp.Location, _ = extract.Clean(location, a.Entry.URL) // empty leads nowhere
	}
	var err error
	resp.Body, err = fetch.Unpack(a.Body, a.Header, limit)
	switch {
	case a.Truncated != "":
		resp.Broken = &fetch.Error{Code: "truncated", Err: fmt.Errorf("the archive has only a part of it (%s)", a.Truncated)}
	case err != nil && a.Status == http.StatusOK:
		return nil, fmt.Errorf("%s, byte %d, %s: %w", a.Entry.File, a.Entry.Offset, a.Entry.URL, err)
	}
	return resp, nil
}

// fromSettings is the configuration for a harvest from archives, which needs no
// sources.
func (f *runFlags) fromSettings() (*config.Config, error) {
	settings, err := f.settings()
	if err != nil {
		return nil, err
	}
	if f.path != "" {
		settings.Store.Path = f.path
	}
	for _, name := range f.from {
		if _, err := os.Stat(name); err != nil {
			return nil, usagef("winnow reads WARC files (.warc, .warc.gz), WACZ files, and folders of WARC files", "--from %w", err)
		}
	}
	return settings, nil
}

// openAll opens archives; parts that cannot be opened are told to damaged.
func openAll(names []string, damaged func(error)) (all []*archive.Archive, done func() error, err error) {
	done = func() error {
		var err error
		for _, a := range all {
			err = errors.Join(err, a.Close())
		}
		return err
	}
	for _, name := range names {
		a, err := archive.Open(name)
		if err != nil {
			return nil, done, archiveError(err)
		}
		for _, part := range a.Damaged {
			damaged(errors.New(part))
		}
		all = append(all, a)
	}
	return all, done, nil
}

// listed opens archives and lists their answers; it tells how far it is.
func (c *console) listed(ctx context.Context, names []string, quiet bool, damaged func(error)) (*archive.Answers, func() error, error) {
	all, done, err := openAll(names, damaged)
	if err != nil {
		return nil, done, err
	}
	total := int64(0)
	for _, a := range all {
		for _, f := range a.Files {
			total += f.Size
		}
	}
	shown := c.counter(quiet, "listing (MB)", int(total>>20))
	read := int64(0)
	answers, err := archive.List(ctx, all, extract.Key, damaged, func(bytes int64) { read += bytes; shown.set(int(read >> 20)) })
	shown.done()
	return answers, done, err
}

// harvestFrom harvests archives instead of the network.
func (c *console) harvestFrom(ctx context.Context, settings *config.Config, f runFlags) (report *crawler.Report, err error) {
	var faults []string
	answers, done, err := c.listed(ctx, f.from, f.quiet || f.json, func(err error) { faults = append(faults, err.Error()) })
	defer func() { err = errors.Join(err, done()) }()
	if err != nil {
		return nil, err
	}
	keep := settings.Store.Keep == config.KeepRaw
	db, err := store.Open(ctx, settings.Store.Path, store.Options{Delay: settings.Politeness.Delay, KeepRaw: keep, Version: version, Litestream: settings.Store.Litestream})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	o := settings.Harvest()
	o.MaxPages, o.MaxTime, o.KeepBodies = f.maxPages, f.maxTime, keep
	if f.maxBytes != "" {
		if o.MaxBytes, err = config.ParseSize(f.maxBytes); err != nil {
			return nil, usagef("for example 500MB", "--max-bytes: %v", err)
		}
	}
	o.Log = c.logger(f.quiet, f.verbose)
	for _, fault := range faults {
		o.Log.Warn("passed over", "what", fault)
	}
	shown := c.progress(f.quiet || f.json, o.Log)
	o.Progress = shown.update
	run := frontier.Run{ID: runID(time.Now()), Version: version, Config: settings.Hash(), Args: os.Args[1:], Started: time.Now()}
	var memory crawler.Memory = db
	if f.verbose {
		memory = narrated{db, o.Log}
	}
	report, err = crawler.New(memory, nil, run, o).From(ctx, library{answers, settings.Limits.PageBytes}, db, faults)
	shown.done()
	if err == nil && ctx.Err() == nil {
		err = c.eraseQuickly(ctx, db)
	}
	return report, err
}

// planFrom tells what archives hold, and writes nothing.
func (c *console) planFrom(ctx context.Context, settings *config.Config, f runFlags) error {
	var faults []string
	answers, done, err := c.listed(ctx, f.from, f.quiet || f.json, func(err error) { faults = append(faults, err.Error()) })
	defer done() // read only: nothing can be lost
	if err != nil {
		return err
	}
	holds := crawler.Survey(library{answers, settings.Limits.PageBytes})
	holds.Damaged, holds.Faults = len(faults), append(holds.Faults, faults...)
	if f.json {
		return indented(c.out, holds)
	}
	fmt.Fprintf(c.out, "%s, of which %s and %s that may be feeds or sitemaps\n", count(holds.Answers, "answer", "answers"),
		count(holds.Pages, "HTML page", "HTML pages"), count(holds.Feeds, "file", "files"))
	for _, fault := range faults {
		fmt.Fprintf(c.err, "winnow: %s\n", harmless(fault))
	}
	return nil
}

// fromTable prints what became of the answers of archives.
func (c *console) fromTable(r *crawler.FromLibrary) {
	fmt.Fprintf(c.err, "%s: %s, %s\n", count(r.Answers, "answer", "answers"), count(r.Pages, "page", "pages"), count(r.Feeds, "feed", "feeds"))
	for _, left := range []struct {
		n    int
		what string
	}{
		{r.Known, "read before, as late or later"},
		{r.Truncated, "not whole in the archive, and not stored"},
		{r.Unreadable, "could not be read"},
		{r.Damaged, "damaged, and passed over"},
	} {
		if left.n > 0 {
			fmt.Fprintf(c.err, "%d %s\n", left.n, left.what)
		}
	}
	for _, fault := range r.Faults {
		fmt.Fprintf(c.err, "  %s\n", harmless(fault))
	}
}
