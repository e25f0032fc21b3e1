package newsweb

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
	"time"
)

//go:embed templates/*.html
var files embed.FS

// templates need no escaping: the words they are filled with hold no markup.
var templates = template.Must(template.ParseFS(files, "templates/*.html"))

// page is what the templates are filled with.
type page struct {
	Site           *Site
	Index          int // of the article; the section of a listing
	Path, Heading  string
	Story          Story
	Published, Day string
	Linked         string // JSON-LD; articles only
	Style          string
	State, Tail    string // what scripts carry along
	Menu, Footer   []column
	Related        []teaser
	MostRead, Tags []teaser
	Listed         []teaser
	Share          []string
	Comments       []comment
}

type column struct {
	teaser
	Items []teaser
}

// teaser is a link to another page.
type teaser struct {
	Path, Title, Section, Image, Day string
	Minutes                          int
}

type comment struct {
	Author, Text string
	Age          int
}

// Article renders the article of an index.
func (s *Site) Article(index int) []byte {
	r := dice(s.Number, 10_000+index)
	p := s.frame(r, index)
	p.Path, p.Story = s.Path(index), s.Story(index)
	p.Heading, p.Published, p.Day = p.Story.Title, p.Story.Published.Format(time.RFC3339), day(p.Story)
	p.Linked = linked(s, p.Story)
	p.Share = strings.Fields("post mail message bookmark copy print")
	p.Tags = s.teasers(r, 8)
	for range r.between(14, 24) {
		p.Comments = append(p.Comments, comment{r.name(), r.sentence(), r.between(2, 600)})
	}
	return render("article", p)
}

// Home renders the home page.
func (s *Site) Home() []byte {
	p := s.frame(dice(s.Number, 20_000), 0)
	p.Path, p.Heading = "/", "News of the day"
	for i := range 20 {
		p.Listed = append(p.Listed, s.teaser(i))
	}
	return render("listing", p)
}

// Listing renders the page of a section, with all its articles.
func (s *Site) Listing(section int) []byte {
	p := s.frame(dice(s.Number, 30_000+section), section)
	p.Path, p.Heading = s.Section(section), capital(sections[section])
	for i := section; i < articlesPerHost; i += sectionsPerHost {
		p.Listed = append(p.Listed, s.teaser(i))
	}
	return render("listing", p)
}

// frame fills what stands around the content of every page.
func (s *Site) frame(r roll, index int) page {
	p := page{Site: s, Index: index, Style: r.style(r.between(8_000, 14_000)), State: r.state(r.between(8_000, 20_000)), Tail: r.state(3_000)}
	for i, name := range sections {
		p.Menu = append(p.Menu, column{teaser{Path: s.Section(i), Title: capital(name)}, s.teasers(r, 8)})
		p.Footer = append(p.Footer, column{teaser{Title: capital(name)}, s.teasers(r, 7)})
	}
	p.Related, p.MostRead = s.teasers(r, 32), s.teasers(r, 10)
	return p
}

func (s *Site) teasers(r roll, n int) []teaser {
	list := make([]teaser, n)
	for i := range list {
		list[i] = s.teaser(r.IntN(articlesPerHost))
	}
	return list
}

func (s *Site) teaser(index int) teaser {
	story := s.Story(index)
	return teaser{
		Path: s.Path(index), Title: story.Title, Section: story.Section, Image: fmt.Sprintf("/img/%d-320", index),
		Day: day(story), Minutes: 1 + len(story.Paragraphs)/4,
	}
}

func day(s Story) string { return s.Published.Format("2 January 2006") }

func linked(s *Site, story Story) string {
	b, err := json.Marshal(map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.Title, "description": story.Standfirst,
		"datePublished": story.Published, "articleSection": story.Section,
		"author":    map[string]string{"@type": "Person", "name": story.Author},
		"publisher": map[string]string{"@type": "Organization", "name": s.Name},
	})
	if err != nil {
		panic(err) // strings and times only
	}
	return string(b)
}

func render(name string, p page) []byte {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, p); err != nil {
		panic(err) // the templates are part of the program
	}
	return b.Bytes()
}
