package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"winnow/bench/work"
)

// bench starts the processes that are measured.
type bench struct {
	settings
	folder string // for programs and what they write
	self   string // this program, for winnow's works
	peers  string // the program of all others
}

// newBench builds the program of the peers, which takes a while the first time.
func newBench(ctx context.Context, s settings) (*bench, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	b := &bench{settings: s, folder: folder, self: self, peers: filepath.Join(folder, "peers")}
	build := exec.CommandContext(ctx, "go", "build", "-tags", "sqlite_fts5", "-o", b.peers, "winnow/bench/peers")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		b.close()
		return nil, fmt.Errorf("build the peers, in the folder of bench: %w", err)
	}
	return b, nil
}

func (b *bench) close() { os.RemoveAll(b.folder) }

// ownWorks are winnow's works and the bare parse, which this program does itself.
var ownWorks = map[string]func(work.Task) (*work.Result, error){
	"winnow":   harvest,
	"links":    followLinks,
	"frontier": runFrontier,
	"polls":    pollAgain,
	"net/http": askAgain,
	"parse":    work.Extraction(parse),
	"extract":  work.Extraction(extractPage),
}

// ownWork does what this process was started for.
func ownWork() error {
	switch os.Args[2] {
	case serveWork:
		return serve()
	case feedsWork:
		return serveFeeds()
	}
	return work.Do(ownWorks)
}

// inTurns measures each of the named works once a round.
func (b *bench) inTurns(ctx context.Context, rounds int, names []string, of func(name string, round int) work.Task) (map[string][]*work.Result, error) {
	got := map[string][]*work.Result{}
	for round := range rounds {
		for _, name := range names {
			r, err := b.measure(ctx, name, of(name, round))
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

// measure has a process of its own do one work.
func (b *bench) measure(ctx context.Context, name string, t work.Task) (*work.Result, error) {
	var err error
	if t.Folder, err = os.MkdirTemp(b.folder, "work"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(t.Folder)
	in, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	program := b.peers
	if _, own := ownWorks[name]; own {
		program = b.self
	}
	cmd := exec.CommandContext(ctx, program, work.Argument, name)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &work.Result{}
	return r, json.Unmarshal(out, r)
}
