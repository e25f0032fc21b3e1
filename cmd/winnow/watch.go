package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/frontier"
	"winnow/store"
)

const watchHelp = `--watch goes on harvesting, each source on its own schedule, until SIGTERM or SIGINT
tells it to stop; then it finishes or gives back what is under way and ends with 0.
It holds the database all that time: another run beside it ends with 75. Polls that
would coincide are spread. crawl.yaml is read again when it changes, or on SIGHUP;
one with mistakes is told once, and the settings before it stay in force until it
is mended. A full disk or a network that is down is told once and waited out. A
watch begins a new run every hour, which is when retain and a new archive file come
in; --report is rewritten as it goes, and tells of the run that goes on. Under
systemd it says when it is ready, how it is doing, and that it lives.`

const (
	// runTime is how long one run of a watch lasts: the hour of cron.
	runTime = time.Hour
	// watchTick is how often a watch looks after its configuration, and writes its
	// files when there is something new to tell.
	watchTick = 500 * time.Millisecond
	// leastRetry and mostRetry bound how long a watch waits after what may pass, such
	// as a full disk; the wait doubles.
	leastRetry, mostRetry = 5 * time.Second, 5 * time.Minute
	// hostJitter and mostJitter are how far the first requests of a watch are spread.
	hostJitter, mostJitter = 50 * time.Millisecond, time.Minute
	// reviewEvery is how often it is looked at most how the sources are doing.
	reviewEvery = 30 * time.Second
	// longRest is a time without anything to do after which memory is given back.
	longRest = 30 * time.Second
	// freeEvery is how long memory is kept at most where there is always something to
	// do: collecting takes some milliseconds.
	freeEvery = time.Minute
	// watchGC is how much garbage a watch lets gather after its first harvest, in percent
	// of what is in use: speed matters less from then on than memory that stays the same.
	watchGC = 100
	// mostPause is how long a watch collects at most what falls due, to ask for it
	// together.
	mostPause = time.Second
)

// errWatchEnded says that a watch was told to stop, and has.
var errWatchEnded = errors.New("the watch has ended")

// checkWatch refuses flags that make no sense with --watch, or only with it.
func (f *runFlags) checkWatch(cmd *cobra.Command) error {
	if !f.watch {
		if f.cycles != 0 {
			return usagef("add --watch", "--cycles needs --watch")
		}
		return nil
	}
	if err := alone(cmd, "watch", "from", "dry-run", "json", "max-pages", "max-bytes"); err != nil {
		return err
	}
	if f.report == "-" || f.metricsFile == "-" {
		return usagef("give it the name of a file", "a watch rewrites its report and metrics: that needs a file")
	}
	return natural("cycles", f.cycles)
}

// watch is a harvest that goes on.
type watch struct {
	c        *console
	f        runFlags
	log      *slog.Logger
	settings *config.Config
	file     *follower
	meter    *meter
	service  *service
	trouble  patienceWith // only the goroutine of the harvest uses it

	harvest  atomic.Pointer[crawler.Harvest] // that goes on
	db       atomic.Pointer[store.Store]     // that is open
	dirty    atomic.Bool                     // there is something new since the files were written
	reviewed time.Time                       // when it was last looked how the sources are doing
	lost     atomic.Bool                     // no host answers
	freed    time.Time                       // when memory was last given back
	cycles   int
	until    context.Context // ends the watch in peace, once it has done what it was asked
	end      context.CancelFunc

	mu      sync.Mutex
	next    *config.Config // settings that are to come into force
	restart context.CancelFunc
}

// watch harvests until it is told to stop, by a signal, --cycles or --max-time.
func (c *console) watch(ctx context.Context, settings *config.Config, f runFlags) error {
	tooMany, err := failOn(f.failOn)
	if err != nil {
		return err
	}
	m, err := c.meter(&f)
	if err != nil {
		return err
	}
	defer m.close()
	w := &watch{c: c, f: f, log: c.logger(f.quiet, f.verbose), settings: settings, meter: m, service: newService(), restart: func() {}}
	defer w.service.close()
	w.trouble.log = w.log
	c.changes = c.logger(false, f.verbose) // which -q does not silence
	w.file = newFollower(f, settings)
	w.until, w.end = context.WithCancel(ctx)
	defer w.end()
	if f.maxTime > 0 {
		defer time.AfterFunc(f.maxTime, w.end).Stop()
	}
	warn(w.log, settings)
	report, err := w.runs(ctx)
	w.service.say("STOPPING=1")
	err = errors.Join(err, w.save(report), m.ended(report, err))
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		w.log.Info("told to stop", "cycles", w.cycles)
		return errWatchEnded
	}
	down := downs(report, tooMany)
	if f.quiet {
		down = hushed(down)
	}
	return down
}

// runs makes run after run, with the settings that are then in force.
func (w *watch) runs(ctx context.Context) (report *crawler.Report, err error) {
	db, err := openToHarvest(ctx, w.settings)
	if err != nil {
		return nil, err
	}
	defer func() { closeStore(db) }()
	stop := w.housekeeping()
	defer stop()
	w.service.say("READY=1")
	w.log.Info("watching", "sources", len(w.settings.Sources), "pid", pid())
	for {
		if db, err = w.reopened(ctx, db); err == nil {
			report, err = w.run(ctx, db)
		}
		switch {
		case ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)):
			return report, nil
		case err == nil:
			w.well()
			if w.until.Err() != nil {
				return report, nil
			}
			w.f.all, w.f.revisit = false, false // that was asked for once
		case !passing(err):
			return report, err
		default:
			w.meter.troubled(err.Error())
			w.trouble.wait(w.until, err)
			if ctx.Err() != nil {
				return report, nil // it was told what the matter is
			}
			if w.until.Err() != nil {
				return report, err
			}
		}
	}
}

