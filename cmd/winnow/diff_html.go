package main

import (
	"html/template"
	"io"

	"winnow/diff"
)

// writeDiffHTML writes a comparison as a page that needs nothing beside itself.
func writeDiffHTML(w io.Writer, found comparison, full bool) error {
	return diffPage.Execute(w, struct {
		comparison
		Full bool
	}{found, full})
}

var diffPage = template.Must(template.New("diff").Funcs(template.FuncMap{
	"stamp": stamp,
	"lines": diff.Lines,
	"shown": func(l diff.Line, full bool) bool { return l.Changed || full },
	"tag":   func(op diff.Op) string { return map[diff.Op]string{diff.Delete: "del", diff.Insert: "ins"}[op] },
}).Parse(`<!doctype html>
<html lang="{{or .Language "und"}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Changes: {{.Title}}</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem } h3 { font-size: .9rem; margin-bottom: .2rem }
p { margin: .4rem 0; overflow-wrap: anywhere }
ins { background: #c8f0c8; color: #053d05; text-decoration: none }
del { background: #f6cccc; color: #5a0a0a }
.same { color: gray }
</style>
</head>
<body>
<h1 dir="auto">{{.Title}}</h1>
<p><a href="{{.URL}}">{{.URL}}</a></p>
{{- range $c := .Changes}}
<section>
<h2>Revision {{.From}} &rarr; {{.To}}, found {{stamp .At}}</h2>
{{- range .Fields}}
<h3>{{.Field}}</h3>
{{- range lines .Spans}}{{if shown . $.Full}}
<p dir="auto"{{if not .Changed}} class="same"{{end}}>{{range .Spans}}{{$t := tag .Op}}{{if eq $t "ins"}}<ins>{{.Text}}</ins>{{else if eq $t "del"}}<del>{{.Text}}</del>{{else}}{{.Text}}{{end}}{{end}}</p>
{{- end}}{{end}}
{{- else}}
<p>No difference.</p>
{{- end}}
</section>
{{- else}}
<p>There is one revision only: nothing has changed since it was first read.</p>
{{- end}}
</body>
</html>
`))
