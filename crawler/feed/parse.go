package feed

// Parse reads a feed of any format. It fails with a NotFeedError when the
// bytes are no feed, and with no other error: damage costs entries, not the
// feed.
func Parse(body []byte, opts Options) (*Feed, error) {
	return nil, ErrNotFeed
}

// ParseSitemap reads a sitemap: XML, gzip (told by its first bytes), text, or
// a feed that serves as one. It fails with a NotFeedError.
func ParseSitemap(body []byte, opts Options) (*Sitemap, error) {
	return nil, ErrNotFeed
}
