package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"winnow/archive"
	"winnow/archive/replay"
)

const replayHelp = `Replay serves a web archive on this machine, so that its pages open in a browser
with their styles and images and lead to each other. Nothing leaves the machine:
what the archive lacks is told as missing.

It reads WARC files, packed or plain, WACZ files, and folders of WARC files.
Each page is at http://ADDRESS/TIME/URL, where TIME is YYYYMMDDhhmmss or the
beginning of one; the answer nearest to it is shown.

Examples:
  winnow replay news.wacz
  winnow replay archive/ --listen 127.0.0.1:8090

Exit codes:
  0  never: it serves until it is stopped
  1  the archive cannot be read, or the address is taken
  2  wrong usage              130  stopped by SIGINT`

func replayVerb(c *console) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "replay ARCHIVE",
		Short: "Serve a web archive to a browser on this machine",
		Long:  replayHelp,
		Args:  takes(1, 1, "one archive"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := onLoopback(listen); err != nil {
				return err
			}
			return c.eachArchive(args, func(a *archive.Archive) error { return c.replay(cmd.Context(), a, listen) })
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8090", "address and port on this machine; port 0 takes any that is free")
	return cmd
}

// onLoopback refuses addresses that others can reach: an archive may hold what
// is not theirs to see.
func onLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usagef("for example --listen 127.0.0.1:8090", "--listen %q: want an address and a port", listen)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usagef("for example --listen 127.0.0.1:8090", "--listen %q: replay serves this machine only", listen)
	}
	return nil
}

// shutdownTime is how long answers that are on their way may take at the end.
const shutdownTime = 2 * time.Second

func (c *console) replay(ctx context.Context, a *archive.Archive, listen string) error {
	fmt.Fprintf(c.err, "reading %s\n", a.Name)
	catalog, err := a.Catalog(ctx, func(err error) { fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error())) })
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return &failure{exitInternal, err, "--listen 127.0.0.1:0 takes a port that is free"}
	}
	title := firstOf(a.Title, a.Name)
	server := &http.Server{Handler: replay.New(catalog, unpackAnswer, title, a.Pages), ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		server.Shutdown(end)
	})
	defer stopped()
	fmt.Fprintf(c.out, "http://%s/\n", l.Addr())
	fmt.Fprintf(c.err, "serving %s; stop with Ctrl-C\n", count(len(catalog.Entries()), "answer", "answers"))
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return context.Cause(ctx)
}
