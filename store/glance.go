package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// What the first bytes of a database file say; see the database file format,
// https://www.sqlite.org/fileformat2.html, section 1.3.
const (
	headerSize    = 100
	headerMagic   = "SQLite format 3\x00"
	pageSizeAt    = 16 // 2 bytes, 1 is 65536
	changeAt      = 24 // 4 bytes, counts changes
	pageCountAt   = 28 // 4 bytes, good when changeAt equals validForAt
	validForAt    = 92
	smallestPage  = 512
	largestPage   = 65536
	walHeaderSize = 32
)

// glanceFile looks at the first bytes of a file and at its size: it takes no
// longer for a large one. It finds what is no database, and what was cut off. A
// file that is empty, or not there, passes.
func glanceFile(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	header = header[:n]
	if !bytes.HasPrefix([]byte(headerMagic), header[:min(n, len(headerMagic))]) {
		return fmt.Errorf("%w, but %s", ErrNotWinnow, kindOf(header))
	}
	if n < headerSize {
		return fmt.Errorf("%w: it ends after %d bytes, within the first page", ErrCorrupt, n)
	}
	page := int64(binary.BigEndian.Uint16(header[pageSizeAt:]))
	if page == 1 {
		page = largestPage
	}
	if page < smallestPage || page&(page-1) != 0 {
		return fmt.Errorf("%w: its header names pages of %d bytes, which there are none of", ErrCorrupt, page)
	}
	return glanceSize(path, info.Size(), page, header)
}

// glanceSize compares the size of a file with what its header says. While its
// write-ahead log holds something, another program may be copying that into the
// file, whose size is then not settled.
func glanceSize(path string, size, page int64, header []byte) error {
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > walHeaderSize {
		return nil
	}
	if size%page != 0 {
		return fmt.Errorf("%w: it ends within page %d, %d bytes are missing", ErrCorrupt, size/page+1, page-size%page)
	}
	pages := int64(binary.BigEndian.Uint32(header[pageCountAt:]))
	current := bytes.Equal(header[changeAt:changeAt+4], header[validForAt:validForAt+4])
	if current && size/page < pages {
		return fmt.Errorf("%w: it has %d pages of %d, the rest is cut off", ErrCorrupt, size/page, pages)
	}
	return nil
}

// kindOf says what a file seems to be by its first bytes.
func kindOf(b []byte) string {
	for _, kind := range []struct{ magic, name string }{
		{"\x1f\x8b", "a gzip file"}, {"PK\x03\x04", "a ZIP file"}, {"\x28\xb5\x2f\xfd", "a zstd file"}, {"WARC/", "a web archive"}, {"PAR1", "a Parquet file"},
	} {
		if strings.HasPrefix(string(b), kind.magic) {
			return kind.name
		}
	}
	for _, c := range b {
		if c == 0 {
			return "something else: its first bytes are not those of SQLite"
		}
	}
	return "a text"
}

const (
	// checkLimit is how large a database is examined as a whole whenever it is
	// opened to be written to: about a second's worth.
	checkLimit = 256 << 20
	// glanceLimit is the same for reading, which people do many times in a row:
	// about 30 ms.
	glanceLimit = 16 << 20
)

// glance looks for damage before anything is built upon a database, in a time that
// does not depend on its size: the first and the last row of every table and index.
// One that is no larger than limit is examined as a whole, but for the comparison of
// indexes with tables. Other damage shows as ErrCorrupt where it is read.
func glance(ctx context.Context, q queryer, limit int64) error {
	var size int64
	if err := q.QueryRowContext(ctx, "SELECT page_count*page_size FROM pragma_page_count, pragma_page_size").Scan(&size); err != nil {
		return err
	}
	if size > limit {
		return glanceTables(ctx, q)
	}
	var said string
	if err := q.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, strings.ReplaceAll(said, "\n", " "))
	}
	return nil
}

// queryer is what both a connection and a pool can do.
type queryer interface {
	querier
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func glanceTables(ctx context.Context, q queryer) error {
	rows, err := q.QueryContext(ctx, `SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage`)
	if err != nil {
		return err
	}
	defer rows.Close()
	type table struct {
		name string
		keys bool
	}
	var tables []table
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name, &t.keys); err != nil {
			return err
		}
		tables = append(tables, t)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, t := range tables {
		looks := []string{`SELECT count(*) FROM (SELECT 1 FROM "` + t.name + `" LIMIT 1)`}
		if !t.keys {
			looks = append(looks, `SELECT count(rowid) FROM (SELECT rowid FROM "`+t.name+`" NOT INDEXED ORDER BY rowid DESC LIMIT 1)`)
		}
		for _, look := range looks {
			var n int
			if err := q.QueryRowContext(ctx, look).Scan(&n); err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
		}
	}
	return nil
}
