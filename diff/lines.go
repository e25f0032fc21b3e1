package diff

import "strings"

// Line is one paragraph of a comparison, without the line break.
type Line struct {
	Spans   []Span
	Changed bool
}

// Lines cuts spans where the text has line breaks. Where nothing but a break was
// deleted or inserted, the lines on both sides have changed.
func Lines(spans []Span) []Line {
	lines := []Line{{}}
	for _, s := range spans {
		alone := s.Op != Equal && strings.TrimSpace(s.Text) == ""
		for i, part := range strings.Split(s.Text, "\n") {
			if i > 0 {
				lines = append(lines, Line{Changed: alone})
			}
			at := &lines[len(lines)-1]
			if part != "" {
				at.Spans = append(at.Spans, Span{s.Op, part})
			}
			at.Changed = at.Changed || alone || s.Op != Equal && part != ""
		}
	}
	return lines
}
