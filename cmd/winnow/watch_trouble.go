package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

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
