package feed

import (
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"

	"winnow/crawler/frontier"
)

const (
	usualInterval = time.Hour     // for a feed whose entries carry no dates
	maxHint       = 2 * time.Hour // a ttl copied from a template says a day; news do not wait for it
	rhythmEntries = 20            // the newest entries show the rhythm
	pollsPerEntry = 2             // polls between two entries, so that one is late by half a gap
	quietShare    = 8             // a feed silent for long is asked after an eighth of its silence
	slower        = 5             // an undated feed that did not change waits a fifth longer,
	faster        = 3             // one that did a third less

	// A feed is silent when nothing came for that many of its usual gaps, for
	// that many of the longest it ever left, and for two days, which hold the
	// weekend of an hourly one.
	silentGaps    = 6
	silentLongest = 2
	silentLeast   = 48 * time.Hour
)

// Interval is how long to wait before a feed is polled again: half the usual
// gap between its newest entries, longer the longer it has been silent, not
// sooner than the feed asks for, and always between least and most (which
// also bounds what skipHours and skipDays add). It is a pure function of its
// arguments.
func Interval(h Hints, entries []Entry, now time.Time, least, most time.Duration) time.Duration {
	return Wait(PaceOf(h, entries, now), now, least, most)
}

// PaceOf tells how often a feed publishes by the dates of its entries, and
// takes over what it asks of its readers.
func PaceOf(h Hints, entries []Entry, now time.Time) frontier.Pace {
	dates := make([]time.Time, 0, len(entries))
	for _, e := range entries {
		d := e.Article.Published
		if d.IsZero() {
			d = e.Article.Modified
		}
		dates = append(dates, d.Time)
	}
	p := rhythm(dates, now)
	p.Least = max(min(h.TTL, maxHint), min(h.Period, maxHint))
	p.SkipHours, p.SkipDays = h.SkipHours, h.SkipDays
	return p
}

// PaceOfSitemap is PaceOf for the dates that a sitemap gives of its pages.
func PaceOfSitemap(m *Sitemap, now time.Time) frontier.Pace {
	dates := make([]time.Time, 0, len(m.Entries))
	for _, e := range m.Entries {
		d := e.LastMod
		if e.News != nil && !e.News.Published.IsZero() {
			d = e.News.Published
		}
		dates = append(dates, d.Time)
	}
	return rhythm(dates, now)
}

// rhythm is the pace that dates suggest; those that are zero or in the future do
// not count.
func rhythm(dates []time.Time, now time.Time) frontier.Pace {
	dates = slices.DeleteFunc(dates, func(d time.Time) bool { return d.IsZero() || d.After(now) })
	if len(dates) == 0 {
		return frontier.Pace{}
	}
	slices.SortFunc(dates, func(a, b time.Time) int { return b.Compare(a) })
	dates = dates[:min(len(dates), rhythmEntries)]
	p := frontier.Pace{Newest: dates[0].UTC()}
	if len(dates) == 1 {
		return p
	}
	p.Gap = dates[0].Sub(dates[len(dates)-1]) / time.Duration(len(dates)-1)
	for i := range dates[1:] {
		p.Longest = max(p.Longest, dates[i].Sub(dates[i+1]))
	}
	p.SilentAt = p.Newest.Add(max(silentLeast, silentGaps*p.Gap, silentLongest*p.Longest))
	return p
}

// Wait is how long a feed of this pace is left alone, between least and most.
func Wait(p frontier.Pace, now time.Time, least, most time.Duration) time.Duration {
	wait := usualInterval
	switch {
	case p.Newest.IsZero() && p.Wait > 0:
		wait = p.Wait
	case !p.Newest.IsZero():
		wait = max(p.Gap/pollsPerEntry, now.Sub(p.Newest)/quietShare)
		if p.Gap == 0 && p.Longest == 0 { // one date shows no rhythm
			wait = max(wait, usualInterval)
		}
	}
	wait = max(least, min(max(wait, p.Least), most))
	return max(least, min(skip(p, now, wait), most))
}

// Hinted is a pace with what a server asks by Cache-Control or Expires.
func Hinted(p frontier.Pace, fresh time.Duration) frontier.Pace {
	p.Least = max(p.Least, min(fresh, maxHint))
	return p
}

// Pass is the pace after a poll that found changed bytes, or none: what the dates
// of a feed do not tell, its changes do.
func Pass(p frontier.Pace, changed bool) frontier.Pace {
	switch {
	case p.Wait == 0:
		p.Wait = usualInterval
	case changed:
		p.Wait -= p.Wait / faster
	default:
		p.Wait += p.Wait / slower
	}
	return p
}

// skip moves the end of a wait out of the hours and days that the feed names.
func skip(p frontier.Pace, now time.Time, wait time.Duration) time.Duration {
	if len(p.SkipHours) == 0 && len(p.SkipDays) == 0 {
		return wait
	}
	at := now.Add(wait).UTC()
	for range 7 * 24 { // every hour of the week: a feed may skip them all
		if !slices.Contains(p.SkipHours, at.Hour()) && !slices.Contains(p.SkipDays, at.Weekday()) {
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
