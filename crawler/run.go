// Package crawler is the harvest: it reads feeds, sitemaps and start pages,
// fetches the pages they name as politely as they ask for, has them extracted,
// and hands what came of each to its memory.
//
// Run is the whole flow. What it needs to remember between runs is the
// interface Memory; how it speaks to the web is crawler/fetch.
package crawler

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

const (
	// drainTime is how long pages under way may take once a run is told to stop.
	drainTime = 3 * time.Second
	// readAhead is how many leads of a host are claimed at once.
	readAhead = 8
	// claimHosts is how many hosts are served by one claim.
	claimHosts = 128
)

// Harvest is one run over the sources of a configuration.
type Harvest struct {
	o          Options
	run        frontier.Run
	memory     Memory
	fetcher    asker
	sources    map[string]*Source
	robots     *robotsCache
	schedule   *schedule
	report     *Report
	outcomes   chan frontier.Outcome
	pending    atomic.Int64  // jobs handed out whose outcome is not yet written
	pages      atomic.Int64  // pages handed out
	archives   archives      // the older parts of feeds that were read
	received   atomic.Int64  // bytes, as sent
	extracting chan struct{} // one slot a processor: extraction is all CPU
	halt       context.CancelCauseFunc
	unkept     atomic.Pointer[error] // why answers cannot be kept; nil while they can
	offline    *offline              // the archive that is read instead of the network; nil when none is
	offered    *offered              // links that were met
	ledgers    *ledgers              // what their pages cost and yield
	watch      *watching             // how far its watch is; nil when it ends once nothing is due
	soonest    atomic.Int64          // when a feed that was polled since the last look is due again, ns since 1970; 0 is none
}

// asker answers requests: *fetch.Fetcher, or an archive.
type asker interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// New prepares a harvest. It asks for nothing and writes nothing.
func New(memory Memory, fetcher *fetch.Fetcher, run frontier.Run, o Options) *Harvest {
	h := &Harvest{
		o: o, run: run, memory: memory, fetcher: fetcher,
		sources:    make(map[string]*Source, len(o.Sources)),
		report:     newReport(run, o.Sources, o.Only),
		outcomes:   make(chan frontier.Outcome, max(o.Workers, 1)),
		extracting: make(chan struct{}, runtime.GOMAXPROCS(0)),
		offered:    newOffered(), ledgers: newLedgers(memory),
	}
	for i := range o.Sources {
		h.sources[o.Sources[i].ID] = &o.Sources[i]
	}
	h.robots = newRobotsCache(memory, fetcher, o.Agent)
	h.schedule = newSchedule(o.PerHost, manners{o.ParkAfter, o.RetryAfterMax, max(h.gapMax(), o.Jitter)}, nil)
	if o.Watch != nil {
		h.watch = newWatching(*o.Watch)
		h.schedule.patience = 0
	}
	return h
}

// Report gives what the run did so far: a copy, at any time.
func (h *Harvest) Report() *Report {
	r := h.report.snapshot()
	r.Queued = h.schedule.waiting()
	return r
}

// Run harvests until nothing is due (with Options.Watch it waits for what falls
// due next), a limit is reached or ctx ends. Whatever
// it returns, everything that was fetched and written is kept, and what was
// not waits for the next run. The error is one of the memory, or one of what
// keeps the answers (fetch.ErrNotKept).
func (h *Harvest) Run(ctx context.Context) (*Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	h.halt = stop
	if err := h.begin(ctx); err != nil {
		return h.report, err
	}
	if h.o.MaxTime > 0 {
		defer time.AfterFunc(h.o.MaxTime, func() { stop(errSpent) }).Stop()
	}
	// Pages under way may finish for a while after ctx has ended.
	under, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(drainTime, abandon) })()

	jobs, written := make(chan job), make(chan error, 1)
	go func() { written <- h.write(stop) }()
	var workers sync.WaitGroup
	for range max(h.o.Workers, 1) {
		workers.Go(func() {
			for j := range jobs {
				h.do(under, j)
			}
		})
	}
	err := h.dispatch(ctx, jobs)
	close(jobs)
	workers.Wait()
	h.release(h.schedule.giveBack(time.Now(), true))
	close(h.outcomes)
	if err = cmp.Or(<-written, err); err != nil {
		return h.report, err // the run stays open in the memory: the next one takes over
	}
	err = h.end(ctx)
	if why := h.unkept.Load(); why != nil {
		err = errors.Join(*why, err)
	}
	return h.report, err
}

// notKept ends the run when an answer could not be kept: those that follow could
// not be either, and would have to be asked for again.
func (h *Harvest) notKept(err error) bool {
	if !errors.Is(err, fetch.ErrNotKept) {
		return false
	}
	if fe := (*fetch.Error)(nil); errors.As(err, &fe) {
		err = fe.Err // it tells the address itself, and is not clipped
	}
	h.unkept.CompareAndSwap(nil, &err)
	h.halt(err)
	return true
}

