package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"

	"github.com/gocolly/colly/v2"
	"github.com/markusmobius/go-trafilatura"
	_ "github.com/mattn/go-sqlite3" // the driver of database/sql

	"winnow/bench/work"
)

// harvestAndStore is the program most people would write first: colly finds the
// pages, go-trafilatura reads them, and each goes into SQLite as it comes.
func harvestAndStore(t work.Task) (*work.Result, error) {
	m := work.Start()
	a, err := openArchive(filepath.Join(t.Folder, "naive.db"))
	if err != nil {
		return nil, err
	}
	defer a.db.Close()
	pages, err := follow(t.Homes, func(r *colly.Response) {
		got, err := trafilatura.Extract(bytes.NewReader(r.Body), trafilatura.Options{OriginalURL: r.Request.URL, EnableFallback: true})
		if err != nil {
			return // no text in it, as in a list of links
		}
		a.save(r.Request.URL.String(), got)
	})
	if err = errors.Join(err, a.err); err != nil {
		return nil, err
	}
	r := m.Stop(pages)
	r.Articles = a.saved
	return r, nil
}

// archive is a table of articles with full-text search.
type archive struct {
	mu    sync.Mutex
	db    *sql.DB
	saved int
	err   error // the first that happened
}

func openArchive(path string) (*archive, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=NORMAL")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`
		create table articles (id integer primary key, url text unique, title text, author text, date text, site text, text text, hash blob);
		create index by_hash on articles (hash);
		create virtual table search using fts5 (title, text, content='articles', content_rowid='id');`)
	return &archive{db: db}, err
}

func (a *archive) save(address string, got *trafilatura.ExtractResult) {
	a.mu.Lock()
	defer a.mu.Unlock()
	stored, err := a.insert(address, got)
	if stored {
		a.saved++
	}
	if a.err == nil {
		a.err = err
	}
}

// insert stores an article that is not yet there.
func (a *archive) insert(address string, got *trafilatura.ExtractResult) (stored bool, err error) {
	hash := sha256.Sum256([]byte(got.ContentText))
	var known int
	if err := a.db.QueryRow("select count(*) from articles where url = ? or hash = ?", address, hash[:]).Scan(&known); err != nil || known > 0 {
		return false, err
	}
	tx, err := a.db.Begin()
	if err != nil {
		return false, err
	}
	defer tx.Rollback() // does nothing once it is committed
	meta := got.Metadata
	row, err := tx.Exec("insert into articles (url, title, author, date, site, text, hash) values (?, ?, ?, ?, ?, ?, ?)",
		address, meta.Title, meta.Author, meta.Date, meta.Sitename, got.ContentText, hash[:])
	if err != nil {
		return false, err
	}
	id, err := row.LastInsertId()
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec("insert into search (rowid, title, text) values (?, ?, ?)", id, meta.Title, got.ContentText); err != nil {
		return false, err
	}
	return true, tx.Commit()
}
