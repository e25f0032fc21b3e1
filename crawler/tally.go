package crawler

import (
	"net/http"
	"strings"
	"time"

	"winnow/crawler/frontier"
)

// Tally counts what one source gave.
type Tally struct {
	Source     string `json:"source"`
	Polled     int    `json:"polled"`      // feeds, sitemaps, start pages and sections asked for
	Sections   int    `json:"sections"`    // sections among them
	Unchanged  int    `json:"unchanged"`   // of which had nothing new (304, or the same bytes)
	Answers304 int    `json:"answers_304"` // answers 304 Not Modified, of pages too
	Pages      int    `json:"pages"`       // pages asked for
	Requisites int    `json:"requisites"`  // asked for that pages need to be shown
	New        int    `json:"new"`         // articles that were not known
	Revised    int    `json:"revised"`     // known articles with changed text or metadata
	Same       int    `json:"same"`        // known and unchanged
	Alias      int    `json:"alias"`       // further addresses of known articles
	Copies     int    `json:"copies"`      // new articles that another publisher has too
	Gone       int    `json:"gone"`        // known articles whose page was not found
	Failed     int    `json:"failed"`      // addresses given up
	Blocked    int    `json:"blocked"`     // attempts that robots.txt forbade or the server refused (401, 403, 429, 451)
	Waiting    int    `json:"waiting"`     // addresses put off to a later run
	Bytes      int64  `json:"bytes"`       // received, as sent
	Down       bool   `json:"down"`        // every feed, sitemap and start page failed
	Trouble    string `json:"trouble"`     // the first reason of a failed feed, sitemap or start page
	Robots     int    `json:"robots"`      // robots.txt asked for; counted in the total only

	HostWait float64 `json:"host_wait"` // seconds that requests waited only because their host has to rest between them, or is parked
}

// count counts one outcome.
func (t *Tally) count(o frontier.Outcome, gone bool) {
	if refused(o) {
		t.Blocked++
	}
	if o.Fetch != nil {
		t.Bytes += o.Fetch.Bytes
		if o.Fetch.Status == http.StatusNotModified {
			t.Answers304++
		}
		switch o.Lease.Kind {
		case frontier.Page:
			t.Pages++
		case frontier.Requisite:
			t.Requisites++
		default:
			t.Polled++
			if o.Lease.Kind == frontier.Section {
				t.Sections++
			}
		}
	}
	switch {
	case gone:
		t.Gone++
	case o.Verdict == frontier.Failed:
		t.Failed++
	case o.Verdict == frontier.Retry && time.Until(o.RetryAt) > patience:
		t.Waiting++
	case o.Verdict == frontier.Unchanged && kinds[o.Lease.Kind].seed:
		t.Unchanged++
	case o.Verdict == frontier.Unchanged:
		t.Same++
	}
}

// refused reports an attempt that was not allowed: by robots.txt, or by the server.
func refused(o frontier.Outcome) bool {
	switch {
	case o.Verdict != frontier.Failed && o.Verdict != frontier.Retry:
		return false
	case o.Fetch == nil:
		return strings.HasPrefix(o.Reason, "robots")
	}
	switch o.Fetch.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusUnavailableForLegalReasons:
		return true
	}
	return false
}

func (t *Tally) add(o *Tally) {
	t.Polled += o.Polled
	t.Sections += o.Sections
	t.Requisites += o.Requisites
	t.Unchanged += o.Unchanged
	t.Answers304 += o.Answers304
	t.Blocked += o.Blocked
	t.HostWait += o.HostWait
	t.Pages += o.Pages
	t.New += o.New
	t.Revised += o.Revised
	t.Same += o.Same
	t.Alias += o.Alias
	t.Copies += o.Copies
	t.Gone += o.Gone
	t.Failed += o.Failed
	t.Waiting += o.Waiting
	t.Bytes += o.Bytes
}
