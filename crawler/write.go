package crawler

import (
	"context"
	"time"

	"winnow/crawler/frontier"
)

const (
	// batchSize and batchTime bound a transaction: it costs as much as twenty polls
	// of unchanged feeds, and beyond 400 outcomes nothing is gained; a crash costs
	// at most what was fetched in batchTime.
	batchSize = 400
	batchTime = 250 * time.Millisecond
	// batchBytes bounds what a transaction holds in memory: kept pages may be
	// of 10 MB each.
	batchBytes = 16 << 20
)

// write is the one writer: it commits outcomes in batches until the channel is
// closed. After an error nothing more is written, so that the memory is never
// ahead of itself; stop ends the run.
func (h *Harvest) write(stop context.CancelCauseFunc) error {
	var failure error
	for batch := range h.batches() {
		if failure == nil {
			if failure = h.commit(batch); failure != nil {
				stop(failure)
			}
		}
		h.settled(len(batch))
	}
	return failure
}

// settled counts off jobs that are over and done with, and wakes the
// dispatcher, which may have been waiting for the last of them.
func (h *Harvest) settled(n int) {
	h.pending.Add(-int64(n))
	h.schedule.signal()
}

func (h *Harvest) commit(batch []frontier.Outcome) error {
	done, err := h.memory.Commit(context.Background(), batch)
	if err != nil {
		return err
	}
	h.schedule.merge(done.Clocks)
	h.report.take(batch, done.Saved)
	for _, o := range batch {
		if o.Poll != nil && !o.Poll.NextAt.IsZero() {
			h.polledUntil(o.Poll.NextAt)
		}
	}
	h.book(batch, done.Saved)
	if h.o.Progress != nil {
		h.o.Progress(h.report.progress(h.ahead()))
	}
	return nil
}

// ahead is how much is still to be done, as far as is known.
func (h *Harvest) ahead() int {
	if h.offline != nil {
		return int(h.offline.left.Load())
	}
	return h.schedule.waiting()
}

// batches groups the outcomes: a batch is full, or batchTime old, or nothing
// is being fetched that could join it.
func (h *Harvest) batches() func(yield func([]frontier.Outcome) bool) {
	return func(yield func([]frontier.Outcome) bool) {
		for first := range h.outcomes {
			batch := append(make([]frontier.Outcome, 0, batchSize), first)
			late, held := time.NewTimer(batchTime), weight(first)
		fill:
			for len(batch) < batchSize && held < batchBytes {
				if len(h.outcomes) == 0 && h.schedule.idle() {
					break
				}
				select {
				case o, open := <-h.outcomes:
					if !open {
						break fill
					}
					batch, held = append(batch, o), held+weight(o)
				case <-late.C:
					break fill
				}
			}
			late.Stop()
			if !yield(batch) {
				return
			}
		}
	}
}

// weight is about how many bytes an outcome holds.
func weight(o frontier.Outcome) int {
	n := 0
	if o.Fetch != nil {
		n += len(o.Fetch.Body)
	}
	if o.Page != nil {
		a := &o.Page.Article
		n += len(a.Text) + len(a.Markdown) + len(a.HTML)
	}
	for i := range o.Found {
		if e := o.Found[i].Entry; e != nil {
			n += len(e.Article.Text) + len(e.Article.Markdown) + len(e.Article.HTML)
		}
	}
	return n
}
