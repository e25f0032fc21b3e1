package extract

import (
	"strings"
	"testing"
)

// TestCopies holds what is left of a page that prints the same twice.
func TestCopies(t *testing.T) {
	p := paragraphs
	tests := []struct {
		name    string
		article float64
		blocks  []string
		want    []int // those that stay
	}{
		{"a reply quotes what it answers", 0, []string{p[0], p[1], p[0], p[2]}, []int{0, 1, 3}},
		{"short lines that make a long run", 0, []string{"Bring warm clothes with you", "Boots and a coat", "A hat for the deck at night", "No dogs on board, please", p[0],
			"Bring warm clothes with you", "Boots and a coat", "A hat for the deck at night", "No dogs on board, please"}, []int{0, 1, 2, 3, 4}},
		{"a label at each thing", 0, []string{"Ask for the price at the desk", p[0], "Ask for the price at the desk", p[1]}, []int{0, 1, 2, 3}},
		{"a slider that goes round", 0, []string{p[0], p[0], p[0]}, []int{0}},
		{"a text at each of many things", 0, []string{p[0], p[1], p[0], p[2], p[0], p[3], p[0], p[4], p[0], p[5], p[0]}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"an article in two layouts", 1, []string{p[0], p[1], p[2], p[0], p[1], p[2]}, []int{0, 1, 2}},
		{"a part of an article that recurs", 1, []string{p[0], p[1], p[2], p[3], p[0], p[4]}, []int{0, 1, 2, 3, 4, 5}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := parsed(t, "<body><p>"+strings.Join(test.blocks, "</p><p>")+"</p></body>")
			r, _ := doc.lookOnce(doc.root, doc.clues())
			for i := range r.kept {
				r.kept[i] = true
			}
			r.article = test.article
			r.dropCopies()
			stay := map[int]bool{}
			for _, i := range test.want {
				stay[i] = true
			}
			for i := range test.blocks {
				if r.kept[i] != stay[i] {
					t.Errorf("block %d: got kept %v, want %v: %s", i, r.kept[i], stay[i], r.blocks[i].text)
				}
			}
		})
	}
}
