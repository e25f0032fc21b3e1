package feed

import (
	"bytes"
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// readRSS lets gofeed read a repaired RSS or RDF feed.
func readRSS(doc document, opts Options, flags *flagSet) (*Feed, error) {
	parsed, err := (&rss.Parser{}).Parse(bytes.NewReader(doc.xml))
	if err != nil {
		return nil, err
	}
	f := rssFeed(parsed, doc, opts)
	r := newReader(f, opts, flags, doc.base)
	f.Entries = make([]Entry, 0, len(parsed.Items))
	for i, item := range parsed.Items {
		d := rssDraft(item)
		d.position = i
		if i < len(doc.entries) {
			d.context = doc.entries[i]
		}
		f.Entries = append(f.Entries, r.entry(d))
	}
	describeAll(f, doc, opts)
	return f, nil
}

func rssFeed(p *rss.Feed, doc document, opts Options) *Feed {
	x := extensions(p.Extensions)
	f := &Feed{
		Format:      doc.format,
		Title:       stripTags(first(p.Title, x.text("dc:title"), x.text("atom:title"))),
		Description: markupText(first(p.Description, x.text("dc:description"), x.text("itunes:summary"))),
		Language:    languageTag(first(p.Language, x.text("dc:language"), doc.language)),
		License:     first(x.attribute("cc:license", "resource"), x.text("creativecommons:license")),
		Rights:      stripTags(first(p.Copyright, x.text("dc:rights"))),
		ID:          x.text("atom:id"),
		Hints:       rssHints(p, x),
	}
	for _, l := range p.Links {
		if f.Link = cleanOrEmpty(l, doc.base); f.Link != "" {
			break
		}
	}
	var links []Link
	for _, l := range p.Links {
		links = append(links, Link{URL: l, Rel: "alternate"})
	}
	linkRoles(f, append(links, x.links()...), doc.base)
	for _, s := range append(append(x.all("dc:creator", ""), x.all("dc:author", "")...), said{p.ManagingEditor, "managingEditor"}, said{x.text("itunes:author"), "itunes:author"}) {
		f.Authors = appendNew(f.Authors, people(s.value)...)
	}
	for _, raw := range [...]string{p.LastBuildDate, p.PubDate, x.text("dc:date"), x.text("atom:updated"), x.text("dcterms:modified")} {
		if d, ok := parseDate(raw, f.Language, opts.Now); ok {
			f.Updated = d
			break
		}
	}
	return f
}

func rssDraft(item *rss.Item) draft {
	x := extensions(item.Extensions)
	d := draft{
		title:     firstSaid(said{item.Title, "title"}, said{x.text("dc:title"), "dc:title"}, said{x.text("atom:title"), "atom:title"}, said{x.text("media:title"), "media:title"}),
		content:   said{item.Content, "content:encoded"},
		summary:   firstSaid(said{item.Description, "description"}, said{item.Custom["summary"], "summary"}, said{x.text("atom:summary"), "atom:summary"}, said{x.text("dc:description"), "dc:description"}, said{x.text("itunes:summary"), "itunes:summary"}),
		origin:    first(x.text("feedburner:origlink"), x.text("pheedo:origlink")),
		entryLang: x.text("dc:language"),
		comments:  item.Comments,
		rights:    x.text("dc:rights"),
		license:   firstSaid(said{x.attribute("cc:license", "resource"), "cc:license"}, said{x.text("creativecommons:license"), "creativeCommons:license"}),
		links:     x.links(),
		published: []said{{item.PubDate, "pubDate"}, {x.text("dc:date"), "dc:date"}, {x.text("dcterms:issued"), "dcterms:issued"}, {x.text("dcterms:created"), "dcterms:created"}, {x.text("atom:published"), "atom:published"}, {x.text("prism:publicationdate"), "prism:publicationDate"}, {item.Custom["published"], "published"}, {item.Custom["date"], "date"}},
		modified:  []said{{x.text("atom:updated"), "atom:updated"}, {x.text("dcterms:modified"), "dcterms:modified"}, {item.Custom["updated"], "updated"}, {item.Custom["modified"], "modified"}},
	}
	if d.content.value == "" {
		d.content = said{item.Custom["content"], "content"}
	}
	if g := item.GUID; g != nil {
		d.guid, d.permalink = g.Value, !strings.EqualFold(strings.TrimSpace(g.IsPermalink), "false")
	}
	d.guid = first(d.guid, x.text("atom:id"))
	for _, l := range item.Links {
		d.links = append(d.links, Link{URL: l, Rel: "alternate"})
	}
	d.authors = append(d.authors, said{item.Author, "author"})
	d.authors = append(d.authors, x.all("dc:creator", "dc:creator")...)
	d.authors = append(d.authors, x.all("dc:author", "dc:author")...)
	d.authors = append(d.authors, x.names("atom:author")...)
	if item.Author == "" && len(d.authors) == 1 {
		d.authors = append(d.authors, said{item.Custom["creator"], "creator"}, said{x.text("itunes:author"), "itunes:author"})
	}
	d.authors = nonEmpty(d.authors)
	for _, s := range x.all("dc:contributor", "") {
		d.contributors = appendNew(d.contributors, people(s.value)...)
	}
	rssTags(&d, item, x)
	rssMedia(&d, item, x)
	if item.Source != nil {
		d.sourceName, d.sourceURL = item.Source.Title, item.Source.URL
	}
	return d
}

func rssTags(d *draft, item *rss.Item, x elements) {
	for _, c := range item.Categories {
		d.tags = append(d.tags, c.Value)
		d.tagSource = "category"
	}
	for _, s := range x.all("dc:subject", "") {
		d.tags = append(d.tags, s.value)
		d.tagSource = first(d.tagSource, "dc:subject")
	}
	for _, s := range x.all("media:category", "") {
		d.tags = append(d.tags, s.value)
		d.tagSource = first(d.tagSource, "media:category")
	}
	for _, c := range x["atom"]["category"] {
		d.tags = append(d.tags, first(c.Attrs["label"], c.Attrs["term"]))
		d.tagSource = first(d.tagSource, "atom:category")
	}
}

func rssMedia(d *draft, item *rss.Item, x elements) {
	for _, e := range item.Enclosures {
		d.enclosures = append(d.enclosures, Enclosure{URL: e.URL, Type: e.Type, Length: int64(number(e.Length))})
	}
	d.media(x)
	for _, e := range item.Enclosures {
		if strings.HasPrefix(e.Type, "image/") {
			d.images = append(d.images, said{e.URL, "enclosure"})
		}
	}
	d.images = append(d.images, said{x.attribute("itunes:image", "href"), "itunes:image"})
}

// media reads the elements of Media RSS.
func (d *draft) media(x elements) {
	for _, m := range x["media"]["content"] {
		kind := m.Attrs["type"]
		if m.Attrs["medium"] == "image" || strings.HasPrefix(kind, "image/") {
			d.images = append(d.images, said{m.Attrs["url"], "media:content"})
		}
		if m.Attrs["url"] != "" {
			d.enclosures = append(d.enclosures, Enclosure{URL: m.Attrs["url"], Type: kind, Length: int64(number(m.Attrs["filesize"]))})
		}
	}
	for _, m := range x["media"]["thumbnail"] {
		d.images = append(d.images, said{m.Attrs["url"], "media:thumbnail"})
	}
}

// elements are the extension elements that gofeed keeps, by canonical prefix
// and name.
type elements ext.Extensions

func extensions(x ext.Extensions) elements { return elements(x) }

func (x elements) find(name string) []ext.Extension {
	prefix, local, _ := strings.Cut(name, ":")
	return x[prefix][local]
}

// text is the first element's.
func (x elements) text(name string) string {
	for _, e := range x.find(name) {
		if e.Value != "" {
			return e.Value
		}
	}
	return ""
}

func (x elements) attribute(name, attr string) string {
	for _, e := range x.find(name) {
		if v := e.Attrs[attr]; v != "" {
			return v
		}
	}
	return ""
}

func (x elements) all(name, source string) []said {
	var out []said
	for _, e := range x.find(name) {
		out = append(out, said{e.Value, source})
	}
	return out
}

// names are those of Atom persons inside RSS.
func (x elements) names(name string) []said {
	var out []said
	for _, e := range x.find(name) {
		for _, n := range e.Children["name"] {
			out = append(out, said{n.Value, name})
		}
		if len(e.Children) == 0 {
			out = append(out, said{e.Value, name})
		}
	}
	return out
}

// links are the Atom links inside RSS.
func (x elements) links() []Link {
	var out []Link
	for _, e := range x.find("atom:link") {
		out = append(out, Link{URL: e.Attrs["href"], Rel: relation(e.Attrs["rel"]), Type: e.Attrs["type"], Language: languageTag(e.Attrs["hreflang"])})
	}
	return out
}

// relation is the role of a link; IANA's own are also written as addresses
// (RFC 4287, section 4.2.7.2).
func relation(rel string) string {
	rel = strings.ToLower(strings.TrimSpace(rel))
	if i := strings.LastIndex(rel, "/relation/"); i >= 0 {
		rel = rel[i+len("/relation/"):]
	}
	return first(rel, "alternate")
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func firstSaid(all ...said) said {
	for _, s := range all {
		if s.value != "" {
			return s
		}
	}
	return all[0]
}

func nonEmpty(all []said) []said {
	out := all[:0]
	for _, s := range all {
		if s.value != "" {
			out = append(out, s)
		}
	}
	return out
}

// number reads a count, 0 for what is none.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		found := false
		for _, have := range list {
			found = found || have == s
		}
		if !found {
			list = append(list, s)
		}
	}
	return list
}
