package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"winnow/archive"
	"winnow/dataset"
	"winnow/store"
)

const datasetTraceHelp = `Trace follows the rows of a package back to what they were read from: from the row to
the article and revision in the database, to the request with its time, status and
digest, to the raw page in the database (store.keep: raw) or the record of the web
archive (store.keep: warc). It checks the digest of each page, reads it again, and
compares the digest of the text with that of the row. With ids it prints the way of
each, without it counts and prints those that do not lead back.

  same      reading again what was kept gives the text of the row
  differs   it gives another: by another version of winnow, or by other selectors in
            crawl.yaml, or the database has read the article anew since the build
  not-kept  the page was not kept: store.keep was none, or its publisher asks for that
  damaged   what was kept is not what was fetched, or is gone
  unknown   the database has no such article or revision

Articles that were joined from several pages are read again from all of them. The
text of a source with fetch: feed was never on a page that winnow has asked for: its
row leads back to the entry of the feed in the database, and is read again from that.

Examples:
  winnow dataset trace quay-2026
  winnow dataset trace quay-2026 b3kq2mzt4x5y6a7c
  winnow dataset trace quay-2026 --json | jq -r 'select(.state != "same").id'

Exit codes:
  0  every row leads back     2  wrong usage or configuration, or no package
  1  some do not, or the database or the package cannot be read`

type datasetTraceFlags struct {
	database
	json, quiet bool
}

