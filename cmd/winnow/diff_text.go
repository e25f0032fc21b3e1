package main

import (
	"fmt"
	"io"
	"strings"

	"winnow/diff"
)

// marks are what stands around a piece of text that went or came.
type marks map[diff.Op][2]string

var (
	// plainMarks are those of wdiff, which every reader of diffs knows.
	plainMarks = marks{diff.Delete: {"[-", "-]"}, diff.Insert: {"{+", "+}"}}
	// colorMarks are red and struck out, and green (ECMA-48, select graphic
	// rendition): either can be told without colours too.
	colorMarks = marks{diff.Delete: {"\x1b[31;9m", "\x1b[0m"}, diff.Insert: {"\x1b[32;1m", "\x1b[0m"}}
)

// writeDiffText writes a comparison for a terminal.
func writeDiffText(w io.Writer, found comparison, full, color bool) error {
	m := plainMarks
	if color {
		m = colorMarks
	}
	for i, c := range found.Changes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  revision %d -> %d, found %s\n", found.Article, c.From, c.To, stamp(c.At))
		for _, f := range c.Fields {
			fmt.Fprintf(w, "\n%s:\n", f.Field)
			m.lines(w, f.Spans, full)
		}
		if len(c.Fields) == 0 {
			fmt.Fprintln(w, "\nno difference")
		}
	}
	return nil
}

// lines writes the paragraphs of a field that changed, or all.
func (m marks) lines(w io.Writer, spans []diff.Span, full bool) {
	left := 0
	elided := func() {
		if left > 0 {
			fmt.Fprintf(w, "  ... %s unchanged\n", count(left, "paragraph", "paragraphs"))
		}
		left = 0
	}
	for _, line := range diff.Lines(spans) {
		if !line.Changed && !full {
			left++
			continue
		}
		elided()
		var b strings.Builder
		for _, s := range line.Spans {
			b.WriteString(m[s.Op][0] + harmless(s.Text) + m[s.Op][1])
		}
		fmt.Fprintf(w, "  %s\n", b.String())
	}
	elided()
}
