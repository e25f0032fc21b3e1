package crawler

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// Library holds answers that were fetched before, for FromLibrary to read
// instead of the network. They are numbered from 0.
type Library interface {
	// Len is how many answers there are.
	Len() int
	// At tells what is known of an answer before it is read: when it was fetched,
	// its status, its media type without parameters.
	At(i int) (fetched time.Time, status int, mime string)
	// Same gives all answers with the address of one, the oldest first.
	Same(i int) []int32
	// Of gives all answers of an address, the oldest first.
	Of(address string) []int32
	// Read gives an answer as a Fetcher would have; Broken says why it is not whole.
	Read(i int) (*fetch.Response, error)
}

// Recaller is what a harvest from a library needs of its memory beside Memory.
// *store.Store has these methods.
type Recaller interface {
	// BeginOffline opens a run that asks nobody for anything.
	BeginOffline(ctx context.Context, run frontier.Run) error
	// Recall gives what is remembered of the address of a lead, as a lease for it
	// would, and when it was last read.
	Recall(ctx context.Context, lead frontier.Lead) (lease frontier.Lease, read time.Time, err error)
}

// offline is a harvest from a library.
type offline struct {
	Library
	recaller Recaller
	sites    map[string]string // registrable domain -> source of the configuration
	seeds    map[string]frontier.Lead
	left     atomic.Int64 // answers still to be read
	mu       sync.Mutex
	later    [][]int32 // pages that may be the further pages of others
	report   FromLibrary
}

// FromLibrary is what became of the answers of a library.
type FromLibrary struct {
	Answers    int      `json:"answers"`    // of any kind
	Pages      int      `json:"pages"`      // HTML answers with status 200 among them
	Feeds      int      `json:"feeds"`      // feeds and sitemaps that were read
	Known      int      `json:"known"`      // pages and feeds that were read as late or later before
	Truncated  int      `json:"truncated"`  // pages that are not whole: not stored
	Unreadable int      `json:"unreadable"` // answers that cannot be read
	Damaged    int      `json:"damaged"`    // parts of files that were passed over
	Faults     []string `json:"faults"`     // the first of the last three, one by one
}

// faultsKept bounds FromLibrary.Faults.
const faultsKept = 100

// From harvests a library instead of the network: its feeds and sitemaps first,
// then its redirects, then every HTML answer with status 200, each the oldest
// first. Nothing is asked for, robots.txt neither. What the library has of an
// address is left alone when the address was read as late or later before.
//
// An address belongs to the source that its feed, or else its site, has in the
// configuration; what has none to a source that is called like its host. damage
// are the parts of the library that could not be read, for the report.
func (h *Harvest) From(ctx context.Context, lib Library, recaller Recaller, damage []string) (*Report, error) {
	h.offlineBegin(lib, recaller)
	for _, part := range damage {
		h.offline.fault(&h.offline.report.Damaged, part)
	}
	h.report.Library = &h.offline.report
	if err := recaller.BeginOffline(ctx, h.run); err != nil {
		return h.report, err
	}
	if h.o.MaxTime > 0 {
		limited, stop := context.WithTimeoutCause(ctx, h.o.MaxTime, errSpent)
		defer stop()
		ctx = limited
	}
	for _, p := range h.passes(h.offline.sort()) {
		if err := h.pass(ctx, p); err != nil {
			return h.report, err
		}
	}
	if err := h.pass(ctx, pass{frontier.Page, h.offline.later, true}); err != nil {
		return h.report, err
	}
	return h.report, h.end(ctx)
}

func (h *Harvest) offlineBegin(lib Library, recaller Recaller) {
	o := &offline{Library: lib, recaller: recaller, sites: map[string]string{}, seeds: map[string]frontier.Lead{}}
	o.report = FromLibrary{Answers: lib.Len(), Faults: []string{}}
	for _, seed := range h.o.Seeds {
		o.seeds[extract.Key(seed.URL)] = seed
		if site := extract.Site(seed.URL); o.sites[site] == "" {
			o.sites[site] = seed.Source
		}
	}
	h.offline, h.fetcher, h.o.IgnoreRobots = o, o, true
	h.run.Ladders = h.o.Ladders()
	h.schedule = newSchedule(1, manners{}, nil)
	h.schedule.running = 1 // batches are to be full: there is more to come
}

// Get answers a request from the library, for the further pages of an article.
func (o *offline) Get(_ context.Context, r fetch.Request) (*fetch.Response, error) {
	versions := o.Of(r.URL)
	if len(versions) == 0 {
		return nil, fmt.Errorf("%s: not in the archive", r.URL)
	}
	return o.Library.Read(int(versions[len(versions)-1]))
}

// lead is what an address is taken for that nothing is remembered of.
func (o *offline) lead(kind frontier.Kind, address string) frontier.Lead {
	lead := frontier.Lead{URL: address, Kind: kind, Priority: priorityPage}
	lead.Source = cmp.Or(o.sites[extract.Site(address)], extract.Host(address))
	if seed, found := o.seeds[extract.Key(address)]; found {
		lead.Kind, lead.Source = seed.Kind, seed.Source
	}
	return lead
}

// mayBePart reports an address that may be a further page of another: which it
// is becomes known when that one is read.
func (o *offline) mayBePart(address string) bool {
	_, n := scope.PageOf(address)
	return n > 1
}

func (o *offline) postpone(group []int32) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.later = append(o.later, group)
}

func (o *offline) count(n *int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	*n++
}

// fault counts what could not be read and keeps the first ones.
func (o *offline) fault(n *int, what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if *n++; len(o.report.Faults) < faultsKept {
		o.report.Faults = append(o.report.Faults, what)
	}
}
