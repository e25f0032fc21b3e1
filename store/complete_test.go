package store

import (
	"slices"
	"testing"

	"winnow/extract"
)

func TestChoices(t *testing.T) {
	h := newHarvest(t)
	for url, a := range map[string]extract.Article{
		"https://north.example/a": {Title: "The ferry", Organization: "North Post", Language: "en", Text: "The ferry runs again after two months of rest."},
		"https://north.example/b": {Title: "The bridge", Organization: "North Post", Language: "en", Text: "A bridge is what the council asked for in spring."},
		"https://south.example/c": {Title: "Le bac", Organization: "Sud", Language: "fr", Text: "Le bac reprend son service après deux mois de repos."},
	} {
		a.IsArticle = true
		h.read(visit{url: url, article: a})
	}
	var ids []string
	for a, err := range h.Articles(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	slices.Sort(ids)
	rows := []struct {
		name      string
		kind      Kind
		beginning string
		limit     int
		want      []string
	}{
		{"every article", ChooseArticle, "", 10, ids},
		{"no more than asked for", ChooseArticle, "", 2, ids[:2]},
		{"one article", ChooseArticle, ids[1][:6], 10, ids[1:2]},
		{"addresses of one host", ChooseAddress, "https://north", 10, []string{"https://north.example/a", "https://north.example/b"}},
		{"organizations", ChooseOrganization, "", 10, []string{"North Post", "Sud"}},
		{"one organization", ChooseOrganization, "No", 10, []string{"North Post"}},
		{"languages", ChooseLanguage, "", 10, []string{"en", "fr"}},
		{"a text that nothing begins with", ChooseLanguage, "' OR 1", 10, nil},
		{"runs of none", ChooseRun, "1999", 10, nil},
		{"reasons of none", ChooseReason, "", 10, nil},
		{"clusters of none", ChooseCluster, "", 10, nil},
		{"a kind that there is not", Kind("ship"), "", 10, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			list, err := h.Choices(t.Context(), row.kind, row.beginning, row.limit)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				got = append(got, c.Value)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
