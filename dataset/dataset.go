// Package dataset writes articles out for use elsewhere.
//
// Formats is the table of what it can write; Write writes one of them, Folder
// those that are many files.
package dataset

import (
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"winnow/extract"
)

// Articles is a sequence of articles that is read once, in constant memory.
type Articles = iter.Seq2[extract.Article, error]

// Options says how values are written.
type Options struct {
	// Fields are the names of the columns to write, in their order; every one that
	// the format has when empty.
	Fields []string
	// RawCells leaves CSV cells as they are that a spreadsheet would take for
	// a formula.
	RawCells bool
	// Title names the collection in formats that have a place for it.
	Title string
}

// Format is one way to write articles.
type Format struct {
	Name   string // as in --format
	About  string
	Ending string // of file names
	Folder bool   // many files: see Folder
	Table  bool   // has columns, which Options.Fields chooses
	open   func(w io.Writer, o Options) (sink, error)
}

// sink takes articles one after another; close writes what belongs at the end and
// leaves the writer below open.
type sink interface {
	write(a *extract.Article) error
	close() error
}

// Formats lists the formats that there are.
var Formats = []Format{
	{Name: "jsonl", About: "one JSON object a line, every field and its provenance", Ending: ".jsonl", Table: true, open: openJSONL},
	{Name: "csv", About: `RFC 4180 with a header line, lists joined by "; "`, Ending: ".csv", Table: true, open: openCSV},
	{Name: "parquet", About: "Apache Parquet, lists as lists, without provenance", Ending: ".parquet", Table: true, open: openParquet},
	{Name: "markdown", About: "a folder with one Markdown file an article, its fields as YAML above", Folder: true},
	{Name: "tei", About: "one TEI corpus (TEI P5, XML)", Ending: ".xml", open: openTEI},
	{Name: "atom", About: "an Atom feed (RFC 4287)", Ending: ".atom", open: openAtom},
	{Name: "rss", About: "an RSS 2.0 feed", Ending: ".rss", open: openRSS},
}

// Names gives the names of all formats, for messages.
func Names() string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// Find gives the format of that name.
func Find(name string) (Format, bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// Endings gives the endings of file names that ask for a format.
func Endings() []string {
	var endings []string
	for _, f := range Formats {
		if f.Ending != "" {
			endings = append(endings, f.Ending)
		}
	}
	return endings
}

// ByFile gives the format that the ending of a file name asks for, and whether it
// asks for one.
func ByFile(name string) (Format, bool) {
	ending := Ending(name)
	i := slices.IndexFunc(Formats, func(f Format) bool { return ending != "" && f.Ending == ending })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// Ending gives the ending of a file name in small letters, such as ".csv". One that
// says how the file is packed is looked through.
func Ending(name string) string {
	name = strings.ToLower(name)
	if packing(name) != "" {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return filepath.Ext(name)
}

// Write writes articles in the named format and gives how many there were. It
// stops at the first error of the sequence or the writer.
func Write(w io.Writer, format string, articles Articles, o Options) (n int, err error) {
	f, ok := Find(format)
	if !ok || f.Folder {
		return 0, fmt.Errorf("unknown format %q (there are %s)", format, Names())
	}
	s, err := f.open(w, o)
	if err != nil {
		return 0, err
	}
	for a, err := range ahead(articles) {
		if err != nil {
			return n, err
		}
		if err := s.write(&a); err != nil {
			return n, err
		}
		n++
	}
	return n, s.close()
}
