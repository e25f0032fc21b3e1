package config

import (
	"strings"
	"testing"
)

func TestHash(t *testing.T) {
	t.Setenv("PAPER_PASSWORD", "one")
	t.Setenv("PAPER_OTHER", "one")
	auth := small + "    auth: { user: a, password_env: PAPER_PASSWORD }\n"
	before := parse(t, auth).Hash()
	t.Setenv("PAPER_PASSWORD", "two")
	rows := []struct {
		name, a, b string
		same       bool
	}{
		{"itself", small, small, true},
		{"comments and quotes", small, "# mine\n" + strings.Replace(small, "id: a", `"id": 'a'`, 1), true},
		{"a default written out", small, small + "    delay: 2000ms\n", true},
		{"order of keys", "store: { path: a, keep: raw }\n" + small, small + "store: { keep: raw, path: a }\n", true},
		{"another delay", small, small + "    delay: 3s\n", false},
		{"another selector", small + "    selectors: { body: p }\n", small + "    selectors: { body: div }\n", false},
		{"another pattern", small + "    exclude: [a]\n", small + "    exclude: [b]\n", false},
		{"another variable", auth, strings.Replace(auth, "PAPER_PASSWORD", "PAPER_OTHER", 1), false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a, b := parse(t, row.a).Hash(), parse(t, row.b).Hash()
			if (a == b) != row.same || len(a) != 64 {
				t.Errorf("got %s and %s, want the same: %v", a, b, row.same)
			}
		})
	}
	if after := parse(t, auth).Hash(); after != before {
		t.Errorf("the value of a secret changes the hash")
	}
}
