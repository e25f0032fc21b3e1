package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"winnow/crawler/frontier"
)

// ErrUnknown says that an address was never seen.
var ErrUnknown = errors.New("this address was never seen")

// History is everything that was decided about one address.
type History struct {
	URL        string           `json:"url"` // as it is asked for
	Kind       frontier.Kind    `json:"kind"`
	Source     string           `json:"source"`
	FirstSeen  time.Time        `json:"first_seen"`
	Via        string           `json:"via,omitempty"` // what named it first; empty for the configuration
	How        string           `json:"how"`           // feed-link, sitemap, link, redirect, configured ...
	Depth      int              `json:"depth"`
	State      string           `json:"state"` // waiting, being-fetched, stored, failed, polled, seen, forgotten
	RetryAt    time.Time        `json:"retry_at,omitzero"`
	Forgotten  time.Time        `json:"forgotten,omitzero"` // when; nothing else is known of it then
	LeadsTo    string           `json:"leads_to,omitempty"` // where it redirects
	Article    string           `json:"article,omitempty"`  // id of the article that stands there
	Spellings  []string         `json:"spellings"`          // other ways it was written
	Signals    frontier.Signals `json:"signals"`            // what the publisher asks of machines
	Failure    *Failure         `json:"failure,omitempty"`
	NextVisit  time.Time        `json:"next_visit,omitzero"`  // when the page is read again, if its source visits again
	Missing    time.Time        `json:"missing,omitzero"`     // since when the page is not found
	Gone       time.Time        `json:"gone,omitzero"`        // the same, once a second visit has confirmed it
	Doubt      *Doubt           `json:"doubt,omitempty"`      // a later reading of the page that makes no revision
	Parameters []Parameter      `json:"parameters,omitempty"` // of which is known whether they make a difference
	Visits     []Visit          `json:"visits"`               // oldest first
}

// Visit is one request for an address and what came of it.
type Visit struct {
	Time     time.Time        `json:"time"`
	Run      string           `json:"run"`
	Status   int              `json:"status"` // 0 without an answer
	Verdict  frontier.Verdict `json:"verdict"`
	Reason   string           `json:"reason,omitempty"`
	Bytes    int64            `json:"bytes"`
	Duration time.Duration    `json:"duration_ns"`
	Remote   string           `json:"remote,omitempty"` // address that answered
	Record   *frontier.Kept   `json:"record,omitempty"` // where the WARC files keep it
}

// Doubt is a reading of a known page that is not believed.
type Doubt struct {
	Reason string `json:"reason"` // cut (most of the text is missing), stub (a short notice in its place), alternates (it comes and goes)
	Visits int    `json:"visits"` // in a row that found it; 0 when the last one did not
}

// Why tells what was decided about an address, in any spelling of it. The error
// wraps ErrUnknown when it was never seen.
func (s *Store) Why(ctx context.Context, address string) (History, error) {
	h := History{Spellings: []string{}, Visits: []Visit{}}
	key := s.key(ctx, address)
	var id, seen int64
	var via, target, article, signals sql.NullString
	var notBefore, leased sql.NullInt64
	err := s.read.QueryRowContext(ctx, `SELECT a.id, a.url, a.kind, s.name, a.first_seen, v.url, a.reason, a.depth, t.url, d.ref, p.signals,
			(SELECT not_before FROM queue WHERE address = a.id), (SELECT id FROM lease WHERE address = a.id)
		FROM address a JOIN source s ON s.id = a.source LEFT JOIN address v ON v.id = a.via LEFT JOIN address t ON t.id = a.target
		LEFT JOIN document d ON d.id = a.document LEFT JOIN page p ON p.address = a.id
		WHERE a.key = ? ORDER BY a.id LIMIT 1`, key[:]).
		Scan(&id, &h.URL, &h.Kind, &h.Source, &seen, &via, &h.How, &h.Depth, &target, &article, &signals, &notBefore, &leased)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s.whyForgotten(ctx, address, h)
	case err != nil:
		return h, s.failed(ctx, err)
	}
	h.FirstSeen, h.Via, h.LeadsTo, h.Article = instant(seen), via.String, target.String, article.String
	if signals.Valid {
		if err := json.Unmarshal([]byte(signals.String), &h.Signals); err != nil {
			return h, fmt.Errorf("%s: signals: %w", h.URL, err)
		}
	}
	if err := errors.Join(s.spellings(ctx, key, &h), s.failure(ctx, id, &h), s.again(ctx, id, &h), s.visits(ctx, id, &h)); err != nil {
		return h, s.failed(ctx, err)
	}
	h.State, h.RetryAt = state(&h, notBefore, leased)
	h.Parameters, err = s.Parameters(ctx, address)
	return h, err
}

