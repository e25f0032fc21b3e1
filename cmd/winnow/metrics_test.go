package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"winnow/crawler/frontier"
)

func newMeter(t *testing.T, f runFlags) *meter {
	t.Helper()
	m, err := (&console{err: io.Discard}).meter(&f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.close)
	return m
}

// TestDocsNameEveryMetric holds docs/operation.md to what is exposed.
func TestDocsNameEveryMetric(t *testing.T) {
	m := newMeter(t, runFlags{metricsFile: filepath.Join(t.TempDir(), "winnow.prom")})
	described := regexp.MustCompile(`fqName: "([^"]+)"`)
	descs := make(chan *prometheus.Desc, 100)
	m.own.Describe(descs)
	close(descs)
	var got []string
	for d := range descs {
		got = append(got, described.FindStringSubmatch(d.String())[1])
	}
	paper, err := os.ReadFile("../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for line := range strings.Lines(string(paper)) {
		if first, _, isRow := strings.Cut(strings.TrimPrefix(line, "| "), " |"); isRow && strings.HasPrefix(line, "| `winnow_") {
			for _, n := range strings.Split(first, ", ") {
				named = append(named, strings.Trim(n, "`"))
			}
		}
	}
	slices.Sort(got)
	slices.Sort(named)
	if !slices.Equal(got, named) {
		t.Errorf("exposed %v\nnamed   %v", got, named)
	}
}

// TestMetricsListenOnLoopback: nothing is open to the network unless that is said.
func TestMetricsListenOnLoopback(t *testing.T) {
	for _, row := range []struct{ address, host string }{
		{"0", "127.0.0.1"}, {":0", "127.0.0.1"}, {"127.0.0.1:0", "127.0.0.1"}, {"0.0.0.0:0", "0.0.0.0"},
	} {
		t.Run(row.address, func(t *testing.T) {
			m := newMeter(t, runFlags{metrics: row.address})
			if at := m.listener.address; !strings.HasPrefix(at, row.host+":") && !(row.host == "0.0.0.0" && strings.HasPrefix(at, "[::]:")) {
				t.Errorf("it listens on %s, want %s", at, row.host)
			}
		})
	}
}

// TestHealthTellsWhatIsWrong: 200 while the harvest moves, else 503 with the reason.
func TestHealthTellsWhatIsWrong(t *testing.T) {
	m := newMeter(t, runFlags{metrics: "0"})
	health := func(code int, says string) {
		t.Helper()
		resp, err := http.Get("http://" + m.listener.address + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != code || !strings.Contains(string(body), says) {
			t.Errorf("%d %s (%v), want %d %s", resp.StatusCode, body, err, code, says)
		}
	}
	health(http.StatusOK, "ok")
	m.troubled("no space left")
	health(http.StatusServiceUnavailable, "no space left")
	m.troubled("")
	health(http.StatusOK, "ok")
	m.beat.Store(time.Now().Add(-time.Hour).Unix())
	health(http.StatusServiceUnavailable, "nothing has moved")
}

// TestSourcesInMetricsAreBounded: however many sources there are, a thousand have
// series of their own.
func TestSourcesInMetricsAreBounded(t *testing.T) {
	m := newMeter(t, runFlags{metrics: "0"})
	for i := range 3 * mostSources {
		m.count(frontier.Outcome{Lease: frontier.Lease{Lead: frontier.Lead{Source: fmt.Sprint("source-", i), Kind: frontier.Feed}},
			Verdict: frontier.Failed, Reason: "http-404", Fetch: &frontier.Fetch{Status: 404}})
	}
	families, err := m.own.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if n := len(f.GetMetric()); n > mostSources+1 {
			t.Errorf("%s has %d series", f.GetName(), n)
		}
	}
}

// TestDamagedMetricsFilesBeginAnew: what is no metrics file is told and replaced.
func TestDamagedMetricsFilesBeginAnew(t *testing.T) {
	name := filepath.Join(t.TempDir(), "winnow.prom")
	if err := os.WriteFile(name, []byte("winnow_runs_total{result=\"ok\" half a line"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	f := runFlags{metricsFile: name}
	m, err := (&console{err: &said}).meter(&f)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	if !strings.Contains(said.String(), "begin anew") {
		t.Errorf("nothing is told: %s", said.String())
	}
	if err := m.ended(nil, nil); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(b), "winnow_runs_total{result=\"ok\"} 1\n") {
		t.Errorf("%v\n%s", err, b)
	}
}

// TestClassesCoverReasons: every class that a reason can have is one of those that
// the docs list.
func TestClassesCoverReasons(t *testing.T) {
	paper, err := os.ReadFile("../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range failureClasses {
		if failureClass(c.begins) != c.class {
			t.Errorf("%q is of class %s: a row above takes it from %s", c.begins, failureClass(c.begins), c.class)
		}
		if !strings.Contains(string(paper), c.class) {
			t.Errorf("class %s is not in the docs", c.class)
		}
	}
	for _, status := range []int{0, 200, 206, 304, 301, 404, 429, 500, 599} {
		if class := answerClass(status); !strings.Contains(string(paper), class) {
			t.Errorf("class %s of status %d is not in the docs", class, status)
		}
	}
}
