package crawler

import (
	"context"
	"time"

	"winnow/crawler/frontier"
)

// Memory is what a harvest has to remember: the frontier, the feeds, the robots
// files and what became of every page. *store.Store has these methods.
type Memory interface {
	// Begin opens a run: what an interrupted run had claimed waits again, and
	// the seeds that are due, or all, are queued.
	Begin(ctx context.Context, run frontier.Run, seeds []frontier.Lead, all bool) (due int, err error)
	// Replant queues what has fallen due since Begin, and is neither queued nor
	// leased.
	Replant(ctx context.Context, run frontier.Run) (frontier.Planted, error)
	// Hosts gives the clock of every host that has leads waiting.
	Hosts(ctx context.Context) ([]frontier.Clock, error)
	// Claim leases up to per leads of each host that may be tried now.
	Claim(ctx context.Context, hosts []string, per int, now time.Time, sources []string) (map[string][]frontier.Lease, error)
	// Commit takes a batch of outcomes, all or none.
	Commit(ctx context.Context, batch []frontier.Outcome) (frontier.Committed, error)
	// Patterns gives what earlier runs learned of the addresses of a host.
	Patterns(ctx context.Context, host string) ([]frontier.Pattern, error)
	// Robots gives the robots.txt of an origin as it was last fetched.
	Robots(ctx context.Context, origin string) (frontier.RobotsFile, bool, error)
	// SaveRobots remembers a robots.txt.
	SaveRobots(ctx context.Context, file frontier.RobotsFile) error
	// SaveTDMRep remembers a tdmrep.json.
	SaveTDMRep(ctx context.Context, file frontier.RobotsFile) error
	// End closes a run.
	End(ctx context.Context, run frontier.Run) error
}
