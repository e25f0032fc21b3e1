package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/dataset"
	"winnow/extract"
)

// TestREADMENamesEveryKey holds the table of the article in README to what is
// really printed, and the columns of CSV to both.
func TestREADMENamesEveryKey(t *testing.T) {
	b, err := json.Marshal(extract.Article{Reason: "login"}) // a key that articles lack
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string]any{}
	if err := json.Unmarshal(b, &printed); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## The article\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var named []string
	key := regexp.MustCompile("`([a-z_]+)`")
	for line := range strings.Lines(section) {
		first, _, isRow := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if !isRow || !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, m := range key.FindAllStringSubmatch(first, -1) {
			named = append(named, m[1])
		}
	}
	var got []string
	for k := range printed {
		got = append(got, k)
	}
	slices.Sort(got)
	slices.Sort(named)
	if diff := cmp.Diff(got, named); diff != "" {
		t.Errorf("printed (-) named in README (+):\n%s", diff)
	}
	columns := slices.DeleteFunc(got, func(k string) bool { return k == "provenance" || k == "reason" })
	if diff := cmp.Diff(header(t), columns); diff != "" {
		t.Errorf("columns of CSV (-), keys of an article without provenance (+):\n%s", diff)
	}
}

func header(t *testing.T) []string {
	t.Helper()
	var b bytes.Buffer
	none := func(func(extract.Article, error) bool) {}
	if _, err := dataset.Write(&b, "csv", none, dataset.Options{}); err != nil {
		t.Fatal(err)
	}
	names, err := csv.NewReader(&b).Read()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}
