package feed

import (
	"slices"
	"strings"
	"testing"
)

func titles(f *Feed) string {
	var out []string
	for _, e := range f.Entries {
		out = append(out, e.Article.Title)
	}
	return strings.Join(out, "|")
}

func TestRepair(t *testing.T) {
	const a = `<item><title>A</title><link>https://a.example/a</link></item>`
	for _, c := range []struct{ name, body, titles, flags string }{
		{"clean", `<rss version="2.0"><channel><title>F</title>` + a + `</channel></rss>`, "A", ""},
		{"cut within an item", `<rss><channel>` + a + `<item><title>B</title><lin`, "A", "truncated"},
		{"cut within a text", `<rss><channel>` + a + `<item><title>B`, "A", "truncated"},
		{"cut within CDATA", `<rss><channel>` + a + `<item><title>B</title><description><![CDATA[<p>half`, "A", "truncated"},
		{"cut after an item", `<rss><channel>` + a, "A", "truncated"},
		{"no end of the root", `<rss><channel>` + a + `</channel>`, "A", "truncated"},
		{"item never closed", `<rss><channel><item><title>A</title><item><title>B</title></item></channel></rss>`, "A|B", "tags-repaired"},
		{"last item never closed", `<rss><channel>` + a + `<item><title>B</title></channel></rss>`, "A|B", "tags-repaired"},
		{"title never closed", `<rss><channel><item><title>A<link>https://a.example/1</link></item>` + a + `</channel></rss>`, "A|A", "tags-repaired"},
		{"CDATA never closed", `<rss><channel><item><title>A</title><description><![CDATA[<p>x</p></description></item>` + a + `</channel></rss>`, "A|A", "tags-repaired"},
		{"CDATA closed by the next item's", `<rss><channel><item><title>A</title><description><![CDATA[x</description></item><item><title>B</title><description><![CDATA[y]]></description></item></channel></rss>`, "A|B", "tags-repaired"},
		{"stray end tag", `<rss><channel><item></title><title>A</title></item></channel></rss>`, "A", "tags-repaired"},
		{"crossed tags", `<rss><channel><item><title>A <b>x</title></b></item></channel></rss>`, "A x", ""},
		{"two roots", `<rss><channel>` + a + `</channel></rss><rss><channel>` + a + `</channel></rss>`, "A", "junk-around-root"},
		{"junk after", `<rss><channel>` + a + `</channel></rss><script>x</script>`, "A", "junk-around-root"},
		{"warning before", "<br />\n<b>Warning</b>: something in <b>/x.php</b>\n<?xml version=\"1.0\"?><rss><channel>" + a + `</channel></rss>`, "A", "junk-around-root"},
		{"blank lines before", "\n\n <?xml version=\"1.0\"?><rss><channel>" + a + `</channel></rss>`, "A", ""},
		{"long prolog", "<!-- " + strings.Repeat("x", 9000) + " --><rss><channel>" + a + `</channel></rss>`, "A", ""},
		{"XML 1.1", `<?xml version="1.1"?><rss><channel>` + a + `</channel></rss>`, "A", ""},
		{"undeclared prefix", `<rss><channel><item><title>A</title><dc:creator>X Y</dc:creator></item></channel></rss>`, "A", "undeclared-namespace"},
		{"bogus default namespace", `<rss xmlns="http://nowhere.example/"><channel>` + a + `</channel></rss>`, "A", ""},
		{"undefined entity", `<rss><channel><item><title>Caf&eacute; &nbsp;&unknown; &amp;</title></item></channel></rss>`, "Café &unknown; &", ""},
		{"bare ampersand", `<rss><channel><item><title>A & B</title></item></channel></rss>`, "A & B", ""},
		{"less-than sign", `<rss><channel><item><title>1 < 2</title></item></channel></rss>`, "1 < 2", ""},
		{"control characters", "<rss><channel><item><title>A\x01\x1fB\x00</title></item></channel></rss>", "AB", "control-characters"},
		{"characters that XML forbids", "<rss><channel><item><title>A\uffff\ufffeB</title></item></channel></rss>", "AB", "control-characters"},
		{"reference to a control character", `<rss><channel><item><title>A&#x8;&#0;B</title></item></channel></rss>`, "AB", "control-characters"},
		{"upper case", `<RSS><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>`, "A", ""},
		{"unquoted attributes", `<rss version=2.0><channel><item><title>A</title><enclosure url=https://a.example/x type=audio/mpeg></item></channel></rss>`, "A", ""},
		{"raw HTML", `<rss><channel><item><title>A</title><description>x<br>y<p>z & w</description></item></channel></rss>`, "A", ""},
		{"lone channel", `<channel><title>F</title>` + a + `</channel>`, "A", "root-repaired"},
		{"lone entry", `<entry xmlns="http://www.w3.org/2005/Atom"><title>A</title></entry>`, "A", "root-repaired"},
		{"doctype", `<!DOCTYPE rss SYSTEM "https://dtd.example/x" [<!ENTITY x SYSTEM "file:///etc/hosts">]><rss><channel><item><title>A&x;</title></item></channel></rss>`, "A&x;", "doctype-ignored"},
		{"doctype of HTML", `<!DOCTYPE html><rss><channel>` + a + `</channel></rss>`, "A", "doctype-ignored"},
		{"items beside the channel", `<rss><channel><title>F</title></channel>` + a + `</rss>`, "A", ""},
		{"title of another vocabulary", `<rss xmlns:x="urn:x"><channel><item><x:title>no</x:title><title>A</title><image><title>no</title></image></item></channel></rss>`, "A", ""},
		{"double CDATA", `<rss><channel><item><title><![CDATA[A]]> and <![CDATA[B]]></title></item></channel></rss>`, "A and B", ""},
		{"CDATA end inside", `<rss><channel><item><title>A]]&gt;B &lt;i&gt;x</title></item></channel></rss>`, "A]]>B x", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{Now: testNow})
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(f); got != c.titles {
				t.Errorf("titles are %q, want %q", got, c.titles)
			}
			got := slices.DeleteFunc(slices.Clone(f.Flags), func(s string) bool {
				return strings.HasPrefix(s, "guid-") || strings.HasPrefix(s, "entry-")
			})
			if strings.Join(got, ",") != c.flags {
				t.Errorf("flags are %v, want %q", got, c.flags)
			}
		})
	}
}

