package dataset

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// chart is a bar chart of counts.
type chart struct {
	file, title string
	counts      func(s *Stats) (names []string, counts map[string]int)
}

// mostBars is how many bars a chart has; the rest is one bar more.
const mostBars = 25

// charts lists the charts of a package.
var charts = []chart{
	{"articles-by-day.svg", "Articles by time", func(s *Stats) ([]string, map[string]int) { return byTime(s.Days) }},
	{"articles-by-source.svg", "Articles by source", func(s *Stats) ([]string, map[string]int) { return largest(s.Sources), s.Sources }},
	{"articles-by-language.svg", "Articles by language", func(s *Stats) ([]string, map[string]int) { return largest(s.Languages), s.Languages }},
	{"articles-by-length.svg", "Articles by words", func(s *Stats) ([]string, map[string]int) { return slices.Sorted(maps.Keys(s.Lengths)), s.Lengths }},
	{"missing-fields.svg", "Rows without a value, by column", func(s *Stats) ([]string, map[string]int) { return largest(s.Missing), s.Missing }},
}

// byTime counts by day, by month or by year, whichever gives a chart to read.
func byTime(days map[string]int) ([]string, map[string]int) {
	for _, length := range []int{len("2006-01-02"), len("2006-01"), len("2006")} {
		counts := map[string]int{}
		for day, n := range days {
			counts[day[:min(length, len(day))]] += n
		}
		if len(counts) <= mostBars || length == len("2006") {
			return slices.Sorted(maps.Keys(counts)), counts
		}
	}
	return nil, nil
}

func writeCharts(folder string, s *Stats) error {
	if err := os.Mkdir(filepath.Join(folder, "charts"), 0o777); err != nil {
		return err
	}
	for _, c := range charts {
		if err := writeFile(folder, "charts/"+c.file, c.svg(s)); err != nil {
			return err
		}
	}
	return nil
}

func (c chart) svg(s *Stats) []byte {
	names, counts := c.counts(s)
	return bars(c.title, names, counts)
}

// bars draws a horizontal bar chart as SVG.
func bars(title string, names []string, counts map[string]int) []byte {
	const line, left, width, top = 20, 220, 400, 40
	if len(names) > mostBars {
		rest := 0
		for _, name := range names[mostBars:] {
			rest += counts[name]
		}
		names = append(slices.Clone(names[:mostBars]), "others")
		counts = maps.Clone(counts)
		counts["others"] = rest
	}
	most := 1
	for _, name := range names {
		most = max(most, counts[name])
	}
	var b bytes.Buffer
	m := &markup{w: &b}
	height := strconv.Itoa(top + line*len(names) + 10)
	m.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 700 "+height, "width", "700", "height", height, "role", "img", "font-family", "sans-serif", "font-size", "12")
	m.element("title", title)
	m.empty("rect", "width", "100%", "height", "100%", "fill", "#ffffff")
	m.element("text", title, "x", "10", "y", "24", "font-size", "16")
	for i, name := range names {
		y := top + i*line
		m.element("text", shortened(name), "x", strconv.Itoa(left-8), "y", strconv.Itoa(y+14), "text-anchor", "end")
		long := counts[name] * width / most
		m.empty("rect", "x", strconv.Itoa(left), "y", strconv.Itoa(y+3), "width", strconv.Itoa(max(long, 1)), "height", strconv.Itoa(line-6), "fill", "#3b6ea5")
		m.element("text", fmt.Sprint(counts[name]), "x", strconv.Itoa(left+max(long, 1)+6), "y", strconv.Itoa(y+14))
	}
	m.raw("</svg>\n")
	_ = m.flush() // a buffer takes everything
	return b.Bytes()
}

// shortened fits a name beside its bar.
func shortened(s string) string {
	const most = 30
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
