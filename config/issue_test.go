package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFiveMistakes(t *testing.T) {
	got := issues(t, `version: 1
identity: { contact: "mailto:desk@paper.test" }
politeness:
  dealy: 2s
  robots: obay
limits: { workers: 0 }
sources:
  - id: a
    feeds: [news.example/rss]
    selectors: { body: "div[" }
`)
	want := []string{
		`crawl.yaml:4:3: politeness.dealy: unknown key (did you mean delay?)`,
		`crawl.yaml:5:11: politeness.robots: want one of obey, ignore, got "obay" (did you mean obey?)`,
		`crawl.yaml:6:20: limits.workers: want a whole number from 1 to 1024, got 0`,
		`crawl.yaml:9:13: sources[0].feeds[0]: want an address that begins with http:// or https://, got "news.example/rss" (did you mean https://news.example/rss?)`,
	}
	if len(got) != 5 {
		t.Fatalf("got %d mistakes, want 5:\n%s", len(got), strings.Join(got, "\n"))
	}
	if diff := cmp.Diff(got[:4], want); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
	if prefix := "crawl.yaml:10:24: sources[0].selectors.body: is no CSS selector: "; !strings.HasPrefix(got[4], prefix) {
		t.Errorf("got %q, want %q…", got[4], prefix)
	}
}

