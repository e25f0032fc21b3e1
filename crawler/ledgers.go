package crawler

import (
	"context"
	"sync"

	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// ledgers holds the accounts of every host that links are followed on.
type ledgers struct {
	memory Memory
	mu     sync.Mutex
	hosts  map[string]*scope.Ledger
	sites  map[string]*siteHosts
}

// siteHosts counts the hosts of a site, of which a trap may have any number.
type siteHosts struct {
	known   map[string]bool // hosts, with whether they have yielded an article
	yielded int
}

func newLedgers(memory Memory) *ledgers {
	return &ledgers{memory: memory, hosts: map[string]*scope.Ledger{}, sites: map[string]*siteHosts{}}
}

// of gives the accounts of a host, with what earlier runs learned of it.
func (l *ledgers) of(host string, rules *scope.Rules) *scope.Ledger {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.hosts[host]; a != nil {
		return a
	}
	known := map[string]scope.Record{}
	patterns, err := l.memory.Patterns(context.Background(), host)
	if err == nil { // what is not known is learned anew
		for _, p := range patterns {
			known[p.Shape] = scope.Record{Pages: p.Pages, Articles: p.Articles, Sections: p.Sections, Repeats: p.Repeats}
		}
	}
	a := scope.NewLedger(rules, known)
	l.hosts[host] = a
	return a
}

// admits reports whether pages of a host may be asked for: there may be only so
// many hosts of a site that have yielded nothing.
func (l *ledgers) admits(host string, rules *scope.Rules) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.site(host)
	if _, known := s.known[host]; known {
		return true
	}
	if rules.Hosts > 0 && len(s.known)-s.yielded >= rules.Hosts {
		return false
	}
	s.known[host] = false
	return true
}

func (l *ledgers) site(host string) *siteHosts {
	name := siteOf(host)
	s := l.sites[name]
	if s == nil {
		s = &siteHosts{known: map[string]bool{}}
		l.sites[name] = s
	}
	return s
}

// yielded says that an article was found on a host.
func (l *ledgers) yielded(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.site(host); !s.known[host] {
		s.known[host] = true
		s.yielded++
	}
}

// pageOf gives a lease as the accounts of its host see it.
func (h *Harvest) pageOf(lease frontier.Lease, rules *scope.Rules) (*scope.Ledger, scope.Page) {
	return h.ledgers.of(lease.Host, rules), scope.Page{
		Shape: scope.Shape(lease.URL), Depth: lease.Depth, Suspect: rules.Suspect(lease.URL, h.run.Started),
	}
}

// book enters into the accounts what the memory made of a batch.
func (h *Harvest) book(batch []frontier.Outcome, saved []frontier.Saved) {
	for i, o := range batch {
		rules := h.follows(o.Lease)
		if rules == nil || !o.Lease.Followed {
			continue
		}
		accounts, page := h.pageOf(o.Lease, rules)
		if o.Verdict != frontier.Released && o.Verdict != frontier.Retry {
			accounts.Settled(page)
		}
		if i >= len(saved) || o.Page == nil {
			continue
		}
		switch saved[i].What {
		case frontier.New, frontier.Copy:
			namer := ""
			if extract.Host(o.Lease.Via) == o.Lease.Host {
				namer = scope.Shape(o.Lease.Via)
			}
			accounts.Article(page, namer, bare(o.Page.Article))
			h.ledgers.yielded(o.Lease.Host)
		case frontier.Alias:
			accounts.Repeat(page)
			accounts.SamePage(o.Lease.URL, saved[i].Of)
		}
	}
}

// bare reports an article that tells neither when nor by whom it was written.
func bare(a extract.Article) bool { return a.Published.IsZero() && len(a.Authors) == 0 }
