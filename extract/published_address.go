package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// address reads the date in the path of the page's address.
func (f *dates) address() {
	if f.d.url == nil {
		return
	}
	if date, ok := f.read.inPath(f.d.url.Path); ok {
		f.published.add(date.String(), "url", .65)
		return
	}
	last := f.d.url.Path[strings.LastIndexByte(strings.TrimSuffix(f.d.url.Path, "/"), '/')+1:]
	if date, from, _, ok := f.read.find(last, firstTextYear); ok && from == 0 {
		f.published.add(date.String(), "url", .5) // 29-10-2021
	} else if date, ok := f.read.dayRun(strings.Trim(last, "/")); ok {
		f.published.add(date.String(), "url", .5)
	}
}

// dayRun reads the day that opens or ends the last part of a path, the day of the
// month first: 08112021-open-day, harbour-nid03052022.
func (r dateReader) dayRun(last string) (Date, bool) {
	ts := tokens(last)
	for _, i := range [...]int{0, len(ts) - 1} {
		if i < 0 || i >= len(ts) || ts[i].kind != 'd' || ts[i].width != 8 {
			continue
		}
		year := ts[i].num % 10000
		at, valid := civil(year, ts[i].num/10000%100, ts[i].num/1000000)
		if valid && year >= firstTextYear && !at.After(r.notAfter) {
			return Date{Time: at, DayOnly: true}, true
		}
	}
	return Date{}, false
}

// inPath finds /2026/02/14/, /2026-02-14, /20260214, /2026/feb/14, /2026-02/14/ and
// /2026/0214/.
func (r dateReader) inPath(path string) (Date, bool) {
	ts := tokens(path)
	for i, t := range ts {
		if t.kind != 'd' || (t.width != 4 && t.width != 8) || (i > 0 && ts[i-1].kind == 'w') {
			continue
		}
		year, month, day, n := t.num/10000, t.num/100%100, t.num%100, 1
		if t.width == 4 {
			if year, month, day, n = yearFirst(ts[i:]); n == 0 {
				year, month, day, n = yearFolder(ts[i:])
			}
		}
		if n == 0 || year < firstTextYear || (i+n < len(ts) && ts[i+n].kind == 'w' && t.width == 8) {
			continue
		}
		if at, valid := civil(year, month, day); valid && !at.After(r.notAfter) {
			return Date{Time: at, DayOnly: true}, true
		}
	}
	return Date{}, false
}

// filedWords stand in the sentence below a post that says when it was published and
// where it is filed.
var filedWords = []string{"posted on", "published on", "veröffentlicht", "publié le", "publicado el", "publicada el", "pubblicato il", "geplaatst op"}

// yearFolder reads 2026-02/14/ and 2026/0214/, folders of a day within those of a
// month or a year.
func yearFolder(ts []token) (year, month, day, n int) {
	c := cursor{ts: ts, at: 1}
	switch sep := c.kind(); {
	case sep == '-':
		c.at++
		if c.kind() != 'd' || c.ts[c.at].width != 2 {
			return 0, 0, 0, 0
		}
		month = c.number()
		if c.kind() != '/' {
			return 0, 0, 0, 0
		}
		c.at++
		if c.kind() != 'd' || c.ts[c.at].width != 2 {
			return 0, 0, 0, 0
		}
		day = c.number()
	case sep == '/':
		c.at++
		if c.kind() != 'd' || c.ts[c.at].width != 4 {
			return 0, 0, 0, 0
		}
		both := c.number()
		month, day = both/100, both%100
	}
	if c.kind() != '/' {
		return 0, 0, 0, 0
	}
	return ts[0].num, month, day, c.at
}

// remote reads, when nothing nearer is known, the elements anywhere on the page
// whose attributes speak of a date. Where those of one class show several days and
// nothing else, they are the days of a list.
func (f *dates) remote() {
	if f.published.best() >= .5 {
		return
	}
	found, class := "", ""
	for _, n := range f.d.scanned().named {
		if n.hint&hintDate == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || f.d.apart(n.Node) {
			continue
		}
		own := firstWord(attr(n.Node, "class"), n.Data)
		if found != "" && own != class {
			continue
		}
		date, said, ok := f.named(n.Node)
		switch {
		case !ok:
		case changed(said) && found == "":
			f.modified.add(date.String(), "class:"+own, .45)
		case found == "":
			found, class = date.String(), own
		case found != date.String() && len(said) <= bareDay:
			return
		}
	}
	f.published.add(found, "class:"+class, .45)
}

// bareDay is the length in bytes up to which a text with a day holds little else.
const bareDay = 20

// named reads the date in an element that is named for it, and gives its text in
// lower case.
func (f *dates) named(n *html.Node) (Date, string, bool) {
	t := text(n)
	low := strings.ToLower(t)
	if len(t) > maxDateLine && (len(t) > maxSigned || !holdsAny(low, filedWords)) {
		return Date{}, low, false
	}
	date, from, to, ok := f.read.find(t, firstTextYear)
	return date, low, ok && !timetabled(strings.ToLower(t[:from]), t[to:])
}
