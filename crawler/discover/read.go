package discover

import (
	"errors"
	"net/url"
	"strings"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

// read makes a candidate of an answer that is a feed or a sitemap, whichever was
// expected. Addresses of the parts of an index are pushed.
func (l *look) read(resp *fetch.Response, at lead) (Candidate, error) {
	o := feed.Options{URL: resp.URL, ContentType: resp.ContentType, Now: l.o.Now}
	f, err := feed.Parse(resp.Body, o)
	if err == nil {
		return l.feed(f, at), nil
	}
	m, second := feed.ParseSitemap(resp.Body, o)
	var other *feed.NotFeedError
	if second != nil && errors.As(second, &other) && other.Kind == "html" {
		return Candidate{}, second
	}
	if second != nil || len(m.Entries) == 0 {
		return Candidate{}, err
	}
	return l.sitemap(m, resp, at), nil
}

func (l *look) feed(f *feed.Feed, at lead) Candidate {
	c := Candidate{
		URL: at.url, Kind: frontier.Feed, Format: f.Format, Title: f.Title, By: []string{at.by}, Entries: len(f.Entries),
		links: map[string]bool{},
	}
	count := map[string]int{}
	full := 0
	for _, e := range f.Entries {
		a := e.Article
		c.links[extract.Key(a.URL)] = true
		if e.Full && !strings.HasSuffix(strings.TrimSpace(a.Text), "…") && a.WordCount >= fullWords {
			full++
		}
		for name, has := range map[string]bool{
			"title": a.Title != "", "date": !a.Published.IsZero(), "author": len(a.Authors) > 0,
			"summary": e.Summary != "" || a.Text != "", "image": a.Image != "", "tags": len(a.Tags) > 0,
		} {
			if has {
				count[name]++
			}
		}
	}
	c.Fields = mostly(count, len(f.Entries))
	if len(f.Entries) > 0 {
		c.FullText = float64(full) / float64(len(f.Entries))
	}
	c.pace(feed.PaceOf(f.Hints, f.Entries, l.o.Now), l.o.Now)
	if l.out.Title == "" {
		l.out.Title = f.Title
	}
	return c
}

// fullWords is how many words of an entry make it more than a teaser.
const fullWords = 150

// fields are what can be told of an entry, the most useful first.
var fields = []string{"title", "date", "author", "summary", "image", "tags"}

// mostly gives the fields that most entries have.
func mostly(count map[string]int, of int) []string {
	out := []string{}
	for _, name := range fields {
		if of > 0 && count[name]*2 > of {
			out = append(out, name)
		}
	}
	return out
}

func (l *look) sitemap(m *feed.Sitemap, resp *fetch.Response, at lead) Candidate {
	c := Candidate{
		URL: at.url, Kind: frontier.Sitemap, Format: "sitemap", By: []string{at.by}, Entries: len(m.Entries), links: map[string]bool{},
	}
	count := map[string]int{}
	for _, e := range m.Entries {
		c.links[extract.Key(e.URL)] = true
		if e.News != nil {
			c.Format = "news-sitemap"
			count["title"]++
		}
		if len(e.Images) > 0 {
			count["image"]++
		}
		if !e.LastMod.IsZero() || e.News != nil && !e.News.Published.IsZero() {
			count["date"]++
		}
	}
	c.Fields = mostly(count, len(m.Entries))
	if !m.Index {
		c.pace(feed.PaceOfSitemap(m, l.o.Now), l.o.Now)
		return c
	}
	c.Format = "sitemap-index"
	if at.by != byIndex { // of the parts of a part nothing new is to be learned
		for _, e := range newestParts(m) {
			l.push(e.URL, resp.URL, byIndex, frontier.Sitemap)
		}
	}
	return c
}

// maxParts is how many parts of an index are looked at.
const maxParts = 6

// newestParts are the parts of an index that may list what is new: those that say
// nothing of their age, and those that changed last.
func newestParts(m *feed.Sitemap) []feed.SitemapEntry {
	parts := m.Entries
	if len(parts) <= maxParts {
		return parts
	}
	// Most indexes are in order; the newest part stands at one of the ends.
	return append(parts[:maxParts/2:maxParts/2], parts[len(parts)-maxParts/2:]...)
}

// section makes a candidate of a page that links to articles of its site, and
// takes the feeds that it names.
func (l *look) section(resp *fetch.Response, at lead) {
	doc, err := extract.Parse(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: l.o.Now})
	if err != nil {
		l.refuse(at, err)
		return
	}
	l.links(doc, resp)
	c := Candidate{URL: at.url, Kind: frontier.Start, Format: "section", Title: doc.Metadata().Title, By: []string{at.by}, Fields: []string{}, links: map[string]bool{}}
	for _, link := range doc.Links() {
		if !link.InNav && extract.Site(link.URL) == extract.Site(resp.URL) && !isSection(link.URL, resp.URL) && isDeep(link.URL) {
			c.links[extract.Key(link.URL)] = true
		}
	}
	if c.Entries = len(c.links); c.Entries >= sectionLinks {
		l.add(c, resp.URL)
	}
}

// sectionLinks is how many articles a page has to link to for a section.
const sectionLinks = 5

// isDeep tells an address that may be an article's.
func isDeep(address string) bool {
	u, err := url.Parse(address)
	return err == nil && len(u.Path)+len(u.RawQuery) > len("/section/")
}
