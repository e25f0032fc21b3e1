package extract

import (
	"strings"
	"testing"
)

func TestDesks(t *testing.T) {
	const story = `<p>The first boats passed the upper lock at dawn, and the keeper counted every one of them twice before he wrote a number into the book that his father had begun when the canal was dug through the hill and the valley behind it.</p>`
	page := func(author, byline string) string {
		return `<html><head><title>Canal reopens after nine years</title><meta property="og:site_name" content="Daily Example">
			<script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens after nine years","publisher":{"@type":"Organization","name":"Daily Example"},"author":` + author + `}</script></head>
			<body><main><h1>Canal reopens after nine years</h1>` + byline + strings.Repeat(story, 3) + `</main></body></html>`
	}
	person := func(name string) string { return `{"@type":"Person","name":"` + name + `"}` }
	for _, tt := range []struct{ name, author, byline, want, candidate string }{
		{"a desk that readers see", person("Night Desk"), `<p>By Night Desk</p>`, "Night Desk", ""},
		{"a desk that only machines are told", person("Example staff reporter"), "", "Example staff reporter", ""},
		{"a desk in a byline only", `null`, `<p>Von: Redaktion Beispiel</p>`, "Redaktion Beispiel", ""},
		{"a person beside a desk", `[` + person("Jane Doe") + `,` + person("Night Desk") + `]`, `<p>By Jane Doe, Night Desk</p>`, "Jane Doe", "Night Desk"},
		{"an agency", `{"@type":"Organization","name":"Reuters"}`, `<p>Reuters</p>`, "", "Reuters"},
		{"an agency that is declared a person", person("The Associated Press"), "", "The Associated Press", ""},
		{"a person beside such an agency", `[` + person("Jane Doe") + `,` + person("AP") + `]`, `<p>By Jane Doe, AP</p>`, "Jane Doe", "AP"},
		{"the desk of an agency", person("dpa Redaktion"), `<p>Von dpa Redaktion</p>`, "", "dpa Redaktion"},
		{"the publisher", `{"@type":"Organization","name":"Daily Example"}`, "", "", "Daily Example"},
		{"a sentence about a team", `null`, `<p>By then the whole team was at the harbour.</p>`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(page(tt.author, tt.byline)), Options{URL: "https://daily.example/a"})
			if err != nil {
				t.Fatal(err)
			}
			a := doc.Metadata()
			if got := strings.Join(a.Authors, nameJoin); got != tt.want {
				t.Errorf("authors = %q, want %q", got, tt.want)
			}
			found := tt.candidate == ""
			for _, c := range a.Provenance["authors"].Candidates {
				found = found || c.Value == tt.candidate
			}
			if !found {
				t.Errorf("%q is no candidate of %+v", tt.candidate, a.Provenance["authors"])
			}
		})
	}
}
