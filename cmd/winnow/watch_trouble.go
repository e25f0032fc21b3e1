package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"winnow/crawler"
	"winnow/store"
)

// passing reports whether an error may pass by itself, so that a watch waits: a
// full disk, a folder that is not mounted, another program at the database.
func passing(err error) bool {
	var f *failure
	for _, lasting := range []error{store.ErrCorrupt, store.ErrNotWinnow, store.ErrNewer, store.ErrOlder} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	return !errors.As(err, &f)
}

// patienceWith waits for trouble to pass, longer and longer, and tells of it once.
type patienceWith struct {
	log  *slog.Logger
	told string
	next time.Duration
}

func (p *patienceWith) wait(ctx context.Context, err error) {
	p.next = min(max(2*p.next, leastRetry), mostRetry)
	if what := err.Error(); what != p.told {
		p.told = what
		_, hint := classify(err)
		p.log.Error("the watch waits for this to pass", "error", what, "hint", hint, "next_try", time.Now().Add(p.next))
	}
	select {
	case <-ctx.Done():
	case <-time.After(p.next):
	}
}

func (p *patienceWith) over() {
	if p.told != "" {
		p.log.Info("the watch goes on", "after", p.told)
	}
	p.told, p.next = "", 0
}

// standing remembers which sources failed, so that each failure is told once.
type standing struct {
	log  *slog.Logger
	down map[string]bool
	all  bool // every source failed, as was told

	lost atomic.Bool // the network is down: that is told elsewhere, once
}

func newStanding(log *slog.Logger) *standing { return &standing{log: log, down: map[string]bool{}} }

// look tells what has changed since the last report. When all fails at once it is
// the network, and that is told once.
func (s *standing) look(r *crawler.Report) {
	if s.lost.Load() {
		return
	}
	down, asked := r.Down()
	if asked > 1 && len(down) == asked {
		if !s.all {
			s.log.Error("every source failed: is the network reachable?", "sources", asked, "first", down[0].Trouble)
		}
		s.all = true
		for _, t := range down {
			s.down[t.Source] = true
		}
		return
	}
	if s.all && asked > 0 {
		s.all = false
		s.log.Info("sources answer again")
	}
	for _, t := range r.Sources {
		switch {
		case t.Down && !s.down[t.Source]:
			s.log.Error("source failed", "source", t.Source, "error", t.Trouble)
			s.down[t.Source] = true
		case !t.Down && s.down[t.Source] && r.Answered(t.Source):
			s.log.Info("source answers again", "source", t.Source)
			delete(s.down, t.Source)
		}
	}
}
