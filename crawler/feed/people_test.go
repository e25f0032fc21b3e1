package feed

import (
	"strings"
	"testing"
)

func TestPeople(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"name", "Jane Doe", "Jane Doe"},
		{"mail and name", "jane@a.example (Jane Doe)", "Jane Doe"},
		{"name and mail", "Jane Doe (jane@a.example)", "Jane Doe"},
		{"mail in angle brackets", "Jane Doe <jane@a.example>", "Jane Doe"},
		{"agency in brackets", "Jane Doe (Reuters)", "Jane Doe"},
		{"only a mail", "jane@a.example", ""},
		{"only an address", "https://a.example/jane", ""},
		{"by", "By Jane Doe", "Jane Doe"},
		{"and", "Jane Doe and John Roe", "Jane Doe+John Roe"},
		{"comma", "Jane Doe, John Roe & Ann Poe", "Jane Doe+John Roe+Ann Poe"},
		{"surname first", "Doe, Jane", "Doe, Jane"},
		{"German", "Von Jana Muster und Jan Probe", "Jana Muster+Jan Probe"},
		{"semicolons", "Jane Doe; John Roe; Jane Doe", "Jane Doe+John Roe"},
		{"markup", "<a href='x'>Jane Doe</a>", "Jane Doe"},
		{"entities", "Jane O&#8217;Doe", "Jane O’Doe"},
		{"in brackets", "(Jane Doe)", "Jane Doe"},
		{"nobody", "admin", ""},
		{"empty", " ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(people(c.in), "+"); got != c.want {
				t.Errorf("people(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
	if got := people(strings.Repeat("x", 1<<20)); len(got) != 1 || len(got[0]) != maxName {
		t.Errorf("a megabyte of name has become %d names", len(got))
	}
}
