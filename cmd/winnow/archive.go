package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/archive"
	"winnow/archive/mirror"
	"winnow/crawler/fetch"
)

const archiveHelp = `Archive reads web archives, whoever made them: WARC files, packed with gzip or
plain, WACZ files, and folders of WARC files. What is damaged is told and passed
over; every record before and after it is read.

Examples:
  winnow archive ls news.warc.gz
  winnow archive cat news.wacz https://news.example/story
  winnow archive check archive/
  winnow archive extract news.warc.gz --to pages/

` + exitHelp

const archiveListHelp = `Archive ls lists the records of an archive: time, type, status, media type, size
and address. With --cdxj the list is an index that replay tools read, sorted.

Examples:
  winnow archive ls news.warc.gz
  winnow archive ls news.wacz --type response --url https://news.example/
  winnow archive ls news.warc.gz --cdxj > news.cdxj

Exit codes:
  0  listed                   2  wrong usage
  1  it cannot be read        3  parts of it are damaged; they are named`

const archiveCatHelp = `Archive cat prints the answer that an archive has of an address, with content
coding undone. Of several the newest is printed, or the one nearest to --at.

Examples:
  winnow archive cat news.warc.gz https://news.example/story
  winnow archive cat news.warc.gz https://news.example/story --headers
  winnow archive cat news.wacz https://news.example/logo.png --at 2026-03-01 > logo.png

Exit codes:
  0  printed                  2  wrong usage
  1  it cannot be read, or the archive has no such address`

const archiveCheckHelp = `Archive check reads an archive to its end and computes every digest again. Each
fault is one line: file, byte, address and what is wrong.

Examples:
  winnow archive check news.warc.gz
  winnow archive check archive/ --json

Exit codes:
  0  all is well              2  wrong usage
  1  it cannot be read        3  faults were found`

const archiveExtractHelp = `Archive extract writes the newest answer of every address into a new folder, one
file each, content coding undone. With --mirror links and styles are rewritten so
that the pages open in a browser without any server and ask nobody.

Examples:
  winnow archive extract news.warc.gz --to files
  winnow archive extract news.wacz --to site --mirror && open site/index.html

Exit codes:
  0  written                  2  wrong usage
  1  it cannot be read or written
  3  some answers could not be written; they are named`

// maxUnpacked bounds what one answer of an archive unpacks to.
const maxUnpacked = 1 << 30

func archiveVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "List, print, check and unpack web archives",
		Long:  archiveHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(archiveListVerb(c), archiveCatVerb(c), archiveCheckVerb(c), archiveExtractVerb(c))
	return cmd
}

// archiveListFlags are the flags of winnow archive ls.
type archiveListFlags struct {
	json, cdxj bool
	kind, url  string
}

