package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"time"

	"winnow/store"
)

const (
	// quickSize is how large a database is read as a whole by doctor: a few seconds.
	quickSize = 2 << 30
	// longRun is how long a run that is no watch may take before it is asked after.
	longRun = 24 * time.Hour
	// muchBacklog is how many articles may wait for the index of search.
	muchBacklog = 1000
	// manyKilled of the last runs that have no end are no chance.
	manyKilled = 3
)

// examineDatabase looks at the database file and what it holds.
func examineDatabase(ctx context.Context, p *patient) {
	info, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		p.find(isNote, "database", p.path, "winnow run makes it", "there is none yet")
		return
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		p.find(isNote, "database", p.path, "chmod 600 "+p.path+", if what you read is nobody else's business", "others of this machine may read it (mode %s)", info.Mode().Perm())
	}
	held := examineLock(p)
	db, err := store.OpenReadOnly(ctx, p.path, store.Options{})
	if err != nil {
		s := isError
		if errors.Is(err, store.ErrOlder) || errors.Is(err, store.ErrEmpty) {
			s = isNote
		}
		_, hint := classify(err)
		p.find(s, "database", p.path, hint, "%v", err)
		return
	}
	p.db = db
	if info != nil && info.Size() > quickSize {
		p.find(isNote, "database", p.path, "winnow db check", "it is not read as a whole here (%s)", size(info.Size()))
	} else if faults, err := db.Check(ctx, true); err != nil {
		_, hint := classify(err)
		p.find(isError, "database", p.path, firstOf(hint, "winnow db check"), "%v", err)
	} else if len(faults) > 0 {
		p.find(isError, "database", p.path, "keep a copy of the file, then take up the last backup; winnow db check lists all", "%s: %s", count(len(faults), "fault", "faults"), faults[0].What)
	}
	examineRuns(ctx, p, held)
	examineIndex(ctx, p)
}

// examineLock tells who writes to the database, and whether the last who did was
// killed.
func examineLock(p *patient) (held bool) {
	h, held, err := store.Holder(p.path)
	switch {
	case err != nil:
		p.find(isError, "database", p.path+".lock", "see who owns it", "the lock cannot be looked at: %v", cause(err))
	case held && h.PID > 0 && p.now.Sub(h.Started) > longRun:
		p.find(isWarning, "database", p.path, "a watch is meant to; otherwise end the process, and give runs --max-time", "process %d on %s holds it since %s", h.PID, h.Host, clockTime(h.Started))
	case held:
		p.find(isNote, "database", p.path, "", "process %d writes to it since %s", h.PID, clockTime(h.Started))
	case h.PID > 0:
		p.find(isNote, "database", p.path+".lock", "nothing has to be done: the next run takes up what it left", "process %d, which held it since %s, was killed", h.PID, clockTime(h.Started))
	}
	return held
}

// examineRuns looks at how the last runs ended.
func examineRuns(ctx context.Context, p *patient, held bool) {
	runs, err := p.db.Runs(ctx, 24)
	if err != nil || len(runs) == 0 {
		return
	}
	killed := 0
	for i, r := range runs {
		if r.Ended.IsZero() && !(held && i == 0) {
			killed++
		}
	}
	if killed >= manyKilled {
		p.find(isWarning, "database", p.path, "see whether memory or time run out: journalctl, dmesg; give runs --max-time below what kills them", "%d of the last %d runs were killed before their end", killed, len(runs))
	}
	if idle := p.now.Sub(runs[0].Started); idle > 48*time.Hour {
		p.find(isWarning, "database", p.path, "see whether cron or the timer calls winnow run, and what it mails", "the last run began %s ago", span(idle))
	}
}

// examineIndex looks whether the index of search follows.
func examineIndex(ctx context.Context, p *patient) {
	indexed, err := p.db.Indexed(ctx)
	if err != nil || !indexed {
		return
	}
	if n, err := p.db.Unindexed(ctx); err == nil && n > muchBacklog {
		remedy := "winnow search brings it up to date, and so does the next run"
		if !store.HasSearch {
			remedy = "build winnow with -tags sqlite_fts5"
		}
		p.find(isWarning, "database", p.path, remedy, "%d articles wait for the index of search", n)
	}
}

// examineSources tells what the last runs found to be the matter with the sources.
func examineSources(ctx context.Context, p *patient) {
	if p.db == nil {
		return
	}
	st, err := p.db.Status(ctx)
	if err != nil {
		_, hint := classify(err)
		p.find(isError, "database", p.path, hint, "%v", err)
		return
	}
	for _, s := range st.Sources {
		if !s.Configured {
			continue
		}
		for _, cond := range s.Conditions {
			p.find(isWarning, "sources", s.Source, remedyOf(cond.Kind, cond.Detail), "%s", conditionWords(cond))
		}
		if !s.ParkedUntil.IsZero() && s.ParkedUntil.After(p.now) {
			p.find(isNote, "sources", s.Source, "nothing has to be done: it is asked again then", "its host %s rests until %s", s.ParkedHost, clockTime(s.ParkedUntil))
		}
	}
}

// conditionWords is a condition in a few words.
func conditionWords(cond store.Condition) string {
	since := " since " + clockTime(cond.Since) + ": "
	switch cond.Kind {
	case store.KindFailing:
		return "fails" + since + cond.Detail
	case store.KindWall:
		return "meets a wall against machines" + since + cond.Detail
	case store.KindSilent:
		return "is silent: " + cond.Detail
	case store.KindMoved:
		return cond.Subject + " has moved to " + cond.Detail
	case store.KindGone:
		return "a feed is gone" + since + cond.Detail
	}
	return cond.Detail
}
