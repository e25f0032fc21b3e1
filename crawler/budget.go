package crawler

import (
	"fmt"
	"slices"

	"winnow/crawler/frontier"
	"winnow/crawler/scope"
)

// kept decides a lease that links led to and that is not asked for after all:
// its like have yielded nothing, or it has become known that it is spelt with
// what makes no difference. It reports whether that is so; what is asked for is
// booked.
func (h *Harvest) kept(lease frontier.Lease, out *frontier.Outcome) bool {
	rules := h.follows(lease)
	if rules == nil || !lease.Followed || lease.Entry != nil {
		return false
	}
	accounts, page := h.pageOf(lease, rules)
	if plain, changed := rules.Plain(lease.URL, accounts.Noise); changed && !slices.Contains(lease.Chain, plain) {
		// As good as a redirect, and one that need not be asked for.
		out.Verdict, out.Reason, out.Detail = frontier.Redirected, outNoise, plain
		lead := lease.Lead
		lead.URL, lead.Chain = plain, append(slices.Clip(lease.Chain), lease.URL)
		out.Found = append(out.Found, lead)
		return true
	}
	reason := accounts.Closed(page)
	switch {
	case reason == "":
		accounts.Spend(page)
		out.Learned = &frontier.Pattern{Host: lease.Host, Shape: page.Shape, Pages: 1}
		return false
	case lease.Priority < priorityLast:
		out.Verdict, out.Lease.Priority = frontier.Released, priorityLast // something may still come of the others
	default:
		out.Verdict, out.Reason, out.Detail = frontier.Failed, reason, budgetDetail(reason, page)
	}
	return true
}

func budgetDetail(reason string, p scope.Page) string {
	switch reason {
	case scope.BudgetHost:
		return "too many pages of this host yielded nothing"
	case scope.BudgetDepth:
		return fmt.Sprintf("too many pages %d links away yielded nothing", p.Depth)
	}
	return "too many pages of addresses like " + p.Shape + " yielded nothing"
}