func archiveListVerb(c *console) *cobra.Command {
	var f archiveListFlags
	cmd := &cobra.Command{
		Use:   "ls ARCHIVE...",
		Short: "List the records of an archive",
		Long:  archiveListHelp,
		Args:  takes(1, 1<<20, "at least one archive"),
		RunE: func(cmd *cobra.Command, names []string) error {
			if f.cdxj {
				if err := alone(cmd, "cdxj", "json", "type", "url"); err != nil {
					return err
				}
			}
			return c.eachArchive(names, func(a *archive.Archive) error {
				if f.cdxj {
					return c.archiveIndex(cmd.Context(), a)
				}
				return c.archiveList(cmd.Context(), a, f)
			})
		},
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a record")
	cmd.Flags().BoolVar(&f.cdxj, "cdxj", false, "a sorted CDXJ index of the answers")
	cmd.Flags().StringVar(&f.kind, "type", "", "records of this type only, for example response")
	cmd.Flags().StringVar(&f.url, "url", "", "addresses that begin so only")
	return cmd
}

// eachArchive opens archives one after the other. Parts that cannot be opened
// are told and do not keep the others from being read.
func (c *console) eachArchive(names []string, use func(*archive.Archive) error) error {
	for _, name := range names {
		a, err := archive.Open(name)
		if err != nil {
			return archiveError(err)
		}
		for _, part := range a.Damaged {
			fmt.Fprintf(c.err, "winnow: %s\n", harmless(part))
		}
		err = errors.Join(use(a), a.Close())
		if err == nil && len(a.Damaged) > 0 {
			err = damagedError(len(a.Damaged))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// archiveError adds a hint to an archive that cannot be opened.
func archiveError(err error) error {
	if errors.Is(err, archive.ErrFormat) {
		return &failure{exitInternal, err, "winnow reads WARC files (.warc, .warc.gz), WACZ files, and folders of WARC files"}
	}
	return err
}

func damagedError(n int) error {
	return &failure{exitPartial, fmt.Errorf("%s of the archive could not be read", count(n, "part", "parts")), "what could be read was read; winnow archive check lists every fault"}
}

// archiveLine is a record as ls --json prints it.
type archiveLine struct {
	File     string     `json:"file"`
	Offset   int64      `json:"offset"`
	Length   int64      `json:"length"` // packed; 0 when it shares a gzip member
	ID       string     `json:"id"`
	Type     string     `json:"type"`
	Date     *time.Time `json:"date"`
	URL      *string    `json:"url"`
	Status   *int       `json:"status"`
	MIME     *string    `json:"mime"`
	Size     int64      `json:"size"` // of the block
	Digest   *string    `json:"digest"`
	RefersTo *string    `json:"refers_to"`
	Cut      *string    `json:"truncated"`
}

func (c *console) archiveList(ctx context.Context, a *archive.Archive, f archiveListFlags) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	damages := 0
	err := records(ctx, a, func(d *archive.Damage) { damages++; fmt.Fprintf(c.err, "winnow: %s\n", harmless(d.Error())) }, func(r *archive.Record) error {
		if f.kind != "" && !strings.EqualFold(r.Type(), f.kind) || !strings.HasPrefix(r.URL(), f.url) {
			return nil
		}
		line := lineOf(r)
		if f.json {
			return lines.Encode(line)
		}
		status := ""
		if line.Status != nil {
			status = strconv.Itoa(*line.Status)
		}
		_, err := fmt.Fprintf(c.out, "%s  %-8s  %3s  %-24s  %9s  %s\n", r.Date().Format("2006-01-02 15:04:05"), harmless(r.Type()), status, clip(deref(line.MIME), 24), size(r.Size), harmless(r.URL()))
		return err
	})
	if err == nil && damages > 0 {
		err = damagedError(damages)
	}
	return err
}

// records hands every record of an archive to use, and every damaged part to damaged.
func records(ctx context.Context, a *archive.Archive, damaged func(*archive.Damage), use func(*archive.Record) error) error {
	for _, f := range a.Files {
		if err := f.Each(ctx, damaged, use); err != nil {
			return err
		}
	}
	return nil
}

// lineOf reads what a line tells of a record, to its end.
func lineOf(r *archive.Record) archiveLine {
	line := archiveLine{
		File: r.File, Offset: r.Offset, ID: r.ID, Type: r.Type(), URL: orNull(r.URL()), Size: r.Size,
		Digest: orNull(r.Fields.Get("WARC-Payload-Digest")), RefersTo: orNull(r.Fields.Get("WARC-Refers-To-Target-URI")), Cut: orNull(r.Fields.Get("WARC-Truncated")),
	}
	if at := r.Date(); !at.IsZero() {
		line.Date = &at
	}
	switch r.Type() {
	case archive.TypeResponse, archive.TypeRevisit, archive.TypeResource:
		if m, err := r.HTTP(); err == nil {
			line.MIME = orNull(m.Header.Get("Content-Type"))
			if m.Status != 0 {
				line.Status = &m.Status
			}
		}
	default:
		line.MIME = orNull(r.Fields.Get("Content-Type"))
	}
	if r.Skip() == nil && !r.Shared {
		line.Length = r.Length
	}
	return line
}

func (c *console) archiveIndex(ctx context.Context, a *archive.Archive) error {
	damages := 0
	catalog, err := a.Catalog(ctx, func(err error) { damages++; fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return err
	}
	for _, line := range archive.Lines(catalog.Entries()) {
		if _, err := fmt.Fprintln(c.out, line); err != nil {
			return err
		}
	}
	if damages > 0 {
		return damagedError(damages)
	}
	return nil
}

// archiveCatFlags are the flags of winnow archive cat.
type archiveCatFlags struct {
	at           string
	headers, raw bool
}

func archiveCatVerb(c *console) *cobra.Command {
	var f archiveCatFlags
	cmd := &cobra.Command{
		Use:   "cat ARCHIVE ADDRESS",
		Short: "Print what an archive has of an address",
		Long:  archiveCatHelp,
		Args:  takes(2, 2, "an archive and an address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := moment(f.at)
			if err != nil {
				return err
			}
			return c.eachArchive(args[:1], func(a *archive.Archive) error { return c.archiveCat(cmd.Context(), a, args[1], at, f) })
		},
	}
	cmd.Flags().StringVar(&f.at, "at", "", "the answer nearest to this moment: 2026-03-01, or RFC 3339")
	cmd.Flags().BoolVar(&f.headers, "headers", false, "status and headers as well")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "the body as it was sent, its content coding still on")
	return cmd
}

// moment reads a day or an RFC 3339 time; nothing is the far future.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("for example --at 2026-03-01 or --at 2026-03-01T12:00:00Z", "--at %q is no moment", s)
}

func (c *console) archiveCat(ctx context.Context, a *archive.Archive, address string, at time.Time, f archiveCatFlags) error {
	catalog, err := a.Catalog(ctx, func(err error) { fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return err
	}
	entry, found := catalog.Find(address, at)
	if !found {
		return &failure{exitInternal, fmt.Errorf("%s has no answer of %s", a.Name, address), "winnow archive ls " + a.Name + " lists what there is"}
	}
	answer, err := catalog.Get(entry)
	if err != nil {
		return err
	}
	body := answer.Body
	if !f.raw {
		if body, err = fetch.Unpack(body, answer.Header, maxUnpacked); err != nil {
			return &failure{exitInternal, err, "--raw prints it as it was sent"}
		}
	}
	if f.headers {
		fmt.Fprintf(c.out, "HTTP/1.1 %d %s\r\n", answer.Status, http.StatusText(answer.Status))
		if err := answer.Header.Write(c.out); err != nil {
			return err
		}
		fmt.Fprint(c.out, "\r\n")
	}
	_, err = c.out.Write(body)
	return err
}

func archiveCheckVerb(c *console) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check ARCHIVE...",
		Short: "Compute every digest of an archive again",
		Long:  archiveCheckHelp,
		Args:  takes(1, 1<<20, "at least one archive"),
		RunE: func(_ *cobra.Command, names []string) error {
			return c.eachArchive(names, func(a *archive.Archive) error { return c.archiveCheck(a, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a fault, and one a file")
	return cmd
}

func (c *console) archiveCheck(a *archive.Archive, asJSON bool) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	faults := 0
	for _, f := range a.Files {
		checked, err := archive.Check(f, func(fault archive.Finding) {
			faults++
			if asJSON {
				lines.Encode(map[string]any{"file": fault.File, "offset": fault.Offset, "url": orNull(fault.URL), "fault": fault.Reason})
			} else {
				fmt.Fprintln(c.out, harmless(fault.String()))
			}
		})
		if err != nil {
			return archiveError(err)
		}
		if asJSON {
			err = lines.Encode(map[string]any{"file": f.Name, "bytes": checked.Bytes, "records": checked.Records, "types": checked.Types, "digests": checked.Digests, "unknown_digests": checked.Unknown})
		} else {
			_, err = fmt.Fprintf(c.out, "%s: %s, %s checked, %s\n", f.Name, count(checked.Records, "record", "records"), count(checked.Digests, "digest", "digests"), size(checked.Bytes))
		}
		if err != nil {
			return err
		}
	}
	if faults > 0 {
		return &failure{exitPartial, fmt.Errorf("%s: %s", a.Name, count(faults, "fault", "faults")), "every other record can be read: winnow archive ls"}
	}
	return nil
}

// archiveExtractFlags are the flags of winnow archive extract.
type archiveExtractFlags struct {
	to     string
	mirror bool
}

func archiveExtractVerb(c *console) *cobra.Command {
	var f archiveExtractFlags
	cmd := &cobra.Command{
		Use:   "extract ARCHIVE --to FOLDER",
		Short: "Write the files of an archive into a folder",
		Long:  archiveExtractHelp,
		Args:  takes(1, 1, "one archive"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.to == "" {
				return usagef("for example --to files", "archive extract needs a folder to write to")
			}
			return c.eachArchive(args, func(a *archive.Archive) error { return c.archiveExtract(cmd.Context(), a, f) })
		},
	}
	cmd.Flags().StringVar(&f.to, "to", "", "folder, which must not be there yet")
	cmd.Flags().BoolVar(&f.mirror, "mirror", false, "rewrite links, so that the pages open in a browser as they are")
	return cmd
}

func (c *console) archiveExtract(ctx context.Context, a *archive.Archive, f archiveExtractFlags) error {
	catalog, err := a.Catalog(ctx, func(err error) { fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return err
	}
	report, err := mirror.Write(ctx, catalog, f.to, mirror.Options{Title: a.Title, Pages: a.Pages, Plain: !f.mirror, Unpack: unpackAnswer})
	if err != nil {
		return err
	}
	for address, reason := range report.Left {
		fmt.Fprintf(c.err, "winnow: left out %s: %s\n", harmless(address), harmless(reason))
	}
	fmt.Fprintf(c.out, "%s: %s, %s\n", f.to, count(report.Files, "file", "files"), size(report.Bytes))
	if len(report.Left) > 0 {
		return &failure{exitPartial, fmt.Errorf("%s could not be written", count(len(report.Left), "answer", "answers")), "winnow archive check tells what is wrong with the archive"}
	}
	return nil
}

func unpackAnswer(body []byte, h http.Header) ([]byte, error) {
	return fetch.Unpack(body, h, maxUnpacked)
}
