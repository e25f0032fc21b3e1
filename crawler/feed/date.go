package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"winnow/extract"
)

const (
	firstYear  = 1990           // the web is not older: an earlier date is a default that nobody set
	lastYear   = 2100           // where the time of fetching is unknown
	maxAhead   = 48 * time.Hour // clocks and zones are wrong by less
	maxDate    = 100            // bytes; what is longer is prose
	maxOffset  = 14*60 + 59     // minutes; zones end at +14:00
	cjkMinutes = 9 * 60         // zone of Korean and Japanese dates that name none
)

// parseDate reads a date in one of the many forms that feeds have: RFC 822,
// RFC 3339, asctime, numbers in the order of the language, names of months in
// twenty languages, Unix seconds. It is false for what is unreadable,
// ambiguous or absurd: year 1, 30 February, the day after tomorrow.
func parseDate(raw, language string, now time.Time) (extract.Date, bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxDate {
		return extract.Date{}, false
	}
	for _, layout := range [...]string{time.RFC1123Z, time.RFC3339, "Mon, 02 Jan 2006 15:04:05 GMT"} {
		if t, err := time.Parse(layout, raw); err == nil {
			return plausible(extract.Date{Time: t}, now)
		}
	}
	r := dateReader{language: language}
	if !r.read(raw) {
		return extract.Date{}, false
	}
	d, ok := r.date()
	if !ok {
		return extract.Date{}, false
	}
	return plausible(d, now)
}

