package extract

import (
	"strings"
	"testing"
)

// TestComplete holds which lists and tables are kept for where they stand, with
// cells that the model has left out.
func TestComplete(t *testing.T) {
	const table = "<table><tr><td>Larch</td><td>40 m</td></tr><tr><td>Oak</td><td>12 m</td></tr></table>"
	scrolling := "<div><div class=scroll>" + table + "</div></div>"
	above, below := "<p>"+paragraphs[0]+"</p>", "<p>"+paragraphs[1]+"</p><p>"+paragraphs[2]+"</p>"
	tests := []struct {
		name, body string
		rate       float64 // of each block that is no paragraph
		want       bool
	}{
		{"a table between paragraphs", above + table + below, 0.05, true},
		{"in wrappings of its own", above + scrolling + below, 0.05, true},
		{"one of two, with headings", above + scrolling + "<h3>Iron</h3>" + scrolling + below, 0.05, true},
		{"behind the last paragraph", above + below + scrolling, 0.2, true},
		{"behind it, and hardly likely", above + below + scrolling, 0.05, false},
		{"before the first paragraph", scrolling + above + below, 0.2, false},
		{"among paragraphs, and out of the question", above + scrolling + below, 0.001, false},
		{"a list in wrappings of its own", above + "<div><div><ul><li>Larch, forty metres</li><li>Oak, twelve metres</li></ul></div></div>" + below, 0.1, true},
		{"one that leads elsewhere", above + `<div><div><ul><li><a href=/l>Larch, forty metres</a></li><li><a href=/o>Oak, twelve metres</a></li></ul></div></div>` + below, 0.1, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := parsed(t, "<title>The old ferry comes ashore</title><body><article>"+test.body+"</article></body>")
			r, _ := doc.lookOnce(doc.root, doc.clues())
			cells := []int{}
			for i := range r.blocks {
				r.kept[i], r.scores[i] = r.blocks[i].long, 0.9
				if !r.blocks[i].long {
					r.scores[i] = test.rate
				}
				if strings.HasPrefix(r.blocks[i].text, "Oak") {
					cells = append(cells, i)
				}
			}
			r.complete()
			for _, i := range cells {
				if r.kept[i] != test.want {
					t.Errorf("got kept %v, want %v: %s", r.kept[i], test.want, r.blocks[i].text)
				}
			}
		})
	}
}
