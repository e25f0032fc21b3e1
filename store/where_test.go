package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/query"
)

// Every field of the language can be asked for, with every operator it has, and
// SQLite understands it.
func TestEveryFieldCanBeAskedFor(t *testing.T) {
	s := newHarvest(t).Store
	values := map[query.Kind]string{query.Text: "a", query.List: "a", query.Language: "en", query.Number: "3", query.Day: "2026-02", query.Flag: "yes"}
	for _, f := range query.Fields {
		for _, op := range []string{"=", "!=", "<", "<=", ">", ">=", "~", "!~"} {
			e, err := query.Parse(f.Name + " " + op + " " + values[f.Kind])
			if err != nil {
				continue // not for this kind
			}
			if _, err := s.Count(t.Context(), Filter{Where: e}); err != nil {
				t.Errorf("%s %s: %v", f.Name, op, err)
			}
		}
		if f.Kind == query.Flag {
			continue
		}
		for _, rest := range []string{" in (" + values[f.Kind] + ", " + values[f.Kind] + ")", " is known", " is unknown"} {
			e, err := query.Parse(f.Name + rest)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Count(t.Context(), Filter{Where: e}); err != nil {
				t.Errorf("%s%s: %v", f.Name, rest, err)
			}
		}
	}
}

func TestWhere(t *testing.T) {
	h := library(t)
	const undated, ferry, bridge = "100% undated_", "Die Fähre hält", "The bridge opens"
	rows := []struct {
		where string
		want  []string // titles, newest first
	}{
		{`language = de`, []string{ferry}},
		{`not language = de`, []string{undated, bridge}},
		{`language != de`, []string{undated, bridge}},
		{`tag in (trade, ships) or author = "ida moor"`, []string{ferry, bridge}},
		{`author ~ lind`, []string{ferry}},
		{`author is unknown`, []string{undated}},
		{`license is known`, []string{bridge}},
		{`license != "CC-BY-4.0"`, []string{undated, ferry}},
		{`published is unknown`, []string{undated}},
		{`date = 2026-02-11`, []string{bridge}}, // 23:30 at five hours behind
		{`date <= 2026-02-12 and date > 2026-02-11`, []string{ferry}},
		{`date < 2026-02-11`, nil},
		{`title ~ "100%"`, []string{undated}},
		{`title ~ "_"`, []string{undated}},
		{`title = "x' OR 1=1 --"`, nil},
		{`organization = "the daily" and (section = town or section is unknown)`, []string{undated, bridge}},
		{`words < 0`, nil},
		{`site = daily.example and source = daily`, []string{undated, ferry, bridge}},
		{`gone = no and noai = no`, []string{undated, ferry, bridge}},
		{`gone = yes`, nil},
		{`revision = 1 and url ~ "/ferry"`, []string{ferry}},
	}
	for _, row := range rows {
		t.Run(row.where, func(t *testing.T) {
			e, err := query.Parse(row.where)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			found := h.articles(Filter{Where: e})
			for _, a := range found {
				got = append(got, a.Title)
			}
			got = slices.Compact(got) // the bridge stands in two papers
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
			if n, err := h.Count(t.Context(), Filter{Where: e}); err != nil || n != len(found) {
				t.Errorf("counted %d (%v), want %d", n, err, len(found))
			}
		})
	}
}
