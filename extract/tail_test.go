package extract

import (
	"strings"
	"testing"
)

// TestTail holds that boxes about the publisher and teasers of other articles go
// whatever their markup, and that the story stays whole.
func TestTail(t *testing.T) {
	const (
		box      = "It lends tools, answers letters and has neither owners nor employees. Founded in a waiting room, it still meets in one."
		other    = `<a href="/other">A second ferry for the sound</a>`
		teaser   = "The council has found the money for another boat, and two shipyards have sent drawings of what they would build."
		cutShort = "The council has found the money for another boat, and two shipyards have sent..."
	)
	tests := []struct {
		name, inside, after string // behind the paragraphs, and behind their container
	}{
		{"named box and a line in bold", `<div class="g about-box"><p><strong>About the Island Letter</strong></p><p>The Island Letter joins nine villages. ` + box + `</p><p><a href="/join">Become a member</a> or write to us.</p></div><div class="related-reading"><p><strong>Related reading:</strong> ` + other + `. ` + teaser + `</p></div>`, ""},
		{"heading in an aside, cards behind the article", `<aside><h3>Who we are</h3><p>` + box + `</p></aside>`, `<section><h2>Read next</h2><div><h4>` + other + `</h4><p>` + teaser + `</p></div></section>`},
		{"the list comes first", `<h3>More from the Island Letter</h3><ul><li>` + other + `<p>` + teaser + `</p></li></ul><div><b>Island Letter</b><p>is a paper of nine villages. ` + box + `</p></div>`, ""},
		{"plain paragraphs", `<p><em>The Island Letter is a paper of nine villages. ` + box + `</em></p><p><strong>Read more:</strong> ` + other + `</p><p>` + cutShort + `</p>`, ""},
		{"a definition list", `<dl><dt>Island Letter</dt><dd>is a paper of nine villages. ` + box + `</dd></dl>`, ""},
		{"German, in a table", `<table><tr><td><b>Über uns</b></td></tr><tr><td>Der Inselbrief wird von Freiwilligen gemacht. Er hat weder Eigentümer noch Angestellte und erscheint am Freitag.</td></tr></table><div><b>Das könnte Sie auch interessieren</b></div><div>` + other + `</div>`, ""},
		{"French headings", `<section><h2>Qui sommes-nous ?</h2><p>La Lettre de l’île est faite par des bénévoles. Elle n’a ni propriétaire ni employé, et elle paraît le vendredi.</p></section><section><h2>À lire aussi</h2><p>` + other + `</p><p>` + teaser + `</p></section>`, ""},
		{"no heading but the name", `<div class="k3"><p>The Island Letter joins nine villages. ` + box + `</p></div><div class="k4"><p>` + other + `</p><p>` + teaser + `</p></div>`, ""},
		{"nothing but the classes", `<div class="site-bio"><p>` + box + `</p></div><div class="read-next"><p>` + other + `</p><p>` + teaser + `</p></div>`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := `<title>The old ferry comes ashore</title><meta property="og:site_name" content="Island Letter"><body><article><h1>The old ferry comes ashore</h1><div class="entry-content"><p>` +
				strings.Join(append(paragraphs, paragraphsToo...), "</p><p>") + "</p>" + test.inside + "</div></article>" + test.after + "</body>"
			a, err := Page([]byte(page), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Join(append(paragraphs, paragraphsToo...), "\n"); a.Text != want {
				t.Errorf("got\n%s\nwant\n%s", a.Text, want)
			}
		})
	}
}

// paragraphsToo make the story long enough for boxes to be a small part of it.
var paragraphsToo = []string{
	"The slip itself is older than the ferry. It was laid in a hungry winter, when the parish paid for stones by the cartload, and two of its rings still bear the mark of the smith who forged them.",
	"On the morning of the haul the harbour master walked along it with a lamp and a hammer, tapping every ring, and chalked a cross on the three that he did not trust.",
	"It took eleven hours, two tractors and a borrowed winch. At noon the cable parted with the sound of a gun, and for a moment she seemed to think about going back.",
	"By evening she lay between the boathouses with weed hanging from her planks, and the children had already found out which of the portholes could be opened.",
	"“She owes us nothing,” said the last of her engineers, who had brought a folding chair and the keys to the engine room, “but I should like to hear that engine once more.”",
}

// TestTailKeepsTheStory holds that words of the tail do not end a story early.
func TestTailKeepsTheStory(t *testing.T) {
	tests := []struct {
		name, inside string
		keep         string
	}{
		{"a line to another story before the last paragraph", `<p>Read more: <a href="/x">A second ferry for the sound</a></p><p>Until then, the post will come over in the doctor’s launch, weather and patients allowing.</p>`, "Until then, the post"},
		{"the publisher in a sentence", `<p>The reporters of the Island Letter were on board for her last crossing, and one of them was sick.</p>`, "were on board"},
		{"a last heading about something", `<h2>About the engine</h2><p>The engine had been lent by a fishing family, and nobody had ever asked for it back until the week of the haul.</p>`, "nobody had ever asked"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := `<title>The old ferry comes ashore</title><meta property="og:site_name" content="Island Letter"><body><article><h1>The old ferry comes ashore</h1><div class="entry-content"><p>` +
				strings.Join(append(paragraphs, paragraphsToo...), "</p><p>") + "</p>" + test.inside + "</div></article></body>"
			a, err := Page([]byte(page), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(a.Text, test.keep) {
				t.Errorf("the text has lost %q:\n%s", test.keep, a.Text)
			}
		})
	}
}
