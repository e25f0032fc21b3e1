package query

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shape writes an expression with every bracket.
func shape(e Expr) string {
	switch e.Join {
	case None:
		return "all"
	case Is:
		var values []string
		for _, v := range e.Test.Values {
			values = append(values, v.Text)
		}
		return fmt.Sprintf("%s %s %s", e.Test.Field.Name, e.Test.Op, strings.Join(values, "|"))
	}
	var parts []string
	for _, a := range e.Args {
		parts = append(parts, shape(a))
	}
	return map[Join]string{And: "and", Or: "or", Not: "not"}[e.Join] + "(" + strings.Join(parts, ", ") + ")"
}

func TestParse(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"nothing", "  ", "all"},
		{"one", "language=en", "language = en"},
		{"and binds closer than or", "words>=2 and tag = a or tag = b", "or(and(words >= 2, tag = a), tag = b)"},
		{"brackets", "words>=2 AND (tag = a OR tag = b)", "and(words >= 2, or(tag = a, tag = b))"},
		{"not binds closest", "not tag = a and not (tag = b)", "and(not(tag = a), not(tag = b))"},
		{"a list", "source in (a, 'b c', d)", "source in a|b c|d"},
		{"quotes", `title ~ "he said ""no"" (twice)"`, `title ~ he said "no" (twice)`},
		{"unknown", "license is unknown or licence is known", "or(license unknown , license known )"},
		{"an address as a bare word", "url = https://a.test/x?b", "url = https://a.test/x?b"},
		{"a reserved word as a value", `tag = "and"`, "tag = and"},
		{"doubled equals", "words == 3", "words = 3"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			e, err := Parse(row.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := shape(e); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestMistakesNameTheirPlace(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"unknown field", "words > 2 and langage = en", `column 15: unknown field "langage"`},
		{"no number", "words >= many", `column 10: words: "many" is no whole number`},
		{"no date", "date < yesterday", `column 8: date: "yesterday" is no date`},
		{"no operator", "language en", `column 10: want an operator after language, got "en"`},
		{"wrong operator", "words ~ 3", `column 7: words cannot be asked with "~"`},
		{"no value", "language =", "column 11: want a value for language, got the end"},
		{"open bracket", "(words = 1", "column 11: want ) for the bracket in column 1"},
		{"two conditions", "words = 1 tag = a", `column 11: unexpected "tag"`},
		{"open quotation", `tag = "a`, "column 7: a quotation without an end"},
		{"characters, not bytes", `tag = "größe" und`, `column 15: unexpected "und"`},
		{"lonely sign", "tag ! a", `column 5: unexpected "!"`},
		{"nested too deep", strings.Repeat("(", 200), "column 102: nested too deep"},
		{"empty list", "tag in ()", `column 9: want a value for tag, got ")"`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := Parse(row.text)
			var e *Error
			if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
	_, err := Parse("langage = en")
	var e *Error
	if !errors.As(err, &e) || e.Hint != "did you mean language?" {
		t.Errorf("the hint is %q", e.Hint)
	}
}

func TestADayIsItsWholeSpan(t *testing.T) {
	for text, want := range map[string]string{
		"2026":                      "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z",
		"2026-02":                   "2026-02-01T00:00:00Z 2026-03-01T00:00:00Z",
		"2026-02-28":                "2026-02-28T00:00:00Z 2026-03-01T00:00:00Z",
		"2026-02-28T23:00:00+01:00": "2026-02-28T22:00:00Z 2026-02-28T22:00:01Z",
	} {
		e, err := Parse("date = " + text)
		if err != nil {
			t.Fatal(err)
		}
		v := e.Test.Values[0]
		if got := v.Start.UTC().Format("2006-01-02T15:04:05Z07:00") + " " + v.End.UTC().Format("2006-01-02T15:04:05Z07:00"); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`language = en and not (tag in (a, "b""c") or date >= 2026-01)`)
	f.Add("((((")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Parse(text)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Offset > len(text) || e.Column() < 1) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
