package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// town is a web of papers that publish an article with each tick. Each has a host
// of its own, 127.0.1.N.
type town struct {
	mu      sync.Mutex
	tick    int
	silent  int // tick from which on the paper "silent" lists nothing new
	moved   bool
	flaky   map[string]int // requests for a page so far
	servers []*httptest.Server
}

var townPapers = []string{"dies", "silent", "moves", "mill", "orchard", "market"}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{flaky: map[string]int{}, tick: 3}
	for i, name := range townPapers {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.serve(name, i, rw, r) }))
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.1.%d:0", i+1)); err == nil { // else the port tells them apart
			s.Listener.Close()
			s.Listener = l
		}
		s.Start()
		t.Cleanup(s.Close)
		w.servers = append(w.servers, s)
	}
	return w
}

// serve answers for one paper. Now and then a page fails the first time.
func (w *town) serve(name string, i int, rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var n int
	switch _, err := fmt.Sscanf(r.URL.Path, "/story/%d", &n); {
	case name == "moves" && w.moved && r.URL.Path == "/rss.xml":
		http.Redirect(rw, r, "/news/rss.xml", http.StatusMovedPermanently)
	case err == nil:
		w.flaky[r.Host+r.URL.Path]++
		if (n+7*i)%45 == 0 && w.flaky[r.Host+r.URL.Path] == 1 {
			http.Error(rw, "out of order", http.StatusInternalServerError)
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, strings.ReplaceAll(storyPage(1000*i+n), "Story ", name+" "))
	case strings.HasSuffix(r.URL.Path, "/rss.xml"):
		rw.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(rw, `<rss version="2.0"><channel><title>The %s</title>`, name)
		last := w.published(name)
		for n := last; n > max(0, last-15); n-- {
			fmt.Fprintf(rw, `<item><title>%s %d</title><link>http://%s/story/%d</link><guid>%d</guid></item>`, name, n, r.Host, n, n)
		}
		fmt.Fprint(rw, `</channel></rss>`)
	default:
		http.NotFound(rw, r)
	}
}

// published is the number of the newest article that a paper lists.
func (w *town) published(name string) int {
	if name == "silent" && w.silent > 0 {
		return w.silent
	}
	return w.tick
}

// weekRuns is how many hours of the week are run: by then all has been told, and
// would have been told again.
const weekRuns = 52

// deathRun is when a paper dies: late, since the pauses after each failure grow,
// and soon the runs would wait for them.
const deathRun = 44

// A week of cron in fast motion: what -q prints is about the source that dies, the
// one that falls silent and the one that moves, once each, and every article that
// was published is there, once.
func TestAWeekOfCron(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	d := desk{t, t.TempDir()}
	var y strings.Builder
	y.WriteString("version: 1\npoliteness: { delay: 0s, retries: 1 }\nnetwork: { allow: [127.0.0.0/8], proxy: none }\nsources:\n")
	for i, s := range w.servers {
		fmt.Fprintf(&y, "  - { id: %s, feeds: [\"%s/rss.xml\"] }\n", townPapers[i], s.URL)
	}
	if err := os.WriteFile(filepath.Join(d.path, "crawl.yaml"), []byte(y.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var said []string
	died := 0
	for n := range weekRuns {
		w.mu.Lock()
		w.tick++
		switch n {
		case 10:
			w.moved = true
		case 20:
			w.silent = w.tick
		case deathRun:
			died = w.tick - 1
		}
		w.mu.Unlock()
		if n == deathRun {
			w.servers[0].Close()
		}
		code, told := d.run("run", "-q", "--all")
		if n == deathRun && code != exitPartial || code != exitOK && (n < deathRun || code != exitPartial) {
			t.Errorf("run %d: exit code %d: %s", n, code, told)
		}
		for line := range strings.Lines(told) {
			said = append(said, fmt.Sprintf("%d: %s", n, strings.TrimSpace(line)))
		}
	}
	want := []string{
		`^12: winnow: source moves: http://.*/rss.xml has moved to http://.*/news/rss.xml and is asked for there: `,
		`^4[0-5]: winnow: source silent has fallen silent: nothing new since .*, in \d+ visits; usually something comes every `,
		`^46: winnow: source dies fails since .*: http://.*/rss.xml: refused`,
	}
	if len(said) != len(want) || !slices.EqualFunc(said, want, func(line, pattern string) bool { return regexp.MustCompile(pattern).MatchString(line) }) {
		t.Errorf("said\n%s", strings.Join(said, "\n"))
	}
	found := d.visible()
	total := 0
	for i, name := range townPapers {
		last := w.published(name)
		if name == "dies" {
			last = died
		}
		for n := 1; n <= last; n++ {
			total++
			if title := found[fmt.Sprintf("%s/story/%d", w.servers[i].URL, n)]; title != fmt.Sprintf("%s %d", name, 1000*i+n) {
				t.Errorf("%s %d stands there as %q", name, n, title)
			}
		}
	}
	if len(found) != total {
		t.Errorf("%d articles, want %d", len(found), total)
	}
}
