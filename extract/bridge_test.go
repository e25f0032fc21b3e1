package extract

import (
	"strings"
	"testing"
)

// TestProseStaysWhole holds that what stands between the paragraphs as a part of
// the story stays, whatever its markup.
func TestProseStaysWhole(t *testing.T) {
	tests := []struct{ name, open, close, amid, keep string }{
		{"a heading in bold between paragraphs", "<p>", "</p>", "<b>What the frames may hold</b><br>", "What the frames may hold"},
		{"a heading in an element of its own", "<p>", "</p>", "<h3>What the frames may hold</h3>", "What the frames may hold"},
		{"a quotation between line breaks", "", "<br><br>", "<blockquote>No vessel shall be broken up on this shore while there is a soul upon it who can still name her crew.</blockquote>", "can still name her crew"},
		{"two quotations, one after the other", "<p>", "</p>", "<blockquote><p>No vessel shall be broken up on this shore while her crew can be named.</p></blockquote><blockquote><p>Nor shall her planks be burnt before a year has gone by, whatever the winter.</p></blockquote>", "burnt before a year"},
		{"a list of dates between line breaks", "<p>", "</p>", "<p>May 3, Northness<br>May 9, Sallow Bay<br>June 21, the Skerries<br>July 2, Northness</p>", "May 9, Sallow Bay\nJune 21, the Skerries"},
		{"a table of figures in wrappings, with a caption", "<p>", "</p>", "<figure class=\"t\"><div><table><tr><td>1931</td><td>14</td><td>2.5</td></tr><tr><td>1932</td><td>19</td><td>2.7</td></tr><tr><td>1933</td><td>23</td><td>3.1</td></tr><tr><td>1934</td><td>31</td><td>3.4</td></tr></table></div></figure>", "1934\n31\n3.4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1><div>")
			for i, p := range append(paragraphs[:len(paragraphs):len(paragraphs)], paragraphsToo...) {
				b.WriteString(test.open + p + test.close)
				if i == 3 {
					b.WriteString(test.amid)
				}
			}
			a, err := Page([]byte(b.String()+"</div></article></body>"), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(a.Text, test.keep) != 1 {
				t.Errorf("%d times in the text: %q\n%s", strings.Count(a.Text, test.keep), test.keep, a.Text)
			}
		})
	}
}

func TestHeadsProse(t *testing.T) {
	tests := []struct {
		name, heading string
		score         float64
		want          bool
	}{
		{"in bold", "<b>The engine</b>", 0.1, true},
		{"a heading", "<h2>The engine</h2>", 0.1, true},
		{"plain and unlikely", "<div>The engine</div>", 0.1, false},
		{"plain and likely", "<div>The engine</div>", 0.4, true},
		{"a link", `<h2><a href="/x">The engine</a></h2>`, 0.4, false},
		{"in a box", "<div><div><h2>The engine</h2></div></div>", 0.4, false},
		{"of an advertisement", `<h2 class="ad-label">The engine</h2>`, 0.4, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Parse([]byte("<body><div><p>"+paragraphs[0]+"</p>"+test.heading+"<p>"+paragraphs[1]+"</p></div></body>"), Options{})
			if err != nil {
				t.Fatal(err)
			}
			r := doc.read(doc.clues())
			r.kept, r.scores[1] = []bool{true, false, true}, test.score
			if got := r.headsProse(1); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
