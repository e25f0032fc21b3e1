package feed

import (
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"
)

const (
	usualInterval = time.Hour     // for a feed whose entries carry no dates
	maxHint       = 2 * time.Hour // a ttl copied from a template says a day; news do not wait for it
	rhythmEntries = 20            // the newest entries show the rhythm
	pollsPerEntry = 2             // polls between two entries, so that one is late by half a gap
	quietShare    = 8             // a feed silent for long is asked after an eighth of its silence
)

// Interval is how long to wait before a feed is polled again: half the usual
// gap between its newest entries, longer the longer it has been silent, not
// sooner than the feed asks for, and always between least and most (which
// also bounds what skipHours and skipDays add). It is a pure function of its
// arguments.
func Interval(h Hints, entries []Entry, now time.Time, least, most time.Duration) time.Duration {
	wait := rhythm(entries, now)
	wait = max(wait, min(h.TTL, maxHint), min(h.Period, maxHint))
	wait = max(least, min(wait, most))
	return max(least, min(h.skip(now, wait), most))
}

// rhythm is the wait that the dates of the entries suggest.
func rhythm(entries []Entry, now time.Time) time.Duration {
	var dates []time.Time
	for _, e := range entries {
		d := e.Article.Published
		if d.IsZero() {
			d = e.Article.Modified
		}
		if !d.IsZero() && !d.Time.After(now) {
			dates = append(dates, d.Time)
		}
	}
	if len(dates) == 0 {
		return usualInterval
	}
	slices.SortFunc(dates, func(a, b time.Time) int { return b.Compare(a) })
	dates = dates[:min(len(dates), rhythmEntries)]
	silence := now.Sub(dates[0])
	if len(dates) == 1 {
		return max(usualInterval, silence/quietShare)
	}
	gap := dates[0].Sub(dates[len(dates)-1]) / time.Duration(len(dates)-1)
	return max(gap/pollsPerEntry, silence/quietShare)
}

// skip moves the end of a wait out of the hours and days that the feed names.
func (h Hints) skip(now time.Time, wait time.Duration) time.Duration {
	if len(h.SkipHours) == 0 && len(h.SkipDays) == 0 {
		return wait
	}
	at := now.Add(wait).UTC()
	for range 7 * 24 { // every hour of the week: a feed may skip them all
		if !slices.Contains(h.SkipHours, at.Hour()) && !slices.Contains(h.SkipDays, at.Weekday()) {
			return at.Sub(now)
		}
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	return wait
}

// rssHints reads ttl, skipHours, skipDays (RSS 2.0) and the syndication module.
func rssHints(p *rss.Feed, x elements) Hints {
	h := syndicationHints(x)
	h.TTL = minutes(p.TTL)
	for _, hour := range p.SkipHours {
		hour = strings.TrimSpace(hour)
		if n := number(hour); hour != "" && n <= 24 && (n > 0 || hour[0] == '0') && !slices.Contains(h.SkipHours, n%24) {
			h.SkipHours = append(h.SkipHours, n%24)
		}
	}
	for _, day := range p.SkipDays {
		if n, ok := weekdayNames[strings.ToLower(strings.TrimSpace(day))]; ok && !slices.Contains(h.SkipDays, time.Weekday(n-1)) {
			h.SkipDays = append(h.SkipDays, time.Weekday(n-1))
		}
	}
	return h
}

// syndicationHints reads sy:updatePeriod and sy:updateFrequency (RSS 1.0
// Syndication module).
func syndicationHints(x elements) Hints {
	day := 24 * time.Hour
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day,
	}[strings.ToLower(strings.TrimSpace(x.text("sy:updateperiod")))]
	if n := number(x.text("sy:updatefrequency")); n > 1 {
		period /= time.Duration(n)
	}
	return Hints{Period: period}
}
