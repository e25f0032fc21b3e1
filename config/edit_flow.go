package config

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// addToBrackets adds sources to a list that stands in brackets, before the one
// that closes it, each in braces.
func addToBrackets(b []byte, list *yaml.Node, added []Source) ([]byte, bool) {
	start, next := lineAt(b, list.Line)
	start += max(0, bytes.IndexByte(b[start:next], '['))
	end, comma := closingBracket(b, start)
	if end < 0 {
		return nil, false
	}
	out := bytes.Clone(b[:end])
	for i := range added {
		if comma {
			out = append(out, ", "...)
		}
		comma = true
		lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(added[i].lines(""), "- "), "\n"), "\n  ")
		out = append(out, "{ "+strings.Join(lines, ", ")+" }"...)
	}
	return append(out, b[end:]...), true
}

// closingBracket finds the end of the flow sequence that begins at start (YAML
// 1.2.2, section 7.4.1), and whether a comma has to follow what is in it.
func closingBracket(b []byte, start int) (end int, comma bool) {
	depth, before := 0, byte('[')
	for i := start; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '\n' || c == '\r' || c == ' ' || c == '\t':
			continue
		case c == '#' && i > start && (b[i-1] == ' ' || b[i-1] == '\t' || b[i-1] == '\n'):
			for i+1 < len(b) && b[i+1] != '\n' {
				i++
			}
			continue
		case (c == '"' || c == '\'') && strings.IndexByte("[{,:", before) >= 0:
			if i = endOfQuoted(b, i); i < 0 {
				return -1, false
			}
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i, before != ',' && before != '['
			}
		}
		before = c
	}
	return -1, false
}

// endOfQuoted is where the text in quotes that begins at i ends, or -1.
func endOfQuoted(b []byte, i int) int {
	quote := b[i]
	for i++; i < len(b); i++ {
		switch {
		case quote == '"' && b[i] == '\\':
			i++
		case quote == '\'' && b[i] == quote && i+1 < len(b) && b[i+1] == quote:
			i++
		case b[i] == quote:
			return i
		}
	}
	return -1
}
