package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// beginSealing has every row that this connection writes from now on sealed.
func (w *writer) beginSealing(ctx context.Context) error {
	tables, err := sealedTables(ctx, w.conn)
	if err != nil {
		return err
	}
	w.seals.tables = tables
	if _, err = w.conn.ExecContext(ctx, triggers(tables)); err != nil || !w.seals.index() {
		return err
	}
	return w.conn.Raw(func(conn any) error {
		conn.(*sqlite3.SQLiteConn).RegisterUpdateHook(func(_ int, database, table string, row int64) {
			if database == "main" && strings.HasPrefix(table, indexPrefix) {
				w.seals.blocks[block{table, row >> rowsASeal}] = true
			}
		})
		return nil
	})
}

// indexPrefix begins the names of the tables in which FTS5 keeps the index of search.
// It writes them within statements of its own, which want no triggers beside them:
// what it has written is sealed at the end of a transaction. Those of its tables that
// have no row numbers only repeat what stands in the others, and are compared with
// them by PRAGMA integrity_check.
const indexPrefix = "search_"

func (t sealedTable) ofIndex() bool { return strings.HasPrefix(t.name, indexPrefix) }

// index reports whether there is an index of search.
func (s *sealer) index() bool { return slices.ContainsFunc(s.tables, sealedTable.ofIndex) }

// sealedSince is the schema that brought the seals.
const sealedSince = 19

// partsOf lists the tables of a schema with their columns. Of naming an index holds whole
// rows too, which PRAGMA integrity_check compares.
const partsOf = `SELECT t.name, ',' || group_concat(c.name, ',') || ',' FROM main.sqlite_schema t JOIN pragma_table_info(t.name, 'main') c
	WHERE t.type = 'table' AND t.name NOT IN ('seal', 'sealed', 'naming') AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND `

// indexParts are the tables of the index of search that are sealed.
var indexParts = [...]string{"search_data", "search_docsize"}

// blocks finds them.
const blocks = ` IN ('search_data', 'search_docsize')`

func isBlocks(name string) bool { return slices.Contains(indexParts[:], name) }

// ofSearch are all of its tables.
const ofSearch = `t.name IN ('search', 'search_config', 'search_content', 'search_data', 'search_docsize', 'search_idx')`

// unsealAll takes all rows out of their seals before a migration. What was damaged
// before differs as much afterwards.
func (t tx) unsealAll() error {
	tables, err := sealedTables(context.Background(), t.w.conn)
	if err != nil {
		return err
	}
	return t.sealRows(tables)
}

// resealAll seals the rows of all tables of the newest schema. Tables and columns
// that other programs have added are not among them.
func (t tx) resealAll(texts []string, have int) error {
	made := queryer(t.w.conn)
	if have > 0 {
		db, err := inMemory(texts)
		if err != nil {
			return err
		}
		defer db.Close()
		made = db
	}
	parts, err := readTexts(context.Background(), made, partsOf+`NOT `+ofSearch+` GROUP BY t.name`)
	if err != nil {
		return err
	}
	names, err := readTexts(context.Background(), made, definitions[0].query)
	if err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM sealed`); err != nil {
		return err
	}
	for part, columns := range parts {
		if _, err := t.exec(`INSERT INTO sealed (part, columns) VALUES (?, ?)`, part, columns); err != nil {
			return err
		}
	}
	if _, err := t.exec(`INSERT INTO sealed (part, columns) ` + partsOf + `t.name` + blocks + ` GROUP BY t.name`); err != nil {
		return err
	}
	if err := t.sealDefinitions(func(name string) bool { return names[name] != "" || isBlocks(name) }); err != nil {
		return err
	}
	tables, err := sealedTables(context.Background(), t.w.conn)
	if err != nil {
		return err
	}
	return t.sealRows(tables)
}

// inMemory gives an empty database of a schema.
func inMemory(texts []string) (*sql.DB, error) {
	db := sql.OpenDB(connector{dsn: "file::memory:"})
	db.SetMaxOpenConns(1) // each connection has a database of its own
	for _, text := range texts {
		if _, err := db.Exec(text); err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

// sealIndex has the tables of a new index of search sealed, with the rows that FTS5
// begins with.
func (t tx) sealIndex() error {
	if _, err := t.exec(sealFlush); err != nil {
		return err
	}
	t.w.seals.settle()
	if err := t.writeSeals(); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM seal WHERE part` + blocks, `DELETE FROM sealed WHERE part` + blocks,
		`INSERT INTO sealed (part, columns) ` + partsOf + `t.name` + blocks + ` GROUP BY t.name`} {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	for _, part := range indexParts {
		var columns string
		if there, err := t.row(`SELECT columns FROM sealed WHERE part = ?`, []any{part}, &columns); err != nil {
			return err
		} else if s := sealOf([]byte(columns)); there {
			if _, err := t.exec(`INSERT OR REPLACE INTO seal (part, drawer, code, mark) VALUES ('sealed', ?, ?, ?)`, drawerOf(part), s.code, s.mark); err != nil {
				return err
			}
		}
	}
	tables, err := sealedTables(context.Background(), t.w.conn)
	if err != nil {
		return err
	}
	if err := t.sealRows(slices.DeleteFunc(tables, func(s sealedTable) bool { return !strings.HasPrefix(s.name, "search_") })); err != nil {
		return err
	}
	return t.w.beginSealing(context.Background())
}

