// Command bench measures winnow beside what is usual, in one run on one machine,
// and prints how they compare:
//
//   - the whole job over a web of news sites: fetch, extract, store with search;
//   - extraction alone;
//   - polling feeds that did not change;
//   - the frontier of a large harvest.
//
// What is measured runs in a process of its own, one at a time and in turns, so
// that a busy spell of the machine strikes all alike. Read the ratios: seconds
// belong to the machine. It needs Linux, where every address in 127.0.0.0/8 is
// this machine.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"winnow/bench/work"
)

// settings are the flags.
type settings struct {
	rounds    int
	pages     int
	sample    int
	web       string
	corpus    string
	addresses int
	hosts     int
	pairs     int
	only      string
	profile   string
	json      bool
}

// parts are what is measured, in order.
var parts = []struct {
	name    string
	measure func(context.Context, *bench) (*table, error)
}{
	{"harvest", measureHarvests},
	{"extraction", measureExtraction},
	{"polls", measurePolls},
	{"frontier", measureFrontier},
}

func main() {
	log.SetFlags(0)
	if work.Asked() {
		if err := ownWork(); err != nil {
			log.Fatal(err)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, flags())
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func flags() (s settings) {
	flag.IntVar(&s.rounds, "rounds", 3, "how often each is measured; medians are printed")
	flag.IntVar(&s.pages, "pages", 1000, "pages of the web, over a fiftieth as many hosts")
	flag.IntVar(&s.sample, "sample", 300, "pages extracted in each round")
	flag.StringVar(&s.web, "web", "", "`file` with the home pages of another web, one a line, each host with /feed.xml and /sitemap.xml")
	flag.StringVar(&s.corpus, "folder", "", "extract the *.html and *.html.gz of this `folder` instead of pages of the web")
	flag.IntVar(&s.addresses, "addresses", 1_000_000, "addresses in the frontier")
	flag.IntVar(&s.hosts, "hosts", 10_000, "hosts they are spread over")
	flag.IntVar(&s.pairs, "pairs", 100_000, "addresses claimed and completed")
	flag.StringVar(&s.only, "only", "", "measure only this `part`: harvest, extraction, polls or frontier")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of winnow's last harvest, or poll, to this `file`")
	flag.BoolVar(&s.json, "json", false, "print JSON")
	flag.Parse()
	if flag.NArg() > 0 || s.rounds < 1 || s.sample < 1 || s.hosts < 1 || s.pairs > s.addresses || !s.knowsPart() {
		flag.Usage()
		os.Exit(2)
	}
	return s
}

func (s settings) knowsPart() bool {
	names := []string{""}
	for _, p := range parts {
		names = append(names, p.name)
	}
	return slices.Contains(names, s.only)
}

func run(ctx context.Context, s settings) error {
	b, err := newBench(ctx, s)
	if err != nil {
		return err
	}
	defer b.close()
	var tables []*table
	for _, p := range parts {
		if s.only != "" && s.only != p.name {
			continue
		}
		t, err := p.measure(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if tables = append(tables, t); !s.json {
			fmt.Println(t.String())
		}
	}
	if !s.json {
		return nil
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(tables)
}

// lines are the lines of a file that are not empty.
func lines(path string) (all []string, err error) {
	b, err := os.ReadFile(path)
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all, err
}
