package main

import (
	"runtime"
	"syscall"
	"time"
)

// result is what one work took in one round.
type result struct {
	Pages    int           `json:"pages"`
	Articles int           `json:"articles"` // stored
	CPU      time.Duration `json:"cpu_ns"`   // user and system
	Wall     time.Duration `json:"wall_ns"`
	Alloc    uint64        `json:"alloc"`    // bytes
	Peak     int64         `json:"peak"`     // bytes of memory at most
	Queued   time.Duration `json:"queue_ns"` // frontier: CPU it took to fill
}

// meter measures this process from one moment to another.
type meter struct {
	cpu   time.Duration
	start time.Time
	alloc uint64
}

func startMeter() meter {
	runtime.GC() // what was made ready is no part of what is measured
	return meter{cpu: used().cpu, start: time.Now(), alloc: allocated()}
}

// stop gives what was used since the meter was started, for so many pages.
func (m meter) stop(pages int) *result {
	now := used()
	return &result{
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

func (r *result) cpuPerPage() float64 { return r.CPU.Seconds() * 1000 / float64(r.Pages) }
func (r *result) megabytesPerPage() float64 {
	return float64(r.Alloc) / float64(r.Pages) / 1e6
}
func (r *result) perSecond() float64 { return float64(r.Pages) / r.Wall.Seconds() }
func (r *result) peakMB() float64    { return float64(r.Peak) / 1e6 }
