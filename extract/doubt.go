package extract

import (
	"strings"
	"time"
)

// Limits of what a page shows against what machines are told.
const (
	shownBefore  = .75 // confidence from which a date is told of the article and not of its page
	clearlyShown = .6  // confidence from which a line is the date line of the story
)

// moved prefers the date that a page clearly shows over a later one that only
// machines are told: a story that was moved to another system, or put out again,
// is told anew, while its date line stays. A date that the page gives as that of
// a change is none of these.
func (f *dates) moved() {
	o := f.published
	if len(o) == 0 || o[0].Confidence == 1 || !told(o[0].Source) {
		return
	}
	top, err := ParseDate(o[0].Value)
	if err != nil || o.confirmed(top) || o.shows(top) {
		return
	}
	for i, c := range o {
		date, err := ParseDate(c.Value)
		if err != nil || c.Source != "text" || c.Confidence < clearlyShown || top.Time.Sub(date.Time) < 24*time.Hour || f.modified.onDay(c.Value) {
			continue
		}
		f.published = o.promote(i)
		return
	}
}

// told reports whether a candidate comes from what only machines read.
func told(source string) bool {
	return strings.HasPrefix(source, "json-ld:") || strings.HasPrefix(source, "meta:")
}

// shows reports whether any other place gives the day of top, in its own offset
// or in that of Greenwich.
func (o offers) shows(top Date) bool {
	for _, c := range o[1:] {
		if told(c.Source) {
			continue
		}
		if date, err := ParseDate(c.Value); err == nil && date.Time.Sub(top.Time).Abs() < 48*time.Hour {
			return true
		}
	}
	return false
}

// onDay reports whether any of the dates is on the day of value.
func (o offers) onDay(value string) bool {
	for _, c := range o {
		if strings.HasPrefix(c.Value, value[:len(time.DateOnly)]) {
			return true
		}
	}
	return false
}

// doubt lowers the date of the page, of which the article may be only a part or
// none at all, when nothing else gives that day: systems tell one for every page,
// also for those that never change or were set up long ago.
func (f *dates) doubt() {
	o := f.published
	if len(o) == 0 || !strings.HasPrefix(o[0].Source, "json-ld:") || !strings.HasSuffix(o[0].Source, "page.datePublished") {
		return
	}
	day := o[0].Value[:len(time.DateOnly)]
	for _, c := range o[1:] {
		if c.Confidence >= believable && strings.HasPrefix(c.Value, day) {
			return
		}
	}
	o[0].Confidence = min(o[0].Confidence, believable-.01)
	o.sort()
}
