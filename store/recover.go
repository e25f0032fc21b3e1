package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Recovered tells what Recover has saved.
type Recovered struct {
	Articles int64            `json:"articles"`
	Rows     map[string]int64 `json:"rows"`    // by table
	Damaged  []string         `json:"damaged"` // tables of which a part could not be read
	Refetch  int64            `json:"refetch"` // articles whose text was lost, and which the next run asks for again
}

// derived are tables that follow from others, and are made anew from them.
var derived = []string{"cluster", "member", "signature", "sketch", "likeness", "searched", "erasure"}

// Recover writes what can be read of a damaged database into a new one, table by
// table around the damaged pages. What refers to rows that were lost goes, an
// article whose text was lost is asked for again by the next run, and copies and
// clusters are found anew. The damaged database is only read; the new one has its
// name when it is complete. told, unless nil, hears which table is being read.
// The error wraps fs.ErrExist when the new one is there already.
func Recover(ctx context.Context, from, to string, told func(table string)) (Recovered, error) {
	r := Recovered{Rows: map[string]int64{}, Damaged: []string{}}
	from, err := resolve(from)
	if err != nil {
		return r, err
	}
	if to, err = resolve(to); err != nil {
		return r, err
	}
	if _, err := os.Lstat(to); err == nil {
		return r, fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	if err := checkExisting(from); err != nil {
		return r, err
	}
	p, err := newPartial(filepath.Dir(to))
	if err != nil {
		return r, err
	}
	defer p.discard()
	if err := recoverInto(ctx, p.name, from, &r, told); err != nil {
		return r, err
	}
	if err := verify(ctx, p.name); err != nil {
		return r, err
	}
	return r, p.publish(to)
}

func recoverInto(ctx context.Context, name, from string, r *Recovered, told func(string)) error {
	s, err := open(ctx, name, Options{})
	if err != nil {
		return err
	}
	err = s.settings(ctx, `PRAGMA foreign_keys=OFF`)
	if err == nil {
		err = s.attachDamaged(ctx, from)
	}
	if err == nil {
		err = s.update(ctx, func(t tx) error {
			m := &merger{batch: s.batch(t), ctx: ctx}
			return m.recover(r, told)
		}, nil)
		err = errors.Join(err, s.detach())
	}
	if err == nil {
		err = s.cut(ctx)
	}
	return errors.Join(err, s.Close())
}

// attachDamaged attaches a damaged database as "other", without its write-ahead
// log where that is what cannot be read.
func (s *Store) attachDamaged(ctx context.Context, from string) error {
	var first error
	for _, alone := range []string{"false", "true"} {
		_, err := s.writer.conn.ExecContext(ctx, `ATTACH ? AS other`, address(from, url.Values{"mode": {"ro"}, "immutable": {alone}}))
		if err == nil {
			var n int
			if err = s.writer.conn.QueryRowContext(ctx, `SELECT count(*) FROM other.sqlite_schema`).Scan(&n); err == nil {
				return nil
			}
			s.writer.conn.ExecContext(ctx, `DETACH other`)
		}
		if first == nil {
			first = err
		}
	}
	trouble := explain(from, "recover", first)
	var at *PathError
	if errors.As(trouble, &at) {
		at.Hint = "its first page cannot be read: take up the last winnow db backup, or try sqlite3 FILE .recover"
	}
	return trouble
}

// recover copies every table and mends what is missing.
func (m *merger) recover(r *Recovered, told func(string)) error {
	var tables []string
	if err := m.rows(`SELECT n.name FROM main.sqlite_schema n JOIN other.sqlite_schema o ON o.name = n.name AND o.type = 'table'
		WHERE n.type = 'table' AND n.name NOT LIKE 'sqlite_%' AND n.name NOT LIKE 'search%' ORDER BY n.rowid`, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		tables = append(tables, name)
		return err
	}); err != nil {
		return err
	}
	for _, table := range tables {
		if slices.Contains(derived, table) {
			continue
		}
		if told != nil {
			told(table)
		}
		saved, whole, err := m.salvage(table)
		if err != nil {
			return fmt.Errorf("recover %s: %w", table, err)
		}
		if r.Rows[table] = saved; !whole {
			r.Damaged = append(r.Damaged, table)
		}
	}
	if err := m.mendDocuments(r); err != nil {
		return err
	}
	if told != nil {
		told("copies")
	}
	var err error
	if _, err = relateAll(m.ctx, m.batch, nil); err != nil {
		return err
	}
	if err := m.mergedSoundly(); err != nil {
		return err
	}
	r.Articles, err = m.count(`SELECT count(*) FROM main.document WHERE merged IS NULL`)
	return err
}

