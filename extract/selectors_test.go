package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestCompileSelectorErrors(t *testing.T) {
	for _, tt := range []struct{ name, selector, want string }{
		{"open bracket", "div p[[", "byte 7"},
		{"unknown pseudo-class", "div:is(p) a", `"is" is not supported`},
		{"pseudo-element", "p::text", `"text" is not supported`},
		{"child inside has", "div:has(> a)", "begins with a combinator"},
		{"stray parenthesis", "div.a)", "byte 6"},
		{"unfinished", "div >", "byte 5"},
		{"empty", " ", "empty"},
		{"too long", strings.Repeat("a ", maxSelector), "longer than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := CompileSelector(tt.selector)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("CompileSelector(%q) = %v, want an error with %q", tt.selector, err, tt.want)
			}
		})
	}
}

func TestSelectorMatches(t *testing.T) {
	root, err := html.Parse(strings.NewReader(`<div class="a" id="1"><div class="a" id="2"></div></div><p class="a" id="3">`))
	if err != nil {
		t.Fatal(err)
	}
	s, err := CompileSelector(" .a, section ")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range s.All(root) {
		got = append(got, attr(n, "id"))
	}
	if want := "1 3"; strings.Join(got, " ") != want {
		t.Errorf("All = %v, want %v", got, want)
	}
	if got := attr(s.First(root), "id"); got != "1" {
		t.Errorf("First = %q, want 1", got)
	}
	if (Selector{}).First(root) != nil || (Selector{}).All(root) != nil {
		t.Error("the zero selector matches")
	}
	var text Selector
	if err := text.UnmarshalText([]byte(s.String())); err != nil || text.String() != ".a, section" {
		t.Errorf("UnmarshalText = %v, %v", text, err)
	}
}
