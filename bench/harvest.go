package main

import (
	"context"
	"fmt"

	"winnow/bench/newsweb"
)

// harvesters do the whole job, or as much of it as they do at all. The first is
// what the others are compared with.
var harvesters = []string{"winnow", "colly", "colly+trafilatura"}

// measureHarvests has each harvester visit the same web.
func measureHarvests(ctx context.Context, s settings) (*table, error) {
	homes, err := lines(s.web)
	if s.web == "" {
		var stop func()
		if homes, stop, err = startWeb(ctx, max(s.pages/newsweb.PagesPerHost, 1)); err == nil {
			defer stop()
		}
	}
	if err != nil {
		return nil, err
	}
	rounds, err := inTurns(ctx, s.rounds, harvesters, func(name string, round int) task {
		t := task{Homes: homes}
		if name == "winnow" && round == s.rounds-1 {
			t.Profile = s.profile
		}
		return t
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Whole job over %d hosts, median of %d rounds. colly follows links and stores nothing;\n"+
		"colly+trafilatura extracts with its fallback and stores row by row with search.", len(homes), s.rounds)
	return tabulate(title, harvesters, []column{
		{"pages", func(r, _ *result) float64 { return float64(r.Pages) }},
		{"articles", func(r, _ *result) float64 { return float64(r.Articles) }},
		{"CPU ms/page", func(r, _ *result) float64 { return r.cpuPerPage() }},
		{"x winnow", func(r, base *result) float64 { return r.cpuPerPage() / base.cpuPerPage() }},
		{"pages/s", func(r, _ *result) float64 { return r.perSecond() }},
		{"peak MB", func(r, _ *result) float64 { return r.peakMB() }},
	}, rounds), nil
}

// inTurns measures each of the named works once a round.
func inTurns(ctx context.Context, rounds int, names []string, of func(name string, round int) task) (map[string][]*result, error) {
	got := map[string][]*result{}
	for round := range rounds {
		for _, name := range names {
			r, err := measure(ctx, name, of(name, round))
			if err != nil {
				return nil, err
			}
			if r.Pages == 0 {
				return nil, fmt.Errorf("%s found no pages", name)
			}
			got[name] = append(got[name], r)
		}
	}
	return got, nil
}
