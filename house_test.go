package winnow_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which of our own packages each room may import: arrows point down
// only. A room that is not listed may not exist.
var rooms = map[string][]string{
	".":                nil,
	"archive":          nil,
	"archive/page":     nil,
	"archive/replay":   {"archive", "archive/page"},
	"archive/mirror":   {"archive", "archive/page"},
	"extract":          nil,
	"extract/train":    {"extract"},
	"crawler/frontier": {"extract"},
	"crawler/fetch":    {},
	"crawler/feed":     {"extract", "crawler/frontier"},
	"crawler/scope":    {"extract"},
	"crawler/discover": {"extract", "crawler/frontier", "crawler/fetch", "crawler/feed"},
	"crawler":          {"archive/page", "extract", "crawler/frontier", "crawler/fetch", "crawler/feed", "crawler/scope"},
	"query":            {},
	"store":            {"extract", "crawler/frontier", "query"},
	"dataset":          {"extract"},
	"diff":             {},
	"config":           {"extract", "crawler", "crawler/frontier", "crawler/fetch", "crawler/scope", "dataset", "query"},
	"cmd/winnow/demo":  {"config"},
	"cmd/winnow": {
		".",
		"extract",
		"crawler",
		"crawler/frontier",
		"crawler/fetch",
		"crawler/feed",
		"crawler/scope",
		"crawler/discover",
		"store",
		"archive",
		"archive/replay",
		"archive/mirror",
		"dataset",
		"query",
		"diff",
		"config",
		"cmd/winnow/demo",
	},
}

// keepers says in which rooms a package of others may be named, so that what is
// peculiar to it stays in one place.
var keepers = map[string][]string{
	"github.com/gocolly/colly":    {"crawler/fetch"},
	"github.com/mmcdole/gofeed":   {"crawler/feed"},
	"database/sql":                {"store"},
	"github.com/mattn/go-sqlite3": {"store"},
	"github.com/spf13/cobra":      {"cmd/winnow"},
	"github.com/sergi/go-diff":    {"diff"},
	"github.com/parquet-go":       {"dataset"},
	"github.com/prometheus":       {"cmd/winnow"},
}

func TestImportRules(t *testing.T) {
	seen := map[string]bool{}
	for file, imports := range sources(t) {
		room := filepath.ToSlash(filepath.Dir(file))
		allowed, known := rooms[room]
		if !known {
			t.Errorf("%s: a room that the house does not know", file)
		}
		seen[room] = true
		for _, path := range imports {
			if ours, ok := strings.CutPrefix(path, "winnow/"); (ok || path == "winnow") && !strings.HasSuffix(file, "_test.go") {
				if path == "winnow" {
					ours = "."
				}
				if !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s, which its room may not", file, path)
				}
			}
			for keeper, at := range keepers {
				if strings.HasPrefix(path, keeper) && !slices.Contains(at, room) && !strings.HasSuffix(file, "_test.go") {
					t.Errorf("%s imports %s, which belongs to %s", file, path, strings.Join(at, ", "))
				}
			}
		}
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("the house has no room %s any more", room)
		}
	}
}

// sources gives the imports of every Go file of the module.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return fs.SkipDir
		case d.IsDir() && path != "." && isModule(path):
			return fs.SkipDir // a house of its own
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files[path] = nil
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			files[path] = append(files[path], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isModule reports whether a folder holds a module of its own.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}
