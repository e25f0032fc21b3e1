package feed

import (
	"fmt"
	"strings"
	"testing"
)

// item writes an RSS item; empty parts are left out.
func item(guid, link, title, date string) string {
	var b strings.Builder
	b.WriteString("<item>")
	for _, p := range [...][2]string{{"guid", guid}, {"link", link}, {"title", title}, {"pubDate", date}} {
		if p[1] != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>", p[0], p[1], p[0])
		}
	}
	return b.String() + "</item>"
}

func parseItems(t *testing.T, opts Options, items ...string) *Feed {
	t.Helper()
	opts.Now = testNow
	f, err := Parse([]byte("<rss><channel>"+strings.Join(items, "")+"</channel></rss>"), opts)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func keys(f *Feed) string {
	var out []string
	for _, e := range f.Entries {
		k := e.Key
		if strings.HasPrefix(k, "text:") {
			k = "text" + k[len("text:")+32:]
		}
		out = append(out, k)
	}
	return strings.Join(out, " ")
}

func TestKeys(t *testing.T) {
	a, b, c := "https://a.example/a", "https://a.example/b", "https://a.example/c"
	var many []string
	manyKeys := ""
	for i := range 30 {
		many = append(many, item(fmt.Sprint("n", i), fmt.Sprint(a, "/", i), "T", ""))
		manyKeys += fmt.Sprint("guid:n", i, " ")
	}
	for _, r := range []struct {
		name  string
		items []string
		keys  string
		flags string
	}{
		{"good guids", []string{item("1", a, "A", ""), item("2", b, "B", "")}, "guid:1 guid:2", ""},
		{"no guids", []string{item("", a, "A", ""), item("", b+"?utm_source=x", "B", "")}, "url://a.example/a url://a.example/b", "guid-missing"},
		{"some without", []string{item("1", a, "A", ""), item("", b, "B", "")}, "guid:1 url://a.example/b", "guid-missing"},
		{"one guid for all", []string{item("1", a, "A", ""), item("1", b, "B", ""), item("1", c, "C", "")}, "url://a.example/a url://a.example/b url://a.example/c", "guid-repeated"},
		{"one link for all", []string{item("1", a, "A", ""), item("2", a, "B", "")}, "guid:1 guid:2", ""},
		{"one link for all and no guids", []string{item("", a, "A", ""), item("", a, "B", "")}, "text text", "guid-missing"},
		{"made for this fetch", []string{item("x-1795435200-1", a, "A", ""), item("x-1795435200-2", b, "B", "")}, "url://a.example/a url://a.example/b", "guid-unstable"},
		{"old times in guids", []string{item("x-1772528700-1", a, "A", ""), item("x-1772528700-2", b, "B", "")}, "guid:x-1772528700-1 guid:x-1772528700-2", ""},
		{"the same entry twice", []string{item("1", a, "A", ""), item("1", a, "A", ""), item("2", b, "B", "")}, "guid:1 guid:2", "entry-repeated"},
		{"bare and equal", []string{item("", "", "A", ""), item("", "", "A", ""), item("", "", "A", "")}, "text text-2 text-3", "guid-missing,entry-without-address,entry-repeated"},
		{"one guid for two without addresses", []string{item("1", "", "A", ""), item("1", "", "B", "")}, "text text", "guid-repeated,entry-without-address"},
		{"one guid for two among many", append(many, item("1", "", "A", ""), item("1", "", "B", "")), manyKeys + "text text", "guid-repeated,entry-without-address"},
		{"the same entry twice without an address", []string{item("1", "", "A", ""), item("1", "", "A", "")}, "guid:1", "entry-repeated"},
		{"bare and different", []string{item("", "", "A", ""), item("", "", "B", "")}, "text text", "guid-missing,entry-without-address"},
	} {
		t.Run(r.name, func(t *testing.T) {
			f := parseItems(t, Options{}, r.items...)
			if got := keys(f); got != r.keys {
				t.Errorf("keys are %q, want %q", got, r.keys)
			}
			if got := strings.Join(f.Flags, ","); got != r.flags {
				t.Errorf("flags are %q, want %q", got, r.flags)
			}
		})
	}
}

func TestKeysSurviveChange(t *testing.T) {
	first := parseItems(t, Options{}, item("1", "https://a.example/a", "A", ""), item("2", "https://a.example/b", "B", ""))
	for _, c := range []struct {
		name string
		feed *Feed
	}{
		{"other order", parseItems(t, Options{}, item("2", "https://a.example/b", "B", ""), item("1", "https://a.example/a", "A", ""))},
		{"other links", parseItems(t, Options{}, item("1", "https://a.example/x", "A", ""), item("2", "https://a.example/y", "B", ""))},
		{"other titles", parseItems(t, Options{}, item("1", "https://a.example/a", "X", ""), item("2", "https://a.example/b", "Y", ""))},
	} {
		t.Run(c.name, func(t *testing.T) {
			known := map[string]bool{}
			for _, e := range first.Entries {
				known[e.Key] = true
			}
			for _, e := range c.feed.Entries {
				if !known[e.Key] {
					t.Errorf("%s is new", e.Key)
				}
			}
		})
	}
}

func TestGUIDsChanged(t *testing.T) {
	leads := func(f *Feed) []byte { return GUIDMarks(f.Entries) }
	a, b, c := "https://a.example/a", "https://a.example/b", "https://a.example/c"
	before := leads(parseItems(t, Options{}, item("1", a, "A", ""), item("2", b, "B", ""), item("3", c, "C", "")))
	for _, r := range []struct {
		name  string
		guids [3]string
		want  bool
	}{
		{"all the same", [3]string{"1", "2", "3"}, false},
		{"all new", [3]string{"7", "8", "9"}, true},
		{"one new", [3]string{"1", "2", "9"}, false},
	} {
		t.Run(r.name, func(t *testing.T) {
			after := leads(parseItems(t, Options{}, item(r.guids[0], a, "A", ""), item(r.guids[1], b, "B", ""), item(r.guids[2], c, "C", "")))
			if got := GUIDsChanged(before, after); got != r.want {
				t.Errorf("got %v, want %v", got, r.want)
			}
		})
	}
	f := parseItems(t, Options{DistrustGUID: true}, item("7", a, "A", ""), item("8", b, "B", ""))
	if got := keys(f); got != "url://a.example/a url://a.example/b" || !hasFlag(f.Flags, FlagGUIDUnstable) {
		t.Errorf("distrusted: keys are %q, flags %v", got, f.Flags)
	}
}

func TestDigest(t *testing.T) {
	body := func(title, date, text string) string {
		return `<item><guid>1</guid><title>` + title + `</title><pubDate>` + date + `</pubDate><description><![CDATA[` + text + `]]></description></item>`
	}
	digestOf := func(items ...string) string { return parseItems(t, Options{}, items...).Entries[0].Digest }
	const day, text = "Tue, 03 Mar 2026 09:05:00 GMT", `<p>One <a href="https://a.example/x?utm_source=rss">two</a></p>`
	same := digestOf(body("A", day, text))
	for _, c := range []struct {
		name    string
		got     string
		changed bool
	}{
		{"nothing", digestOf(body("A", day, text)), false},
		{"tracking", digestOf(body("A", day, strings.Replace(text, "rss", "mail", 1))), false},
		{"markup", digestOf(body("A", day, "<div>One two</div>")), false},
		{"another entry before", parseItems(t, Options{}, item("9", "", "Z", ""), body("A", day, text)).Entries[1].Digest, false},
		{"title", digestOf(body("B", day, text)), true},
		{"date", digestOf(body("A", "Tue, 03 Mar 2026 09:06:00 GMT", text)), true},
		{"words", digestOf(body("A", day, "<p>One three</p>")), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if (c.got != same) != c.changed {
				t.Errorf("digest changed: %v, want %v", c.got != same, c.changed)
			}
		})
	}
}
