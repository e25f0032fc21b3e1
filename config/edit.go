package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ErrFlowSources says that the sources stand in brackets whose end was not found.
var ErrFlowSources = errors.New("the sources stand in brackets: write each on lines of its own, beginning with a dash")

// AddSources gives the text of a configuration with sources added at the end of
// its list. Every other byte stays: comments, order, blank lines. Of a source its
// id, title, homepage, organization, language, tags and addresses are written.
// What comes out was read again and holds what it should; the error is an *Error
// where the configuration has mistakes, before or after.
func AddSources(name string, b []byte, added []Source) ([]byte, error) {
	before, err := ParseForReading(name, b)
	if err != nil || len(added) == 0 {
		return b, err
	}
	root, issue := document(b)
	if issue != nil {
		return nil, &Error{Issues: []Issue{*issue}}
	}
	if _, list := member(root, "sources"); list != nil && list.Style&yaml.FlowStyle != 0 && len(list.Content) > 0 {
		out, ok := addToBrackets(b, list, added)
		if !ok {
			return nil, ErrFlowSources
		}
		return checked(name, out, before, added)
	}
	at, indent, head := placeForSources(b, root)
	text := head
	for i := range added {
		text += added[i].lines(indent)
	}
	newline := "\n"
	if bytes.Contains(b, []byte("\r\n")) {
		newline = "\r\n"
	}
	out := bytes.Clone(b[:at.end])
	if at.end > 0 && out[at.end-1] != '\n' {
		out = append(out, newline...)
	}
	out = append(out, strings.ReplaceAll(text, "\n", newline)...)
	return checked(name, append(out, b[at.rest:]...), before, added)
}

// checked gives a new text after it was read again and holds what it should.
func checked(name string, out []byte, before *Config, added []Source) ([]byte, error) {
	after, err := ParseForReading(name, out)
	if err != nil {
		return nil, err
	}
	return out, sameButFor(before, after, added)
}

// parseForEditing reads a configuration without its secrets.
func ParseForReading(name string, b []byte) (*Config, error) {
	w := newWalk(name)
	w.reading = true
	return w.parse(b)
}

// sameButFor checks that sources were added and nothing else happened.
func sameButFor(before, after *Config, added []Source) error {
	if len(after.Sources) != len(before.Sources)+len(added) {
		return fmt.Errorf("adding %d sources made %d of %d", len(added), len(after.Sources), len(before.Sources))
	}
	for i, s := range added {
		got := after.Sources[len(before.Sources)+i]
		if got.ID != s.ID || got.Title != s.Title || !reflect.DeepEqual(got.Addresses(), s.Addresses()) {
			return fmt.Errorf("the source %s cannot be written as it is", s.ID)
		}
	}
	return nil
}

// span is where text goes in: after end, and what stood up to rest goes.
type span struct{ end, rest int }

// placeForSources finds the end of the list of sources, how far its dashes are
// indented, and what has to stand before the first.
func placeForSources(b []byte, root *yaml.Node) (at span, indent, head string) {
	key, list := member(root, "sources")
	switch {
	case key == nil:
		return span{len(b), len(b)}, "  ", "\nsources:\n"
	case list.Kind == yaml.SequenceNode && len(list.Content) > 0:
		first := list.Content[0]
		indent = strings.Repeat(" ", dashColumn(b, first.Line))
		return endOfBlock(b, list.Content[len(list.Content)-1].Line, len(indent)), indent, ""
	}
	// sources: [] or nothing: the line is written anew, with its comment.
	start, end := lineAt(b, key.Line)
	_, comment, hasComment := strings.Cut(string(b[start:end]), " #")
	head = strings.Repeat(" ", key.Column-1) + "sources:"
	if hasComment {
		head += " #" + strings.TrimRight(comment, "\r\n")
	}
	return span{start, end}, "  ", head + "\n"
}

// member finds a key of a mapping and its value.
func member(n *yaml.Node, key string) (k, v *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// lineAt gives where a line, 1 first, begins and where the next one does.
func lineAt(b []byte, line int) (start, end int) {
	for n := 1; n < line; n++ {
		i := bytes.IndexByte(b[start:], '\n')
		if i < 0 {
			return len(b), len(b)
		}
		start += i + 1
	}
	if i := bytes.IndexByte(b[start:], '\n'); i >= 0 {
		return start, start + i + 1
	}
	return start, len(b)
}

// dashColumn is how far the dash of an item is indented, which may stand on a
// line above the item itself.
func dashColumn(b []byte, line int) int {
	for ; line > 0; line-- {
		start, end := lineAt(b, line)
		text := string(b[start:end])
		if trimmed := strings.TrimLeft(text, " "); strings.HasPrefix(trimmed, "-") {
			return len(text) - len(trimmed)
		}
	}
	return 0
}

// endOfBlock is the end of the item that begins in a line: of the last line that
// is indented deeper than its dash, comments included.
func endOfBlock(b []byte, line, dash int) span {
	_, end := lineAt(b, line)
	for at := end; at < len(b); {
		next := len(b)
		if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		text := strings.TrimRight(string(b[at:next]), " \r\n")
		trimmed := strings.TrimLeft(text, " ")
		if trimmed != "" {
			if len(text)-len(trimmed) <= dash {
				break
			}
			end = next
		}
		at = next
	}
	return span{end, end}
}

// lines writes a source as an item of the list.
func (s *Source) lines(indent string) string {
	var b strings.Builder
	lead := indent + "- "
	put := func(key, value string) {
		fmt.Fprintf(&b, "%s%s: %s\n", lead, key, value)
		lead = indent + "  "
	}
	put("id", quoted(s.ID))
	for _, f := range []struct{ key, value string }{
		{"title", s.Title}, {"homepage", s.Homepage}, {"organization", s.Organization}, {"language", s.Language},
	} {
		if f.value != "" {
			put(f.key, quoted(f.value))
		}
	}
	for _, f := range []struct {
		key    string
		values []string
	}{{"tags", s.Tags}, {"feeds", s.Feeds}, {"sitemaps", s.Sitemaps}, {"start", s.Start}} {
		if len(f.values) > 0 {
			put(f.key, bracketed(f.values))
		}
	}
	return b.String()
}

func bracketed(values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = quoted(v)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// plain is what YAML takes for nothing but text, within brackets too.
var plain = regexp.MustCompile(`^(https?://[A-Za-z0-9._~/:%?=&+@-]*[A-Za-z0-9/_=-]|[A-Za-z]+[.-][A-Za-z0-9._-]*[A-Za-z0-9])$`)

// quoted writes a text so that YAML reads it as it is: plain where that is safe,
// else in double quotes, which for YAML are those of JSON.
func quoted(s string) string {
	if plain.MatchString(s) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string is refused
	}
	return strings.TrimSuffix(b.String(), "\n")
}
