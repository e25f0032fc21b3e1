package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"winnow/extract"
)

// ErrNotFeed is what errors.Is finds in every error of Parse and ParseSitemap.
var ErrNotFeed = errors.New("not a feed")

// NotFeedError says what was found where a feed or a sitemap was expected.
type NotFeedError struct {
	Kind  string   // html, sitemap, feed, opml, json, empty or unknown
	Feeds []string // addresses of the feeds that an HTML page names, at most 20
	Cause error    // may be nil
}

// Error names the kind, and the first feeds of an HTML page.
func (e *NotFeedError) Error() string {
	switch {
	case e.Kind == "html" && len(e.Feeds) > 0:
		return "this is an HTML page, its feeds are " + strings.Join(e.Feeds[:min(len(e.Feeds), 3)], ", ")
	case e.Kind == "html":
		return "this is an HTML page, and it names no feed"
	case e.Kind == "empty":
		return "the document is empty"
	case e.Kind == "unknown":
		return "this is neither RSS, Atom, JSON Feed nor a sitemap"
	case e.Cause != nil:
		return fmt.Sprintf("this is no feed but %s: %v", e.Kind, e.Cause)
	}
	return "this is no feed but " + e.Kind
}

// Is makes every NotFeedError an ErrNotFeed.
func (e *NotFeedError) Is(target error) bool { return target == ErrNotFeed }

// Unwrap gives the cause.
func (e *NotFeedError) Unwrap() error { return e.Cause }

const (
	maxPageFeeds = 20      // feeds of one page; more is a trap
	headWindow   = 1 << 20 // bytes of a page within which its links stand
)

// feedTypes are the media types by which pages name their feeds.
var feedTypes = set("application/rss+xml application/atom+xml application/feed+json application/rdf+xml application/json text/xml application/xml")

// PageFeeds gives the addresses of the feeds that an HTML page at address
// names in its link elements (RSS Autodiscovery), absolute and in order, at
// most 20.
func PageFeeds(page []byte, address string) []string {
	var out []string
	z := html.NewTokenizer(bytes.NewReader(page[:min(len(page), headWindow)]))
	z.SetMaxBuf(maxTagBytes)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "base":
				if href := tokenAttributes(z, more)["href"]; href != "" {
					if clean, err := extract.Clean(href, address); err == nil {
						address = clean
					}
				}
			case "link":
				a := tokenAttributes(z, more)
				if !namesFeed(a) {
					continue
				}
				clean, err := extract.Clean(a["href"], address)
				if err != nil {
					continue
				}
				if out = appendNew(out, clean); len(out) == maxPageFeeds {
					return out
				}
			}
		}
	}
}

func namesFeed(a map[string]string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(a["type"]), ";")
	rel := strings.Fields(strings.ToLower(a["rel"]))
	for _, r := range rel {
		if r == "feed" || r == "alternate" && feedTypes[strings.TrimSpace(kind)] {
			return a["href"] != "" && !strings.Contains(a["href"], "/wp-json/") && !strings.Contains(a["href"], "oembed")
		}
	}
	return false
}

func tokenAttributes(z *html.Tokenizer, more bool) map[string]string {
	out := map[string]string{}
	for more && len(out) < maxAttributes {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := out[string(key)]; !twice {
			out[string(key)] = strings.TrimSpace(string(value))
		}
	}
	return out
}
