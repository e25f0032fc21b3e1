package main

import (
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"winnow/crawler"
)

// logEvery is how often a run that nobody watches says how far it is.
const logEvery = 30 * time.Second

// progress shows how far a run is: a bar on a terminal, a log line now and
// then elsewhere, nothing when quiet.
type progress struct {
	mu   sync.Mutex
	bar  *progressbar.ProgressBar
	log  *slog.Logger
	last time.Time
	from time.Time // when the run began
	mute bool
}

func (c *console) progress(quiet bool, log *slog.Logger) *progress {
	p := &progress{log: log, last: time.Now(), from: time.Now(), mute: quiet}
	if !quiet && isTerminal(c.err) {
		p.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(c.err), progressbar.OptionSetDescription("harvesting"),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	}
	return p
}

func (p *progress) update(now crawler.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.mute:
	case p.bar != nil:
		p.bar.ChangeMax(now.Done + now.Waiting)
		p.bar.Describe(fmt.Sprintf("%d pages, %d new, %d queued, %d failed, %.1f pages/s", now.Pages, now.New, now.Waiting, now.Failed, p.rate(now)))
		_ = p.bar.Set(now.Done)
	case time.Since(p.last) >= logEvery:
		p.last = time.Now()
		p.log.Info("harvesting", "done", now.Done, "pages", now.Pages, "waiting", now.Waiting, "new", now.New, "failed", now.Failed,
			"pages_per_second", p.rate(now))
	}
}

// rate is how many pages a second were asked for so far, to one decimal.
func (p *progress) rate(now crawler.Progress) float64 {
	passed := time.Since(p.from).Seconds()
	if passed <= 0 {
		return 0
	}
	return math.Round(10*float64(now.Pages)/passed) / 10
}

// asked counts requests, for verbs that know no more of their work.
func (p *progress) asked() func(address string) {
	n := 0
	return func(string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		n++
		switch {
		case p.mute:
		case p.bar != nil:
			p.bar.Describe("asking")
			_ = p.bar.Set(n)
		case time.Since(p.last) >= logEvery:
			p.last = time.Now()
			p.log.Info("asking", "requests", n)
		}
	}
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// counter shows how much of a known amount of work is done.
type counter struct {
	progress
	what  string
	total int
}

func (c *console) counter(quiet bool, what string, total int) *counter {
	p := &counter{progress: progress{log: c.logger(quiet, false), last: time.Now(), mute: quiet}, what: what, total: total}
	if !quiet && total > 0 && isTerminal(c.err) {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(c.err), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	}
	return p
}

func (p *counter) set(done int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.mute:
	case p.bar != nil:
		_ = p.bar.Set(done)
	case time.Since(p.last) >= logEvery:
		p.last = time.Now()
		p.log.Info(p.what, "done", done, "of", p.total)
	}
}
