package store

import (
	"testing"

	"winnow/crawler/frontier"
	"winnow/extract"
)

func TestAccessIsToldAndFiltered(t *testing.T) {
	h := newHarvest(t)
	walled := wireStory(2)
	walled.Access = extract.AccessPaywall
	h.read(visit{url: "https://a.test/open", article: wireStory(1)}, visit{url: "https://a.test/walled", article: walled})
	h.begin(true, feedSeed(dailyFeed))
	for _, l := range h.claim() {
		if l.URL == dailyFeed {
			h.polled(l, 0, pageLead("https://a.test/opened", dailyFeed))
		}
	}
	for _, l := range h.claim() {
		f := h.request(200)
		f.Credentials = true
		h.commit(frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: f, Page: &frontier.PageFind{Article: wireStory(3)}})
	}
	want := map[string]string{"https://a.test/open": "", "https://a.test/walled": extract.AccessPaywall, "https://a.test/opened": extract.AccessCredentials}
	all := h.articles(Filter{})
	for _, a := range all {
		if a.Access != want[a.URL] {
			t.Errorf("%s: access %q, want %q", a.URL, a.Access, want[a.URL])
		}
	}
	if open := h.articles(Filter{Open: true}); len(all) != 3 || len(open) != 1 || open[0].URL != "https://a.test/open" {
		t.Errorf("%d articles, %d of them open", len(all), len(open))
	}
}
