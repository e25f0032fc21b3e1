// Package feed turns the bytes of a feed or a sitemap into entries: RSS 0.9x
// to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, sitemaps and sitemap indexes.
//
// Parse and ParseSitemap are the two calls. Neither fetches anything: what a
// feed refers to (DTDs, entities, stylesheets) is never asked for and never
// expanded. Broken feeds are read up to the damage, and Flags says what had
// to be repaired.
package feed

import (
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// The media types that a request for a feed, or for a sitemap, accepts.
const (
	Accept        = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
	AcceptSitemap = "application/xml, text/xml, text/plain;q=0.8, */*;q=0.5"
)

// Options says what is known of a feed or sitemap before it is read. The zero
// value works.
type Options struct {
	URL          string    // address the bytes came from, after redirects; relative addresses refer to it
	ContentType  string    // the Content-Type header as the server sent it; may be empty
	Language     string    // BCP 47, of the source; used where the feed names none
	Now          time.Time // when it was fetched: dates far after it are not believed; zero means unknown
	DistrustGUID bool      // guids of this feed change from poll to poll, see GUIDsChanged
	MaxBytes     int       // bytes that are read, zero means DefaultMaxBytes
	Detail       bool      // also read what a harvest has no use for: Feed.Detail, Entry.Detail
	MaxEntries   int       // entries that are kept, zero means DefaultMaxEntries or SitemapMaxEntries
}

// Feed is a feed as it was read.
type Feed struct {
	Format      string       // name and version, for example rss-2.0, rss-0.91, rdf-1.0, atom-1.0, json-1.1
	ID          string       // the feed's own identifier, may be empty
	Title       string       // plain text
	Description string       // plain text
	Link        string       // the page that the feed belongs to
	Self        string       // the address that the feed gives for itself
	Next        string       // the next older page of it (RFC 5005, JSON Feed next_url)
	Prev        string       // the next older archive document of it (RFC 5005)
	Hub         string       // WebSub hub
	Links       []Link       // all links of the feed with their roles, in the order of the document
	Language    string       // BCP 47
	License     string       // address of the licence
	Rights      string       // copyright notice, plain text
	Authors     []string     // of the whole feed
	Updated     extract.Date // last change that the feed announces
	Hints       Hints        // how often it asks to be polled
	Entries     []Entry      // in the order of the document
	Flags       []string     // what had to be repaired, see the Flag constants; nil for a clean feed
	Encoding    string       // of the bytes, as labelled or found; for example utf-8, windows-1252
	Detail      *Detail      // everything it says of itself; only with Options.Detail
}

// Entry is one item of a feed: what the frontier remembers of it, and what
// only the reader of this very feed may want to know.
type Entry struct {
	frontier.Entry
	Permalink    bool        // the guid is said to be an address
	Links        []Link      // all links with their roles, in the order of the document
	Summary      string      // plain text of the teaser; Article.Text may hold more
	Full         bool        // Article.HTML and Article.Text hold the content, not only the teaser
	Enclosures   []Enclosure // files that belong to the entry
	Contributors []string    // people named beside the authors
	Rights       string      // copyright notice, plain text
	Comments     string      // address of the comments page
	SourceName   string      // feed that the entry was taken from, by its title
	SourceURL    string      // the same by its address
	Flags        []string    // what was wrong with this entry
	Detail       *Detail     // everything the feed says of it; only with Options.Detail
}

// Link is an address with a role (RFC 4287, section 4.2.7).
type Link struct {
	URL      string `json:"href"`
	Rel      string `json:"rel"`                // alternate, self, related, via, replies ...
	Type     string `json:"type,omitempty"`     // media type, may be empty
	Title    string `json:"title,omitempty"`    // may be empty
	Language string `json:"hreflang,omitempty"` // BCP 47, may be empty
	Length   int64  `json:"length,omitempty"`   // bytes, 0 when unknown
}

// Enclosure is a file attached to an entry.
type Enclosure struct {
	URL    string `json:"href"`
	Type   string `json:"type,omitempty"`   // media type, may be empty
	Length int64  `json:"length,omitempty"` // bytes, 0 when unknown
}

// Hints is what a feed says about how often it should be polled.
type Hints struct {
	TTL       time.Duration  // RSS ttl; zero when not given
	Period    time.Duration  // sy:updatePeriod divided by sy:updateFrequency; zero when not given
	SkipHours []int          // hours of the day in UTC, 0 to 23, without news
	SkipDays  []time.Weekday // days of the week in UTC without news
}
