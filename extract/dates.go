package extract

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// dateReader finds dates in text.
type dateReader struct {
	monthFirst bool      // 05/06/2026 is in May
	notAfter   time.Time // no later date is believed
	jalali     bool      // the year 1403 is one of Iran
}

// The first years that are believed: of a date given to machines, where archives
// reach far back, and of one found in running text, where a year is often history.
const (
	firstYear     = 1800
	firstTextYear = 1990
	lastYear      = 2100 // when nothing says when the page was fetched
)

// newDateReader reads dates as the language of the page writes them.
func newDateReader(language string, now time.Time) dateReader {
	r := dateReader{monthFirst: monthFirst(language), notAfter: time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)}
	r.jalali = languageOf(language) == "fa"
	if !now.IsZero() {
		r.notAfter = now.Add(36 * time.Hour) // it may be tomorrow where the page was written
	}
	return r
}

// monthFirst reports whether 05/06 is a day in May. Only American and Philippine
// usage puts the month first; a page in plain "en" is taken for American, as most
// of those are.
func monthFirst(language string) bool {
	switch l := strings.ToLower(strings.ReplaceAll(language, "_", "-")); l {
	case "", "en", "en-us", "en-ph", "es-us", "fil", "fil-ph":
		return true
	}
	return false
}

// token is a run of digits, a run of letters, or one other character.
type token struct {
	kind       byte // 'd', 'w' or the character itself; 'x' for one outside ASCII
	from, to   int
	num, width int
	word       string // in lower case
}

// maxDateText bounds the text that is searched for a date.
const maxDateText = 400

func tokens(s string) []token {
	s = cut(s, maxDateText)
	out := make([]token, 0, 24)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		t := token{from: i, to: i + size}
		switch {
		case unicode.IsDigit(r):
			if t.to = i; !t.digits(s) {
				t.kind, t.to = 'x', i+size
			}
		case dateUnit(r):
			t.kind, t.word = 'w', string(r)
		case unicode.IsLetter(r):
			for t.to < len(s) {
				r, size := utf8.DecodeRuneInString(s[t.to:])
				if (!unicode.IsLetter(r) && !unicode.IsMark(r)) || dateUnit(r) {
					break
				}
				t.to += size
			}
			t.kind, t.word = 'w', strings.ToLower(s[i:t.to])
		case unicode.IsSpace(r):
			t.kind = ' '
		case r < utf8.RuneSelf:
			t.kind = byte(r)
		default:
			t.kind = 'x'
		}
		out = append(out, t)
		i = t.to
	}
	return out
}

// maxDigits is how many digits of a run count for its number.
const maxDigits = 9

// digits reads the run of digits at t.to and reports whether there is one.
func (t *token) digits(s string) bool {
	for {
		digit, size := digitAt(s[t.to:])
		if size == 0 {
			break
		}
		if t.width++; t.width <= maxDigits {
			t.num = t.num*10 + digit
		}
		t.to += size
	}
	t.kind = 'd'
	return t.width > 0
}

// digitAt gives the digit that s begins with and its width in bytes, 0 when it
// begins with none: of any script that writes dates with ten digits.
func digitAt(s string) (digit, size int) {
	switch {
	case s == "":
		return 0, 0
	case s[0] < utf8.RuneSelf:
		if s[0] >= '0' && s[0] <= '9' {
			return int(s[0] - '0'), 1
		}
		return 0, 0
	}
	r, size := utf8.DecodeRuneInString(s)
	for _, zero := range [...]rune{'\u0660', '\u06F0', '\u0966', '\u09E6', '\u0E50', '\uFF10'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero), size
		}
	}
	return 0, 0
}

// dateUnit reports whether r counts years, months or days in Chinese, Japanese
// and Korean dates.
func dateUnit(r rune) bool {
	switch r {
	case '年', '月', '日', '号', '년', '월', '일':
		return true
	}
	return false
}

// read reads a text that is a date and little else, as machines write it.
func (r dateReader) read(s string) (Date, bool) {
	d, _, _, ok := r.find(s, firstYear)
	return d, ok
}

// find gives the first date in s that is not before the year since, and where
// it stands.
func (r dateReader) find(s string, since int) (d Date, from, to int, ok bool) {
	if !enoughDigits(s) {
		return Date{}, 0, 0, false
	}
	ts := tokens(s)
	for i := range ts {
		if i > 0 && ts[i].kind == 'd' && (ts[i-1].kind == '$' || ts[i-1].kind == '.' && i > 1 && ts[i-2].kind == 'd') {
			continue
		}
		year, month, day, n := r.dayAt(ts[i:])
		if n == 0 {
			continue
		}
		if year, month, day = r.gregorian(year, month, day); year < since {
			continue
		}
		t, valid := civil(year, month, day)
		if !valid || t.After(r.notAfter) {
			continue
		}
		d = Date{Time: t, DayOnly: true}
		if at, used, exact := clockAt(ts[i+n:], t); exact && !at.After(r.notAfter) {
			d, n = Date{Time: at}, n+used
		}
		return d, ts[i].from, ts[i+n-1].to, true
	}
	return Date{}, 0, 0, false
}

// leastDigits is how many digits the shortest date has: 1 May 26.
const leastDigits = 3

// enoughDigits reports whether s can hold a date at all; most lines cannot.
func enoughDigits(s string) bool {
	n := 0
	for i := 0; i < len(s) && n < leastDigits; i++ {
		if _, size := digitAt(s[i:]); size > 0 {
			n++
		}
	}
	return n == leastDigits
}

