package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Field is what articles can be asked for.
type Field struct {
	Name  string
	Kind  Kind
	About string
}

// Kind is what the values of a field are.
type Kind int

// The kinds of fields.
const (
	Text     Kind = iota // letters of either case are the same, beyond ASCII they are not
	Language             // en also means en-GB
	List                 // of texts: it is enough that one of them fits
	Number
	Day // a year, a month, a day or an instant, in UTC unless it says otherwise
	Flag
)

const example = `language = en and words >= 200`

// Fields lists what articles can be asked for.
var Fields = []Field{
	{"id", Text, "stable identity"},
	{"url", Text, "the address it stands under"},
	{"site", Text, "registrable domain of that address"},
	{"source", Text, "the source of crawl.yaml"},
	{"organization", Text, "who publishes it"},
	{"author", List, "one of its authors"},
	{"title", Text, "headline"},
	{"section", Text, "the publisher's own section"},
	{"tag", List, "one of the publisher's keywords"},
	{"language", Language, "en also finds en-GB"},
	{"license", Text, "address or short name of the licence"},
	{"text", Text, "the body"},
	{"words", Number, "words of the body"},
	{"date", Day, "published; when that is unknown, first seen"},
	{"published", Day, "published"},
	{"fetched", Day, "when what is shown was fetched"},
	{"first_seen", Day, "when it was first seen"},
	{"run", Text, "the run that stored it"},
	{"revision", Number, "1 for what was seen once and never changed"},
	{"cluster", Text, "the group of articles it shares its text with"},
	{"role", Text, "original, copy, syndicated or twin"},
	{"access", Text, "credentials or paywall; unknown when it is open"},
	{"gone", Flag, "its publisher has taken it away"},
	{"noai", Flag, "its page asks not to be used for training"},
	{"tdm_reserved", Flag, "its page reserves text and data mining"},
}

// spellings are other names of fields.
var spellings = map[string]string{"licence": "license", "authors": "author", "tags": "tag", "word_count": "words", "organisation": "organization",
	"fetched_at": "fetched", "contains": "text", "lang": "language"}

// Find gives the field of that name.
func Find(name string) (Field, bool) {
	name = strings.ToLower(name)
	if other, ok := spellings[name]; ok {
		name = other
	}
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return Fields[i], true
}

// hintFor names the field that was meant, or all there are.
func hintFor(name string) string {
	var names []string
	for _, f := range Fields {
		if shared(f.Name, strings.ToLower(name)) >= 4 {
			return "did you mean " + f.Name + "?"
		}
		names = append(names, f.Name)
	}
	return "there are " + strings.Join(names, ", ")
}

// shared is how many letters two words have in common at their beginning and end.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	m := 0
	for m < len(a)-n && m < len(b)-n && a[len(a)-1-m] == b[len(b)-1-m] {
		m++
	}
	return n + m
}

// operators are those a kind can be asked with.
func (k Kind) operators() string {
	switch k {
	case Number, Day:
		return "= != < <= > >= in known unknown"
	case Flag:
		return "= !="
	case Language:
		return "= != in known unknown"
	}
	return "= != ~ !~ in known unknown"
}

func (k Kind) read(s string) (v Value, err error) {
	v.Text = s
	switch k {
	case Number:
		if v.Number, err = strconv.ParseInt(s, 10, 64); err != nil {
			err = fmt.Errorf("%q is no whole number", s)
		}
	case Day:
		v.Start, v.End, err = span(s)
	case Flag:
		switch strings.ToLower(s) {
		case "yes", "true", "1":
			v.Number = 1
		case "no", "false", "0":
		default:
			err = fmt.Errorf("want yes or no, got %q", s)
		}
	}
	return v, err
}

// span reads a year, a month, a day or an instant as the time it covers.
func span(s string) (start, end time.Time, err error) {
	for _, unit := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if t, err := time.Parse(unit.layout, s); err == nil {
			return t, t.AddDate(unit.years, unit.months, unit.days), nil
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, t.Add(time.Second), nil
	}
	return start, end, fmt.Errorf("%q is no date: for example 2026, 2026-01, 2026-01-31 or 2026-01-31T06:00:00Z", s)
}
