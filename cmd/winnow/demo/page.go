package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"encoding/xml"
	html "html/template"
	"strings"
	text "text/template"
	"time"
)

//go:embed templates
var templates embed.FS

// phrases are the functions that templates may call.
var phrases = text.FuncMap{
	"date":    func(layout string, t time.Time) string { return t.Format(layout) },
	"instant": func(t time.Time) string { return t.Format(time.RFC3339) },
	"rfc822":  func(t time.Time) string { return t.Format(time.RFC1123Z) },
	"join":    strings.Join,
	"slug":    slug,
	"xml":     escape,
	"json":    quote,
}

// Pages and texts are parsed once: a template that does not parse is a mistake
// in the program.
var (
	pages = html.Must(html.New("").Funcs(html.FuncMap(phrases)).ParseFS(templates, "templates/*.html"))
	texts = text.Must(text.New("").Funcs(phrases).ParseFS(templates, "templates/*.xml", "templates/*.yaml"))
)

// articlePage is what a template of a page is filled from.
type articlePage struct {
	Site     *site
	Story    *story
	Others   []*story // of the same site
	Original *site    // of the story that this one reprints
}

// URL is the address of the story itself.
func (p articlePage) URL() string { return p.Story.URL() }

// Canonical is the address that the page names as the one to cite.
func (p articlePage) Canonical() string {
	if p.Story.original != nil {
		return p.Story.original.URL()
	}
	return p.URL()
}

// Image is the address of the one picture of the newsroom.
func (p articlePage) Image() string { return p.Site.Origin() + imagePath }

// LinkedData describes the story in the vocabulary of schema.org.
func (p articlePage) LinkedData() map[string]any {
	var people []map[string]string
	for _, a := range p.Story.Authors {
		people = append(people, map[string]string{"@type": "Person", "name": a})
	}
	return map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle",
		"headline": p.Story.Title, "description": p.Story.Standfirst(), "author": people,
		"datePublished": p.Story.Published.Format(time.RFC3339), "dateModified": p.Story.LastChange().Format(time.RFC3339),
		"articleSection": p.Story.Section, "keywords": p.Story.Tags, "image": p.Image(),
		"mainEntityOfPage": p.URL(), "inLanguage": "en",
		"publisher": map[string]string{"@type": "NewsMediaOrganization", "name": p.Site.Organization},
	}
}

// fill executes one of the page templates.
func (p articlePage) fill(name string) ([]byte, error) {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}

func escape(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

func quote(s string) (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}
