package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"winnow/crawler/frontier"
)

// ArchivedAnswer is an answer that a web archive keeps.
type ArchivedAnswer struct {
	URL  string
	Time time.Time
	frontier.Kept
}

// ArchivedPayload gives the first answer that was archived with a payload.
func (s *Store) ArchivedPayload(ctx context.Context, digest string) (ArchivedAnswer, bool, error) {
	return s.archived(ctx, `r.digest = ? AND f.status BETWEEN 200 AND 299 ORDER BY r.fetch LIMIT 1`, digest)
}

// archivedCopies bounds how many answers with one payload are looked at for the one
// that holds it: it is among the first, as others only lead to it.
const archivedCopies = 100

// ArchivedPayloads gives the answers that were archived with a payload, the first
// ones first. One of them holds it, the others lead there.
func (s *Store) ArchivedPayloads(ctx context.Context, digest string) (all []frontier.Kept, err error) {
	err = s.each(ctx, `SELECT file, offset, length, ref, digest FROM record WHERE digest = ? ORDER BY fetch LIMIT ?`, []any{digest, archivedCopies},
		func(scan func(...any) error) error {
			var k frontier.Kept
			err := scan(&k.File, &k.Offset, &k.Length, &k.ID, &k.Digest)
			all = append(all, k)
			return err
		})
	return all, s.failed(ctx, err)
}

// ArchivedAddress gives the last whole answer that was archived of an address.
func (s *Store) ArchivedAddress(ctx context.Context, address string) (ArchivedAnswer, bool, error) {
	key := s.key(ctx, address)
	return s.archived(ctx, `a.key = ? AND f.status BETWEEN 200 AND 299 ORDER BY r.fetch DESC LIMIT 1`, key[:])
}

// ArchivedIn gives the identities of the records of a WARC file that are known.
func (s *Store) ArchivedIn(ctx context.Context, file string) (map[string]bool, error) {
	known := map[string]bool{}
	err := s.each(ctx, `SELECT ref FROM record WHERE file = ?`, []any{file}, func(scan func(...any) error) error {
		var ref string
		err := scan(&ref)
		known[ref] = true
		return err
	})
	return known, s.failed(ctx, err)
}

func (s *Store) archived(ctx context.Context, where string, args ...any) (ArchivedAnswer, bool, error) {
	var a ArchivedAnswer
	var started int64
	err := s.read.QueryRowContext(ctx, `SELECT a.url, f.started, r.file, r.offset, r.length, r.ref, r.digest
		FROM record r JOIN fetch f ON f.id = r.fetch JOIN address a ON a.id = f.address WHERE `+where, args...).
		Scan(&a.URL, &started, &a.File, &a.Offset, &a.Length, &a.ID, &a.Digest)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	a.Time = instant(started)
	return a, err == nil, s.failed(ctx, err)
}

// recorded remembers where an answer is archived.
func (b *batch) recorded(fetch int64, a frontier.Kept) error {
	if a.File == "" {
		return nil
	}
	_, err := b.exec(`INSERT INTO record (fetch, file, offset, length, ref, digest) VALUES (?, ?, ?, ?, ?, ?)`,
		fetch, a.File, a.Offset, a.Length, a.ID, a.Digest)
	return err
}
