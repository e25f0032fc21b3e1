package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"os"
	"time"

	"winnow/crawler/frontier"
)

// Status is an overview of a database.
type Status struct {
	Path      string        `json:"path"`
	Bytes     int64         `json:"bytes"` // of the file and its journal
	Schema    int           `json:"schema"`
	Articles  int           `json:"articles"`
	Revisions int           `json:"revisions"`
	Addresses int           `json:"addresses"` // that were ever seen
	Copies    int           `json:"copies"`    // articles that another publisher has too and had first
	Queued    int           `json:"queued"`    // leads that may be tried now
	Waiting   int           `json:"waiting"`   // leads that wait for another try
	Leased    int           `json:"leased"`    // being fetched, or left by a run that died
	Failed    int           `json:"failed"`    // given up
	LastRun   *frontier.Run `json:"last_run"`  // nil before the first
	Sources   []Health      `json:"sources"`   // by name
}

// Status counts what a database holds and tells how its sources are doing.
func (s *Store) Status(ctx context.Context) (Status, error) {
	st := Status{Path: s.path, Schema: SchemaVersion}
	err := s.read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM document WHERE merged IS NULL),
		(SELECT count(*) FROM revision r JOIN document d ON d.id = r.document WHERE d.merged IS NULL),
		(SELECT count(*) FROM address),
		(SELECT count(*) FROM member WHERE role IN ('copy', 'syndicated')),
		(SELECT count(*) FROM queue WHERE not_before <= ?1),
		(SELECT count(*) FROM queue WHERE not_before > ?1),
		(SELECT count(*) FROM lease),
		(SELECT count(*) FROM failure WHERE retry_at IS NULL)`, millis(s.now())).
		Scan(&st.Articles, &st.Revisions, &st.Addresses, &st.Copies, &st.Queued, &st.Waiting, &st.Leased, &st.Failed)
	if err != nil {
		return st, s.failed(ctx, err)
	}
	for _, name := range []string{s.path, s.path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			st.Bytes += info.Size()
		}
	}
	runs, err := s.Runs(ctx, 1)
	if err != nil {
		return st, err
	}
	if len(runs) > 0 {
		st.LastRun = &runs[0]
	}
	st.Sources, err = s.health(ctx)
	return st, err
}

// fromText reads a time as the views give it.
func fromText(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}

// Failure is an address that was given up or waits for another try; a row of the
// view failures.
type Failure struct {
	Address string        `json:"address"`
	Kind    frontier.Kind `json:"kind"`
	Source  string        `json:"source"`
	Reason  string        `json:"reason"` // short code, for example http-404
	Detail  string        `json:"detail"`
	Time    time.Time     `json:"time"`
	Tries   int           `json:"tries"`
	RetryAt time.Time     `json:"retry_at,omitzero"` // zero when it was given up
}

// FailureFilter says which failures are wanted; what is empty does not restrict.
type FailureFilter struct {
	Source string
	Reason string
	Limit  int // 0 is all
}

// Failures gives failures, newest first, one at a time. It ends after the first
// error.
func (s *Store) Failures(ctx context.Context, f FailureFilter) iter.Seq2[Failure, error] {
	return func(yield func(Failure, error) bool) {
		limit := f.Limit
		if limit <= 0 {
			limit = -1
		}
		rows, err := s.read.QueryContext(ctx, `SELECT address, kind, source, reason, detail, time, tries, retry_at FROM failures
			WHERE (?1 = '' OR source = ?1) AND (?2 = '' OR reason = ?2) ORDER BY time DESC, address LIMIT ?3`, f.Source, f.Reason, limit)
		if err != nil {
			yield(Failure{}, s.failed(ctx, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			x, err := scanFailure(rows.Scan)
			if err != nil {
				yield(Failure{}, s.failed(ctx, err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Failure{}, s.failed(ctx, err))
		}
	}
}

func scanFailure(scan func(...any) error) (Failure, error) {
	var f Failure
	var at string
	var retry sql.NullString
	err := scan(&f.Address, &f.Kind, &f.Source, &f.Reason, &f.Detail, &at, &f.Tries, &retry)
	if err != nil {
		return f, err
	}
	if f.Time, err = fromText(at); err != nil {
		return f, err
	}
	f.RetryAt, err = fromText(retry.String)
	return f, err
}

// Runs gives the last runs, newest first; limit 0 is all. A run that still goes
// on, or was killed, has no end.
func (s *Store) Runs(ctx context.Context, limit int) ([]frontier.Run, error) {
	if limit <= 0 {
		limit = -1
	}
	rows, err := s.read.QueryContext(ctx, `SELECT name, version, config, args, started, coalesce(ended, 0), coalesce(exit, 0), counts
		FROM run ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var runs []frontier.Run
	for rows.Next() {
		r, err := scanRun(rows.Scan)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		runs = append(runs, r)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return runs, nil
}

func scanRun(scan func(...any) error) (frontier.Run, error) {
	var r frontier.Run
	var args, counts string
	var started, ended int64
	if err := scan(&r.ID, &r.Version, &r.Config, &args, &started, &ended, &r.Exit, &counts); err != nil {
		return r, err
	}
	r.Started, r.Ended = instant(started), instant(ended)
	if err := json.Unmarshal([]byte(args), &r.Args); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(counts), &r.Counts)
}
