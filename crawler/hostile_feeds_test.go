package crawler_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
)

// foulFeed is one misbehaving feed, which names a page of its own, and what has
// to come of both.
type foulFeed struct {
	name string
	feed func(f *foul) conduct
	want string // reason of the failure of the feed; empty when it does not fail, any when both will do
	page string // stored when its page is known nevertheless; empty when not, any when both will do
}

// item is a feed of one item with something before and after it.
func item(before, after string) func(f *foul) conduct {
	return func(f *foul) conduct { return xmlFeed(rssOpen + before + one(f) + after) }
}

const (
	rssOpen  = `<?xml version="1.0"?><rss version="2.0"><channel><title>The Foul Post</title>`
	rssClose = `</channel></rss>`
)

func xmlFeed(body string) conduct { return typed("application/rss+xml", body) }

func one(f *foul) string {
	return `<item><title>` + f.title + `</title><link>` + f.base + f.path + `</link></item>`
}

// many is a feed of so many items that lead nowhere, after the one that leads somewhere.
func many(n int, what string) func(f *foul) conduct {
	return func(f *foul) conduct { return xmlFeed(rssOpen + one(f) + strings.Repeat(what, n) + rssClose) }
}

var foulFeeds = []foulFeed{
	{"honest", item("", rssClose), "", stored},
	{"billion laughs", func(f *foul) conduct {
		var b strings.Builder
		b.WriteString(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">`)
		for i := range 30 {
			fmt.Fprintf(&b, `<!ENTITY a%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
		}
		return xmlFeed(b.String() + `]><rss version="2.0"><channel><title>&a30;</title>` + one(f) + rssClose)
	}, "", stored},
	{"quadratic entities", func(f *foul) conduct {
		return xmlFeed(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("a", 100_000) + `">]><rss version="2.0"><channel><title>` + strings.Repeat("&a;", 50_000) + `</title>` + one(f) + rssClose)
	}, "", stored},
	{"entity from a private host", func(f *foul) conduct {
		return xmlFeed(`<?xml version="1.0"?><?xml-stylesheet href="http://` + f.canary.host + `/s.xsl"?><!DOCTYPE rss SYSTEM "http://` + f.canary.host + `/d.dtd" [<!ENTITY x SYSTEM "http://` + f.canary.host + `/x"><!ENTITY y SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>&x;&y;</title>` + one(f) + rssClose)
	}, "", stored},
	{"inclusion from a private host", func(f *foul) conduct {
		return xmlFeed(rssOpen + `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://` + f.canary.host + `/"/>` + one(f) + rssClose)
	}, "", stored},
	{"100k elements deep", item(strings.Repeat("<a>", 100_000), ""), "any", "any"},
	{"50k namespaces", item(`<x `+spaces(50_000)+`/>`, rssClose), "", stored},
	{"title of 1.5 MB", item("<title>"+strings.Repeat("long ", 300_000)+"</title>", rssClose), "", stored},
	{"endless", func(f *foul) conduct {
		return func(t *talk) {
			t.send("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", rssOpen, one(f))
			t.drip("<item><title>more</title></item>", 0)
		}
	}, "", stored},
	{"bomb", func(f *foul) conduct {
		return answer(whole("200 OK", "Content-Type: application/rss+xml\r\nContent-Encoding: gzip", gzipped(rssOpen+one(f)+strings.Repeat(" ", 64<<20))))
	}, "", stored},
	{"silent", func(*foul) conduct { return (*talk).hang }, "timeout", ""},
	{"slow", func(f *foul) conduct {
		return func(t *talk) {
			t.send("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", rssOpen)
			t.drip(" ", 50*time.Millisecond)
		}
	}, "timeout", ""},
	{"slow after an item", func(f *foul) conduct {
		return func(t *talk) {
			t.send("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n", rssOpen, one(f))
			t.drip(" ", 50*time.Millisecond)
		}
	}, "", stored},
	{"shorter than it says", func(f *foul) conduct {
		return answer("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 9999\r\n\r\n" + rssOpen + one(f) + "<item><title>And")
	}, "", stored},
	{"50k items", many(50_000, "<item><title>x</title></item>"), "", stored},
	{"10k enclosures", many(10_000, `<item><enclosure url="javascript:1" length="x" type="&#0;"/></item>`), "", stored},
	{"cut off", item("", "<item><title>And th"), "", stored},
	{"section that never ends", item("", "<item><description><![CDATA[ and so on"), "", stored},
	{"several roots", item("", rssClose+"<rss><channel/></rss><rss/>"), "", stored},
	{"junk before and after", func(f *foul) conduct { return xmlFeed("\n\n  junk\x00" + rssOpen + one(f) + rssClose + "junk <<< &") }, "", stored},
	{"tags that do not match", item("<image><url>x</image></wrong>", rssClose), "", stored},
	{"undeclared namespaces", item(`<media:content foo:bar="1"/>`, rssClose), "", stored},
	{"control characters", item("<description>a\x01b\x0c&#1;&#xFFFF;</description>", rssClose), "", stored},
	{"undefined entities", item("<description>caf&eacute; &nbsp; &nonsense; & more</description>", rssClose), "", stored},
	{"markup unescaped", item("<description><p>a<br>b<img src=x></description>", rssClose), "", stored},
	{"latin-1, it says", func(f *foul) conduct {
		return xmlFeed(string(latin1(strings.Replace(rssOpen, `"1.0"`, `"1.0" encoding="iso-8859-1"`, 1) + "<description>Café</description>" + one(f) + rssClose)))
	}, "", stored},
	{"latin-1, it says not", func(f *foul) conduct {
		return xmlFeed(string(latin1(rssOpen + "<description>Café</description>" + one(f) + rssClose)))
	}, "", stored},
	{"UTF-16", func(f *foul) conduct { return xmlFeed(string(utf16le("\ufeff" + rssOpen + one(f) + rssClose))) }, "", stored},
	{"unknown encoding", func(f *foul) conduct {
		return xmlFeed(strings.Replace(rssOpen, `"1.0"`, `"1.0" encoding="klingon"`, 1) + one(f) + rssClose)
	}, "", stored},
	{"a page", func(f *foul) conduct { return html(f.story) }, "not-a-feed", ""},
	{"empty", func(f *foul) conduct { return xmlFeed("") }, "not-a-feed", ""},
	{"bytes", func(f *foul) conduct { return xmlFeed(strings.Repeat("\x00\xff<\xfe", 50_000)) }, "not-a-feed", ""},
	{"JSON broken", func(f *foul) conduct {
		return typed("application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"`+f.base+f.path+`"},{"id":`)
	}, "any", "any"},
	{"JSON 500k deep", func(f *foul) conduct {
		return typed("application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","items":`+strings.Repeat(`[`, 500_000))
	}, "any", ""},
	{"JSON of wrong types", func(f *foul) conduct {
		return typed("application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","title":[],"items":[7,null,{"id":5,"url":"`+f.base+f.path+`","authors":"x","date_published":{}}]}`)
	}, "", stored},
	{"links nowhere", func(f *foul) conduct {
		var b strings.Builder
		for _, l := range []string{"javascript:alert(1)", "data:text/html,x", "file:///etc/hostname", "mailto:a@b.test", "http://", "http://[::1", "ht!tp://x",
			"http://" + f.canary.host + "/a", "http://[::ffff:127.0.0.2]:" + f.canary.port() + "/", "http://2130706434:" + f.canary.port() + "/", f.base + "/" + strings.Repeat("long", 20_000)} {
			b.WriteString("<item><title>x</title><link>" + l + "</link></item>")
		}
		return xmlFeed(rssOpen + b.String() + one(f) + rssClose)
	}, "", stored},
	{"relative links", func(f *foul) conduct {
		return xmlFeed(rssOpen + `<item><title>x</title><link>` + f.path + `</link></item>` + rssClose)
	}, "", stored},
	{"20 spellings", func(f *foul) conduct {
		var b strings.Builder
		for i := range 20 {
			fmt.Fprintf(&b, `<item><title>x</title><link>%s%s?utm_source=%d#%d</link></item>`, f.base, f.path, i, i)
		}
		return xmlFeed(rssOpen + one(f) + b.String() + rssClose)
	}, "", stored},
	{"gone", func(*foul) conduct { return answer(whole("410 Gone", "", nil)) }, "http-410", ""},
	{"moved", func(f *foul) conduct {
		return func(t *talk) {
			if t.rest == "" {
				moved(t.Request.URL.Path + "/there")(t)
				return
			}
			xmlFeed(rssOpen + one(f) + rssClose)(t)
		}
	}, "", stored},
	{"moved in a circle", func(*foul) conduct { return func(t *talk) { moved(t.Request.URL.Path)(t) } }, "redirect-loop", ""},
	{"moved to a private host", func(f *foul) conduct { return moved("http://" + f.canary.host + "/rss") }, "private-address", ""},
	{"500 then good", func(f *foul) conduct {
		return flaky(3, answer(whole("500 Oh", "", nil)), xmlFeed(rssOpen+one(f)+rssClose))
	}, "", stored},
	{"429 for long", func(*foul) conduct { return answer(whole("429 Slow", "Retry-After: 9999999", nil)) }, "http-429", ""},
	{"next page is itself", item(`<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="?again"/>`, rssClose), "", stored},
	{"unasked 304", func(*foul) conduct { return answer("HTTP/1.1 304 Not Modified\r\n\r\n") }, "http-304", ""},
	{"ETag of 200 KB", func(f *foul) conduct {
		return answer(whole("200 OK", "Content-Type: application/rss+xml\r\nETag: \""+strings.Repeat("e", 200_000)+"\"", []byte(rssOpen+one(f)+rssClose)))
	}, "", stored},
	{"changed in the year 2999", func(f *foul) conduct {
		return answer(whole("200 OK", "Content-Type: application/rss+xml\r\nLast-Modified: Tue, 01 Jan 2999 00:00:00 GMT", []byte(rssOpen+"<ttl>99999999999</ttl>"+one(f)+rssClose)))
	}, "", stored},
	{"scripts in every field", item("<description>&lt;script&gt;alert(1)&lt;/script&gt;</description><author>&lt;img src=x onerror=alert(1)&gt;</author>", rssClose), "", stored},
	{"items that never end", item("", strings.Repeat("<item><title>x", 5_000)), "", stored},
	{"items within items", item("<item><title>x</title><item><title>y</title>", rssClose), "", stored},
	{"sections within sections", item("<description><![CDATA[a<![CDATA[b]]>c]]></description>", rssClose), "", stored},
	{"a comment that never ends", item("", "<!-- <item>"), "", stored},
	{"an instruction that never ends", item("", "<?php echo '<item>'"), "", stored},
	{"a tag that never ends", item("", `<item><link href="`), "", stored},
	{"two declarations", func(f *foul) conduct { return xmlFeed(`<?xml version="1.0"?>` + rssOpen + one(f) + rssClose) }, "", stored},
	{"XML 1.1", func(f *foul) conduct {
		return xmlFeed(strings.Replace(rssOpen, `"1.0"`, `"1.1"`, 1) + "<description>&#1;\u0085</description>" + one(f) + rssClose)
	}, "", stored},
	{"three byte order marks", func(f *foul) conduct { return xmlFeed("\ufeff\ufeff\ufeff" + rssOpen + one(f) + rssClose) }, "", stored},
	{"a warning before", func(f *foul) conduct {
		return xmlFeed("<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www</b><br />\n" + rssOpen + one(f) + rssClose)
	}, "", stored},
	{"a byte that is no UTF-8", item("<description>caf\xe9 \xc0\xaf \xed\xa0\x80</description>", rssClose), "", stored},
	{"UTF-16 with a byte too few", func(f *foul) conduct {
		return xmlFeed(string(utf16le("\ufeff" + rssOpen + one(f) + rssClose)[:]) + "\x00")
	}, "", stored},
	{"a charset of its own making", func(f *foul) conduct {
		return typed("application/rss+xml; charset=\"utf-8; x=\x01", rssOpen+one(f)+rssClose)
	}, "any", "any"},
	{"it says it is a picture", func(f *foul) conduct { return typed("image/png", rssOpen+one(f)+rssClose) }, "any", "any"},
	{"packed, and does not say so", func(f *foul) conduct {
		return typed("application/rss+xml", string(gzipped(rssOpen+one(f)+rssClose)))
	}, "any", "any"},
	{"lines that end in CR", func(f *foul) conduct {
		return xmlFeed(strings.ReplaceAll(strings.ReplaceAll(rssOpen+one(f)+rssClose, "><", ">\r<"), "?>", "?>\r"))
	}, "", stored},
	{"attributes without quotes", item("<enclosure url=a.mp3 length=1 type=audio/mpeg/><guid isPermaLink=false>x</guid>", rssClose), "", stored},
	{"values of a megabyte", func(f *foul) conduct {
		long := strings.Repeat("9", 1<<20)
		return xmlFeed(rssOpen + one(f) + "<item><guid>" + long + "</guid><pubDate>" + long + "</pubDate><author>" + long + "</author><link>" + long + "</link></item>" + rssClose)
	}, "", stored},
	{"10k authors of one item", item("<item>"+strings.Repeat("<author>A B</author>", 10_000)+"</item>", rssClose), "", stored},
	{"content 50k elements deep", item("<item><description><![CDATA["+strings.Repeat("<div>", 50_000)+"]]></description></item>", rssClose), "", stored},
	{"a base that runs", func(f *foul) conduct {
		return xmlFeed(`<rss version="2.0" xml:base="javascript:alert(1)//"><channel>` + one(f) + rssClose)
	}, "", stored},
	{"marks that turn the line around", item("<description>\u202egnp.exe\u202c</description>", rssClose), "", stored},
	{"one guid on all", func(f *foul) conduct {
		return xmlFeed(rssOpen + strings.ReplaceAll(one(f), "</item>", "<guid>g</guid></item>") + strings.Repeat("<item><title>x</title><guid>g</guid></item>", 3) + rssClose)
	}, "", stored},
	{"JSON with a mark and a comma too many", func(f *foul) conduct {
		return typed("application/feed+json", "\ufeff"+`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"`+f.title+`","url":"`+f.base+f.path+`"},]}`)
	}, "", stored},
	{"JSON with numbers that are none", func(f *foul) conduct {
		return typed("application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"`+f.base+f.path+`"},{"id":NaN}]}`)
	}, "", stored},
}

func spaces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `xmlns:n%d="u" `, i)
	}
	return b.String()
}

// TestHostileFeeds harvests feeds that misbehave, each a seed of its own.
func TestHostileFeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for slow servers")
	}
	t.Parallel()
	s, private, db := newHostile(t, "127.0.0.1"), newCanary(t), filepath.Join(t.TempDir(), "winnow.db")
	var seeds []frontier.Lead
	for i, row := range foulFeeds {
		f := &foul{title: row.name, story: page("Page of "+row.name, 100+i), path: fmt.Sprintf("/page-%d", i), base: s.URL, canary: private}
		s.on(f.path[1:], html(f.story))
		s.on(fmt.Sprintf("feed-%d", i), row.feed(f))
		seeds = append(seeds, frontier.Lead{URL: fmt.Sprintf("%s/feed-%d", s.URL, i), Kind: frontier.Feed, Source: fmt.Sprintf("source-%d", i)})
	}
	used, begin := heapPeak(t), time.Now()
	hostileHarvest(t, db, "127.0.0.1/32", seeds...)
	t.Logf("%d bad feeds took %v and %d MB of heap", len(seeds), time.Since(begin).Round(time.Millisecond), used()>>20)
	if n := private.hits.Load(); n != 0 {
		t.Errorf("%d connections to a private address", n)
	}
	got, before := endings(t, db), articles(t, db)
	for i, row := range foulFeeds {
		t.Run(row.name, func(t *testing.T) {
			if stalled(t, db, seeds[i].URL, row.want) {
				t.Log("an attempt never reached the server")
				return
			}
			if end := got[seeds[i].URL]; row.want != "any" && end != row.want {
				t.Errorf("the feed ended as %q, want %q", end, row.want)
			}
			if end := got[fmt.Sprintf("%s/page-%d", s.URL, i)]; row.page != "any" && end != row.page {
				t.Errorf("its page ended as %q, want %q", end, row.page)
			}
			if n := s.times(fmt.Sprintf("/page-%d", i)); n > 1 {
				t.Errorf("its page was asked for %d times", n)
			}
		})
	}
	seeds = slices.DeleteFunc(seeds, func(l frontier.Lead) bool { return got[l.URL] != "" })
	hostileHarvest(t, db, "127.0.0.1/32", seeds...)
	if after := articles(t, db); len(after) != len(before) {
		t.Errorf("%d articles after a second run, %d before it", len(after), len(before))
	}
}
