package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Recovered tells what Recover has saved.
type Recovered struct {
	Articles int64            `json:"articles"`
	Rows     map[string]int64 `json:"rows"`    // by table
	Damaged  []string         `json:"damaged"` // tables of which a part could not be read
	Mended   int              `json:"mended"`  // bytes that had changed, and are again what was written
	Differs  []string         `json:"differs"` // tables with rows that are not what was written
	Altered  []string         `json:"altered"` // articles of whose text a part is not what was stored
	Refetch  int64            `json:"refetch"` // articles whose text was lost, and which the next run asks for again
}

// derived are tables that follow from others, and are made anew from them.
var derived = []string{"seal", "sealed", "cluster", "member", "signature", "sketch", "likeness", "searched", "unindexed", "erasure"}

// Recover writes what can be read of a damaged database into a new one, table by
// table around the damaged pages. What refers to rows that were lost goes, an
// article whose text was lost is asked for again by the next run, and copies and
// clusters are found anew. The damaged database is only read; the new one has its
// name when it is complete. told, unless nil, hears which table is being read.
// The error wraps fs.ErrExist when the new one is there already.
func Recover(ctx context.Context, from, to string, told func(table string)) (Recovered, error) {
	r := Recovered{Rows: map[string]int64{}, Damaged: []string{}, Differs: []string{}, Altered: []string{}}
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
	var alone bool
	if err == nil {
		alone, err = s.attachDamaged(ctx, from)
	}
	if err == nil {
		damaged := connectReaders(from, s.opts.busy(), alone)
		unlike := unlikeSeals(ctx, from, s.opts.busy(), alone, told)
		err = s.update(ctx, func(t tx) error {
			m := &merger{batch: s.batch(t), ctx: ctx, damaged: damaged, unlike: unlike}
			return m.recover(r, told)
		}, nil)
		err = errors.Join(err, damaged.Close(), s.detach())
	}
	if err == nil {
		err = s.cut(ctx)
	}
	return errors.Join(err, s.Close())
}

