package crawler

import (
	"cmp"
	"slices"

	"winnow/crawler/frontier"
)

// LeftOut counts the addresses of a run that were not asked for, or gave no
// article, for one reason.
type LeftOut struct {
	Reason    string `json:"reason"`
	Addresses int    `json:"addresses"`
	Asked     int    `json:"asked"`   // of which were asked for all the same
	Example   string `json:"example"` // one of them
}

// omit counts what an outcome leaves out.
func (r *Report) omit(o frontier.Outcome) {
	for _, x := range o.LeftOut {
		r.omitted(x.Reason, x.Example).Addresses += x.Count
	}
	if o.Verdict == frontier.Failed || o.Verdict == frontier.Redirected && o.Reason == outNoise {
		l := r.omitted(o.Reason, o.Lease.URL)
		l.Addresses++
		if o.Fetch != nil {
			l.Asked++
		}
	}
}

func (r *Report) omitted(reason, example string) *LeftOut {
	at := slices.IndexFunc(r.LeftOut, func(l *LeftOut) bool { return l.Reason == reason })
	if at < 0 {
		at = len(r.LeftOut)
		r.LeftOut = append(r.LeftOut, &LeftOut{Reason: reason, Example: example})
	}
	return r.LeftOut[at]
}

// sortLeftOut puts what was left out most first.
func (r *Report) sortLeftOut() {
	slices.SortFunc(r.LeftOut, func(a, b *LeftOut) int {
		return cmp.Or(cmp.Compare(b.Addresses, a.Addresses), cmp.Compare(a.Reason, b.Reason))
	})
}
