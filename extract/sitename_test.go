package extract

import (
	"strings"
	"testing"
)

// tablePage is a page without headings and without anything told to machines.
func tablePage(title, top, headline, bottom string) string {
	return `<html><head><title>` + title + `</title></head><body><table><tr><td>` + top + `<a href="/archive">Archive</a><br><a href="/links">Links</a><br></td><td>` +
		headline + `<br><i>Nine years of repairs are over.</i><br>by | Mar 12, 2026<br><br>The first boats passed the upper lock at dawn, and the keeper counted them.<br><br>` +
		strings.Repeat(`Nobody had expected the gates to hold, and the engineers said so more than once.<br><br>`, 5) + bottom + `</td></tr></table></body></html>`
}

func TestNamesWithoutStructuredData(t *testing.T) {
	const story = "Canal reopens after nine years of repairs"
	const font = `<font size="6"><b>` + story + `</b></font>`
	for _, tt := range []struct {
		name, url, title, top, headline, bottom string
		wantTitle, want                         string
	}{
		{"name first, a box explains it", "", "Towpath: " + story, "", font, `<hr><table border=1><tr><td><b>Towpath</b><br>is a monthly about rivers.</td></tr></table>`, story, "Towpath"},
		{"name first, host", "https://towpath.example/canal", "Towpath: " + story, "", font, "", story, "Towpath"},
		{"name first, copyright line", "", "Towpath: " + story, "", font, "<p>© 2026 Towpath</p>", story, "Towpath"},
		{"name first, logo", "", "Towpath: " + story, `<a href="/"><img src="l.gif" alt="Towpath logo"></a>`, font, "", story, "Towpath"},
		{"name first, home link", "", "Towpath - " + story, `<a href="/">Towpath</a>`, font, "", story, "Towpath"},
		{"a rubric first", "", "Rivers: " + story, "", font, "", story, ""},
		{"name last, bar", "", story + " | Towpath", "", font, "", story, "Towpath"},
		{"name last, guillemet", "", story + " « Towpath", "", font, "", story, "Towpath"},
		{"no element of its own", "", "Towpath: " + story, "", story, "<p>© 2026 Towpath</p>", story, "Towpath"},
		{"copyright line alone", "", story, "", font, `<p>Copyright &copy; 2019-2026 <a href="/about">The Towpath</a>. All rights reserved.</p>`, story, "The Towpath"},
		{"logo alone", "", story, `<a href="/"><img src="l.gif" alt="Towpath Logo"></a>`, font, "", story, "Towpath"},
		{"nothing", "", story, "", font, "<p>© 2026</p>", story, ""},
		{"way home", "https://www.towpath-post.example/canal", story, `<a href="/">Zur Towpath Post Startseite</a>`, font, "", story, "Towpath Post"},
		{"a colon that is part of the headline", "https://towpath.example/canal", "Canal: " + story, "", `<font size="6"><b>Canal: ` + story + `</b></font>`, "", "Canal: " + story, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tablePage(tt.title, tt.top, tt.headline, tt.bottom)), Options{URL: tt.url})
			if err != nil {
				t.Fatal(err)
			}
			a := doc.Metadata()
			if a.Title != tt.wantTitle {
				t.Errorf("title = %q, want %q", a.Title, tt.wantTitle)
			}
			if a.SiteName != tt.want || a.Organization != tt.want {
				t.Errorf("site name = %q, organization = %q, want %q", a.SiteName, a.Organization, tt.want)
			}
			if got := a.Published.String(); got != "2026-03-12" || len(a.Authors) > 0 {
				t.Errorf("published = %q by %q, want 2026-03-12 by nobody", got, a.Authors)
			}
		})
	}
}

func TestOrganizationIsWhatTheHostIsCalled(t *testing.T) {
	page := func(publisher, site string) string {
		return `<html><head><title>Canal reopens</title><meta property="og:site_name" content="` + site + `">
			<script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens","publisher":{"@type":"Organization","name":"` + publisher + `"}}</script>
			</head><body><h1>Canal reopens</h1></body></html>`
	}
	for _, tt := range []struct{ name, url, publisher, site, want string }{
		{"the company", "https://www.towpath.example/a", "Towpath Media Group UK", "Towpath", "Towpath"},
		{"newspaper before it", "https://towpath.example/a", "Diario Towpath", "Towpath", "Towpath"},
		{"the name in full", "https://www.nrb.example/a", "Northern River Broadcasting (NRB)", "NRB", "Northern River Broadcasting (NRB)"},
		{"another paper of the house", "https://towpath.example/a", "Evening Towpath", "Towpath", "Evening Towpath"},
		{"two words", "https://towpathpost.example/a", "Towpath Post", "TowpathPost", "Towpath Post"},
		{"an address", "https://towpath.example/a", "towpath.example", "The Towpath", "The Towpath"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(page(tt.publisher, tt.site)), Options{URL: tt.url})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Metadata().Organization; got != tt.want {
				t.Errorf("organization = %q, want %q", got, tt.want)
			}
		})
	}
}
