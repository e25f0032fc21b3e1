package store

import "github.com/mattn/go-sqlite3"

// SchemaVersion is the number of the newest migration: the schema that this
// program reads and writes.
const SchemaVersion = 20

// SQLiteVersion is the version of the SQLite that is linked, for example 3.54.1.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}
