// Package frontier is the vocabulary between a harvest and its memory: what is
// worth fetching (Lead), what is being fetched (Lease), what came of it
// (Outcome), and when a host may be asked again (Clock).
//
// The crawler speaks it, the store remembers it; neither knows the other.
package frontier

import (
	"net/http"
	"time"

	"winnow/extract"
)

// Kind says what is expected behind an address.
type Kind string

// The kinds of address a harvest asks for.
const (
	Feed      Kind = "feed"      // RSS, Atom or JSON Feed
	Sitemap   Kind = "sitemap"   // sitemap or sitemap index
	Start     Kind = "start"     // a page from which links are followed
	Archive   Kind = "archive"   // an older part of a feed, read once (RFC 5005)
	Section   Kind = "section"   // a page that was found to lead to articles
	Page      Kind = "page"      // a page that may be an article
	Requisite Kind = "requisite" // what a page needs to be shown: a style sheet, an image, a font, a script
)

// Lead is an address worth fetching.
type Lead struct {
	URL      string // as it will be asked for, without fragment
	Kind     Kind
	Source   string    // id of the source in crawl.yaml
	Via      string    // address of the feed, sitemap or page that named it; empty for the configuration
	Depth    int       // links away from the configuration
	Priority int       // lower goes first within a host
	Chain    []string  // addresses that redirected here, oldest first
	Entry    *Entry    // what the feed said of it, nil when no feed did
	Changed  time.Time // when a sitemap says that it changed last; zero when that is no reason to ask for it again
	Followed bool      // a page's link led to it and nothing else, and no article is known to stand there
	Hops     int       // links that led out of the site on the way to it
	Tracker  string    // address that merely held this one, and is not asked for; empty when none did
}

// Entry is one item of a feed as the feed gave it.
type Entry struct {
	Feed     string          // address of the feed
	Key      string          // identity of the entry within its feed
	GUID     string          // as given, may be empty
	Digest   string          // changes when what the feed says of the article changes
	Article  extract.Article // a thin article: what the feed knows
	Position int             // place in the feed, 0 first
}

// Lease is a lead that was handed out and has to be given back by an Outcome.
type Lease struct {
	ID int64 // names the lease in the store
	Lead
	Host         string   // the host whose clock it runs by
	Tries        int      // attempts before this one
	ETag         string   // of the last good answer, for a conditional request
	LastModified string   // likewise
	BodyHash     string   // SHA-256 of the last good body, hex; feeds, sitemaps and sections only
	FeedState             // what else is remembered of a feed, sitemap, start page or section
	Archive      Archived // of a feed: how far its older parts have been read
	Fresh        int      // unknown addresses that it named the last time
}

// Verdict says what came of a lease.
type Verdict string

// The verdicts.
const (
	Done       Verdict = "done"       // fetched and understood
	Unchanged  Verdict = "unchanged"  // 304, or the bytes are the same
	Redirected Verdict = "redirected" // a new lead in Found carries on
	Retry      Verdict = "retry"      // tried again at RetryAt
	Failed     Verdict = "failed"     // given up, for Reason
	Released   Verdict = "released"   // given back untouched; not before RetryAt when that is set
)

// Outcome is what came of one lease. The store takes all of it in one
// transaction or none.
type Outcome struct {
	Lease   Lease
	Verdict Verdict
	Reason  string    // short code of why it failed or waits, for example "http-404", "robots", "no-article"
	Detail  string    // the same for people
	RetryAt time.Time // with Retry, and with Released when it has to wait
	Fetch   *Fetch    // nil when nothing was asked for
	Page    *PageFind // set when a page was read and is an article
	Found   []Lead    // leads to remember; known addresses are left out by the store
	Poll    *Poll     // set for feeds, sitemaps, start pages and sections
	Archive *Archived // set when an older part of a feed was read, or the first one named
	Learned *Pattern  // what the address turned out to be; nil when links were not what led to it
	LeftOut []LeftOut // links that are not followed, counted
	Clock   Clock     // the host's clock after this outcome
}

// Archived is how far the older parts of a feed have been read.
type Archived struct {
	Feed  string // address of the feed
	Next  string // the part to read next; empty when all are read
	Parts int    // parts that are read
}

// PageFind is an article with what the page said of its own address.
type PageFind struct {
	Article    extract.Article
	Canonical  string   // rel=canonical, absolute; empty when there is none
	Alternates []string // addresses the page names as other forms of itself (AMP, mobile, print), not in other languages
	Forms      []string // of each of Alternates, by its place, what it is: amp, print, media; may be shorter
	Variants   []Part   // those of Alternates that hold the same in another dress, and are not asked for
	Next       string   // the page behind it, as rel=next names it; empty when there is none
	Parts      []Part   // the further pages that Article was completed from
	Signals    Signals
}

// Part is another address of an article that its page speaks for: a further page
// that was joined with the first, or another form of the same.
type Part struct {
	URL    string
	Reason string // part, amp or print
	Fetch  *Fetch // nil when it was not asked for
}

// Pattern is what has been learned of the addresses of one shape on one host.
// In an outcome its numbers are what is to be added; articles are counted by the
// store, which knows the new ones.
type Pattern struct {
	Host     string
	Shape    string
	Pages    int // that were asked for
	Articles int // that were not known
	Sections int // that lead to articles
	Repeats  int // whose content stood elsewhere
}

