package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"winnow/config"
	"winnow/store"
)

const (
	// fewFiles and someFiles are limits of open files: each worker has a connection,
	// each reader of the database three files.
	fewFiles, someFiles = 128, 512
	// noRoom is too little for a run, littleRoom for years of them.
	noRoom, littleRoom = 100 << 20, 1 << 30
	// fewNodes is too few files that the disk can still hold.
	fewNodes = 1000
	// longLog is a write-ahead log that somebody keeps from being taken over.
	longLog = 256 << 20
)

// examineSystem looks at what the system allows.
func examineSystem(_ context.Context, p *patient) {
	p.find(isNote, "system", "", "", "winnow %s, SQLite %s, %s on %s/%s", version, store.SQLiteVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if n, known := openFiles(); known && n < someFiles {
		s := isWarning
		if n < fewFiles {
			s = isError
		}
		p.find(s, "system", "", "raise it: ulimit -n 4096, or LimitNOFILE= of the systemd unit", "only %d files may be open at a time", n)
	}
	if err := mayWrite(os.TempDir()); err != nil {
		p.find(isError, "system", os.TempDir(), "set TMPDIR to a folder that may be written to", "no temporary file can be made, which SQLite needs: %v", err)
	}
}

// examineConfiguration reads crawl.yaml as a run does.
func examineConfiguration(_ context.Context, p *patient) {
	name := firstOf(p.flags.configuration(), configFile)
	settings, err := config.Load(name)
	var bad *config.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.find(isError, "configuration", name, "winnow init --contact mailto:you@example.org writes one", "there is no configuration")
	case errors.As(err, &bad):
		for _, i := range bad.Issues {
			hint := firstOf(i.Hint, "crawl.yaml explains every key: winnow init writes it")
			i.Hint = ""
			p.find(isError, "configuration", "", hint, "%s", i.String())
		}
	case err != nil:
		p.find(isError, "configuration", name, "see who may read it", "%v", err)
	default:
		p.settings = settings
		examineSettings(p, name)
	}
	path, err := p.flags.file()
	if err != nil {
		path = config.Default().Store.Path
	}
	if p.path, err = filepath.Abs(path); err != nil {
		p.path = path
	}
}

// examineSettings looks for settings that are valid and yet no good.
func examineSettings(p *patient, name string) {
	c := p.settings
	if len(c.Sources) == 0 {
		p.find(isError, "configuration", name, "winnow discover SITE --add, or winnow opml import FILE", "it lists no source")
	}
	if c.Politeness.Robots == config.RobotsIgnore {
		p.find(isWarning, "configuration", name, "politeness.robots: obey, unless all sites are your own", "robots.txt is ignored")
	}
	for _, rule := range c.Store.Rules.Skipped() {
		p.find(isWarning, "configuration", c.Store.Rules.File, "mend the rule, or take it out", "%v", rule)
	}
	if u, err := url.Parse(c.Identity.Contact); err == nil && u.Scheme != "mailto" && u.Host == "" {
		p.find(isWarning, "configuration", name, "identity.contact: mailto:you@example.org", "the contact %s reaches nobody", c.Identity.Contact)
	}
	for _, s := range c.Sources {
		if len(s.Addresses()) == 0 {
			p.find(isWarning, "configuration", s.ID, "give it feeds:, sitemaps: or start:", "the source has nothing that could be asked for")
		}
	}
	if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o022 != 0 && runtime.GOOS != "windows" {
		s := isNote
		if len(c.Notify.Command) > 0 {
			s = isWarning // whoever may write it may run programs
		}
		p.find(s, "configuration", name, "chmod go-w "+name, "others may change it (mode %s)", info.Mode().Perm())
	}
	if len(c.Notify.Command) > 0 {
		if _, err := exec.LookPath(c.Notify.Command[0]); err != nil {
			p.find(isError, "hook", c.Notify.Command[0], "give the whole path of the program: cron and systemd have another PATH", "the command of notify: cannot be run: %v", err)
		}
	}
}

// examineDisk looks at the folder of the database and what it stands on.
func examineDisk(_ context.Context, p *patient) {
	folder := filepath.Dir(p.path)
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		p.find(isError, "disk", folder, "mkdir -p "+folder, "the folder of the database cannot be seen: %v", cause(err))
		return
	case !info.IsDir():
		p.find(isError, "disk", folder, "give another path: store.path in crawl.yaml", "is no folder")
		return
	}
	if err := mayWrite(folder); err != nil {
		p.find(isError, "disk", folder, "see who owns it, and whether it is mounted read-only", "the folder of the database may not be written to: %v", err)
	}
	if d, known := diskOf(folder); known {
		examineRoom(p, folder, d)
	}
	if log, err := os.Stat(p.path + "-wal"); err == nil && log.Size() > longLog {
		p.find(isWarning, "disk", p.path+"-wal", "close what reads the database for hours, then winnow run, or winnow db vacuum", "the write-ahead log has %s: a reader keeps it from being taken over", size(log.Size()))
	}
	if old, _ := filepath.Glob(p.path + ".v[0-9]*"); len(old) > 0 {
		p.find(isNote, "disk", old[0], "take it away once you trust the new one", "copies from before a migration take room (%s)", count(len(old), "file", "files"))
	}
}

// disk is what a folder stands on.
type disk struct {
	free  int64 // bytes
	nodes int64 // files that can still be made; -1 is unknown
	kind  string
	bad   string // why SQLite should not stand there; empty when it may
}

func examineRoom(p *patient, folder string, d disk) {
	var taken int64
	if info, err := os.Stat(p.path); err == nil {
		taken = info.Size()
	}
	switch {
	case d.free < noRoom:
		p.find(isError, "disk", folder, "make room, or move the database: store.path", "only %s are free", size(d.free))
	case d.free < littleRoom:
		p.find(isWarning, "disk", folder, "make room", "only %s are free", size(d.free))
	case d.free < taken:
		p.find(isWarning, "disk", folder, "make room: a migration, winnow db vacuum and winnow db backup write it anew", "%s are free, which a copy of the database (%s) needs", size(d.free), size(taken))
	}
	if d.nodes >= 0 && d.nodes < fewNodes {
		p.find(isError, "disk", folder, "take files away", "the disk can hold only %d more files", d.nodes)
	}
	if d.bad != "" {
		p.find(isError, "disk", folder, "put the database on a disk of this machine: store.path; winnow db backup copies it elsewhere", "the file system is %s: %s", d.kind, d.bad)
	}
}

// examineClock looks for a clock that is wrong, or was.
func examineClock(ctx context.Context, p *patient) {
	if p.now.Before(oldest) {
		p.find(isError, "clock", "", "set it: timedatectl set-ntp true", "the clock says %s", p.now.Format(time.RFC3339))
	}
	if p.db == nil {
		return
	}
	runs, err := p.db.Runs(ctx, recentRuns)
	if err != nil || len(runs) == 0 {
		return
	}
	if ahead := runs[0].Started.Sub(p.now); ahead > time.Minute {
		p.find(isError, "clock", "", "set the clock; what waits for that day is mended by the next run", "the last run began in the future, at %s: the clock is wrong now, or was then", clockTime(runs[0].Started))
	}
	for i := range len(runs) - 1 {
		if back := runs[i+1].Started.Sub(runs[i].Started); back > time.Minute {
			p.find(isWarning, "clock", "run "+runs[i].ID, "keep the clock in step: timedatectl set-ntp true", "the clock jumped back by %s before this run", back.Round(time.Second))
			return
		}
	}
}

// oldest is before any winnow that has a doctor.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// recentRuns is how many runs are looked at.
const recentRuns = 200
