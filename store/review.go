package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"winnow/crawler/frontier"
)

// Change is one change in how a source is doing. It is told once.
type Change struct {
	ID      int64     `json:"id"`
	Time    time.Time `json:"time"`
	Source  string    `json:"source"`  // empty when all are meant
	Kind    string    `json:"kind"`    // network, failing, wall, gone, silent, field, yield, moved
	State   string    `json:"state"`   // begun, or over
	Subject string    `json:"subject"` // address of the feed, or name of the field; empty for the source as a whole
	Since   time.Time `json:"since"`
	Detail  string    `json:"detail"`
}

// The kinds of Change.
const (
	KindNetwork = "network" // every source fails
	KindFailing = "failing" // all feeds of the source fail
	KindWall    = "wall"    // a wall against machines stands before its feeds or pages
	KindGone    = "gone"    // one of its feeds is dead or gone for good
	KindSilent  = "silent"  // nothing new for longer than it ever took
	KindField   = "field"   // its articles lack what they had
	KindYield   = "yield"   // its pages give no articles any more
	KindMoved   = "moved"   // one of its feeds has moved for good, and is asked for there
)

// The states of Change.
const (
	StateBegun = "begun"
	StateOver  = "over"
)

// Condition is something that is the matter with a source.
type Condition struct {
	Kind    string    `json:"kind"`
	Subject string    `json:"subject"`
	Since   time.Time `json:"since"`
	Detail  string    `json:"detail"`
}

const (
	// failedVisits is how many visits in a row have to fail before it is told of:
	// with an error in twenty requests, one in eight thousand.
	failedVisits = 3
	// networkSources is how many sources have to fail, and all of them, for the
	// network to be what fails.
	networkSources = 3
	// changesKept bounds the log of changes.
	changesKept = 10000
)

// ailment is a row of the table condition.
type ailment struct {
	source        int64
	kind, subject string
	since         int64
	detail        string
	level         float64
	told          bool
}

func (c ailment) key() string { return fmt.Sprint(c.source, " ", c.kind, " ", c.subject) }

