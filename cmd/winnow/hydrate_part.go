package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"winnow/dataset"
)

// hydratePart ends the name of the file in which the lines wait until all are
// there.
const hydratePart = ".part"

// hydratedPart is that file. What a killed command has written to it is taken over,
// but for what failed and for a line that broke off.
type hydratedPart struct {
	file    *os.File
	end     int64
	spots   map[string]lineSpot // by id
	tally   map[string]int      // by state
	release func() error
}

// lineSpot is where a line stands.
type lineSpot struct {
	offset int64
	length int
}

func openHydrated(name string, rows []dataset.Row) (*hydratedPart, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	p := &hydratedPart{file: f, spots: map[string]lineSpot{}, tally: map[string]int{}}
	if p.release, err = own(name); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = &failure{exitUsage, fmt.Errorf("%s: another hydrate is writing to it", name), "wait for it, or give another --output"}
		}
		return nil, errors.Join(err, f.Close())
	}
	if err := p.takeOver(rows); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), p.close())
	}
	return p, nil
}

// takeOver reads the lines that are there, and writes on behind the last whole one.
func (p *hydratedPart) takeOver(rows []dataset.Row) error {
	want := make(map[string]string, len(rows))
	for _, r := range rows {
		want[r.ID] = r.Hash
	}
	lines := bufio.NewReaderSize(p.file, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return p.file.Truncate(p.end)
		}
		if err != nil {
			return err
		}
		var out hydrated
		hash, known := "", false
		if json.Unmarshal(line, &out) == nil {
			hash, known = want[out.ID]
		}
		if known && hash == out.Want && out.State != "failed" {
			p.note(out, len(line))
		}
		p.end += int64(len(line))
	}
}

func (p *hydratedPart) note(out hydrated, length int) {
	if _, twice := p.spots[out.ID]; !twice {
		p.tally[out.State]++
	}
	p.spots[out.ID] = lineSpot{p.end, length}
}

// left gives the rows that have no line yet.
func (p *hydratedPart) left(rows []dataset.Row) (list []dataset.Row) {
	for _, r := range rows {
		if _, done := p.spots[r.ID]; !done {
			list = append(list, r)
		}
	}
	return list
}

// add writes a line, whole or not at all as far as a reader of lines can tell.
func (p *hydratedPart) add(out hydrated) error {
	var b lineBuffer
	if err := writeLine(&b, out); err != nil {
		return err
	}
	if _, err := p.file.WriteAt(b, p.end); err != nil {
		return fmt.Errorf("%s: %w", p.file.Name(), cause(err))
	}
	p.note(out, len(b))
	p.end += int64(len(b))
	return nil
}

// lineBuffer gathers a line.
type lineBuffer []byte

// Write appends to it.
func (b *lineBuffer) Write(s []byte) (int, error) {
	*b = append(*b, s...)
	return len(s), nil
}

// copy writes the lines in the order of the rows.
func (p *hydratedPart) copy(w io.Writer, rows []dataset.Row) error {
	for _, r := range rows {
		at := p.spots[r.ID]
		if _, err := io.Copy(w, io.NewSectionReader(p.file, at.offset, int64(at.length))); err != nil {
			return err
		}
	}
	return nil
}

func (p *hydratedPart) close() error { return errors.Join(p.file.Close(), p.release()) }
