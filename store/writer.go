package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
)

// writer is the one connection that writes. A transaction holds it from begin to
// end, so that nothing of this program ever waits for a lock of the database.
type writer struct {
	mu       sync.Mutex
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt // by their text; the literals of this package, so it is bounded
	seals    *sealer              // of what the open transaction has written
}

// tx is an open transaction. Its methods take no context: a statement that is
// cancelled in the midst of a transaction ends it, and the next statement would
// then be committed alone.
type tx struct{ w *writer }

// update runs do within one transaction, all of which is written or nothing, and
// then, if it was written, before anything else is. A cancelled context keeps it
// from starting, never from ending.
func (w *writer) update(ctx context.Context, do func(tx) error, then func()) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	t := tx{w}
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	sealed := w.seals.tables
	rollback := func() {
		// A full disk or a failed read has rolled back already: then this says
		// so and changes nothing.
		t.exec("ROLLBACK")
		w.seals.reset()
		w.seals.tables = sealed
	}
	defer func() {
		if p := recover(); p != nil {
			rollback()
			panic(p)
		}
	}()
	err := do(t)
	if err == nil {
		err = t.finishSeals()
	}
	if err == nil {
		_, err = t.exec("COMMIT")
	}
	if err != nil {
		rollback()
		return err
	}
	if then != nil {
		then()
	}
	return nil
}

func (t tx) stmt(query string) (*sql.Stmt, error) {
	if s := t.w.prepared[query]; s != nil {
		return s, nil
	}
	s, err := t.w.conn.PrepareContext(context.Background(), steady(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", query, err)
	}
	t.w.prepared[query] = s
	return s, nil
}

// steady keeps a statement prepared. SQLite looks at the value that is compared
// with a column to guess how many rows there will be, and plans the statement
// anew whenever it is bound again: four times the cost of a look-up by key. A
// sign before the parameter hides the value and changes nothing else.
func steady(query string) string { return strings.ReplaceAll(query, "= ?", "= +?") }

func (t tx) exec(query string, args ...any) (sql.Result, error) {
	s, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	t.w.seals.settle()
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		t.w.seals.failed()
	}
	return r, err
}

// insert runs a statement and gives the id of the row that it made.
func (t tx) insert(query string, args ...any) (int64, error) {
	r, err := t.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// row runs a query for one row; found is false when there is none.
func (t tx) row(query string, args []any, into ...any) (found bool, err error) {
	s, err := t.stmt(query)
	if err != nil {
		return false, err
	}
	switch err := s.QueryRowContext(context.Background(), args...).Scan(into...); err {
	case nil:
		return true, nil
	case sql.ErrNoRows:
		return false, nil
	default:
		return false, err
	}
}

// rows runs a query and calls each for every row. The statements that each runs
// must not change what the query reads.
func (t tx) rows(query string, args []any, each func(scan func(...any) error) error) error {
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.prepared {
		s.Close()
	}
	err := w.conn.Close()
	if e := w.db.Close(); err == nil {
		err = e
	}
	return err
}
