package crawler_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// foulRobots is one misbehaving robots.txt and what has to come of a page that
// stands under it.
type foulRobots struct {
	name   string
	robots func(f *foul) conduct
	want   string // stored, or the reason in the view failures
	asked  int    // requests for it; 0 is any number
}

func robotsText(body string) func(*foul) conduct { return does(typed("text/plain", body)) }

const forbids = "User-agent: winnow\nDisallow: /page\n"

var foulRobotsFiles = []foulRobots{
	{"allows", robotsText("User-agent: *\nDisallow: /other\n"), stored, 1},
	{"forbids", robotsText(forbids), "robots", 1},
	{"404", does(answer(whole("404 Not Found", "Content-Type: text/plain", []byte(forbids)))), stored, 1},
	{"403", does(answer(whole("403 Forbidden", "Content-Type: text/plain", []byte(forbids)))), stored, 1},
	{"410", does(answer(whole("410 Gone", "Content-Type: text/plain", []byte(forbids)))), stored, 1},
	{"500", does(answer(whole("500 Oh", "", nil))), "robots-unreachable", 3},
	{"503", does(answer(whole("503 Busy", "", nil))), "robots-unreachable", 3},
	{"429", does(answer(whole("429 Slow", "Retry-After: 9999", nil))), "robots-unreachable", 3},
	{"500, then it allows", func(*foul) conduct {
		return flaky(2, answer(whole("500 Oh", "", nil)), typed("text/plain", ""))
	}, stored, 2},
	{"reset, then it forbids", func(*foul) conduct { return flaky(3, (*talk).reset, typed("text/plain", forbids)) }, "robots", 3},
	{"reset", does((*talk).reset), "robots-unreachable", 3},
	{"closed", does(func(*talk) {}), "robots-unreachable", 3},
	{"silent", does((*talk).hang), "robots-unreachable", 3},
	{"drips", does(func(t *talk) {
		t.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
		t.drip("#", 50*time.Millisecond)
	}), "robots-unreachable", 3},
	{"cut off", does(answer("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + forbids)), "robots-unreachable", 3},
	{"no HTTP", does(answer(forbids)), "bad-response", 1},
	{"endless", does(func(t *talk) {
		t.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", forbids)
		t.drip(strings.Repeat("# more\n", 1<<12), 0)
	}), "robots", 1},
	{"one line of 10 MB", robotsText(forbids + strings.Repeat("x", 10<<20)), "robots", 1},
	{"bomb", does(answer(whole("200 OK", "Content-Encoding: gzip", gzipped(forbids+strings.Repeat("\n", 64<<20))))), "robots", 1},
	{"50k groups", robotsText(strings.Repeat("User-agent: x\nDisallow: /\n\n", 15_000) + forbids), "robots", 1},
	{"mark of its order", robotsText("\ufeff" + forbids), "robots", 1},
	{"UTF-16", robotsText(string(utf16le("\ufeff" + forbids))), "robots", 1},
	{"carriage returns alone", robotsText(strings.ReplaceAll(forbids, "\n", "\r")), "robots", 1},
	{"NULs", robotsText("\x00\x00\n" + forbids), "robots", 1},
	{"a page", does(html(page("No robots", 1))), stored, 1},
	{"says it is a page", does(html(forbids)), "robots", 1},
	{"wildcards", robotsText("User-agent: winnow\nDisallow: /" + strings.Repeat("*a", 2000) + "$\nDisallow: /p*ge$\n"), "robots", 1},
	{"redirects that end", func(*foul) conduct {
		return func(t *talk) { flaky(4, moved("/robots.txt?again"), typed("text/plain", forbids))(t) }
	}, "robots", 4},
	{"redirects without end", does(moved("/robots.txt")), stored, 6},
	{"redirect to a private host", func(f *foul) conduct { return moved("http://" + f.canary.host + "/robots.txt") }, "private-address", 1},
	{"redirect to a file", does(moved("file:///etc/hostname")), "bad-address " + stored, 1},
	{"delay of a day", robotsText("User-agent: *\nCrawl-delay: 86400\n"), stored, 1},
	{"delay that is no number", robotsText("User-agent: *\nCrawl-delay: NaN\nCrawl-delay: -5\nCrawl-delay: 1e999\n"), stored, 1},
}

// TestHostileRobots harvests pages whose robots.txt misbehave, each on a host
// of its own.
func TestHostileRobots(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for slow servers")
	}
	t.Parallel()
	s, private, db := newHostile(t, "127.0.0.1"), newCanary(t), filepath.Join(t.TempDir(), "winnow.db")
	var links []string
	var hosts []*hostile
	for i, row := range foulRobotsFiles {
		host := newHostile(t, fmt.Sprintf("127.0.1.%d", i+1))
		host.on("robots.txt", row.robots(&foul{canary: private}))
		host.on("page", html(page("Page under "+row.name, 100+i)))
		hosts, links = append(hosts, host), append(links, host.URL+"/page")
	}
	s.on("rss.xml", typed("application/rss+xml", rss(links)))
	used, begin := heapPeak(t), time.Now()
	hostileHarvest(t, db, "127.0.0.1/32,127.0.1.0/24", feedSeed(s.URL+"/rss.xml"))
	t.Logf("%d bad robots.txt took %v and %d MB of heap", len(links), time.Since(begin).Round(time.Millisecond), used()>>20)
	if n := private.hits.Load(); n != 0 {
		t.Errorf("%d connections to a private address", n)
	}
	got := endings(t, db)
	for i, row := range foulRobotsFiles {
		t.Run(row.name, func(t *testing.T) {
			end := got[links[i]]
			if end == "" || !strings.Contains(" "+row.want+" ", " "+end+" ") {
				t.Errorf("ended as %q, want %q", end, row.want)
			}
			if n := hosts[i].times("/robots.txt"); n != row.asked {
				t.Errorf("robots.txt was asked for %d times, want %d", n, row.asked)
			}
			if n := hosts[i].times("/page"); n > 0 != (end == stored) {
				t.Errorf("the page was asked for %d times", n)
			}
		})
	}
}
