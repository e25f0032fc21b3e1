package extract_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"winnow/extract"
)

func addressRules(t testing.TB) (*extract.AddressRules, []extract.SkippedRule) {
	t.Helper()
	b, err := os.ReadFile("testdata/address-rules.json")
	if err != nil {
		t.Fatal(err)
	}
	rules, skipped, err := extract.ReadAddressRules(b)
	if err != nil {
		t.Fatal(err)
	}
	return rules, skipped
}

func TestAddressRulesKey(t *testing.T) {
	rules, _ := addressRules(t)
	for _, c := range []struct{ name, in, want string }{
		{"a rule for everywhere", "https://other.example/a?seenfrom=x&id=3", "//other.example/a?id=3"},
		{"upper case", "https://other.example/a?Camp_Mail=x", "//other.example/a"},
		{"an encoded name", "https://other.example/a?%24track=1", "//other.example/a"},
		{"only the whole name counts", "https://other.example/a?myseenfrom=x", "//other.example/a?myseenfrom=x"},
		{"an exception", "https://archive.example/a?seenfrom=x", "//archive.example/a?seenfrom=x"},
		{"a provider's own", "https://www.paper.example/s?box=2&pos12=a&id=9", "//www.paper.example/s?id=9"},
		{"not elsewhere", "https://other.example/s?box=2", "//other.example/s?box=2"},
		{"referral marketing", "https://paper.example/s?partner=7", "//paper.example/s"},
		{"a raw rule", "https://paper.example/s;jump=x7/story", "//paper.example/s/story"},
		{"a provider whose exception cannot be read", "https://guarded.example/x?id=1", "//guarded.example/x?id=1"},
		{"our own list as well", "https://paper.example/s?utm_source=a&box=1", "//paper.example/s"},
		{"no address", "mailto:a@b.example", "mailto:a@b.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rules.Key(c.in)
			if got != c.want {
				t.Errorf("Key(%q) = %q, want %q", c.in, got, c.want)
			}
			if again := rules.Key(got); again != got {
				t.Errorf("the key of %q is %q", got, again)
			}
		})
	}
}

func TestAddressRulesTarget(t *testing.T) {
	rules, _ := addressRules(t)
	for _, c := range []struct{ name, in, want string }{
		{"encoded", "https://go.paper.example/out?id=3&to=https%3A%2F%2Fnews.example%2Fs%3Fid%3D1", "https://news.example/s?id=1"},
		{"encoded twice", "https://go.paper.example/out?to=https%253A%252F%252Fnews.example%252Fs", "https://news.example/s"},
		{"one in another", "https://go.paper.example/out?to=https%3A%2F%2Fclicks.example%2Fl%2Fnews.example%252Fs", "https://news.example/s"},
		{"without a scheme", "https://clicks.example/l/news.example/s", "https://news.example/s"},
		{"of another scheme", "https://go.paper.example/out?to=javascript%3Aalert(1)", ""},
		{"relative", "https://go.paper.example/out?to=%2Fs", ""},
		{"empty", "https://go.paper.example/out?to=", ""},
		{"no tracker", "https://paper.example/s?to=https%3A%2F%2Fnews.example%2F", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := rules.Target(c.in)
			if !ok {
				got = ""
			}
			if got != c.want {
				t.Errorf("Target(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestAddressRulesSkipped(t *testing.T) {
	_, skipped := addressRules(t)
	var got []string
	for _, s := range skipped {
		got = append(got, s.Provider+" "+s.Field)
	}
	if want := "guarded exceptions, paper rawRules"; strings.Join(got, ", ") != want {
		t.Errorf("skipped %q, want %q", got, want)
	}
}

func TestReadAddressRulesRefuses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no JSON", "{\n\"providers\": {\n]", "line 3"},
		{"no providers", `{"rules": []}`, "providers"},
		{"no pattern", `{"providers": {"one": {"rules": ["a"]}}}`, `provider "one" has no urlPattern`},
		{"a broken rule", `{"providers": {"one": {"urlPattern": ".*", "rules": ["ok", "a(b"]}}}`, `provider "one", rules: "a(b": missing closing )`},
		{"a broken pattern", `{"providers": {"one": {"urlPattern": "[z-a]"}}}`, `provider "one", urlPattern: "[z-a]"`},
		{"a wrong type", `{"providers": {"one": {"urlPattern": 3}}}`, "line 1"},
		{"a long rule", `{"providers": {"one": {"urlPattern": "` + strings.Repeat("a", 3000) + `"}}}`, "longer than 2000 bytes"},
		{"many rules", `{"providers": {"one": {"urlPattern": ".*", "rules": ["a"` + strings.Repeat(`,"a"`, 20_001) + `]}}}`, "more than 20000 patterns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := extract.ReadAddressRules([]byte(c.in))
			if !errors.Is(err, extract.ErrAddressRules) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %s", err, c.want)
			}
		})
	}
}

func TestNoAddressRules(t *testing.T) {
	var none *extract.AddressRules
	if got, want := none.Key("https://a.example/?utm_source=x"), "//a.example/"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, ok := none.Target("https://a.example/"); ok {
		t.Errorf("got a target %q", got)
	}
}

func FuzzAddressRules(f *testing.F) {
	rules, _ := addressRules(f)
	f.Add("https://go.paper.example/out?to=https%3A%2F%2Fclicks.example%2Fl%2Fx.example")
	f.Add("https://paper.example/s;jump=a?box=1&&=&pos3")
	f.Fuzz(func(t *testing.T, addr string) {
		key := rules.Key(addr)
		if again := rules.Key(key); again != key {
			t.Errorf("the key of %q is %q", key, again)
		}
		if target, ok := rules.Target(addr); ok {
			if clean, err := extract.Clean(target, ""); err != nil || clean != target {
				t.Errorf("target %q of %q is not clean: %q, %v", target, addr, clean, err)
			}
		}
	})
}
