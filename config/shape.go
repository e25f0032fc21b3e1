package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// shape says what a value looks like, in the words of JSON Schema (draft 2020-12).
type shape struct {
	Dialect     string              `json:"$schema,omitempty"`
	Title       string              `json:"title,omitempty"`
	Description string              `json:"description,omitempty"`
	Type        any                 `json:"type,omitempty"` // a name, or a list of them
	Const       any                 `json:"const,omitempty"`
	Enum        []string            `json:"enum,omitempty"`
	Pattern     string              `json:"pattern,omitempty"`
	Minimum     *float64            `json:"minimum,omitempty"`
	Maximum     *float64            `json:"maximum,omitempty"`
	Items       *shape              `json:"items,omitempty"`
	MinItems    int                 `json:"minItems,omitempty"`
	Properties  properties          `json:"properties,omitempty"`
	MinKeys     int                 `json:"minProperties,omitempty"`
	KeyNames    *shape              `json:"propertyNames,omitempty"`
	Others      any                 `json:"additionalProperties,omitempty"` // false, or the shape of other keys
	Required    []string            `json:"required,omitempty"`
	Together    map[string][]string `json:"dependentRequired,omitempty"`
	AnyOf       []*shape            `json:"anyOf,omitempty"`
	Not         *shape              `json:"not,omitempty"`
	Default     any                 `json:"default,omitempty"`
	Examples    []any               `json:"examples,omitempty"`
	want        string              // the same for people, in short
}

// property is a key of a mapping and the shape of its value.
type property struct {
	key   string
	shape *shape
}

// properties are the keys of a mapping in the order of its table.
type properties []property

// MarshalJSON writes an object whose members keep their order.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", one.key)
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(one.shape); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// kind is how a value is read, and what it looks like.
type kind struct {
	read  rule
	shape func() *shape // made when it is asked for: reading needs none
}

// like refines what a value looks like.
func (k kind) like(refine func(*shape)) kind {
	base := k.shape
	k.shape = func() *shape { s := base(); refine(s); return s }
	return k
}

// matching is like for a text that matches a regular expression: one that both
// RE2 and ECMA-262 read alike, and that refuses nothing that parse accepts.
func (k kind) matching(pattern string) kind {
	return k.like(func(s *shape) { s.Pattern = pattern })
}

// among is like for one of some words.
func (k kind) among(words ...string) kind {
	return k.like(func(s *shape) { s.Enum, s.Pattern = words, "" })
}

// between is like for a number.
func (k kind) between(least, most float64) kind {
	return k.like(func(s *shape) { s.Minimum, s.Maximum = &least, &most })
}

// matches is the kind of a text in a list.
func matches(pattern string) kind {
	return kind{shape: func() *shape { return &shape{Type: "string", Pattern: pattern} }}
}

// words is the kind of a word in a list.
func words(list ...string) kind {
	return kind{shape: func() *shape { return &shape{Type: "string", Enum: list} }}
}

// typesOf are the types of JSON that values with these tags of YAML have.
func typesOf(tags []string) any {
	var types []string
	for _, tag := range tags {
		switch tag {
		case "!!int":
			types = append(types, "integer")
		case "!!float":
			return "number" // which whole numbers are too
		case "!!bool":
			types = append(types, "boolean")
		case "!!str":
			types = append(types, "string")
		}
	}
	if len(types) == 1 {
		return types[0]
	}
	return types
}

// The patterns of values; each admits a little more than its parser where a
// regular expression cannot say it all.
const (
	lineShape     = `^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$`
	durationShape = `^([0-9]+d|[+-]?0|[+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)` + timeUnit + `)+|-((0+(\.0*)?|\.0+)` + timeUnit + `)+)$`
	timeUnit      = `(ns|us|µs|μs|ms|s|m|h)`
	sizeShape     = `^([0-9]+(\.[0-9]*)?|\.[0-9]+) *([kKmMgG][iI]?)?[bB]? *$`
	networkShape  = `^[0-9a-fA-F:.]+/[0-9]{1,3}$`
	languageShape = `^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$`
	idShape       = `^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`
	agentShape    = `^[A-Za-z_-]+(/[!#$%&'*+.^_` + "`" + `|~A-Za-z0-9-]+)?$`
	contactShape  = `^(mailto:[!-'*-\[\]-~]+@[!-'*-\[\]-~]+|https?://[!-'*-\[\]-~]+)$`
	envShape      = `^[A-Za-z_][A-Za-z0-9_]*$`
	dayShape      = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	headerShape   = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
)

// addressShape is the pattern of addresses with one of some schemes and a host,
// without a user name.
func addressShape(schemes ...string) string {
	var any []string
	for _, s := range schemes {
		any = append(any, anyCase(s))
	}
	return `^(` + strings.Join(any, "|") + `)://[^/?#@ "<>\\^` + "`" + `{|}]+([/?#].*)?$`
}

// anyCase is the pattern of a word in upper and lower case: JSON Schema has no
// flag for that.
func anyCase(word string) string {
	var b strings.Builder
	for _, r := range word {
		if unicode.IsLetter(r) {
			fmt.Fprintf(&b, "[%c%c]", unicode.ToLower(r), unicode.ToUpper(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
