package feed

import "winnow/extract"

// Sitemap is a sitemap or sitemap index (sitemaps.org, protocol 0.9).
type Sitemap struct {
	Index   bool // the entries are sitemaps, not pages
	Entries []SitemapEntry
	Flags   []string // what had to be repaired
}

// SitemapEntry is one address of a sitemap.
type SitemapEntry struct {
	URL        string
	LastMod    extract.Date
	News       *News    // nil when the news extension says nothing
	Images     []string // addresses by the image extension
	Alternates []Link   // other languages of the page (xhtml:link)
}

// News is what the Google News extension of a sitemap tells of a page.
type News struct {
	Title       string
	Published   extract.Date
	Publication string // name of the publication
	Language    string // BCP 47
	Keywords    []string
}
