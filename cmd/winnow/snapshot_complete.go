package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/archive"
	"winnow/archive/mirror"
	"winnow/crawler"
	"winnow/crawler/frontier"
	"winnow/extract"
	"winnow/store"
)

// complete makes of what was fetched the parts of the snapshot that are made at
// its end: index, WACZ, mirror, report, manifest. Each replaces that of before.
func (c *console) complete(ctx context.Context, s snapshotFolder, report *crawler.Report, f snapshotFlags) (*coverageReport, error) {
	a, err := archive.Open(archiveFolder(s.database()))
	if err != nil {
		return nil, err
	}
	defer a.Close()
	catalog, err := a.Catalog(ctx, func(err error) { fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return nil, err
	}
	catalog.Alike(extract.Key)
	db, err := store.OpenReadOnly(ctx, s.database(), store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	lines := archive.Lines(catalog.Entries())
	if err := replaceFile(filepath.Join(s.folder, "index.cdxj"), []byte(strings.Join(lines, "\n")+"\n")); err != nil {
		return nil, err
	}
	m, err := s.read()
	if err != nil {
		return nil, err
	}
	pages, err := pagesOf(ctx, catalog, db, f.Addresses)
	if err != nil {
		return nil, err
	}
	if err := c.pack(ctx, s, a, lines, pages, m); err != nil {
		return nil, err
	}
	coverage, err := coverageOf(ctx, a, catalog, db, report)
	if err != nil {
		return nil, err
	}
	if f.mirror {
		if coverage.Mirror, err = c.writeMirror(ctx, s, catalog, pages); err != nil {
			return nil, err
		}
	}
	if err := c.toFile(filepath.Join(s.folder, "report.json"), func(w io.Writer) error { return indented(w, coverage) }); err != nil {
		return nil, err
	}
	return coverage, s.seal(m, report.Queued == 0)
}

// pack writes the WACZ file.
func (c *console) pack(ctx context.Context, s snapshotFolder, a *archive.Archive, lines []string, pages []archive.Page, m manifest) error {
	var files []string
	for _, f := range a.Files {
		files = append(files, filepath.Join(archiveFolder(s.database()), f.Name))
	}
	p := archive.Package{
		Title: filepath.Base(s.folder), Software: "winnow/" + version, Created: m.Started, Files: files, Index: lines, Pages: slices.Values(pages),
	}
	if len(pages) > 0 {
		p.MainPage = pages[0]
	}
	return archive.Pack(ctx, s.wacz(), p)
}

// pagesOf lists the pages that a reader may begin with: where the snapshot began
// first, then the others by address, each with the title and text of its article.
func pagesOf(ctx context.Context, catalog *archive.Catalog, db *store.Store, seeds []string) ([]archive.Page, error) {
	articles := map[string]extract.Article{}
	for a, err := range db.Articles(ctx, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		articles[extract.Key(a.URL)] = extract.Article{Title: a.Title, Text: a.Text}
	}
	begins := map[string]bool{}
	for _, seed := range seeds {
		begins[extract.Key(seed)] = true
	}
	var pages []archive.Page
	for _, e := range catalog.Entries() {
		if e.MIME != "text/html" && e.MIME != "application/xhtml+xml" || e.Status != 200 {
			continue
		}
		key := extract.Key(e.URL)
		if n := len(pages); n > 0 && extract.Key(pages[n-1].URL) == key {
			continue
		}
		known := articles[key]
		pages = append(pages, archive.Page{URL: e.URL, Time: e.Time, Title: known.Title, Text: known.Text, Seed: begins[key]})
	}
	slices.SortStableFunc(pages, func(a, b archive.Page) int {
		switch {
		case a.Seed == b.Seed:
			return strings.Compare(a.URL, b.URL)
		case a.Seed:
			return -1
		}
		return 1
	})
	return pages, nil
}

// coverageOf counts what a snapshot holds and lists what it lacks.
func coverageOf(ctx context.Context, a *archive.Archive, catalog *archive.Catalog, db *store.Store, report *crawler.Report) (*coverageReport, error) {
	r := &coverageReport{Missing: []missingFile{}, Run: report}
	for _, f := range a.Files {
		r.Bytes += f.Size
	}
	for _, e := range catalog.Entries() {
		r.Answers++
		switch {
		case e.Status != 200:
		case e.MIME == "text/html" || e.MIME == "application/xhtml+xml":
			r.Pages++
		default:
			r.Requisites++
		}
	}
	for _, err := range db.Articles(ctx, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		r.Articles++
	}
	for f, err := range db.Failures(ctx, store.FailureFilter{}) {
		if err != nil {
			return nil, err
		}
		if lacks(f) {
			r.Missing = append(r.Missing, missingFile{f.Address, string(f.Kind), f.Reason, f.Detail})
		}
	}
	return r, nil
}

// lacks tells what could not be had from what was had and is no article.
func lacks(f store.Failure) bool {
	if f.Kind == frontier.Requisite {
		return true
	}
	switch f.Reason {
	case "robots", "excluded":
		return true
	case "no-article", "not-html", "repeated-content", "soft-404", "login", "unreadable":
		return false
	}
	return true
}

// writeMirror writes the folder of plain files anew.
func (c *console) writeMirror(ctx context.Context, s snapshotFolder, catalog *archive.Catalog, pages []archive.Page) (*mirrorReport, error) {
	fresh := s.mirror() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return nil, err
	}
	done, err := mirror.Write(ctx, catalog, fresh, mirror.Options{Title: filepath.Base(s.folder), Pages: pages, Unpack: unpackAnswer})
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(s.mirror()); err != nil {
		return nil, err
	}
	if err := os.Rename(fresh, s.mirror()); err != nil {
		return nil, err
	}
	for address, reason := range done.Left {
		fmt.Fprintf(c.err, "winnow: not in the mirror: %s: %s\n", harmless(address), harmless(reason))
	}
	return &mirrorReport{done.Files, done.Pages, done.Bytes, done.Missing}, nil
}

// seal writes the checksum of every file into the manifest. Those of the mirror
// are made from the archive and not listed; the database may still grow views
// and indexes, so that it is listed as it is now.
func (s snapshotFolder) seal(m manifest, complete bool) error {
	m.Files = nil
	err := filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path == s.mirror():
			return fs.SkipDir
		case d.IsDir() || path == s.manifest() || strings.HasSuffix(path, ".lock") || strings.HasSuffix(path, "-wal") || strings.HasSuffix(path, "-shm"):
			return nil
		}
		file, err := checksum(path)
		if err != nil {
			return err
		}
		if file.Path, err = filepath.Rel(s.folder, path); err != nil {
			return err
		}
		file.Path = filepath.ToSlash(file.Path)
		m.Files = append(m.Files, file)
		return nil
	})
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if complete {
		now := time.Now().UTC()
		m.Finished = &now
	}
	return s.write(m)
}

func checksum(path string) (manifestFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return manifestFile{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return manifestFile{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// coverageTable prints what a snapshot holds.
func (c *console) coverageTable(s snapshotFolder, r *coverageReport) {
	fmt.Fprintf(c.out, "\n%s: %s, %s, %s, %s\n", harmless(s.folder), count(r.Pages, "page", "pages"), count(r.Requisites, "other file", "other files"),
		count(r.Articles, "article", "articles"), size(r.Bytes))
	if len(r.Missing) > 0 {
		reasons := map[string]int{}
		for _, m := range r.Missing {
			reasons[m.Reason]++
		}
		t := c.table("Missing", "Addresses", "For example")
		for _, reason := range slices.Sorted(maps.Keys(reasons)) {
			i := slices.IndexFunc(r.Missing, func(m missingFile) bool { return m.Reason == reason })
			t.AppendRow(row(reason, reasons[reason], clip(r.Missing[i].URL, 70)))
		}
		t.Render()
	}
	fmt.Fprintf(c.err, "winnow replay %s shows it\n", harmless(s.wacz()))
}
