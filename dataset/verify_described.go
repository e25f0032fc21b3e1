package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// described checks what describes the package: figures, card, charts and the files
// for machines are made again from the rows and compared with those that are there.
// known is whether there is a recipe to make them by.
func (a *audit) described(known bool) {
	var told Stats
	b, err := os.ReadFile(filepath.Join(a.folder, "stats.json"))
	if err == nil {
		err = json.Unmarshal(b, &told)
	}
	if err != nil {
		a.unreadIn("stats.json", err)
		return
	}
	a.found.Selected = a.found.Kept + a.Excluded
	d := &description{recipe: a.recipe, stats: a.found.correct(told), version: a.built, columns: a.columns}
	a.sameJSON("stats.json", d.stats, "")
	a.shardNames()
	if !known {
		return
	}
	list, err := inventory(a.folder)
	if err != nil {
		a.unread(err)
		return
	}
	list = slices.DeleteFunc(list, func(e entry) bool { return slices.Contains(describing, e.path) })
	words := "description"
	if a.built == a.version {
		words = ""
		a.sameCard(d, list)
		a.sameCharts(d)
	}
	a.sameJSON("datapackage.json", d.datapackage(list), words)
	a.sameJSON("croissant.json", d.croissant(list), words)
}

// sameJSON compares a file with what should be in it, but for keys of that name.
func (a *audit) sameJSON(name string, should any, but string) {
	var there, want any
	b, err := json.Marshal(should)
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err == nil {
		err = readJSON(a.folder, name, &there)
	}
	if err != nil {
		a.unreadIn(name, err)
		return
	}
	if _, ok := there.(map[string]any); !ok {
		a.fault("%s: is no object", name)
		return
	}
	differences("", there, want, func(place string, there, want any) {
		if but == "" || !strings.HasSuffix(place, "."+but) {
			a.fault("%s: %s is %s, by the data it is %s", name, namedPlace(place), shownJSON(there), shownJSON(want))
		}
	})
}

func namedPlace(place string) string {
	if place == "" {
		return "the whole"
	}
	return place
}

func shownJSON(v any) string {
	if v == nil {
		return "missing"
	}
	b, err := json.Marshal(v)
	if err != nil { // what was read as JSON is
		return fmt.Sprint(v)
	}
	return clip(string(b))
}

// equalJSON tells whether two values that were read from JSON are the same.
func equalJSON(a, b any) bool { return reflect.DeepEqual(a, b) }

// sameCard looks for each line of the card. What people have added between them is
// theirs. An indented line, of the head, belongs to the one before it.
func (a *audit) sameCard(d *description, list []entry) {
	want, err := d.card(list)
	if err != nil {
		a.unreadIn("README.md", err)
		return
	}
	there, err := os.ReadFile(filepath.Join(a.folder, "README.md"))
	if err != nil {
		a.unread(err)
		return
	}
	known := map[string]int{}
	for line, behind := range cardLines(there) {
		known[behind+line]++
	}
	for line, behind := range cardLines(want) {
		if known[behind+line]--; known[behind+line] >= 0 || line == "" {
			continue
		}
		if behind != "" {
			behind = fmt.Sprintf(" behind %q", clip(behind))
		}
		a.fault("README.md: there is no line %q%s, as the data makes it", clip(line), behind)
	}
}

// cardLines gives the lines of a card, with the one before it for one that is
// indented.
func cardLines(card []byte) iter.Seq2[string, string] {
	return func(yield func(line, behind string) bool) {
		before := ""
		for line := range strings.Lines(string(card)) {
			behind := before
			if before = strings.TrimSpace(line); !strings.HasPrefix(line, "  ") {
				behind = ""
			}
			if !yield(before, behind) {
				return
			}
		}
	}
}

func (a *audit) sameCharts(d *description) {
	for _, c := range charts {
		there, err := os.ReadFile(filepath.Join(a.folder, "charts", c.file))
		if err != nil {
			a.unread(err)
		} else if !bytes.Equal(there, c.svg(d.stats)) {
			a.fault("charts/%s: shows something else than the data", c.file)
		}
	}
}
