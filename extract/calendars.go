package extract

import "time"

// Calendars besides the Gregorian one that news are dated by.
const (
	buddhist      = 543 // years that the era of Thailand is ahead
	firstBuddhist = firstTextYear + buddhist
	lastBuddhist  = lastYear + buddhist
	firstJalali   = 1369 // the years of Iran that begin in 1990 and 2099
	lastJalali    = 1478
)

// eras gives the year before the first of an era: of the emperors of Japan and of
// Taiwan.
var eras = map[string]int{"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}

// gregorian gives the day of the Gregorian calendar that a page means, when what
// it gives is of another: a month above jalaliMonth, or a year that is only one
// there.
func (r dateReader) gregorian(year, month, day int) (int, int, int) {
	switch {
	case month > jalaliMonth:
		return fromJalali(year, month-jalaliMonth, day)
	case r.jalali && year >= firstJalali && year <= lastJalali:
		return fromJalali(year, month, day)
	case year >= firstBuddhist && year <= lastBuddhist:
		return year - buddhist, month, day
	}
	return year, month, day
}

// fromJalali counts from the first day of 1400, which was 21 March 2021. In 33
// years eight have a leap day. A day that does not exist gives month 0.
func fromJalali(year, month, day int) (int, int, int) {
	leap := func(y int) int {
		switch y % 33 {
		case 1, 5, 9, 13, 17, 22, 26, 30:
			return 1
		}
		return 0
	}
	length := 31
	if month > 6 {
		length = 30
	}
	if month == 12 {
		length = 29 + leap(year)
	}
	if year < firstJalali || year > lastJalali || month < 1 || month > 12 || day < 1 || day > length {
		return year, 0, day
	}
	days := 0
	for y := 1400; y < year; y++ {
		days += 365 + leap(y)
	}
	for y := year; y < 1400; y++ {
		days -= 365 + leap(y)
	}
	days += 31*min(month-1, 6) + 30*max(month-7, 0) + day - 1
	t := time.Date(2021, time.March, 21+days, 0, 0, 0, 0, time.UTC)
	return t.Year(), int(t.Month()), t.Day()
}
