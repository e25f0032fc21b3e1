package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"winnow/config"
	"winnow/crawler/fetch"
	"winnow/store"
)

func TestExitCodes(t *testing.T) {
	interrupted, interrupt := context.WithCancelCause(context.Background())
	interrupt(stopped{syscall.SIGINT})
	terminated, terminate := context.WithCancelCause(context.Background())
	terminate(stopped{syscall.SIGTERM})
	free := context.Background()
	rows := []struct {
		name string
		ctx  context.Context
		err  error
		code int
		said string
	}{
		{"done", free, nil, 0, ""},
		{"anything else", free, errors.New("two\nlines"), 1, "winnow: two\nwinnow: lines\n"},
		{"usage", free, usagef("do this", "not %s", "that"), 2, "winnow: not that\nhint: do this\n"},
		{"configuration", free, &config.Error{Issues: []config.Issue{{File: "a", Line: 1, Column: 2, Message: "no"}}}, 2,
			"winnow: a:1:2: no\nhint: winnow config check lists them again; crawl.yaml explains every key\n"},
		{"locked", free, fmt.Errorf("open: %w", store.ErrLocked), 75, "winnow: open: " + store.ErrLocked.Error() + "\nhint: wait for it to end, or give this run another --db\n"},
		{"a private network", free, &fetch.Error{Code: fetch.CodePrivate, URL: "http://10.0.0.1/", Err: errors.New("no")}, 1,
			"winnow: http://10.0.0.1/: private-address: no\nhint: " + privateHint + "\n"},
		{"interrupted between two steps", interrupted, nil, 130, ""},
		{"interrupted within one", interrupted, fmt.Errorf("read: %w", context.Canceled), 130, ""},
		{"interrupted with its cause", terminated, context.Cause(terminated), 143, ""},
		{"a fault while it is interrupted", interrupted, fs.ErrPermission, 1, "winnow: permission denied\n"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var said bytes.Buffer
			c := &console{err: &said}
			if got := c.exit(row.ctx, row.err); got != row.code {
				t.Errorf("got the code %d, want %d", got, row.code)
			}
			if got := said.String(); got != row.said {
				t.Errorf("got %q, want %q", got, row.said)
			}
		})
	}
}
