package crawler_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"winnow/extract"
)

// stored is what is wanted of a page that ends as an article.
const stored = "stored"

// misdeed is one misbehaving page and what has to come of it.
type misdeed struct {
	name    string
	conduct func(f *foul) conduct
	want    string                         // stored, or the reason in the view failures
	asked   int                            // requests it takes; 0 is any number
	address func(f *foul) string           // as the feed names it, when that is not its path
	check   func(a extract.Article) string // what is wrong with the article
}

// foul is what a misdeed may speak of.
type foul struct {
	story  string // an article of its own
	title  string
	path   string // where it stands
	base   string // of the server
	canary *canary
}

// does is a conduct that needs nothing.
func does(c conduct) func(*foul) conduct { return func(*foul) conduct { return c } }

// raw answers byte by byte, %s standing for the article of the row.
func raw(format string) func(*foul) conduct {
	return func(f *foul) conduct { return answer(strings.ReplaceAll(format, "%s", f.story)) }
}

// tells answers with a page made from the article of the row.
func tells(change func(story string) string) func(*foul) conduct {
	return func(f *foul) conduct { return html(change(f.story)) }
}

// with puts something into the head of the article.
func with(head string) func(*foul) conduct {
	return tells(func(s string) string { return strings.Replace(s, "</head>", head+"</head>", 1) })
}

// inside puts something before the text of the article.
func inside(body string) func(*foul) conduct {
	return tells(func(s string) string { return strings.Replace(s, "<article>", body+"<article>", 1) })
}

// coded sends the article under these headers, its bytes changed.
func coded(headers string, change func(story string) []byte) func(*foul) conduct {
	return func(f *foul) conduct { return answer(whole("200 OK", headers, change(f.story))) }
}

const okHead = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

