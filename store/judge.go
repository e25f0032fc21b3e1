package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"winnow/crawler/frontier"
)

// down reports whether a feed is taken to fail: it failed on several visits, it is
// gone, or it was never read and will not be.
func (f reviewedFeed) down() bool {
	return f.standing == frontier.Gone || f.pulse.failed >= failedVisits || f.succeeded == 0 && f.pulse.failed > 0 && f.givenUp
}

// network finds that every source fails: that is one thing, not many.
func (r *review) network() bool {
	down, asked := 0, 0
	since := int64(0)
	for _, s := range r.sources {
		if len(s.feeds) == 0 {
			continue
		}
		asked++
		failing := func(f reviewedFeed) bool {
			return f.pulse.failed > 0 && (f.down() || f.succeeded == 0 || r.had(0, KindNetwork, ""))
		}
		if slices.ContainsFunc(s.feeds, func(f reviewedFeed) bool { return !failing(f) }) {
			continue
		}
		down++
		since = max(since, s.feeds[0].pulse.failedSince)
	}
	if down < networkSources || down < asked {
		return false
	}
	for _, c := range r.was { // what is not known now stays as it was
		r.note(c)
	}
	r.note(ailment{kind: KindNetwork, since: since, told: true,
		detail: fmt.Sprintf("all %d sources fail, the last of them with %s", asked, reasonWords(r.sources[len(r.sources)-1].feeds[0]))})
	return true
}

// failing finds a source whose feeds all fail.
func (r *review) failing(s *reviewed) {
	if len(s.feeds) == 0 {
		return
	}
	was := r.had(s.id, KindFailing, "") || r.had(s.id, KindWall, "")
	worst := s.feeds[0]
	for _, f := range s.feeds {
		if !f.down() && !(was && f.pulse.failed > 0) {
			return
		}
		if f.reason != "" && (worst.reason == "" || strings.HasPrefix(f.reason, frontier.WallPrefix)) {
			worst = f
		}
	}
	kind := KindFailing
	if strings.HasPrefix(worst.reason, frontier.WallPrefix) {
		kind = KindWall
	}
	r.note(ailment{source: s.id, kind: kind, since: cmp.Or(worst.pulse.failedSince, r.now), detail: reasonWords(worst), told: true})
}

// feedsGone finds feeds of a source that are gone or dead while others live, and
// those that have moved.
func (r *review) feedsGone(s *reviewed) {
	alone := len(s.feeds) == 1
	for _, f := range s.feeds {
		if !alone && (f.standing == frontier.Gone || f.standing == frontier.Dead) {
			r.note(ailment{source: s.id, kind: KindGone, subject: f.address, since: cmp.Or(f.pulse.failedSince, r.now), detail: reasonWords(f), told: true})
		}
		switch was := r.was[(ailment{source: s.id, kind: KindMoved, subject: f.address}).key()]; {
		case f.moved, f.movedTo != "" && was.detail == f.movedTo: // once told, a bad day of the new place makes no second move
			r.note(ailment{source: s.id, kind: KindMoved, subject: f.address, since: f.movedAt, detail: f.movedTo, told: true})
		}
	}
}

// silent finds a source of which nothing came for longer than it ever took. While
// nobody answers, that is not known.
func (r *review) silent(s *reviewed) {
	if slices.ContainsFunc(s.feeds, func(f reviewedFeed) bool { return f.pulse.failed > 0 }) {
		r.stays(s.id, KindSilent, "")
		return
	}
	p := s.own
	if p == nil || !p.silent() {
		return
	}
	since := cmp.Or(p.arrived, p.since)
	detail := fmt.Sprintf("nothing new since %s, in %d visits", words(instant(since)), p.idle)
	if usual := p.rhythm(0).usual(); usual > 0 {
		detail += "; usually something comes every " + roughly(usual)
	}
	if !slices.ContainsFunc(s.feeds, func(f reviewedFeed) bool { return f.entries > 0 }) {
		detail += "; nothing is listed there any more"
	}
	r.note(ailment{source: s.id, kind: KindSilent, since: since, detail: detail, told: p.since < p.silentAt})
}

const (
	// wallPages of the last wallWindow pages have to meet a wall.
	wallWindow = 16
	wallPages  = 8
)

// walled finds walls that stand before the pages of a source, though its feeds
// answer.
func (r *review) walled(s *reviewed) {
	if _, whole := r.is[(ailment{source: s.id, kind: KindWall}).key()]; whole {
		return
	}
	last := s.pages[max(0, len(s.pages)-wallWindow):]
	met := map[byte]int{}
	walls := 0
	for _, p := range last {
		if p >= pageWall && int(p-pageWall) < len(frontier.Walls) {
			met[p]++
			walls++
		}
	}
	if walls == 0 || walls < wallPages && !(r.had(s.id, KindWall, "") && walls > wallPages/2) {
		return
	}
	most := last[0]
	for p := range met {
		if met[p] > met[most] || met[p] == met[most] && p < most {
			most = p
		}
	}
	r.note(ailment{source: s.id, kind: KindWall, since: r.now, told: true,
		detail: fmt.Sprintf("%s: %d of its last %d pages", frontier.Walls[most-pageWall], walls, len(last))})
}