// attachDamaged attaches a damaged database as "other", without its write-ahead
// log where that is what cannot be read: alone says so.
func (s *Store) attachDamaged(ctx context.Context, from string) (alone bool, err error) {
	for _, alone := range []bool{false, true} {
		_, failed := s.writer.conn.ExecContext(ctx, `ATTACH ? AS other`, address(from, url.Values{"mode": {"ro"}, "immutable": {strconv.FormatBool(alone)}}))
		if failed == nil {
			if failed = s.writer.conn.QueryRowContext(ctx, `SELECT count(*) FROM other.sqlite_schema`).Scan(new(int)); failed == nil {
				return alone, nil
			}
			s.writer.conn.ExecContext(ctx, `DETACH other`)
		}
		if err == nil {
			err = failed
		}
	}
	trouble := explain(from, "recover", err)
	var at *PathError
	if errors.As(trouble, &at) {
		at.Hint = "its first page cannot be read: take up the last winnow db backup, or try sqlite3 FILE .recover"
	}
	return false, trouble
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
	if err := m.mendBytes(r); err != nil {
		return err
	}
	if err := m.mendDocuments(r); err != nil {
		return err
	}
	if err := m.mendContents(r); err != nil {
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
	c := copying{table, shared}
	if n, err := m.attempt(c, `NOT INDEXED WHERE true`); err == nil {
		return n, true, nil
	} else if m.ctx.Err() != nil {
		return 0, false, m.ctx.Err()
	}
	keys, err := m.count(`SELECT sql LIKE '%WITHOUT ROWID%' FROM main.sqlite_schema WHERE name = '` + table + `'`)
	if err != nil {
		return 0, false, err
	}
	if keys == 1 {
		return m.salvageKeys(c), false, m.ctx.Err()
	}
	return m.salvageRows(c), false, m.ctx.Err()
}

// copying is how a table is copied.
type copying struct {
	table   string
	columns []string
}

// attempt copies rows when all of them can be read, to the last byte. They are read
// by another connection before anything is written: one that meets a damaged page
// within a transaction may write no more.
func (m *merger) attempt(c copying, which string, args ...any) (int64, error) {
	read := make([]string, len(c.columns))
	for i, name := range c.columns {
		read[i] = `length(hex(` + name + `))`
	}
	list := strings.Join(c.columns, ", ")
	if err := m.damaged.QueryRowContext(m.ctx, `SELECT sum(`+strings.Join(read, " + ")+`) FROM (SELECT `+list+` FROM `+c.table+` `+which+`)`, args...).Scan(new(sql.NullInt64)); err != nil {
		return 0, err
	}
	return m.do(`INSERT OR IGNORE INTO main.`+c.table+` (`+list+`) SELECT `+list+` FROM other.`+c.table+` `+which, args...)
}

const (
	// salvagedAtOnce is how many rows are copied at a time where nothing is damaged.
	salvagedAtOnce = 8192
	// furthestRow is further behind a damaged page than any row can be.
	furthestRow = 1 << 41
)

// salvageRows copies the rows of a table that can be read, in their order: ever
// fewer at a time up to one that cannot, and on behind it.
func (m *merger) salvageRows(c copying) (saved int64) {
	last, size := int64(-1), int64(salvagedAtOnce)
	for m.ctx.Err() == nil {
		upto, err := m.inDamaged(fmt.Sprintf(`SELECT coalesce(max(rowid), -1) FROM (SELECT rowid FROM %s NOT INDEXED WHERE rowid > %d ORDER BY rowid LIMIT %d)`, c.table, last, size))
		if err == nil && upto < 0 {
			return saved
		}
		placed := err == nil && upto > last // rows of a damaged page may stand in any order
		if placed {
			var n int64
			if n, err = m.attempt(c, fmt.Sprintf(`NOT INDEXED WHERE rowid > %d AND rowid <= %d`, last, upto)); err == nil {
				saved, last, size = saved+n, upto, min(2*size, salvagedAtOnce)
				continue
			}
		}
		switch {
		case size > 1:
			size /= 2
		case placed: // the row has its place, its contents are lost
			last = upto
		default:
			if last = m.behind(c.table, last); last < 0 {
				return saved
			}
		}
	}
	return saved
}

// inDamaged asks the damaged database for a number.
func (m *merger) inDamaged(query string) (n int64, err error) {
	err = m.damaged.QueryRowContext(m.ctx, query).Scan(&n)
	return n, err
}

// behind gives the place from which on the rows of a table can be read again, -1
// when nothing behind one can.
func (m *merger) behind(table string, bad int64) int64 {
	readable := func(from int64) bool {
		_, err := m.inDamaged(fmt.Sprintf(`SELECT coalesce(min(rowid), 0) FROM (SELECT rowid FROM %s NOT INDEXED WHERE rowid > %d ORDER BY rowid LIMIT 1)`, table, from))
		return err == nil
	}
	for step := int64(1); step < furthestRow; step *= 2 {
		if !readable(bad + step) {
			continue
		}
		lost, good := bad+step/2, bad+step
		for good-lost > 1 {
			if half := lost + (good-lost)/2; readable(half) {
				good = half
			} else {
				lost = half
			}
		}
		return good
	}
	return -1
}

// salvageKeys copies a table without row numbers from either end up to where it
// is damaged; of raw pages also those whose digest a request tells.
func (m *merger) salvageKeys(c copying) (saved int64) {
	var keys []string
	if err := m.rows(`SELECT name FROM pragma_table_info('`+c.table+`', 'main') WHERE pk > 0 ORDER BY pk`, nil, func(scan func(...any) error) error {
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
			n, err := m.attempt(c, order+` LIMIT ?`, size)
			if err == nil {
				saved += n
				break
			}
		}
	}
	if c.table != "blob" {
		return saved
	}
	hashes, err := m.ids(`SELECT min(id) FROM main.fetch WHERE body_hash IS NOT NULL GROUP BY body_hash`)
	if err != nil {
		return saved
	}
	for _, id := range hashes {
		if n, err := m.attempt(c, `WHERE hash = (SELECT body_hash FROM main.fetch WHERE id = ?)`, id); err == nil {
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

// mendContents names the articles whose text is not what was stored, keeps what it
// is now, and takes away raw pages that are not what was fetched.
func (m *merger) mendContents(r *Recovered) error {
	if err := m.portions(`SELECT d.id, d.ref, d.words, coalesce(x.text, '') FROM main.document d JOIN main.extraction x ON x.id = d.extraction
		WHERE d.id > ?1 AND d.merged IS NULL AND d.words IS NOT NULL ORDER BY d.id LIMIT ?2`, func(scan func(...any) error) (int64, func() error, error) {
		var id int64
		var ref, body string
		var kept []byte
		err := scan(&id, &ref, &kept, &body)
		return id, func() error {
			c := contentOf("", body)
			if bytes.Equal(c.textKey, kept) {
				return nil
			}
			r.Altered = append(r.Altered, ref)
			_, err := m.exec(`UPDATE main.document SET words = ? WHERE id = ?`, c.textKey, id)
			return err
		}, err
	}); err != nil {
		return err
	}
	var bad [][]byte
	if err := m.rows(`SELECT hash, coding, size, body FROM main.blob`, nil, func(scan func(...any) error) error {
		var hash, packed []byte
		var coding string
		var size int
		if err := scan(&hash, &coding, &size, &packed); err != nil {
			return err
		}
		if !wholeBlob(hash, coding, size, packed) {
			bad = append(bad, hash)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, hash := range bad {
		if _, err := m.exec(`DELETE FROM main.blob WHERE hash = ?`, hash); err != nil {
			return err
		}
	}
	r.Rows["blob"] -= int64(len(bad))
	return nil
}
