package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// killDelay is the configured time between two requests in these tests.
const killDelay = 10 * time.Millisecond

// presses is a site on which an article appears with every request for its
// feed, and which watches how closely requests follow each other.
type presses struct {
	*httptest.Server
	mu        sync.Mutex
	stories   int
	every     int // stories that appear at a time
	slow      time.Duration
	ended     time.Time
	soonest   time.Duration // least time from the end of a request to the next
	inside    int           // requests being answered
	together  int           // most of them at a time
	requested chan struct{} // has an element after a request
}

func newPresses(t *testing.T) *presses {
	t.Helper()
	p := &presses{every: 15, soonest: time.Hour, requested: make(chan struct{}, 1)}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *presses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	if !p.ended.IsZero() && p.inside == 0 {
		p.soonest = min(p.soonest, time.Since(p.ended))
	}
	p.inside++
	p.together = max(p.together, p.inside)
	if r.URL.Path == "/rss.xml" {
		p.stories += p.every
	}
	stories, slow := p.stories, p.slow
	p.mu.Unlock()
	select {
	case p.requested <- struct{}{}:
	default:
	}
	if slow > 0 {
		select {
		case <-time.After(slow):
		case <-r.Context().Done():
		}
	}
	var n int
	switch _, err := fmt.Sscanf(r.URL.Path, "/story/%d", &n); {
	case err == nil:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, storyPage(n))
	case r.URL.Path == "/rss.xml":
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>The Press</title>`)
		for i := range stories {
			fmt.Fprintf(w, `<item><title>Story %d</title><link>%s/story/%d</link><guid>%d</guid></item>`, i, p.URL, i, i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	default:
		http.NotFound(w, r)
	}
	p.mu.Lock()
	p.inside--
	p.ended = time.Now()
	p.mu.Unlock()
}

func (p *presses) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// storyPage is an article in plain markup with words of its own.
func storyPage(n int) string {
	words := strings.Fields("harbour council ferry timber bridge market winter orchard signal ledger quarry meadow lantern copper village station")
	draw := rand.New(rand.NewPCG(uint64(n), 7))
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>Story %d</title><meta property="og:type" content="article"></head><body><article><h1>Story %d</h1>`, n, n)
	for paragraph := range 5 {
		fmt.Fprintf(&b, "<p>In report %d of %d the committee wrote", paragraph, n)
		for range 45 {
			fmt.Fprintf(&b, " %s", words[draw.IntN(len(words))])
		}
		b.WriteString(", and nobody objected.</p>\n")
	}
	b.WriteString("</article></body></html>")
	return b.String()
}

// desk is a folder with a configuration, in which winnow is run.
type desk struct {
	t    *testing.T
	path string
}

