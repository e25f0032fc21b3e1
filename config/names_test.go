package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNamedReadsWhatItCan(t *testing.T) {
	rows := []struct {
		name, text        string
		sources, datasets [][2]string
	}{
		{"with mistakes", "nonsense: 1\nsources:\n  - { id: a, organization: The A, title: A proper }\n  - { id: b, feed: 1 }\n  - [c]\n  - { title: nameless }\ndatasets: [{ name: quay }]\n",
			[][2]string{{"a", "A proper"}, {"b", ""}}, [][2]string{{"quay", ""}}},
		{"by alias", "sources:\n  - &a { id: a }\n  - *a\n", [][2]string{{"a", ""}, {"a", ""}}, nil},
		{"nothing there", "version: 1\n", nil, nil},
		{"other kinds", "sources: { id: a }\ndatasets: quay\n", nil, nil},
		{"no YAML", "sources: [", nil, nil},
		{"empty", "", nil, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "crawl.yaml")
			if err := os.WriteFile(file, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
			sources, datasets := Named(file)
			if diff := cmp.Diff([][][2]string{sources, datasets}, [][][2]string{row.sources, row.datasets}); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
	if sources, _ := Named(filepath.Join(t.TempDir(), "none.yaml")); sources != nil {
		t.Errorf("a missing file names %v", sources)
	}
}
