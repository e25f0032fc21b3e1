package dataset

import (
	"cmp"
	"io"
	"time"

	"winnow/extract"
)

// zone is the namespace of the identities that winnow gives.
const zone = "urn:winnow:"

// newsFeed writes a feed. The first article tells when the feed was changed: the
// newest stands first.
type newsFeed struct {
	markup
	o     Options
	began bool
	head  func(f *newsFeed, changed time.Time)
	entry func(f *newsFeed, a *extract.Article)
	tail  string
}

func openAtom(w io.Writer, o Options) (sink, error) {
	return &newsFeed{markup: markup{w: w}, o: o, head: atomHead, entry: atomEntry, tail: "</feed>\n"}, nil
}

func openRSS(w io.Writer, o Options) (sink, error) {
	return &newsFeed{markup: markup{w: w}, o: o, head: rssHead, entry: rssItem, tail: "</channel></rss>\n"}, nil
}

func (f *newsFeed) write(a *extract.Article) error {
	f.begin(dated(a))
	f.entry(f, a)
	return f.flush()
}

func (f *newsFeed) begin(changed time.Time) {
	if !f.began {
		f.began = true
		f.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
		f.head(f, changed)
	}
}

func (f *newsFeed) close() error {
	f.begin(time.Unix(0, 0))
	f.raw(f.tail)
	return f.flush()
}

func (f *newsFeed) title() string { return cmp.Or(f.o.Title, "Articles") }

// dated is when an article was published, or fetched when that is unknown.
func dated(a *extract.Article) time.Time {
	if a.Published.IsZero() {
		return a.FetchedAt.UTC()
	}
	return a.Published.Time
}

// changed is when an article was last changed, as far as it is known.
func changed(a *extract.Article) time.Time {
	if t := a.Modified.Time; t.After(dated(a)) {
		return t
	}
	return dated(a)
}

func atomHead(f *newsFeed, changed time.Time) {
	f.open("feed", "xmlns", "http://www.w3.org/2005/Atom")
	f.element("id", zone+"export")
	f.element("title", f.title())
	f.element("updated", changed.Format(time.RFC3339))
	f.raw("<author><name>winnow</name></author>\n")
}

func atomEntry(f *newsFeed, a *extract.Article) {
	f.open("entry", "xml:lang", a.Language)
	f.element("id", zone+a.ID)
	f.element("title", cmp.Or(oneLine(a.Title), a.URL))
	f.empty("link", "rel", "alternate", "href", a.URL)
	if !a.Published.IsZero() {
		f.element("published", a.Published.Time.Format(time.RFC3339))
	}
	f.element("updated", changed(a).Format(time.RFC3339))
	for _, name := range a.Authors {
		f.raw("<author>")
		f.element("name", oneLine(name))
		f.raw("</author>")
	}
	for _, tag := range a.Tags {
		f.empty("category", "term", oneLine(tag))
	}
	f.element("rights", a.License)
	f.element("summary", a.Subtitle)
	if a.HTML != "" {
		f.element("content", a.HTML, "type", "html")
	} else {
		f.element("content", a.Text, "type", "text")
	}
	f.raw("</entry>\n")
}

func rssHead(f *newsFeed, changed time.Time) {
	f.open("rss", "version", "2.0", "xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:content", "http://purl.org/rss/1.0/modules/content/")
	f.raw("<channel>")
	f.element("title", f.title())
	f.element("link", zone+"export")
	f.element("description", f.title())
	f.element("lastBuildDate", changed.Format(time.RFC1123Z))
	f.raw("\n")
}

func rssItem(f *newsFeed, a *extract.Article) {
	f.raw("<item>")
	f.element("title", cmp.Or(oneLine(a.Title), a.URL))
	f.element("link", a.URL)
	f.element("guid", zone+a.ID, "isPermaLink", "false")
	f.element("pubDate", dated(a).Format(time.RFC1123Z))
	for _, name := range a.Authors {
		f.element("dc:creator", oneLine(name))
	}
	for _, tag := range a.Tags {
		f.element("category", oneLine(tag))
	}
	f.element("description", cmp.Or(a.Subtitle, a.Text))
	f.element("content:encoded", a.HTML)
	f.raw("</item>\n")
}
