// Package mirror writes an archive as a folder of plain files that opens in a
// browser without any server: pages with their styles and images, every link
// between them relative.
//
// A link to a page that the archive lacks leads to where it led. What a page
// embeds and the archive lacks is left empty, and a content security policy in
// each page keeps scripts from asking anyone, so that looking at the folder
// needs and uses no network.
package mirror

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"winnow/archive"
	"winnow/archive/page"
)

// Options configures Write.
type Options struct {
	Title  string
	Unpack func(body []byte, h http.Header) ([]byte, error) // undoes a content coding
	Pages  []archive.Page                                   // listed in index.html; all when there are none
	Plain  bool                                             // write every body as it is, without other addresses
	Wrote  func(done, total int)                            // told of progress; may be nil
}

// Report says what became of the answers of an archive.
type Report struct {
	Files   int               // that were written
	Bytes   int64             // in them
	Pages   int               // of them
	Left    map[string]string // addresses that could not be written, with the reason
	Missing int               // addresses that pages embed and the archive lacks
}

// Write writes the newest answer of every address into a folder that must not be
// there yet. It has its name only when it is complete.
func Write(ctx context.Context, c *archive.Catalog, folder string, o Options) (Report, error) {
	if _, err := os.Stat(folder); err == nil {
		return Report{}, fmt.Errorf("mirror: %s is there already", folder)
	}
	partial := folder + ".open"
	if err := os.RemoveAll(partial); err != nil { // of a mirror that was not finished
		return Report{}, fmt.Errorf("mirror: %w", err)
	}
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return Report{}, fmt.Errorf("mirror: %w", err)
	}
	m := &mirror{o: o, catalog: c, plan: newPlan(c), missing: map[string]bool{}, report: Report{Left: map[string]string{}}}
	err := m.write(ctx, partial)
	if err == nil {
		err = os.Rename(partial, folder)
	}
	if err != nil {
		return m.report, errors.Join(fmt.Errorf("mirror: %w", err), os.RemoveAll(partial))
	}
	m.report.Missing = len(m.missing)
	return m.report, nil
}

// mirror is a folder that is written.
type mirror struct {
	o       Options
	catalog *archive.Catalog
	plan    *plan
	root    *os.Root
	missing map[string]bool
	report  Report
}

func (m *mirror) write(ctx context.Context, folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	m.root = root
	for i, f := range m.plan.files {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := m.file(f); err != nil {
			return err
		}
		if m.o.Wrote != nil {
			m.o.Wrote(i+1, len(m.plan.files))
		}
	}
	if m.o.Plain {
		return nil
	}
	return m.index()
}

// file writes one answer. One that cannot be read is left out and told; one that
// cannot be written ends it all.
func (m *mirror) file(f file) error {
	answer, err := m.catalog.Get(f.entry)
	if err != nil {
		m.report.Left[f.entry.URL] = err.Error()
		return nil
	}
	body := answer.Body
	if m.o.Unpack != nil {
		if body, err = m.o.Unpack(body, answer.Header); err != nil {
			m.report.Left[f.entry.URL] = err.Error()
			return nil
		}
	}
	base, err := url.Parse(f.entry.URL)
	if err != nil {
		m.report.Left[f.entry.URL] = err.Error()
		return nil
	}
	contentType := answer.Header.Get("Content-Type")
	kind := page.KindOf(contentType, body)
	if m.o.Plain {
		kind = page.Other
	}
	switch kind {
	case page.Page:
		m.report.Pages++
		if rewritten, err := page.RewritePage(body, contentType, base, m.target(f)); err == nil {
			body = guarded(rewritten)
		}
	case page.Sheet:
		body = page.RewriteSheet(body, base, m.target(f))
	}
	return m.save(f.path, body)
}

// save writes a file and the folders above it.
func (m *mirror) save(name string, body []byte) error {
	if dir := path.Dir(name); dir != "." {
		if err := m.root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return err
		}
	}
	if err := m.root.WriteFile(filepath.FromSlash(name), body, 0o644); err != nil {
		return err
	}
	m.report.Files++
	m.report.Bytes += int64(len(body))
	return nil
}

// nothing is what stands in place of an embedded file that is not there.
const nothing = "data:,"

// target leads from a file to others of the folder.
func (m *mirror) target(from file) page.Target {
	return func(address string, use page.Use) (string, bool) {
		to, found := m.plan.find(address)
		switch {
		case found:
			return relative(from.path, to), true
		case use == page.Link:
			return "", false
		}
		m.missing[address] = true
		return nothing, true
	}
}

// relative gives the address of a file as seen from another.
func relative(from, to string) string {
	rel, err := filepath.Rel(filepath.FromSlash(path.Dir("/"+from)), filepath.FromSlash("/"+to))
	if err != nil {
		return nothing
	}
	segments := strings.Split(filepath.ToSlash(rel), "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

// guard keeps a page from asking anyone but the folder it is in.
const guard = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'self' file: data: blob: 'unsafe-inline' 'unsafe-eval'; form-action 'none'">`

// guarded puts the guard at the beginning of the head. html.Render always writes one.
func guarded(page []byte) []byte {
	i := bytes.Index(page, []byte("<head"))
	if i < 0 {
		return append([]byte(guard), page...)
	}
	end := bytes.IndexByte(page[i:], '>')
	if end < 0 {
		return page
	}
	return slices.Insert(slices.Clone(page), i+end+1, []byte(guard)...)
}

var indexPage = template.Must(template.New("index").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>{{.Title}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}small{color:#666}</style>
<h1>{{.Title}}</h1><ul>{{range .Pages}}
<li><a href="{{.Path}}">{{.Title}}</a>{{if ne .Title .URL}}<br><small>{{.URL}}</small>{{end}}</li>{{end}}
</ul></html>`))

// index writes the list of pages.
func (m *mirror) index() error {
	type line struct{ Path, Title, URL string }
	var lines []line
	if len(m.o.Pages) > 0 {
		for _, p := range m.o.Pages {
			if to, found := m.plan.find(p.URL); found {
				lines = append(lines, line{relative("index.html", to), cmp.Or(p.Title, p.URL), p.URL})
			}
		}
	} else {
		for _, f := range m.plan.files {
			if f.entry.MIME == "text/html" {
				lines = append(lines, line{relative("index.html", f.path), f.entry.URL, f.entry.URL})
			}
		}
	}
	var b bytes.Buffer
	if err := indexPage.Execute(&b, map[string]any{"Title": cmp.Or(m.o.Title, "Web archive"), "Pages": lines}); err != nil {
		return err
	}
	return m.save("index.html", b.Bytes())
}
