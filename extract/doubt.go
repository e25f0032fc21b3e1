package extract

import (
	"strings"
	"time"
)

// Limits of what a page shows against what machines are told.
const (
	shownBefore  = .75 // confidence from which a date is told of the article and not of its page
	clearlyShown = .6  // confidence from which a line is the date line of the story
	shownAgain   = .57 // the same of a story that is put out again, which is less of a doubt
)

// moved prefers the date that a page clearly shows over another that only
// machines are told. A story that was moved to another system is told anew, while
// its date line stays; one that was put out again has the new day in its date
// line, while machines are still told the first. A date that the page gives as
// that of a change is none of these.
func (f *dates) moved() {
	o := f.published
	if len(o) == 0 || o[0].Confidence == 1 || !told(o[0].Source) {
		return
	}
	top, err := ParseDate(o[0].Value)
	if err != nil || o.confirmed(top) || o.shows(top) {
		return
	}
	renewed := !f.running() && !o.timetable()
	for i, c := range o {
		date, err := ParseDate(c.Value)
		days := daysBetween(top, date)
		again := c.Confidence >= shownAgain && days >= 1 && renewed && (f.below[c.Value] || f.modified.onDay(c.Value)) // above it may be the day of the visit
		before := c.Confidence >= clearlyShown && top.Time.Sub(date.Time) >= 24*time.Hour && !f.modified.onDay(c.Value)
		if err != nil || c.Source != "text" || !again && !before {
			continue
		}
		f.published = o.promote(i)
		return
	}
}

// running reports whether the page goes on as things happen: the day beside the
// headline of a live blog is that of its last entry.
func (f *dates) running() bool {
	for i := range f.d.linkedData().objects {
		if f.d.linkedData().objects[i].kindName() == "liveblogposting" {
			return true
		}
	}
	s := f.d.scanned()
	for _, name := range [...]string{"keywords", "news_keywords", "article:tag"} {
		for _, list := range s.metaAll(name) {
			for word := range strings.SplitSeq(list, ",") {
				if liveWords[fold(word)] {
					return true
				}
			}
		}
	}
	return false
}

// liveWords are keywords of a live blog.
var liveWords = wordSetOf("live liveblog liveticker newsticker newsblog")

// timetable reports whether a page shows so many days that they are those of what
// it announces.
func (o offers) timetable() bool {
	days := map[string]bool{}
	for _, c := range o {
		if c.Source == "text" {
			days[c.Value[:len(time.DateOnly)]] = true
		}
	}
	return len(days) > mostShown
}

// mostShown is how many days a story shows: of its publication, of its change, and
// of a story that it goes on from.
const mostShown = 3

// told reports whether a candidate comes from what only machines read.
func told(source string) bool {
	return strings.HasPrefix(source, "json-ld:") || strings.HasPrefix(source, "meta:")
}

// shows reports whether any other place gives the day of top. Where top is told
// in the time of Greenwich it may be the day beside it.
func (o offers) shows(top Date) bool {
	slack := 0
	if _, offset := top.Time.Zone(); offset == 0 {
		slack = 1
	}
	for _, c := range o[1:] {
		if told(c.Source) {
			continue
		}
		if date, err := ParseDate(c.Value); err == nil && abs(daysBetween(top, date)) <= slack {
			return true
		}
	}
	return false
}

// daysBetween counts the days from the one to the other, each in its own offset.
func daysBetween(from, to Date) int {
	civil := func(d Date) time.Time {
		return time.Date(d.Time.Year(), d.Time.Month(), d.Time.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(civil(to).Sub(civil(from)) / (24 * time.Hour))
}

// onlyShown is the confidence in the day of the last change as the day of
// publication, when the page shows no other.
const onlyShown = .49

// fallBack offers the day of the last change that the page shows, where no day of
// publication is any better: it is the one that a citation of the page gives
// (Publication Manual of the American Psychological Association, 7th edition,
// section 9.15).
func (f *dates) fallBack() {
	best := f.published.best()
	for _, c := range f.modified {
		if !told(c.Source) && best < onlyShown {
			f.published.add(c.Value, "modified", onlyShown)
			f.published.sort()
			return
		}
	}
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

// doubt lowers a date that only machines are told, when nothing else gives that
// day and what the page is makes it a matter of form: systems tell one for every
// page, also for those that never change, were set up long ago or hold a recipe.
func (f *dates) doubt() {
	o := f.published
	if len(o) == 0 || !told(o[0].Source) || !f.formal(o[0].Source) {
		return
	}
	day := o[0].Value[:len(time.DateOnly)]
	for _, c := range o[1:] {
		if (c.Confidence >= believable || c.Source == "text") && strings.HasPrefix(c.Value, day) {
			return
		}
	}
	for i := range o {
		if told(o[i].Source) {
			o[i].Confidence = min(o[i].Confidence, believable-.01)
		}
	}
	o.sort()
}

// formal reports whether a date from that source is told as a matter of form: of
// the page, or of a recipe.
func (f *dates) formal(source string) bool {
	return strings.HasSuffix(source, "page.datePublished") || f.d.about().is(timelessTypes)
}

// timelessTypes are the schema.org types of what readers ask no date of.
var timelessTypes = map[string]bool{"recipe": true, "howto": true}