// summary is what status tells of the last pages and articles of a source.
type summary struct {
	UsualGap *int64              `json:"usual_gap,omitempty"` // seconds
	Yield    *float64            `json:"yield,omitempty"`
	Coverage map[string]Coverage `json:"coverage,omitempty"`
}

// Coverage tells how many of the articles of a source have a field.
type Coverage struct {
	Before float64 `json:"before"` // share of those before
	Last   float64 `json:"last"`   // share of the newest
}

// lastArticles is how many articles Coverage.Last speaks of, at most.
const lastArticles = 32

// covered finds fields that the newest articles of a source lack, and pages that
// give no articles.
func (r *review) covered(s *reviewed) {
	for bit, f := range coveredFields {
		r.fallen(s, KindField, f.name, fieldHistory(s.articles, bit), "articles")
	}
	usual := usualWords(s.articles)
	if c, known := r.was[(ailment{source: s.id, kind: KindField, subject: "text"}).key()]; known {
		usual = int(c.level)
	}
	if usual >= leastWords {
		r.shortened(s, usual)
	}
	r.fallen(s, KindYield, "", yieldHistory(s.pages), "pages")
}

// leastWords is how long texts have to be usually for shorter ones to be told of.
const leastWords = 80

func (r *review) fallen(s *reviewed, kind, subject string, history []bool, of string) {
	if c, known := r.was[(ailment{source: s.id, kind: kind, subject: subject}).key()]; known {
		if !back(history, c.level) && !accepted(history, c.level) {
			r.note(c)
		}
		return
	}
	f, is := fell(history)
	if !is {
		return
	}
	what := cmp.Or(subject, "yield")
	r.note(ailment{source: s.id, kind: kind, subject: subject, since: r.now, level: f.before, told: true,
		detail: fmt.Sprintf("%s fell from %.0f %% to %.0f %% in the last %d %s", what, 100*f.before, 100*f.now, f.window, of)})
}

func (r *review) shortened(s *reviewed, usual int) {
	history := lengthHistory(s.articles, usual)
	if r.had(s.id, KindField, "text") {
		if !back(history, 1) && !accepted(history, 1) {
			r.stays(s.id, KindField, "text")
		}
		return
	}
	f, is := fell(history)
	if !is {
		return
	}
	now := usualWords(s.articles[len(s.articles)-2*f.window:])
	r.note(ailment{source: s.id, kind: KindField, subject: "text", since: r.now, level: float64(usual), told: true,
		detail: fmt.Sprintf("texts fell from %d to %d words in the last %d articles", usual, now, f.window)})
}

// accepted reports whether so much came since a fall that the source is like that
// now: nothing is left of what was before.
func accepted(history []bool, level float64) bool {
	return len(history) >= keptPages && share(history[:len(history)/2]) < riseShare*level
}

func share(history []bool) float64 {
	if len(history) == 0 {
		return 0
	}
	return math.Round(1000*float64(hits(history))/float64(len(history))) / 1000
}

// summarize keeps what status tells.
func (r *review) summarize() error {
	for _, s := range r.sources {
		var sum summary
		if s.own != nil {
			if usual := s.own.rhythm(0).usual(); usual > 0 {
				seconds := int64(math.Round(usual.Seconds()))
				sum.UsualGap = &seconds
			}
		}
		if h := yieldHistory(s.pages); len(h) > 0 {
			y := share(h[max(0, len(h)-64):])
			sum.Yield = &y
		}
		if n := len(s.articles) / 2; n > 0 {
			sum.Coverage = map[string]Coverage{}
			for bit, f := range coveredFields {
				h := fieldHistory(s.articles, bit)
				at := max(n/2, n-lastArticles)
				sum.Coverage[f.name] = Coverage{Before: share(h[:at]), Last: share(h[at:])}
			}
		}
		encoded, err := json.Marshal(sum)
		if err != nil {
			return err
		}
		if _, err := r.exec(`INSERT INTO lately (source, summary) VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET summary = ?2`, s.id, string(encoded)); err != nil {
			return err
		}
	}
	return nil
}

func sortChanges(list []Change) {
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.State, b.State), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
}

// words is a moment for people.
func words(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// roughly is a span for people.
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Round(24*time.Hour).Hours()/24))
}