// mistaken are files with one mistake each. The issue is given without the name of
// the file, since that is the same for all.
func mistaken(t *testing.T) []struct{ name, text, want string } {
	t.Setenv("PAPER_LINES", "a\nb")
	t.Setenv("PAPER_KEY", "k")
	source := func(s string) string { return "sources:\n  - id: a\n    feeds: [http://localhost/]\n    " + s + "\n" }
	return []struct{ name, text, want string }{
		{"unknown key", "limit: {}\n" + small, `1:1: limit: unknown key (did you mean limits?)`},
		{"unknown key that is near nothing", "colour: red\n" + small, `1:1: colour: unknown key`},
		{"known key in the wrong place", "crawl_delay_max: 2s\n" + small, `1:1: crawl_delay_max: unknown key (did you mean politeness.crawl_delay_max?)`},
		{"swapped letters", source("exlcude: []"), `4:5: sources[0].exlcude: unknown key (did you mean exclude?)`},
		{"merge key", source("<<: { id: b }"), `4:5: sources[0].<<: unknown key (merge keys are not read; what sources share belongs into defaults)`},
		{"key that is a list", source("? [a]\n    : 1"), `4:7: sources[0]: want a key, got a list`},
		{"doubled key", small + "version: 1\n", `6:1: version: doubled key, first given in line 1`},
		{"doubled key below", "limits:\n  workers: 1\n  redirects: 1\n  workers: 2\n" + small, `4:3: limits.workers: doubled key, first given in line 2`},
		{"version", "version: 3\n" + source(""), `1:10: version: want a whole number from 1 to 1, got 3`},
		{"mapping is text", "store: winnow.db\n" + small, `1:8: store: want keys (path, keep, rules, litestream), got text`},
		{"mapping is a list", "store: [a]\n" + small, `1:8: store: want keys (path, keep, rules, litestream), got a list`},
		{"text is a number", source("organization: 1984"), `4:19: sources[0].organization: want text, got a number (put it in quotes)`},
		{"text is true", source("organization: true"), `4:19: sources[0].organization: want text, got true or false (put it in quotes)`},
		{"text is a date", source("organization: 2026-01-01"), `4:19: sources[0].organization: want text, got a date (put it in quotes)`},
		{"text is missing", source("organization:"), `4:18: sources[0].organization: want text, got nothing`},
		{"text is blank", source(`organization: " "`), `4:19: sources[0].organization: is empty`},
		{"text of two lines", source(`organization: "a\nb"`), `4:19: sources[0].organization: holds a control character`},
		{"text with a strange tag", source(`organization: !secret x`), `4:19: sources[0].organization: want text, got the tag !secret (put it in quotes)`},
		{"number is text", "limits: { workers: many }\n" + small, `1:20: limits.workers: want a whole number, got text`},
		{"number with a point", "limits: { workers: 1.5 }\n" + small, `1:20: limits.workers: want a whole number from 1 to 1024, got 1.5`},
		{"number too large", "limits: { workers: 99999999999999999999 }\n" + small, `1:20: limits.workers: want a whole number from 1 to 1024, got 99999999999999999999`},
		{"duration without unit", "politeness: { delay: 2 }\n" + small, `1:22: politeness.delay: want a duration like 90s, 10m, 24h or 7d, got "2" (a unit is missing: did you mean 2s?)`},
		{"duration of nonsense", "politeness: { delay: soon }\n" + small, `1:22: politeness.delay: want a duration like 90s, 10m, 24h or 7d, got "soon"`},
		{"duration below zero", "politeness: { delay: -2s }\n" + small, `1:22: politeness.delay: want a duration from 0s to 24h, got -2s`},
		{"duration beyond its bound", "politeness: { delay: 100000h }\n" + small, `1:22: politeness.delay: want a duration from 0s to 24h, got 100000h`},
		{"min beyond max", "defaults: { poll: { min: 2h, max: 1h } }\n" + small, `1:19: defaults.poll: min 2h is longer than max 1h`},
		{"min beyond the default max", source("poll: { min: 2d }"), `4:11: sources[0].poll: min 48h is longer than max 24h`},
		{"size", "limits: { page_bytes: 10XB }\n" + small, `1:23: limits.page_bytes: want a size like 10MB or 512KiB, got "10XB"`},
		{"size of nothing", "limits: { page_bytes: 0 }\n" + small, `1:23: limits.page_bytes: want a size from 1024 to 1073741824 bytes, got 0`},
		{"size beyond its bound", "limits: { page_bytes: 99999999GB }\n" + small, `1:23: limits.page_bytes: want a size from 1024 to 1073741824 bytes, got 99999999GB`},
		{"keep", "store: { keep: row }\n" + small, `1:16: store.keep: want one of none, raw, warc, got "row" (did you mean raw?)`},
		{"agent", "identity: { agent: My Bot, contact: \"mailto:a@paper.test\" }\n" + source(""), `1:20: identity.agent: want a name like winnow/1.0, got "My Bot" (letters, - and _, then a slash and the version)`},
		{"contact without scheme", "identity: { contact: desk@paper.test }\n" + source(""), `1:22: identity.contact: want a contact that begins with mailto: or https:// (did you mean mailto:desk@paper.test?)`},
		{"contact that is no mail address", "identity: { contact: \"mailto:desk\" }\n" + source(""), `1:22: identity.contact: is no mail address`},
		{"contact with a comment", "identity: { contact: \"https://paper.test/(bot)\" }\n" + source(""), `1:22: identity.contact: holds a character that a User-Agent cannot carry in a comment (percent-encode it)`},
		{"network", "network: { allow: [127.0.0.1] }\n" + small, `1:20: network.allow[0]: want a network like 127.0.0.1/32, got "127.0.0.1" (did you mean 127.0.0.1/32?)`},
		{"proxy", "network: { proxy: direct }\n" + small, `1:19: network.proxy: want env, none or the address of a proxy, got "direct"`},
		{"sources are keys", "sources: { a: {} }\n", `1:10: sources: want a list of sources, got keys (begin each source with a dash: - id: …)`},
		{"source is nothing", small + "  -\n", `6:4: sources[1]: want a source, got nothing`},
		{"source without id", small + "  - feeds: [http://localhost/]\n", `6:5: sources[1]: has no id`},
		{"source with nothing to read", small + "  - id: b\n    exclude: []\n", `6:5: sources[1]: has no feeds, no sitemaps and no start pages`},
		{"source with a misspelt feeds", small + "  - id: b\n    feed: [http://localhost/]\n", `7:5: sources[1].feed: unknown key (did you mean feeds?)`},
		{"doubled id", small + "  - id: a\n    feeds: [http://localhost/]\n", `6:9: sources[1].id: doubled id a, first given in line 4`},
		{"id with a path", small + "  - id: a/../b\n    feeds: [http://localhost/]\n", `6:9: sources[1].id: want up to 100 letters, digits, dots, dashes or underscores, got "a/../b"`},
		{"empty id", small + "  - id: \"\"\n    feeds: [http://localhost/]\n", `6:9: sources[1].id: is empty`},
		{"feeds is text", small + "  - id: b\n    feeds: http://localhost/\n", `7:12: sources[1].feeds: want a list, got text (write [ and ] around it)`},
		{"feed is a mapping", small + "  - id: b\n    feeds: [{ url: http://localhost/ }]\n", `7:13: sources[1].feeds[0]: want an address, got keys`},
		{"address of another scheme", source("start: [ftp://paper.test/]"), `4:13: sources[0].start[0]: want an address that begins with http:// or https://, got "ftp://paper.test/"`},
		{"address without host", source("start: ['http:///a']"), `4:13: sources[0].start[0]: names no host, got "http:///a"`},
		{"address with a port too high", source("start: ['http://localhost:70000/']"), `4:13: sources[0].start[0]: has no valid port, got "http://localhost:70000/"`},
		{"address that does not parse", source(`start: ["http://local host/"]`), `4:13: sources[0].start[0]: is no address, got "http://local host/"`},
		{"language", source("language: english please"), `4:15: sources[0].language: want a language like en or pt-BR (BCP 47), got "english please"`},
		{"pattern", source(`exclude: ["re:("]`), "4:15: sources[0].exclude[0]: is no regular expression (RE2): missing closing ): `(`"},
		{"pattern of nothing", source(`include: [""]`), `4:15: sources[0].include[0]: is empty`},
		{"selector key", source(`selectors: { author: a }`), `4:18: sources[0].selectors.author: unknown key (did you mean authors?)`},
		{"variable that is not set", source(`auth: { headers_env: { X-Key: PAPER_NOT_SET } }`), `4:35: sources[0].auth.headers_env.X-Key: the environment variable it names is not set (export the variable before the run)`},
		{"variable of two lines", source(`auth: { headers_env: { X-Key: PAPER_LINES } }`), `4:35: sources[0].auth.headers_env.X-Key: the environment variable it names holds more than one line`},
		{"header field of ours", source(`auth: { headers_env: { user-agent: PAPER_KEY } }`), `4:28: sources[0].auth.headers_env: no header field that may be set`},
		{"header field doubled", source(`auth: { headers_env: { X-Key: PAPER_KEY, x-key: PAPER_KEY } }`), `4:46: sources[0].auth.headers_env: doubled header field X-Key`},
		{"user without password", source(`auth: { user: reader }`), `4:11: sources[0].auth: user and password_env go together`},
		{"password in the file", source(`auth: { user: reader, password: hunter2 }`), `4:27: sources[0].auth.password: unknown key (did you mean password_env?)`},
		{"data set is nothing", "datasets:\n  -\n" + small, `2:4: datasets[0]: want a data set, got nothing`},
	}
}

