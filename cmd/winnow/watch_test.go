package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"winnow/store"
)

// footprint is what a process holds.
type footprint struct {
	goroutines, files int
	heap              uint64 // bytes in use after a collection
}

func footprintNow(t *testing.T) footprint {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		open = nil // a system without it: the rest is compared
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return footprint{runtime.NumGoroutine(), len(open), m.HeapAlloc}
}

// TestWatchHoldsNoMoreAfterManyCycles polls a feed some hundred times, with an
// article now and then, and compares what the process holds early with what it
// holds at the end.
func TestWatchHoldsNoMoreAfterManyCycles(t *testing.T) {
	const early, late = 60, 400
	var mu sync.Mutex
	polls, seen := 0, map[int]footprint{}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/story/%d", &n); err == nil {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, storyPage(n))
			return
		}
		if r.URL.Path != "/rss.xml" {
			http.NotFound(w, r)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if polls++; polls == early || polls == late {
			seen[polls] = footprintNow(t)
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title><item><title>Story</title><link>http://%s/story/%d</link></item></channel></rss>`,
			r.Host, polls/20)
	}))
	defer site.Close()
	d := watchDesk(t, site.URL)
	var out, said bytes.Buffer
	code := program([]string{"run", "--watch", "--cycles", fmt.Sprint(late), "-q", "--config", d.config, "--db", d.db, "--metrics", "0", "--report", d.report},
		strings.NewReader(""), &out, &said)
	if code != exitOK || said.Len() > 0 {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	a, b := seen[early], seen[late]
	if b.goroutines > a.goroutines+2 || b.files > a.files+2 || b.heap > a.heap+8<<20 {
		t.Errorf("after %d polls %+v, after %d %+v", early, a, late, b)
	}
	if a.goroutines == 0 || b.goroutines == 0 {
		t.Errorf("only %d polls", polls)
	}
}

// desktop is a folder for a watch.
type desktop struct{ folder, config, db, report string }

func watchDesk(t *testing.T, site string) desktop {
	t.Helper()
	folder := t.TempDir()
	d := desktop{folder, filepath.Join(folder, "crawl.yaml"), filepath.Join(folder, "winnow.db"), filepath.Join(folder, "report.json")}
	settings := fmt.Sprintf("version: 1\npoliteness: { delay: 0s, retries: 0 }\nnetwork: { allow: [127.0.0.1/32], proxy: none }\n"+
		"defaults: { poll: { min: 10ms, max: 15ms }, revisit: off }\nsources:\n  - id: quay\n    feeds: [%q]\n", site+"/rss.xml")
	if err := os.WriteFile(d.config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWatchUnderAServiceManager starts a watch as systemd does: it says when it is
// ready, gives signs of life, reads its configuration again on SIGHUP, serves
// metrics that parse, and ends with 0 on SIGTERM.
func TestWatchUnderAServiceManager(t *testing.T) {
	site := httptest.NewServer(pressroom(t.TempDir()))
	defer site.Close()
	d := watchDesk(t, site.URL)
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(d.folder, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	self, err := exec.LookPath("winnow") // this very program, as the scripts run it
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "run", "--watch", "--log-format", "json", "--metrics", "0", "--config", d.config, "--db", d.db)
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+manager.LocalAddr().String(), "WATCHDOG_USEC=1000000")
	log := startLogged(t, cmd)
	awaitState(t, manager, "READY=1")
	awaitState(t, manager, "WATCHDOG=1")
	awaitState(t, manager, "STATUS=next at")
	checkMetrics(t, logged(t, log, "metrics")["address"].(string))
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	logged(t, log, "the configuration has changed")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	awaitState(t, manager, "STOPPING=1")
	logged(t, log, "told to stop")
	if err := cmd.Wait(); err != nil {
		t.Errorf("a watch that is told to stop ends with %v", err)
	}
}

// startLogged starts a program and gives the lines of its log. It is ended with the test.
func startLogged(t *testing.T, cmd *exec.Cmd) *bufio.Scanner {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return bufio.NewScanner(stderr)
}

// A database that is taken away beneath a watch is told, once, and another is made
// in its place.
func TestWatchSeesThatItsDatabaseIsGone(t *testing.T) {
	site := httptest.NewServer(pressroom(t.TempDir()))
	defer site.Close()
	d := watchDesk(t, site.URL)
	self, err := exec.LookPath("winnow")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "run", "--watch", "-v", "--log-format", "json", "--config", d.config, "--db", d.db)
	log := startLogged(t, cmd)
	logged(t, log, "cycle")
	if err := os.Remove(d.db); err != nil {
		t.Fatal(err)
	}
	if told := logged(t, log, "the watch goes on with the file that is there now"); !strings.Contains(fmt.Sprint(told["error"]), store.ErrDisplaced.Error()) {
		t.Errorf("told %v", told)
	}
	logged(t, log, "cycle")
	for range 5 { // cycles of the new file
		logged(t, log, "cycle")
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	logged(t, log, "told to stop")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	db, err := store.OpenReadOnly(t.Context(), d.db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if st, err := db.Status(t.Context()); err != nil || st.LastRun == nil {
		t.Errorf("no run in the new file: %+v, %v", st, err)
	}
}

// awaitState reads what a service says until it is what is waited for.
func awaitState(t *testing.T, manager *net.UnixConn, state string) {
	t.Helper()
	manager.SetReadDeadline(time.Now().Add(20 * time.Second))
	b := make([]byte, 4096)
	for {
		n, err := manager.Read(b)
		if err != nil {
			t.Fatalf("%s is not said: %v", state, err)
		}
		if strings.HasPrefix(string(b[:n]), state) {
			return
		}
	}
}

// logged reads a log until the record with a message.
func logged(t *testing.T, log *bufio.Scanner, msg string) map[string]any {
	t.Helper()
	for log.Scan() {
		record := map[string]any{}
		if err := json.Unmarshal(log.Bytes(), &record); err != nil {
			t.Fatalf("%v: %s", err, log.Text())
		}
		if record["msg"] == msg {
			return record
		}
	}
	t.Fatalf("%q is not logged", msg)
	return nil
}

// checkMetrics reads the metrics as Prometheus does.
func checkMetrics(t *testing.T, address string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"winnow_cycles_total", "winnow_requests_total", "winnow_source_up", "winnow_next_due_timestamp_seconds",
		"go_goroutines", "process_open_fds", "process_resident_memory_bytes", "go_memstats_heap_alloc_bytes"} {
		if len(families[name].GetMetric()) == 0 && (runtime.GOOS == "linux" || !strings.HasPrefix(name, "process_")) {
			t.Errorf("%s is not exposed", name)
		}
	}
	for name, family := range families {
		if family.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		for _, m := range family.GetMetric() {
			for _, l := range m.GetLabel() {
				if strings.Contains(l.GetValue(), "://") || strings.Contains(l.GetValue(), "127.0.0.1") {
					t.Errorf("%s is labelled with an address: %s", name, l.GetValue())
				}
			}
		}
	}
	health, err := http.Get(strings.TrimSuffix(address, "metrics") + "healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer health.Body.Close()
	if health.StatusCode != http.StatusOK {
		t.Errorf("/healthz answers %d", health.StatusCode)
	}
}
