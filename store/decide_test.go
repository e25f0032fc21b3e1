package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/crawler/frontier"
	"winnow/extract"
)

func (h *harvest) split(names ...string) []Decided {
	h.Helper()
	d, err := h.Split(h.Context(), names, false)
	if err != nil {
		h.Fatal(err)
	}
	h.sound()
	return d
}

func (h *harvest) join(names ...string) []Decided {
	h.Helper()
	d, err := h.Join(h.Context(), names, false)
	if err != nil {
		h.Fatal(err)
	}
	h.sound()
	return d
}

// rebuilt makes all clusters anew, which must change nothing.
func (h *harvest) rebuilt() {
	h.Helper()
	before := h.clusters()
	if _, err := h.Recluster(h.Context(), false, nil); err != nil {
		h.Fatal(err)
	}
	if after := h.clusters(); !slices.Equal(before, after) {
		h.Errorf("made anew, the clusters are\n%s\nand were\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
	h.sound()
}

func TestSplitAnArticleFromItsCluster(t *testing.T) {
	const a, b, c = "https://a.test/1", "https://b.test/1", "https://c.test/1"
	story := wireStory(1)
	h := newHarvest(t)
	h.read(visit{url: a, article: story}, visit{url: b, article: story})
	if d := h.split(b); d[0].What != "apart" || d[0].Cluster != "" {
		t.Errorf("got %+v", d)
	}
	if got := h.clusters(); len(got) != 0 {
		t.Errorf("got %s", got)
	}
	h.rebuilt()
	h.read(visit{url: c, article: printed(story, 2)}, visit{url: b, article: printed(story, 1)}, visit{url: a, article: story})
	got := strings.Join(h.clusters(), " | ")
	if strings.Contains(got, "a.test/1") && strings.Contains(got, "b.test/1") {
		t.Errorf("another copy and another text brought them together again: %s", got)
	}
	if !strings.Contains(got, "c.test/1") {
		t.Errorf("the third is in no cluster: %s", got)
	}
	h.rebuilt()
	h.join(a, b)
	if got := h.clusters(); len(got) != 1 || strings.Count(got[0], "test/1") != 3 {
		t.Errorf("joined again: %s", got)
	}
	h.rebuilt()
}

func TestJoinLinksAcrossSites(t *testing.T) {
	h := newHarvest(t)
	h.read(visit{url: "https://a.test/1", article: wireStory(1)}, visit{url: "https://b.test/1", article: wireStory(2)})
	d := h.join("https://a.test/1", "https://b.test/1")
	if d[0].What != "linked" || d[0].Cluster == "" || d[0].Cluster != d[1].Cluster {
		t.Errorf("got %+v", d)
	}
	want := []string{"a.test/1 original by-hand + b.test/1 copy by-hand"}
	for range 2 {
		if got := h.clusters(); !slices.Equal(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
		h.rebuilt()
		h.read(visit{url: "https://b.test/1", article: wireStory(3)})
	}
}

func TestJoinAndSplitOnOneSite(t *testing.T) {
	const one, two = "https://a.test/1", "https://a.test/second-part"
	h := newHarvest(t)
	h.read(visit{url: one, article: wireStory(1)}, visit{url: two, article: wireStory(2)})
	first := h.join(one, two)
	if len(h.articles(Filter{})) != 1 || first[0].ID != first[1].ID || first[0].What != "joined" {
		t.Fatalf("%d articles, %+v", len(h.articles(Filter{})), first)
	}
	h.read(visit{url: two, article: wireStory(3)})
	if len(h.articles(Filter{})) != 1 {
		t.Error("a further text parted them")
	}
	d := h.split(two)
	if got := h.articles(Filter{}); len(got) != 2 || d[0].What != "split" || d[0].ID != reference(extract.Key(two)) {
		t.Fatalf("%d articles, %+v", len(got), d)
	}
	h.read(visit{url: two, article: wireStory(1), canonical: one}, visit{url: one, article: wireStory(1)})
	if got := h.articles(Filter{}); len(got) != 2 {
		t.Error("a canonical link and the same text brought them together again")
	}
	h.rebuilt()
}

func TestSplitAnAliasOfWhichNothingWasKept(t *testing.T) {
	const page, printed = "https://a.test/1", "https://a.test/print/1"
	h := newHarvest(t)
	story := wireStory(1)
	h.read(visit{url: page, article: story}, visit{url: printed, article: story, canonical: page})
	if d := h.split(printed); d[0].What != "waits" || d[0].ID != "" {
		t.Fatalf("got %+v", d)
	}
	h.begin(false, feedSeed(dailyFeed))
	for _, l := range h.claim() {
		if l.URL == printed {
			h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: h.request(200), Page: &frontier.PageFind{Article: story, Canonical: page}})
		}
	}
	if got := h.articles(Filter{}); len(got) != 2 || got[0].ID == got[1].ID {
		t.Errorf("%d articles", len(got))
	}
	h.join(page, printed)
	if got := h.articles(Filter{}); len(got) != 1 || len(got[0].Aliases) != 1 {
		t.Errorf("joined again: %d articles", len(got))
	}
}

func TestDecisionsThatCannotBe(t *testing.T) {
	h := newHarvest(t)
	h.read(visit{url: "https://a.test/1", article: wireStory(1)}, visit{url: "https://a.test/1?utm_source=x", article: wireStory(1)})
	for _, tt := range []struct {
		names []string
		want  error
	}{
		{[]string{"https://a.test/1"}, ErrNothingToSplit},
		{[]string{"https://a.test/2"}, ErrNoArticle},
	} {
		if _, err := h.Split(t.Context(), tt.names, false); !errors.Is(err, tt.want) {
			t.Errorf("split %v: %v, want %v", tt.names, err, tt.want)
		}
	}
}

func TestTriedDecisionsChangeNothing(t *testing.T) {
	h := newHarvest(t)
	h.read(visit{url: "https://a.test/1", article: wireStory(1)}, visit{url: "https://b.test/1", article: wireStory(1)})
	before := fmt.Sprint(h.clusters(), h.collection())
	d, err := h.Split(t.Context(), []string{"https://a.test/1", "https://b.test/1"}, true)
	if err != nil || d[0].Cluster != "" {
		t.Errorf("%+v, %v", d, err)
	}
	if after := fmt.Sprint(h.clusters(), h.collection()); after != before {
		t.Errorf("got %s, was %s", after, before)
	}
}