// wrongs are the misdeeds of connections and of HTTP.
var wrongs = []misdeed{
	{name: "reset before the headers", conduct: does((*talk).reset), want: "reset", asked: 3},
	{name: "reset within the headers", conduct: does(func(t *talk) { t.send("HTTP/1.1 200 OK\r\nContent-"); t.reset() }), want: "reset"},
	{name: "closed before the headers", conduct: does(func(*talk) {}), want: "closed"},
	{name: "closed within the headers", conduct: raw("HTTP/1.1 200 OK\r\nContent-"), want: "closed"},
	{name: "reset within the body", conduct: func(f *foul) conduct {
		return func(t *talk) { t.send(okHead, "Content-Length: 900000\r\n\r\n", f.story); t.reset() }
	}, want: "reset"},
	{name: "body too short", conduct: raw(okHead + "Content-Length: 900000\r\n\r\n%s"), want: "short-body", asked: 3},
	{name: "chunks without end", conduct: raw(okHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), want: "short-body"},
	{name: "length negative", conduct: raw(okHead + "Content-Length: -5\r\n\r\n%s"), want: "bad-response"},
	{name: "length in words", conduct: raw(okHead + "Content-Length: many\r\n\r\n%s"), want: "bad-response"},
	{name: "length twice", conduct: raw(okHead + "Content-Length: 3\r\nContent-Length: 9\r\n\r\n%s"), want: "bad-response"},
	{name: "length of 9 EB", conduct: raw(okHead + "Content-Length: 9000000000000000000\r\n\r\n%s"), want: "too-large"},
	{name: "chunks broken", conduct: raw(okHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\n%s"), want: "bad-response"},
	{name: "chunks huge", conduct: raw(okHead + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n%s"), want: "bad-response"},
	{name: "chunks of one byte", conduct: func(f *foul) conduct {
		return func(t *talk) {
			var b strings.Builder
			for i := range len(f.story) {
				fmt.Fprintf(&b, "1\r\n%s\r\n", f.story[i:i+1])
			}
			t.send(okHead, "Transfer-Encoding: chunked\r\n\r\n", b.String(), "0\r\n\r\n")
		}
	}, want: stored},
	{name: "chunks with extensions", conduct: func(f *foul) conduct {
		return answer(okHead, "Transfer-Encoding: chunked\r\n\r\n", fmt.Sprintf("%x;a=b;c\r\n%s\r\n0;q\r\n\r\n", len(f.story), f.story))
	}, want: stored},
	{name: "until the end of the connection", conduct: raw("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n%s"), want: stored},

	{name: "silent", conduct: does(counted("slow", (*talk).hang)), want: "timeout", asked: 3},
	{name: "headers that drip", conduct: does(counted("slow", func(t *talk) { t.send("HTTP/1.1 200 OK\r\n"); t.drip("A: b\r\n", 50*time.Millisecond) })), want: "timeout"},
	{name: "body that drips", conduct: does(counted("slow", func(t *talk) {
		t.send(okHead, "Content-Length: 100000\r\n\r\n")
		t.drip("a", 50*time.Millisecond)
	})), want: "timeout"},
	{name: "body that stalls", conduct: func(f *foul) conduct {
		return counted("slow", func(t *talk) { t.send(okHead, "Content-Length: 100000\r\n\r\n", f.story); t.hang() })
	}, want: "timeout"},
	{name: "silent too 1", conduct: does(counted("slow", (*talk).hang)), want: "timeout"},
	{name: "silent too 2", conduct: does(counted("slow", (*talk).hang)), want: "timeout"},
	{name: "silent too 3", conduct: does(counted("slow", (*talk).hang)), want: "timeout"},
	{name: "silent too 4", conduct: does(counted("slow", (*talk).hang)), want: "timeout"},
	{name: "slow but honest", conduct: func(f *foul) conduct {
		return func(t *talk) {
			t.send(okHead, fmt.Sprintf("Content-Length: %d\r\n\r\n", len(f.story)))
			for part := range len(f.story)/500 + 1 {
				t.send(f.story[part*500 : min(part*500+500, len(f.story))])
				time.Sleep(60 * time.Millisecond)
			}
		}
	}, want: stored, asked: 1},
	{name: "endless body", conduct: does(func(t *talk) { t.send(okHead, "\r\n"); t.drip(strings.Repeat("<p>word ", 1<<12), 0) }), want: "too-large", asked: 1},
	{name: "endless headers", conduct: does(func(t *talk) {
		t.send("HTTP/1.1 200 OK\r\n")
		t.drip("A: "+strings.Repeat("b", 1000)+"\r\n", 0)
	}), want: "too-large"},
	{name: "endless trailer", conduct: does(func(t *talk) {
		t.send(okHead, "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n")
		t.drip("A: b\r\n", 0)
	}), want: "too-large"},
	{name: "2000 cookies", conduct: func(f *foul) conduct {
		var b strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&b, "Set-Cookie: n%d=v; Path=/\r\n", i)
		}
		return answer(whole("200 OK", "Content-Type: text/html\r\n"+b.String(), []byte(f.story)))
	}, want: stored},
	{name: "endless early hints", conduct: does(func(t *talk) { t.drip("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0) }), want: "too-large"},
	{name: "three early hints", conduct: func(f *foul) conduct {
		return answer(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 3), whole("200 OK", "Content-Type: text/html", []byte(f.story)))
	}, want: stored},
	{name: "no headers at all", conduct: raw("%s"), want: "bad-response"},
	{name: "status in words", conduct: raw("HTTP/1.1 fine\r\n\r\n%s"), want: "bad-response"},
	{name: "NULs", conduct: does(answer(strings.Repeat("\x00", 200), "\r\n\r\n")), want: "bad-response"},
	{name: "TLS on a plain port", conduct: does(answer("\x15\x03\x01\x00\x02\x02\x16")), want: "bad-response"},
	{name: "control characters in the status", conduct: raw("HTTP/1.1 2\x1b[31m0 OK\r\n\r\n%s"), want: "bad-response"},
	{name: "second answer smuggled", conduct: func(f *foul) conduct {
		first := whole("200 OK", "Content-Type: text/html", []byte(f.story))
		return answer(first, whole("200 OK", "Content-Type: text/html", []byte(page("Smuggled", 999))))
	}, want: stored},
	{name: "keeps the connection not as it says", conduct: func(f *foul) conduct {
		return answer(whole("200 OK", "Content-Type: text/html\r\nConnection: keep-alive\r\nKeep-Alive: timeout=600", []byte(f.story)))
	}, want: stored},
	{name: "204", conduct: raw("HTTP/1.1 204 No Content\r\n\r\n"), want: "http-204"},
	{name: "206 unasked", conduct: raw("HTTP/1.1 206 Partial Content\r\nContent-Type: text/html\r\nContent-Range: bytes 0-99/9999\r\n\r\n%s"), want: "http-206"},
	{name: "304 unasked", conduct: raw("HTTP/1.1 304 Not Modified\r\n\r\n"), want: "http-304"},
	{name: "another protocol", conduct: raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n%s"), want: "http-101"},
	{name: "404 that reads well", conduct: raw("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-404", asked: 1},
	{name: "403 that reads well", conduct: raw("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-403"},
	{name: "410 that reads well", conduct: raw("HTTP/1.1 410 Gone\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-410"},
	{name: "500 that reads well", conduct: raw("HTTP/1.1 500 Oh\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-500", asked: 3},
	{name: "503 that reads well", conduct: raw("HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-503", asked: 3},
	{name: "999", conduct: raw("HTTP/1.1 999 Denied\r\nContent-Type: text/html\r\n\r\n%s"), want: "http-999"},
	{name: "503 then good", conduct: func(f *foul) conduct { return flaky(2, answer(whole("503 Busy", "", nil)), html(f.story)) }, want: stored, asked: 2},
	{name: "500 twice then good", conduct: func(f *foul) conduct { return flaky(3, answer(whole("500 Oh", "", nil)), html(f.story)) }, want: stored, asked: 3},
	{name: "reset then good", conduct: func(f *foul) conduct { return flaky(2, (*talk).reset, html(f.story)) }, want: stored, asked: 2},
	{name: "cut off then good", conduct: func(f *foul) conduct {
		return flaky(2, answer(okHead, "Content-Length: 9999\r\n\r\nabc"), html(f.story))
	}, want: stored, asked: 2},
	{name: "429 for a second, then good", conduct: func(f *foul) conduct {
		return flaky(2, answer(whole("429 Slow", "Retry-After: 1", nil)), html(f.story))
	}, want: stored, asked: 2},
	{name: "429 for a day", conduct: does(answer(whole("429 Slow", "Retry-After: 86400", nil))), want: "http-429", asked: 3},
	{name: "429 for ever", conduct: does(answer(whole("429 Slow", "Retry-After: 99999999999999999999", nil))), want: "http-429"},
	{name: "503 until the past", conduct: does(answer(whole("503 Busy", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT", nil))), want: "http-503"},
	{name: "503 for a negative time", conduct: does(answer(whole("503 Busy", "Retry-After: -50", nil))), want: "http-503"},
	{name: "503 for some words", conduct: does(answer(whole("503 Busy", "Retry-After: soon", nil))), want: "http-503"},
}

// strays are the misdeeds of redirects and of addresses.
var strays = []misdeed{
	{name: "redirect to itself", conduct: func(f *foul) conduct { return moved(f.path) }, want: "redirect-loop", asked: 1},
	{name: "redirect in a circle", conduct: func(f *foul) conduct {
		return func(t *talk) {
			moved(f.path + map[string]string{"": "/1", "1": "/2", "2": ""}[t.rest])(t)
		}
	}, want: "redirect-loop"},
	{name: "redirect without end", conduct: func(f *foul) conduct {
		return func(t *talk) { moved(fmt.Sprintf("%s/%d", f.path, len(t.Request.URL.Path)*100+t.nth))(t) }
	}, want: "redirect-loop too-many-redirects"},
	{name: "redirect that grows", conduct: func(f *foul) conduct {
		return func(t *talk) { moved(t.Request.URL.Path + "/more")(t) }
	}, want: "too-many-redirects"},
	{name: "five redirects", conduct: func(f *foul) conduct {
		return func(t *talk) {
			if t.rest == "xxxxx" {
				html(f.story)(t)
				return
			}
			moved(f.path + "/" + t.rest + "x")(t)
		}
	}, want: stored, asked: 1},
	{name: "redirect to a file", conduct: does(moved("file:///etc/hostname")), want: "bad-redirect http-302"},
	{name: "redirect to data", conduct: does(moved("data:text/html,<p>x")), want: "bad-redirect http-302"},
	{name: "redirect to a script", conduct: does(moved("javascript:alert(1)")), want: "bad-redirect http-302"},
	{name: "redirect to ftp", conduct: does(moved("ftp://127.0.0.1/x")), want: "bad-redirect http-302"},
	{name: "redirect to gopher", conduct: does(moved("gopher://127.0.0.1:70/x")), want: "bad-redirect http-302"},
	{name: "redirect to nothing", conduct: does(answer(whole("302 Found", "Location: ", nil))), want: "http-302 redirect-loop"},
	{name: "redirect without a word", conduct: does(answer(whole("302 Found", "", nil))), want: "http-302"},
	{name: "redirect to no host", conduct: does(moved("http:///x")), want: "bad-redirect http-302 robots-unreachable"},
	{name: "redirect to a bad port", conduct: does(moved("http://127.0.0.1:99999/x")), want: "bad-redirect http-302"},
	{name: "redirect to a port of mail", conduct: does(moved("http://127.0.0.1:25/x")), want: "bad-redirect http-302 bad-address"},
	{name: "redirect to a private host", conduct: func(f *foul) conduct { return moved("http://" + f.canary.host + "/") }, want: "private-address"},
	{name: "redirect to a private host, mapped", conduct: func(f *foul) conduct { return moved("http://[::ffff:127.0.0.2]:" + f.canary.port() + "/") }, want: "private-address"},
	{name: "redirect to a private host as a number", conduct: func(f *foul) conduct { return moved("http://2130706434:" + f.canary.port() + "/") }, want: "private-address bad-redirect http-302"},
	{name: "redirect to a private host in hex", conduct: func(f *foul) conduct { return moved("http://0x7f000002:" + f.canary.port() + "/") }, want: "private-address bad-redirect http-302"},
	{name: "redirect to a private host in octal", conduct: func(f *foul) conduct { return moved("http://0177.0.0.2:" + f.canary.port() + "/") }, want: "private-address bad-redirect http-302"},
	{name: "redirect to a private host in short", conduct: func(f *foul) conduct { return moved("http://127.2:" + f.canary.port() + "/") }, want: "private-address bad-redirect http-302"},
	{name: "redirect to a private host with a user", conduct: func(f *foul) conduct { return moved("http://127.0.0.1@" + f.canary.host + "/") }, want: "private-address bad-redirect http-302"},
	{name: "third redirect is private", conduct: func(f *foul) conduct {
		return func(t *talk) {
			moved(map[string]string{"": f.path + "/1", "1": f.path + "/2", "2": "http://" + f.canary.host + "/"}[t.rest])(t)
		}
	}, want: "private-address"},
	{name: "link to a private host", conduct: does(nil), address: func(f *foul) string { return "http://" + f.canary.host + "/story" }, want: "private-address"},
	{name: "link to the metadata of a cloud", conduct: does(nil), address: func(*foul) string { return "http://169.254.169.254/latest/meta-data/" }, want: "private-address"},
	{name: "link to this network", conduct: does(nil), address: func(*foul) string { return "http://0.0.0.0/" }, want: "private-address"},
	{name: "link to nobody", conduct: does(nil), address: func(*foul) string { return "http://127.0.0.1:9/nobody" }, want: "bad-address robots-unreachable"},
	{name: "link to a closed port", conduct: does(nil), address: func(*foul) string { return "http://127.0.0.1:65000/nobody" }, want: "robots-unreachable"},
	{name: "link to TLS where there is none", conduct: does(nil), address: func(f *foul) string { return strings.Replace(f.base, "http:", "https:", 1) + "/x" }, want: "tls robots-unreachable"},
	{name: "address of 7 KB", conduct: func(f *foul) conduct { return html(f.story) }, address: func(f *foul) string { return f.base + f.path + "?" + strings.Repeat("q", 7000) }, want: stored},
	{name: "address with dots and NULs", conduct: func(f *foul) conduct { return html(f.story) }, address: func(f *foul) string { return f.base + f.path + "/%2e%2e/%00/..%2f" }, want: stored + " http-404"},
	{name: "address with half an escape", conduct: func(f *foul) conduct { return html(f.story) }, address: func(f *foul) string { return f.base + f.path + "?a=%zz" }, want: stored},
	{name: "address with quotes", conduct: func(f *foul) conduct { return html(f.story) }, address: func(f *foul) string { return f.base + f.path + "?a=%22%27%3Cb%3E" }, want: stored},
}

// tricks are the misdeeds of bodies.
var tricks = []misdeed{
	{name: "gzip", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip", gzipped), want: stored},
	{name: "brotli", conduct: coded("Content-Type: text/html\r\nContent-Encoding: br", func(s string) []byte {
		return packed(s, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
	}), want: stored},
	{name: "zstd", conduct: coded("Content-Type: text/html\r\nContent-Encoding: zstd", func(s string) []byte {
		return packed(s, func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z })
	}), want: stored},
	{name: "gzip twice", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip, gzip", func(s string) []byte { return gzipped(string(gzipped(s))) }), want: stored + " bad-encoding"},
	{name: "gzip bomb", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip", func(string) []byte { return gzipped(strings.Repeat("\x00", 64<<20)) }), want: "too-large"},
	{name: "brotli bomb", conduct: coded("Content-Type: text/html\r\nContent-Encoding: br", func(string) []byte {
		return packed(strings.Repeat("<p>", 8<<20), func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 1) })
	}), want: "too-large"},
	{name: "gzip bomb behind its type", conduct: coded("Content-Type: application/gzip", func(string) []byte { return gzipped(strings.Repeat("\x00", 64<<20)) }), want: "not-html"},
	{name: "gzip cut off", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip", func(s string) []byte { b := gzipped(s); return b[:len(b)-20] }), want: "short-body"},
	{name: "gzip with a bad sum", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip", func(s string) []byte { b := gzipped(s); b[len(b)-6] ^= 0xff; return b }), want: "bad-encoding"},
	{name: "gzip that is none", conduct: coded("Content-Type: text/html\r\nContent-Encoding: gzip", func(s string) []byte { return []byte(s) }), want: "bad-encoding"},
	{name: "unknown coding", conduct: coded("Content-Type: text/html\r\nContent-Encoding: rot13", func(s string) []byte { return []byte(s) }), want: "bad-encoding"},
	{name: "just over the limit", conduct: tells(func(s string) string { return s + strings.Repeat(" ", hostileLimit-len(s)+1) }), want: "too-large"},
	{name: "just at the limit", conduct: tells(func(s string) string { return s + strings.Repeat(" ", hostileLimit-len(s)) }), want: stored},

	{name: "Café in latin-1", conduct: coded("Content-Type: text/html; charset=iso-8859-1", latin1), want: stored},
	{name: "Café in windows-1252, says a tag", conduct: coded("Content-Type: text/html", func(s string) []byte {
		return latin1(strings.Replace(s, "<head>", `<head><meta charset="windows-1252">`, 1))
	}), want: stored},
	{name: "Café, and the header is right", conduct: coded("Content-Type: text/html; charset=utf-8", func(s string) []byte {
		return []byte(strings.Replace(s, "<head>", `<head><meta charset="iso-8859-1">`, 1))
	}), want: stored},
	{name: "Café in UTF-16", conduct: coded("Content-Type: text/html", func(s string) []byte { return utf16le("\ufeff" + s) }), want: stored},
	{name: "Café with a mark of its order", conduct: coded("Content-Type: text/html; charset=iso-8859-1", func(s string) []byte { return []byte("\ufeff" + s) }), want: stored},
	{name: "unknown charset", conduct: coded("Content-Type: text/html; charset=klingon", func(s string) []byte { return []byte(s) }), want: stored},
	{name: "invalid UTF-8", conduct: tells(func(s string) string { return strings.ReplaceAll(s, "<p>The", "<p>\xff\xfe\xc3The") }), want: stored},
	{name: "NULs in the text", conduct: tells(func(s string) string { return strings.ReplaceAll(s, "<p>The", "<p>\x00The") }), want: stored},
	{name: "surrogates by number", conduct: tells(func(s string) string { return strings.ReplaceAll(s, "<p>The", "<p>&#xD800;&#0;&#x110000;The") }), want: stored},
	{name: "controls in the title", conduct: tells(func(s string) string {
		return strings.ReplaceAll(s, "controls in the title", "controls\x1b[31m \u202ein\u2066 the&#13;&#10;title")
	}), want: stored, check: func(a extract.Article) string {
		if strings.ContainsAny(a.Title, "\x1b\r\n") {
			return fmt.Sprintf("title %q", a.Title)
		}
		return ""
	}},

	{name: "100k elements deep", conduct: inside(strings.Repeat("<div>", 100_000)), want: stored + " unreadable no-article"},
	{name: "100k formats deep", conduct: inside(strings.Repeat("<b><i>", 50_000)), want: stored + " unreadable no-article"},
	{name: "100k tables deep", conduct: inside(strings.Repeat("<table><tr><td>", 40_000)), want: stored + " unreadable no-article"},
	{name: "100k lists deep", conduct: inside(strings.Repeat("<ul><li>", 50_000)), want: stored + " unreadable no-article"},
	{name: "100k attributes", conduct: func(f *foul) conduct {
		var b strings.Builder
		b.WriteString("<div")
		for i := range 100_000 {
			fmt.Fprintf(&b, " a%d=1", i)
		}
		return html(strings.Replace(f.story, "<article>", b.String()+"></div><article>", 1))
	}, want: stored},
	{name: "100k siblings", conduct: inside(strings.Repeat("<br>", 100_000)), want: stored},
	{name: "20k links", conduct: inside("<nav>" + strings.Repeat(`<a href="/elsewhere/1">elsewhere</a> `, 20_000) + "</nav>"), want: stored},
	{name: "50k paragraphs", conduct: tells(func(s string) string {
		return strings.Replace(s, "</article>", strings.Repeat("<p>And so on and on.</p>", 50_000)+"</article>", 1)
	}), want: stored},
	{name: "one line of 1.5 MB", conduct: inside("<!-- " + strings.Repeat("x", 1500_000) + " -->"), want: stored},
	{name: "comment that never ends", conduct: tells(func(s string) string { return s + "<!-- " + strings.Repeat("x", 1_000_000) }), want: stored},
	{name: "attribute that never ends", conduct: tells(func(s string) string { return s + `<a href="` + strings.Repeat("x", 1_000_000) }), want: stored},
	{name: "script of 1.5 MB", conduct: with("<script>" + strings.Repeat("x=1;", 350_000) + "</script>"), want: stored},
	{name: "picture of 1.5 MB in the address", conduct: inside(`<img src="data:image/png;base64,` + strings.Repeat("AAAA", 350_000) + `">`), want: stored},

	{name: "metadata malformed", conduct: with(`<script type="application/ld+json">{"@type":"NewsArticle","headline":</script>`), want: stored},
	{name: "metadata of wrong types", conduct: with(`<script type="application/ld+json">{"@type":["NewsArticle",7],"headline":["a"],"author":42,"datePublished":{},"publisher":[[[]]]}</script>`), want: stored},
	{name: "metadata in a circle", conduct: with(`<script type="application/ld+json">{"@graph":[{"@id":"#a","@type":"NewsArticle","author":{"@id":"#b"}},{"@id":"#b","author":{"@id":"#a"},"publisher":{"@id":"#b"}}]}</script>`), want: stored},
	{name: "metadata 100k deep", conduct: with(`<script type="application/ld+json">` + strings.Repeat(`{"a":[`, 50_000) + `</script>`), want: stored},
	{name: "metadata of 1.5 MB", conduct: with(`<script type="application/ld+json">{"@type":"NewsArticle","keywords":[` + strings.Repeat(`"word",`, 200_000) + `"end"]}</script>`), want: stored},
	{name: "5000 pieces of metadata", conduct: with(strings.Repeat(`<script type="application/ld+json">{"@type":"Thing"}</script>`, 5000)), want: stored},
	{name: "dates of other worlds", conduct: tells(func(s string) string {
		return strings.Replace(s, "2026-02-14T09:30:00+01:00", "2999-02-30T99:00:00+99:00", 1)
	}), want: stored, check: func(a extract.Article) string {
		if !a.Published.IsZero() {
			return "published " + a.Published.String()
		}
		return ""
	}},
	{name: "title of 1 MB", conduct: tells(func(s string) string {
		return strings.ReplaceAll(s, "title of 1 MB", "title of 1 MB "+strings.Repeat("long ", 60_000))
	}), want: stored, check: func(a extract.Article) string {
		if len(a.Title) > 10_000 {
			return fmt.Sprintf("a title of %d bytes", len(a.Title))
		}
		return ""
	}},
	{name: "author of 1 MB", conduct: with(`<meta name="author" content="` + strings.Repeat("Ann ", 250_000) + `">`), want: stored, check: func(a extract.Article) string {
		if n := len(strings.Join(a.Authors, "")); n > 10_000 {
			return fmt.Sprintf("authors of %d bytes", n)
		}
		return ""
	}},
	{name: "bytes as HTML", conduct: does(html(string(bytes.Repeat([]byte{0, 1, 2, 0xfe, 0xff, 7}, 20_000)))), want: "not-html no-article"},
	{name: "PDF as HTML", conduct: does(html("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + strings.Repeat("stream words of nothing\n", 500))), want: "not-html no-article"},
	{name: "PDF", conduct: does(typed("application/pdf", "%PDF-1.7\n"+strings.Repeat("words of nothing\n", 500))), want: "not-html"},
	{name: "PNG", conduct: does(typed("image/png", "\x89PNG\r\n\x1a\n"+strings.Repeat("\x00\x01", 500))), want: "not-html no-article"},
	{name: "ZIP", conduct: does(typed("application/zip", "PK\x03\x04"+strings.Repeat("\x00\x01", 500))), want: "not-html"},
	{name: "JSON", conduct: does(typed("application/json", `{"title":"a","text":"`+strings.Repeat("words of nothing ", 200)+`"}`)), want: "not-html"},
	{name: "endless video", conduct: does(func(t *talk) {
		t.send("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
		t.drip(strings.Repeat("\x00\x01\x02", 1<<14), 0)
	}), want: "too-large not-html", asked: 1},
	{name: "HTML as XML", conduct: func(f *foul) conduct { return typed("application/xhtml+xml", f.story) }, want: stored},
	{name: "HTML as text", conduct: func(f *foul) conduct { return typed("text/plain", f.story) }, want: stored},
	{name: "HTML without a type", conduct: raw("HTTP/1.1 200 OK\r\n\r\n%s"), want: stored},
	{name: "HTML of a broken type", conduct: func(f *foul) conduct { return typed(";;=text//html", f.story) }, want: stored},
	{name: "empty", conduct: does(html("")), want: "no-article not-html"},
	{name: "blank", conduct: does(html(strings.Repeat(" \n", 5000))), want: "no-article not-html"},
	{name: "canonical elsewhere", conduct: with(`<link rel="canonical" href="https://elsewhere.example/story">`), want: stored},
	{name: "canonical of a script", conduct: with(`<link rel="canonical" href="javascript:alert(1)">`), want: stored},
	{name: "canonical that steals", conduct: func(f *foul) conduct {
		return html(strings.Replace(f.story, "</head>", `<link rel="canonical" href="`+f.base+`/good-0"></head>`, 1))
	}, want: stored},
	{name: "hostile base", conduct: with(`<base href="javascript:alert(1)//">`), want: stored},
	{name: "private base", conduct: func(f *foul) conduct {
		return html(strings.Replace(f.story, "<head>", `<head><base href="http://`+f.canary.host+`/"><link rel="stylesheet" href="a.css"><meta property="og:image" content="b.png">`, 1))
	}, want: stored},
	{name: "refresh to a private host", conduct: func(f *foul) conduct {
		return html(strings.Replace(f.story, "<head>", `<head><meta http-equiv="refresh" content="0;url=http://`+f.canary.host+`/">`, 1))
	}, want: stored},
	{name: "scripts everywhere", conduct: inside(`<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>`), want: stored, check: func(a extract.Article) string {
		if strings.Contains(a.HTML, "alert") || strings.Contains(a.HTML, "onerror") {
			return "the HTML holds a script"
		}
		return ""
	}},
}

func packed(body string, open func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := open(&b)
	io.WriteString(w, body)
	w.Close()
	return b.Bytes()
}

func latin1(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
