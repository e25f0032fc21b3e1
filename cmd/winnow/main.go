// Command winnow turns feeds and websites into a clean, deduplicated, citable
// collection of articles in one SQLite file.
//
// One file a verb; verbs is their table. Results go to stdout, everything else
// to stderr. This is the only place that prints and exits.
package main

import (
	"context"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"winnow/store"
)

func main() {
	// net/http logs what odd servers do through the global logger; a run reports
	// that in its own words.
	log.SetOutput(io.Discard)
	tuneMemory()
	os.Exit(program(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// tuneMemory trades memory for time: pages are short-lived garbage over a small
// heap, and collecting it a quarter as often saves a tenth of the processor. The
// limit keeps that from mattering when the heap is large. GOGC and GOMEMLIMIT
// have the last word.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(256 << 20)
	}
}

// console is where a verb reads and writes.
type console struct {
	in  io.Reader
	out io.Writer // results
	err io.Writer // everything else

	logs    logging      // how it tells what happens
	changes *slog.Logger // where a watch tells what has changed with a source; nil is stderr
}

// verbs lists what winnow can do, in the order of --help.
var verbs = []func(*console) *cobra.Command{
	initVerb,
	runVerb,
	backfillVerb,
	crawlVerb,
	snapshotVerb,
	demoVerb,
	extractVerb,
	inspectVerb,
	feedVerb,
	listVerb,
	searchVerb,
	showVerb,
	diffVerb,
	reextractVerb,
	exportVerb,
	datasetVerb,
	statusVerb,
	notifyVerb,
	doctorVerb,
	whyVerb,
	forgetVerb,
	dbVerb,
	archiveVerb,
	replayVerb,
	discoverVerb,
	opmlVerb,
	robotsVerb,
	configVerb,
	dedupeVerb, explainVerb, splitVerb, joinVerb,
	completionVerb,
	manVerb,
	versionVerb,
}

// program runs one command line and gives its exit code.
func program(args []string, in io.Reader, out, err io.Writer) int {
	ctx, stop := untilSignal()
	defer stop()
	c := &console{in: in, out: out, err: err}
	ctx = store.WithDoubts(ctx, c.doubt)
	root := rootVerb(c)
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		completions(root)
	}
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(err)
	return c.exit(ctx, root.ExecuteContext(ctx))
}

func rootVerb(c *console) *cobra.Command {
	root := &cobra.Command{
		Use:           "winnow",
		Short:         "Harvest feeds and websites into one SQLite file of citable articles",
		Long:          rootHelp,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.logs.flags(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usagef(helpOf(cmd), "%w", err) })
	root.SetVersionTemplate("winnow {{.Version}}\n")
	for _, verb := range verbs {
		root.AddCommand(verb(c))
	}
	return root
}

const rootHelp = `winnow turns feeds and websites into a clean, deduplicated, citable collection
of articles in one SQLite file.

  winnow demo                      see it work, on a small newsroom of its own
  winnow init                      write crawl.yaml, the commented configuration
  winnow run                       harvest what is due
  winnow list --since 2026-01-01   look at what there is
  winnow export -o articles.jsonl  take it elsewhere

Every verb has --help with an example. Results go to stdout, the rest to stderr.

` + exitHelp

// stopped is the cause of a context that a signal ended.
type stopped struct{ signal syscall.Signal }

// Error names the signal.
func (s stopped) Error() string { return "stopped by " + s.signal.String() }

// untilSignal gives a context that ends with the first SIGINT or SIGTERM, so
// that a run can save its state; a second one ends the program at once.
func untilSignal() (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		for s := range signals {
			if ctx.Err() != nil {
				os.Exit(128 + int(s.(syscall.Signal)))
			}
			cancel(stopped{s.(syscall.Signal)})
		}
	}()
	return ctx, func() { signal.Stop(signals); close(signals); cancel(nil) }
}
