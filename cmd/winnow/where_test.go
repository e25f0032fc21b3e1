package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/query"
)

// TestHelpNamesEveryField holds the list in --help to the language.
func TestHelpNamesEveryField(t *testing.T) {
	var want []string
	for _, f := range query.Fields {
		want = append(want, f.Name)
	}
	got := strings.Fields(whereHelp)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the language (-), the help (+):\n%s", diff)
	}
}