func newDesk(t *testing.T, p *presses) desk {
	t.Helper()
	d := desk{t, t.TempDir()}
	config := fmt.Sprintf(`version: 1
politeness: { delay: %s }
network: { allow: [127.0.0.1/32], proxy: none }
defaults: { poll: { min: 1m } }
sources:
  - { id: press, feeds: ["%s/rss.xml"] }
`, killDelay, p.URL)
	if err := os.WriteFile(filepath.Join(d.path, "crawl.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// command is a command line of winnow in the folder; it is this very test
// binary, which is winnow when it is called so.
func (d desk) command(args ...string) *exec.Cmd {
	d.t.Helper()
	self, err := exec.LookPath("winnow")
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = d.path
	return cmd
}

// run runs winnow to its end and gives its exit code and what it said on stderr.
func (d desk) run(args ...string) (int, string) {
	d.t.Helper()
	cmd := d.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	return exitCode(d.t, cmd.Run()), said.String()
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// visible gives the titles in the view articles, by address, and checks that
// the database is sound and no article stands in it twice.
func (d desk) visible() map[string]string {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.path, "winnow.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		d.t.Fatalf("integrity_check: %s, %v", sound, err)
	}
	rows, err := db.Query("SELECT url, title FROM articles")
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	found, titles := map[string]string{}, map[string]bool{}
	for rows.Next() {
		var url, title string
		if err := rows.Scan(&url, &title); err != nil {
			d.t.Fatal(err)
		}
		if found[url] != "" || titles[title] {
			d.t.Errorf("%s, %q stands there twice", url, title)
		}
		found[url], titles[title] = title, true
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
	return found
}

// kills is how often TestKilledAtAnyInstant kills: WINNOW_KILLS, or a few.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("WINNOW_KILLS")
	if text == "" {
		return 15
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	p := newPresses(t)
	d := newDesk(t, p)
	draw := rand.New(rand.NewPCG(3, 141))
	seen, reach := map[string]string{}, 350*time.Millisecond
	for n := range kills(t) {
		if len(seen) == 0 {
			reach += reach / 4 // this machine is slow
		}
		cmd := d.command("run", "-q", "--all")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(draw.Int64N(int64(reach))))
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		cmd.Wait()
		if _, err := os.Stat(filepath.Join(d.path, "winnow.db")); err != nil {
			continue // killed before it began
		}
		switch code, said := d.run("status"); {
		case code != 0 && len(seen) == 0 && strings.Contains(said, "holds nothing yet"):
			continue // killed as soon as it had made the file
		case code != 0:
			t.Fatalf("after kill %d: %s", n, said)
		}
		now := d.visible()
		for url := range seen {
			if now[url] == "" {
				t.Errorf("kill %d lost %s", n, url)
			}
		}
		seen = now
	}
	p.set(func() { p.every = 0 })
	if code, said := d.run("run", "-q", "--all"); code != 0 {
		t.Fatalf("the last run: exit %d, %s", code, said)
	}
	got := d.visible()
	t.Logf("%d articles after %d kills, %d of them before the last run; requests at least %v apart", len(got), kills(t), len(seen), p.soonest)
	if len(got) != p.stories || p.stories == 0 {
		t.Errorf("%d articles in the end, want %d", len(got), p.stories)
	}
	if p.soonest < killDelay || p.together > 1 {
		t.Errorf("a request came %v after another, %d at a time; want %v", p.soonest, p.together, killDelay)
	}
}

// started starts a run and waits until it has asked for a few pages.
func (d desk) started(p *presses, args ...string) *exec.Cmd {
	d.t.Helper()
	cmd := d.command(append([]string{"run"}, args...)...)
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 5 {
		<-p.requested
	}
	return cmd
}

func TestSignalsStopSoonAndLoseNothing(t *testing.T) {
	for _, row := range []struct {
		name   string
		signal syscall.Signal
		twice  bool
		slow   time.Duration // of every answer
		within time.Duration
		code   int
	}{
		{"SIGTERM", syscall.SIGTERM, false, 0, 5 * time.Second, 143},
		{"SIGINT", syscall.SIGINT, false, 0, 5 * time.Second, 130},
		{"SIGTERM while a page hangs", syscall.SIGTERM, false, 30 * time.Second, 5 * time.Second, 143},
		{"SIGTERM twice while a page hangs", syscall.SIGTERM, true, 30 * time.Second, 2 * time.Second, 143},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newPresses(t)
			p.every = 60
			d := newDesk(t, p)
			cmd := d.started(p, "-q")
			if row.slow > 0 {
				p.set(func() { p.slow = row.slow })
				select {
				case <-p.requested: // from before
				default:
				}
				<-p.requested
			}
			begin := time.Now()
			cmd.Process.Signal(row.signal)
			if row.twice {
				time.Sleep(200 * time.Millisecond)
				cmd.Process.Signal(row.signal)
			}
			code := exitCode(t, cmd.Wait())
			if took := time.Since(begin); took > row.within {
				t.Errorf("stopped after %v", took)
			}
			if code != row.code {
				t.Errorf("exit %d, want %d", code, row.code)
			}
			p.set(func() { p.slow, p.every = 0, 0 })
			p.CloseClientConnections()
			before := d.visible()
			if code, said := d.run("run", "-q"); code != 0 {
				t.Fatalf("exit %d: %s", code, said)
			}
			if after := d.visible(); len(after) != 60 || len(before) == 60 {
				t.Errorf("%d articles when stopped, %d after another run, want 60 then", len(before), len(after))
			}
		})
	}
}

func TestTwoRunsOnOneDatabase(t *testing.T) {
	p := newPresses(t)
	p.every = 60
	d := newDesk(t, p)
	first := d.started(p, "-q")
	code, said := d.run("run", "-q")
	if code != 75 || !strings.Contains(said, fmt.Sprintf("process %d", first.Process.Pid)) {
		t.Errorf("exit %d, want 75 and the holder named: %s", code, said)
	}
	if code := exitCode(t, first.Wait()); code != 0 || len(d.visible()) != 60 {
		t.Errorf("the first run: exit %d, %d articles", code, len(d.visible()))
	}
}

func TestRunsInHostileSurroundings(t *testing.T) {
	for _, row := range []struct {
		name  string
		shell string
	}{
		{"few open files", `ulimit -n 64; exec winnow run -q`},
		{"stdout closed", `exec winnow run >&-`},
		{"stdin and stdout closed", `exec winnow run -q <&- >&-`},
		{"nobody reads", `winnow run --json | true`},
		{"no home", `unset HOME TMPDIR; exec winnow run -q`},
		{"no environment", `exec env -i "$(command -v winnow)" run -q`},
		{"stopped by the clock", `winnow run -q --max-time 300ms; exec winnow run -q`},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newPresses(t)
			p.every = 60
			d := newDesk(t, p)
			cmd := exec.Command("sh", "-c", row.shell)
			cmd.Dir = d.path
			said, err := cmd.CombinedOutput()
			if got := d.visible(); len(got) != 60 {
				t.Errorf("%d articles, want 60: %v, %s", len(got), err, said)
			}
		})
	}
}
