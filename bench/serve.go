package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"winnow/bench/newsweb"
	"winnow/bench/work"
)

// serveWork is the name of the process that serves the web.
const serveWork = "serve"

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
func (b *bench) startWeb(ctx context.Context, hosts int) (homes []string, stop func(), err error) {
	cmd := exec.CommandContext(ctx, b.self, work.Argument, serveWork)
	cmd.Stderr = os.Stderr
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
