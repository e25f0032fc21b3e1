package crawler

import (
	"net/url"

	"winnow/archive/page"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

const (
	// priorityRequisite puts what a page needs before further pages: together they
	// are what a reader saw.
	priorityRequisite = 5
	// maxRequisites bounds what one page may need; honest pages need a tenth of it.
	maxRequisites = 2000
	// requisiteDepth bounds style sheets that import others, and frames in frames.
	requisiteDepth = 5
)

// readRequisite takes what a page needs to be shown. There is nothing to read in
// it for an article; what it needs itself is seen to by requisites.
func readRequisite(*Harvest, frontier.Lease, *fetch.Response, *frontier.Outcome) error { return nil }

// requisites turns what a page or style sheet needs into leads, wherever it
// stands: pages take their styles and images from other hosts.
func (h *Harvest) requisites(lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	depth := 1
	switch lease.Kind {
	case frontier.Feed, frontier.Sitemap, frontier.Archive:
		return
	case frontier.Requisite:
		depth = lease.Depth + 1
	}
	at, err := url.Parse(resp.URL)
	if err != nil || depth > requisiteDepth {
		return
	}
	for i, need := range page.Needs(resp.Body, resp.ContentType, at) {
		address, err := extract.Clean(need.Value, "")
		if err != nil || i >= maxRequisites {
			continue
		}
		out.Found = append(out.Found, frontier.Lead{
			URL: address, Kind: frontier.Requisite, Source: lease.Source, Via: lease.URL, Depth: depth, Priority: priorityRequisite,
		})
	}
}
