package feed

import (
	"bytes"
	"net/url"
	"strings"
)

// What is read of one document, unless Options say otherwise.
const (
	DefaultMaxBytes   = 16 << 20 // a feed of full texts has 1 MB
	DefaultMaxEntries = 10000    // archives in one file have a few thousand
)

// Parse reads a feed of any format. It fails only with a NotFeedError: damage
// costs entries, not the feed.
func Parse(body []byte, opts Options) (*Feed, error) {
	var flags flagSet
	opts = opts.withDefaults(DefaultMaxEntries)
	if len(body) > opts.MaxBytes {
		body = body[:opts.MaxBytes]
		flags.add(FlagTooLarge)
	}
	body, encoding := decode(body, opts.ContentType, &flags)
	f, err := read(body, opts, &flags)
	if err != nil {
		return nil, err
	}
	if kind, _, _ := strings.Cut(strings.ToLower(opts.ContentType), ";"); strings.Contains(kind, "/") && !strings.Contains(kind, "xml") && !strings.Contains(kind, "json") {
		flags.add(FlagMediaType)
	}
	f.Encoding = encoding
	f.Entries = identify(f.Entries, opts, &flags)
	f.Flags = flags
	return f, nil
}

func (o Options) withDefaults(entries int) Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = entries
	}
	return o
}

// read tells the formats apart and has gofeed read the repaired document.
func read(body []byte, opts Options, flags *flagSet) (*Feed, error) {
	trimmed := bytes.TrimLeft(body, " \t\r\n\x00\ufeff")
	switch {
	case len(trimmed) == 0:
		return nil, &NotFeedError{Kind: "empty"}
	case trimmed[0] == '{':
		return readJSON(trimmed, opts, flags)
	}
	r := findRoot(body, flags)
	switch r.name {
	case "rss", "rdf", "feed", "channel", "item", "entry":
	case "html":
		return nil, &NotFeedError{Kind: "html", Feeds: PageFeeds(body, opts.URL)}
	case "urlset", "sitemapindex":
		return nil, &NotFeedError{Kind: "sitemap"}
	case "":
		return nil, &NotFeedError{Kind: "unknown"}
	default:
		return nil, &NotFeedError{Kind: r.name}
	}
	doc := repair(body, r, opts, flags)
	f, err := (*Feed)(nil), error(nil)
	if doc.atom {
		f, err = readAtom(doc, opts, flags)
	} else {
		f, err = readRSS(doc, opts, flags)
	}
	if err != nil {
		return nil, &NotFeedError{Kind: r.name, Cause: err}
	}
	return f, nil
}

// parseBase gives an address that relative ones can refer to, or nil.
func parseBase(address string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !u.IsAbs() {
		return nil
	}
	return u
}
