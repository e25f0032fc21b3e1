package feed

import (
	"strings"
	"time"
)

// numericDate reads three numbers, or two around the name of a month.
func (r *dateReader) numericDate(i int) int {
	a, sep, b, sep2, c := r.at(i), r.at(i+1), r.at(i+2), r.at(i+3), r.at(i+4)
	if r.dated() || !sep.glued {
		return 0
	}
	if len(a.text) == 8 && sep.text == "t" {
		return r.compact(a)
	}
	if sep.text != "-" && sep.text != "/" && sep.text != "." {
		return 0
	}
	if len(a.text) == 4 && b.number > 0 && len(b.text) == 3 && sep2.text != sep.text { // day of the year
		d := time.Date(a.number, 1, b.number, 0, 0, 0, 0, time.UTC)
		if d.Year() != a.number {
			return 0
		}
		r.year, r.month, r.day = a.number, int(d.Month()), d.Day()
		return 3
	}
	if sep2.text != sep.text || c.number < 0 {
		return 0
	}
	if b.number < 0 {
		month, ok := monthNames[b.text]
		if !ok {
			return 0
		}
		return r.named(a, month, c)
	}
	if !r.order(a, b, c, sep.text) {
		return 0
	}
	return 5
}

func (r *dateReader) compact(a dateToken) int {
	r.year, r.month, r.day = a.number/10000, a.number/100%100, a.number%100
	return 1
}

// named reads 2004-júl-13 and 13-Jul-04.
func (r *dateReader) named(a dateToken, month int, c dateToken) int {
	r.month = month
	if len(a.text) == 4 {
		r.year, r.day = a.number, c.number
		return 5
	}
	r.day, r.year = a.number, c.number
	if len(c.text) == 2 {
		r.year = century(c.number)
	}
	return 5
}

// order settles which of three numbers is what.
func (r *dateReader) order(a, b, c dateToken, sep string) bool {
	switch {
	case len(a.text) == 4:
		r.year, r.month, r.day = a.number, b.number, c.number
		return true
	case len(c.text) == 4:
		r.year = c.number
	case len(a.text) == 2 && len(c.text) == 2 && sep == "-":
		r.year, r.month, r.day = century(a.number), b.number, c.number
		return true
	case len(c.text) == 2 && sep == ".":
		r.year = century(c.number)
	default:
		return false
	}
	dayFirst, known := r.dayFirst(a.number, b.number, sep)
	if !known {
		return false
	}
	if r.day, r.month = a.number, b.number; !dayFirst {
		r.day, r.month = b.number, a.number
	}
	return true
}

// dayFirst tells 5 June from May 6: by what is possible, by the weekday, by
// the dots of European dates, by the language. English alone does not tell.
func (r *dateReader) dayFirst(a, b int, sep string) (first, known bool) {
	switch {
	case a > 12 || a == b:
		return true, true
	case b > 12:
		return false, true
	case sep == ".":
		return true, true
	case r.weekday > 0:
		ab := int(time.Date(r.year, time.Month(b), a, 0, 0, 0, 0, time.UTC).Weekday())+1 == r.weekday
		ba := int(time.Date(r.year, time.Month(a), b, 0, 0, 0, 0, time.UTC).Weekday())+1 == r.weekday
		if ab != ba {
			return ab, true
		}
	}
	switch language := strings.ToLower(r.language); {
	case language == "" || language == "en":
		return false, false
	case language == "en-us" || language == "en-ph" || language == "fil":
		return false, true
	}
	return true, true
}
