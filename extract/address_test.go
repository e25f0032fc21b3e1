package extract

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, raw, base, want string }{
		{"absolute", "https://news.example/a?b=1#c", "", "https://news.example/a?b=1"},
		{"no path", "HTTPS://News.Example", "", "https://news.example/"},
		{"default port", "http://news.example:80/a", "", "http://news.example/a"},
		{"other port", "http://news.example:8080/a", "", "http://news.example:8080/a"},
		{"five-digit port", "http://news.example:28080/a", "", "http://news.example:28080/a"},
		{"relative", "../b", "https://news.example/x/y/z", "https://news.example/x/b"},
		{"query only", "?page=2", "https://news.example/list?page=1", "https://news.example/list?page=2"},
		{"other host, same scheme", "//cdn.example/i.png", "https://news.example/", "https://cdn.example/i.png"},
		{"spaces and newlines", " /a\n b ", "https://news.example/", "https://news.example/a%20b"},
		{"backslashes", `https:\\news.example\a`, "", "https://news.example/a"},
		{"user and password", "https://me:secret@news.example/a", "", "https://news.example/a"},
		{"encoded dots", "https://news.example/a/%2e%2E/b", "", "https://news.example/b"},
		{"dot segments above the root", "https://news.example/../../b", "", "https://news.example/b"},
		{"bad encoding", "https://news.example/%zz?q=%", "", "https://news.example/%25zz?q=%25"},
		{"accented host and path", "https://MÜNCHEN.example/straße", "", "https://xn--mnchen-3ya.example/stra%C3%9Fe"},
		{"hexadecimal IPv4", "http://0x7f.1/", "", "http://127.0.0.1/"},
		{"IPv6", "http://[0:0::1]:8080/a", "", "http://[::1]:8080/a"},
		{"pipes keep an encoded slash", "https://news.example/a%2Fb|c", "", "https://news.example/a%2Fb%7Cc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Clean(tt.raw, tt.base)
			if err != nil || got != tt.want {
				t.Errorf("Clean(%q, %q) = %q, %v, want %q", tt.raw, tt.base, got, err, tt.want)
			}
		})
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, tt := range []struct{ name, raw, base, reason string }{
		{"script", "javascript:alert(1)", "https://news.example/", `"javascript"`},
		{"data", "data:text/html,x", "", `"data"`},
		{"mail", "mailto:desk@news.example", "https://news.example/", `"mailto"`},
		{"file", "file:///etc/passwd", "", `"file"`},
		{"relative without base", "/a", "", "/a"},
		{"empty", "  ", "https://news.example/", "empty"},
		{"no host", "https://", "", "https://"},
		{"port out of range", "https://news.example:99999/", "", "99999"},
		{"bad base", "/a", "gopher://news.example/", `"gopher"`},
		{"too long", "https://news.example/" + strings.Repeat("a", maxAddress), "", "longer than 8000 bytes"},
		{"too long when encoded", "https://news.example/" + strings.Repeat("\xff", maxAddress/4), "", "longer than 8000 bytes"},
		{"too long on its base", strings.Repeat("a", maxAddress/2), "https://news.example/" + strings.Repeat("b", maxAddress/2) + "/", "longer than 8000 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Clean(tt.raw, tt.base)
			if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("Clean = %q, %v, want ErrAddress that says %q", excerpt(got), err, tt.reason)
			}
		})
	}
}

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		name string
		same []string
		want string
	}{
		{"routes of scripts, which no server sees", []string{"https://news.example/app", "https://news.example/app#!/story/1", "https://news.example/app#/story/2"}, "//news.example/app"},
		{"scheme, host, port, fragment", []string{"http://News.example:80/a", "https://news.example/a#top", "https://news.example:443/a", "//news.example/a", "https://news.example./a"}, "//news.example/a"},
		{"tracking", []string{"https://news.example/a?utm_source=rss&UTM_Medium=feed", "https://news.example/a?fbclid=x&gclid=y", "https://news.example/a?"}, "//news.example/a"},
		{"order of parameters", []string{"https://news.example/a?id=2&b=1&id=1", "https://news.example/a?b=1&id=2&&id=1&mc_cid=3"}, "//news.example/a?b=1&id=2&id=1"},
		{"percent-encoding", []string{"https://news.example/%7ejoe/%c3%bc", "https://news.example/~joe/ü", "https://news.example/%7Ejoe/./%C3%BC"}, "//news.example/~joe/%C3%BC"},
		{"a parameter that chooses the page", []string{"https://news.example/story.php?id=4"}, "//news.example/story.php?id=4"},
		{"no address", []string{"tag:news.example,2026:1"}, "tag:news.example,2026:1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, addr := range tt.same {
				if got := Key(addr); got != tt.want {
					t.Errorf("Key(%q) = %q, want %q", addr, got, tt.want)
				}
			}
		})
	}
}

func TestSiteAndHost(t *testing.T) {
	for _, tt := range []struct{ name, addr, site, host string }{
		{"two-part suffix", "https://www.News.co.uk/a", "news.co.uk", "www.news.co.uk"},
		{"private suffix", "https://paper.github.io/a", "paper.github.io", "paper.github.io"},
		{"a suffix itself", "https://co.uk/", "co.uk", "co.uk"},
		{"port of a name", "https://www.news.example:8443/", "news.example", "www.news.example"},
		{"IPv4", "http://127.77.0.1:8100/", "127.77.0.1:8100", "127.77.0.1"},
		{"IPv6", "http://[::1]:8100/", "[::1]:8100", "::1"},
		{"local name", "http://localhost:8100/", "localhost:8100", "localhost"},
		{"key", "//news.example/a", "news.example", "news.example"},
		{"none", "mailto:desk@news.example", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Site(tt.addr); got != tt.site {
				t.Errorf("Site = %q, want %q", got, tt.site)
			}
			if got := Host(tt.addr); got != tt.host {
				t.Errorf("Host = %q, want %q", got, tt.host)
			}
		})
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://news.example/a?b=1#c", "//x/%%34%31", `http:\\a\..\b`, "http://0x7f.1:080/%2e%2e/", "HTTP://a..b./?utm_x=1&&b", "http://a:1/[]|^`{}?|'\"<>", "http://xn--a/", "http://１２７.１/", "http://0../0"} {
		f.Add(seed, "https://news.example/x/y")
	}
	f.Add(strings.Repeat("\xff", maxAddress/4), "https:0/AA")
	f.Fuzz(func(t *testing.T, raw, base string) {
		clean, err := Clean(raw, base)
		if err != nil {
			if key := Key(raw); Key(key) != key {
				t.Errorf("key of refused %q is not its own key", raw)
			}
			return
		}
		if again, err := Clean(clean, ""); err != nil || again != clean {
			t.Errorf("Clean(%q) = %q, %v", excerpt(clean), excerpt(again), err)
		}
		if _, err := url.Parse(clean); err != nil {
			t.Errorf("net/url refuses %q: %v", clean, err)
		}
		key := Key(clean)
		if again := Key(key); again != key {
			t.Errorf("Key(%q) = %q, Key of that = %q", clean, key, again)
		}
		if Host(clean) == "" || Site(clean) == "" {
			t.Errorf("%q has no host or site", clean)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	base, _ := url.Parse("https://news.example/world/a")
	for b.Loop() {
		if _, err := resolve("/world/2026/03/some-story-12?utm_source=x", base); err != nil {
			b.Fatal(err)
		}
	}
}
