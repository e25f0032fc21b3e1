package dataset

import (
	"io"
	"strconv"
	"strings"
)

// csvTable writes a header line and one line an article (RFC 4180, lines end with
// LF). What is unknown is an empty cell.
type csvTable struct {
	w    io.Writer
	kind []Kind
	raw  bool
	line []byte
}

func newCSV(w io.Writer, columns []Column, raw bool) (*csvTable, error) {
	t := &csvTable{w: w, raw: raw}
	for i, c := range columns {
		t.kind = append(t.kind, c.Kind)
		t.line = t.cell(t.line, i, c.Name)
	}
	return t, t.end()
}

func (t *csvTable) row(cells []cell) error {
	for i := range cells {
		s := csvValue(t.kind[i], &cells[i])
		if !t.raw {
			s = Inert(s)
		}
		t.line = t.cell(t.line, i, s)
	}
	return t.end()
}

func (t *csvTable) end() error {
	if len(t.line) == 0 { // one empty cell: an empty line would be none
		t.line = append(t.line, `""`...)
	}
	_, err := t.w.Write(append(t.line, '\n'))
	t.line = t.line[:0]
	return err
}

func (t *csvTable) close() error { return nil }

// cell appends a cell, in quotes where a reader needs them.
func (t *csvTable) cell(b []byte, i int, s string) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	s = strings.ReplaceAll(valid(s), "\x00", "\uFFFD") // what ends a text for readers in C
	if s == "" || !strings.ContainsAny(s, "\",\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

func csvValue(k Kind, c *cell) string {
	switch {
	case k == List:
		return strings.Join(c.list, "; ")
	case k == Text || k == Word || k == Object:
		return c.text
	case !c.known:
		return ""
	case k == Integer:
		return strconv.FormatInt(c.number, 10)
	case k == Real:
		return strconv.FormatFloat(c.real, 'f', -1, 64)
	}
	return strconv.FormatBool(c.flag)
}

// formula are the signs with which a cell begins that a spreadsheet runs.
const formula = "=+-@\t\r\n"

// Inert puts an apostrophe before a cell that a spreadsheet would run as a
// formula, and before one that only apostrophes stand between, so that Revert
// gives back what was there.
func Inert(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); rest != "" && strings.IndexByte(formula, rest[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

// Revert takes away what Inert has added.
func Revert(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); rest != cell && rest != "" && strings.IndexByte(formula, rest[0]) >= 0 {
		return cell[1:]
	}
	return cell
}
