package fetch

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTDMRep(t *testing.T) {
	const file = `[{"location": "/", "tdm-reservation": 0}, {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://a.test/terms.json"},
		{"location": "/news/open/", "tdm-reservation": "0"}, {"location": 7}, "x", {"location": "/pdf$", "tdm-reservation": "1"}]`
	for _, c := range []struct {
		name, body, addr string
		reserved         bool
		policy           string
	}{
		{"the rule of its folder", file, "https://a.test/news/1.html", true, "https://a.test/terms.json"},
		{"a longer one", file, "https://a.test/news/open/1.html", false, ""},
		{"the rule of all", file, "https://a.test/sport", false, ""},
		{"the very end", file, "https://a.test/pdf", true, ""},
		{"behind it", file, "https://a.test/pdf/2", false, ""},
		{"no list", `{"location": "/", "tdm-reservation": 1}`, "https://a.test/", false, ""},
		{"no JSON", "<html>", "https://a.test/", false, ""},
		{"nothing", "", "https://a.test/", false, ""},
	} {
		if reserved, policy := ParseTDMRep([]byte(c.body)).Of(c.addr); reserved != c.reserved || policy != c.policy {
			t.Errorf("%s: got %t %q, want %t %q", c.name, reserved, policy, c.reserved, c.policy)
		}
	}
}

func FuzzTDMRep(f *testing.F) {
	f.Add([]byte(`[{"location": "/a*b$", "tdm-reservation": 1}]`), "https://a.test/ab")
	f.Fuzz(func(_ *testing.T, body []byte, addr string) { ParseTDMRep(body).Of(addr) })
}

func TestContentSignalOfRobots(t *testing.T) {
	const file = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nContent-Signal: /open/ ai-train=yes\nAllow: /\n\n" +
		"User-agent: Winnow\nUser-agent: other\ncontent-signal: ai-input=no\nDisallow: /x\n"
	for _, c := range []struct {
		name, agent, addr string
		want              map[string]string
	}{
		{"all", "anybot", "https://a.test/1", map[string]string{"search": "yes", "ai-train": "no"}},
		{"a longer path", "anybot", "https://a.test/open/1", map[string]string{"search": "yes", "ai-train": "yes"}},
		{"a group of its own", "winnow/1.0", "https://a.test/open/1", map[string]string{"ai-input": "no"}},
	} {
		if diff := cmp.Diff(c.want, ParseRobots([]byte(file)).ContentSignal(c.agent, c.addr)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if got := ParseRobots([]byte("Content-Signal: ai-train=no\n")).ContentSignal("a", "/"); got != nil {
		t.Errorf("outside of groups: %v", got)
	}
}
