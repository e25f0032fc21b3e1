//go:build sqlite_fts5 || fts5

package store

// HasSearch tells whether this program was built with full-text search (the
// build tag sqlite_fts5). Everything else works without.
const HasSearch = true
