package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Issue is one mistake in a configuration.
type Issue struct {
	File    string
	Line    int    // 1 first
	Column  int    // 1 first, in characters: of the key when it is unknown, else of the value
	Key     string // where it stands, for example sources[0].feeds[2]; empty for the whole file
	Message string // what is wrong
	Hint    string // what to do about it; may be empty
}

// String is one line: file:line:column: key: message (hint).
func (i Issue) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", i.File, i.Line, i.Column)
	if i.Key != "" {
		b.WriteString(i.Key + ": ")
	}
	b.WriteString(i.Message)
	if i.Hint != "" {
		b.WriteString(" (" + i.Hint + ")")
	}
	return b.String()
}

// Error lists every mistake of one configuration.
type Error struct {
	Issues []Issue // in the order of the file
}

// Error prints one line an issue.
func (e *Error) Error() string {
	lines := make([]string, len(e.Issues))
	for i, issue := range e.Issues {
		lines[i] = issue.String()
	}
	return strings.Join(lines, "\n")
}

// mistake is what a parser of one value answers: the walk adds where it stood.
type mistake struct {
	message, hint string
}

func (m *mistake) Error() string { return m.message }

func wrong(hint, format string, args ...any) error {
	return &mistake{message: fmt.Sprintf(format, args...), hint: hint}
}

// report files a mistake at v.
func (w *walk) report(v value, err error) {
	issue := Issue{File: w.file, Line: v.line, Column: v.column, Key: v.path, Message: err.Error()}
	if m, ok := err.(*mistake); ok {
		issue.Hint = m.hint
	}
	w.issues = append(w.issues, issue)
}

// err is every mistake so far in the order of the file, nil without any.
func (w *walk) err() error {
	if w.reading {
		w.issues = slices.DeleteFunc(w.issues, func(i Issue) bool { return i.Message == errUnset.message })
	}
	if len(w.issues) == 0 {
		return nil
	}
	slices.SortStableFunc(w.issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Error{Issues: w.issues}
}
