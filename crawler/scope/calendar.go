package scope

import (
	"strconv"
	"strings"
	"time"
)

var calendarWords = []string{"calendar", "kalender", "calendrier", "calendario", "agenda", "ical", "tribe-bar-date", "veranstaltungen", "day-view", "month-view"}

var dateParams = set(strings.Fields("month year day date week yr mo monat jahr tag mois annee tribe-bar-date eventdate start_date end_date"))

// yearsAhead is how far in the future an address may lie: next year's events
// are announced, those of the year after that are reckoned.
const yearsAhead = 1

// isCalendar fits the pages of a calendar: a word for it with a number, a query
// for a month or a year, or a date that lies ahead.
func isCalendar(p parsed, now time.Time) bool {
	named, numbers := false, 0
	for i, s := range p.segments {
		for _, w := range calendarWords {
			named = named || strings.Contains(s, w)
		}
		if strings.ContainsAny(s, "0123456789") {
			numbers++
		}
		if ahead(s, now) && (strings.Contains(s, "-") || i+1 < len(p.segments) && isMonth(p.segments[i+1])) {
			return true
		}
	}
	dated := 0
	for _, q := range p.params {
		if dateParams[q.name] && strings.ContainsAny(q.value, "0123456789") || ahead(q.value, now) {
			dated++
		}
		if strings.ContainsAny(q.value, "0123456789") {
			numbers++
		}
	}
	return named && numbers > 0 || dated > 1 || dated == 1 && len(p.params) == 1
}

func isMonth(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 12
}

// ahead reports a year beyond what can have been published, or announced; with
// or without a month behind it.
func ahead(s string, now time.Time) bool {
	year, rest, _ := strings.Cut(s, "-")
	n, err := strconv.Atoi(year)
	return err == nil && len(year) == 4 && n > now.Year()+yearsAhead && n < 3000 && (rest == "" || strings.Trim(rest, "0123456789-") == "")
}
