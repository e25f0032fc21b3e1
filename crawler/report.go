package crawler

import (
	"maps"
	"slices"
	"sync"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

// Report is what a run did, source by source. Its JSON form is what
// run --report writes.
type Report struct {
	Run     string    `json:"run"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	Due     int       `json:"due"`     // feeds, sitemaps and start pages that were due
	Cycles  int       `json:"cycles"`  // of a watch: how often all that was due was done; 0 of a run that ends
	Queued  int       `json:"queued"`  // addresses that are left for later runs
	Sources []*Tally  `json:"sources"` // in the order of the configuration
	Total   Tally     `json:"total"`
	Joined  []Joined  `json:"joined"` // the first addresses that were joined or found to be copies, and why
	Notes   []Note    `json:"notes"`  // feeds that a person should look at

	Library *FromLibrary `json:"from"` // what became of the answers of archives; null when the network was asked

	LeftOut []*LeftOut `json:"left_out"` // what was not asked for, or gave no article, by reason

	mu      sync.Mutex
	byID    map[string]*Tally
	seeds   map[string]map[string]string // source -> seed -> why it failed, empty when it did not
	current string                       // what was asked for last
	aside   Tally                        // what belongs to no source: robots.txt
}

// Joined is one address that was not stored as an article of its own, or one
// that another publisher has too.
type Joined struct {
	Address string `json:"address"`
	What    string `json:"what"` // alias or copy
	Of      string `json:"of"`
	Reason  string `json:"reason"`
}

// joinedKept bounds Report.Joined.
const joinedKept = 1000

// Progress is how far a run is.
type Progress struct {
	Done    int // addresses asked for
	Pages   int // pages and sections among them
	Waiting int // addresses that wait
	New     int
	Failed  int
	Current string // address asked for last
}

func newReport(run frontier.Run, sources []Source, only []string) *Report {
	r := &Report{
		Run: run.ID, Started: run.Started, Joined: []Joined{}, Notes: []Note{}, Sources: []*Tally{}, LeftOut: []*LeftOut{},
		byID: map[string]*Tally{}, seeds: map[string]map[string]string{},
	}
	for _, s := range sources {
		if len(only) == 0 || slices.Contains(only, s.ID) {
			r.tally(s.ID)
		}
	}
	return r
}

func (r *Report) tally(source string) *Tally {
	t := r.byID[source]
	if t == nil {
		t = &Tally{Source: source}
		r.byID[source] = t
		r.Sources = append(r.Sources, t)
	}
	return t
}

func (r *Report) started(l frontier.Lease) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = l.URL
}

func (r *Report) robots(resp *fetch.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.aside.Robots++
	if resp != nil {
		r.aside.Bytes += resp.WireBytes
	}
}

// fell counts what fell due.
func (r *Report) fell(due int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Due += due
}

// cycled counts a cycle of a watch.
func (r *Report) cycled() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Cycles++
}

// waited counts how long a job could not start because of its host.
func (r *Report) waited(j job) {
	if j.waited <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally(j.lease.Source).HostWait += j.waited.Seconds()
}

// take counts a batch that was committed.
func (r *Report) take(batch []frontier.Outcome, saved []frontier.Saved) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, o := range batch {
		if o.Verdict == frontier.Released {
			continue
		}
		t := r.tally(o.Lease.Source)
		t.count(o, i < len(saved) && saved[i].What == frontier.Vanished)
		r.omit(o)
		if kinds[o.Lease.Kind].seed && o.Lease.Depth == 0 {
			r.note(o)
			if o.Verdict != frontier.Redirected {
				r.seed(t, o)
			}
		}
		if i < len(saved) {
			r.saved(t, saved[i])
		}
	}
}

// seed remembers how the last attempt at a seed ended.
func (r *Report) seed(t *Tally, o frontier.Outcome) {
	if r.seeds[t.Source] == nil {
		r.seeds[t.Source] = map[string]string{}
	}
	why := ""
	if o.Verdict == frontier.Failed || o.Verdict == frontier.Retry {
		why = seedOf(o.Lease) + ": " + o.Detail
	}
	r.seeds[t.Source][seedOf(o.Lease)] = why
}

func (r *Report) saved(t *Tally, s frontier.Saved) {
	switch s.What {
	case frontier.New:
		t.New++
	case frontier.Revised:
		t.Revised++
	case frontier.Same:
		t.Same++
	case frontier.Alias:
		t.Alias++
	case frontier.Copy:
		t.Copies++
	}
	if (s.What == frontier.Alias || s.What == frontier.Copy) && len(r.Joined) < joinedKept {
		r.Joined = append(r.Joined, Joined{Address: s.URL, What: s.What, Of: s.Of, Reason: s.Reason})
	}
}

// finish ends the report: it adds up the sources and tells which are down.
func (r *Report) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum(time.Now())
}

// snapshot is the report as it stands: a copy that changes no more.
func (r *Report) snapshot() *Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum(time.Now())
	c := &Report{
		Run: r.Run, Started: r.Started, Ended: r.Ended, Due: r.Due, Cycles: r.Cycles, Queued: r.Queued, Total: r.Total,
		Joined: slices.Clone(r.Joined), Notes: slices.Clone(r.Notes), Library: r.Library,
		Sources: make([]*Tally, len(r.Sources)), LeftOut: make([]*LeftOut, len(r.LeftOut)), seeds: make(map[string]map[string]string, len(r.seeds)),
	}
	for i, t := range r.Sources {
		c.Sources[i] = new(*t)
	}
	for i, l := range r.LeftOut {
		c.LeftOut[i] = new(*l)
	}
	for source, why := range r.seeds {
		c.seeds[source] = maps.Clone(why)
	}
	return c
}

// sum adds up the sources and tells which are down.
func (r *Report) sum(now time.Time) {
	r.Ended, r.Total = now, r.aside
	r.sortLeftOut()
	for _, t := range r.Sources {
		t.Down, t.Trouble = len(r.seeds[t.Source]) > 0, ""
		var reasons []string
		for _, why := range r.seeds[t.Source] {
			if why == "" {
				t.Down = false
			} else {
				reasons = append(reasons, why)
			}
		}
		slices.Sort(reasons)
		if len(reasons) > 0 {
			t.Trouble = reasons[0]
		}
		r.Total.add(t)
	}
	if down, asked := r.Down(); asked > 0 && len(down) == asked {
		r.Total.Down = true
	}
}

// Down names the sources that failed, and how many were asked at all.
func (r *Report) Down() (down []*Tally, asked int) {
	for _, t := range r.Sources {
		if len(r.seeds[t.Source]) > 0 {
			asked++
		}
		if t.Down {
			down = append(down, t)
		}
	}
	return down, asked
}

// Answered reports whether a feed, sitemap or start page of a source was asked for.
func (r *Report) Answered(source string) bool { return len(r.seeds[source]) > 0 }

func (r *Report) progress(waiting int) Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := Progress{Waiting: waiting, Current: r.current}
	for _, t := range r.Sources {
		p.Done += t.Pages + t.Polled + t.Requisites
		p.Pages += t.Pages + t.Sections
		p.New += t.New + t.Copies
		p.Failed += t.Failed
	}
	return p
}

func (r *Report) counts() map[string]int {
	t := r.Total
	return map[string]int{
		"polled": t.Polled, "unchanged": t.Unchanged, "pages": t.Pages, "new": t.New, "revised": t.Revised,
		"same": t.Same, "alias": t.Alias, "copies": t.Copies, "gone": t.Gone, "failed": t.Failed, "waiting": t.Waiting,
	}
}
