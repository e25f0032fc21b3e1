package extract_test

import (
	"testing"

	"winnow/extract"
)

func TestOnlyDifference(t *testing.T) {
	for _, c := range []struct {
		name, a, b, param, base string
		both                    bool
	}{
		{"there and not there", "//h/a?x=1", "//h/a", "x", "//h/a", false},
		{"not there and there", "//h/a?i=2", "//h/a?i=2&x=1", "x", "//h/a?i=2", false},
		{"two values", "//h/a?i=2&x=1", "//h/a?i=2&x=2", "x", "//h/a?i=2", true},
		{"the same", "//h/a?x=1", "//h/a?x=1", "", "", false},
		{"another path", "//h/a?x=1", "//h/b?x=2", "", "", false},
		{"two parameters", "//h/a?x=1&y=1", "//h/a?x=2&y=2", "", "", false},
		{"one more and one less", "//h/a?x=1", "//h/a?y=1", "", "", false},
		{"several times", "//h/a?x=1&x=2", "//h/a?x=1&x=3", "x", "//h/a", true},
		{"the same several times", "//h/a?x=1&x=2", "//h/a?x=1&x=2", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			param, base, both := extract.OnlyDifference(c.a, c.b)
			if param != c.param || base != c.base || both != c.both {
				t.Errorf("got %q, %q, %t, want %q, %q, %t", param, base, both, c.param, c.base, c.both)
			}
		})
	}
}
