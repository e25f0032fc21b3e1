package config

import (
	"errors"
	"strings"
	"testing"

	"winnow"
)

// FuzzParse holds that any bytes give settings that can be used or mistakes
// that have a place in the file, in its order.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add(winnow.Example)
	f.Add([]byte(allOptions()))
	f.Add([]byte("a: &a [*a]\nsources: *a\n<<: {}\n? {}\n: []"))
	f.Add([]byte("sources: &s\n - id: a\n   tags: &t [x]\n   include: *t\n   exclude: ['re:(', '*']\nversion: !!str 1"))
	f.Add([]byte("limits: {page_bytes: 1e9MB, workers: 0x1, request_time: 1h2m}\n---\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse("f", b)
		if err == nil {
			if len(c.Hash()) != 64 || len(c.Seeds()) == 0 {
				t.Errorf("settings that cannot be used: %+v", c)
			}
			return
		}
		var e *Error
		if !errors.As(err, &e) || len(e.Issues) == 0 {
			t.Fatalf("error is %T %v", err, err)
		}
		lines := strings.Count(string(b), "\n") + strings.Count(string(b), "\r") + strings.Count(string(b), "\u0085") + strings.Count(string(b), "\u2028") + strings.Count(string(b), "\u2029") + 2
		last := 1
		for _, i := range e.Issues {
			if i.Line < last || i.Line > lines || i.Column < 1 || i.Message == "" || strings.Contains(i.String(), "\n") {
				t.Errorf("issue %q of %d lines after line %d", i, lines, last)
			}
			last = i.Line
		}
	})
}
