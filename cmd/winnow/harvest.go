package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"winnow/config"
	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/store"
)

// attachment hangs something on a harvest before it begins: it may change the
// options and stand before the memory.
type attachment func(h *prepared)

// prepared is a harvest that is about to begin.
type prepared struct {
	options  crawler.Options
	memory   crawler.Memory
	database string                   // its path
	began    []func(*crawler.Harvest) // called once it is made, before it runs
}

// harvest runs the crawler over the database of the configuration.
func (c *console) harvest(ctx context.Context, settings *config.Config, f runFlags, attached ...attachment) (*crawler.Report, error) {
	if len(f.from) > 0 {
		return c.harvestFrom(ctx, settings, f)
	}
	db, err := openToHarvest(ctx, settings)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	log := c.logger(f.quiet, f.verbose)
	warn(log, settings)
	shown := c.progress(f.quiet || f.json, log)
	report, err := c.harvestOver(ctx, db, settings, f, log, append(attached, func(h *prepared) { h.options.Progress = both(h.options.Progress, shown.update) })...)
	shown.done()
	if err == nil && ctx.Err() == nil {
		err = errors.Join(c.eraseQuickly(ctx, db), keepIndex(ctx, db))
	}
	if err == nil && ctx.Err() == nil && f.tells {
		err = c.tellChanges(ctx, db, settings)
	}
	return report, errors.Join(err, db.Displaced())
}

// both calls one after the other; the first may be nil.
func both(first, second func(crawler.Progress)) func(crawler.Progress) {
	if first == nil {
		return second
	}
	return func(p crawler.Progress) { first(p); second(p) }
}

func openToHarvest(ctx context.Context, settings *config.Config) (*store.Store, error) {
	return store.Open(ctx, settings.Store.Path, storeOptions(settings))
}

func storeOptions(settings *config.Config) store.Options {
	return store.Options{Delay: settings.Politeness.Delay, KeepRaw: settings.Store.Keep == config.KeepRaw, Version: version,
		Litestream: settings.Store.Litestream}
}

// harvestOver runs the crawler once over an open database.
func (c *console) harvestOver(ctx context.Context, db *store.Store, settings *config.Config, f runFlags, log *slog.Logger, attached ...attachment) (report *crawler.Report, err error) {
	if err := db.UseRules(ctx, settings.Store.Rules.Rules()); err != nil {
		return nil, err
	}
	gone, err := c.expire(ctx, db, settings)
	if err != nil {
		return nil, err
	}
	if n := len(gone.Articles); n > 0 {
		log.Info("forgot what its source retains no longer", "articles", n)
	}
	run := frontier.Run{
		ID: runID(time.Now()), Version: version, Config: settings.Hash(), Args: os.Args[1:], Started: time.Now(),
	}
	fetching := settings.Fetcher()
	if settings.Store.Keep == config.KeepWARC {
		rec, failed := newRecorder(settings, db, run.ID)
		if failed != nil {
			return nil, failed
		}
		defer func() { err = errors.Join(err, rec.writer.Close()) }()
		fetching.Record = rec.keep
	}
	fetcher, err := fetch.New(fetching)
	if err != nil {
		return nil, err
	}
	defer fetcher.Close()
	o, err := f.options(settings)
	if err != nil {
		return nil, err
	}
	o.Log = log
	h := prepared{options: o, memory: db, database: db.Path()}
	if f.verbose {
		h.memory = narrated{db, log}
	}
	for _, hang := range attached {
		hang(&h)
	}
	harvest := crawler.New(h.memory, fetcher, run, h.options)
	for _, tell := range h.began {
		tell(harvest)
	}
	return harvest.Run(ctx)
}

// options makes the options of a harvest of the configuration and the flags.
func (f *runFlags) options(settings *config.Config) (crawler.Options, error) {
	o := settings.Harvest()
	o.Revisit = f.revisit
	o.All, o.Only, o.MaxTime, o.MaxPages = f.all, f.sources, f.maxTime, f.maxPages
	o.KeepBodies = settings.Store.Keep == config.KeepRaw
	o.ArchivePages, o.Requisites, o.RequisiteBytes = f.archive, f.requisites, f.requisiteBytes
	o.Jitter = max(f.jitter, 0)
	if f.maxBytes != "" {
		var err error
		if o.MaxBytes, err = config.ParseSize(f.maxBytes); err != nil {
			return o, usagef("for example 500MB", "--max-bytes: %v", err)
		}
	}
	return o, nil
}
