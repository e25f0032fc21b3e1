package crawler

import (
	"fmt"
	"slices"
	"time"

	"winnow/crawler/frontier"
)

// Note is what a person should know of a feed that was polled.
type Note struct {
	Source  string `json:"source"`
	Address string `json:"address"`
	What    string `json:"what"` // see the constants below
	Detail  string `json:"detail"`
}

// What a note can be about.
const (
	Silent = "silent" // nothing was published for longer than it ever was
	Moved  = "moved"  // it redirects for good
	Gone   = "gone"   // 410: it is not asked for any more
	Dead   = "dead"   // failing for so long that it is asked once a month
)

// notesKept bounds Report.Notes.
const notesKept = 1000

// note keeps what is remarkable about a poll.
func (r *Report) note(o frontier.Outcome) {
	if o.Poll == nil {
		return
	}
	n := Note{Source: o.Lease.Source, Address: seedOf(o.Lease)}
	pace := o.Poll.Pace
	switch {
	case o.Poll.MovedTo != "":
		n.What, n.Detail = Moved, "redirects for good to "+o.Poll.MovedTo
	case o.Poll.Standing == frontier.Gone:
		n.What, n.Detail = Gone, "410 Gone: it is not asked for any more"
	case o.Poll.Standing == frontier.Dead:
		n.What, n.Detail = Dead, "failing since "+o.Poll.FailingAt.Format(time.DateOnly)+": it is asked once a month"
	case o.Poll.Standing == frontier.Well && !pace.SilentAt.IsZero() && time.Now().After(pace.SilentAt):
		n.What = Silent
		n.Detail = fmt.Sprintf("nothing since %s, usually every %s", pace.Newest.Format(time.DateOnly), pace.Gap.Round(time.Minute))
	}
	r.Notes = slices.DeleteFunc(r.Notes, func(old Note) bool { return old.Address == n.Address && old.Source == n.Source })
	if n.What != "" && len(r.Notes) < notesKept {
		r.Notes = append(r.Notes, n)
	}
}
