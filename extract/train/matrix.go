package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"winnow/extract"
)

// block is what boost.py needs of a block besides its features.
type block struct {
	label  float32
	weight float32
	words  float32
	page   float32
}

// writeMatrix writes features.f32 (rows of extract.FeatureCount), blocks.f32
// (rows of label, weight, words, number of the page), words.u32 (pairs of the
// number of a row and a word) and pages.jsonl.
func writeMatrix(o options) error {
	pages, err := readPages(o)
	if err != nil {
		return err
	}
	outs, err := createAll(o.out, "features.f32", "words.u32", "blocks.f32", "pages.jsonl")
	if err != nil {
		return err
	}
	out := files{features: outs[0], blocks: outs[2], words: outs[1], index: outs[3]}
	row := uint32(0)
	for i := range pages {
		if row, err = pages[i].write(i, row, out); err != nil {
			return fmt.Errorf("%s %s: %w", pages[i].Corpus, pages[i].ID, err)
		}
	}
	return closeAll(outs)
}

// createAll makes the files of these names in a folder.
func createAll(folder string, names ...string) (outs []*output, err error) {
	for _, name := range names {
		out, err := create(folder, name)
		if err != nil {
			return nil, err
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// closeAll writes what is left of each.
func closeAll(outs []*output) error {
	for _, out := range outs {
		if err := out.close(); err != nil {
			return err
		}
	}
	return nil
}

// files are what a matrix consists of.
type files struct{ features, blocks, words, index *output }

// write adds the blocks of page number and gives the number of the next row.
func (p *page) write(number int, row uint32, out files) (uint32, error) {
	doc, err := p.open(models{})
	if err != nil {
		return row, err
	}
	found, rows := doc.Features()
	words := doc.Words()
	labels := p.label(found)
	first := row
	for i := range rows {
		if labels[i].weight == 0 && len(p.Body) == 0 {
			continue // says nothing
		}
		out.features.floats(rows[i][:])
		b := block{weight: float32(labels[i].weight), words: float32(found[i].Words), page: float32(number)}
		if labels[i].positive {
			b.label = 1
		}
		out.blocks.floats([]float32{b.label, b.weight, b.words, b.page})
		for _, w := range words[i] {
			out.words.numbers(row, w)
		}
		row++
	}
	return row, json.NewEncoder(out.index).Encode(map[string]any{"page": number, "corpus": p.Corpus, "id": p.ID, "site": p.site(), "fold": p.fold(),
		"blocks": row - first, "article": p.article(), "gold": len(tokens(p.Body)), "features": extract.FeatureCount})
}

// output is a buffered file.
type output struct {
	*bufio.Writer
	file *os.File
}

func create(dir, name string) (*output, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	return &output{bufio.NewWriterSize(f, 1<<20), f}, nil
}

// floats writes numbers as 32-bit floats, little endian. A failed write shows
// when the file is closed.
func (o *output) floats(values []float32) {
	var b [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
		o.Write(b[:])
	}
}

// numbers writes whole numbers in the same way.
func (o *output) numbers(values ...uint32) {
	var b [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(b[:], v)
		o.Write(b[:])
	}
}

func (o *output) close() error {
	if err := o.Flush(); err != nil {
		return err
	}
	return o.file.Close()
}
