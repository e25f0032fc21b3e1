package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"winnow/bench/newsweb"
)

// childArgument makes this program do the work that is named after it, as its
// task on standard input says.
const childArgument = "-child"

// task is what a child is asked to do; each work reads its own part of it.
type task struct {
	Folder    string   // to write to; empty before and gone afterwards
	Homes     []string // harvests
	Profile   string   // file for a CPU profile; none when empty
	Pages     string   // extraction: folder of pages; the made-up web when empty
	Sample    int      // extraction: how many pages
	Addresses int      // frontier
	Hosts     int
	Pairs     int
}

// works are what a child can do.
var works = map[string]func(task) (*result, error){
	"winnow":            harvestWinnow,
	"colly":             harvestColly,
	"colly+trafilatura": harvestNaive,
	"frontier":          runFrontier,
	"parse":             extractWith(parseOnly),
	"extract":           extractWith(winnowExtract),
	"trafilatura":       extractWith(trafilaturaExtract),
	"readability":       extractWith(readabilityExtract),
}

// child does one work and writes its result to standard output.
func child(name string) error {
	if name == "serve" {
		return serve()
	}
	var t task
	if err := json.NewDecoder(os.Stdin).Decode(&t); err != nil {
		return err
	}
	work, known := works[name]
	if !known {
		return fmt.Errorf("no such work")
	}
	got, err := work(t)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(got)
}

// measure has a child of its own do one work.
func measure(ctx context.Context, name string, t task) (*result, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	t.Folder = folder
	in, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	cmd, err := self(ctx, name)
	if err != nil {
		return nil, err
	}
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &result{}
	return r, json.Unmarshal(out, r)
}

func self(ctx context.Context, name string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, childArgument, name)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// serve serves a web, its size on the first line of standard input, until
// standard input ends.
func serve() error {
	var hosts int
	if _, err := fmt.Scanln(&hosts); err != nil {
		return err
	}
	homes, err := newsweb.Serve(hosts)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(homes); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// startWeb serves a web in a process of its own, so that what serving costs is
// nobody's, and gives its home pages.
func startWeb(ctx context.Context, hosts int) (homes []string, stop func(), err error) {
	cmd, err := self(ctx, "serve")
	if err != nil {
		return nil, nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		in.Close()
		cmd.Wait()
	}
	if _, err = fmt.Fprintln(in, hosts); err == nil {
		err = json.NewDecoder(out).Decode(&homes)
	}
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("serve: %w", err)
	}
	return homes, stop, nil
}
