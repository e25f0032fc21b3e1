// Package config reads crawl.yaml into typed settings.
//
// Load is the one call for most uses: it reads a file, checks everything in it
// and answers either settings that work or one *Error that lists every mistake
// with its line, its column and the nearest right key. Default gives the
// settings of an empty file. The package decides nothing beyond that: each room
// of the program owns the options it understands, and the methods in rooms.go
// hand them over.
package config

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"time"

	"winnow/crawler/frontier"
	"winnow/dataset"
)

// maxFile is the size above which a configuration is refused unread: a file of
// ten thousand sources stays below it, and nothing that is larger was meant.
const maxFile = 1 << 20

// ErrTooLarge says that a file is larger than any configuration (1 MiB).
var ErrTooLarge = errors.New("larger than 1 MiB: this is no configuration")

// Config is one crawl.yaml with every default filled in.
type Config struct {
	Version    int // of the format; 1
	Store      Store
	Identity   Identity
	Politeness Politeness
	Network    Network
	Limits     Limits
	Defaults   Defaults
	Notify     Notify
	Datasets   []dataset.Recipe
	Sources    []Source
}

// Store says where the collection lives and what is kept beside the articles.
type Store struct {
	Path  string // of the SQLite file, relative to the working directory
	Keep  Keep
	Rules AddressRules // which addresses are one, beside what is built in
	// Litestream says that Litestream replicates the file, and copies the
	// write-ahead log back by itself.
	Litestream bool
}

// Keep says what is kept of a fetched page beside its article.
type Keep string

// What can be kept of a page.
const (
	KeepNone Keep = "none" // the article only
	KeepRaw  Keep = "raw"  // the decoded body in the database
	KeepWARC Keep = "warc" // the exchange as WARC records
)

// Identity is how the crawler names itself to the servers it asks.
type Identity struct {
	Agent   string // product token and version, for example winnow/1.0 (RFC 9110, section 10.1.5)
	Contact string // a mailto:, http: or https: address of a person who answers
}

// Politeness is how much a host is asked to bear.
type Politeness struct {
	Delay         time.Duration // least time between two requests to one host
	PerHost       int           // requests at a time to one host
	Robots        Robots
	TDMRep        bool          // ask each site for its tdmrep.json too
	CrawlDelayMax time.Duration // longest Crawl-delay of a robots.txt that is honoured
	RetryAfterMax time.Duration // longest Retry-After that is honoured within a run
	Retries       int           // further attempts after a failure that may pass
	ParkAfter     int           // failures in a row after which a host rests
}

// Robots says whether robots.txt is obeyed.
type Robots string

// What can be done about robots.txt (RFC 9309).
const (
	RobotsObey   Robots = "obey"
	RobotsIgnore Robots = "ignore" // for sites of one's own only
)

// Network says what may be reached and how.
type Network struct {
	Allow []netip.Prefix // private networks that may be reached
	Proxy string         // ProxyEnv, ProxyNone or the address of a proxy
}

// The words that Network.Proxy understands beside an address.
const (
	ProxyEnv  = "env"  // HTTP_PROXY, HTTPS_PROXY and NO_PROXY
	ProxyNone = "none" // always direct
)

// Limits bounds what one run takes.
type Limits struct {
	Workers     int           // pages in work at a time, over all hosts
	PageBytes   int64         // largest body, unpacked
	RequestTime time.Duration // longest time for one request, with its body
	Redirects   int           // redirects followed from one address
}

// Defaults holds what a source may set for itself.
type Defaults struct {
	Poll    Poll
	Revisit frontier.Ladder // how often the page of an article is visited again
	Fetch   Fetch
	Retain  time.Duration // of articles, from when they are first stored; 0 is for good
	Follow  Follow
}

// Poll bounds how often a feed, a sitemap or a start page is asked for.
type Poll struct {
	Min time.Duration
	Max time.Duration
}

// Fetch says how an article of a feed is read.
type Fetch string

// How an article can be read.
const (
	FetchFull         Fetch = "full"           // its page is fetched; the feed fills the blanks
	FetchFeed         Fetch = "feed"           // the feed alone is believed, no page is fetched
	FetchFeedThenPage Fetch = "feed-then-page" // the feed's full text where it has one, else the page
)

// Default gives the settings that hold where a file says nothing.
func Default() *Config {
	return &Config{
		Version:  1,
		Store:    Store{Path: "winnow.db", Keep: KeepNone},
		Identity: Identity{Agent: "winnow/1.0", Contact: placeholder},
		Politeness: Politeness{
			Delay: 2 * time.Second, PerHost: 1, Robots: RobotsObey,
			CrawlDelayMax: time.Minute, RetryAfterMax: time.Hour, Retries: 3, ParkAfter: 10,
		},
		Network:  Network{Proxy: ProxyEnv},
		Limits:   Limits{Workers: 16, PageBytes: 10_000_000, RequestTime: time.Minute, Redirects: 10},
		Defaults: Defaults{Poll: Poll{Min: 10 * time.Minute, Max: 24 * time.Hour}, Revisit: defaultRevisit, Fetch: FetchFull, Follow: defaultFollow()},
		Notify:   Notify{Timeout: 10 * time.Second, On: notifyKinds},
	}
}

// Load reads and checks the configuration at path. Mistakes in it are answered
// as *Error; a file that cannot be read as the error of the system with its path.
func Load(path string) (*Config, error) {
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, b)
}

// LoadStore is Load for who only reads the collection: it gives where that is,
// and does without the secrets, whose variables may not be set.
func LoadStore(path string) (Store, error) {
	b, err := read(path)
	if err != nil {
		return Store{}, err
	}
	w := newWalk(path)
	w.reading = true
	c, err := w.parse(b)
	if err != nil {
		return Store{}, err
	}
	return c.Store, nil
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return b, nil
}

// Parse checks b, the text of a configuration that messages call by name.
// Secrets are taken from the environment. The error is an *Error that lists
// every mistake in the order of the file.
func Parse(name string, b []byte) (*Config, error) {
	return newWalk(name).parse(b)
}

func (w *walk) parse(b []byte) (*Config, error) {
	root, issue := document(b)
	if issue != nil {
		issue.File = w.file
		return nil, &Error{Issues: []Issue{*issue}}
	}
	c := Default()
	mapping(c.fields()).read(w, value{node: root, line: root.Line, column: root.Column})
	w.checkWhole(c)
	if err := w.err(); err != nil {
		return nil, err
	}
	return c, nil
}
