package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Key is a key of crawl.yaml, for those who look it up.
type Key struct {
	Path    string // politeness.delay; [] is any item of a list: sources[].id
	Want    string // what may be written there; empty for a mapping
	Default string // as it is written; empty within lists
	Sample  string // a value as it may be written, within lists
	About   string // what it does
}

// Keys gives every key in the order of the file, with what the commented example
// says of it. It fails when the example is no YAML.
func Keys(example []byte) ([]Key, error) {
	seen, err := readExample(example)
	if err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	var c Config
	var keys []Key
	eachKey("", mapping(c.fields()).shape(), func(path string, s *shape) {
		key := Key{Path: path, Want: s.want, About: about(seen, path)}
		if at, ok := seen[path]; ok {
			value := ""
			if at.value.Kind == yaml.ScalarNode || s.want != "" && s.Items == nil || s.Items != nil && s.Items.Properties == nil {
				value = oneLine(at.value)
			}
			if at.sample {
				key.Sample = value
			} else {
				key.Default = value
			}
		}
		keys = append(keys, key)
	})
	return keys, nil
}

// eachKey visits the keys of a mapping and of what is below it.
func eachKey(path string, s *shape, visit func(path string, s *shape)) {
	for _, p := range s.Properties {
		at := join(path, p.key)
		visit(at, p.shape)
		if p.shape.Items != nil {
			eachKey(at+"[]", p.shape.Items, visit)
		}
		eachKey(at, p.shape, visit)
	}
}

// about gives the comment of a key. What a source sets for itself is explained
// where its default is.
func about(seen map[string]shown, path string) string {
	if comment := seen[path].comment; comment != "" {
		return comment
	}
	if own, ok := strings.CutPrefix(path, "sources[]."); ok {
		return seen["defaults."+own].comment
	}
	return ""
}

// Schema gives the JSON Schema (draft 2020-12) of crawl.yaml, indented, for editors
// that check and complete as one types. Its descriptions, defaults and samples are
// those of the commented example; it fails when that is no YAML. It refuses nothing
// that Parse accepts, and of what Parse refuses all that a schema can tell: not
// that an id is doubled, a bound exceeds another, or a variable is not set.
func Schema(example []byte) ([]byte, error) {
	seen, err := readExample(example)
	if err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	var c Config
	root := mapping(c.fields()).shape()
	root.Type = "object"
	root.Dialect = "https://json-schema.org/draft/2020-12/schema"
	root.Title = "crawl.yaml"
	root.Description = "What winnow harvests, and how it behaves while it does."
	eachKey("", root, func(path string, s *shape) {
		s.Description = about(seen, path)
		at, ok := seen[path]
		value, plain := any(nil), false
		if ok {
			value, plain = plainValue(at.value)
		}
		switch {
		case !plain:
		case at.sample:
			s.Examples = []any{value}
		default:
			s.Default = value
		}
	})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(root)
	return b.Bytes(), err
}