// errSpent ends a run whose time is up; it is no failure.
var errSpent = errors.New("time is up")

func (h *Harvest) begin(ctx context.Context) error {
	h.run.Revisit, h.run.Ladders = h.o.Revisit, h.o.Ladders()
	due, err := h.memory.Begin(ctx, h.run, h.o.Seeds, h.o.All)
	if err != nil {
		return err
	}
	clocks, err := h.memory.Hosts(ctx)
	stagger(clocks, h.o.Jitter, time.Now())
	h.schedule.merge(clocks)
	h.report.fell(due)
	if h.watch != nil {
		h.watch.due = due
	}
	return err
}

// gapMax is the longest gap that the configuration can make.
func (h *Harvest) gapMax() time.Duration {
	longest := max(h.o.CrawlDelayMax, h.o.Stray.Delay)
	for i := range h.o.Sources {
		longest = max(longest, h.o.Sources[i].Delay)
	}
	return ample(longest)
}

func (h *Harvest) end(ctx context.Context) error {
	clocks, err := h.memory.Hosts(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	for _, c := range clocks {
		h.report.Queued += c.Waiting
	}
	h.report.finish()
	h.run.Ended, h.run.Counts = time.Now(), h.report.counts()
	return h.memory.End(context.WithoutCancel(ctx), h.run)
}

// claimEvery is how many jobs are handed out before hosts that ran out of leads
// are given new ones, while others still have some: a claim is a transaction, and
// for a few hosts it costs as much as for many.
const claimEvery = 64

// dispatch hands out jobs as the clocks of the hosts allow, until nothing is
// left that could start within a minute; a watch waits for more.
func (h *Harvest) dispatch(ctx context.Context, jobs chan<- job) error {
	handed, before := claimEvery, time.Now()
	if h.watch != nil && h.watch.Until != nil {
		defer context.AfterFunc(h.watch.Until, h.schedule.signal)()
	}
	for ctx.Err() == nil && !h.spent() && !h.over() {
		now := time.Now()
		if h.moved(before, now) {
			return nil
		}
		before = now
		if err := h.replant(ctx, now); err != nil {
			return err
		}
		if handed >= claimEvery {
			if err := h.claim(ctx, now); err != nil {
				return err
			}
			handed = 0
		}
		if j, ok := h.schedule.next(now, h.robots.missing(ctx, h.o.IgnoreRobots), h.gap); ok {
			h.pending.Add(1)
			if j.robots == "" && j.lease.Kind == frontier.Page {
				h.pages.Add(1)
			}
			if h.watch != nil {
				h.watch.working = true
			}
			h.report.waited(j)
			jobs <- j
			handed++
			continue
		}
		if handed > 0 { // nothing rests before all were asked what they have
			handed = claimEvery
			continue
		}
		handed = claimEvery
		settled := h.pending.Load() == 0 // read before rest: a commit may bring work
		wait, more := h.schedule.rest(time.Now())
		if settled && !more && !h.settledCycle() {
			return nil
		}
		h.schedule.sleep(ctx, h.untilDue(wait))
	}
	return nil
}

// spent reports whether the run has asked for as many pages, or received as
// many bytes, as it may.
func (h *Harvest) spent() bool {
	return h.o.MaxPages > 0 && h.pages.Load() >= int64(h.o.MaxPages) ||
		h.o.MaxBytes > 0 && h.received.Load() >= h.o.MaxBytes
}

// claim leases leads for the hosts that are ready and have none.
func (h *Harvest) claim(ctx context.Context, now time.Time) error {
	hungry := h.schedule.hungry(now, claimHosts)
	if len(hungry) == 0 {
		return nil
	}
	names := make([]string, len(hungry))
	for i, a := range hungry {
		names[i] = a.host
	}
	got, err := h.memory.Claim(context.WithoutCancel(ctx), names, readAhead, now, h.o.Only)
	if err != nil {
		return err
	}
	h.schedule.fill(hungry, got)
	return nil
}

// do carries out one job and frees its host.
func (h *Harvest) do(ctx context.Context, j job) {
	if j.robots != "" {
		h.askRobots(ctx, j)
		return
	}
	h.report.started(j.lease)
	out := h.visit(ctx, j.lease)
	h.outcomes <- out
	if out.Clock.BlockedUntil.After(time.Now().Add(patience)) {
		h.release(h.schedule.giveBack(time.Now(), false))
	}
}

// release gives claimed leads back untouched.
func (h *Harvest) release(leases []frontier.Lease) {
	h.pending.Add(int64(len(leases)))
	for _, l := range leases {
		h.outcomes <- frontier.Outcome{Lease: l, Verdict: frontier.Released}
	}
}
