package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
)

// The forms of a log.
const (
	logAuto = "auto" // text for people on a terminal, JSON elsewhere
	logText = "text"
	logJSON = "json" // every line on stderr is one JSON object
)

// logLevels are the words of --log-level.
var logLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// logging is how winnow tells on stderr what happens.
type logging struct{ format, level string }

func (l *logging) flags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringVar(&l.format, "log-format", logAuto, "what is told on stderr: text, json (one object a line), or auto (text on a terminal)")
	flags.StringVar(&l.level, "log-level", "", "log from this level on: debug, info, warn or error (default info; -v is debug, -q error)")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return l.check() }
}

func (l *logging) check() error {
	switch l.format {
	case logAuto, logText, logJSON:
	default:
		bad := l.format
		l.format = logAuto
		return usagef("text, json or auto", "--log-format %q is not known", bad)
	}
	if _, known := logLevels[l.level]; !known && l.level != "" {
		return usagef("debug, info, warn or error", "--log-level %q is not known", l.level)
	}
	return nil
}

// logger logs to stderr, from a level on that follows from -q, -v and --log-level.
func (c *console) logger(quiet, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	switch asked, given := logLevels[c.logs.level]; {
	case quiet:
		level = slog.LevelError
	case given:
		level = asked
	case verbose:
		level = slog.LevelDebug
	}
	switch terminal := isTerminal(c.err); {
	case terminal && c.logs.format != logJSON:
		return slog.New(tint.NewTextHandler(c.err, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: os.Getenv("NO_COLOR") != ""}))
	case c.logs.format == logText:
		return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: level}))
}

// tell says something on stderr that is no log line, unless every line there has
// to be JSON.
func (c *console) tell(format string, args ...any) {
	if c.logs.format == logJSON {
		c.logger(false, false).Info(fmt.Sprintf(format, args...))
		return
	}
	fmt.Fprintf(c.err, format+"\n", args...)
}

// tellChange says what has changed in how a source is doing: whatever -q says, since
// a person is needed.
func (c *console) tellChange(line string) {
	switch {
	case c.changes != nil:
		c.changes.Warn(line)
	case c.logs.format == logJSON:
		c.logger(false, false).Warn(line)
	default:
		c.tell("winnow: %s", line)
	}
}
