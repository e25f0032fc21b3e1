package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoPackage says that a folder holds no package.
var ErrNoPackage = errors.New("no data package of winnow")

// mostFaults is how many faults Verify lists; it counts them all.
const mostFaults = 100

// Check is what Verify found.
type Check struct {
	Files     int      `json:"files"`
	Rows      int      `json:"rows"`
	Excluded  int      `json:"excluded"`
	Revisions int      `json:"revisions"`
	Faults    []string `json:"faults"` // the first of them, for people: file, row and column as far as there are some
	Count     int      `json:"count"`  // of all
}

func (c *Check) fault(format string, args ...any) {
	if c.Count++; len(c.Faults) < mostFaults {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	}
}

// audit is a package while it is checked.
type audit struct {
	*Check
	folder  string
	version string // of the winnow that checks
	built   string // of the one that built the package
	recipe  Recipe
	columns []Column        // of the data
	rows    map[string]kept // by id
	ids     []string        // of the rows, in the order of the files
	members map[string]kept // of clusters, by id
	left    map[string]bool // ids of what was left out
	found   *figures
}

// kept is what is remembered of a row while the others are read.
type kept struct {
	split, hash, cluster, role, where string
	revision, size                    int64
}

// Verify checks a package: digests of all files, nothing missing and nothing more;
// that Parquet and JSON lines say the same in every column; each row against what its
// columns may hold, against the others of its row and against the recipe; texts
// against their digests; that no cluster is in two splits; that data, clusters,
// revisions and what was left out refer to each other; and that figures, card and
// descriptions say what the data says. None of that rests on the digests: it also
// finds what was changed by somebody who made those anew. version is that of the
// winnow that checks: words of cards and descriptions of others may differ.
//
// What is wrong is listed in Check, a file that cannot be read among it; the error
// wraps ErrNoPackage when it is no package.
func Verify(folder, version string) (*Check, error) {
	if _, err := os.Stat(filepath.Join(folder, "stats.json")); err != nil {
		return nil, fmt.Errorf("%s: %w (%v)", folder, ErrNoPackage, err)
	}
	a := &audit{Check: &Check{Faults: []string{}}, folder: folder, version: version,
		rows: map[string]kept{}, members: map[string]kept{}, left: map[string]bool{}, found: newFigures()}
	a.unread(a.sums())
	known := a.readRecipe()
	a.unread(a.data())
	a.Rows = len(a.rows)
	a.unread(a.excluded())
	a.unread(a.clusters())
	a.unread(a.revisions())
	a.described(known)
	return a.Check, nil
}

// unread makes a fault of what kept a file from being read; the error names the file.
func (a *audit) unread(err error) {
	if err != nil {
		a.fault("cannot be read: %s", strings.ReplaceAll(err.Error(), a.folder+string(filepath.Separator), ""))
	}
}

func (a *audit) unreadIn(name string, err error) {
	if err != nil {
		a.fault("%s: cannot be read: %v", name, err)
	}
}

func readJSON(folder, name string, into any) error {
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// readRecipe reads the recipe, and tells whether there is one.
func (a *audit) readRecipe() bool {
	var said struct {
		Recipe *Recipe
		Winnow string
		Format int
	}
	err := readJSON(a.folder, "recipe.json", &said)
	if err == nil && said.Recipe == nil {
		err = errors.New("no recipe")
	}
	if err == nil && a.version == said.Winnow {
		err = said.Recipe.Check()
	}
	if err != nil {
		a.unreadIn("recipe.json", err)
		return false
	}
	if said.Format != packageFormat {
		a.fault("recipe.json: format %d is unknown, there is %d", said.Format, packageFormat)
		return false
	}
	a.recipe, a.built = *said.Recipe, said.Winnow
	return true
}

// sums compares every file with the list of digests.
func (a *audit) sums() error {
	b, err := os.ReadFile(filepath.Join(a.folder, sumsFile))
	if err != nil {
		return err
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(b)) {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			a.fault("%s: cannot read the line %q", sumsFile, line)
			continue
		}
		listed[path] = sum
	}
	files, err := inventory(a.folder)
	if err != nil {
		return err
	}
	a.Files = len(files)
	for _, f := range files {
		sum, known := listed[f.path]
		switch delete(listed, f.path); {
		case !known:
			a.fault("%s: is not in %s", f.path, sumsFile)
		case sum != f.sum:
			a.fault("%s: has other contents than %s says", f.path, sumsFile)
		}
	}
	for _, path := range slices.Sorted(keys(listed)) {
		a.fault("%s: is missing", path)
	}
	return nil
}

// eachShard calls for each file of the data of one format, in their order.
func eachShard(folder, ending string, each func(name, split string) error) error {
	list, err := os.ReadDir(filepath.Join(folder, "data"))
	if err != nil {
		return err
	}
	for _, f := range list {
		split, _, ok := strings.Cut(f.Name(), "-")
		if !ok || !strings.HasSuffix(f.Name(), ending) {
			continue
		}
		if err := each("data/"+f.Name(), split); err != nil {
			return err
		}
	}
	return nil
}

// clip shortens what stands in a message.
func clip(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
