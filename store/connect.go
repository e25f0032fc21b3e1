package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"github.com/mattn/go-sqlite3"
)

const (
	// cacheKiB is the page cache of the writer: 64 MB keep the inner pages of a
	// frontier of a million addresses, and more was measured to gain nothing.
	cacheKiB = 64 << 10
	// readCacheKiB is the page cache of each reader.
	readCacheKiB = 8 << 10
	// readers bounds the memory that reading takes: caches are per connection.
	readers = 4
	// checkpointPages is how long the write-ahead log grows before it is copied
	// into the database: 16 MB. Marks of texts lie all over their index, a page
	// each; at SQLite's own 1,000 pages every batch would be copied by itself,
	// which took a fifth more.
	checkpointPages = 4000
	// journalLimit is what is kept of a write-ahead log that has been copied
	// into the database.
	journalLimit = 64 << 20
)

// connector opens connections to one database. It stands in for a registered
// driver, so that the settings below reach every connection of a pool.
type connector struct {
	dsn    string
	settle []string // PRAGMAs the address cannot carry
	seals  *sealer  // that statements of the connection may call; nil when none does
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	d := &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		if c.seals != nil {
			if err := conn.RegisterFunc(sealFunction, c.seals.note, false); err != nil {
				return err
			}
		}
		for _, pragma := range c.settle {
			if _, err := conn.Exec(pragma, nil); err != nil {
				return err
			}
		}
		return nil
	}}
	return d.Open(c.dsn)
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func connectWriter(ctx context.Context, path string, busy time.Duration) (*writer, error) {
	seals := newSealer()
	db := sql.OpenDB(connector{
		seals: seals,
		dsn: address(path, url.Values{
			"_busy_timeout": {milliseconds(busy)},
			"_journal_mode": {"WAL"},
			"_synchronous":  {"FULL"},
			"_foreign_keys": {"on"},
			"_txlock":       {"immediate"},
			"_cache_size":   {strconv.Itoa(-cacheKiB)},
			"_mutex":        {"no"}, // one goroutine at a time has it: its own lock sees to that
		}),
		settle: []string{"PRAGMA temp_store=FILE", "PRAGMA journal_size_limit=" + strconv.Itoa(journalLimit),
			"PRAGMA wal_autocheckpoint=" + strconv.Itoa(checkpointPages),
			"PRAGMA recursive_triggers=ON"}, // so that what REPLACE takes away is told to triggers
	})
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &writer{db: db, conn: conn, prepared: make(map[string]*sql.Stmt), seals: seals}, nil
}

// connectReaders opens a pool that only reads. What is immutable stands where
// nothing can be written, not even the lock that readers share with a writer.
func connectReaders(path string, busy time.Duration, immutable bool) *sql.DB {
	db := sql.OpenDB(connector{
		dsn: address(path, url.Values{
			"mode":          {"ro"},
			"immutable":     {strconv.FormatBool(immutable)},
			"_busy_timeout": {milliseconds(busy)},
			"_query_only":   {"on"},
			"_cache_size":   {strconv.Itoa(-readCacheKiB)},
			"_mutex":        {"no"}, // the pool hands a connection to one goroutine at a time
		}),
		settle: []string{"PRAGMA temp_store=FILE"},
	})
	db.SetMaxOpenConns(readers)
	return db
}

// connectSealer opens a database to compare its rows with their seals.
func connectSealer(path string, busy time.Duration, immutable bool) (*sql.DB, *sealer) {
	seals := newSealer()
	db := sql.OpenDB(connector{
		seals: seals,
		dsn: address(path, url.Values{"mode": {"ro"}, "immutable": {strconv.FormatBool(immutable)}, "_busy_timeout": {milliseconds(busy)},
			"_query_only": {"on"}, "_cache_size": {strconv.Itoa(-readCacheKiB)}}),
		settle: []string{"PRAGMA temp_store=FILE"},
	})
	db.SetMaxOpenConns(1)
	return db, seals
}

// connectCopier opens a database to be copied: nothing can be written to it, but
// VACUUM INTO, which writes another file, may be said.
func connectCopier(path string, busy time.Duration) *sql.DB {
	return sql.OpenDB(connector{
		dsn:    address(path, url.Values{"mode": {"ro"}, "_busy_timeout": {milliseconds(busy)}, "_cache_size": {strconv.Itoa(-cacheKiB)}}),
		settle: []string{"PRAGMA temp_store=FILE"},
	})
}

// address gives the URI by which SQLite opens exactly this file, whatever
// characters its name has. See https://www.sqlite.org/uri.html.
func address(path string, settings url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings.Encode()}
	return u.String()
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
