package dataset

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// ErrEmpty says that a recipe selects or leaves nothing to publish.
var ErrEmpty = errors.New("the package would be empty")

// Source is what a package is made from.
type Source struct {
	Documents iter.Seq2[Document, error]               // selected, in the order of their ids
	Revisions func(article string) ([]Revision, error) // every revision of one of them, oldest first
	Version   string                                   // of winnow
	Progress  func(documents int)                      // called now and then; may be nil
}

// Revision is what an article said at one time.
type Revision struct {
	Number    int
	FetchedAt time.Time
	Run       string
	Changed   []string
	Title     string
	Modified  string
	WordCount int
	Text      string
}

// Build fills a folder that is there with a package, and gives its figures. What it
// writes follows from the recipe and the documents alone: no clock, no chance, fixed
// packing. The error wraps ErrEmpty when nothing is left to publish.
func Build(folder string, r Recipe, from Source) (*Stats, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	columns, err := r.columns()
	if err != nil {
		return nil, err
	}
	p := &builder{folder: folder, recipe: r, from: from, columns: columns, stats: newStats(), parts: map[string]*part{}}
	err = p.fill()
	for _, f := range p.open {
		err = errors.Join(err, f.close())
	}
	if err != nil {
		return nil, err
	}
	if err := p.empty(); err != nil {
		return nil, err
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.stats, nil
}

// shardRows is how many rows a file of a split has at most.
const shardRows = 200_000

// excludedFile lists every selected document that is not in the data.
const excludedFile = "excluded.jsonl.gz"

type builder struct {
	folder    string
	recipe    Recipe
	from      Source
	columns   []columnOf[row]
	stats     *Stats
	parts     map[string]*part // by split
	excluded  *tableOf[left]
	clusters  *tableOf[row]
	revisions *tableOf[revised]
	open      []*file
}

// part is a split with the files that are being written.
type part struct {
	rows, shards  int
	parquet, json *tableOf[row]
	files         []*file
}

// left is a document that is not in the package.
type left struct {
	*Document
	exclusion
}

var leftColumns = []columnOf[left]{
	{Column{"id", Text, "stable identity"}, func(l *left) cell { return text(l.ID) }},
	{Column{"url", Text, "address of the article"}, func(l *left) cell { return text(l.URL) }},
	{Column{"source", Word, "the source of the configuration"}, func(l *left) cell { return text(l.Source) }},
	{Column{"reason", Word, "short code of why it was left out"}, func(l *left) cell { return text(l.reason) }},
	{Column{"value", Text, "what was found, where the reason is a measure"}, func(l *left) cell { return text(l.value) }},
}

// clusterNames are the columns of clusters.parquet; method is added to them.
var clusterColumns = []columnOf[row]{
	{Column{"cluster", Text, "names the articles that share their text"}, func(r *row) cell { return text(r.Cluster) }},
	{Column{"id", Text, "an article of it that was selected"}, func(r *row) cell { return text(r.ID) }},
	{Column{"role", Word, "original, copy, syndicated or twin"}, func(r *row) cell { return text(r.Role) }},
	{Column{"method", Word, "how it was found"}, func(r *row) cell { return text(r.Method) }},
	{Column{"size", Integer, "articles of the cluster in the whole collection"}, func(r *row) cell { return integer(r.Size) }},
	{Column{"split", Word, "where it is; null when it was left out"}, func(r *row) cell { return text(r.Split) }},
}

// revised is one revision of a document of the package.
type revised struct {
	id string
	Revision
	words string // its text, or nothing when texts are left out
}

var revisionColumns = []columnOf[revised]{
	{Column{"id", Text, "article"}, func(r *revised) cell { return text(r.id) }},
	{Column{"revision", Integer, "1 is the first that was seen"}, func(r *revised) cell { return integer(r.Number) }},
	{Column{"fetched_at", Text, "when it was found"}, func(r *revised) cell { return stamp(r.FetchedAt) }},
	{Column{"run", Word, "the run that found it"}, func(r *revised) cell { return text(r.Run) }},
	{Column{"changed", List, "fields that differ from the revision before"}, func(r *revised) cell { return listed(r.Changed) }},
	{Column{"modified", Text, "as the publisher announced it"}, func(r *revised) cell { return text(r.Modified) }},
	{Column{"word_count", Integer, "words of the text"}, func(r *revised) cell { return integer(r.WordCount) }},
	{Column{"text_sha256", Text, "SHA-256 of the text, hex"}, func(r *revised) cell { return text(HashText(r.Text)) }},
	{Column{"title", Text, "headline; null in packages without texts"}, func(r *revised) cell { return text(r.Title) }},
	{Column{"text", Text, "the text; null in packages without texts"}, func(r *revised) cell { return text(r.words) }},
}

// fill writes every selected document where it belongs.
func (p *builder) fill() error {
	if err := errors.Join(os.Mkdir(filepath.Join(p.folder, "data"), 0o777), p.tables()); err != nil {
		return err
	}
	for d, err := range p.from.Documents {
		if err != nil {
			return err
		}
		if err := p.take(&d); err != nil {
			return err
		}
		if p.stats.Selected++; p.from.Progress != nil && p.stats.Selected%500 == 0 {
			p.from.Progress(p.stats.Selected)
		}
	}
	for _, t := range []sinkOf{p.excluded, p.clusters, p.revisions} {
		if err := t.close(); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(keys(p.parts)) {
		if err := p.parts[name].end(); err != nil {
			return err
		}
	}
	return nil
}

type sinkOf interface{ close() error }

// tables opens the files that every package has.
func (p *builder) tables() error {
	for _, t := range []struct {
		name string
		make func(w io.Writer) error
	}{
		{excludedFile, func(w io.Writer) error {
			p.excluded = newTable(leftColumns, newJSONL(w, columnsOf(leftColumns)))
			return nil
		}},
		{"clusters.parquet", func(w io.Writer) error {
			t, err := newParquet(w, columnsOf(clusterColumns))
			p.clusters = newTable(clusterColumns, t)
			return err
		}},
		{"revisions.parquet", func(w io.Writer) error {
			t, err := newParquet(w, columnsOf(revisionColumns))
			p.revisions = newTable(revisionColumns, t)
			return err
		}},
	} {
		f, err := p.create(t.name)
		if err != nil {
			return err
		}
		if err := t.make(f); err != nil {
			return err
		}
	}
	return nil
}

func (p *builder) take(d *Document) error {
	x := row{Document: d, Dump: p.recipe.Name, Hash: HashText(d.Text)}
	if p.recipe.Text != TextNone {
		x.Words = d.Text
	}
	e := p.recipe.excludes(&x)
	if e.reason == "" {
		x.Split = p.recipe.Splits.split(d)
	}
	if d.Cluster != "" {
		if err := p.clusters.write(&x); err != nil {
			return err
		}
	}
	if e.reason != "" {
		p.stats.leave(e.reason)
		return p.excluded.write(&left{d, e})
	}
	p.stats.keep(&x, p.columns)
	if err := p.revise(&x); err != nil {
		return err
	}
	return p.keep(&x)
}

func (p *builder) revise(x *row) error {
	list := []Revision{{Number: max(1, x.Revision), FetchedAt: x.FetchedAt, Run: x.Run, Title: x.Title, Modified: x.Modified.String(), WordCount: x.WordCount, Text: x.Text}}
	if x.Revision > 1 {
		var err error
		if list, err = p.from.Revisions(x.ID); err != nil {
			return err
		}
	}
	for _, r := range list {
		p.stats.Revisions++
		y := revised{id: x.ID, Revision: r, words: r.Text}
		if p.recipe.Text == TextNone {
			y.words, y.Title = "", ""
		}
		if err := p.revisions.write(&y); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a row into the files of its split, in both formats.
func (p *builder) keep(x *row) error {
	s := p.parts[x.Split]
	if s == nil {
		s = &part{}
		p.parts[x.Split] = s
	}
	if s.rows == s.shards*shardRows {
		if err := p.shard(s, x.Split); err != nil {
			return err
		}
	}
	s.rows++
	return errors.Join(s.parquet.write(x), s.json.write(x))
}

// shard ends the files of a split and begins the next ones.
func (p *builder) shard(s *part, split string) error {
	if err := s.end(); err != nil {
		return err
	}
	for _, f := range s.files {
		if err := f.close(); err != nil {
			return err
		}
	}
	a, err := p.create(fmt.Sprintf("data/%s-%05d.parquet", split, s.shards))
	if err != nil {
		return err
	}
	b, err := p.create(fmt.Sprintf("data/%s-%05d.jsonl.gz", split, s.shards))
	if err != nil {
		return err
	}
	t, err := newParquet(a, columnsOf(p.columns))
	if err != nil {
		return err
	}
	s.parquet, s.json = newTable(p.columns, t), newTable(p.columns, newJSONL(b, columnsOf(p.columns)))
	s.files, s.shards = []*file{a, b}, s.shards+1
	return nil
}

func (s *part) end() error {
	if s.parquet == nil {
		return nil
	}
	return errors.Join(s.parquet.close(), s.json.close())
}

// file is a file of a package on its way, packed as its name says.
type file struct {
	io.Writer
	ends []func() error
}

func (p *builder) create(name string) (*file, error) {
	f, err := os.OpenFile(filepath.Join(p.folder, filepath.FromSlash(name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	w, err := Packed(b, name)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	out := &file{w, []func() error{w.Close, b.Flush, f.Sync, f.Close}}
	p.open = append(p.open, out)
	return out, nil
}

// close ends a file; all of its errors count. A second time it does nothing.
func (f *file) close() error {
	var all error
	for _, end := range f.ends {
		all = errors.Join(all, end())
	}
	f.ends = nil
	return all
}

// empty says why there is nothing to publish.
func (p *builder) empty() error {
	switch {
	case p.stats.Selected == 0:
		return fmt.Errorf("no article fits the selection: %w", ErrEmpty)
	case p.stats.Kept == 0:
		return fmt.Errorf("all of the %d selected articles are left out (%s): %w", p.stats.Selected, p.stats.reasons(), ErrEmpty)
	}
	return nil
}

// finish numbers the shards and writes what describes the rest.
func (p *builder) finish() error {
	if err := p.rename(); err != nil {
		return err
	}
	if err := writeJSON(p.folder, "recipe.json", map[string]any{"recipe": p.recipe, "winnow": p.from.Version, "format": packageFormat}); err != nil {
		return err
	}
	if err := writeJSON(p.folder, "stats.json", p.stats); err != nil {
		return err
	}
	if err := writeCharts(p.folder, p.stats); err != nil {
		return err
	}
	list, err := inventory(p.folder)
	if err != nil {
		return err
	}
	d := &description{recipe: p.recipe, stats: p.stats, version: p.from.Version, columns: columnsOf(p.columns)}
	card, err := d.card(list)
	if err != nil {
		return err
	}
	err = errors.Join(writeJSON(p.folder, "datapackage.json", d.datapackage(list)), writeJSON(p.folder, "croissant.json", d.croissant(list)),
		writeFile(p.folder, "README.md", card))
	if err != nil {
		return err
	}
	return writeSums(p.folder)
}

// description is what the files that describe a package are made from.
type description struct {
	recipe  Recipe
	stats   *Stats
	version string // of the winnow that built it
	columns []Column
}

// describing are the files that describe the others, and list no digests of
// themselves.
var describing = []string{"README.md", "croissant.json", "datapackage.json"}

// packageFormat counts the changes of the layout of packages.
const packageFormat = 1

// rename gives the shards of a split their names, which tell how many there are.
func (p *builder) rename() error {
	for name, s := range p.parts {
		p.stats.Shards[name] = s.shards
		for i := range s.shards {
			for _, ending := range []string{".parquet", ".jsonl.gz"} {
				from := filepath.Join(p.folder, "data", fmt.Sprintf("%s-%05d%s", name, i, ending))
				to := filepath.Join(p.folder, "data", fmt.Sprintf("%s-%05d-of-%05d%s", name, i, s.shards, ending))
				if err := os.Rename(from, to); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func writeJSON(folder, name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(folder, name, append(b, '\n'))
}

// writeFile writes a whole file and sees to it that it is on the disk.
func writeFile(folder, name string, b []byte) error {
	f, err := os.OpenFile(filepath.Join(folder, filepath.FromSlash(name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

func keys[K cmp.Ordered, V any](m map[K]V) iter.Seq[K] {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
