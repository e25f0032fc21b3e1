package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
)

// difference is a place where rows are not what their seal says.
type difference struct {
	table  *sealedTable
	drawer int64
	own    bool // it is the seal that was damaged, not the rows
	flip   *flip
}

// flip is the one byte by which a row differs from what was written.
type flip struct {
	row    []byte // the row as it is
	at     int    // within it
	was    byte
	id     int64  // 0 where rows have no numbers
	column string // empty when it cannot be told
	offset int    // within the column
	size   int    // of the column
	text   bool   // of a text or a blob, not of a number
}

// sealReader compares rows with their seals, over a connection of its own.
type sealReader struct {
	db    *sql.DB
	conn  *sql.Conn
	seals *sealer
	open  bool // a transaction is
}

func readSeals(ctx context.Context, db *sql.DB, seals *sealer) (*sealReader, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	r := &sealReader{db: db, conn: conn, seals: seals}
	seals.tables, err = sealedTables(ctx, queryer(conn))
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *sealReader) close() error {
	r.conn.Close()
	return r.db.Close()
}

// within runs do in one transaction, the one that is open where there is one, so that rows and seals are of one moment.
func (r *sealReader) within(ctx context.Context, do func() error) error {
	if r.open {
		return do()
	}
	if _, err := r.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	r.open = true
	defer func() {
		r.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		r.open = false
	}()
	return do()
}

// portion compares about n rows behind one, or the whole table where rows have no
// numbers, and gives the last row that it looked at, math.MaxInt64 at the end.
func (r *sealReader) portion(ctx context.Context, number int, after int64, n int, found func(difference)) (upto int64, err error) {
	err = r.within(ctx, func() error {
		t := &r.seals.tables[number]
		where := ""
		from, to := int64(math.MinInt64), int64(math.MaxInt64)
		if upto = math.MaxInt64; t.id != "" {
			var last sql.NullInt64
			var rows int
			if err := r.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT max(id), count(*) FROM (SELECT %s AS id FROM "%s" WHERE %[1]s > %[3]d ORDER BY 1 LIMIT %[4]d)`, t.id, t.name, after, n)).Scan(&last, &rows); err != nil {
				return err
			}
			if rows == n {
				upto = last.Int64 | (1<<rowsASeal - 1)
			}
			where = fmt.Sprintf(` WHERE %s > %d AND %[1]s <= %[3]d`, t.id, after, upto)
			if from, to = after>>rowsASeal, upto>>rowsASeal; after == math.MinInt64 {
				from--
			}
		}
		return r.compare(ctx, number, where, from, to, found)
	})
	return upto, err
}

// compare adds up rows and holds them against the seals of the drawers behind from and
// up to to.
func (r *sealReader) compare(ctx context.Context, number int, where string, from, to int64, found func(difference)) error {
	t := &r.seals.tables[number]
	r.seals.reset()
	if err := r.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(%s) FROM "%s" NOT INDEXED%s`, t.call(number, ""), t.name, where)).Scan(new(int64)); err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	r.seals.settle()
	rows, err := r.conn.QueryContext(ctx, `SELECT drawer, code, mark FROM seal WHERE part = ? AND drawer > ? AND drawer <= ?`, t.name, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		at := sealPlace{table: number}
		var kept seal
		if err := rows.Scan(&at.drawer, &kept.code, &kept.mark); err != nil {
			return err
		}
		r.seals.sums[at] = r.seals.sums[at].plus(kept)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var differ []sealPlace
	for at, rest := range r.seals.sums {
		switch {
		case rest.mark != 0: // the same change in several rows may leave the code as it was
			differ = append(differ, at)
		case rest.code != 0:
			found(difference{table: t, drawer: at.drawer, own: true})
		}
	}
	return r.locate(ctx, number, where, differ, found)
}

// manyDifferent is in how many places at most it is looked for the byte.
const manyDifferent = 200

// locate looks for the one byte that makes each difference.
func (r *sealReader) locate(ctx context.Context, number int, where string, differ []sealPlace, found func(difference)) error {
	t := &r.seals.tables[number]
	places := map[sealPlace]*flip{}
	for _, at := range differ[:min(len(differ), manyDifferent)] {
		places[at] = nil
	}
	if len(places) > 0 {
		r.seals.look = func(at sealPlace, id int64, row []byte) {
			if f, there := places[at]; there && f == nil {
				if i, was, ok := flipped(row, r.seals.sums[at]); ok {
					places[at] = &flip{row: row, at: i, was: was, id: id}
				}
			}
		}
		err := r.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(%s) FROM "%s" NOT INDEXED%s`, t.call(number, ""), t.name, where)).Scan(new(int64))
		if r.seals.look = nil; err != nil {
			return err
		}
	}
	for _, at := range differ {
		d := difference{table: t, drawer: at.drawer, flip: places[at]}
		if d.flip != nil {
			if err := r.name(ctx, t, d.flip); err != nil {
				return err
			}
		}
		found(d)
	}
	return nil
}

// flipped looks for the one byte of a row that explains a difference between rows and
// their seal. CRC-32C is linear: what it differs by says which byte of which value
// makes that difference so many bytes before the end.
func flipped(row []byte, by seal) (at int, was byte, found bool) {
	state := uint32(by.code)
	for behind := range row {
		first := byEnd[state>>24]
		if first != 0 && castagnoli[first] == state {
			at := len(row) - 1 - behind
			mended := append([]byte(nil), row...)
			mended[at] ^= first
			if sealOf(row).mark^sealOf(mended).mark == by.mark {
				return at, mended[at], true
			}
		}
		state = (state^castagnoli[first])<<8 | uint32(first)
	}
	return 0, 0, false
}

// byEnd gives the entry of the table of CRC-32C that has a first byte: each is there
// once, so that the sum can be taken back byte by byte.
var byEnd = func() (by [256]byte) {
	for i, entry := range castagnoli {
		by[entry>>24] = byte(i)
	}
	return by
}()

// name says in which column a byte is.
func (r *sealReader) name(ctx context.Context, t *sealedTable, f *flip) error {
	values := strings.ReplaceAll(strings.Join(t.values, ", "), "$", "")
	for i, value := range t.values {
		value = strings.ReplaceAll(value, "$", "")
		ahead := strings.ReplaceAll(strings.Join(t.values[:i], ", "), "$", "")
		if ahead == "" {
			ahead = "NULL"
		}
		var start, size sql.NullInt64
		var kind string
		query := fmt.Sprintf(`SELECT octet_length(concat_ws('%c', %s, '')), octet_length(%s), typeof(%[3]s) FROM "%s" NOT INDEXED WHERE concat_ws('%[1]c', %[5]s) = CAST(? AS TEXT)`,
			between, ahead, value, t.name, values)
		args := []any{f.row}
		if t.id != "" {
			query, args = query+` AND `+t.id+` = ?`, append(args, f.id)
		}
		err := r.conn.QueryRowContext(ctx, query, args...).Scan(&start, &size, &kind)
		if err != nil {
			return err
		}
		if at := int64(f.at) - start.Int64; size.Valid && at >= 0 && at < size.Int64 {
			f.column, f.offset, f.size, f.text = t.columns[i], int(at), int(size.Int64), kind == "text" || kind == "blob"
			return nil
		}
	}
	return nil
}
