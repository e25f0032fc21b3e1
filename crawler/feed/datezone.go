package feed

import "time"

// sign reads the offset after a time; elsewhere a hyphen only joins.
func (r *dateReader) sign(i int) int {
	t, hours := r.at(i), r.at(i+1)
	if !r.timed || r.zoned && !r.afterGMT(i) {
		if t.text == "-" && !(r.zoned && hours.number >= 0) {
			return 1
		}
		return 0
	}
	if hours.number < 0 || len(hours.text) == 3 || len(hours.text) > 4 {
		if t.text == "-" && !hours.glued {
			return 1
		}
		return 0
	}
	minutes, n := hours.number/100*60+hours.number%100, 2
	if len(hours.text) <= 2 {
		minutes = hours.number * 60
		if r.at(i+2).text == ":" {
			m := r.at(i + 3)
			if m.number < 0 || m.number > 59 {
				return 0
			}
			minutes, n = minutes+m.number, 4
		}
	} else if hours.number%100 > 59 {
		return 0
	}
	if minutes > maxOffset {
		return 0
	}
	if t.text == "-" {
		minutes = -minutes
	}
	r.offset, r.zoned, r.seasonal = minutes, true, false
	return n
}

// afterGMT is true for the sign of GMT+1.
func (r *dateReader) afterGMT(i int) bool {
	before := r.at(i - 1).text
	return r.at(i).glued && (before == "gmt" || before == "utc")
}

// zone reads the name of a zone. One in brackets after an offset only repeats
// it; an unknown one costs the time of day, for nobody can say when it was.
func (r *dateReader) zone(i int, name string) int {
	inBrackets := r.at(i-1).text == "("
	if r.zoned {
		if inBrackets || r.at(i-1).number >= 0 && !r.at(i).glued {
			return 1
		}
		return 0
	}
	if offset, ok := zones[name]; ok {
		r.offset, r.zoned = offset, true
		return 1
	}
	if offset, ok := seasonalZones[name]; ok && r.timed {
		r.offset, r.zoned, r.seasonal = offset, true, true
		return 1
	}
	if r.timed && len(name) <= 5 && !r.at(i).glued && r.complete() {
		r.unknownZone = true
		return 1
	}
	return 0
}

// northAmericanSummer is the rule since 2007: from the second Sunday of March
// to the first of November.
func northAmericanSummer(day time.Time) bool {
	march := time.Date(day.Year(), time.March, 8, 0, 0, 0, 0, time.UTC)
	november := time.Date(day.Year(), time.November, 1, 0, 0, 0, 0, time.UTC)
	start := march.AddDate(0, 0, (7-int(march.Weekday()))%7)
	end := november.AddDate(0, 0, (7-int(november.Weekday()))%7)
	return !day.Before(start) && day.Before(end)
}