func TestMistakes(t *testing.T) {
	for _, row := range mistaken(t) {
		t.Run(row.name, func(t *testing.T) {
			got := issues(t, row.text)
			if diff := cmp.Diff(got, []string{"crawl.yaml:" + row.want}); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
}

func TestPlaceholderContact(t *testing.T) {
	const refused = " reaches nobody (write an address of your own, so that a publisher can reach you)"
	rows := []struct{ name, contact, feed, want string }{
		{"placeholder on loopback", placeholder, "http://127.0.0.1:81/", ""},
		{"placeholder on IPv6 loopback", placeholder, "http://[::1]/", ""},
		{"placeholder on localhost", placeholder, "http://news.localhost/", ""},
		{"placeholder elsewhere", placeholder, "https://news.example/rss", placeholder + refused},
		{"placeholder in a private network", placeholder, "http://10.0.0.1/", placeholder + refused},
		{"placeholder in a test network", placeholder, "http://paper.test/", placeholder + refused},
		{"any other contact", "mailto:me@example.com", "https://paper.fr/", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := issues(t, "identity: { contact: \""+row.contact+"\" }\nsources: [{ id: a, feeds: [http://127.0.0.1/, \""+row.feed+"\"] }]\n")
			var want []string
			if row.want != "" {
				want = []string{"crawl.yaml:1:22: identity.contact: " + row.want}
			}
			if diff := cmp.Diff(got, want); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
	t.Run("no contact among other mistakes", func(t *testing.T) {
		got := issues(t, "politeness: { dealy: 2s }\nsources: [{ id: a, feeds: [https://paper.fr/] }]\n")
		if diff := cmp.Diff(got, []string{"crawl.yaml:1:15: politeness.dealy: unknown key (did you mean delay?)"}); diff != "" {
			t.Errorf("got (-) want (+):\n%s", diff)
		}
	})
	t.Run("no contact at all", func(t *testing.T) {
		got := issues(t, "sources: [{ id: a, feeds: [https://paper.fr/] }]\n")
		if diff := cmp.Diff(got, []string{"crawl.yaml:1:1: identity.contact: " + placeholder + refused}); diff != "" {
			t.Errorf("got (-) want (+):\n%s", diff)
		}
	})
}

func TestNoConfiguration(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"empty", "", "1:1: the file is empty (winnow init writes an example)"},
		{"only a comment", "# nothing\n", "1:1: the file is empty (winnow init writes an example)"},
		{"only null", "~\n", "1:1: want keys like sources:, got nothing"},
		{"a list", "- a\n", "1:1: want keys like sources:, got a list"},
		{"a text", "sources\n", "1:1: want keys like sources:, got text"},
		{"UTF-8 mark", "\ufeffversion: 1\n", "1:1: the file is UTF-8 with a byte order mark (save it as UTF-8 without a byte order mark)"},
		{"UTF-16", "\xff\xfev\x00:\x00", "1:1: the file is UTF-16 (save it as UTF-8 without a byte order mark)"},
		{"UTF-16 without mark", "v\x00:\x00", "1:2: the file holds a NUL byte: it is no text, or UTF-16 (save it as UTF-8)"},
		{"UTF-32", "\xff\xfe\x00\x00v\x00\x00\x00", "1:1: the file is UTF-32 (save it as UTF-8 without a byte order mark)"},
		{"Latin-1", "a: b\nc: é \xe9\n", "2:6: the file is not UTF-8 here (save it as UTF-8)"},
		{"two documents", "version: 1\n---\nversion: 1\n", "2:1: a second document begins here (one file holds one configuration)"},
		{"tab", "store:\n\tpath: a\n", "2:1: while scanning for the next token: found character that cannot start any token (YAML indents by spaces, never by tabs; put a text that begins with @ or ` in quotes)"},
		{"open bracket", "a: [b\n", "2:1: while parsing a flow sequence: did not find expected ',' or ']' (a bracket or brace stays open)"},
		{"open quotation mark", "a: 'b\n", "2:1: while scanning a quoted scalar: found unexpected end of stream (a quotation mark stays open)"},
		{"alias of nothing", "a: *hunter2\n", "1:4: an alias without its anchor (put a text that begins with * in quotes)"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := issues(t, row.text)
			if diff := cmp.Diff(got, []string{"crawl.yaml:" + row.want}); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
}

// What is built to exhaust a reader is answered within a second; the test leaves
// room for a busy machine, and what grows without bound takes far longer.
func TestHostileFilesAreAnsweredSoon(t *testing.T) {
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := '1'; i <= '9'; i++ {
		prev := "*a" + string(i-1)
		bomb += "a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat(prev+", ", 8) + prev + "]\n"
	}
	rows := []struct{ name, text string }{
		{"aliases of aliases", bomb},
		{"aliases of a long list", "sources:\n  - id: a\n    tags: &t [" + strings.Repeat("x,", 100_000) + "]\n" + strings.Repeat("  - { id: b, tags: *t }\n", 20_000)},
		{"alias of itself", "sources: &s [*s]\n"},
		{"deep nesting", strings.Repeat("[", maxFile-1)},
		{"deep mappings", strings.Repeat("a: {", maxFile/4-1)},
		{"unknown keys only", strings.Repeat("abcd: 1\n", maxFile/8)},
		{"one long key", strings.Repeat("k", maxFile-3) + ": 1"},
		{"one long value", "store: { path: 1, keep: " + strings.Repeat("k", maxFile-30) + "}"},
		{"a long selector", "sources:\n  - selectors: { body: \"" + strings.Repeat("a>", maxFile/3) + "\" }"},
		{"a large regular expression", "sources:\n  - exclude: [\"re:((((a{30}){30}){30}){30}){30}\"]"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			start := time.Now()
			_, err := Parse("crawl.yaml", []byte(row.text))
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
			if err == nil {
				t.Error("accepted")
			}
		})
	}
}
