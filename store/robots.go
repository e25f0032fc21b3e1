package store

import (
	"context"
	"database/sql"
	"errors"

	"winnow/crawler/frontier"
)

// Robots gives the robots.txt of an origin (scheme, host, port) as it was last
// fetched, however old; found is false when it never was.
func (s *Store) Robots(ctx context.Context, origin string) (file frontier.RobotsFile, found bool, err error) {
	var fetched, expires int64
	err = s.read.QueryRowContext(ctx, `SELECT status, body, fetched, expires FROM robots WHERE origin = ?`, origin).
		Scan(&file.Status, &file.Body, &fetched, &expires)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return frontier.RobotsFile{}, false, nil
	case err != nil:
		return frontier.RobotsFile{}, false, s.failed(ctx, err)
	}
	file.Origin, file.FetchedAt, file.ExpiresAt = origin, instant(fetched), instant(expires)
	return file, true, nil
}

// SaveRobots remembers a robots.txt in the place of an earlier one of its origin.
func (s *Store) SaveRobots(ctx context.Context, file frontier.RobotsFile) error {
	body := file.Body
	if body == nil {
		body = []byte{}
	}
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`INSERT OR REPLACE INTO robots (origin, status, body, fetched, expires) VALUES (?, ?, ?, ?, ?)`,
			file.Origin, file.Status, body, millis(file.FetchedAt), millis(file.ExpiresAt))
		return err
	}, nil)
}

// SaveTDMRep remembers a tdmrep.json in the place of an earlier one of its origin.
func (s *Store) SaveTDMRep(ctx context.Context, file frontier.RobotsFile) error {
	body := file.Body
	if body == nil {
		body = []byte{}
	}
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`INSERT OR REPLACE INTO tdmrep (origin, status, body, fetched) VALUES (?, ?, ?, ?)`,
			file.Origin, file.Status, body, millis(file.FetchedAt))
		return err
	}, nil)
}

// failed explains an error of reading, unless the caller gave up.
func (s *Store) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return explain(s.path, "read", err)
}