// salvage copies what can be read of a table; whole is false when that is not all.
func (m *merger) salvage(table string) (saved int64, whole bool, err error) {
	names, err := m.columns(table)
	if err != nil {
		return 0, false, err
	}
	var shared []string
	for _, name := range names { // an older database has fewer
		if n, err := m.count(`SELECT count(*) FROM pragma_table_info('` + table + `', 'other') WHERE name = '` + name + `'`); err != nil {
			return 0, false, err
		} else if n > 0 {
			shared = append(shared, name)
		}
	}
	list := strings.Join(shared, ", ")
	copied := `INSERT OR IGNORE INTO main.` + table + ` (` + list + `) SELECT ` + list + ` FROM other.` + table
	if n, err := m.do(copied + ` NOT INDEXED`); err == nil {
		return n, true, nil
	} else if m.ctx.Err() != nil {
		return 0, false, m.ctx.Err()
	}
	keys, err := m.count(`SELECT sql LIKE '%WITHOUT ROWID%' FROM main.sqlite_schema WHERE name = '` + table + `'`)
	if err != nil {
		return 0, false, err
	}
	if keys == 1 {
		return m.salvageKeys(table, copied), false, m.ctx.Err()
	}
	return m.salvageRange(copied, 0, m.lastRow(table)), false, m.ctx.Err()
}

// lastRow is the greatest row of a table, or more than it can have when that
// cannot be read.
func (m *merger) lastRow(table string) int64 {
	last, err := m.count(`SELECT coalesce(max(rowid), 0) FROM other.` + table)
	if err != nil {
		return 1 << 40
	}
	return last
}

// salvageRange copies the rows of a range that can be read, by halving it where
// one cannot.
func (m *merger) salvageRange(copied string, from, to int64) int64 {
	if m.ctx.Err() != nil {
		return 0
	}
	n, err := m.do(copied + fmt.Sprintf(` NOT INDEXED WHERE rowid BETWEEN %d AND %d`, from, to))
	if err == nil || from == to {
		return max(n, 0)
	}
	half := from + (to-from)/2
	return m.salvageRange(copied, from, half) + m.salvageRange(copied, half+1, to)
}

// salvageKeys copies a table without row numbers from either end up to where it
// is damaged; of raw pages also those whose digest a request tells.
func (m *merger) salvageKeys(table, copied string) (saved int64) {
	var keys []string
	if err := m.rows(`SELECT name FROM pragma_table_info('`+table+`', 'main') WHERE pk > 0 ORDER BY pk`, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		keys = append(keys, name)
		return err
	}); err != nil {
		return 0
	}
	for _, direction := range []string{" ASC", " DESC"} {
		order := ` ORDER BY ` + strings.Join(keys, direction+", ") + direction
		for size := int64(1 << 40); size > 0; size /= 2 { // a statement that fails takes back what it copied
			n, err := m.do(copied+order+` LIMIT ?`, size)
			if err == nil {
				saved += n
				break
			}
		}
	}
	if table != "blob" {
		return saved
	}
	hashes, err := m.ids(`SELECT min(id) FROM main.fetch WHERE body_hash IS NOT NULL GROUP BY body_hash`)
	if err != nil {
		return saved
	}
	for _, id := range hashes {
		if n, err := m.do(copied+` WHERE hash = (SELECT body_hash FROM main.fetch WHERE id = ?)`, id); err == nil {
			saved += n
		}
	}
	return saved
}

