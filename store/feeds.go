package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"winnow/crawler/frontier"
)

// Feed tells how a feed, sitemap or start page is doing; a row of the view feeds.
// A zero time is never or unknown.
type Feed struct {
	Address     string            `json:"address"`
	Source      string            `json:"source"`
	Kind        frontier.Kind     `json:"kind"`
	Title       string            `json:"title"`
	Standing    frontier.Standing `json:"standing"` // well is empty
	LastPoll    time.Time         `json:"last_poll,omitzero"`
	LastSuccess time.Time         `json:"last_success,omitzero"`
	LastNew     time.Time         `json:"last_new,omitzero"` // last poll that named an unknown address
	NextDue     time.Time         `json:"next_due,omitzero"`
	Entries     int               `json:"entries"`
	Newest      time.Time         `json:"newest,omitzero"`      // date of its newest entry
	UsualGap    int               `json:"usual_gap"`            // seconds between two entries; 0 is unknown
	SilentFrom  time.Time         `json:"silent_from,omitzero"` // when its silence becomes longer than usual
	MovedTo     string            `json:"moved_to"`             // where it redirects for good; empty when it does not
	Moved       bool              `json:"moved"`                // it is asked for there
	Hub         string            `json:"hub"`                  // WebSub hub; empty when it names none
	Flags       []string          `json:"flags"`                // what had to be repaired
	PartOf      string            `json:"part_of"`              // the sitemap index that lists it; empty for what the configuration lists

	ArchiveNext  string `json:"archive_next"`  // the older part that a backfill goes on with; empty when all are read, or none
	ArchiveParts int    `json:"archive_parts"` // older parts that are read
}

// Silent reports whether a feed has published nothing for longer than it ever
// does, as far as its last poll tells.
func (f Feed) Silent(now time.Time) bool {
	return f.Standing == frontier.Well && !f.SilentFrom.IsZero() && now.After(f.SilentFrom) && !f.LastSuccess.Before(f.SilentFrom)
}

// Feeds gives every feed, sitemap and start page that the configuration lists,
// and the parts of sitemap indexes, by source and address.
func (s *Store) Feeds(ctx context.Context) ([]Feed, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT address, source, kind, title, CASE standing WHEN 'well' THEN '' ELSE standing END,
		last_poll, last_success, last_new, next_due, entries, newest, usual_gap, silent_from, coalesce(moved_to, ''), moved, hub, flags,
		coalesce(part_of, ''), archive_next, archive_parts FROM feeds ORDER BY source, address`)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	list := []Feed{}
	for rows.Next() {
		f, err := scanFeed(rows.Scan)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}

func scanFeed(scan func(...any) error) (Feed, error) {
	var f Feed
	var poll, success, fresh, due, newest, silent sql.NullString
	var flags string
	if err := scan(&f.Address, &f.Source, &f.Kind, &f.Title, &f.Standing, &poll, &success, &fresh, &due, &f.Entries, &newest,
		&f.UsualGap, &silent, &f.MovedTo, &f.Moved, &f.Hub, &flags, &f.PartOf,
		&f.ArchiveNext, &f.ArchiveParts); err != nil {
		return f, err
	}
	for _, t := range []struct {
		text string
		into *time.Time
	}{
		{poll.String, &f.LastPoll}, {success.String, &f.LastSuccess}, {fresh.String, &f.LastNew},
		{due.String, &f.NextDue}, {newest.String, &f.Newest}, {silent.String, &f.SilentFrom},
	} {
		var err error
		if *t.into, err = fromText(t.text); err != nil {
			return f, err
		}
	}
	return f, json.Unmarshal([]byte(flags), &f.Flags)
}
