package crawler

import (
	"log/slog"
	"net/http"
	"time"

	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// Options says how a harvest behaves. Durations and limits of single requests
// are the fetcher's.
type Options struct {
	Agent         string        // product token and version, for robots.txt
	PerHost       int           // requests to one host at a time
	IgnoreRobots  bool          // do as if there were no robots.txt
	TDMRep        bool          // ask each origin for its tdmrep.json too
	CrawlDelayMax time.Duration // a longer Crawl-delay is cut to this
	RetryAfterMax time.Duration // a longer Retry-After is cut to this
	Retries       int           // further attempts at an address that may yet answer
	ParkAfter     int           // failures in a row after which a host is parked; 0 is never
	Workers       int           // requests at a time, over all hosts
	Redirects     int           // hops followed from one address

	Sources []Source // what crawl.yaml lists, by id
	Seeds   []frontier.Lead
	Stray   Source // the settings for addresses of sources that are no longer listed

	Rules *extract.AddressRules // which addresses merely hold another; nil knows none

	KeepBodies bool          // hand the decoded bodies of articles to the memory, which keeps them
	All        bool          // also sources that are not due
	Revisit    bool          // also pages on their ladder that are not due
	Only       []string      // ids of the sources to harvest; empty is all
	MaxTime    time.Duration // no page is started after it; 0 is no limit
	MaxPages   int           // pages to fetch at most; 0 is no limit
	MaxBytes   int64         // no page is started once so much was received; 0 is no limit

	Requisites     bool  // also ask for what pages need to be shown: styles, images, fonts, scripts
	RequisiteBytes int64 // limit of the unpacked body of one; the fetcher's when 0

	Jitter time.Duration // within which the first requests to hosts are spread; 0 begins with all at once
	Watch  *Watch        // set to go on when nothing is due; nil ends then

	ArchivePages int // older parts of each feed to read at most; 0 reads none

	Log      *slog.Logger   // nil logs nothing
	Progress func(Progress) // called after every batch; nil is nobody
}

// Source is what the harvest has to know of one source of crawl.yaml.
type Source struct {
	ID           string
	Organization string          // fills the blank when neither page nor feed names one
	Language     string          // likewise
	Fetch        string          // full, feed, or feed-then-page
	Delay        time.Duration   // between two requests to a host
	PollMin      time.Duration   // its feeds are not due sooner
	PollMax      time.Duration   // nor later
	Revisit      frontier.Ladder // how often the pages of its articles are visited again
	Selectors    extract.Selectors
	Credentials  func(address string) http.Header               // what a request to address carries; nil carries nothing
	Wants        func(address string) (wanted bool, why string) // include and exclude; nil wants all
	Excludes     func(address string) (out bool, why string)    // exclude alone: what is not even read for its links; nil is Wants
	Parts        int                                            // pages that are joined into one article, where each names the next
	Follow       *scope.Rules                                   // how links are followed; nil reads those of start pages only
}

// Ladders gives the ladder of every source by its id.
func (o *Options) Ladders() map[string]frontier.Ladder {
	ladders := make(map[string]frontier.Ladder, len(o.Sources))
	for _, s := range o.Sources {
		ladders[s.ID] = s.Revisit
	}
	return ladders
}
