package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"time"

	"winnow/bench/work"
	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/store"
)

// harvest is what the verb run does, with feeds and sitemaps.
func harvest(t work.Task) (*work.Result, error) { return runOver(t, crawlYAML(t, true)) }

// followLinks is what the verb crawl does: the home pages are all that is known.
func followLinks(t work.Task) (*work.Result, error) { return runOver(t, crawlYAML(t, false)) }

func runOver(t work.Task, text string) (*work.Result, error) {
	stop, err := profile(t.Profile)
	if err != nil {
		return nil, err
	}
	defer stop()
	tuneMemory()
	m := work.Start()
	report, err := runVerb(context.Background(), text, filepath.Join(t.Folder, "winnow.db"))
	if err != nil {
		return nil, err
	}
	r := m.Stop(report.Total.Pages + report.Total.Sections + len(t.Homes))
	r.Articles = report.Total.New + report.Total.Copies
	return r, nil
}

// tuneMemory collects garbage as seldom as the command winnow does. GOGC, which
// then holds for everything that is measured, has the last word.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(256 << 20)
	}
}

func runVerb(ctx context.Context, text, path string) (*crawler.Report, error) {
	c, err := config.Parse("bench.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, path, store.Options{Delay: c.Politeness.Delay})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	fetcher, err := fetch.New(c.Fetcher())
	if err != nil {
		return nil, err
	}
	defer fetcher.Close()
	about := frontier.Run{ID: "bench", Config: c.Hash(), Started: time.Now()}
	return crawler.New(db, fetcher, about, c.Harvest()).Run(ctx)
}

// crawlYAML lists each host as a source: its home page, and where feeds are
// known its feed and its sitemap.
func crawlYAML(t work.Task, feeds bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `version: 1
identity: { contact: "mailto:bench@newsroom.test" }
politeness: { delay: 0, per_host: 8 }
network: { allow: [127.0.0.0/8], proxy: none }
limits: { workers: %d }
sources:
`, work.Workers)
	for i, home := range t.Homes {
		home = strings.TrimSuffix(home, "/")
		if !feeds {
			fmt.Fprintf(&b, "  - { id: site-%d, start: [%s/] }\n", i, home)
			continue
		}
		fmt.Fprintf(&b, "  - { id: site-%d, start: [%s/], feeds: [%s/feed.xml], sitemaps: [%s/sitemap.xml] }\n", i, home, home, home)
	}
	return b.String()
}

// profile writes a CPU profile to a file, if one is named, until it is stopped.
func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
	}, nil
}