// dayAt reads a day at the beginning of ts and gives how many tokens it took, 0
// when none is there.
func (r dateReader) dayAt(ts []token) (year, month, day, n int) {
	first := ts[0]
	switch {
	case first.kind == 'w' && eras[first.word] > 0:
		return ofEra(ts)
	case first.kind == 'w':
		return monthDayYear(ts)
	case first.kind != 'd':
		return 0, 0, 0, 0
	case first.width == 8:
		return first.num / 10000, first.num / 100 % 100, first.num % 100, 1
	case first.width == 4:
		return yearFirst(ts)
	case first.width > 2:
		return 0, 0, 0, 0
	}
	if y, m, d, n := dayMonthYear(ts); n > 0 {
		return y, m, d, n
	}
	return r.numeric(ts)
}

// yearFirst reads 2026-02-14, 2026/2/14, 2026. 2. 14., 2026年2月14日, 2026 m.
// vasario 14 and 2026 February 14.
func yearFirst(ts []token) (year, month, day, n int) {
	c := cursor{ts: ts, at: 1}
	c.skip(" ")
	sep := c.kind()
	if sep == 'w' && (c.word() == "m" || c.word() == "年" || c.word() == "년") {
		c.at++
		sep = '.'
	}
	c.skip(" .-/")
	if sep == 'w' || c.kind() == 'w' {
		if month = c.month(); month == 0 {
			return 0, 0, 0, 0
		}
		c.skip(" .-/")
	} else {
		if c.kind() != 'd' || c.ts[c.at].width > 2 || (sep != '-' && sep != '/' && sep != '.') {
			return 0, 0, 0, 0
		}
		month = c.number()
		if c.kind() == 'w' && (c.word() == "月" || c.word() == "월") {
			c.at++
		} else if c.kind() != sep {
			return 0, 0, 0, 0
		}
		c.skip(" .-/")
	}
	if c.kind() != 'd' || c.ts[c.at].width > 2 {
		return 0, 0, 0, 0
	}
	day = c.number()
	if c.kind() == 'w' && (c.word() == "日" || c.word() == "일" || c.word() == "号") {
		c.at++
	}
	return ts[0].num, month, day, c.at
}

// ofEra reads 令和6年2月29日.
func ofEra(ts []token) (year, month, day, n int) {
	if len(ts) < 2 || ts[1].kind != 'd' || ts[1].width > 3 {
		return 0, 0, 0, 0
	}
	if year, month, day, n = yearFirst(ts[1:]); n > 0 {
		return year + eras[ts[0].word], month, day, n + 1
	}
	return 0, 0, 0, 0
}

// monthDayYear reads June 20, 2025 and Jun. 20th 2025.
func monthDayYear(ts []token) (year, month, day, n int) {
	c := cursor{ts: ts}
	if month = c.month(); month == 0 {
		return 0, 0, 0, 0
	}
	c.skip(" .")
	if c.kind() != 'd' || c.ts[c.at].width > 2 {
		return 0, 0, 0, 0
	}
	day = c.number()
	c.ordinal()
	c.skip(" ,.")
	if c.kind() == 'x' {
		c.at++
		c.skip(" ")
	}
	year, ok := c.year()
	if !ok {
		return 0, 0, 0, 0
	}
	return year, month, day, c.at
}

// dayMonthYear reads 20 June 2025, 20th of June, 2025, 20. Juni 2025, 20 de
// junio de 2025 and 20-Jun-25.
func dayMonthYear(ts []token) (year, month, day, n int) {
	c := cursor{ts: ts}
	day = c.number()
	c.ordinal()
	c.skip(" .-/,")
	if w := c.word(); w == "de" || w == "of" || w == "d" || w == "a" {
		c.at++
		c.skip(" '")
	}
	if month = c.month(); month == 0 {
		return 0, 0, 0, 0
	}
	c.skip(" .-/,'")
	if months[c.word()] == month { // in the other tradition of the same language
		c.at++
		c.skip(" ")
	}
	switch c.word() {
	case "de", "del", "of", "năm":
		c.at++
		c.skip(" ")
	case "พ", "ค": // the era of Buddha or of Christ: two letters with dots
		c.at += 3
		c.skip(" .")
	}
	year, ok := c.year()
	if !ok {
		return 0, 0, 0, 0
	}
	return year, month, day, c.at
}

// numeric reads 20.06.2025, 20/6/2025, 6/20/25, 20-06-2025 and 20 | 06 | 2025.
func (r dateReader) numeric(ts []token) (year, month, day, n int) {
	c := cursor{ts: ts}
	a := c.number()
	if c.kind() == ' ' && c.at+1 < len(ts) && ts[c.at+1].kind == '|' {
		c.at++
	}
	sep := c.kind()
	if sep != '.' && sep != '/' && sep != '-' && sep != '|' {
		return 0, 0, 0, 0
	}
	c.at++
	c.skip(" ")
	if c.kind() != 'd' || c.ts[c.at].width > 2 {
		return 0, 0, 0, 0
	}
	b := c.number()
	if sep == '|' {
		c.skip(" ")
	}
	if c.kind() != sep {
		return 0, 0, 0, 0
	}
	c.at++
	c.skip(" ")
	year, ok := c.year()
	if !ok {
		return 0, 0, 0, 0
	}
	if b > 12 || (sep == '/' && r.monthFirst && a <= 12) {
		return year, a, b, c.at
	}
	return year, b, a, c.at
}

// civil gives midnight UTC of a day that exists.
func civil(year, month, day int) (time.Time, bool) {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}

// instant gives the date of a Unix time in seconds.
func (r dateReader) instant(seconds int64) (Date, bool) {
	t := time.Unix(seconds, 0).UTC()
	if t.Year() < firstTextYear || t.After(r.notAfter) {
		return Date{}, false
	}
	return Date{Time: t}, true
}
