package fetch

import (
	"net/http"
	"testing"
)

func TestLinkOf(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"plain", `<https://hub.example/>; rel="hub"`, "https://hub.example/"},
		{"second of two", `<https://a.example/feed>; rel="self", <https://hub.example/>; rel=hub`, "https://hub.example/"},
		{"comma in quotes", `<https://a.example/>; title="a, b"; rel=self, </hub>; rel="web hub"`, "https://a.example/hub"},
		{"none", `<https://a.example/>; rel="self"`, ""},
		{"never closed", `<https://a.example/; rel="hub"`, ""},
		{"empty", ``, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := LinkOf(http.Header{"Link": {c.line}}, "hub", "https://a.example/feed.xml"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
