package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"winnow/crawler"
	"winnow/crawler/frontier"
)

// mostSources bounds the values of the label source; what comes later shares one.
const (
	mostSources = 1000
	otherSource = "other"
)

// meter counts what harvests do, for Prometheus: on an address, in a file, or
// both. Labels are sources of the configuration and words of its own, never hosts
// or addresses, so that there is a bounded number of series.
type meter struct {
	on       bool
	file     string
	listener *listener
	own      *prometheus.Registry // what is winnow's
	all      *prometheus.Registry // and of the process
	counters map[string]*prometheus.CounterVec

	requests, articles, failures, received, seconds, waits, cycles, runs *prometheus.CounterVec
	up, answered, asked, failing, queued, next, lastCycle, lastRun       *prometheus.GaugeVec
	lastSeconds, lastOK, configOK, online, database, wal                 *prometheus.GaugeVec

	mu      sync.Mutex
	sources map[string]bool
	waited  float64 // of the run that goes on, as counted
	run     string

	beat   atomic.Int64           // when the harvest last moved, s since 1970
	ailing atomic.Pointer[string] // what keeps the watch waiting
	path   atomic.Pointer[string] // of the database; nil before a harvest
}

// meter makes the meter that the flags ask for.
func (c *console) meter(f *runFlags) (*meter, error) {
	m := &meter{on: f.metrics != "" || f.metricsFile != "", file: f.metricsFile, sources: map[string]bool{}}
	m.beats()
	m.define()
	if m.file != "" {
		if err := writable(m.file); err != nil {
			return nil, err
		}
		if err := m.resume(); err != nil {
			c.logger(f.quiet, f.verbose).Warn("the counters of the metrics file begin anew", "file", m.file, "error", err)
		}
	}
	if f.metrics == "" {
		return m, nil
	}
	var err error
	m.listener, err = m.listen(f.metrics)
	if err == nil {
		c.logger(f.quiet, f.verbose).Info("metrics", "address", "http://"+m.listener.address+"/metrics")
	}
	return m, err
}

// define makes the metrics; docs/operation.md explains each.
func (m *meter) define() {
	m.own, m.all, m.counters = prometheus.NewRegistry(), prometheus.NewRegistry(), map[string]*prometheus.CounterVec{}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.counters[name] = vec
		m.own.MustRegister(vec)
		return vec
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		vec := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
		m.own.MustRegister(vec)
		return vec
	}
	m.requests = counter("winnow_requests_total", "Requests by what was asked for and how it was answered.", "source", "kind", "answer")
	m.seconds = counter("winnow_request_seconds_total", "Time that requests took, by what was asked for.", "kind")
	m.received = counter("winnow_received_bytes_total", "Bytes received, as sent.", "source")
	m.articles = counter("winnow_articles_total", "What became of articles.", "source", "result")
	m.failures = counter("winnow_failures_total", "Attempts that failed, by class of reason.", "source", "class")
	m.waits = counter("winnow_host_wait_seconds_total", "Time that requests waited only because their host has to rest, or is parked.")
	m.cycles = counter("winnow_cycles_total", "Cycles of a watch: all that was due was done.")
	m.runs = counter("winnow_runs_total", "Runs by how they ended.", "result")
	m.up = gauge("winnow_source_up", "1 when the feeds, sitemaps and start pages of a source answered last, one of them at least.", "source")
	m.answered = gauge("winnow_source_last_success_timestamp_seconds", "When a feed, sitemap or start page of a source last answered.", "source")
	m.asked = gauge("winnow_sources_asked", "Sources that were asked in the last run, or in the one that goes on.")
	m.failing = gauge("winnow_sources_failing", "Sources among them all of whose feeds, sitemaps and start pages failed.")
	m.queued = gauge("winnow_queue_addresses", "Addresses that wait to be asked for.")
	m.next = gauge("winnow_next_due_timestamp_seconds", "When a watch has something to ask for next.")
	m.lastCycle = gauge("winnow_last_cycle_timestamp_seconds", "When all that was due was last done.")
	m.lastRun = gauge("winnow_last_run_timestamp_seconds", "When the last run ended.")
	m.lastSeconds = gauge("winnow_last_run_duration_seconds", "How long it took.")
	m.lastOK = gauge("winnow_last_run_success", "1 when it ended without an error.")
	m.online = gauge("winnow_network_up", "0 while no host answers a watch.")
	m.configOK = gauge("winnow_config_valid", "1 when the configuration file can be used as it is; 0 while the settings before it are in force.")
	m.database = gauge("winnow_database_bytes", "Size of the database file.")
	m.wal = gauge("winnow_database_wal_bytes", "Size of its write-ahead log.")
	gauge("winnow_build_info", "1, with the version of winnow and of Go.", "version", "go").WithLabelValues(version, runtime.Version()).Set(1)
	m.waits.WithLabelValues().Add(0)
	m.cycles.WithLabelValues().Add(0)
	m.configured(true)
	m.network(true)
	m.all.MustRegister(m.own, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
}

