package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// table gives an empty table that renders to stdout.
func (c *console) table(header ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(c.out)
	t.SetStyle(table.StyleLight)
	t.Style().Options.DrawBorder = false
	t.Style().Options.SeparateColumns = false
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(row(header...))
	return t
}

// row is one row of a table. Text from the web is made harmless for terminals:
// control characters are left out. A cell that is a list has a line for each.
func row(cells ...any) table.Row {
	r := make(table.Row, len(cells))
	for i, cell := range cells {
		switch c := cell.(type) {
		case string:
			cell = harmless(c)
		case []string:
			lines := make([]string, len(c))
			for k, line := range c {
				lines[k] = harmless(line)
			}
			cell = strings.Join(lines, "\n")
		}
		r[i] = cell
	}
	return r
}

// harmless leaves out control characters and the marks that reorder text.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0):
			return -1
		case (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069):
			return -1
		}
		return r
	}, s)
}

// clip cuts s to a width of n columns.
func clip(s string, n int) string { return text.Snip(harmless(s), n, "…") }

// list joins names for people.
func list(names []string) string { return strings.Join(names, ", ") }

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// count is a number with the word for it.
func count(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

// size is a number of bytes for people.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	f, i := float64(n), 0
	for f >= 1000 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", f, units[i])
}
