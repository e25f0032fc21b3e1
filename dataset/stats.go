package dataset

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Stats are the figures of a package; its JSON form is stats.json. Kept and the sum
// of Excluded make Selected.
type Stats struct {
	Selected      int            `json:"selected"`
	Kept          int            `json:"kept"`
	Excluded      map[string]int `json:"excluded"` // by reason
	Revisions     int            `json:"revisions"`
	Splits        map[string]int `json:"splits"`
	Bytes         map[string]int `json:"bytes"` // by split, of the values as Arrow holds them, about
	Shards        map[string]int `json:"shards"`
	Words         int            `json:"words"`
	Sources       map[string]int `json:"sources"`
	Organizations map[string]int `json:"organizations"`
	Languages     map[string]int `json:"languages"`
	Licenses      map[string]int `json:"licenses"`
	Roles         map[string]int `json:"roles"`   // of those in a cluster
	Signals       map[string]int `json:"signals"` // rows whose publisher asks something
	Days          map[string]int `json:"days"`    // by date, UTC
	Lengths       map[string]int `json:"lengths"` // by words
	Missing       map[string]int `json:"missing"` // rows without a value, by column
	FirstDate     string         `json:"first_date"`
	LastDate      string         `json:"last_date"`
	FirstFetched  string         `json:"first_fetched"` // the collection window
	LastFetched   string         `json:"last_fetched"`
	Extractors    map[string]int `json:"extractors"`
}

func newStats() *Stats {
	s := &Stats{}
	for _, m := range []*map[string]int{&s.Excluded, &s.Splits, &s.Bytes, &s.Shards, &s.Sources, &s.Organizations, &s.Languages, &s.Licenses, &s.Roles, &s.Signals,
		&s.Days, &s.Lengths, &s.Missing, &s.Extractors} {
		*m = map[string]int{}
	}
	return s
}

const unknown = "unknown"

func (s *Stats) leave(reason string) { s.Excluded[reason]++ }

func (s *Stats) keep(x *row, columns []columnOf[row]) {
	s.Kept++
	s.Words += x.WordCount
	for _, c := range []struct {
		in  map[string]int
		key string
	}{{s.Splits, x.Split}, {s.Sources, x.Source}, {s.Organizations, or(x.Organization)}, {s.Languages, or(x.Language)}, {s.Licenses, or(x.License)},
		{s.Days, x.Dated.UTC().Format(time.DateOnly)}, {s.Lengths, lengthOf(x.WordCount)}, {s.Extractors, or(x.Extractor)}} {
		c.in[c.key]++
	}
	if x.Role != "" {
		s.Roles[x.Role]++
	}
	for _, signal := range Signals {
		if (&Recipe{Respect: []string{signal}}).asked(x.Rights).reason != "" {
			s.Signals[signal]++
		}
	}
	for _, c := range columns {
		v := c.value(x)
		s.Bytes[x.Split] += v.bytes()
		if v.text == "" && len(v.list) == 0 && !v.known {
			s.Missing[c.Name]++
		}
	}
	widen(&s.FirstDate, &s.LastDate, instant(x.Dated))
	widen(&s.FirstFetched, &s.LastFetched, instant(x.FetchedAt))
}

// bytes is what a value takes in Arrow: a text and a list have an offset of four
// bytes, a number has eight.
func (c *cell) bytes() int {
	if c.known {
		return 8
	}
	n := 4 + len(valid(c.text))
	for _, item := range c.list {
		n += 4 + len(valid(item))
	}
	return n
}

// widen widens the time between two instants to one more.
func widen(first, last *string, at string) {
	if *first == "" || at < *first {
		*first = at
	}
	if at > *last {
		*last = at
	}
}

func or(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// lengths are the classes of articles by words, each with its least.
var lengths = []struct {
	least int
	name  string
}{{2000, "2000-"}, {1000, "1000-1999"}, {500, "0500-0999"}, {200, "0200-0499"}, {100, "0100-0199"}, {0, "0000-0099"}}

func lengthOf(words int) string {
	i := slices.IndexFunc(lengths, func(l struct {
		least int
		name  string
	}) bool {
		return words >= l.least
	})
	return lengths[max(i, 0)].name
}

// reasons tells why documents were left out, the most frequent reason first.
func (s *Stats) reasons() string {
	var parts []string
	for _, r := range largest(s.Excluded) {
		parts = append(parts, fmt.Sprintf("%d %s", s.Excluded[r], r))
	}
	return strings.Join(parts, ", ")
}

// largest gives the keys of a count, the largest first.
func largest(m map[string]int) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if m[a] != m[b] {
			return m[b] - m[a]
		}
		return strings.Compare(a, b)
	})
}
