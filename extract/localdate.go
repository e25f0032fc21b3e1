package extract

import (
	"strings"
	"time"
)

// local prefers among dates of one instant the page's own: a machine is often
// told UTC where the page shows the day of its place.
func (o offers) local() {
	if len(o) == 0 || o[0].Confidence == 1 {
		return
	}
	top, err := ParseDate(o[0].Value)
	if err != nil {
		return
	}
	if _, offset := top.Time.Zone(); offset != 0 {
		return
	}
	for _, fits := range [...]func(top, other Date) bool{sameInstant, nextDay} {
		for i := 1; i < len(o); i++ {
			other, err := ParseDate(o[i].Value)
			if err != nil || o[i].Confidence < shown || !fits(top, other) || (other.DayOnly && o.confirmed(top)) {
				continue
			}
			o.promote(i)
			return
		}
	}
}

// confirmed reports whether the page shows the day of the first offer elsewhere.
func (o offers) confirmed(top Date) bool {
	day := top.Time.Format(time.DateOnly)
	for _, c := range o[1:] {
		visible := c.Source == "text" || c.Source == "url" || strings.HasPrefix(c.Source, "time") && (top.DayOnly || c.Value != top.String())
		if (visible || top.DayOnly) && c.Confidence >= shown && strings.HasPrefix(c.Value, day) {
			return true
		}
	}
	return false
}

// shown is the confidence from which a date is one that the page shows.
const shown = .5

// sameInstant reports whether other is top with the offset of its place.
func sameInstant(top, other Date) bool {
	_, offset := other.Time.Zone()
	return !top.DayOnly && !other.DayOnly && offset != 0 && top.Time.Sub(other.Time).Abs() < 2*time.Minute
}

// nextDay reports whether other is a day beside that of top, on the side where
// places have it when it is that time in Greenwich.
func nextDay(top, other Date) bool {
	if !other.DayOnly {
		return false
	}
	day := top.Time.Truncate(24 * time.Hour)
	hour := top.Time.Hour()
	switch other.Time.Sub(day) {
	case -24 * time.Hour:
		return top.DayOnly || hour < 12
	case 24 * time.Hour:
		return top.DayOnly || hour >= 10
	}
	return false
}
