package extract

import (
	"fmt"
	"strings"
	"testing"
)

// Cards of other stories, as sites put them above and below a story.
var cardTexts = []string{
	"The council has found the money for another boat, and two shipyards have sent drawings of what they would build for it by the spring",
	"For a month nobody could say why the lamp on the north mole went out at three every morning, until a boy sat up with a thermos flask",
	"Eleven sheep, a piano and the contents of a bank went over on the same tide, and the ferryman still has the receipt for all of it",
}

// TestCards holds that excerpts of other pages are no part of a story, whichever
// markup shows them, although they are longer than any box.
func TestCards(t *testing.T) {
	cards := func(markup string) string {
		var all strings.Builder
		for _, text := range cardTexts {
			all.WriteString(strings.NewReplacer("TITLE", strings.Join(strings.Fields(text)[:6], " "), "TEXT", text).Replace(markup))
		}
		return all.String()
	}
	story := append(append([]string{}, paragraphs...), paragraphsToo...)
	tests := []struct{ name, before, after string }{
		{"heading, date and excerpt", "", `<div class="row">` + cards(`<div class="item"><h5><a href="/a/1">TITLE</a></h5><time>March 3</time><div>TEXT.</div></div>`) + `</div>`},
		{"articles", "", `<section>` + cards(`<article class="post"><h3><a href="/a/1">TITLE</a></h3><p>TEXT.</p></article>`) + `</section>`},
		{"each in a wrapping of its own", "", cards(`<div><div><div><a href="/a/1"><h4>TITLE</h4></a></div><div><p>TEXT.</p></div></div></div>`)},
		{"list in front, cut off", `<ul>` + cards(`<li><a href="/a/1">TITLE</a> <span>TEXT...</span></li>`) + `</ul>`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := keptWith(t, test.before, story, test.after)
			if want := strings.Join(story, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestManyCards holds that cards go even where they have more words than the story.
func TestManyCards(t *testing.T) {
	story := append(append([]string{}, paragraphs...), paragraphsToo...)
	card := func(text string) string {
		return `<div class="item"><div><h3><a href="/a/1">` + strings.Join(strings.Fields(text)[:6], " ") + `</a></h3><div>` + text + `.</div></div></div>`
	}
	index, words := "", 0
	for k := 0; 2*words < 5*len(strings.Fields(strings.Join(story, " "))); k++ {
		text := fmt.Sprintf("On day %d, %s", k, cardTexts[k%len(cardTexts)])
		index += card(text)
		words += len(strings.Fields(text))
	}
	if got, want := keptWith(t, "", story, index), strings.Join(story, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestCardsThatAreTheText holds that the same markup stays where it is the story.
func TestCardsThatAreTheText(t *testing.T) {
	questions, links := "", ""
	for _, text := range cardTexts {
		title := strings.Join(strings.Fields(text)[:6], " ")
		questions += `<div><h3><a href="#">` + title + `</a></h3><p>` + text + `.</p></div>`
		links += `<div><h3><a href="/a/1">` + title + `</a></h3><p>` + text + `.</p></div>`
	}
	story := append(append([]string{}, paragraphs...), paragraphsToo...)
	tests := []struct{ name, inside string }{
		{"links that stay on the page", questions},
		{"prose goes on behind them", links + "<p>" + story[0] + "</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := keptWith(t, "", story[1:], test.inside)
			for _, text := range cardTexts {
				if !strings.Contains(got, text) {
					t.Errorf("got\n%s\nwant with %q", got, text)
				}
			}
		})
	}
}

// keptWith is the text of a page with a story between two pieces of markup.
func keptWith(t *testing.T, before string, story []string, after string) string {
	t.Helper()
	const title = "The old ferry comes ashore"
	page := `<title>` + title + `</title><body>` + before + `<article><h1>` + title + `</h1><div class="entry-content"><p>` +
		strings.Join(story, "</p><p>") + `</p>` + after + `</div></article></body>`
	a, err := Page([]byte(page), Options{URL: "https://island.example/2025/ferry-comes-ashore"})
	if err != nil {
		t.Fatal(err)
	}
	return a.Text
}
