package main

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/net/html"

	"winnow/bench/work"
	"winnow/extract"
)

// extractors are compared with the first, which only parses.
var extractors = []string{"parse", "extract", "trafilatura", "readability"}

// measureExtraction has each extractor read the same pages, one at a time.
func measureExtraction(ctx context.Context, b *bench) (*table, error) {
	rounds, err := b.inTurns(ctx, b.rounds, extractors, func(string, int) work.Task {
		return work.Task{Pages: b.corpus, Sample: b.sample}
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Extraction of %d pages with all metadata, median of %d rounds. parse is html.Parse alone,\n"+
		"extract is winnow's, trafilatura has its fallback on.", rounds[extractors[0]][0].Pages, b.rounds)
	return tabulate(title, extractors, []column{
		{"CPU ms/page", func(r, _ *work.Result) float64 { return r.CPUPerPage() }},
		{"x parse", func(r, base *work.Result) float64 { return r.CPUPerPage() / base.CPUPerPage() }},
		{"MB/page", func(r, _ *work.Result) float64 { return r.AllocPerPage() }},
		{"x parse", func(r, base *work.Result) float64 { return r.AllocPerPage() / base.AllocPerPage() }},
	}, rounds), nil
}

func parse(page []byte) { html.Parse(bytes.NewReader(page)) }

func extractPage(page []byte) { extract.Page(page, extract.Options{URL: work.StandsAt}) }
