package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// maxVisits bounds the values that are looked at: a file of 1 MiB holds fewer
// of its own, only aliases of aliases come to more.
const maxVisits = 1 << 20

// walk goes through the tree of one file and gathers every mistake.
type walk struct {
	file    string
	issues  []Issue
	visits  int
	reading bool                // only the collection is to be read: no secrets are needed
	at      map[string]value    // by path: where a value stands
	places  map[string]string   // by key: where in the schema it is valid; made when it is first asked for
	guesses map[string][]string // by path of a mapping: what its unknown keys may have meant, "" when nothing is near
}

func newWalk(file string) *walk {
	return &walk{file: file, at: map[string]value{}, guesses: map[string][]string{}}
}

// value is one node of the file with aliases followed; line and column are
// those of the alias, since that is where the value was written.
type value struct {
	node         *yaml.Node
	line, column int
	path         string
}

func newValue(n *yaml.Node, path string) value {
	v := value{node: n, line: n.Line, column: n.Column, path: path}
	if n.Kind == yaml.AliasNode {
		v.node = n.Alias
	}
	return v
}

// empty reports whether nothing is written after the key.
func (v value) empty() bool { return v.node.Kind == yaml.ScalarNode && v.node.Tag == "!!null" }

// rule reads one value into where it belongs, or reports what is wrong with it.
type rule func(w *walk, v value)

// field is a key that is valid in a mapping, and the kind of its value.
type field struct {
	key string
	kind
}

// object is the table of the keys of a mapping. Values are read in its order,
// not in that of the file, so that what others build on comes first.
type object []field

func (o object) keys() []string {
	keys := make([]string, len(o))
	for i, f := range o {
		keys[i] = f.key
	}
	return keys
}

// mapping reads a mapping by its table, then runs the checks that need more
// than one of its values.
func mapping(o object, checks ...rule) kind {
	return kind{readMapping(o, checks), func() *shape {
		s := &shape{Type: []string{"object", "null"}, Others: false}
		for _, f := range o {
			s.Properties = append(s.Properties, property{f.key, f.shape()})
		}
		return s
	}}
}

func readMapping(o object, checks []rule) rule {
	return func(w *walk, v value) {
		if v.empty() {
			return // every key below it is commented out
		}
		if v.node.Kind != yaml.MappingNode {
			w.report(v, wrong("", "want keys (%s), got %s", strings.Join(o.keys(), ", "), kindOf(v.node)))
			return
		}
		given := w.members(v, o)
		for _, f := range o {
			if m, ok := given[f.key]; ok && w.visit(m) {
				w.at[m.path] = m
				f.read(w, m)
			}
		}
		for _, check := range checks {
			check(w, v)
		}
	}
}

// members gives the values of a mapping by their keys; unknown and doubled
// keys are reported and left out.
func (w *walk) members(v value, o object) map[string]value {
	keys := o.keys()
	given := make(map[string]value, len(o))
	first := make(map[string]int, len(o))
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := newValue(v.node.Content[i], "")
		key.path = join(v.path, key.node.Value)
		line, doubled := first[key.node.Value]
		switch {
		case key.node.Kind != yaml.ScalarNode:
			key.path = v.path
			w.report(key, wrong("", "want a key, got %s", kindOf(key.node)))
			continue
		case !slices.Contains(keys, key.node.Value):
			w.unknown(key, v.path, keys)
			continue
		case doubled:
			w.report(key, wrong("", "doubled key, first given in line %d", line))
			continue
		}
		first[key.node.Value] = key.line
		given[key.node.Value] = newValue(v.node.Content[i+1], key.path)
	}
	return given
}

// unknown reports a key that the table of its place does not have.
func (w *walk) unknown(key value, parent string, keys []string) {
	near := nearest(key.node.Value, keys)
	w.guesses[parent] = append(w.guesses[parent], near)
	hint := ""
	switch {
	case near != "":
		hint = "did you mean " + near + "?"
	case key.node.Tag == "!!merge":
		hint = "merge keys are not read; what sources share belongs into defaults"
	default:
		if w.places == nil {
			w.places = places()
		}
		if elsewhere := w.places[key.node.Value]; elsewhere != "" {
			hint = "did you mean " + elsewhere + "?"
		}
	}
	key.path = join(parent, clip(key.node.Value))
	w.report(key, wrong(hint, "unknown key"))
}

// visit counts a value and reports whether there is still room to look at it.
func (w *walk) visit(v value) bool {
	if w.visits++; w.visits == maxVisits {
		w.report(v, wrong("", "too many aliases"))
	}
	return w.visits < maxVisits
}

// untouched reports that nothing was wrong with the named keys of the mapping
// at path, and that no unknown key there may have been meant for one of them.
// What is missing is only worth a message then.
func (w *walk) untouched(path string, keys ...string) bool {
	for _, g := range w.guesses[path] {
		if g == "" || slices.Contains(keys, g) {
			return false
		}
	}
	return !slices.ContainsFunc(w.issues, func(i Issue) bool {
		return slices.ContainsFunc(keys, func(k string) bool {
			p := join(path, k)
			return i.Key == p || strings.HasPrefix(i.Key, p+".") || strings.HasPrefix(i.Key, p+"[")
		})
	})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// clip keeps a line of a message one readable line, whatever the file holds.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	const most = 100
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}

// kindOf names what stands where something else was wanted.
func kindOf(n *yaml.Node) string {
	if n == nil {
		return "nothing"
	}
	switch n.Kind {
	case yaml.MappingNode:
		return "keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "nothing"
	case "!!str":
		return "text"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!timestamp":
		return "a date"
	}
	return fmt.Sprintf("the tag %s", clip(n.Tag))
}
