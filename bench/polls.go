package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"winnow/bench/work"
	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/store"
)

// pollers poll the same unchanged feeds; the first asks and does nothing else.
var pollers = []string{"net/http", "polls"}

const (
	feedsPerHost = 10
	feedHosts    = 1000
	feedsWork    = "serve-feeds"
)

// measurePolls has winnow poll ten thousand feeds that did not change, beside a
// bare client that asks for them.
func measurePolls(ctx context.Context, b *bench) (*table, error) {
	homes, stop, err := b.startFeeds(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	rounds, err := b.inTurns(ctx, b.rounds, pollers, func(name string, round int) work.Task {
		t := work.Task{Homes: homes}
		if name == "polls" && round == b.rounds-1 {
			t.Profile = b.profile
		}
		return t
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("%d feeds on %d hosts that answer 304, median of %d rounds. net/http asks conditionally over\n"+
		"kept connections and remembers nothing; polls is winnow run --all, from the configuration to the report.",
		feedHosts*feedsPerHost, feedHosts, b.rounds)
	return tabulate(title, pollers, []column{
		{"CPU µs/poll", func(r, _ *work.Result) float64 { return r.CPUPerPage() * 1000 }},
		{"x net/http", func(r, base *work.Result) float64 { return r.CPUPerPage() / base.CPUPerPage() }},
		{"polls/s", func(r, _ *work.Result) float64 { return r.PerSecond() }},
		{"peak MB", func(r, _ *work.Result) float64 { return r.PeakMB() }},
	}, rounds), nil
}

// pollAgain is a run over feeds that an earlier run has read, which is not
// measured.
func pollAgain(t work.Task) (*work.Result, error) {
	tuneMemory()
	text, path := feedsYAML(t.Homes), filepath.Join(t.Folder, "winnow.db")
	if _, err := runAll(text, path); err != nil {
		return nil, err
	}
	stop, err := profile(t.Profile)
	if err != nil {
		return nil, err
	}
	defer stop()
	m := work.Start()
	report, err := runAll(text, path)
	if err != nil {
		return nil, err
	}
	if report.Total.Unchanged != len(t.Homes)*feedsPerHost {
		return nil, fmt.Errorf("%d of %d feeds were found unchanged", report.Total.Unchanged, len(t.Homes)*feedsPerHost)
	}
	return m.Stop(report.Total.Unchanged), nil
}

func runAll(text, path string) (*crawler.Report, error) {
	c, err := config.Parse("bench.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(context.Background(), path, store.Options{Delay: c.Politeness.Delay})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	fetcher, err := fetch.New(c.Fetcher())
	if err != nil {
		return nil, err
	}
	defer fetcher.Close()
	o := c.Harvest()
	o.All = true
	about := frontier.Run{ID: fmt.Sprint("bench-", time.Now().UnixNano()), Config: c.Hash(), Started: time.Now()}
	return crawler.New(db, fetcher, about, o).Run(context.Background())
}

// feedsYAML lists each host as a source with its feeds.
func feedsYAML(homes []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `identity: { contact: "mailto:bench@newsroom.test" }
politeness: { delay: 0, per_host: 1 }
network: { allow: [127.0.0.0/8], proxy: none }
limits: { workers: %d }
sources:
`, 2*work.Workers)
	for i, home := range homes {
		fmt.Fprintf(&b, "  - { id: site-%d, feeds: [%s] }\n", i, strings.Join(feedsOf(home), ", "))
	}
	return b.String()
}

func feedsOf(home string) []string {
	list := make([]string, feedsPerHost)
	for k := range list {
		list[k] = fmt.Sprintf("%s/feed-%d.xml", home, k)
	}
	return list
}

// askAgain asks for each feed twice, the second time conditionally, which is
// measured, over as many connections as hosts.
func askAgain(t work.Task) (*work.Result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 2 * len(t.Homes), MaxIdleConnsPerHost: 2, DisableCompression: true}}
	if err := askAll(client, t.Homes, ""); err != nil {
		return nil, err
	}
	m := work.Start()
	if err := askAll(client, t.Homes, feedTag); err != nil {
		return nil, err
	}
	return m.Stop(len(t.Homes) * feedsPerHost), nil
}

func askAll(client *http.Client, homes []string, tag string) (failed error) {
	hosts := make(chan string)
	var wait sync.WaitGroup
	var once sync.Once
	for range 2 * work.Workers {
		wait.Go(func() {
			for home := range hosts {
				for _, address := range feedsOf(home) {
					if err := ask(client, address, tag); err != nil {
						once.Do(func() { failed = err })
					}
				}
			}
		})
	}
	for _, home := range homes {
		hosts <- home
	}
	close(hosts)
	wait.Wait()
	return failed
}

func ask(client *http.Client, address, tag string) error {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

const feedTag = `"same"`

// serveFeeds serves one feed under every path of every host until standard input
// ends.
func serveFeeds() error {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == feedTag:
			w.Header().Set("ETag", feedTag)
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", feedTag)
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title></channel></rss>`, r.URL.Path)
		}
	})
	homes := make([]string, feedHosts)
	for i := range homes {
		l, err := net.Listen("tcp", fmt.Sprintf("127.84.%d.%d:0", i/250, i%250+1))
		if err != nil {
			return err
		}
		homes[i] = "http://" + l.Addr().String()
		go http.Serve(l, handler)
	}
	if err := json.NewEncoder(os.Stdout).Encode(homes); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// startFeeds serves the feeds in a process of its own.
func (b *bench) startFeeds(ctx context.Context) (homes []string, stop func(), err error) {
	cmd := exec.CommandContext(ctx, b.self, work.Argument, feedsWork)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		in.Close()
		cmd.Wait()
	}
	if err := json.NewDecoder(out).Decode(&homes); err != nil {
		stop()
		return nil, nil, fmt.Errorf("serve feeds: %w", err)
	}
	return homes, stop, nil
}
