package main

import (
	"testing"

	"winnow/extract"
)

func TestLabel(t *testing.T) {
	const body = "The old ferry was hauled up the slip.\n\nAt last\n\nShe had carried the post since before the war."
	tests := []struct {
		name   string
		blocks []string
		want   []bool
	}{
		{"paragraphs and what is around them", []string{"Home of the island news", "The old ferry was hauled up the slip.", "She had carried the post since before the war."}, []bool{false, true, true}},
		{"a short block that continues", []string{"The old ferry was hauled up the slip.", "At last", "She had carried the post since before the war."}, []bool{true, true, true}},
		{"the same words elsewhere", []string{"At last", "Menu of the day", "The old ferry was hauled up the slip."}, []bool{false, false, true}},
		{"a copy far from the rest", []string{"She had carried the post since before the war.", "a", "b", "c", "d", "e", "f", "g", "The old ferry was hauled up the slip.", "She had carried the post since before the war."},
			[]bool{false, false, false, false, false, false, false, false, true, true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			blocks := make([]extract.Block, len(test.blocks))
			for i, s := range test.blocks {
				blocks[i] = extract.Block{Text: s, Words: len(tokens(s)), Container: i / 8}
			}
			p := page{Corpus: "own", Body: body}
			for i, l := range p.label(blocks) {
				if l.positive != test.want[i] {
					t.Errorf("block %d %q: got %v, want %v", i, test.blocks[i], l.positive, test.want[i])
				}
				if l.weight <= 0 {
					t.Errorf("block %d has weight %v", i, l.weight)
				}
			}
		})
	}
}

func TestLabelSegments(t *testing.T) {
	p := page{With: []string{"hauled up the slip"}, Without: []string{"All rights reserved"}}
	got := p.label([]extract.Block{{Text: "The ferry was hauled up the slip today.", Words: 8}, {Text: "Nothing known.", Words: 2}, {Text: "© All rights reserved", Words: 3}})
	for i, want := range []struct{ positive, weighs bool }{{true, true}, {false, false}, {false, true}} {
		if got[i].positive != want.positive || got[i].weight > 0 != want.weighs {
			t.Errorf("block %d: got %+v, want %+v", i, got[i], want)
		}
	}
}

func TestSiteSharesFold(t *testing.T) {
	a := page{URL: "https://www.gazette.co.uk/a"}
	b := page{URL: "http://news.gazette.co.uk/b", Corpus: "other"}
	if a.site() != "gazette.co.uk" || a.fold() != b.fold() {
		t.Errorf("sites %q and %q have folds %d and %d", a.site(), b.site(), a.fold(), b.fold())
	}
}
