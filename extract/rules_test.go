package extract

import (
	"strings"
	"testing"
)

// TestRuleReasons holds what becomes of each block of a page that has one of
// everything.
func TestRuleReasons(t *testing.T) {
	blocks := fixture(t, "wordpress", fixtures[0].url).Blocks()
	tests := []struct {
		begins string
		nth    int // of the blocks that begin so
		kind   Kind
		kept   bool
	}{
		{"The swing bridge at Harlow Quay turns again", 0, Headline, false},
		{"By Ines Holloway", 0, Byline, false},
		{"For the first time since", 0, Paragraph, true},
		{"What we doubted was ourselves", 0, PullQuote, false},
		{"Photo: Gazette archive", 0, Credit, false},
		{"A clockmaker’s puzzle", 0, Heading, true},
		{"Read more: Ferry timetable", 0, Paragraph, false},
		{"The bridge shall at all times", 0, Quotation, true},
		{"Sign up for our weekly letter", 0, Paragraph, false},
		{"is a weekly newspaper", 0, Paragraph, false},
		{"Related reading", 0, Heading, false},
		{"Walkers have reported a pair", 0, Paragraph, false},
	}
	for _, test := range tests {
		b, found := nth(blocks, test.begins, test.nth)
		if !found {
			t.Errorf("%q: no such block", test.begins)
			continue
		}
		if b.Kind != test.kind || b.Kept != test.kept {
			t.Errorf("%q: got %s, kept %v (%s); want %s, %v", test.begins, b.Kind, b.Kept, b.Reason, test.kind, test.kept)
		}
	}
}

func nth(blocks []Block, begins string, n int) (Block, bool) {
	for _, b := range blocks {
		if strings.HasPrefix(b.Text, begins) {
			if n == 0 {
				return b, true
			}
			n--
		}
	}
	return Block{}, false
}

// paragraphs are the story that the pages of TestRules tell.
var paragraphs = []string{
	"The old ferry was hauled up the slip last week, and half the village came down to watch her come out of the water for the last time.",
	"She had carried post, sheep and schoolchildren across the sound since before the war, at first under sail and later with a borrowed engine.",
	"“You could hear her before you saw her,” said the woman who kept the waiting room, “and you could smell her before you heard her.”",
	"Her new owners, a pair of boatbuilders from the mainland, mean to strip her to the frames and see what can be kept.",
	"They expect to find good larch below the waterline, where salt and shade have done what no varnish could.",
	"If the frames are sound, she will be rebuilt in the open, under a tarpaulin, with the village looking on.",
}

func TestRules(t *testing.T) {
	story := func(at int, extra string) string {
		var b strings.Builder
		b.WriteString("<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1>")
		for i, p := range paragraphs {
			b.WriteString("<p>" + p + "</p>")
			if i == at {
				b.WriteString(extra)
			}
		}
		return b.String() + "</article></body>"
	}
	last := len(paragraphs) - 1
	tests := []struct {
		name, page, lost string // lost: text that must be gone
	}{
		{"a quote pulled from a paragraph", story(3, "<blockquote class=pullquote><p>You could hear her before you saw her, and you could smell her before you heard her.</p></blockquote>"), "saw her, and you"},
		{"a line to another story", story(2, `<p>Read more: <a href="/x">How the sound got its second ferry</a></p>`), "second ferry"},
		{"a call to subscribe", story(last, `<p><a href="/s">Subscribe to our newsletter</a></p>`), "Subscribe"},
		{"a picture credit", story(1, "<p>Photo: the village archive</p>"), "archive"},
		{"a newsletter box between the paragraphs", story(2, `<aside class="newsletter-signup"><h3>The island letter</h3><p>Get the news of the island by mail every Friday morning, before the boat comes in.</p></aside>`), "every Friday"},
		{"comments", story(last, `<section id="comments" class="comments"><ol><li class="comment"><p>My grandfather steered her through the great storm, and he never once spilt his tea on the chart.</p></li></ol></section>`), "grandfather"},
		{"related reading behind the text", story(last, `<section><h3>Related reading</h3><div><a href="/y"><h4>New ferry named</h4></a><p>The council has chosen a name for the new ferry, and not everybody on the island is happy with it.</p></div></section>`), "council has chosen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := Page([]byte(test.page), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(a.Text, test.lost) {
				t.Errorf("the text still has %q:\n%s", test.lost, a.Text)
			}
			for _, p := range paragraphs {
				if strings.Count(a.Text, p) != 1 {
					t.Errorf("%d times in the text: %s", strings.Count(a.Text, p), p)
				}
			}
		})
	}
}

// TestThreadOfComments holds that of a page that is nothing but comments, each
// small beside all others, they are the text.
func TestThreadOfComments(t *testing.T) {
	var page strings.Builder
	page.WriteString("<title>Ferries</title><body><ol class=comments>")
	for _, p := range append(append([]string{}, paragraphs...), paragraphsToo...) {
		page.WriteString("<li class=comment><div class=comment__body><p>" + p + "</p></div></li>")
	}
	doc := parsed(t, page.String()+"</ol></body>")
	r, _ := doc.lookOnce(doc.root, doc.clues())
	for i := range r.kept {
		r.kept[i] = true
	}
	r.sumKept()
	r.dropComments()
	for i, kept := range r.kept {
		if !kept {
			t.Errorf("dropped: %s", r.blocks[i].text)
		}
	}
}

func TestPageDates(t *testing.T) {
	for _, line := range []string{"Last changed 15 September 2025. Page kept by the harbour society.", "Zuletzt aktualisiert am 15. September 2025"} {
		page := "<title>The old ferry comes ashore</title><body><div><h1>The old ferry comes ashore</h1><p>" + strings.Join(paragraphs, "</p><p>") +
			"</p><p>" + line + "</p></div></body>"
		a, err := Page([]byte(page), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Join(paragraphs, "\n"); a.Text != want {
			t.Errorf("got\n%s\nwant\n%s", a.Text, want)
		}
	}
}

func TestQuotationsStay(t *testing.T) {
	quote := "No vessel shall be broken up on this shore while there is a soul upon it who can still name her crew."
	page := "<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1><p>" + strings.Join(paragraphs[:3], "</p><p>") +
		"</p><blockquote><p>" + quote + "</p></blockquote><p>" + strings.Join(paragraphs[3:], "</p><p>") + "</p></article></body>"
	a, err := Page([]byte(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(a.Text, quote) != 1 {
		t.Errorf("the quotation is not in the text once:\n%s", a.Text)
	}
	if want := "<blockquote><p>" + quote; !strings.Contains(a.HTML, want) {
		t.Errorf("HTML lacks %q:\n%s", want, a.HTML)
	}
}

func TestCorrectionsStay(t *testing.T) {
	for _, note := range []string{
		"Correction: 14 per cent.",
		"Correction: the ferry has two funnels, not one.",
		"Clarification: an owner was misnamed.",
		"This article was amended on 3 May 2025.",
		"Berichtigung: Die Fähre hat zwei Schornsteine.",
	} {
		page := "<title>The old ferry comes ashore</title><body><article><h1>The old ferry comes ashore</h1><p>" + strings.Join(paragraphs, "</p><p>") +
			"</p><p class=meta>" + note + `</p><div class="share"><a href="/a">Share</a> <a href="/b">Print</a></div><h3>More on this story</h3>` +
			`<p><a href="/y">New ferry named</a></p><p><a href="/z">Old pier sold</a></p></article></body>`
		a, err := Page([]byte(page), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(a.Text, note) {
			t.Errorf("the text does not end with %q:\n%s", note, a.Text[max(0, len(a.Text)-300):])
		}
	}
}
