package winnow_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	linked = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	quoted = regexp.MustCompile("`([A-Za-z0-9_./-]+)`")
	aFile  = regexp.MustCompile(`^[a-z_]+\.(go|yaml|md)$`)
)

// TestPapersNameWhatIsThere holds the papers to the tree: every link leads to a
// file, and every path or file name they quote exists.
func TestPapersNameWhatIsThere(t *testing.T) {
	names := fileNames(t)
	docs, err := filepath.Glob("docs/*.md")
	if err != nil || len(docs) == 0 {
		t.Fatal(docs, err)
	}
	reference, err := filepath.Glob("docs/reference/*.md")
	if err != nil || len(reference) == 0 {
		t.Fatal(reference, err)
	}
	index, err := os.ReadFile("docs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range docs {
		if name := filepath.Base(page); name != "README.md" && !strings.Contains(string(index), "]("+name+")") {
			t.Errorf("docs/README.md does not list %s", name)
		}
	}
	for _, paper := range slices.Concat([]string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"}, docs, reference) {
		b, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range linked.FindAllStringSubmatch(string(b), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(paper), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", paper, m[1], err)
			}
		}
		if strings.HasPrefix(paper, "docs") {
			continue // they quote what readers have in their folders
		}
		for _, m := range quoted.FindAllStringSubmatch(string(b), -1) {
			name := m[1]
			_, err := os.Stat(name)
			top, _, inTree := strings.Cut(name, "/")
			switch {
			case err == nil, strings.Contains(name, "VERB"):
			case inTree && names[top]:
				t.Errorf("%s names %s, which is not there", paper, name)
			case aFile.MatchString(name) && !names[name]:
				t.Errorf("%s names %s, and no file is called so", paper, name)
			}
		}
	}
}

// fileNames gives the last element of every path in the tree.
func fileNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		names[path.Base(filepath.ToSlash(p))] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
