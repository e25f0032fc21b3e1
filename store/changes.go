package store

import "context"

// Undelivered is a change that waits for the notification hook.
type Undelivered struct {
	Change
	Tries int // that failed
}

// Undelivered gives the changes that wait for the notification hook, the oldest
// first.
func (s *Store) Undelivered(ctx context.Context) ([]Undelivered, error) {
	var list []Undelivered
	err := s.changes(ctx, `WHERE delivered IS NULL ORDER BY id`, -1, func(u Undelivered) { list = append(list, u) })
	return list, err
}

// Delivered says that the hook was tried with a change, and whether it is done with.
func (s *Store) Delivered(ctx context.Context, id int64, done bool) error {
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`UPDATE change SET tries = tries + 1, delivered = CASE WHEN ? THEN ? END WHERE id = ?`, done, millis(s.now()), id)
		return err
	}, nil)
}

// Changes gives what was told of the sources, newest first; limit 0 is all.
func (s *Store) Changes(ctx context.Context, limit int) ([]Change, error) {
	if limit <= 0 {
		limit = -1
	}
	list := []Change{}
	err := s.changes(ctx, `ORDER BY id DESC`, limit, func(u Undelivered) { list = append(list, u.Change) })
	return list, err
}

func (s *Store) changes(ctx context.Context, which string, limit int, each func(Undelivered)) error {
	err := s.each(ctx, `SELECT id, at, source, kind, state, subject, since, detail, tries FROM change `+which+` LIMIT ?`, []any{limit}, func(scan func(...any) error) error {
		var u Undelivered
		var at, since int64
		if err := scan(&u.ID, &at, &u.Source, &u.Kind, &u.State, &u.Subject, &since, &u.Detail, &u.Tries); err != nil {
			return err
		}
		u.Time, u.Since = instant(at), instant(since)
		each(u)
		return nil
	})
	return s.failed(ctx, err)
}
