// Package dataset writes articles out for use elsewhere.
//
// Formats is the table of what it can write; Write writes one of them.
package dataset

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"winnow/extract"
)

// Articles is a sequence of articles that is read once, in constant memory.
type Articles = iter.Seq2[extract.Article, error]

// Options says how values are written.
type Options struct {
	// RawCells leaves CSV cells as they are that a spreadsheet would take for
	// a formula.
	RawCells bool
}

// Format is one way to write articles.
type Format struct {
	Name  string // as in --format
	About string
	write func(w io.Writer, articles Articles, o Options) (int, error)
}

// Formats lists the formats that Write knows.
var Formats = []Format{
	{"jsonl", "one JSON object a line, every field and its provenance", writeJSONL},
	{"csv", "RFC 4180 with a header line, lists joined by \"; \"", writeCSV},
}

// Names gives the names of all formats, for messages.
func Names() string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// Knows reports whether there is a format of that name.
func Knows(format string) bool { return find(format) >= 0 }

func find(format string) int {
	return slices.IndexFunc(Formats, func(f Format) bool { return f.Name == format })
}

// Write writes articles in the named format and gives how many there were. It
// stops at the first error of the sequence or the writer.
func Write(w io.Writer, format string, articles Articles, o Options) (int, error) {
	i := find(format)
	if i < 0 {
		return 0, fmt.Errorf("unknown format %q (there are %s)", format, Names())
	}
	return Formats[i].write(w, articles, o)
}
