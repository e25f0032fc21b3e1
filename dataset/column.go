package dataset

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind is what the values of a column are.
type Kind string

// The kinds of columns.
const (
	Text    Kind = "string"
	Word    Kind = "word"    // a text that many rows share
	List    Kind = "list"    // of texts
	Integer Kind = "integer" // 64 bits
	Real    Kind = "number"  // 64 bits
	Flag    Kind = "boolean"
	Object  Kind = "object" // JSON; text where the format has no objects
)

// Column describes one column of a table.
type Column struct {
	Name  string
	Kind  Kind
	About string
}

// cell is one value; which of its fields holds it follows from the kind of the
// column. A text that is empty is unknown, and so is a number that is not known.
type cell struct {
	text   string
	list   []string
	number int64
	real   float64
	flag   bool
	known  bool // of numbers and flags
}

// columnOf is a column with the way to its value in a row.
type columnOf[R any] struct {
	Column
	value func(row *R) cell
}

// valid is a text in UTF-8, with a replacement character for each byte that is
// none, in every format alike.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func text(s string) cell      { return cell{text: s} }
func listed(l []string) cell  { return cell{list: l} }
func integer(n int) cell      { return cell{number: int64(n), known: true} }
func flag(b bool) cell        { return cell{flag: b, known: true} }
func positive(n int) cell     { return cell{number: int64(n), known: n > 0} }
func moment(t time.Time) cell { return cell{text: instant(t)} }
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// object is the JSON of a value, without the signs that only HTML needs escaped.
func object(v any) cell {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return cell{}
	}
	return cell{text: strings.TrimSuffix(b.String(), "\n")}
}

// FieldError says that a table has no column of that name.
type FieldError struct {
	Name  string
	There []string // the columns that there are
}

// Error names the column.
func (e *FieldError) Error() string { return fmt.Sprintf("unknown field %q", e.Name) }

// choose gives the columns of those names, in their order; all when there are none.
func choose[R any](all []columnOf[R], names []string) ([]columnOf[R], error) {
	if len(names) == 0 {
		return all, nil
	}
	var list []columnOf[R]
	for i, name := range names {
		at := slices.IndexFunc(all, func(c columnOf[R]) bool { return c.Name == name })
		if at < 0 {
			return nil, &FieldError{name, namesOf(all)}
		}
		if slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("field %q twice", name)
		}
		list = append(list, all[at])
	}
	return list, nil
}

func namesOf[R any](all []columnOf[R]) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.Name)
	}
	return names
}

func columnsOf[R any](all []columnOf[R]) []Column {
	var list []Column
	for _, c := range all {
		list = append(list, c.Column)
	}
	return list
}

// rowWriter writes a table row by row. The cells are only valid during the call.
type rowWriter interface {
	row(cells []cell) error
	close() error
}

// tableOf writes rows through the columns of a table.
type tableOf[R any] struct {
	columns []columnOf[R]
	cells   []cell
	to      rowWriter
}

func newTable[R any](columns []columnOf[R], to rowWriter) *tableOf[R] {
	return &tableOf[R]{columns: columns, cells: make([]cell, len(columns)), to: to}
}

func (t *tableOf[R]) write(row *R) error {
	for i := range t.columns {
		t.cells[i] = t.columns[i].value(row)
	}
	return t.to.row(t.cells)
}

func (t *tableOf[R]) close() error { return t.to.close() }