// whyForgotten tells of an address that is not known: it was never seen, or what
// stood there was forgotten.
func (s *Store) whyForgotten(ctx context.Context, address string, h History) (History, error) {
	at, err := s.forgottenAt(ctx, address)
	if err == nil && at.IsZero() {
		err = fmt.Errorf("%s: %w", address, ErrUnknown)
	}
	h.URL, h.State, h.Forgotten = address, "forgotten", at
	return h, err
}

// state puts the place of an address in one word.
func state(h *History, notBefore, leased sql.NullInt64) (string, time.Time) {
	switch {
	case leased.Valid:
		return "being-fetched", time.Time{}
	case notBefore.Valid:
		return "waiting", instant(notBefore.Int64)
	case h.Failure != nil:
		return "failed", time.Time{}
	case h.Article != "":
		return "stored", time.Time{}
	case h.Kind != frontier.Page && len(h.Visits) > 0:
		return "polled", time.Time{}
	}
	return "seen", time.Time{}
}

func (s *Store) spellings(ctx context.Context, key addressKey, h *History) error {
	return s.each(ctx, `SELECT url FROM address WHERE key = ? AND url <> ? ORDER BY id`, []any{key[:], h.URL}, func(scan func(...any) error) error {
		var url string
		err := scan(&url)
		h.Spellings = append(h.Spellings, url)
		return err
	})
}

func (s *Store) failure(ctx context.Context, id int64, h *History) error {
	return s.each(ctx, `SELECT a.url, a.kind, s.name, f.reason, f.detail, strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch'), f.tries,
			strftime('%Y-%m-%dT%H:%M:%SZ', f.retry_at / 1000, 'unixepoch')
		FROM failure f JOIN address a ON a.id = f.address JOIN source s ON s.id = f.source WHERE f.address = ?`, []any{id},
		func(scan func(...any) error) error {
			f, err := scanFailure(scan)
			h.Failure = &f
			return err
		})
}

func (s *Store) visits(ctx context.Context, id int64, h *History) error {
	return s.each(ctx, `SELECT f.started, coalesce(r.name, ''), f.status, f.verdict, f.reason, f.bytes, f.duration, f.remote,
			w.file, w.offset, w.length, w.ref, w.digest
		FROM fetch f LEFT JOIN run r ON r.id = f.run LEFT JOIN record w ON w.fetch = f.id WHERE f.address = ? ORDER BY f.id`, []any{id}, func(scan func(...any) error) error {
		var v Visit
		var started, duration int64
		var file, ref, digest sql.NullString
		var offset, length sql.NullInt64
		err := scan(&started, &v.Run, &v.Status, &v.Verdict, &v.Reason, &v.Bytes, &duration, &v.Remote, &file, &offset, &length, &ref, &digest)
		v.Time, v.Duration = instant(started), time.Duration(duration)*time.Millisecond
		if file.Valid {
			v.Record = &frontier.Kept{File: file.String, Offset: offset.Int64, Length: length.Int64, ID: ref.String, Digest: digest.String}
		}
		h.Visits = append(h.Visits, v)
		return err
	})
}

// again tells whether a page is visited again, and what came of it.
func (s *Store) again(ctx context.Context, id int64, h *History) error {
	return s.each(ctx, `SELECT coalesce(d.due, 0), coalesce(d.missing, 0), coalesce(d.gone, 0), coalesce(p.doubt, ''), p.doubts
		FROM page p JOIN address a ON a.id = p.address JOIN document d ON d.id = p.document JOIN address t ON t.id = d.address AND t.key = a.key
		WHERE p.address = ?`, []any{id}, func(scan func(...any) error) error {
		var due, missing, gone int64
		var d Doubt
		if err := scan(&due, &missing, &gone, &d.Reason, &d.Visits); err != nil {
			return err
		}
		h.NextVisit, h.Missing, h.Gone = instant(due), instant(missing), instant(gone)
		if d.Reason != "" {
			h.Doubt = &d
		}
		return nil
	})
}

// each calls take for every row of a query.
func (s *Store) each(ctx context.Context, query string, args []any, take func(scan func(...any) error) error) error {
	return eachRow(ctx, s.read, query, args, take)
}

func eachRow(ctx context.Context, q queryer, query string, args []any, take func(scan func(...any) error) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// signalsJSON is how the table page holds signals.
func signalsJSON(x frontier.Signals) string {
	b, err := json.Marshal(x)
	if err != nil { // plain values always encode
		return "{}"
	}
	return string(b)
}
