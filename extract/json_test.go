package extract

import (
	"strings"
	"testing"
)

func TestReadJSONForgives(t *testing.T) {
	for _, tt := range []struct{ name, in, key, want string }{
		{"plain", `{"headline":"A"}`, "headline", "A"},
		{"raw line break", "{\"headline\":\"A\nB\"}", "headline", "A B"},
		{"raw quote", `{"headline":"the "big" one", "x":1}`, "headline", `the "big" one`},
		{"escapes", `{"headline":"\u00c4\ud83d\ude00\n\/\"x\""}`, "headline", `Ä😀 /"x"`},
		{"lone surrogate", `{"headline":"a\ud800b"}`, "headline", "ab"},
		{"trailing commas", `{"x":[1,2,],"headline":"A",}`, "headline", "A"},
		{"comments", "/* a */{// b\n\"headline\":\"A\"}", "headline", "A"},
		{"CDATA", "//<![CDATA[\n{\"headline\":\"A\"}\n//]]>", "headline", "A"},
		{"HTML comment", "<!-- {\"headline\":\"A\"} -->", "headline", "A"},
		{"no end", `{"headline":"A","author":{"name":"B"`, "headline", "A"},
		{"two values", `{"x":1} ; {"headline":"A"}`, "headline", "A"},
		{"number", `{"headline":2026}`, "headline", "2026"},
		{"list of one", `{"headline":["A","B"]}`, "headline", "A"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, v := range readJSON(tt.in) {
				if s := v.get(tt.key).str(); s != "" {
					got = s
				}
			}
			if got != tt.want {
				t.Errorf("%s = %q, want %q", tt.key, got, tt.want)
			}
		})
	}
}

func TestReadJSONIsBounded(t *testing.T) {
	for name, in := range map[string]string{
		"deep lists":   strings.Repeat("[", 1_000_000),
		"deep objects": strings.Repeat(`{"a":`, 300_000),
		"many values":  "[" + strings.Repeat("1,", 1_000_000) + "1]",
		"junk":         strings.Repeat("}", 1_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			count := 0
			var walk func(n *jsonValue, depth int)
			walk = func(n *jsonValue, depth int) {
				count++
				if depth > maxJSONDepth+1 {
					t.Fatalf("depth %d", depth)
				}
				for i := range n.items {
					walk(&n.items[i], depth+1)
				}
			}
			for _, v := range readJSON(in) {
				walk(&v, 0)
			}
			if count > maxJSONValues+maxJSONDepth {
				t.Errorf("%d values kept, want at most %d", count, maxJSONValues)
			}
		})
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"@type":"NewsArticle","author":[{"@id":"#a"},{"name":"B"}],"@graph":[{"@id":"#a","author":{"@id":"#a"}}]}`)
	f.Add("[{\"a\":\"\\u12\",'b':1}")
	f.Fuzz(func(t *testing.T, in string) {
		ld := readLinkedData([]string{in})
		about := ld.article("", []string{"x"})
		if about == nil {
			return
		}
		for _, key := range []string{"author", "publisher", "datePublished"} {
			for _, v := range about.get(key).each() {
				ld.people(v)
				v.address()
			}
		}
	})
}
