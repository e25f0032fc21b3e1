package fetch

import (
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for raw, want := range map[string]address{
		"http://a.test":                      {href: "http://a.test/", origin: "http://a.test"},
		"HTTP://A.Test:80/B#c":               {href: "http://a.test/B", origin: "http://a.test"},
		"https://a.test:443/b?c=d e":         {href: "https://a.test/b?c=d%20e", origin: "https://a.test"},
		"https://a.test:8443/":               {href: "https://a.test:8443/", origin: "https://a.test:8443"},
		" http://a.test/b\n ":                {href: "http://a.test/b", origin: "http://a.test"},
		"http:\\\\a.test\\b":                 {href: "http://a.test/b", origin: "http://a.test"},
		"http://a.test/b/../c/./d":           {href: "http://a.test/c/d", origin: "http://a.test"},
		"http://a.test/100%":                 {href: "http://a.test/100%25", origin: "http://a.test"},
		"http://b\u00fccher.test/\u00fc":     {href: "http://xn--bcher-kva.test/%C3%BC", origin: "http://xn--bcher-kva.test"},
		"http://user:secret@a.test/b":        {href: "http://a.test/b", origin: "http://a.test"},
		"http://0x7f.1/":                     {href: "http://127.0.0.1/", origin: "http://127.0.0.1"},
		"http://a.test/b?utm_source=x&b=%zz": {href: "http://a.test/b?utm_source=x&b=%zz", origin: "http://a.test"},
	} {
		got, err := parseAddress(raw)
		if err != nil || got.href != want.href || got.origin != want.origin {
			t.Errorf("parseAddress(%q) = %q of %q, %v, want %q of %q", raw, got.href, got.origin, err, want.href, want.origin)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"http://user:secret@a.test:8080/b?c#d", "//a.test", "/b", "\xFC", "http://[::1]/", "http://0x7f.1/%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if a, err := parseAddress(raw); err == nil {
			again, err := parseAddress(a.href)
			if err != nil || again.href != a.href || again.user != nil || strings.Contains(a.href, "#") {
				t.Errorf("%q gives %q, then %q, %v", raw, a.href, again.href, err)
			}
		}
		if to := resolveLocation("http://base.test/dir/", raw); to != "" {
			if a, err := parseAddress(to); err == nil && a.user != nil {
				t.Errorf("%q leads to %q, with userinfo", raw, to)
			}
		}
		withoutUserinfo(raw)
	})
}
