package store

import (
	"context"
	"fmt"
	"hash/crc32"
	"strings"
)

// Seals tell whether the rows of a table are what winnow wrote. They are kept up by
// triggers of the one connection that writes: temporary ones, so that no statement of
// this package can forget them, and no other program that writes to the file is kept
// from it by a function that it does not have. What such a program changes differs
// from its seal until Accept.

const (
	// rowsASeal is how many rows have one seal, as a shift: sixteen. A seal takes
	// some 30 bytes, so two bytes a row.
	rowsASeal = 4
	// drawers is how many seals a table without row numbers has: few, as each that a
	// transaction touches is one more row to write.
	drawers = 16
	// between stands between the values of a row; no text of an article has it.
	between = '\x1f'
)

// castagnoli is CRC-32C, RFC 3385.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealedTable is a table whose rows have seals.
type sealedTable struct {
	name    string
	columns []string // all that are sealed
	values  []string // expressions of them, $ stands for NEW., OLD. or nothing
	id      string   // the column that is the row number; empty when there is none
	keys    []string // expressions of the primary key, where there is no row number
}

// sealedTables lists the tables of a database that have seals. The index of search is
// made of ordinary tables, which are sealed like others.
func sealedTables(ctx context.Context, q queryer) (tables []sealedTable, err error) {
	rows, err := q.QueryContext(ctx, `SELECT s.part, t.sql LIKE '%WITHOUT ROWID%', c.name, c.type, c.pk
		FROM main.sealed s JOIN main.sqlite_schema t ON t.name = s.part AND t.type = 'table' JOIN pragma_table_info(s.part, 'main') c
		WHERE instr(s.columns, ',' || c.name || ',') > 0 ORDER BY s.part, c.cid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var table, column, kind string
		var keyed bool
		var pk int
		if err := rows.Scan(&table, &keyed, &column, &kind, &pk); err != nil {
			return nil, err
		}
		if n := len(tables); n == 0 || tables[n-1].name != table {
			tables = append(tables, sealedTable{name: table})
		}
		tables[len(tables)-1].add(column, kind, pk > 0, keyed)
	}
	return tables, rows.Err()
}

func (t *sealedTable) add(column, kind string, primary, keyed bool) {
	value := `$"` + column + `"`
	if kind == "REAL" { // as a text it has fifteen digits, which are not all
		value = `format('%!.18g', ` + value + `)`
	}
	t.columns, t.values = append(t.columns, column), append(t.values, value)
	switch {
	case primary && kind == "INTEGER" && !keyed:
		t.id = `"` + column + `"`
	case primary:
		t.keys = append(t.keys, value)
	}
}

// call is the SQL that gives row number, key and contents of a row to a sealer; of is
// NEW., OLD. or nothing.
func (t *sealedTable) call(number int, of string) string {
	joined := func(values []string) string {
		return strings.ReplaceAll(`concat_ws('`+string(between)+`', `+strings.Join(values, ", ")+`)`, "$", of)
	}
	if t.id != "" {
		return fmt.Sprintf(`%s(%d, %s%s, '', %s)`, sealFunction, number, of, t.id, joined(t.values))
	}
	return fmt.Sprintf(`%s(%d, 0, %s, %s)`, sealFunction, number, joined(t.keys), joined(t.values))
}

// triggers is the script that has every change of a row told to the sealer of the
// connection.
func triggers(tables []sealedTable) string {
	var b strings.Builder
	for n, t := range tables {
		if t.ofIndex() {
			continue
		}
		before, after := `SELECT `+t.call(n, "OLD.")+`; `, `SELECT `+t.call(n, "NEW.")+`; `
		for _, on := range []struct{ event, do string }{{"INSERT", after}, {"DELETE", before}, {"UPDATE", before + after}} {
			fmt.Fprintf(&b, "DROP TRIGGER IF EXISTS temp.\"seal_%s_%s\";\nCREATE TEMP TRIGGER \"seal_%[1]s_%[2]s\" AFTER %[2]s ON main.\"%[1]s\" BEGIN %[3]s END;\n", t.name, on.event, on.do)
		}
	}
	return b.String()
}

// sealFunction is how statements call Sealer.note.
const sealFunction = "winnow_seal"

// seal is the sum of rows, added without carry. So what is put in is taken out by
// putting it in again.
type seal struct {
	code int64 // CRC-32C of the contents
	mark int64
}

func (s seal) plus(o seal) seal { return seal{s.code ^ o.code, s.mark ^ o.mark} }

// sealPlace is where a row is sealed.
type sealPlace struct {
	table  int // within the tables of the sealer
	drawer int64
}

// sealer adds up the rows that a connection tells it of.
type sealer struct {
	tables []sealedTable
	sums   map[sealPlace]seal
	fresh  []sealedRow // of the statement that runs; it may yet fail
	blocks map[block]bool
	// look, unless nil, hears of rows instead.
	look func(at sealPlace, id int64, row []byte)
}

// block is where FTS5 has written.
type block struct {
	table  string
	drawer int64
}

type sealedRow struct {
	at sealPlace
	seal
}

// manyFresh is how many rows of a statement are kept apart. One that writes more is a
// step of a merge, with which all fails.
const manyFresh = 1 << 16

func newSealer() *sealer { return &sealer{sums: map[sealPlace]seal{}, blocks: map[block]bool{}} }

// note takes in a row that was written or is gone. It is called from within SQLite.
func (s *sealer) note(table, id int64, key, row []byte) int64 {
	at := sealPlace{int(table), id >> rowsASeal}
	if len(key) > 0 {
		at.drawer = int64(crc32.ChecksumIEEE(key) % drawers)
	}
	if s.look != nil {
		s.look(at, id, row)
		return 0
	}
	if len(s.fresh) >= manyFresh {
		s.settle()
	}
	s.fresh = append(s.fresh, sealedRow{at, sealOf(row)})
	return 0
}

func sealOf(row []byte) seal {
	code := crc32.Checksum(row, castagnoli)
	return seal{int64(code), scramble(uint64(code)<<32|uint64(crc32.ChecksumIEEE(row)), uint64(len(row)))}
}

// scramble spreads the bits, so that sums of rows that look alike do not. The steps
// and numbers are those of SplitMix64, Steele, Lea and Flood 2014.
func scramble(x, y uint64) int64 {
	for _, n := range [...]uint64{y, 0x9e3779b97f4a7c15} {
		x += n
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return int64(x)
}

// settle takes it that the last statement has done its work.
func (s *sealer) settle() {
	for _, f := range s.fresh {
		s.sums[f.at] = s.sums[f.at].plus(f.seal)
	}
	s.fresh = s.fresh[:0]
}

// failed forgets what the last statement wrote, which SQLite has taken back.
func (s *sealer) failed() { s.fresh = s.fresh[:0] }

// reset forgets a transaction.
func (s *sealer) reset() {
	s.failed()
	clear(s.sums)
	clear(s.blocks)
}
