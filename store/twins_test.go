package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/extract"
)

// wall is what a paper prints below the first sentences for those who do not pay.
const wall = `This story is for subscribers of our papers only, who make the work of more than forty reporters in nine towns possible.
Become one of them today for as little as the price of a loaf of bread a week, and read everything on every device you have.
You may cancel at any time, and the first month is free. Already one of us? Then sign in with the address you gave us.`

// stub is a page of which all but a few sentences stand behind the wall.
func stub(seed int) extract.Article {
	a := articleOf(fmt.Sprint("Stub ", seed), seed)
	a.Text = strings.Join(strings.Fields(prose(seed, 3))[:24], " ") + ".\n" + wall
	return a
}

// notice is a page with nothing but the wall.
func notice(title string) extract.Article {
	return extract.Article{Title: title, Text: wall, WordCount: 70, IsArticle: true}
}

// TestBoilerplateIsNoCopy reads pages that share nothing but boilerplate, in many
// orders.
func TestBoilerplateIsNoCopy(t *testing.T) {
	story := wireStory(50)
	tests := []struct {
		name     string
		web      []visit
		articles int
		want     []string
	}{
		{"stubs of two papers", []visit{
			{url: "https://a.test/1", article: stub(1)}, {url: "https://a.test/2", article: stub(2)}, {url: "https://a.test/3", article: stub(3)},
			{url: "https://b.test/4", article: stub(4)}, {url: "https://b.test/5", article: stub(5)}, {url: "https://b.test/6", article: stub(6)},
		}, 6, nil},
		{"stubs of two papers, one of them the same", []visit{
			{url: "https://a.test/1", article: stub(1)}, {url: "https://a.test/2", article: stub(2)}, {url: "https://a.test/3", article: stub(3)},
			{url: "https://b.test/4", article: stub(4)}, {url: "https://b.test/5", article: stub(5)}, {url: "https://b.test/1", article: stub(1)},
		}, 6, []string{"a.test/1 original same-text + b.test/1 copy same-text"}},
		{"notices", []visit{
			{url: "https://a.test/1", article: notice("The bridge")}, {url: "https://a.test/2", article: notice("A roof")},
			{url: "https://a.test/3", article: notice("Nine towns")}, {url: "https://b.test/1", article: notice("Elsewhere")},
		}, 4, []string{"a.test/1 twin boilerplate + a.test/2 twin boilerplate + a.test/3 twin boilerplate + b.test/1 twin boilerplate"}},
		{"a story that one paper printed twice", []visit{
			{url: "https://a.test/1", article: titled(story, "One headline")}, {url: "https://a.test/2", article: titled(story, "Other words")},
			{url: "https://b.test/1", article: titled(story, "Third paper")},
		}, 3, []string{"a.test/1 original same-text + a.test/2 copy same-text + b.test/1 copy same-text"}},
		{"a box below long stories", []visit{
			{url: "https://a.test/1", article: boxed(1)}, {url: "https://a.test/2", article: boxed(2)}, {url: "https://a.test/3", article: boxed(3)},
			{url: "https://b.test/1", article: boxed(1)}, {url: "https://b.test/4", article: boxed(4)},
		}, 5, []string{"a.test/1 original same-text + b.test/1 copy same-text"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range 8 {
				order := slices.Clone(tt.web)
				rand.New(rand.NewPCG(uint64(seed), 3)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
				h := newHarvest(t)
				h.read(order...)
				if got := h.clusters(); !slices.Equal(got, tt.want) {
					t.Errorf("order %d: got\n%s\nwant\n%s", seed, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
				}
				if got := len(h.articles(Filter{})); got != tt.articles {
					t.Errorf("order %d: %d articles, want %d", seed, got, tt.articles)
				}
				h.rebuiltTwins()
			}
		})
	}
}

// rebuiltTwins makes all clusters anew, which must change nothing.
func (h *harvest) rebuiltTwins() {
	h.Helper()
	if r, err := h.Recluster(h.Context(), false, nil); err != nil || r.Changed > 0 {
		h.Errorf("made anew: %+v, %v", r, err)
	}
}

func titled(a extract.Article, title string) extract.Article {
	a.Title = title
	return a
}

func boxed(seed int) extract.Article {
	a := wireStory(seed)
	a.Text += wall
	return a
}

func TestAgency(t *testing.T) {
	body := prose(1, 12)
	tests := []struct {
		name string
		a    extract.Article
		want string
	}{
		{"none", extract.Article{Text: body, Authors: []string{"Jane Doe"}}, ""},
		{"byline", extract.Article{Text: body, Authors: []string{"Jane Doe", "The Associated Press"}}, "Associated Press"},
		{"byline with a role", extract.Article{Text: body, Authors: []string{"Jane Doe, Associated Press"}}, "Associated Press"},
		{"byline, short", extract.Article{Text: body, Authors: []string{"AFP"}}, "AFP"},
		{"dateline", extract.Article{Text: "PARIS (AFP) — " + body}, "AFP"},
		{"dateline with a day", extract.Article{Text: "LONDON, March 3 (Reuters) - " + body}, "Reuters"},
		{"German dateline", extract.Article{Text: "Berlin (dpa) - " + body}, "dpa"},
		{"two agencies", extract.Article{Text: "Wien (APA/dpa) - " + body}, "dpa"},
		{"begins with it", extract.Article{Text: "AP — " + body}, "Associated Press"},
		{"copyright", extract.Article{Text: body + "\nCopyright 2026 The Associated Press. All rights reserved."}, "Associated Press"},
		{"sign at the end", extract.Article{Text: body + "\n© 2026 AFP"}, "AFP"},
		{"told of in the text", extract.Article{Text: body + "\nHe told Reuters (a news agency) that it was late.\n" + body}, ""},
		{"a word that looks like one", extract.Article{Text: "An AP course in the school (PA system) - " + body}, ""},
		{"an author whose name holds one", extract.Article{Text: body, Authors: []string{"Apolline Reutersward"}}, ""},
	}
	for _, tt := range tests {
		if got := agency(&tt.a); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSyndicatedCopiesNameTheirAgency(t *testing.T) {
	story := wireStory(1)
	wired := titled(story, "Bridge opens")
	wired.Text = "PARIS (Reuters) - " + wired.Text
	local := printed(wired, 2)
	local.Published.Time = story.Published.Time.Add(-time.Hour)
	web := []visit{
		{url: "https://a.test/1", article: local},
		{url: "https://www.reuters.com/world/1", article: wired},
		{url: "https://c.test/1", article: story},
	}
	for seed := range 6 {
		order := slices.Clone(web)
		rand.New(rand.NewPCG(uint64(seed), 3)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		h := newHarvest(t)
		h.read(order...)
		want := []string{"a.test/1 syndicated near-text + c.test/1 syndicated near-text + www.reuters.com/world/1 original near-text"}
		got := h.clusters()
		for i := range got {
			parts := strings.Split(got[i], " + ")
			slices.Sort(parts)
			got[i] = strings.Join(parts, " + ")
		}
		if !slices.Equal(got, want) {
			t.Errorf("order %d: got %s, want %s", seed, got, want)
		}
		var agency string
		if err := h.Store.read.QueryRow(`SELECT agency FROM cluster`).Scan(&agency); err != nil || agency != "Reuters" {
			t.Errorf("agency %q, %v", agency, err)
		}
		if copies, err := h.Copies(t.Context(), ""); err != nil || len(copies) != 2 {
			t.Errorf("%d copies, %v", len(copies), err)
		}
	}
}