// Review looks at every source of the configuration, remembers what is the matter
// with it, and gives what has changed since the last time, in one transaction. It
// is called when a run is over. Of the kinds that are wanted, each change waits for
// Delivered.
func (s *Store) Review(ctx context.Context, wanted func(kind string) bool) (changes []Change, err error) {
	err = s.update(ctx, func(t tx) error {
		r := &review{batch: s.batch(t), wanted: wanted, was: map[string]ailment{}, is: map[string]ailment{}}
		if err := r.load(); err != nil {
			return err
		}
		if err := r.look(); err != nil {
			return err
		}
		if err := r.settle(); err != nil {
			return err
		}
		changes = r.changes
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// review is one look at all sources.
type review struct {
	*batch
	wanted  func(kind string) bool
	sources []reviewed
	was, is map[string]ailment // by key
	order   []string           // of is
	changes []Change
}

// reviewed is a source of the configuration with what is known of it.
type reviewed struct {
	id              int64
	name            string
	own             *pulse // nil before the first visit
	feeds           []reviewedFeed
	pages, articles []byte
}

// reviewedFeed is a feed, sitemap or start page that the configuration lists.
type reviewedFeed struct {
	address        string
	standing       frontier.Standing
	succeeded      int64
	pulse          pulse
	known          bool   // it was visited
	reason, detail string // of its last failure; empty when there is none
	givenUp        bool
	entries        int    // that it listed last
	movedTo        string // where it redirects for good; empty when it does not
	movedAt        int64
	moved          bool // that was seen often enough, and the same feed stands there
}

func (r *review) load() error {
	if err := r.rows(`SELECT source, kind, subject, since, detail, level, told FROM condition`, nil, func(scan func(...any) error) error {
		var c ailment
		err := scan(&c.source, &c.kind, &c.subject, &c.since, &c.detail, &c.level, &c.told)
		r.was[c.key()] = c
		return err
	}); err != nil {
		return err
	}
	if err := r.rows(`SELECT s.id, s.name, coalesce(l.pages, x''), coalesce(l.articles, x'') FROM source s LEFT JOIN lately l ON l.source = s.id
		WHERE s.configured = 1 ORDER BY s.name`, nil, func(scan func(...any) error) error {
		var s reviewed
		err := scan(&s.id, &s.name, &s.pages, &s.articles)
		r.sources = append(r.sources, s)
		return err
	}); err != nil {
		return err
	}
	for i := range r.sources {
		if err := r.loadFeeds(&r.sources[i]); err != nil {
			return err
		}
	}
	return nil
}

const feedsOfSource = `SELECT a.url, f.standing, coalesce(f.succeeded, 0), coalesce(f.entries, 0), u.source IS NOT NULL,
	coalesce(u.since, 0), coalesce(u.visited, 0), coalesce(u.every, 0), coalesce(u.arrived, 0), coalesce(u.idle, 0), coalesce(u.gaps, '[]'),
	coalesce(u.longest, 0), coalesce(u.silent_at, 0), coalesce(u.failed, 0), coalesce(u.failed_since, 0),
	coalesce(x.reason, y.reason, ''), coalesce(x.detail, y.detail, ''), coalesce(x.reason IS NOT NULL AND x.retry_at IS NULL OR y.reason IS NOT NULL AND y.retry_at IS NULL, 0),
	coalesce(m.url, ''), f.moved_at, f.moved_seen >= 3 AND coalesce(f.moved_same, 0) = 1
	FROM feed f JOIN address a ON a.id = f.address LEFT JOIN pulse u ON u.source = f.source AND u.feed = f.address
	LEFT JOIN failure x ON x.address = f.address LEFT JOIN failure y ON y.address = a.target LEFT JOIN address m ON m.id = f.moved_to
	WHERE f.source = ? AND f.configured = 1 ORDER BY a.url`

func (r *review) loadFeeds(s *reviewed) error {
	if err := r.rows(feedsOfSource, []any{s.id}, func(scan func(...any) error) error {
		var f reviewedFeed
		var gaps string
		p := &f.pulse
		if err := scan(&f.address, &f.standing, &f.succeeded, &f.entries, &f.known, &p.since, &p.visited, &p.every, &p.arrived, &p.idle, &gaps,
			&p.longest, &p.silentAt, &p.failed, &p.failedSince, &f.reason, &f.detail, &f.givenUp, &f.movedTo, &f.movedAt, &f.moved); err != nil {
			return err
		}
		s.feeds = append(s.feeds, f)
		return json.Unmarshal([]byte(gaps), &p.gaps)
	}); err != nil {
		return err
	}
	var p pulse
	var gaps string
	known, err := r.row(`SELECT since, visited, every, arrived, idle, gaps, longest, silent_at FROM pulse WHERE source = ? AND feed = 0`, []any{s.id},
		&p.since, &p.visited, &p.every, &p.arrived, &p.idle, &gaps, &p.longest, &p.silentAt)
	if err != nil || !known {
		return err
	}
	s.own = &p
	return json.Unmarshal([]byte(gaps), &p.gaps)
}

// look finds what is the matter with each source, and with all of them.
func (r *review) look() error {
	if r.network() {
		return r.summarize()
	}
	for i := range r.sources {
		s := &r.sources[i]
		r.failing(s)
		r.feedsGone(s)
		r.silent(s)
		r.walled(s)
		r.covered(s)
	}
	return r.summarize()
}

// note states a condition. One that was known keeps its beginning and its level.
func (r *review) note(c ailment) {
	if before, known := r.was[c.key()]; known {
		c.since, c.level, c.told = before.since, before.level, before.told
		if c.kind == KindField || c.kind == KindYield {
			c.detail = before.detail // what it fell from is forgotten by and by
		}
	}
	if _, doubled := r.is[c.key()]; !doubled {
		r.order = append(r.order, c.key())
	}
	r.is[c.key()] = c
}

// stays keeps a condition that was there as it was.
func (r *review) stays(source int64, kind, subject string) {
	if c, known := r.was[(ailment{source: source, kind: kind, subject: subject}).key()]; known {
		r.note(c)
	}
}

func (r *review) had(source int64, kind, subject string) bool {
	_, known := r.was[(ailment{source: source, kind: kind, subject: subject}).key()]
	return known
}

// settle writes the conditions down and tells what has changed.
func (r *review) settle() error {
	names := map[int64]string{0: ""}
	ill := map[int64]bool{}
	for _, s := range r.sources {
		names[s.id] = s.name
	}
	for _, key := range r.order {
		c := r.is[key]
		ill[c.source] = ill[c.source] || c.kind == KindFailing || c.kind == KindWall
		if _, known := r.was[key]; !known && c.told {
			r.tell(c, names[c.source], StateBegun)
		}
	}
	_, cut := r.is[(ailment{kind: KindNetwork}).key()]
	for key, c := range r.was {
		_, stays := r.is[key]
		name, configured := names[c.source]
		// That one trouble gave way to another is no recovery.
		if !stays && configured && c.told && c.kind != KindMoved && !cut && !ill[c.source] {
			c.detail = overWords(c)
			r.tell(c, name, StateOver)
		}
	}
	return r.write()
}

func (r *review) tell(c ailment, source, state string) {
	r.changes = append(r.changes, Change{
		Time: instant(r.now), Source: source, Kind: c.kind, State: state, Subject: c.subject, Since: instant(c.since), Detail: c.detail,
	})
}

// overWords says how a condition ended.
func overWords(c ailment) string {
	switch c.kind {
	case KindNetwork:
		return "sources answer again"
	case KindSilent:
		return "publishes again"
	case KindField:
		return "its articles have it again"
	case KindYield:
		return "its pages give articles again"
	}
	return "answers again"
}

func (r *review) write() error {
	sortChanges(r.changes)
	if _, err := r.exec(`DELETE FROM condition`); err != nil {
		return err
	}
	for _, key := range r.order {
		c := r.is[key]
		if _, err := r.exec(`INSERT INTO condition (source, kind, subject, since, detail, level, told) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c.source, c.kind, c.subject, c.since, c.detail, c.level, c.told); err != nil {
			return err
		}
	}
	for i := range r.changes {
		c := &r.changes[i]
		var delivered any = 0 // to nobody
		if r.wanted(c.Kind) {
			delivered = nil
		}
		id, err := r.insert(`INSERT INTO change (at, source, kind, state, subject, since, detail, delivered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			millis(c.Time), c.Source, c.Kind, c.State, c.Subject, millis(c.Since), c.Detail, delivered)
		if err != nil {
			return err
		}
		c.ID = id
	}
	_, err := r.exec(`DELETE FROM change WHERE id <= (SELECT max(id) FROM change) - ?`, changesKept)
	return err
}

// reasonWords is why a feed fails, for people.
func reasonWords(f reviewedFeed) string {
	words := []string{f.address}
	for _, w := range []string{f.reason, f.detail} {
		if w = strings.TrimPrefix(w, f.address+": "); w != "" && !strings.HasPrefix(w, f.reason+":") || w == f.reason && w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, ": ")
}
