package crawler

import (
	"context"
	"time"
)

const (
	// nap is how long a watch sleeps at most before it looks at the clock again: a
	// timer stands still while a machine is suspended, and knows nothing of a clock
	// that is set.
	nap = 15 * time.Second
	// lookEvery is after how long a watch asks again what is due next, whatever it
	// was told before: pages that were stored meanwhile are due some day, too.
	lookEvery = time.Minute
	// clockMoved is how far the clock of the machine may drift from the time that
	// passed, between two looks at it, before it was set or the machine suspended.
	clockMoved = time.Minute
)

// Watch makes a harvest that does not end when nothing is due, but waits for what
// falls due next.
type Watch struct {
	Pause time.Duration   // between two looks at what is due: what falls due together is asked for together
	Until context.Context // when it ends nothing more is begun, what is under way is finished, and Run returns; nil is never
	Alive func()          // called whenever the harvest looks for something to do, every quarter of a minute at least; nil is nobody
	Lost  func(down bool) // called when the network goes down, and when it is back; nil is nobody
	Cycle func(Cycle)     // called whenever all that was due is done; nil is nobody
}

// Cycle is one round of a watch: from something falling due until nothing is left
// to be done at once.
type Cycle struct {
	Due  int       // feeds, sitemaps, start pages, sections and pages that fell due
	Next time.Time // when something will be due again; zero when that is not known
}

// watching is how far the watch of a harvest is. Only dispatch uses it, but for
// what it knows of the network.
type watching struct {
	Watch
	looked  time.Time // when it was last asked what is due
	next    time.Time // when something is due again; zero is not known
	due     int       // in this cycle
	working bool      // something was begun since the last cycle ended
	network outage
}

func newWatching(w Watch) *watching {
	if w.Lost == nil {
		w.Lost = func(bool) {}
	}
	return &watching{Watch: w, network: outage{told: w.Lost, hosts: map[string]bool{}}}
}

// over reports whether a harvest is to begin nothing more.
func (h *Harvest) over() bool {
	return h.watch != nil && h.watch.Until != nil && h.watch.Until.Err() != nil
}

// replant queues what has fallen due since it was last looked for.
func (h *Harvest) replant(ctx context.Context, now time.Time) error {
	w := h.watch
	if w != nil && w.Alive != nil {
		w.Alive()
	}
	if w == nil || now.Sub(w.looked) < w.Pause || !h.dueBy(now) && now.Sub(w.looked) < lookEvery {
		return nil
	}
	planted, err := h.memory.Replant(context.WithoutCancel(ctx), h.run)
	if err != nil {
		return err
	}
	w.looked, w.next, w.due = now, planted.Next, w.due+planted.Due
	h.soonest.Store(0)
	h.report.fell(planted.Due)
	h.schedule.merge(planted.Clocks)
	return nil
}

// dueBy reports whether something is due by now.
func (h *Harvest) dueBy(now time.Time) bool {
	next := h.nextDue()
	return !next.IsZero() && !next.After(now)
}

// nextDue is when the next thing is due that does not wait in the schedule: as the
// memory said, or sooner, by what was polled since.
func (h *Harvest) nextDue() time.Time {
	next := h.watch.next
	if n := h.soonest.Load(); n != 0 && (next.IsZero() || time.Unix(0, n).Before(next)) {
		next = time.Unix(0, n)
	}
	return next
}

// polledUntil remembers that a feed that was just polled is due again.
func (h *Harvest) polledUntil(at time.Time) {
	for n := at.UnixNano(); h.watch != nil; {
		old := h.soonest.Load()
		if old != 0 && old <= n || h.soonest.CompareAndSwap(old, n) {
			return
		}
	}
}

// settledCycle ends a cycle in which something was done, and reports whether the
// harvest waits for the next.
func (h *Harvest) settledCycle() bool {
	w := h.watch
	if w == nil {
		return false
	}
	if w.working {
		h.report.cycled()
		if w.Cycle != nil {
			w.Cycle(Cycle{Due: w.due, Next: h.nextDue()})
		}
		w.working, w.due = false, 0
	}
	return true
}

// untilDue cuts a time to sleep so that nothing falls due in it.
func (h *Harvest) untilDue(wait time.Duration) time.Duration {
	w := h.watch
	if w == nil {
		return wait
	}
	at := w.looked.Add(lookEvery)
	if next := h.nextDue(); !next.IsZero() && next.Before(at) {
		at = latest(next, w.looked.Add(w.Pause))
	}
	return max(min(wait, time.Until(at), nap), 0)
}

// moved reports whether the clock of the machine was set, or the machine was
// suspended, since a time that Now gave: then the run ends, and the next one looks
// at everything anew.
func (h *Harvest) moved(since, now time.Time) bool {
	if h.watch == nil {
		return false
	}
	by := now.Round(0).Sub(since.Round(0)) - now.Sub(since) // by the clock, less what passed
	if by.Abs() < clockMoved {
		return false
	}
	h.log().Info("the clock was set, or the machine slept", "by", by.Round(time.Second).String())
	return true
}