func datasetTraceVerb(c *console) *cobra.Command {
	var f datasetTraceFlags
	cmd := &cobra.Command{
		Use:   "trace PACKAGE [ID...]",
		Short: "Follow rows back to the pages they were read from, and read those again",
		Long:  datasetTraceHelp,
		Args:  takes(1, math.MaxInt, "one package, and ids of its rows"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.datasetTrace(cmd.Context(), args[0], args[1:], f)
		},
	}
	f.database.flags(cmd)
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line and row")
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

// The states of a row that was followed.
const (
	traceSame    = "same"
	traceDiffers = "differs"
	traceNotKept = "not-kept"
	traceDamaged = "damaged"
	traceUnknown = "unknown"
)

var traceStates = []string{traceSame, traceDiffers, traceNotKept, traceDamaged, traceUnknown}

// tracedRow is where a row leads; its JSON form is what --json prints.
type tracedRow struct {
	ID        string         `json:"id"`
	URL       string         `json:"url"`
	Split     string         `json:"split"`
	State     string         `json:"state"`
	Detail    string         `json:"detail"` // why it is not the same; empty when it is
	Revision  int            `json:"revision"`
	Source    string         `json:"source"`
	Extractor string         `json:"extractor"` // version of winnow that read what stands
	Answers   []tracedAnswer `json:"answers"`   // the page and its further pages; empty when the feed gave it all
	Feed      string         `json:"feed"`      // whose entry filled blanks, or gave it all; empty without one
	GUID      string         `json:"guid"`      // of that entry
	Want      string         `json:"text_sha256"`
	Got       string         `json:"got_sha256"` // of what was read again; empty when nothing was
	Fields    []string       `json:"fields"`     // that read otherwise now, the text or others
}

// tracedAnswer is an answer that a row was read from.
type tracedAnswer struct {
	URL    string    `json:"url"`
	Time   time.Time `json:"time"`
	Status int       `json:"status"`
	SHA256 string    `json:"sha256"` // of the decoded body
	Kept   string    `json:"kept"`   // database, archive, or empty
	File   string    `json:"file"`   // of the archive, with its place there
	Offset int64     `json:"offset"`
	Record string    `json:"record"`
}

func (c *console) datasetTrace(ctx context.Context, folder string, ids []string, f datasetTraceFlags) error {
	settings, err := f.settings()
	if err != nil {
		return err
	}
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	t := &tracer{db: db, again: newPagesAgain(db, settings.Harvest())}
	shown := c.counter(f.quiet || f.json || len(ids) > 0, "following", 0)
	tally, done := map[string]int{}, 0
	for row, err := range t.each(ctx, wantedRows(dataset.Rows(folder), ids)) {
		if err != nil {
			return noPackage(err)
		}
		tally[row.State]++
		done++
		shown.set(done)
		if err := c.traceTold(row, len(ids) > 0, f, done-tally[traceSame]); err != nil {
			return err
		}
	}
	shown.done()
	if len(ids) > done {
		return usagef("winnow dataset verify tells how many rows it has", "%s has %d of these %d rows", folder, done, len(ids))
	}
	return c.traceSummed(folder, tally, done, f)
}

func (c *console) traceSummed(folder string, tally map[string]int, rows int, f datasetTraceFlags) error {
	var parts []string
	for _, state := range traceStates {
		if n := tally[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if !f.json && !f.quiet {
		fmt.Fprintf(c.out, "%s: %s: %s\n", folder, count(rows, "row", "rows"), strings.Join(parts, ", "))
	}
	if left := rows - tally[traceSame]; left > 0 {
		hint := "winnow dataset trace PACKAGE ID tells more of a row"
		if tally[traceNotKept] == left {
			hint = "store.keep: raw or warc in crawl.yaml keeps pages from the next fetch on"
		}
		return &failure{exitInternal, fmt.Errorf("%s: %s not lead back to the same text", folder, count(left, "row does", "rows do")), hint}
	}
	return nil
}

// wantedRows leaves of the rows those with the given ids; all when there are none.
func wantedRows(rows iter.Seq2[dataset.Row, error], ids []string) iter.Seq2[dataset.Row, error] {
	if len(ids) == 0 {
		return rows
	}
	return func(yield func(dataset.Row, error) bool) {
		for r, err := range rows {
			if (err != nil || slices.Contains(ids, r.ID)) && !yield(r, err) {
				return
			}
		}
	}
}

// tracer follows rows.
type tracer struct {
	db    *store.Store
	again *pagesAgain
}

// traceBatch is how many rows are followed at a time.
const traceBatch = 64

// each follows rows, several at a time, and gives them in their order.
func (t *tracer) each(ctx context.Context, rows iter.Seq2[dataset.Row, error]) iter.Seq2[tracedRow, error] {
	return func(yield func(tracedRow, error) bool) {
		var batch []dataset.Row
		flush := func() bool {
			for _, row := range t.batch(ctx, batch) {
				if err := context.Cause(ctx); err != nil {
					yield(row, err)
					return false
				}
				if !yield(row, nil) {
					return false
				}
			}
			batch = batch[:0]
			return true
		}
		for r, err := range rows {
			if err == nil {
				err = context.Cause(ctx)
			}
			if err != nil {
				yield(tracedRow{}, err)
				return
			}
			if batch = append(batch, r); len(batch) == traceBatch && !flush() {
				return
			}
		}
		flush()
	}
}

func (t *tracer) batch(ctx context.Context, rows []dataset.Row) []tracedRow {
	out := make([]tracedRow, len(rows))
	next := make(chan int)
	var followers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rows)) {
		followers.Go(func() {
			for i := range next {
				out[i] = t.follow(ctx, rows[i])
			}
		})
	}
	for i := range rows {
		next <- i
	}
	close(next)
	followers.Wait()
	return out
}

// follow follows one row.
func (t *tracer) follow(ctx context.Context, r dataset.Row) tracedRow {
	out := tracedRow{ID: r.ID, URL: r.URL, Split: r.Split, Want: r.Hash, Revision: r.Revision, Answers: []tracedAnswer{}, Fields: []string{}}
	p, err := t.db.KeptPage(ctx, r.ID, r.Revision)
	if err != nil {
		out.State, out.Detail = traceDamaged, err.Error()
		if errors.Is(err, store.ErrNoArticle) || errors.Is(err, store.ErrNoRevision) {
			out.State = traceUnknown
		}
		return out
	}
	out.led(p)
	if got := dataset.HashText(p.Text); got != r.Hash {
		out.State, out.Detail = traceDiffers, "the database has another text of this revision: it was read anew since the package was built"
		return out
	}
	if err := t.record(r, p); err != nil {
		out.State, out.Detail = traceDamaged, err.Error()
		return out
	}
	a, err := t.again.extract(ctx, p)
	switch {
	case errors.Is(err, errNotKept):
		out.State, out.Detail = traceNotKept, err.Error()
		return out
	case errors.Is(err, errDamaged):
		out.State, out.Detail = traceDamaged, err.Error()
		return out
	case err != nil:
		out.State, out.Detail = traceDiffers, "read again: "+err.Error()
		return out
	}
	changes, err := t.db.CompareExtraction(ctx, store.Reextraction{Extraction: p.Extraction, Article: a})
	if err != nil {
		out.State, out.Detail = traceDamaged, err.Error()
		return out
	}
	out.compare(changes)
	return out
}

// record looks for the record that a row names, where the article has another one
// by now.
func (t *tracer) record(r dataset.Row, p store.KeptPage) error {
	if r.Record.ID == "" || len(p.Answers) > 0 && p.Answers[0].Record.ID == r.Record.ID {
		return nil
	}
	_, err := archive.ReadAnswer(t.again.folder, r.Record.File, r.Record.ID, r.Record.Offset, archive.MaxAnswer)
	return err
}

// led tells what a row was read from.
func (t *tracedRow) led(p store.KeptPage) {
	t.Revision, t.Source, t.Extractor = p.Revision, p.Source, p.Extractor
	for _, a := range p.Answers {
		to := tracedAnswer{URL: a.URL, Time: a.Time, Status: a.Status, SHA256: a.Hash, File: a.Record.File, Offset: a.Record.Offset, Record: a.Record.ID}
		switch {
		case len(a.Body) > 0:
			to.Kept = "database"
		case a.Record.File != "":
			to.Kept = "archive"
		}
		t.Answers = append(t.Answers, to)
	}
	if p.Entry != nil {
		t.Feed, t.GUID = p.Entry.Feed, p.Entry.GUID
	}
}

// compare tells what reading again has changed.
func (t *tracedRow) compare(changes []store.FieldChange) {
	t.State, t.Got = traceSame, t.Want
	for _, change := range changes {
		t.Fields = append(t.Fields, change.Field)
		if change.Field == "text" {
			t.State, t.Got = traceDiffers, dataset.HashText(change.After)
			t.Detail = fmt.Sprintf("read by %s then and by %s now, by the selectors that crawl.yaml has now", t.Extractor, version)
		}
	}
}

// traceExamples is how many rows that do not lead back people are shown.
const traceExamples = 20

// traceTold prints a row: as JSON, as its whole way, or in a line when it does
// not lead back. faults is how many did not, itself among them.
func (c *console) traceTold(row tracedRow, whole bool, f datasetTraceFlags, faults int) error {
	switch {
	case f.json:
		return json.NewEncoder(c.out).Encode(row)
	case whole:
		c.traceWay(row)
	case row.State != traceSame && !f.quiet && faults <= traceExamples:
		fmt.Fprintf(c.out, "%s  %s  %s\n", row.State, harmless(row.ID), harmless(row.Detail))
	}
	return nil
}

// traceWay prints the way of a row.
func (c *console) traceWay(row tracedRow) {
	fmt.Fprintf(c.out, "%s  %s\n  row      %s, text %s\n  article  %s, revision %d, source %s, read by %s\n", harmless(row.ID), row.State,
		row.Split, row.Want, harmless(row.URL), row.Revision, harmless(row.Source), harmless(row.Extractor))
	for i, a := range row.Answers {
		fmt.Fprintf(c.out, "  %-7s  %s, %s, status %d, body %s\n", map[bool]string{true: "request", false: "part"}[i == 0], harmless(a.URL),
			a.Time.UTC().Format(time.RFC3339), a.Status, a.SHA256)
		if a.Kept != "" {
			fmt.Fprintf(c.out, "  kept     in the %s\n", a.Kept)
		}
		if a.File != "" {
			fmt.Fprintf(c.out, "  record   %s, byte %d, %s\n", a.File, a.Offset, a.Record)
		}
	}
	if row.Feed != "" {
		fmt.Fprintf(c.out, "  entry    %s of %s\n", harmless(row.GUID), harmless(row.Feed))
	}
	switch {
	case row.Detail != "":
		fmt.Fprintf(c.out, "  %s\n", harmless(row.Detail))
	case len(row.Fields) > 0:
		fmt.Fprintf(c.out, "  read again: the same text; other fields differ: %s\n", list(row.Fields))
	default:
		fmt.Fprintln(c.out, "  read again: the same text")
	}
}
