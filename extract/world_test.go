package extract

import (
	"strings"
	"testing"
)

// TestPagesOfTheWorld reads titles, authors and days as systems for publishing
// write them in many languages. The texts are made up.
func TestPagesOfTheWorld(t *testing.T) {
	for _, tt := range worldPages {
		t.Run(tt.name, func(t *testing.T) {
			page := `<!DOCTYPE html><html lang="` + tt.lang + `"><head><meta charset="utf-8">` + tt.head + `</head><body>` + strings.ReplaceAll(tt.body, "{story}", paragraphsOf(tt.story)) + `</body></html>`
			a, err := Page([]byte(page), Options{URL: tt.url, ContentType: "text/html; charset=utf-8"})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range [...]struct{ field, got, want string }{
				{"title", a.Title, tt.title},
				{"authors", strings.Join(a.Authors, nameJoin), tt.authors},
				{"published", a.Published.String(), tt.published},
				{"modified", a.Modified.String(), tt.modified},
				{"organization", a.Organization, tt.organization},
			} {
				if f.got != f.want {
					t.Errorf("%s = %q, want %q", f.field, f.got, f.want)
				}
			}
		})
	}
}

// paragraphsOf makes paragraphs of a text that have its words and differ.
func paragraphsOf(text string) string {
	words := strings.Fields(text)
	var b strings.Builder
	for i := range 5 {
		at := i * len(words) / 5
		b.WriteString("<p>" + strings.Join(words[at:], " ") + " " + strings.Join(words[:at], " ") + "</p>")
	}
	return b.String()
}
