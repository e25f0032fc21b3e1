package extract

import (
	"strings"
	"testing"
)

// TestStandfirstRepeated holds that of a kept standfirst and a paragraph with the
// same words the standfirst goes, and that one with words of its own stays.
func TestStandfirstRepeated(t *testing.T) {
	opening := strings.TrimSuffix(paragraphs[0], ".")
	tests := []struct {
		name, standfirst string
		want             bool // that it is dropped
	}{
		{"the first paragraph over again", opening + ".", true},
		{"its beginning, without an end", opening[:strings.LastIndex(opening, " for the last")], true},
		{"words of its own", "Half the village came to the slip to see the last of a boat that had outlived four engines.", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := parsed(t, "<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1><div><p class=standfirst>"+
				test.standfirst+"</p></div><div class=body><p>"+strings.Join(append(append([]string{}, paragraphs...), paragraphsToo...), "</p><p>")+"</p></div></article></body>")
			r := doc.read(doc.clues())
			const at = 1 // behind the headline
			if r.blocks[at].kind != Standfirst || r.blocks[at].text != test.standfirst {
				t.Fatalf("block %d is a %s: %s", at, r.blocks[at].kind, r.blocks[at].text)
			}
			r.kept[at] = true // whatever the model thinks of it
			dropped := map[int]string{}
			r.repeated(dropped)
			if _, got := dropped[at]; got != test.want || len(dropped) > 1 {
				t.Errorf("dropped %v, want the standfirst dropped: %v", dropped, test.want)
			}
		})
	}
}

// TestPointsRepeated holds that of a list of the main points and the paragraphs
// that it shortens or lengthens no paragraph goes.
func TestPointsRepeated(t *testing.T) {
	story := append(append([]string{}, paragraphs...), paragraphsToo...)
	points := "<ul><li>" + story[1] + " It took her a month.</li><li>" + story[2] + " Nobody had asked her to.</li></ul>"
	doc := parsed(t, "<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1>"+points+
		"<div class=body><p>"+strings.Join(story, "</p><p>")+"</p></div></article></body>")
	r := doc.read(doc.clues())
	for i := range r.kept {
		r.kept[i] = true
	}
	r.article = 1
	dropped := map[int]string{}
	r.repeated(dropped)
	for i := range dropped {
		if r.prose(i) >= likeProse {
			t.Errorf("a paragraph was dropped: %s", r.blocks[i].text)
		}
	}
}

// TestCaptionRepeated holds that a caption goes whose words a paragraph has as well,
// even one that is longer and ends without a stop.
func TestCaptionRepeated(t *testing.T) {
	story := append(append([]string{}, paragraphs...), paragraphsToo...)
	tests := []struct {
		name, caption string
		want          bool // that it is dropped
	}{
		{"with who it was", strings.TrimSuffix(strings.Replace(story[1], "She", "The ferry Larkspur", 1), "."), true},
		{"words of its own", "The larch planks, stacked to dry on the slip beside the boatshed", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := parsed(t, "<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1><div class=body><p>"+
				strings.Join(story[:3], "</p><p>")+"</p><figure><img src=/a.jpg><figcaption>"+test.caption+"</figcaption></figure><p>"+strings.Join(story[3:], "</p><p>")+"</p></div></article></body>")
			r := doc.read(doc.clues())
			for i := range r.kept {
				r.kept[i] = true
			}
			r.article = 1
			dropped := map[int]string{}
			r.repeated(dropped)
			for i := range r.blocks {
				if _, got := dropped[i]; got != (test.want && r.blocks[i].kind == Caption) {
					t.Errorf("dropped %v: %s", got, r.blocks[i].text)
				}
			}
		})
	}
}

// TestRepliesQuote holds that what repeats in part stays on pages that are no articles.
func TestRepliesQuote(t *testing.T) {
	doc := parsed(t, "<title>Ferries</title><body><blockquote>"+paragraphs[0]+"</blockquote><p>"+strings.Join(append(append([]string{}, paragraphs...), paragraphsToo...), "</p><p>")+"</p></body>")
	r := doc.read(doc.clues())
	for i := range r.kept {
		r.kept[i] = true
	}
	for _, test := range []struct {
		article float64
		want    int
	}{{1, 1}, {0, 0}} {
		r.article = test.article
		dropped := map[int]string{}
		if r.repeated(dropped); len(dropped) != test.want {
			t.Errorf("dropped %v where an article has the probability %v, want %d", dropped, test.article, test.want)
		}
	}
}
