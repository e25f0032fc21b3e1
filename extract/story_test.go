package extract

import (
	"fmt"
	"strings"
	"testing"
)

// plainStory is a short story in markup that says nothing, between a menu and
// cards of other stories; its parts are headline, byline, date and text.
const plainStory = `<title>The old ferry comes ashore - Island Letter</title><body class="fb-page"><div class="fb-wrap">
<div class="fb-nav"><a href="/">Island Letter</a><div><a href="/t/sea">Sea</a></div><div><a href="/t/land">Land</a></div><div><a href="/t/sky">Sky</a></div></div>
<div class="fb-hl">%s</div><div class="fb-sub">Half the village watched her leave the water</div><div class="fb-meta">%s</div><div class="fb-meta">%s</div>
<div class="fb-btn"><a href="/mail">Mail</a></div><div class="fb-btn"><a href="/print">Print</a></div>
<div class="fb-text">%s</div>
<div class="fb-cards"><div>You may also like</div><div class="fb-card"><a href="/1">A second ferry for the sound</a></div><div class="fb-card"><a href="/2">The smith who forged the rings</a></div></div></div></body>`

func TestStoryInPlainMarkup(t *testing.T) {
	headline, byline, date := "The old ferry comes ashore", "By Ines Holloway", "Published 8 February 2026"
	lines := func(p []string) string { return "<div>" + strings.Join(p, "</div><div>") + "</div>" }
	linked := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		linked[i] = fmt.Sprintf(`<a href="/%d">%s</a>`, i, p)
	}
	tests := []struct {
		name, page string
		want       bool
	}{
		{"headline, byline, date and prose", fmt.Sprintf(plainStory, headline, byline, date, lines(paragraphs)), true},
		{"no byline", fmt.Sprintf(plainStory, headline, "", date, lines(paragraphs)), false},
		{"no date", fmt.Sprintf(plainStory, headline, byline, "", lines(paragraphs)), false},
		{"another headline", fmt.Sprintf(plainStory, "Welcome", byline, date, lines(paragraphs)), false},
		{"two paragraphs", fmt.Sprintf(plainStory, headline, byline, date, lines(paragraphs[:2])), false},
		{"a list of links", fmt.Sprintf(plainStory, headline, byline, date, lines(linked)), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Parse([]byte(test.page), Options{URL: "https://island.example/stories/ferry-comes-ashore"})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.read(doc.clues()).isStory(); got != test.want {
				t.Errorf("isStory is %v, want %v", got, test.want)
			}
			if got := doc.Verdict(); test.want && !got.Article {
				t.Errorf("verdict is %+v", got)
			}
		})
	}
}

// doubtful is a plain story in which a menu and a form make the model doubt.
func doubtful() string {
	menu := strings.Repeat(`<div class="fb-nav-item"><a href="/topics/x">City</a><div class="fb-mega"><div><a href="/x">New in City</a></div><div><a href="/y">Letters from readers</a></div></div></div>`, 5)
	form := `<div class="fb-optin"><div>Light in your letter box</div><div>Every Friday we send three stories and a recipe, without advertising, and one click is enough to stop.</div><form action="/optin"><input name="mail"><button>Sign me up</button></form></div>`
	text := "<div>" + strings.Join(paragraphs[:3], "</div><div>") + "</div>" + form + "<div>" + strings.Join(paragraphs[3:], "</div><div>") + "</div>"
	page := fmt.Sprintf(plainStory, "The old ferry comes ashore", "By Ines Holloway", "Published 8 February 2026", text)
	return strings.Replace(page, `<div class="fb-hl">`, menu+`<div class="fb-hl">`, 1)
}

// TestVerdictProvenance holds that an article says what decided that it is one.
func TestVerdictProvenance(t *testing.T) {
	login := `<h1>Members</h1><p>Members of the society may read the minutes here, if they remember the word that was given to them in spring.</p><form><input name=u><input type=password name=p></form>`

	tests := []struct {
		name, source string
		doc          *Doc
	}{
		{"an article", "model", fixture(t, "wordpress", fixtures[0].url)},
		{"a front page", "model", fixture(t, "front_page", "https://gazette.example/")},
		{"a login page", "rule", parsed(t, login)},
		{"a story that the model doubts", "rule", parsed(t, doubtful())},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, v := test.doc.Article(), test.doc.Verdict()
			got := a.Provenance["is_article"]
			if got.Source != test.source || got.Confidence != hundredths(v.Confidence) || got.Candidates == nil {
				t.Errorf("got %+v for %+v, want source %s", got, v, test.source)
			}
			if test.name == "a story that the model doubts" && (!v.Article || len(got.Candidates) != 1 || got.Candidates[0].Value != PageOther) {
				t.Errorf("got %+v for %+v, want an article that the model took for %s", got, v, PageOther)
			}
			if v.Article == (a.Reason != "") {
				t.Errorf("reason is %q for %+v", a.Reason, v)
			}
		})
	}
}

func parsed(t *testing.T, page string) *Doc {
	t.Helper()
	doc, err := Parse([]byte(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
