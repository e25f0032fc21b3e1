package extract

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFill(t *testing.T) {
	day := Date{Time: time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC), DayOnly: true}
	a := Article{Title: "Shown on the page", Provenance: Provenance{
		"title":   {Source: "h1", Confidence: .9, Candidates: []Candidate{{"Told", "meta:og:title", .8}}},
		"authors": {Candidates: []Candidate{{"webmaster", "meta:author", .3}}},
	}}
	a.Fill(Article{URL: "https://news.example/a", Title: "In the feed", Authors: []string{"Jane Doe", "Ana Perez"}, Published: day,
		Source: "example", Feed: "https://news.example/rss", Text: "Summary.", WordCount: 1,
		Provenance: Provenance{"authors": {Source: "feed:dc:creator", Confidence: .6}}})
	want := Article{URL: "https://news.example/a", Title: "Shown on the page", Authors: []string{"Jane Doe", "Ana Perez"}, Published: day,
		Source: "example", Feed: "https://news.example/rss", Text: "Summary.", WordCount: 1,
		Provenance: Provenance{
			"title":     {Source: "h1", Confidence: .9, Candidates: []Candidate{{"Told", "meta:og:title", .8}, {"In the feed", "feed:title", feedConfidence}}},
			"authors":   {Source: "feed:dc:creator", Confidence: .6, Candidates: []Candidate{{"webmaster", "meta:author", .3}}},
			"published": {Source: "feed:published", Confidence: feedConfidence, Candidates: []Candidate{}},
		}}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("Fill (-want +got):\n%s", diff)
	}
	before := a
	a.Fill(Article{})
	if diff := cmp.Diff(before, a); diff != "" {
		t.Errorf("an empty lead changes the article:\n%s", diff)
	}
}
