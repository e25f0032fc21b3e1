package work

import (
	"runtime"
	"syscall"
	"time"
)

// Result is what one work took in one round.
type Result struct {
	Pages    int           `json:"pages"`    // pairs for the frontier
	Articles int           `json:"articles"` // stored
	CPU      time.Duration `json:"cpu_ns"`   // user and system
	Wall     time.Duration `json:"wall_ns"`
	Alloc    uint64        `json:"alloc"`    // bytes
	Peak     int64         `json:"peak"`     // bytes of memory at most
	Queued   time.Duration `json:"queue_ns"` // frontier: CPU it took to fill
}

// Meter measures this process from one moment to another.
type Meter struct {
	cpu   time.Duration
	start time.Time
	alloc uint64
}

// Start starts a meter.
func Start() Meter {
	runtime.GC() // what was made ready is no part of what is measured
	return Meter{cpu: used().cpu, start: time.Now(), alloc: allocated()}
}

// Stop gives what was used since the meter was started, for so many pages.
func (m Meter) Stop(pages int) *Result {
	now := used()
	return &Result{
		Pages: pages, CPU: now.cpu - m.cpu, Wall: time.Since(m.start), Alloc: allocated() - m.alloc, Peak: now.peak,
	}
}

type usage struct {
	cpu  time.Duration
	peak int64
}

func used() usage {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it fails for wrong arguments only
	}
	return usage{time.Duration(u.Utime.Nano() + u.Stime.Nano()), u.Maxrss << 10}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// CPUPerPage is in milliseconds.
func (r *Result) CPUPerPage() float64 { return r.CPU.Seconds() * 1000 / float64(r.Pages) }

// AllocPerPage is in MB.
func (r *Result) AllocPerPage() float64 { return float64(r.Alloc) / float64(r.Pages) / 1e6 }

// PerSecond is pages a second by the clock on the wall.
func (r *Result) PerSecond() float64 { return float64(r.Pages) / r.Wall.Seconds() }

// PeakMB is in MB.
func (r *Result) PeakMB() float64 { return float64(r.Peak) / 1e6 }