// attach has a harvest counted.
func (m *meter) attach(h *prepared) {
	if !m.on {
		return
	}
	for _, s := range h.options.Sources {
		m.articles.WithLabelValues(m.source(s.ID), frontier.New).Add(0)
	}
	h.memory = metered{h.memory, m}
	m.path.Store(&h.database)
	h.options.Progress = both(h.options.Progress, func(crawler.Progress) { m.beats() })
}

// source is the value of the label for a source.
func (m *meter) source(id string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.sources[id] {
		if len(m.sources) >= mostSources {
			return otherSource
		}
		m.sources[id] = true
	}
	return id
}

// metered is a memory that counts what passes into it.
type metered struct {
	crawler.Memory
	m *meter
}

// Commit commits the batch and counts it.
func (d metered) Commit(ctx context.Context, batch []frontier.Outcome) (frontier.Committed, error) {
	done, err := d.Memory.Commit(ctx, batch)
	if err != nil {
		return done, err
	}
	for i, o := range batch {
		d.m.count(o)
		if i < len(done.Saved) && done.Saved[i].What != "" {
			d.m.articles.WithLabelValues(d.m.source(o.Lease.Source), done.Saved[i].What).Inc()
		}
	}
	return done, nil
}

func (m *meter) count(o frontier.Outcome) {
	source, kind := m.source(o.Lease.Source), string(o.Lease.Kind)
	if f := o.Fetch; f != nil {
		m.requests.WithLabelValues(source, kind, answerClass(f.Status)).Inc()
		m.seconds.WithLabelValues(kind).Add(max(f.Duration.Seconds(), 0))
		m.received.WithLabelValues(source).Add(float64(max(f.Bytes, 0)))
	}
	switch o.Verdict {
	case frontier.Failed, frontier.Retry:
		m.failures.WithLabelValues(source, failureClass(o.Reason)).Inc()
	case frontier.Done, frontier.Unchanged:
		if o.Poll != nil {
			m.answered.WithLabelValues(source).SetToCurrentTime()
		}
	}
}

// reported takes over what a report tells of sources.
func (m *meter) reported(r *crawler.Report) {
	if r == nil || !m.on {
		return
	}
	down, asked := r.Down()
	m.asked.WithLabelValues().Set(float64(asked))
	m.failing.WithLabelValues().Set(float64(len(down)))
	m.queued.WithLabelValues().Set(float64(r.Queued))
	for _, t := range r.Sources {
		if r.Answered(t.Source) {
			up := 1.0
			if t.Down {
				up = 0
			}
			m.up.WithLabelValues(m.source(t.Source)).Set(up)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.run != r.Run {
		m.run, m.waited = r.Run, 0
	}
	if more := r.Total.HostWait - m.waited; more > 0 {
		m.waits.WithLabelValues().Add(more)
		m.waited = r.Total.HostWait
	}
}

// cycled takes over a cycle of a watch.
func (m *meter) cycled(cycle crawler.Cycle, r *crawler.Report) {
	m.beats()
	m.cycles.WithLabelValues().Inc()
	m.lastCycle.WithLabelValues().SetToCurrentTime()
	if !cycle.Next.IsZero() {
		m.next.WithLabelValues().Set(float64(cycle.Next.UnixMilli()) / 1000)
	}
	m.reported(r)
}

// ended takes over the end of a run, and writes the file.
func (m *meter) ended(r *crawler.Report, err error) error {
	result, ok := "ok", 1.0
	if err != nil {
		result, ok = "error", 0
	}
	m.runs.WithLabelValues(result).Inc()
	m.lastOK.WithLabelValues().Set(ok)
	m.lastRun.WithLabelValues().SetToCurrentTime()
	if r != nil {
		m.lastSeconds.WithLabelValues().Set(r.Ended.Sub(r.Started).Seconds())
	}
	m.reported(r)
	return m.save()
}

// network tells whether hosts answer.
func (m *meter) network(up bool) {
	m.online.WithLabelValues().Set(0)
	if up {
		m.online.WithLabelValues().Set(1)
	}
}

// configured tells whether the configuration as it is can be used.
func (m *meter) configured(good bool) {
	m.configOK.WithLabelValues().Set(0)
	if good {
		m.configOK.WithLabelValues().Set(1)
	}
}

// measureFiles takes the sizes of the files of the database.
func (m *meter) measureFiles() {
	path := m.path.Load()
	if path == nil {
		return
	}
	for name, g := range map[string]*prometheus.GaugeVec{*path: m.database, *path + "-wal": m.wal} {
		st, err := os.Stat(name)
		switch {
		case err == nil:
			g.WithLabelValues().Set(float64(st.Size()))
		case errors.Is(err, fs.ErrNotExist):
			g.WithLabelValues().Set(0)
		}
	}
}

// beats notes that the harvest moves.
func (m *meter) beats() { m.beat.Store(time.Now().Unix()) }

// still is how long the harvest has not moved.
func (m *meter) still() time.Duration { return time.Since(time.Unix(m.beat.Load(), 0)) }

// troubled says what keeps a watch waiting; empty is nothing.
func (m *meter) troubled(what string) { m.ailing.Store(&what) }

func (m *meter) close() {
	if m.listener != nil {
		m.listener.close()
	}
}
