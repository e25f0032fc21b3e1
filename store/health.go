package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// Health tells how a source is doing; a row of the view source_health. A zero
// time is never or unknown.
type Health struct {
	Source         string    `json:"source"`
	Feeds          int       `json:"feeds"` // feeds, sitemaps and start pages
	LastPoll       time.Time `json:"last_poll,omitzero"`
	LastSuccess    time.Time `json:"last_success,omitzero"`
	LastNewArticle time.Time `json:"last_new_article,omitzero"`
	Articles       int       `json:"articles"`
	Failures       int       `json:"failures"` // addresses that were given up or wait for another try
	NextDue        time.Time `json:"next_due,omitzero"`
	LastError      string    `json:"last_error"` // of its feeds; empty when they are well
	Configured     bool      `json:"configured"` // false when the configuration no longer lists it

	LastErrorAt time.Time           `json:"last_error_at,omitzero"`
	Standing    string              `json:"standing"`             // well, wall, failing, silent, yield, gone, field, removed: the worst of what is the matter
	Conditions  []Condition         `json:"conditions"`           // all that is the matter
	UsualGap    int                 `json:"usual_gap"`            // seconds between two visits that find something new; 0 is unknown
	SilentFrom  time.Time           `json:"silent_from,omitzero"` // when silence becomes longer than usual
	Yield       *float64            `json:"yield"`                // share of its last pages that gave an article; null before any
	Coverage    map[string]Coverage `json:"coverage"`             // by field; null before any article
	ParkedUntil time.Time           `json:"parked_until,omitzero"`
	ParkedHost  string              `json:"parked_host"` // of its feeds, which rests until then; empty when none does
	Moved       []Move              `json:"moved"`       // its feeds that have moved for good
}

// Move is a feed that has moved for good, and is asked for there.
type Move struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Sick reports whether a source of the configuration needs a person.
func (h Health) Sick() bool { return h.Configured && h.Standing != "well" }

func (s *Store) health(ctx context.Context) ([]Health, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT source, feeds, last_poll, last_success, last_new_article, articles, failures,
		next_due, coalesce(last_error, ''), configured, last_error_at, standing, conditions, coalesce(usual_gap, 0), silent_from, yield, coverage,
		parked_until, coalesce(parked_host, ''), moved FROM source_health ORDER BY source`)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	list := []Health{}
	for rows.Next() {
		h, err := scanHealth(rows.Scan)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		list = append(list, h)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}

func scanHealth(scan func(...any) error) (h Health, err error) {
	var poll, success, article, due, failed, silent, parked, coverage sql.NullString
	var conditions, moved string
	if err := scan(&h.Source, &h.Feeds, &poll, &success, &article, &h.Articles, &h.Failures, &due, &h.LastError, &h.Configured,
		&failed, &h.Standing, &conditions, &h.UsualGap, &silent, &h.Yield, &coverage, &parked, &h.ParkedHost, &moved); err != nil {
		return h, err
	}
	for _, t := range []struct {
		text string
		into *time.Time
	}{
		{poll.String, &h.LastPoll}, {success.String, &h.LastSuccess}, {article.String, &h.LastNewArticle}, {due.String, &h.NextDue},
		{failed.String, &h.LastErrorAt}, {silent.String, &h.SilentFrom}, {parked.String, &h.ParkedUntil},
	} {
		if *t.into, err = fromText(t.text); err != nil {
			return h, err
		}
	}
	for _, j := range []struct {
		text string
		into any
	}{{conditions, &h.Conditions}, {moved, &h.Moved}, {coverage.String, &h.Coverage}} {
		if j.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(j.text), j.into); err != nil {
			return h, err
		}
	}
	return h, nil
}