// LeftOut counts links of one kind that are not followed.
type LeftOut struct {
	Host    string // of the links; empty when they lead to many
	Shape   string // that they have in common; may be empty
	Reason  string // short code, for example "calendar" or "out-of-scope"
	Example string // one of them
	Count   int
}

// Signals is what a publisher asks of machines, on the page and in its headers.
type Signals struct {
	NoIndex   bool              `json:"noindex,omitempty"`
	NoFollow  bool              `json:"nofollow,omitempty"`
	NoArchive bool              `json:"noarchive,omitempty"` // the raw page is not kept
	NoSnippet bool              `json:"nosnippet,omitempty"`
	NoAI      bool              `json:"noai,omitempty"`
	NoImageAI bool              `json:"noimageai,omitempty"`
	TDM       bool              `json:"tdm_reserved,omitempty"` // text and data mining is reserved (TDM Reservation Protocol)
	TDMPolicy string            `json:"tdm_policy,omitempty"`   // where its terms are
	Content   map[string]string `json:"content,omitempty"`      // Content-Signal, for example "ai-train": "no"
}

// Fetch is the record of one request and its answer.
type Fetch struct {
	URL      string
	Status   int
	Started  time.Time
	Duration time.Duration
	Header   http.Header // of the answer, without cookies and secrets
	Bytes    int64       // on the wire
	BodyHash string      // SHA-256 of the decoded body, hex; empty without a body
	Body     []byte      // the decoded body; kept only when the store is configured to keep it
	Proto    string      // for example HTTP/1.1
	Remote   string      // the address that answered

	Credentials bool // the request carried the user's own
	Kept        Kept // where a web archive keeps it; without a File it does not
}

// Kept says where a web archive keeps an answer.
type Kept struct {
	File   string `json:"file"`   // name of the WARC file
	Offset int64  `json:"offset"` // of the record in it
	Length int64  `json:"length"` // of the packed record in bytes
	ID     string `json:"id"`     // WARC-Record-ID: urn:uuid:…
	Digest string `json:"digest"` // of the payload
}

// Poll is what is remembered of a feed, sitemap or start page between runs.
type Poll struct {
	Title        string // of the feed
	ETag         string
	LastModified string
	BodyHash     string
	NextAt       time.Time // when it is due again
	MovedTo      string    // with Redirected: where a permanent redirect (301, 308) leads; empty when it is a temporary one
	FeedState              // as it is from now on
	Entries      int       // items it gave
	New          int       // of which were not known; filled in by the store
	Flags        []string  // what had to be repaired
}

// Clock is when a host may be asked again. Hosts are told apart by lower-case
// host name without port.
type Clock struct {
	Host         string
	NextAt       time.Time // no request sooner, by the configured delay or Crawl-delay
	BlockedUntil time.Time // parked, by Retry-After or repeated failure
	Failures     int       // in a row
	Waiting      int       // leads that wait for it; filled in by the store
	EarliestAt   time.Time // when the first of them may be tried; filled in by the store
}

// RobotsFile is a robots.txt as it was fetched from one origin (scheme, host, port).
type RobotsFile struct {
	Origin    string
	Status    int    // 0 when it could not be reached
	Body      []byte // the first 500 KiB
	FetchedAt time.Time
	ExpiresAt time.Time
}

// Saved tells what the store made of one outcome.
type Saved struct {
	URL     string
	Source  string
	What    string // see the constants below; empty when no article was at stake
	Article string // id
	Of      string // id or address of what it was joined with
	Reason  string // why it was joined or is a copy, for example "redirect", "near-text"
}

// What can become of an article that is handed to the store.
const (
	New      = "new"      // an article that was not known
	Revised  = "revised"  // a known article with changed text or metadata
	Same     = "same"     // known and unchanged
	Alias    = "alias"    // another address of a known article
	Copy     = "copy"     // an article of its own that another publisher has too
	Vanished = "vanished" // a known article whose page was not found; its text stays
)

// Planted is what has fallen due in the midst of a run.
type Planted struct {
	Due    int       // feeds, sitemaps, start pages, sections and pages that were queued
	Next   time.Time // when something falls due that is not yet; zero when nothing does
	Clocks []Clock   // of every host that gained leads
}

// Committed is the answer to a batch of outcomes.
type Committed struct {
	Saved  []Saved // in the order of the outcomes
	Clocks []Clock // of every host that gained or lost leads
}

// Run describes one harvest.
type Run struct {
	ID      string         `json:"id"`      // sortable, for example 20260214T061500Z-3f9a
	Version string         `json:"version"` // of winnow
	Config  string         `json:"config"`  // SHA-256 of the configuration, hex
	Args    []string       `json:"args"`
	Started time.Time      `json:"started"`
	Ended   time.Time      `json:"ended,omitzero"` // zero while it goes on, or when it was killed
	Exit    int            `json:"exit"`
	Counts  map[string]int `json:"counts"`

	Ladders map[string]Ladder `json:"-"` // how often the pages of a source are visited again, by its id
	Revisit bool              `json:"-"` // visit every page on its ladder, due or not
}
