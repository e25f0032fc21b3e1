package feed

import (
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// published makes entries of the given ages.
func published(ages ...time.Duration) []Entry {
	var out []Entry
	for _, age := range ages {
		out = append(out, Entry{Entry: frontier.Entry{Article: extract.Article{Published: extract.Date{Time: testNow.Add(-age)}}}})
	}
	return out
}

func TestInterval(t *testing.T) {
	const least, most = 10 * time.Minute, 24 * time.Hour
	h := time.Hour
	for _, c := range []struct {
		name    string
		hints   Hints
		entries []Entry
		want    time.Duration
	}{
		{"no dates", Hints{}, published(), h},
		{"every hour", Hints{}, published(h, 2*h, 3*h, 4*h), 30 * time.Minute},
		{"every minute", Hints{}, published(time.Minute, 2*time.Minute, 3*time.Minute), least},
		{"every four hours, unsorted", Hints{}, published(5*h, h, 9*h), 2 * h},
		{"once a week", Hints{}, published(24*h, 8*24*h, 15*24*h), most},
		{"fell silent", Hints{}, published(80*h, 81*h, 82*h), 10 * h},
		{"silent for a year", Hints{}, published(365*24*h, 366*24*h), most},
		{"one entry", Hints{}, published(2 * h), h},
		{"in the future", Hints{}, published(-h), h},
		{"ttl is kept to", Hints{TTL: 90 * time.Minute}, published(h, 2*h), 90 * time.Minute},
		{"a ttl of a day is not believed", Hints{TTL: 24 * h}, published(h, 2*h), maxHint},
		{"update period", Hints{Period: 45 * time.Minute}, published(h, 2*h), 45 * time.Minute},
		{"skipped hours", Hints{SkipHours: []int{12, 13}}, published(h, 2*h), 2 * h},
		{"skipped day", Hints{SkipDays: []time.Weekday{time.Monday}}, published(h, 2*h), 12 * h},
		{"all days skipped", Hints{SkipDays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}, published(h, 2*h), 30 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Interval(c.hints, c.entries, testNow, least, most); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
