package config

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// option is a key of the example that is commented out.
var option = regexp.MustCompile(`(?m)^( +)# ([a-z_]+):( .*)?$`)

// everyOption is an example with every key that it has commented out.
func everyOption(example string) string {
	valid := places()
	return option.ReplaceAllStringFunc(example, func(line string) string {
		m := option.FindStringSubmatch(line)
		if valid[m[2]] == "" {
			return line // a sentence
		}
		return m[1] + m[2] + ":" + m[3]
	})
}

// shown is what the commented example says of a key.
type shown struct {
	line    int    // 1 first, with every option in use
	comment string // the lines above it, joined; empty when there are none
	value   *yaml.Node
	sample  bool // one of many values that it may have, rather than its default
}

// readExample gives what an example says of the keys, by their paths in the schema.
func readExample(example []byte) (map[string]shown, error) {
	text := everyOption(string(example))
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc); err != nil {
		return nil, err
	}
	seen := map[string]shown{}
	lines := strings.Split(text, "\n")
	valid := tables()
	var visit func(path string, n *yaml.Node)
	visit = func(path string, n *yaml.Node) {
		switch _, schema := valid[path]; {
		case n.Kind == yaml.SequenceNode:
			for _, item := range n.Content {
				visit(path+"[]", item)
			}
		case n.Kind == yaml.MappingNode && schema:
			for i := 0; i+1 < len(n.Content); i += 2 {
				key, value := n.Content[i], n.Content[i+1]
				p := join(path, key.Value)
				comment := above(lines, key.Line)
				if before := lines[key.Line-1][:key.Column-1]; strings.ContainsAny(before, "{") {
					comment = "" // on one line with the mapping it is in
				}
				seen[p] = shown{key.Line, comment, value, strings.Contains(p, "[]")}
				visit(p, value)
			}
		}
	}
	visit("", doc.Content[0])
	return seen, nil
}

// above joins the comment lines right above a line.
func above(lines []string, line int) string {
	first := line - 1
	for first > 0 && strings.HasPrefix(strings.TrimSpace(lines[first-1]), "#") {
		first--
	}
	var words []string
	for _, l := range lines[first : line-1] {
		words = append(words, strings.Fields(strings.TrimLeft(strings.TrimSpace(l), "#"))...)
	}
	return strings.Join(words, " ")
}

// plainValue gives a value as JSON has it; ok is false where it has keys below.
func plainValue(n *yaml.Node) (value any, ok bool) {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind != yaml.ScalarNode {
		return nil, false
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		return []any{}, true
	}
	if n.Tag == "!!timestamp" {
		return n.Value, true
	}
	return value, n.Decode(&value) == nil && value != nil
}

// oneLine writes a value as it stands in a file, in one line.
func oneLine(n *yaml.Node) string {
	copied := *n
	copied.Style, copied.HeadComment, copied.LineComment, copied.FootComment = yaml.FlowStyle, "", "", ""
	if n.Kind == yaml.ScalarNode {
		copied.Style = n.Style
	}
	b, err := yaml.Marshal(&copied)
	if err != nil {
		return n.Value
	}
	return string(bytes.TrimSpace(b))
}
