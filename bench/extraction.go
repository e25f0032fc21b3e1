package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"winnow/extract"
)

// extractors are compared with the first, which only parses.
var extractors = []string{"parse", "extract", "trafilatura", "readability"}

// measureExtraction has each extractor read the same pages, one at a time.
func measureExtraction(ctx context.Context, s settings) (*table, error) {
	rounds, err := inTurns(ctx, s.rounds, extractors, func(string, int) task {
		return task{Pages: s.folder, Sample: s.sample}
	})
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Extraction of %d pages with all metadata, median of %d rounds. parse is html.Parse alone,\n"+
		"extract is winnow's, trafilatura has its fallback on.", rounds[extractors[0]][0].Pages, s.rounds)
	return tabulate(title, extractors, []column{
		{"CPU ms/page", func(r, _ *result) float64 { return r.cpuPerPage() }},
		{"x parse", func(r, base *result) float64 { return r.cpuPerPage() / base.cpuPerPage() }},
		{"MB/page", func(r, _ *result) float64 { return r.megabytesPerPage() }},
		{"x parse", func(r, base *result) float64 { return r.megabytesPerPage() / base.megabytesPerPage() }},
		{"peak MB", func(r, _ *result) float64 { return r.peakMB() }},
	}, rounds), nil
}

// warmUp is how many pages are read before anything is counted: tables are built
// when they are first asked for.
const warmUp = 5

// extractWith makes a work of an extractor. What fails on a page counts as having
// read it.
func extractWith(read func(body []byte)) func(task) (*result, error) {
	return func(t task) (*result, error) {
		pages, err := samples(t.Pages, t.Sample)
		if err != nil {
			return nil, err
		}
		for _, p := range pages[:min(warmUp, len(pages))] {
			read(p)
		}
		m := startMeter()
		for _, p := range pages {
			read(p)
		}
		return m.stop(len(pages)), nil
	}
}

// standsAt is where the extractors are told that every page stands.
const standsAt = "https://news.example/2026/02/14/a-story.html"

func parseOnly(body []byte) { html.Parse(bytes.NewReader(body)) }

func winnowExtract(body []byte) { extract.Page(body, extract.Options{URL: standsAt}) }

func trafilaturaExtract(body []byte) {
	trafilatura.Extract(bytes.NewReader(body), trafilatura.Options{OriginalURL: address(), EnableFallback: true})
}

func readabilityExtract(body []byte) {
	article, err := readability.FromReader(bytes.NewReader(body), address())
	if err == nil && article.Node != nil {
		var text strings.Builder
		article.RenderText(&text)
		article.RenderHTML(io.Discard)
	}
}

func address() *url.URL {
	u, err := url.Parse(standsAt)
	if err != nil {
		panic(err) // it is a constant
	}
	return u
}