func TestRepairKeepsRawHTML(t *testing.T) {
	f, err := Parse([]byte(`<rss><channel><item><description>x<br>y<p>z & w</description><title>T</title></item></channel></rss>`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Entries[0]; got.Summary != "x\ny\nz & w" || got.Article.Title != "T" {
		t.Errorf("got %q, %q", got.Summary, got.Article.Title)
	}
}

func TestOptionsLimit(t *testing.T) {
	body := cleanRSS(20)
	f, err := Parse(body, Options{MaxEntries: 5})
	if err != nil || len(f.Entries) != 5 || !hasFlag(f.Flags, FlagTooMany) {
		t.Errorf("MaxEntries: got %d entries, %v, %v", len(f.Entries), f.Flags, err)
	}
	f, err = Parse(body, Options{MaxBytes: len(body) / 2})
	if err != nil || len(f.Entries) == 0 || len(f.Entries) >= 20 || !hasFlag(f.Flags, FlagTooLarge) || !hasFlag(f.Flags, FlagTruncated) {
		t.Errorf("MaxBytes: got %d entries, %v, %v", len(f.Entries), f.Flags, err)
	}
}

func TestRepairJSON(t *testing.T) {
	const head = `{"version":"https://jsonfeed.org/version/1.1","title":"J",`
	for _, c := range []struct{ name, body, titles, flags string }{
		{"byte order mark", "\ufeff" + head + `"items":[{"id":"1","title":"A"}]}`, "A", ""},
		{"author as a string", head + `"author":"x","items":[{"id":"1","title":"A","author":"Jo Lee"}]}`, "A", "json-repaired"},
		{"title as an object", head + `"items":[{"id":"1","title":{"rendered":"A"}},{"id":2,"title":3}]}`, "A|3", "json-repaired"},
		{"tags as a string", head + `"items":[{"id":"1","title":"A","tags":"a,b"}]}`, "A", "json-repaired"},
		{"commas before the end", head + `"items":[{"id":"1","title":"A, ]",},{"id":"2","title":"B",,},],}`, "A, ]|B", "json-repaired"},
		{"a line break in a text", head + "\"items\":[{\"id\":\"1\",\"title\":\"A\nB \\\"c\\\"\"}]}", `A B "c"`, "json-repaired"},
		{"an escape that is none", head + `"items":[{"id":"1","title":"It\'s"}]}`, "It's", "json-repaired"},
		{"cut", head + `"items":[{"id":"1","title":"A"},{"id":"2","tit`, "A", "json-repaired,truncated"},
		{"cut after the items", head + `"items":[{"id":"1","title":"A"}]`, "A", "json-repaired"},
		{"null items", head + `"items":[null,{"id":"1","title":"A"}]}`, "A", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{Now: testNow})
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(f); got != c.titles {
				t.Errorf("titles are %q, want %q", got, c.titles)
			}
			got := slices.DeleteFunc(slices.Clone(f.Flags), func(s string) bool { return s == FlagNoAddress })
			if strings.Join(got, ",") != c.flags {
				t.Errorf("flags are %v, want %q", got, c.flags)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	utf16 := func(s string, high int) string {
		var b strings.Builder
		for _, c := range s {
			pair := [2]byte{byte(c >> 8), byte(c)}
			b.WriteByte(pair[high])
			b.WriteByte(pair[1-high])
		}
		return b.String()
	}
	feed := func(declared, title string) string {
		if declared != "" {
			declared = `<?xml version="1.0" encoding="` + declared + `"?>`
		}
		return declared + `<rss><channel><item><title>` + title + `</title></item></channel></rss>`
	}
	for _, c := range []struct{ name, body, contentType, want, flag string }{
		{"nothing said", feed("", "Käse"), "", "Käse", ""},
		{"UTF-8", feed("UTF-8", "Käse"), "application/rss+xml", "Käse", ""},
		{"Latin-1 by declaration", feed("iso-8859-1", "K\xe4se"), "", "Käse", ""},
		{"the header wins", feed("iso-8859-2", "\xcf\xf0"), "text/xml; charset=windows-1251", "Пр", ""},
		{"the byte order mark wins", "\xef\xbb\xbf" + feed("iso-8859-1", "Käse"), "text/xml; charset=koi8-r", "Käse", ""},
		{"quoted in the header", feed("", "K\xe4se"), `text/xml; charset="ISO-8859-1"`, "Käse", ""},
		{"broken header", feed("", "K\xe4se"), `text/xml; charset=iso-8859-1; =x`, "Käse", ""},
		{"UTF-8 that is windows-1252", feed("UTF-8", "K\xe4se \x80"), "", "Käse €", FlagEncoding},
		{"one bad byte", feed("utf-8", "Käse K\xe4se"), "", "Käse Käse", FlagEncoding},
		{"Latin-1 that is UTF-8", feed("iso-8859-1", "Käse"), "", "Käse", FlagEncodingLabel},
		{"header says UTF-8, declaration knows", feed("windows-1251", "\xcf\xf0"), "text/xml; charset=utf-8", "Пр", FlagEncodingLabel},
		{"unknown label", feed("utf8mb4", "Käse"), "", "Käse", ""},
		{"nonsense label", feed("x-no-such", "Käse"), "", "Käse", FlagEncodingLabel},
		{"UTF-16 with mark", "\xff\xfe" + utf16(feed("utf-16", "Käse"), 1), "", "Käse", ""},
		{"UTF-16 big-endian with mark", "\xfe\xff" + utf16(feed("utf-16", "Käse"), 0), "", "Käse", ""},
		{"UTF-16 by its shape", utf16(feed("utf-16", "Käse"), 1), "", "Käse", ""},
		{"says UTF-16 and is not", feed("utf-16", "Käse"), "", "Käse", FlagEncodingLabel},
		{"Shift_JIS", feed("Shift_JIS", "\x93\xfa\x96{"), "", "日本", ""},
		{"GB2312", feed("gb2312", "\xd6\xd0\xb9\xfa"), "", "中国", ""},
		{"code page 437", feed("437", "\x80"), "", "Ç", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse([]byte(c.body), Options{ContentType: c.contentType})
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(f); got != c.want {
				t.Errorf("title is %q, want %q", got, c.want)
			}
			for _, flag := range [...]string{FlagEncoding, FlagEncodingLabel} {
				if hasFlag(f.Flags, flag) != (flag == c.flag) {
					t.Errorf("flags are %v, want %q", f.Flags, c.flag)
				}
			}
		})
	}
}
