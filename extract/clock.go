package extract

import (
	"strings"
	"time"
)

// clockAt reads the time and the offset behind a day. Without an offset there is
// no instant: it is not exact.
func clockAt(ts []token, day time.Time) (at time.Time, n int, exact bool) {
	c := cursor{ts: ts}
	c.skip(" ,|-")
	switch c.word() {
	case "t", "at", "um", "à", "kl", "klo", "alle", "ore", "às", "o":
		c.at++
		c.skip(" ")
	}
	if c.kind() != 'd' {
		return at, 0, false
	}
	hour, minute, second, ok := c.clock()
	if !ok {
		return at, 0, false
	}
	offset, ok := c.offset()
	if !ok || hour > 24 || minute > 59 || second > 60 {
		return at, 0, false
	}
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone("", offset)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, second, 0, zone), c.at, true
}

// cursor walks over tokens.
type cursor struct {
	ts []token
	at int
}

func (c *cursor) kind() byte {
	if c.at < len(c.ts) {
		return c.ts[c.at].kind
	}
	return 0
}

func (c *cursor) word() string {
	if c.at < len(c.ts) {
		return c.ts[c.at].word
	}
	return ""
}

func (c *cursor) number() int {
	n := c.ts[c.at].num
	c.at++
	return n
}

// skip passes up to four of the characters.
func (c *cursor) skip(chars string) {
	for n := 0; n < 4 && c.kind() != 0 && strings.IndexByte(chars, c.kind()) >= 0; n++ {
		c.at++
	}
}

// ordinal passes what English, French and Italian put behind the day.
func (c *cursor) ordinal() {
	switch c.word() {
	case "st", "nd", "rd", "th", "er", "e", "º":
		c.at++
	}
	if c.kind() == 'x' {
		c.at++ // the degree sign that stands for it
	}
}

// year reads four digits, or two behind a day and a month.
func (c *cursor) year() (int, bool) {
	if c.kind() != 'd' {
		return 0, false
	}
	t := c.ts[c.at]
	switch {
	case t.width == 4:
		c.at++
		return t.num, true
	case t.width == 2 && c.at+1 < len(c.ts) && c.ts[c.at+1].kind == ':':
		return 0, false // the hour
	case t.width == 2 && t.num < 70:
		c.at++
		return 2000 + t.num, true
	case t.width == 2:
		c.at++
		return 1900 + t.num, true
	}
	return 0, false
}

// clock reads 14:30, 14:30:05.123, 2:30 pm and 143005.
func (c *cursor) clock() (hour, minute, second int, ok bool) {
	t := c.ts[c.at]
	if t.width == 6 || t.width == 4 {
		c.at++
		if t.width == 4 {
			return t.num / 100, t.num % 100, 0, true
		}
		return t.num / 10000, t.num / 100 % 100, t.num % 100, true
	}
	hour = c.number()
	if k := c.kind(); (k != ':' && k != '.') || c.at+1 >= len(c.ts) || c.ts[c.at+1].kind != 'd' || c.ts[c.at+1].width != 2 {
		return 0, 0, 0, false
	}
	c.at++
	minute = c.number()
	if c.kind() == ':' && c.at+1 < len(c.ts) && c.ts[c.at+1].kind == 'd' {
		c.at++
		second = c.number()
		if k := c.kind(); (k == '.' || k == ',') && c.at+1 < len(c.ts) && c.ts[c.at+1].kind == 'd' {
			c.at += 2
		}
	}
	mark := *c
	mark.skip(" ")
	switch w := mark.word(); w {
	case "am", "pm", "a", "p":
		mark.at++
		if w == "a" || w == "p" { // a.m.
			if mark.skip("."); mark.word() != "m" {
				return hour, minute, second, true
			}
			mark.at++
			mark.skip(".")
		}
		if hour %= 12; w[0] == 'p' {
			hour += 12
		}
		*c = mark
	}
	return hour, minute, second, true
}

// offset reads Z, +02:00, -0500, GMT+2 and CEST.
func (c *cursor) offset() (seconds int, ok bool) {
	c.skip(" (")
	named := false
	if c.kind() == 'w' {
		if seconds, named = zones[c.word()]; !named {
			return 0, false
		}
		c.at++
	}
	sign := c.kind()
	if (sign != '+' && sign != '-') || c.at+1 >= len(c.ts) || c.ts[c.at+1].kind != 'd' {
		return seconds, named
	}
	c.at++
	t := c.ts[c.at]
	hours, minutes := t.num, 0
	c.at++
	if t.width == 4 {
		hours, minutes = t.num/100, t.num%100
	} else if c.kind() == ':' && c.at+1 < len(c.ts) && c.ts[c.at+1].kind == 'd' {
		c.at++
		minutes = c.number()
	}
	if hours > 14 || minutes > 59 || t.width > 4 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if sign == '-' {
		seconds = -seconds
	}
	return seconds, true
}
