package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"winnow/config"
	"winnow/crawler/fetch"
	"winnow/store"
)

// The exit codes, the same for every verb.
const (
	exitOK       = 0
	exitInternal = 1
	exitUsage    = 2
	exitPartial  = 3
	exitAllDown  = 4
	exitLocked   = 75 // EX_TEMPFAIL of sysexits.h
)

const exitHelp = `Exit codes:
  0  done                        4    every source failed
  1  internal error              75   another run holds the database
  2  usage or configuration      130  stopped by SIGINT, state saved
  3  sources failed (--fail-on)  143  stopped by SIGTERM, state saved`

// failure is an error with the exit code it stands for and what to do next.
type failure struct {
	code int
	err  error
	hint string
}

// Error gives the message without the hint.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap gives the error behind.
func (f *failure) Unwrap() error { return f.err }

// usagef is a mistake in how winnow was called.
func usagef(hint, format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...), hint}
}

// exit prints an error as people need it and gives the exit code.
func (c *console) exit(ctx context.Context, err error) int {
	var s stopped
	switch signalled := errors.As(context.Cause(ctx), &s); {
	case errors.Is(err, errWatchEnded):
		return exitOK
	case signalled && (err == nil || errors.Is(err, context.Canceled) || errors.Is(err, s)):
		return 128 + int(s.signal)
	case err == nil:
		return exitOK
	}
	code, hint := classify(err)
	if err.Error() == "" {
		return code // what there was to tell has been told
	}
	if c.logs.format == logJSON {
		c.logger(false, false).Error(err.Error(), "hint", hint, "exit", code)
		return code
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(c.err, "winnow: %s\n", strings.TrimRight(line, "\n"))
	}
	if hint != "" {
		fmt.Fprintf(c.err, "hint: %s\n", hint)
	}
	return code
}

// classify gives the exit code and the hint of an error of any room.
func classify(err error) (code int, hint string) {
	var f *failure
	var bad *config.Error
	var trouble *store.PathError
	var unasked *fetch.Error
	switch {
	case errors.As(err, &f):
		return f.code, f.hint
	case errors.As(err, &bad):
		return exitUsage, "winnow config check lists them again; crawl.yaml explains every key"
	case errors.Is(err, store.ErrLocked):
		return exitLocked, "wait for it to end, or give this run another --db"
	case errors.Is(err, fetch.ErrNotKept):
		return exitInternal, "make room on the disk, or see to the folder, and run again (a snapshot: with --resume): what was stored stays"
	case errors.As(err, &trouble):
		return exitInternal, trouble.Hint
	case errors.As(err, &unasked) && unasked.Code == fetch.CodePrivate:
		return exitInternal, privateHint
	}
	return exitInternal, ""
}