// run is one run of the watch: an hour, or until the settings change.
func (w *watch) run(ctx context.Context, db *store.Store) (*crawler.Report, error) {
	settings, until, stop := w.begin()
	defer stop()
	report, err := w.c.harvestOver(ctx, db, settings, w.f, w.log, w.meter.attach, w.attach(ctx, db, settings, until))
	w.harvest.Store(nil)
	if err == nil && ctx.Err() == nil {
		err = errors.Join(w.c.eraseQuickly(ctx, db), keepIndex(ctx, db), w.review(ctx, db, settings))
	}
	return report, errors.Join(err, w.save(report))
}

// begin takes the settings that are to come into force, and gives the context that
// ends the run in peace.
func (w *watch) begin() (*config.Config, context.Context, context.CancelFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next != nil {
		w.settings, w.next = w.next, nil
	}
	until, stop := context.WithTimeout(w.until, runTime)
	w.restart = stop
	return w.settings, until, stop
}

// attach makes a harvest one of the watch.
func (w *watch) attach(ctx context.Context, db *store.Store, settings *config.Config, until context.Context) attachment {
	return func(h *prepared) {
		o := &h.options
		if w.f.jitter < 0 && w.cycles == 0 {
			o.Jitter = min(mostJitter, time.Duration(hostsOf(o.Seeds))*hostJitter)
		}
		o.Watch = &crawler.Watch{Pause: pauseOf(o.Sources), Until: until, Alive: w.meter.beats, Lost: w.network, Cycle: func(cycle crawler.Cycle) { w.cycled(ctx, db, settings, cycle) }}
		o.MaxTime = 0 // it is the watch's
		o.Progress = both(o.Progress, func(crawler.Progress) { w.dirty.Store(true) })
		h.began = append(h.began, func(harvest *crawler.Harvest) { w.harvest.Store(harvest) })
	}
}

// pauseOf is how long what falls due is collected: no longer than a tenth of the
// time after which the most frequent source may be asked again.
func pauseOf(sources []crawler.Source) time.Duration {
	pause := mostPause
	for _, s := range sources {
		pause = min(pause, s.PollMin/10)
	}
	return pause
}

// hostsOf counts the hosts of seeds.
func hostsOf(seeds []frontier.Lead) int {
	hosts := map[string]bool{}
	for _, s := range seeds {
		if u, err := url.Parse(s.URL); err == nil {
			hosts[u.Hostname()] = true
		}
	}
	return len(hosts)
}

// cycled follows up a cycle: all that was due is done.
func (w *watch) cycled(ctx context.Context, db *store.Store, settings *config.Config, cycle crawler.Cycle) {
	w.cycles++
	w.well()
	report := w.harvest.Load().Report()
	w.meter.cycled(cycle, report)
	w.log.Debug("cycle", "number", w.cycles, "due", cycle.Due, "next", cycle.Next)
	if err := keepIndex(ctx, db); err != nil && ctx.Err() == nil {
		w.log.Error("the index of search is not up to date", "error", err)
	}
	if time.Since(w.reviewed) >= reviewEvery {
		if err := w.review(ctx, db, settings); err != nil && ctx.Err() == nil {
			w.log.Error("how the sources are doing cannot be told", "error", err)
		}
	}
	w.service.say("STATUS=" + statusLine(report, cycle))
	w.dirty.Store(true)
	w.giveBack(cycle.Next)
	if w.f.cycles > 0 && w.cycles >= w.f.cycles {
		w.end()
	}
}

// well notes that what kept the watch waiting is over.
func (w *watch) well() {
	w.trouble.over()
	w.meter.troubled("")
}

// network tells that no host answers any more, and that they do again.
func (w *watch) network(down bool) {
	w.lost.Store(down)
	w.meter.network(!down)
	if down {
		w.log.Error("no host answers: is the network reachable? The watch asks now and then whether it is back")
		w.service.say("STATUS=no host answers")
		return
	}
	w.log.Info("hosts answer again")
}

// statusLine is how a watch is doing, in one line.
func statusLine(r *crawler.Report, cycle crawler.Cycle) string {
	down, asked := r.Down()
	next := "nothing is due"
	if !cycle.Next.IsZero() {
		next = "next at " + cycle.Next.Format(time.TimeOnly)
	}
	return fmt.Sprintf("%s; this run: %d asked, %d failed, %s", next, asked, len(down), count(r.Total.New+r.Total.Copies, "new article", "new articles"))
}

// reopened is the database by the settings that are to come into force.
func (w *watch) reopened(ctx context.Context, db *store.Store) (*store.Store, error) {
	w.mu.Lock()
	next := w.next
	w.mu.Unlock()
	if db != nil && db.Displaced() == nil && (next == nil || sameStore(next, w.settings)) {
		w.db.Store(db)
		return db, nil
	}
	w.db.Store(nil)
	closeStore(db)
	settings := w.settings
	if next != nil {
		settings = next
	}
	db, err := openToHarvest(ctx, settings)
	w.db.Store(db)
	return db, err
}

// sameStore reports whether two settings open a database in the same way.
func sameStore(a, b *config.Config) bool {
	return a.Store.Path == b.Store.Path && a.Store.Keep == b.Store.Keep && a.Politeness.Delay == b.Politeness.Delay
}

func closeStore(db *store.Store) {
	if db != nil {
		db.Close()
	}
}
