package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"winnow/extract"
)

// TestFormsOfACopy reads the pages of a copy whose publisher names the original's
// address as canonical on all of them, in many orders: they are one article, and
// not the original.
func TestFormsOfACopy(t *testing.T) {
	const original, copied = "https://a.test/story", "https://b.test/2026/copied-story"
	story := wireStory(1)
	reprint := printed(story, 2)
	cut := reprint // the page for printing lacks the last lines
	lines := strings.SplitAfter(strings.TrimSpace(reprint.Text), "\n")
	cut.Text = strings.Join(lines[:len(lines)-4], "")
	web := []visit{
		{url: original, article: story},
		{url: copied, article: reprint, canonical: original, alternates: []string{"https://b.test/amp/1"}},
		{url: "https://b.test/amp/1", article: cut, canonical: original},
		{url: "https://b.test/print/1", article: cut, canonical: original},
		{url: "https://b.test/other", article: wireStory(7), canonical: original},
	}
	for seed := range 24 {
		order := slices.Clone(web)
		rand.New(rand.NewPCG(uint64(seed), 3)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		h := newHarvest(t)
		h.read(order...)
		if got := h.articles(Filter{}); len(got) != 3 {
			t.Errorf("order %d: %d articles: %v", seed, len(got), h.collection())
		}
		for url, reason := range map[string]string{"https://b.test/amp/1": reasonAMP, "https://b.test/print/1": reasonPrint} {
			a, err := h.Article(t.Context(), url)
			if err != nil || len(a.Aliases) != 2 {
				t.Fatalf("order %d: %s has %d aliases, %v", seed, a.URL, len(a.Aliases), err)
			}
			list, err := h.Addresses(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range list {
				if at.Preferred && at.URL != copied {
					t.Errorf("order %d: it stands under %s, want %s", seed, at.URL, copied)
				}
				if at.URL == url && at.Reason != reason {
					t.Errorf("order %d: %s belongs to it by %s, want %s", seed, url, at.Reason, reason)
				}
			}
		}
		h.sound()
	}
}

func TestHiddenCasesOfIdentity(t *testing.T) {
	const site = "https://daily.example"
	story := wireStory(1)
	short := extract.Article{Title: "Notice", Text: "Nothing to see."}
	grown := story
	grown.Text += prose(70, 12)
	tests := []struct {
		name     string
		visits   []visit
		articles int
	}{
		{"two articles with one headline", []visit{{url: site + "/1", article: titled(story, "Match report")}, {url: site + "/2", article: titled(wireStory(2), "Match report")}}, 2},
		{"a live blog that grows", []visit{{url: site + "/live", article: story}, {url: site + "/live", article: grown}}, 1},
		{"pages of three words", []visit{{url: site + "/1", article: short}, {url: site + "/2", article: short}, {url: "https://b.test/1", article: short}}, 3},
		{"empty pages", []visit{{url: site + "/1"}, {url: site + "/2"}, {url: "https://b.test/1"}}, 3},
		{"canonical to the home page", []visit{{url: site + "/1", article: story, canonical: site + "/"}, {url: site + "/2", article: wireStory(2), canonical: site + "/"}}, 2},
		{"a chain of canonical links", []visit{{url: site + "/1", article: story, canonical: site + "/2"}, {url: site + "/2", article: story, canonical: site + "/3"}, {url: site + "/3", article: story}}, 1},
		{"canonical links in a circle", []visit{{url: site + "/1", article: story, canonical: site + "/2"}, {url: site + "/2", article: story, canonical: site + "/1"}}, 1},
		{"canonical links in a circle, two stories", []visit{{url: site + "/1", article: story, canonical: site + "/3"}, {url: site + "/2", article: wireStory(2), canonical: site + "/1"}}, 2},
		{"canonical of another site, not confirmed", []visit{{url: "https://b.test/1", article: story}, {url: site + "/1", article: story, canonical: "https://b.test/1"}}, 2},
		{"spellings", []visit{{url: site + "/a%7Eb?y=2&x=1", article: story}, {url: "http://DAILY.example:80/a~b?x=1&y=2", article: story},
			{url: site + ":443/a~b?x=1&y=2&utm_source=feed#comments", article: story}}, 1},
		{"another path by its case", []visit{{url: site + "/Story", article: story}, {url: site + "/story", article: wireStory(2)}}, 2},
		{"www and a slash, by the same text", []visit{{url: site + "/story", article: story}, {url: "https://www.daily.example/story/", article: story}, {url: site + "/story/index.html", article: story}}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range 3 {
				order := slices.Clone(tt.visits)
				if tt.name != "a live blog that grows" {
					rand.New(rand.NewPCG(uint64(seed), 3)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
				}
				h := newHarvest(t)
				h.read(order...)
				if got := h.articles(Filter{}); len(got) != tt.articles {
					t.Errorf("order %d: %d articles, want %d: %s", seed, len(got), tt.articles, fmt.Sprint(h.collection()))
				}
				h.sound()
			}
		})
	}
}