func plausible(d extract.Date, now time.Time) (extract.Date, bool) {
	if now.IsZero() {
		now = time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if y := d.Time.Year(); y < firstYear || y > 9999 || d.Time.After(now.Add(maxAhead)) {
		return extract.Date{}, false
	}
	if d.Time.Location() == time.Local { // time.Parse gives it where it fits the offset
		_, offset := d.Time.Zone()
		d.Time = d.Time.In(time.FixedZone("", offset))
	}
	return d, true
}

// dateReader collects the parts of a date in whatever order they come.
type dateReader struct {
	language         string
	tokens           []dateToken
	year, month, day int
	weekday          int // 1 is Sunday
	hour, min, sec   int
	nano             int
	loose            []dateToken // numbers next to a named month
	timed, zoned     bool
	unknownZone      bool
	offset           int // minutes
	seasonal         bool
	half             int // 12 for the afternoon, -1 when not said
	cjk              bool
}

func (r *dateReader) read(raw string) bool {
	lower := strings.ToLower(raw)
	if isASCII(lower) {
		r.tokens = dateTokens(lower)
	} else {
		plain := cjkDate.Replace(strings.Map(westernDigit, lower))
		r.cjk = strings.ContainsFunc(lower, func(c rune) bool { return c >= 0x1100 && c < 0xFF00 && c != 0x2212 && unicode.IsLetter(c) })
		r.tokens = dateTokens(plain)
	}
	r.half = -1
	if len(r.tokens) == 1 && r.tokens[0].number >= 0 || len(r.tokens) == 3 && r.tokens[1].text == "." && len(r.tokens[0].text) == 10 {
		return r.digits(r.tokens[0])
	}
	for i := 0; i < len(r.tokens); {
		n := r.part(i)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// westernDigit writes the digits of Arabic and Persian as 0 to 9.
func westernDigit(c rune) rune {
	switch {
	case c >= '٠' && c <= '٩':
		return c - '٠' + '0'
	case c >= '۰' && c <= '۹':
		return c - '۰' + '0'
	}
	return c
}

// digits reads a date that is one number.
func (r *dateReader) digits(t dateToken) bool {
	at := func(from, to int) int { n, _ := strconv.Atoi(t.text[from:to]); return n }
	switch len(t.text) {
	case 10, 13: // Unix seconds or milliseconds
		seconds := int64(t.number)
		if len(t.text) == 13 {
			seconds /= 1000
		}
		u := time.Unix(seconds, 0).UTC()
		r.year, r.month, r.day = u.Year(), int(u.Month()), u.Day()
		r.hour, r.min, r.sec = u.Clock()
		r.timed, r.zoned = true, true
	case 6:
		r.year, r.month, r.day = century(at(0, 2)), at(2, 4), at(4, 6)
	case 8:
		r.year, r.month, r.day = at(0, 4), at(4, 6), at(6, 8)
	case 12, 14:
		r.year, r.month, r.day, r.hour, r.min, r.timed = at(0, 4), at(4, 6), at(6, 8), at(8, 10), at(10, 12), true
		if len(t.text) == 14 {
			r.sec = at(12, 14)
		}
	default:
		return false
	}
	return true
}

// century completes a year of two digits (RFC 2822, section 4.3).
func century(y int) int {
	if y < 50 {
		return 2000 + y
	}
	return 1900 + y
}

func (r *dateReader) at(i int) dateToken {
	if i >= 0 && i < len(r.tokens) {
		return r.tokens[i]
	}
	return dateToken{number: -1}
}

// part reads what begins at token i and gives how many tokens it took, 0 if
// it is no part of a date.
func (r *dateReader) part(i int) int {
	t := r.at(i)
	switch {
	case t.number >= 0:
		return r.number(i)
	case t.text == "+" || t.text == "-":
		return r.sign(i)
	case len(t.text) == 1 && strings.Contains(",.()/|·[]'", t.text), t.text == "·":
		return 1
	}
	return r.word(i)
}

func (r *dateReader) number(i int) int {
	if r.at(i+1).text == ":" || r.timed && r.at(i-1).text == ":" {
		return r.clock(i)
	}
	if n := r.numericDate(i); n > 0 {
		return n
	}
	t, next := r.at(i), r.at(i+1)
	if next.glued && !r.timed && r.dated() && (next.text == "h" || next.text == "u" || next.text == "uhr") && t.number < 25 {
		r.hour, r.timed = t.number, true
		if m := r.at(i + 2); m.number >= 0 && m.number < 60 && len(m.text) == 2 {
			r.min = m.number
			return 3
		}
		return 2
	}
	if len(t.text) == 6 && r.dated() && !r.timed && r.at(i-1).text == "t" {
		r.hour, r.min, r.sec, r.timed = t.number/10000, t.number/100%100, t.number%100, true
		return 1
	}
	if _, named := halves[next.text]; named && !r.timed && t.number <= 12 { // 5 pm
		r.hour, r.timed = t.number, true
		return 1
	}
	if r.year != 0 || len(r.loose) == 2 {
		return 0
	}
	r.loose = append(r.loose, t)
	if next.glued && ordinal(next.text) {
		return 2
	}
	return 1
}

func (r *dateReader) dated() bool { return r.day != 0 || len(r.loose) > 0 }

func ordinal(s string) bool {
	switch s {
	case "st", "nd", "rd", "th", "er", "re", "e", "º", "ª", "°", "o":
		return true
	}
	return false
}

// clock reads 14:05, 14:05:09 and 14:05:09.123.
func (r *dateReader) clock(i int) int {
	m := r.at(i + 2)
	if r.timed || m.number < 0 || len(m.text) > 2 || len(r.at(i).text) > 2 {
		return 0
	}
	r.hour, r.min, r.timed = r.at(i).number, m.number, true
	n := 3
	if r.at(i+3).text == ":" && r.at(i+4).number >= 0 {
		r.sec = r.at(i + 4).number
		n = 5
	}
	if sep := r.at(i + n).text; (sep == "." || sep == ",") && r.at(i+n+1).number >= 0 && r.at(i+n+1).glued {
		frac := (r.at(i+n+1).text + "000000000")[:9]
		r.nano, _ = strconv.Atoi(frac)
		n += 2
	}
	if r.at(i+n).text == ":" {
		return 0
	}
	return n
}

func (r *dateReader) word(i int) int {
	t := r.at(i).text
	if month, ok := monthNames[t]; ok && !(t == "mar" && r.laterMonth(i)) {
		if r.month != 0 {
			return 0
		}
		r.month = month
		return 1
	}
	if day, ok := weekdayNames[t]; ok || t == "mar" {
		r.weekday = day
		return 1
	}
	if i == 0 && (r.at(1).text == "," || r.at(1).text == ".") { // a weekday in a language that is not among ours
		return 1
	}
	atlantic := t == "at" && r.timed && i == len(r.tokens)-1
	if t == "t" && r.dated() && !r.timed || fillers[t] && !atlantic {
		return 1
	}
	if half, ok := halves[t]; ok {
		if r.half >= 0 {
			return 0
		}
		r.half = half
		return 1
	}
	return r.zone(i, t)
}

// laterMonth tells "mar" for Tuesday from March.
func (r *dateReader) laterMonth(i int) bool {
	for _, t := range r.tokens[i+1:] {
		if _, ok := monthNames[t.text]; ok {
			return true
		}
	}
	return false
}

func (r *dateReader) complete() bool { return r.day != 0 || r.month != 0 && len(r.loose) == 2 }

// date puts the parts together.
func (r *dateReader) date() (extract.Date, bool) {
	if r.day == 0 {
		if r.month == 0 || len(r.loose) != 2 {
			return extract.Date{}, false
		}
		day, year := r.loose[0], r.loose[1]
		if len(day.text) == 4 {
			day, year = year, day
		}
		r.day, r.year = day.number, year.number
		switch len(year.text) {
		case 4:
		case 2:
			r.year = century(year.number)
		default:
			return extract.Date{}, false
		}
	} else if len(r.loose) > 0 {
		return extract.Date{}, false
	}
	if r.month < 1 || r.month > 12 || r.day < 1 || r.day > 31 || !r.afternoon() {
		return extract.Date{}, false
	}
	day := time.Date(r.year, time.Month(r.month), r.day, 0, 0, 0, 0, time.UTC)
	if day.Day() != r.day {
		return extract.Date{}, false
	}
	if !r.timed || r.unknownZone {
		return extract.Date{Time: day, DayOnly: true}, true
	}
	if r.hour > 24 || r.min > 59 || r.sec > 60 || r.hour == 24 && r.min+r.sec > 0 {
		return extract.Date{}, false
	}
	zone := time.UTC
	if r.cjk && !r.zoned {
		r.offset = cjkMinutes
	}
	if r.seasonal && northAmericanSummer(day) {
		r.offset += 60
	}
	if r.offset != 0 {
		zone = time.FixedZone("", r.offset*60)
	}
	return extract.Date{Time: time.Date(r.year, time.Month(r.month), r.day, r.hour, r.min, r.sec, r.nano, zone)}, true
}

// afternoon applies am and pm.
func (r *dateReader) afternoon() bool {
	switch {
	case r.half < 0:
		return true
	case r.hour > 12 || r.hour == 0 && r.half == 12:
		return r.half == 12 && r.hour != 0 // 14:05 pm says it twice
	case r.hour == 12:
		r.hour = r.half
	default:
		r.hour += r.half
	}
	return true
}

// partialDate is a date as far as it is known: RFC 3339 with its own offset, a
// day, a month (2006-01) or a year (W3C-DTF). It is empty for what parseDate
// refuses.
func partialDate(raw, language string, now time.Time) string {
	raw = strings.TrimSpace(raw)
	if d, ok := parseDate(raw, language, now); ok {
		return d.String()
	}
	for _, layout := range [...]string{"2006-01", "2006"} {
		t, err := time.Parse(layout, raw)
		if err != nil {
			continue
		}
		if _, ok := plausible(extract.Date{Time: t, DayOnly: true}, now); ok {
			return raw
		}
	}
	return ""
}
