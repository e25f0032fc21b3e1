package feed

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// detailOf parses a feed and gives what a JSON path of keys holds in the feed's
// detail ("feed") or in that of its first entry ("entry").
func detailOf(t *testing.T, body, where string) map[string]any {
	t.Helper()
	f, err := Parse([]byte(body), Options{URL: "https://lake.example/feeds/all.xml", Now: testNow, Detail: true})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Detail
	if where == "entry" {
		d = f.Entries[0].Detail
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDetail(t *testing.T) {
	rss := func(channel, item string) string {
		return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:g="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" xmlns:psc="http://podlove.org/simple-chapters" xmlns:boat="urn:boat"><channel>` + channel + `<item>` + item + `</item></channel></rss>`
	}
	atom := func(head, entry string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">` + head + `<entry>` + entry + `</entry></feed>`
	}
	for _, c := range []struct{ name, body, where, key, want string }{
		{"text of Atom", atom("", `<title>3 &lt; 4</title>`), "entry", "title_detail", `{"value":"3 < 4","type":"text/plain","language":"en","base":"https://lake.example/feeds/all.xml"}`},
		{"HTML of Atom", atom("", `<title type="html" xml:lang="gd">a &lt;b onclick="x()"&gt;b&lt;/b&gt;</title>`), "entry", "title_detail", `{"value":"a <b>b</b>","type":"text/html","language":"gd","base":"https://lake.example/feeds/all.xml"}`},
		{"XHTML of Atom", atom("", `<content type="xhtml" xml:base="/x/"><div xmlns="http://www.w3.org/1999/xhtml"><a href="y">z</a></div></content>`), "entry", "content",
			`[{"value":"<a href=\"https://lake.example/x/y\">z</a>","type":"application/xhtml+xml","language":"en","base":"https://lake.example/x/"}]`},
		{"a plain title of RSS", rss("", `<title>3 &lt; 4</title>`), "entry", "title_detail", `{"value":"3 < 4","type":"text/plain","base":"https://lake.example/feeds/all.xml"}`},
		{"the own title before others", rss("", `<media:title>m</media:title><title>t</title><dc:title>d</dc:title>`), "entry", "title", `"t"`},
		{"a description and a second one", rss("", `<description>one</description><description>two</description>`), "entry", "content", `[{"value":"two","type":"text/html","base":"https://lake.example/feeds/all.xml"}]`},
		{"people of Atom", atom("", `<author><name>Una Vale</name><email>una@lake.example</email><uri>/una</uri></author>`), "entry", "authors", `[{"name":"Una Vale","email":"una@lake.example","url":"https://lake.example/una"}]`},
		{"people of RSS", rss("", `<author>una@lake.example (Una Vale)</author><dc:creator>Bo Reed &lt;bo@lake.example&gt;</dc:creator>`), "entry", "authors", `[{"name":"Una Vale","email":"una@lake.example"},{"name":"Bo Reed","email":"bo@lake.example"}]`},
		{"a publisher", rss(`<webMaster>web@lake.example</webMaster><itunes:owner><itunes:name>Lake</itunes:name></itunes:owner>`, ""), "feed", "publisher", `{"name":"Lake"}`},
		{"links with everything", atom("", `<link rel="enclosure" href="a.mp3" type="audio/mpeg" length="9" title="A" hreflang="de"/>`), "entry", "links", `[{"href":"https://lake.example/feeds/a.mp3","rel":"enclosure","type":"audio/mpeg","title":"A","hreflang":"de","length":9}]`},
		{"an address that runs", atom("", `<link href="javascript:alert(1)"/><link rel="via" href="data:text/html,x"/>`), "entry", "links", `[]`},
		{"a guid that is no address", rss("", `<guid isPermaLink="false">n-1</guid>`), "entry", "guid_is_permalink", `false`},
		{"a date as written", rss("", `<pubDate>Tue, 03 Mar 2026 09:05:00 -0500</pubDate>`), "entry", "published_raw", `"Tue, 03 Mar 2026 09:05:00 -0500"`},
		{"a month", rss("", `<pubDate>2026-02</pubDate>`), "entry", "published", `"2026-02"`},
		{"an absurd date", rss("", `<pubDate>30 Feb 2026</pubDate>`), "entry", "published", `null`},
		{"dc:date serves both", rss("", `<dc:date>2026-03-03</dc:date>`), "entry", "updated", `"2026-03-03"`},
		{"categories", atom("", `<category term="a" scheme="urn:s" label="A"/><category term="a" scheme="urn:s" label="A"/>`), "entry", "categories", `[{"term":"a","scheme":"urn:s","label":"A"}]`},
		{"keywords of a podcast", rss("", `<itunes:keywords>sea, salt</itunes:keywords>`), "entry", "categories", `[{"term":"sea","scheme":"http://www.itunes.com/"},{"term":"salt","scheme":"http://www.itunes.com/"}]`},
		{"the rest of a podcast", rss("", `<itunes:explicit>clean</itunes:explicit><itunes:duration>1:02</itunes:duration>`), "entry", "itunes", `{"explicit":"clean","duration":"1:02"}`},
		{"people in one field", rss("", `<author>By Una Vale and Bo Reed</author>`), "entry", "authors", `[{"name":"Una Vale"},{"name":"Bo Reed"}]`},
		{"whom they write for", rss("", `<dc:creator>Una Vale (Quay Press)</dc:creator>`), "entry", "authors", `[{"name":"Una Vale"}]`},
		{"the field of authors as it is written", rss("", `<dc:creator>Una Vale (Quay Press)</dc:creator>`), "entry", "author", `"Una Vale (Quay Press)"`},
		{"Media RSS", rss("", `<media:group><media:credit role="author">Una</media:credit></media:group>`), "entry", "media", `{"credit":[{"role":"author","content":"Una"}]}`},
		{"an element nobody knows", rss("", `<boat:mast height="9">two</boat:mast>`), "entry", "extensions", `{"boat:mast":[{"height":"9","content":"two"}]}`},
		{"an image", rss(`<image><url>l.png</url><title>Lake</title><link>/</link><width>88</width></image>`, ""), "feed", "image", `{"href":"https://lake.example/feeds/l.png","title":"Lake","link":"https://lake.example/","width":88}`},
		{"a generator", atom(`<generator uri="/gen" version="2">Pen</generator>`, ""), "feed", "generator", `{"name":"Pen","url":"https://lake.example/gen","version":"2"}`},
		{"a cloud", rss(`<cloud domain="c.example" port="80" path="/r" registerProcedure="p" protocol="soap"/>`, ""), "feed", "cloud", `{"domain":"c.example","port":"80","path":"/r","registerprocedure":"p","protocol":"soap"}`},
		{"a text input", rss(`<textInput><title>Find</title><name>q</name><link>/find</link></textInput>`, ""), "feed", "textinput", `{"title":"Find","description":"","name":"q","link":"https://lake.example/find"}`},
		{"a hub", atom(`<link rel="hub" href="https://hub.example/"/>`, ""), "feed", "hubs", `["https://hub.example/"]`},
		{"the source of RSS", rss("", `<source url="https://other.example/rss">Other</source>`), "entry", "source", `{"title":"Other","link":"https://other.example/rss","links":[],"authors":[],"categories":[],"base":"https://lake.example/feeds/all.xml"}`},
		{"the source of Atom", atom("", `<source><title>Other</title><id>urn:o</id></source>`), "entry", "source", `{"title":"Other","title_detail":{"value":"Other","type":"text/plain","language":"en","base":"https://lake.example/feeds/all.xml"},"id":"urn:o","links":[],"authors":[],"categories":[],"language":"en","base":"https://lake.example/feeds/all.xml"}`},
		{"a point", rss("", `<g:point>45.2 -71.9</g:point>`), "entry", "where", `{"type":"Point","coordinates":[-71.9,45.2]}`},
		{"a point in GML", rss("", `<g:where><gml:Point><gml:pos>45.2 -71.9</gml:pos></gml:Point></g:where>`), "entry", "where", `{"type":"Point","coordinates":[-71.9,45.2]}`},
		{"a point in metres", rss("", `<gml:Point srsName="EPSG:32633"><gml:pos>500000 4649776</gml:pos></gml:Point>`), "entry", "where", `{"type":"Point","coordinates":[500000,4649776]}`},
		{"a polygon that is none", rss("", `<g:polygon>1 2 3 4</g:polygon>`), "entry", "where", `null`},
		{"chapters", rss("", `<psc:chapters version="1.2"><psc:chapter start="01:02.500" title="In"/><psc:chapter start="soon"/></psc:chapters>`), "entry", "chapters", `{"version":"1.2","chapters":[{"start":"01:02.500","seconds":62.5,"title":"In"},{"start":"soon"}]}`},
		{"an entry of the other family", `<feed xmlns="http://www.w3.org/2005/Atom"><item><title>A</title></item></feed>`, "entry", "title", `"A"`},
		{"windows-1252 encoded twice", rss("", `<description>cafÃ© â€¦</description>`), "entry", "summary", `"café …"`},
		{"text that only looks so", rss("", `<description>Ã© 雨</description>`), "entry", "summary", `"Ã© 雨"`},
		{"a declaration that is none", rss("", `<description>a &lt;! b &lt;b&gt;c&lt;/b&gt;</description>`), "entry", "summary", `"a &lt;! b <b>c</b>"`},
		{"a comment that never ends", rss("", `<description>a&lt;!-- x &gt; b &lt;i&gt;c&lt;/i&gt;</description>`), "entry", "summary", `"a b <i>c</i>"`},
		{"Latin-1 encoded twice", rss("", `<description>cafÃ©</description>`), "entry", "summary", `"café"`},
		{"bytes of windows-1252 as controls", rss("", "<description>don\u0092t</description>"), "entry", "summary", `"don’t"`},
		{"the hub of a JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[]}`, "feed", "hubs", `["https://hub.example/"]`},
		{"the hub of one with odd types", `{"version":"https://jsonfeed.org/version/1.1","hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":7}]}`, "feed", "hubs", `["https://hub.example/"]`},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":"/a","content_html":"<p>x<script>y</script></p>","authors":[{"name":"Bo","url":"javascript:x"}],"attachments":[{"url":"a.mp3","mime_type":"audio/mpeg","size_in_bytes":5}]}]}`,
			"entry", "links", `[{"href":"https://lake.example/a","rel":"alternate","type":"text/html"},{"href":"https://lake.example/feeds/a.mp3","rel":"enclosure","type":"audio/mpeg","length":5}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want any
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(detailOf(t, c.body, c.where)[c.key], want); diff != "" {
				t.Errorf("%s (- got, + want):\n%s", c.key, diff)
			}
		})
	}
}

// TestDetailChangesNothing holds that an entry is the same whether its details
// are read or not.
func TestDetailChangesNothing(t *testing.T) {
	for name, body := range map[string][]byte{"rss": cleanRSS(3), "atom": cleanAtom(3), "json": cleanJSON(3),
		"odd": []byte(`<rss xmlns:psc="http://podlove.org/simple-chapters"><channel><image><title>I</title><link>/i</link></image><title>T</title><item><psc:chapters><title>no</title></psc:chapters><title>A</title><enclosure url="a.png" type="image/png"><title>in</title></enclosure><x:y><link>/b</link></x:y><link>/a</link></item></channel></rss>`)} {
		plain, err := Parse(body, Options{URL: "https://lake.example/", Now: testNow})
		if err != nil {
			t.Fatal(err)
		}
		detailed, err := Parse(body, Options{URL: "https://lake.example/", Now: testNow, Detail: true})
		if err != nil {
			t.Fatal(err)
		}
		detailed.Detail = nil
		for i := range detailed.Entries {
			detailed.Entries[i].Detail = nil
		}
		if diff := cmp.Diff(plain, detailed); diff != "" {
			t.Errorf("%s (- without, + with details):\n%s", name, diff)
		}
	}
}

func TestCodePages(t *testing.T) {
	for _, c := range []struct{ label, bytes, want string }{
		{"cp737", "\x80\x81", "ΑΒ"}, {"IBM857", "\x80", "Ç"}, {"csPC775Baltic", "\x80", "Ć"}, {"cp-is", "\x8b", "Ð"},
		{"mac-greek", "\x80", "Ä"}, {"koi8-t", "\x80", "қ"}, {"viscii", "\x80", "Ạ"}, {"tcvn5712-1", "\x80", "À"}, {"ms-cyrl", "\xcf", "П"},
	} {
		enc, known := encodingByLabel(c.label)
		if !known || enc == nil {
			t.Errorf("%s is not known", c.label)
			continue
		}
		if got, err := enc.NewDecoder().String(c.bytes); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.label, got, err, c.want)
		}
	}
}
