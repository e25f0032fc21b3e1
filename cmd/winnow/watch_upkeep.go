package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"winnow/config"
	"winnow/crawler"
	"winnow/store"
)

// housekeeping looks after what has to be done beside the harvest, until the
// function that it gives is called.
func (w *watch) housekeeping() (stop func()) {
	ctx, cancel := context.WithCancel(w.until)
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(watchTick)
		defer tick.Stop()
		hangups, quiet := hangups()
		defer quiet()
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangups:
				w.follow(true)
			case <-tick.C:
				w.follow(false)
			}
			w.lookAtFile()
			if w.meter.still() < stuckAfter {
				w.service.alive()
			}
			w.refresh()
		}
	})
	return func() { cancel(); done.Wait() }
}

// follow puts a changed configuration into force.
func (w *watch) follow(asked bool) {
	settings, err := w.file.look(asked)
	if settings != nil || err != nil || w.file.right {
		w.dirty.Store(true)
	}
	w.meter.configured(w.file.good())
	switch {
	case err != nil:
		_, hint := classify(err)
		if errors.Is(err, fs.ErrNotExist) {
			hint = "put it back, or end the watch"
		}
		w.log.Error("the configuration cannot be used; the settings before stay in force", "error", err, "hint", hint)
	case w.file.mended():
		w.log.Info("the configuration is in order again")
	}
	if settings == nil {
		return
	}
	w.log.Info("the configuration has changed", "sources", len(settings.Sources))
	warn(w.log, settings)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = settings
	w.restart()
}

// lookAtFile begins a new run when the database was taken away or replaced, which
// no write would notice; it opens, or makes, the file that is then there.
func (w *watch) lookAtFile() {
	db := w.db.Load()
	if db == nil {
		return
	}
	err := db.Displaced()
	if err == nil || !w.db.CompareAndSwap(db, nil) {
		return
	}
	_, hint := classify(err)
	w.log.Error("the watch goes on with the file that is there now", "error", err, "hint", hint)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.restart()
}

// refresh writes the files of the watch, when there is something new to tell.
func (w *watch) refresh() {
	h := w.harvest.Load()
	if h == nil || !w.dirty.Swap(false) {
		return
	}
	if err := w.save(h.Report()); err != nil {
		w.log.Error("not written", "error", err)
	}
}

// save writes the report and the metrics to their files.
func (w *watch) save(report *crawler.Report) error {
	var err error
	if report != nil && w.f.report != "" {
		err = w.c.toFile(w.f.report, func(out io.Writer) error { return indented(out, report) })
	}
	return errors.Join(err, w.meter.save())
}

// review tells what has changed in how the sources are doing. While the network is
// down there is nothing to tell of them.
func (w *watch) review(ctx context.Context, db *store.Store, settings *config.Config) error {
	if w.lost.Load() {
		return nil
	}
	w.reviewed = time.Now()
	return w.c.tellChanges(ctx, db, settings)
}

// giveBack gives memory back to the system when there is nothing to do for a while,
// as most of the life of a watch, and in between now and then.
func (w *watch) giveBack(next time.Time) {
	rests := time.Until(next) >= longRest && time.Since(w.freed) >= longRest
	if !rests && time.Since(w.freed) < freeEvery {
		return
	}
	if w.freed.IsZero() && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(watchGC) // the first harvest is over
	}
	w.freed = time.Now()
	debug.FreeOSMemory()
}
