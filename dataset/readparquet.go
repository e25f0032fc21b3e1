package dataset

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// storedTable is a Parquet file that is read cell by cell, whatever columns it has.
type storedTable struct {
	columns []Column
	of      []int // column by leaf, in the order of the file
	file    *parquet.File
}

// readTable opens a Parquet file and hands it to use.
func readTable(name string, use func(*storedTable) error) error {
	return withParquet(name, func(file *parquet.File) error { return use(tableIn(file)) })
}

// withParquet opens a Parquet file and hands it to use. What is damaged is an
// error, also where the library panics.
func withParquet(name string, use func(*parquet.File) error) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	defer func() {
		if p := recover(); p != nil { // the library panics on some damage
			err = fmt.Errorf("%s: damaged: %v", name, p)
		}
	}()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, st.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return use(file)
}

func tableIn(file *parquet.File) *storedTable {
	t := &storedTable{file: file}
	for i, c := range file.Root().Columns() {
		kind, leaves := storedKind(c)
		t.columns = append(t.columns, Column{Name: c.Name(), Kind: kind})
		for range leaves {
			t.of = append(t.of, i)
		}
	}
	return t
}

// storedKind is the kind of a column of a file and how many leaves it has. What
// packages have no kind for is told by its name in the format. A Word is a Text.
func storedKind(c *parquet.Column) (k Kind, leaves int) {
	if c.Leaf() {
		return leafKind(c), 1
	}
	first := c
	for !first.Leaf() && len(first.Columns()) == 1 {
		first = first.Columns()[0]
	}
	if !first.Leaf() {
		return "group", leavesOf(c)
	}
	if kind := leafKind(first); kind != Text {
		return Kind("list of " + string(kind)), 1
	}
	return List, 1
}

func leavesOf(c *parquet.Column) int {
	if c.Leaf() {
		return 1
	}
	n := 0
	for _, below := range c.Columns() {
		n += leavesOf(below)
	}
	return n
}

// leafKind is the kind of a leaf by the name of its type: one without a logical type
// holds bytes or numbers, which readers give as such.
func leafKind(c *parquet.Column) Kind {
	switch name := c.Type().String(); name {
	case "STRING":
		return Text
	case "INT64", "INT(64,true)":
		return Integer
	case "DOUBLE":
		return Real
	case "BOOLEAN":
		return Flag
	default:
		return Kind(strings.ToLower(name))
	}
}

// each gives the rows, which are only valid during the call.
func (t *storedTable) each(use func(cells []cell) error) error {
	for _, group := range t.file.RowGroups() {
		if err := t.group(group, use); err != nil {
			return err
		}
	}
	return nil
}

func (t *storedTable) group(group parquet.RowGroup, use func(cells []cell) error) error {
	r := group.Rows()
	defer r.Close()
	rows, cells := make([]parquet.Row, rowBatch), make([]cell, len(t.columns))
	for {
		n, err := r.ReadRows(rows)
		for _, row := range rows[:n] {
			t.cells(row, cells)
			if err := use(cells); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || err == nil && n == 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *storedTable) cells(row parquet.Row, cells []cell) {
	clear(cells)
	for _, v := range row {
		if v.IsNull() || v.Column() >= len(t.of) {
			continue
		}
		at := t.of[v.Column()]
		switch c := &cells[at]; t.columns[at].Kind {
		case Text:
			c.text = string(v.ByteArray())
			c.known = c.text == "" // a text without letters, which is not the same as none
		case List:
			c.list = append(c.list, string(v.ByteArray()))
		case Integer:
			c.number, c.known = v.Int64(), true
		case Real:
			c.real, c.known = v.Double(), true
		case Flag:
			c.flag, c.known = v.Boolean(), true
		default:
			c.text = v.String()
		}
	}
}
