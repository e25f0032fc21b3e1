package replay

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"winnow/archive"
)

// look is the style of the pages that this server writes itself.
const look = `<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
h1{font-size:1.4em}td{padding:.15em .8em .15em 0;vertical-align:top}small,time{color:#666}code{word-break:break-all}
@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}a{color:#8ab4f8}small,time{color:#999}}</style>`

var frontPage = template.Must(template.New("front").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>{{.Title}}</title>` + look + `
<h1>{{.Title}}</h1><p><small>{{len .Pages}} pages, served from the archive on this machine</small></p><table>
{{range .Pages}}<tr><td><time>{{.Time.Format "2006-01-02 15:04"}}</time></td><td><a href="{{.Path}}">{{if .Title}}{{.Title}}{{else}}{{.URL}}{{end}}</a>{{if .Title}}<br><small>{{.URL}}</small>{{end}}</td></tr>
{{end}}</table></html>`))

var missingPage = template.Must(template.New("missing").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Not in the archive</title>` + look + `
<h1>Not in the archive</h1><p><code>{{.}}</code></p><p>This page was not fetched when the archive was made. <a href="/">All pages</a></p></html>`))

// front lists the pages of the archive.
func (s *Server) front(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	type line struct {
		archive.Page
		Path template.URL // ours, with an address of the archive in it
	}
	lines := make([]line, len(s.pages))
	for i, p := range s.pages {
		lines[i] = line{p, template.URL(Path(p.URL, p.Time))}
	}
	frontPage.Execute(w, map[string]any{"Title": cmp.Or(s.title, "Web archive"), "Pages": lines})
}

// missing tells that the archive has no such address.
func (s *Server) missing(w http.ResponseWriter, address string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	missingPage.Execute(w, address)
}

// pagesOf lists the pages among the answers of an archive, the newest of each, by address.
func pagesOf(c *archive.Catalog) []archive.Page {
	newest := map[string]archive.Entry{}
	for _, e := range c.Entries() {
		if e.MIME == "text/html" && e.Status == http.StatusOK && !e.Time.Before(newest[e.Key].Time) {
			newest[e.Key] = e
		}
	}
	pages := make([]archive.Page, 0, len(newest))
	for _, e := range newest {
		pages = append(pages, archive.Page{URL: e.URL, Time: e.Time})
	}
	slices.SortFunc(pages, func(a, b archive.Page) int { return cmp.Compare(a.URL, b.URL) })
	return pages
}
