package config

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// marks are the byte order marks that a configuration may wrongly begin with,
// longest first: the one of UTF-32 begins with the one of UTF-16.
var marks = []struct {
	bytes, name string
}{
	{"\xff\xfe\x00\x00", "UTF-32"},
	{"\x00\x00\xfe\xff", "UTF-32"},
	{"\xef\xbb\xbf", "UTF-8 with a byte order mark"},
	{"\xff\xfe", "UTF-16"},
	{"\xfe\xff", "UTF-16"},
}

// document gives the one mapping that a configuration consists of, or the one
// mistake that keeps it from being read at all.
func document(b []byte) (*yaml.Node, *Issue) {
	if err := checkBytes(b); err != nil {
		m := err.(*mistake)
		line, column := badByte(b)
		return nil, &Issue{Line: line, Column: column, Message: m.message, Hint: m.hint}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(b))
	if err != nil {
		return nil, syntaxIssue(err)
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil, &Issue{Line: 1, Column: 1, Message: "the file is empty", Hint: "winnow init writes an example"}
	} else if err != nil {
		return nil, syntaxIssue(err)
	}
	if err := loader.Load(&more); err == nil {
		return nil, &Issue{Line: more.Line, Column: more.Column, Message: "a second document begins here", Hint: "one file holds one configuration"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxIssue(err)
	}
	root := first(doc.Content)
	if root == nil || root.Kind != yaml.MappingNode {
		return nil, &Issue{Line: 1, Column: 1, Message: "want keys like sources:, got " + kindOf(root)}
	}
	return root, nil
}

func first(content []*yaml.Node) *yaml.Node {
	if len(content) == 0 {
		return nil
	}
	return content[0]
}

// checkBytes refuses what is no UTF-8 text before the parser sees it: that one
// recodes UTF-16 silently and knows no position for a broken byte.
func checkBytes(b []byte) error {
	if len(b) > maxFile {
		return &mistake{message: ErrTooLarge.Error()}
	}
	for _, m := range marks {
		if bytes.HasPrefix(b, []byte(m.bytes)) {
			return wrong("save it as UTF-8 without a byte order mark", "the file is %s", m.name)
		}
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return wrong("save it as UTF-8", "the file holds a NUL byte: it is no text, or UTF-16")
	}
	if !utf8.Valid(b) {
		return wrong("save it as UTF-8", "the file is not UTF-8 here")
	}
	return nil
}

// badByte is where checkBytes stumbled: the first byte that is no text, else the start.
func badByte(b []byte) (line, column int) {
	line, column = 1, 1
	for i := 0; i < len(b) && len(b) <= maxFile; {
		r, n := utf8.DecodeRune(b[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			return line, column
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		i += n
	}
	return 1, 1
}

// syntaxIssue says what the YAML parser stumbled over, and where.
func syntaxIssue(err error) *Issue {
	issue := &Issue{Line: 1, Column: 1, Message: err.Error()}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return issue
	}
	issue.Message = le.Message
	if le.Mark.Line > 0 {
		issue.Line, issue.Column = le.Mark.Line, max(le.Mark.Column, 1)
	}
	switch {
	case strings.HasPrefix(le.Message, "unknown anchor"):
		// The name is not repeated: a password that begins with * reads as one.
		issue.Message, issue.Hint = "an alias without its anchor", "put a text that begins with * in quotes"
	case strings.HasPrefix(le.Message, "found character that cannot start any token"):
		issue.Hint = "YAML indents by spaces, never by tabs; put a text that begins with @ or ` in quotes"
	case strings.Contains(le.ContextMsg, "flow"):
		issue.Hint = "a bracket or brace stays open"
	case strings.Contains(le.ContextMsg, "quoted scalar"):
		issue.Hint = "a quotation mark stays open"
	}
	if le.ContextMsg != "" {
		issue.Message = le.ContextMsg + ": " + issue.Message
	}
	return issue
}
