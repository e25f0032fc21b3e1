package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
)

// Migrations are the numbered files of the folder schema, never edited once
// released. The number of the last one that was applied is the user_version in
// the header of the database: unlike a table of its own it changes in the very
// transaction that changes the schema, and a reader needs one step to see it.
//
//go:embed schema/*.sql
var schema embed.FS

// applicationID stands in the header of every winnow database ("wnow"), so that
// a database of another program is never taken for an empty one.
const applicationID = 0x776e6f77

// migrations gives the texts of the migrations in their order.
func migrations() ([]string, error) {
	files, err := schema.ReadDir("schema")
	if err != nil {
		return nil, err
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Name() < files[j].Name() })
	texts := make([]string, len(files))
	for i, f := range files {
		b, err := schema.ReadFile(path.Join("schema", f.Name()))
		if err != nil {
			return nil, err
		}
		texts[i] = string(b)
	}
	return texts, nil
}

// steps are what SQL cannot do of a migration, done when all files are applied: this
// program knows the newest schema only.
var steps = map[int]func(tx) error{4: relateDocuments}

// relateDocuments finds the copies among the documents of a database that knows
// no marks yet.
func relateDocuments(t tx) error {
	_, err := relateAll(context.Background(), &batch{tx: t, dirty: make(map[int64]bool)}, nil)
	return err
}

// migrate brings the database to the schema of this program in one transaction.
// A database that holds something already is copied first, to PATH.vN.
func migrate(ctx context.Context, w *writer, path string) error {
	texts, err := migrations()
	if err != nil {
		return err
	}
	have, err := version(ctx, w.conn)
	if err != nil {
		return err
	}
	switch {
	case have == len(texts):
		return nil
	case have > len(texts):
		return fmt.Errorf("%w: its schema is %d, this winnow knows %d", ErrNewer, have, len(texts))
	case have > 0:
		if err := backup(w, path, have); err != nil {
			return fmt.Errorf("copy before migration: %w", err)
		}
	}
	return w.update(ctx, func(t tx) error { return apply(t, texts, have) }, nil)
}

func apply(t tx, texts []string, have int) error {
	script := func(text string) error {
		_, err := t.w.conn.ExecContext(context.Background(), text)
		return err
	}
	if have >= sealedSince {
		if err := t.unsealAll(); err != nil {
			return err
		}
	}
	for n := have; n < len(texts); n++ {
		if err := script(texts[n]); err != nil {
			return fmt.Errorf("migration %d: %w", n+1, err)
		}
	}
	for n := have; n < len(texts); n++ {
		if do := steps[n+1]; do != nil {
			if err := do(t); err != nil {
				return fmt.Errorf("migration %d: %w", n+1, err)
			}
		}
	}
	if len(texts) >= sealedSince {
		if err := t.resealAll(texts, have); err != nil {
			return err
		}
	}
	return script(fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d", len(texts), applicationID))
}

// backup copies the database beside itself. An earlier copy of the same version
// stays: it is the older and thus the safer one.
func backup(w *writer, path string, have int) error {
	copied := fmt.Sprintf("%s.v%d", path, have)
	if _, err := os.Stat(copied); err == nil {
		return nil
	}
	p, err := newPartial(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer p.discard()
	ctx := context.Background()
	if _, err := w.conn.ExecContext(ctx, "VACUUM INTO ?", p.name); err != nil { // it takes an empty file, with its mode
		return err
	}
	if err := verify(ctx, p.name); err != nil {
		return err
	}
	return p.publish(copied)
}

// querier is what both a connection and a pool can do.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version gives the number of the last migration, 0 for an empty database. A
// database with tables of someone else is ErrNotWinnow.
func version(ctx context.Context, q querier) (int, error) {
	var number, id, tables int
	err := q.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&number, &id, &tables)
	switch {
	case err != nil:
		return 0, err
	case id != applicationID && (tables > 0 || id != 0 || number != 0):
		return 0, ErrNotWinnow
	}
	return number, nil
}

// checkVersion lets a reader pass only when the schema is the one it knows.
func checkVersion(ctx context.Context, q querier) error {
	texts, err := migrations()
	if err != nil {
		return err
	}
	have, err := version(ctx, q)
	switch {
	case err != nil:
		return err
	case have == 0:
		return ErrEmpty
	case have > len(texts):
		return fmt.Errorf("%w: its schema is %d, this winnow knows %d", ErrNewer, have, len(texts))
	case have < len(texts):
		return fmt.Errorf("%w: its schema is %d, this winnow needs %d", ErrOlder, have, len(texts))
	}
	return nil
}
