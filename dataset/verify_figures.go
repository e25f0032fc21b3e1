package dataset

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// figures are those of the rows as they are counted while they are read.
type figures struct {
	Stats
	columns  map[string]bool   // of the data
	shards   map[string]int    // files by split
	clusters map[string]string // split by cluster
}

func newFigures() *figures {
	return &figures{Stats: *newStats(), columns: map[string]bool{}, shards: map[string]int{}, clusters: map[string]string{}}
}

// add counts a row.
func (f *figures) add(split string, columns []Column, at map[string]int, cells []cell) {
	get := func(name string) cell {
		if i, ok := at[name]; ok {
			return cells[i]
		}
		return cell{}
	}
	f.Kept++
	f.Splits[split]++
	f.Words += int(get("word_count").number)
	for i, c := range columns {
		f.columns[c.Name] = true
		f.Bytes[split] += cells[i].bytes()
		if cells[i].none() {
			f.Missing[c.Name]++
		}
	}
	date, role := get("date").text, get("cluster_role").text
	for _, c := range []struct {
		in  map[string]int
		key string
	}{{f.Sources, get("source").text}, {f.Organizations, or(get("organization").text)}, {f.Languages, or(get("language").text)},
		{f.Licenses, or(get("license").text)}, {f.Days, day(date)}, {f.Lengths, lengthOf(int(get("word_count").number))}, {f.Extractors, or(get("extractor").text)}} {
		c.in[c.key]++
	}
	if role != "" {
		f.Roles[role]++
	}
	s := &shard{at: at}
	rights := s.rights(cells)
	for _, signal := range Signals {
		if (&Recipe{Respect: []string{signal}}).asked(rights).reason != "" {
			f.Signals[signal]++
		}
	}
	widen(&f.FirstDate, &f.LastDate, seconds(date))
	widen(&f.FirstFetched, &f.LastFetched, seconds(get("fetched_at").text))
}

// seconds is an instant as the figures tell it.
func seconds(stamp string) string {
	t, err := time.Parse(stampLayout, stamp)
	if err != nil {
		return stamp
	}
	return instant(t)
}

// correct gives figures as the rows make them, as far as the package has the columns
// to count them by; the others are left as they are told.
func (f *figures) correct(told Stats) *Stats {
	s := told
	s.Kept, s.Revisions, s.Splits, s.Bytes, s.Missing, s.Shards = f.Kept, f.Revisions, f.Splits, f.Bytes, f.Missing, f.shards
	s.Excluded, s.Selected = f.Excluded, f.Selected
	for column, take := range map[string]func(){
		"word_count":   func() { s.Words, s.Lengths = f.Words, f.Lengths },
		"source":       func() { s.Sources = f.Sources },
		"organization": func() { s.Organizations = f.Organizations },
		"language":     func() { s.Languages = f.Languages },
		"license":      func() { s.Licenses = f.Licenses },
		"cluster_role": func() { s.Roles = f.Roles },
		"extractor":    func() { s.Extractors = f.Extractors },
		"date":         func() { s.Days, s.FirstDate, s.LastDate = f.Days, f.FirstDate, f.LastDate },
		"fetched_at":   func() { s.FirstFetched, s.LastFetched = f.FirstFetched, f.LastFetched },
	} {
		if f.columns[column] {
			take()
		}
	}
	s.Signals = maps.Clone(told.Signals)
	if s.Signals == nil {
		s.Signals = map[string]int{}
	}
	for signal, column := range signalColumns {
		delete(s.Signals, signal)
		if n := f.Signals[signal]; f.columns[column] && n > 0 {
			s.Signals[signal] = n
		} else if n := told.Signals[signal]; !f.columns[column] && n > 0 {
			s.Signals[signal] = n
		}
	}
	return &s
}

// differences calls for each place where a value in JSON is not what it should be:
// where it is, what stands there and what should; nothing for what is not there.
func differences(place string, there, want any, tell func(place string, there, want any)) {
	switch w := want.(type) {
	case map[string]any:
		t, ok := there.(map[string]any)
		if !ok {
			break
		}
		names := slices.Collect(maps.Keys(w))
		for name := range t {
			if _, ok := w[name]; !ok {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			differences(strings.TrimPrefix(place+"."+name, "."), t[name], w[name], tell)
		}
		return
	case []any:
		t, ok := there.([]any)
		if !ok || len(t) != len(w) {
			break
		}
		for i := range w {
			differences(place+"["+strconv.Itoa(i)+"]", t[i], w[i], tell)
		}
		return
	}
	if !equalJSON(there, want) {
		tell(place, there, want)
	}
}