// mendDocuments lets every article show a text that is there, takes away what
// refers to nothing, and has the pages of articles without a text asked for again.
func (m *merger) mendDocuments(r *Recovered) error {
	if err := m.all(
		`DELETE FROM main.extraction WHERE revision NOT IN (SELECT id FROM main.revision)`,
		`DELETE FROM main.extraction WHERE NOT (json_valid(authors) AND json_valid(tags) AND json_valid(provenance) AND json_valid(coalesce(details, '{}')))`,
		`UPDATE main.document SET revision = (SELECT r.id FROM main.revision r WHERE r.document = document.id AND EXISTS (SELECT 1 FROM main.extraction x WHERE x.revision = r.id) ORDER BY r.number DESC LIMIT 1)
			WHERE merged IS NULL AND (coalesce(revision, 0) NOT IN (SELECT id FROM main.revision) OR coalesce(extraction, 0) NOT IN (SELECT id FROM main.extraction))`,
		`UPDATE main.document SET extraction = (SELECT max(id) FROM main.extraction x WHERE x.revision = document.revision)
			WHERE merged IS NULL AND coalesce(extraction, 0) NOT IN (SELECT id FROM main.extraction)`,
	); err != nil {
		return err
	}
	lost := `(SELECT id FROM main.document WHERE merged IS NULL AND extraction IS NULL)`
	var err error
	if r.Refetch, err = m.count(`SELECT count(*) FROM ` + lost); err != nil {
		return err
	}
	if err := m.all(
		`INSERT OR IGNORE INTO main.queue (host, not_before, priority, address, source, tries) SELECT a.host, 0, 0, a.id, a.source, 0 FROM main.document d JOIN main.address a ON a.id = d.address WHERE d.id IN `+lost,
		`DELETE FROM main.naming WHERE page IN (SELECT address FROM main.page WHERE document IN `+lost+`)`,
		`DELETE FROM main.page WHERE document IN `+lost,
		`UPDATE main.address SET document = NULL WHERE document IN `+lost,
		`DELETE FROM main.document WHERE id IN `+lost+` OR merged IN `+lost,
	); err != nil {
		return err
	}
	return m.dropDangling()
}

// dropDangling takes away rows, or only what they say, that refer to rows which
// are not there, until none does.
func (m *merger) dropDangling() error {
	var queries []string
	if err := m.rows(`SELECT t.name, f."from", f."table", coalesce(f."to", (SELECT name FROM pragma_table_info(f."table", 'main') WHERE pk = 1)), c."notnull" OR c.pk > 0
		FROM main.sqlite_schema t JOIN pragma_foreign_key_list(t.name) f JOIN pragma_table_info(t.name, 'main') c ON c.name = f."from" WHERE t.type = 'table'`, nil, func(scan func(...any) error) error {
		var table, column, parent, key string
		var needed bool
		if err := scan(&table, &column, &parent, &key, &needed); err != nil {
			return err
		}
		where := ` WHERE ` + column + ` IS NOT NULL AND ` + column + ` NOT IN (SELECT ` + key + ` FROM main.` + parent + `)`
		if needed {
			queries = append(queries, `DELETE FROM main.`+table+where)
		} else {
			queries = append(queries, `UPDATE main.`+table+` SET `+column+` = NULL`+where)
		}
		return nil
	}); err != nil {
		return err
	}
	for {
		gone := int64(0)
		for _, query := range queries {
			n, err := m.do(query)
			if err != nil {
				return err
			}
			gone += n
		}
		if gone == 0 {
			return nil
		}
	}
}
