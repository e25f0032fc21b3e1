package store

import (
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
	gaps                                      []int64
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
		dates, err := b.datedPatience(source, feed)
		if err != nil {
			return err
		}
		p.answered(b.now, b.s.run, fresh, dates)
	} else {
		p.fail(b.now, b.s.run)
	}
	if p.gaps == nil {
		p.gaps = []int64{}
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

// datedPatience is the silence that the dates of a feed's entries allow, or of the
// one feed of a source that publishes most often; 0 when they do not tell.
func (b *batch) datedPatience(source, feed int64) (ms int64, err error) {
	_, err = b.row(`SELECT coalesce(min(silent_at - newest), 0) FROM feed WHERE (address = ?2 OR ?2 = 0 AND source = ?1) AND silent_at > 0 AND newest > 0`,
		[]any{source, feed}, &ms)
	return ms, err
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
	p.silentAt = 0
	if allowed := p.rhythm(dates).patience(); allowed > 0 {
		p.silentAt = max(p.arrived, p.since) + allowed.Milliseconds()
	}
}

// pace smooths the span between visits.
func (p *pulse) pace(last int64) {
	if p.every == 0 {
		p.every = last
		return
	}
	p.every += (last - p.every) / 4
}

// arrive counts a visit that found something new. A gap that was a silence is
// remembered as no longer than what had been waited for: the next one is told of
// as well.
func (p *pulse) arrive(now, dates int64) {
	if p.arrived > 0 && p.idle > 0 {
		gap := now - p.arrived
		allowed := p.rhythm(dates).patience().Milliseconds()
		p.gaps = append(p.gaps, gap)
		p.gaps = p.gaps[max(0, len(p.gaps)-keptGaps):]
		if allowed > 0 {
			gap = min(gap, allowed)
		}
		if gap >= p.longest || span(now-p.longestAt) > longestKept {
			p.longest, p.longestAt = gap, now
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
	r := rhythm{every: span(p.every), longest: span(p.longest), dates: span(dates)}
	for _, g := range p.gaps {
		r.gaps = append(r.gaps, span(g))
	}
	return r
}

// silent reports whether nothing came for longer than usual, and somebody looked.
func (p *pulse) silent() bool {
	return p.silentAt > 0 && p.visited >= p.silentAt && p.rhythm(0).idleEnough(p.idle)
}

// span is a number of milliseconds as a time.
func span(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
