package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/dataset"
)

func TestDatasets(t *testing.T) {
	got := parse(t, small+`datasets:
  - name: quay-2026
    title: Quay
    where: language = en and words >= 100
    text: none
    fields: [title, language]
    restricted: true
    respect: [noai, tdm]
    dedupe: original
    filters: { min_words: 50, max_words: 5000, min_language_score: 0.5, max_repeated_lines: 0.3, require: [published] }
    splits: { validation: 5, test: 10, test_from: 2026-03-01 }
`).Dataset("quay-2026")
	want := &dataset.Recipe{Name: "quay-2026", Title: "Quay", Where: "language = en and words >= 100", Text: "none", Fields: []string{"title", "language"},
		Restricted: true, Respect: []string{"noai", "tdm"}, Dedupe: "original",
		Filters: dataset.Filters{MinWords: 50, MaxWords: 5000, MinLanguageScore: 0.5, MaxRepeatedLines: 0.3, Require: []string{"published"}},
		Splits:  dataset.Splits{Validation: 5, Test: 10, TestFrom: "2026-03-01"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesInDatasets(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"no name", "- title: x", "has no name"},
		{"folder as a name", "- name: ../x", "cannot name a data set"},
		{"twice", "- name: a\n  - name: a", "doubled name a"},
		{"unknown column", "- name: a\n    fields: [titel]", "did you mean title?"},
		{"condition", "- name: a\n    where: language > en", `column 10: language cannot be asked with ">"`},
		{"signal", "- name: a\n    respect: [ai]", `no signal "ai"`},
		{"share", "- name: a\n    filters: { min_language_score: 3 }", "from 0 to 1"},
		{"splits", "- name: a\n    splits: { test: 60, validation: 50 }", "more than 100 per cent"},
		{"unknown key", "- name: a\n    split: {}", "did you mean splits?"},
		{"no list", "name: a", "want a list of data sets"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := strings.Join(issues(t, small+"datasets:\n  "+row.text+"\n"), "\n")
			if !strings.Contains(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
