package main

import (
	"context"
	"fmt"

	"winnow/bench/newsweb"
	"winnow/bench/work"
)

// harvesters do the whole job, or as much of it as they do at all. The first is
// what the others are compared with.
var harvesters = []string{"winnow", "links", "colly", "colly+trafilatura"}

// measureHarvests has each harvester visit the same web.
func measureHarvests(ctx context.Context, b *bench) (*table, error) {
	homes, err := lines(b.web)
	if b.web == "" {
		var stop func()
		if homes, stop, err = b.startWeb(ctx, max(b.pages/newsweb.PagesPerHost, 1)); err == nil {
			defer stop()
		}
	}
	if err != nil {
		return nil, err
	}
	rounds, err := b.inTurns(ctx, b.rounds, harvesters, func(name string, round int) work.Task {
		t := work.Task{Homes: homes}
		if name == "links" && round == b.rounds-1 {
			t.Profile = b.profile
		}
		return t
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Whole job over %d hosts, median of %d rounds. links is winnow\n"+
		"by links alone, as winnow crawl does. colly follows links and stores nothing;\n"+
		"colly+trafilatura extracts with its fallback and stores row by row with search.", len(homes), b.rounds)
	return tabulate(title, harvesters, []column{
		{"pages", func(r, _ *work.Result) float64 { return float64(r.Pages) }},
		{"articles", func(r, _ *work.Result) float64 { return float64(r.Articles) }},
		{"CPU ms/page", func(r, _ *work.Result) float64 { return r.CPUPerPage() }},
		{"x winnow", func(r, base *work.Result) float64 { return r.CPUPerPage() / base.CPUPerPage() }},
		{"pages/s", func(r, _ *work.Result) float64 { return r.PerSecond() }},
		{"peak MB", func(r, _ *work.Result) float64 { return r.PeakMB() }},
	}, rounds), nil
}
