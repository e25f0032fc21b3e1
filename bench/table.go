package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"winnow/bench/work"
)

// table is the outcome of one part: a line for everything that was measured,
// with the median of the rounds, and the rounds themselves.
type table struct {
	Title   string                    `json:"title"`
	Columns []string                  `json:"columns"`
	Lines   []line                    `json:"lines"`
	Rounds  map[string][]*work.Result `json:"rounds"`
}

type line struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"` // one a column
}

// column is a figure of a work in a round; base is what the first work of the
// table took in the same round.
type column struct {
	name string
	of   func(r, base *work.Result) float64
}

// tabulate makes the table of rounds; the order of names is that of the lines.
func tabulate(title string, names []string, columns []column, rounds map[string][]*work.Result) *table {
	t := &table{Title: title, Rounds: rounds}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.name)
	}
	for _, name := range names {
		l := line{Name: name}
		for _, c := range columns {
			var values []float64
			for i, r := range rounds[name] {
				values = append(values, c.of(r, rounds[names[0]][i]))
			}
			l.Values = append(l.Values, median(values))
		}
		t.Lines = append(t.Lines, l)
	}
	return t
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// String is the table for people.
func (t *table) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, t.Title)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\t%s\t\n", strings.Join(t.Columns, "\t"))
	for _, l := range t.Lines {
		fmt.Fprint(w, l.Name, "\t")
		for _, v := range l.Values {
			fmt.Fprint(w, figure(v), "\t")
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	return b.String()
}

// figure shows three digits that count, or more where they stand before the point.
func figure(v float64) string {
	switch {
	case v >= 100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