// sealFlush has FTS5 write what it keeps in memory until the end of a transaction,
// behind which nothing can be sealed any more.
const sealFlush = `INSERT INTO search (search) VALUES ('flush')`

// finishSeals writes the seals of what a transaction has changed, as its last step.
func (t tx) finishSeals() error {
	s := t.w.seals
	if HasSearch && s.index() {
		if _, err := t.exec(sealFlush); err != nil {
			return err
		}
		if err := t.sealBlocks(); err != nil {
			return err
		}
	}
	s.settle()
	return t.writeSeals()
}

// sealBlocks seals anew what FTS5 has written.
func (t tx) sealBlocks() error {
	s := t.w.seals
	for n, table := range s.tables {
		for b := range s.blocks {
			if b.table != table.name {
				continue
			}
			// What was kept is put in again, which takes it out.
			var kept seal
			if _, err := t.row(`SELECT code, mark FROM main.seal WHERE part = ? AND drawer = ?`, []any{b.table, b.drawer}, &kept.code, &kept.mark); err != nil {
				return err
			}
			if _, err := t.row(fmt.Sprintf(`SELECT count(%s) FROM main."%s" WHERE %s BETWEEN ?1 << %d AND (?1 << %[4]d) + %[5]d`, table.call(n, ""), table.name, table.id, rowsASeal, 1<<rowsASeal-1),
				[]any{b.drawer}, new(int64)); err != nil {
				return err
			}
			s.settle()
			at := sealPlace{n, b.drawer}
			s.sums[at] = s.sums[at].plus(kept)
		}
	}
	return nil
}

func (t tx) writeSeals() error {
	s := t.w.seals
	places := make([]sealPlace, 0, len(s.sums))
	for at, sum := range s.sums {
		if sum != (seal{}) {
			places = append(places, at)
		}
	}
	slices.SortFunc(places, func(a, b sealPlace) int { return cmp.Or(a.table-b.table, cmp.Compare(a.drawer, b.drawer)) })
	for _, at := range places {
		sum := s.sums[at]
		if _, err := t.exec(`INSERT INTO main.seal (part, drawer, code, mark) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT DO UPDATE SET code = (code | ?3) - (code & ?3), mark = (mark | ?4) - (mark & ?4)`,
			s.tables[at.table].name, at.drawer, sum.code, sum.mark); err != nil {
			return err
		}
	}
	s.reset()
	return nil
}

// sealRows adds the rows of tables to their seals; a second time takes them out.
func (t tx) sealRows(tables []sealedTable) error {
	t.w.seals.tables = tables
	for n, table := range tables {
		var rows int64
		if _, err := t.row(fmt.Sprintf(`SELECT count(%s) FROM main."%s" NOT INDEXED`, table.call(n, ""), table.name), nil, &rows); err != nil {
			return fmt.Errorf("seal %s: %w", table.name, err)
		}
	}
	t.w.seals.settle()
	return t.writeSeals()
}
