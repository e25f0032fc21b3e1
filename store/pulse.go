package store

import (
	"cmp"
	"encoding/json"
	"time"

	"winnow/crawler/frontier"
)

const (
	// oneVisit: answers of one run that follow each other that closely are one
	// visit of a source, whichever of its feeds they are of.
	oneVisit = time.Minute
	// oneFailure is the same for attempts that fail.
	oneFailure = 10 * time.Minute
)

// pulse is a row of the table of that name.
type pulse struct {
	since, visited, run, every, arrived, idle int64
	gaps                                      []gap
	longest, longestAt, silentAt              int64
	failed, failedSince, failedAt, failedRun  int64
}

// felt takes a poll into the rhythm of its source, and of the feeds of the
// configuration that it stands for.
func (b *batch) felt(l leased, o frontier.Outcome, fresh int) error {
	answered := o.Verdict == frontier.Done || o.Verdict == frontier.Unchanged
	if !answered && o.Verdict != frontier.Retry && o.Verdict != frontier.Failed {
		return nil
	}
	if o.Lease.Kind == frontier.Section || answered {
		if err := b.beat(l.source, 0, answered, fresh > 0); err != nil || o.Lease.Kind == frontier.Section {
			return err
		}
	}
	var feeds []int64
	if err := b.rows(`SELECT address FROM feed`+these+` AND configured = 1`, []any{l.address}, func(scan func(...any) error) error {
		var id int64
		feeds = append(feeds, 0)
		err := scan(&id)
		feeds[len(feeds)-1] = id
		return err
	}); err != nil {
		return err
	}
	for _, feed := range feeds {
		if err := b.beat(l.source, feed, answered, fresh > 0); err != nil {
			return err
		}
	}
	return nil
}

// beat counts one poll in one row.
func (b *batch) beat(source, feed int64, answered, fresh bool) error {
	p := pulse{since: b.now}
	var gaps string
	known, err := b.row(`SELECT since, visited, run, every, arrived, idle, gaps, longest, longest_at, silent_at, failed, failed_since, failed_at, failed_run
		FROM pulse WHERE source = ? AND feed = ?`, []any{source, feed},
		&p.since, &p.visited, &p.run, &p.every, &p.arrived, &p.idle, &gaps, &p.longest, &p.longestAt, &p.silentAt,
		&p.failed, &p.failedSince, &p.failedAt, &p.failedRun)
	if err == nil && known {
		err = json.Unmarshal([]byte(gaps), &p.gaps)
	}
	if err != nil {
		return err
	}
	if answered {
		newest, dates, err := b.dated(source, feed)
		if err != nil {
			return err
		}
		if !known && newest > 0 {
			p.arrived = min(newest, b.now) // what was there before
			fresh = false
		}
		p.answered(b.now, b.s.run, fresh, dates)
	} else {
		p.fail(b.now, b.s.run)
	}
	if p.gaps == nil {
		p.gaps = []gap{}
	}
	list, err := json.Marshal(p.gaps)
	if err != nil {
		return err
	}
	_, err = b.exec(`INSERT OR REPLACE INTO pulse (source, feed, since, visited, run, every, arrived, idle, gaps, longest, longest_at, silent_at,
		failed, failed_since, failed_at, failed_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		source, feed, p.since, p.visited, p.run, p.every, p.arrived, p.idle, string(list), p.longest, p.longestAt, p.silentAt,
		p.failed, p.failedSince, p.failedAt, p.failedRun)
	return err
}

// dated is the newest date of a feed's entries and the silence that their dates
// allow; for a source as a whole, those of the feed that publishes most often. 0
// is unknown.
func (b *batch) dated(source, feed int64) (newest, patience int64, err error) {
	_, err = b.row(`SELECT coalesce(max(newest), 0), coalesce(min(silent_at - newest), 0) FROM feed
		WHERE (address = ?2 OR ?2 = 0 AND source = ?1) AND silent_at > 0 AND newest > 0`, []any{source, feed}, &newest, &patience)
	return newest, patience, err
}

// answered counts a poll that was answered.
func (p *pulse) answered(now, run int64, fresh bool, dates int64) {
	p.failed, p.failedSince, p.failedAt, p.failedRun = 0, 0, 0, 0
	again := p.visited > 0 && run == p.run && span(now-p.visited) < oneVisit
	if !again {
		if p.visited > 0 {
			p.pace(now - p.visited)
		}
		p.visited, p.run = now, run
		p.idle++
	}
	if fresh {
		p.arrive(now, dates)
	}
	p.silentAt = p.silentFrom(dates)
}

// silentFrom is the moment of the visit at which silence is longer than usual; 0
// is unknown.
func (p *pulse) silentFrom(dates int64) int64 {
	r := p.rhythm(dates)
	switch {
	case r.fast():
		allowed := r.visits()
		if allowed == 0 {
			return 0
		}
		silentAt := p.visited + max(0, allowed-p.idle)*p.every
		if len(p.gaps) >= regularGaps {
			silentAt = min(silentAt, max(p.arrived+surely*p.longest, p.visited+max(0, surelyIdle-p.idle)*p.every))
		}
		return silentAt
	case r.patience() == 0:
		return 0
	}
	return cmp.Or(p.arrived, p.since) + r.patience().Milliseconds()
}

// paceStep moves the usual span between visits towards the last one. It follows the
// middle, not the mean: one run that took long says nothing.
const paceStep = 1.25

func (p *pulse) pace(last int64) {
	switch {
	case p.every == 0:
		p.every = last
	case last > p.every:
		p.every = min(last, int64(float64(p.every)*paceStep)+1)
	default:
		p.every = max(last, int64(float64(p.every)/paceStep))
	}
}

// arrive counts a visit that found something new. A gap that was a silence is
// remembered as no longer than what had been waited for: the next one is told of
// as well.
func (p *pulse) arrive(now, dates int64) {
	if p.arrived >= p.since && p.idle > 0 { // one that was seen to come
		took, r := now-p.arrived, p.rhythm(dates)
		p.gaps = append(p.gaps, gap{took, p.idle})
		p.gaps = p.gaps[max(0, len(p.gaps)-keptGaps):]
		if allowed := r.patience().Milliseconds(); allowed > 0 && !r.fast() {
			took = min(took, allowed)
		}
		if took >= p.longest || span(now-p.longestAt) > longestKept {
			p.longest, p.longestAt = took, now
		}
	}
	p.arrived, p.idle = now, 0
}

// fail counts a visit that failed; further attempts within it are the same one.
func (p *pulse) fail(now, run int64) {
	if p.failed > 0 && run == p.failedRun && span(now-p.failedAt) < oneFailure {
		return
	}
	if p.failed == 0 {
		p.failedSince = now
	}
	p.failed++
	p.failedAt, p.failedRun = now, run
}

func (p *pulse) rhythm(dates int64) rhythm {
	return rhythm{every: span(p.every), gaps: p.gaps, longest: span(p.longest), dates: span(dates)}
}

// silent reports whether nothing came for longer than usual, and somebody looked.
func (p *pulse) silent() bool {
	return p.silentAt > 0 && p.visited >= p.silentAt && (p.idle >= slowIdle || p.rhythm(0).fast())
}

// span is a number of milliseconds as a time.
func span(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
