package crawler

import (
	"cmp"
	"sync"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

// older makes a lead of the next older part of a feed, when that is what the run
// is for: where the last such run stopped, else where the feed points to.
func (h *Harvest) older(lease frontier.Lease, f *feed.Feed, out *frontier.Outcome) {
	if h.o.ArchivePages == 0 {
		return
	}
	at := frontier.Archived{Feed: seedOf(lease), Next: olderPart(f)}
	if lease.Archive.Next != "" {
		at.Next, at.Parts = lease.Archive.Next, lease.Archive.Parts
	}
	h.archives.visit(at.Feed, lease.URL)
	h.follow(lease, at, out)
}

// readArchive reads one older part of a feed and goes on to the next. A run that
// was stopped goes on with the part that waits; one that is not told to read
// archives reads that one only.
func readArchive(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	f, err := feed.Parse(resp.Body, feed.Options{
		URL: lease.URL, ContentType: resp.ContentType, Now: out.Fetch.Started, Language: h.source(lease).Language,
	})
	if err != nil {
		return &refusal{"not-a-feed", err.Error()}
	}
	of := cmp.Or(lease.Archive.Feed, lease.Via)
	h.archives.visit(of, lease.URL)
	h.entries(lease, of, f, out)
	at := frontier.Archived{Feed: of, Next: olderPart(f), Parts: lease.Archive.Parts + 1}
	if len(f.Entries) == 0 {
		at.Next = "" // past the end, some servers go on with empty pages
	}
	h.follow(lease, at, out)
	return nil
}

// follow remembers how far an archive is read and goes on, unless that would lead
// in a circle or beyond what was asked for.
func (h *Harvest) follow(lease frontier.Lease, at frontier.Archived, out *frontier.Outcome) {
	parts, circle := h.archives.seen(at.Feed, at.Next)
	if circle {
		at.Next = ""
	}
	out.Archive = &at
	if at.Next == "" || parts > h.o.ArchivePages {
		return
	}
	out.Found = append(out.Found, frontier.Lead{
		URL: at.Next, Kind: frontier.Archive, Source: lease.Source, Via: at.Feed, Depth: 1, Priority: prioritySeed,
	})
}

// archives knows which parts of each feed a run has read.
type archives struct {
	mu   sync.Mutex
	read map[string]map[string]bool // feed -> part
}

func (a *archives) visit(feed, part string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.read == nil {
		a.read = map[string]map[string]bool{}
	}
	if a.read[feed] == nil {
		a.read[feed] = map[string]bool{}
	}
	a.read[feed][part] = true
}

// seen tells how many parts of a feed were read, the feed itself included, and
// whether this is one of them.
func (a *archives) seen(feed, part string) (parts int, already bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.read[feed]), a.read[feed][part]
}

// olderPart is where a feed points to for what came before: its archive, which
// does not change any more, or its next page (RFC 5005, sections 3 and 4).
func olderPart(f *feed.Feed) string { return cmp.Or(f.Prev, f.Next) }
