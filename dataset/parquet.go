package dataset

import (
	"fmt"
	"io"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

const (
	// groupRows and groupBytes bound a row group, and with it the memory that
	// writing takes: readers like groups of some ten thousand rows.
	groupRows  = 20_000
	groupBytes = 32 << 20
	// rowBatch is how many rows are handed to the columns at a time.
	rowBatch = 64
)

// parquetTable writes Apache Parquet.
type parquetTable struct {
	w     *parquet.GenericWriter[any]
	kind  []Kind
	rows  []parquet.Row
	n     int   // rows of the batch
	group int   // rows of the group
	bytes int64 // of texts in the group
}

// newParquet opens a table. The columns named by quick are packed by Snappy, the
// others by Zstandard.
func newParquet(w io.Writer, columns []Column, quick ...string) (*parquetTable, error) {
	schema, err := schemaOf(columns, quick)
	if err != nil {
		return nil, err
	}
	t := &parquetTable{rows: make([]parquet.Row, rowBatch)}
	for _, c := range columns {
		t.kind = append(t.kind, c.Kind)
	}
	// Bounds of a page belong into the column index: in the header of the page they
	// would repeat long texts, and readers refuse headers of more than 16 MB.
	t.w = parquet.NewGenericWriter[any](w, schema, parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.CreatedBy("winnow", "", ""), parquet.DataPageVersion(1), parquet.PageBufferSize(128<<10), parquet.DataPageStatistics(false),
		parquet.SkipPageBounds("text"), parquet.SkipPageBounds("html"), parquet.SkipPageBounds("markdown"))
	return t, nil
}

// ordered is a group of columns in the order of the table; parquet.Group sorts them
// by name.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

// Fields gives the columns in their order.
func (o ordered) Fields() []parquet.Field { return o.fields }

func schemaOf(columns []Column, quick []string) (*parquet.Schema, error) {
	root := ordered{Group: parquet.Group{}}
	for _, c := range columns {
		var node parquet.Node
		switch c.Kind {
		case Text, Object:
			node = parquet.String()
		case Word:
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		case List:
			node = parquet.String()
		case Integer:
			node = parquet.Int(64)
		case Real:
			node = parquet.Leaf(parquet.DoubleType)
		case Flag:
			node = parquet.Leaf(parquet.BooleanType)
		default:
			return nil, fmt.Errorf("column %s: no kind %q", c.Name, c.Kind)
		}
		if slices.Contains(quick, c.Name) {
			node = parquet.Compressed(node, quickSnappy{})
		}
		if c.Kind == List {
			node = parquet.List(node)
		} else {
			node = parquet.Optional(node)
		}
		root.Group[c.Name] = node
		root.fields = append(root.fields, parquet.Group{c.Name: node}.Fields()...)
	}
	return parquet.NewSchema("articles", root), nil
}

func (t *parquetTable) row(cells []cell) error {
	row := t.rows[t.n][:0]
	for i := range cells {
		row = t.values(row, i, &cells[i])
	}
	t.rows[t.n] = row
	if t.n++; t.n < rowBatch {
		return nil
	}
	return t.flush()
}

// values appends a cell: its level of repetition, 1 behind the first item of a
// list, and of definition, 0 when there is nothing (Dremel encoding, see
// https://parquet.apache.org/docs/file-format/nestedencoding/).
func (t *parquetTable) values(row parquet.Row, i int, c *cell) parquet.Row {
	var v parquet.Value
	switch k := t.kind[i]; {
	case k == List:
		for at, s := range c.list {
			row = append(row, t.bytesOf(s).Level(min(at, 1), 1, i))
		}
		if len(c.list) > 0 {
			return row
		}
	case k == Text || k == Word || k == Object:
		if c.text != "" {
			return append(row, t.bytesOf(c.text).Level(0, 1, i))
		}
	case !c.known:
	case k == Integer:
		return append(row, parquet.Int64Value(c.number).Level(0, 1, i))
	case k == Real:
		return append(row, parquet.DoubleValue(c.real).Level(0, 1, i))
	default:
		return append(row, parquet.BooleanValue(c.flag).Level(0, 1, i))
	}
	return append(row, v.Level(0, 0, i))
}

// bytesOf is a string without a copy: it is read only, until the batch is handed
// on.
func (t *parquetTable) bytesOf(s string) parquet.Value {
	s = valid(s)
	t.bytes += int64(len(s))
	return parquet.ByteArrayValue(unsafe.Slice(unsafe.StringData(s), len(s)))
}

func (t *parquetTable) flush() error {
	if _, err := t.w.WriteRows(t.rows[:t.n]); err != nil {
		return err
	}
	t.group, t.n = t.group+t.n, 0
	if t.group < groupRows && t.bytes < groupBytes {
		return nil
	}
	t.group, t.bytes = 0, 0
	return t.w.Flush()
}

func (t *parquetTable) close() error {
	if err := t.flush(); err != nil {
		return err
	}
	return t.w.Close()
}
