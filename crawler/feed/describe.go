package feed

import (
	"net/url"
	"strings"
	"time"
)

// describer turns recorded elements into a Detail.
type describer struct {
	now    time.Time
	inFeed bool // of the feed itself: a description is its subtitle
	titled bool // the title stands in an element of the feed's own vocabulary
}

// describeAll gives a feed and its entries their details, where they were
// recorded.
func describeAll(f *Feed, doc document, opts Options) {
	if doc.head == nil {
		return
	}
	f.Detail = (&describer{now: opts.Now, inFeed: true}).describe(doc.head)
	for i := range f.Entries {
		if at := f.Entries[i].Position; at < len(doc.details) {
			f.Entries[i].Detail = (&describer{now: opts.Now}).describe(doc.details[at])
		}
	}
}

// describe reads the children of one element. Where an element comes twice, the
// feed's own vocabulary goes before others, and the first before the second.
func (d *describer) describe(el *element) *Detail {
	out := &Detail{
		Links: []Link{}, Authors: []Person{}, Categories: []Category{},
		Language: languageOf(el.language), Base: baseOf(el.base), ID: el.attr("about"),
	}
	for _, c := range el.children {
		name := plainName(c.name)
		if !d.texts(out, c, name) && !d.people(out, c, name) && !d.dates(out, c, name) && !d.references(out, c, name) && !d.media(out, c, name) {
			d.rest(out, c, name)
		}
	}
	d.complete(out)
	return out
}

// texts reads what people read.
func (d *describer) texts(out *Detail, c *element, name string) bool {
	switch name {
	case "title", "dc:title", "media:title":
		if out.TitleDetail == nil || name == "title" && !d.titled {
			d.titled = name == "title"
			out.TitleDetail = d.text(c)
			out.Title, _ = cutRunes(stripTags(escapedUnlessHTML(c)), maxTitle)
		}
	case "subtitle", "tagline", "itunes:subtitle":
		d.setText(&out.SubtitleText, c, name != "itunes:subtitle")
	case "description", "dc:description", "summary", "abstract", "dcterms:abstract", "itunes:summary", "media:description":
		d.description(out, c, name)
	case "content", "content:encoded", "body", "xhtml:body", "fullitem", "encoded":
		if len(out.Content) < maxContents {
			out.Content = append(out.Content, *d.text(c))
		}
	case "rights", "copyright", "dc:rights":
		d.setText(&out.RightsDetail, c, name != "dc:rights")
	case "info", "feedburner:browserfriendly":
		d.setText(&out.InfoDetail, c, name == "info")
	default:
		return false
	}
	return true
}

// maxContents is how many forms of its content one entry may have.
const maxContents = 20

// description of a feed is its subtitle; a second one of an entry is its
// content.
func (d describer) description(out *Detail, c *element, name string) {
	own := !strings.Contains(name, ":")
	switch {
	case d.inFeed && name != "summary" && name != "itunes:summary":
		d.setText(&out.SubtitleText, c, own)
	case out.SummaryText != nil && own && len(out.Content) == 0:
		out.Content = append(out.Content, *d.text(c))
	default:
		d.setText(&out.SummaryText, c, own)
	}
}

func (d describer) setText(to **Text, c *element, own bool) {
	if *to == nil || own {
		*to = d.text(c)
	}
}

// text makes a text safe to show.
func (d describer) text(c *element) *Text {
	t := &Text{Type: c.kind, Language: languageOf(c.language), Base: baseOf(c.base), Src: safeAddress(c.attr("src"))}
	if c.kind == "text/plain" {
		t.Value = c.value
	} else {
		t.Value = showable(c.value, c.base, c.kind != "application/xhtml+xml")
	}
	return t
}

func (d describer) people(out *Detail, c *element, name string) bool {
	switch name {
	case "author", "managingeditor", "dc:creator", "dc:author", "creator", "itunes:author":
		if p := personOf(c); p != (Person{}) && len(out.Authors) < maxPeople {
			out.Author = p.String()
			out.Authors = append(out.Authors, p.each()...)
		}
	case "contributor", "dc:contributor":
		if p := personOf(c); p != (Person{}) && len(out.Contributors) < maxPeople {
			out.Contributors = append(out.Contributors, p)
		}
	case "webmaster", "dc:publisher", "itunes:owner":
		if p := personOf(c); p != (Person{}) && (out.Publisher == nil || name == "itunes:owner") {
			out.Publisher = &p
		}
	default:
		return false
	}
	return true
}

func (d describer) dates(out *Detail, c *element, name string) bool {
	language := out.Language
	set := func(value, raw *string) {
		*raw = c.value
		*value = partialDate(c.value, language, d.now)
	}
	switch name {
	case "published", "issued", "pubdate", "dcterms:issued", "prism:publicationdate":
		set(&out.Published, &out.PublishedRaw)
	case "updated", "modified", "lastbuilddate", "dcterms:modified":
		set(&out.Updated, &out.UpdatedRaw)
	case "dc:date", "date":
		if out.UpdatedRaw == "" {
			set(&out.Updated, &out.UpdatedRaw)
		}
		if out.PublishedRaw == "" && !d.inFeed {
			set(&out.Published, &out.PublishedRaw)
		}
	case "created", "dcterms:created":
		set(&out.Created, &out.CreatedRaw)
	case "expirationdate", "prism:expirationdate":
		set(&out.Expired, &out.ExpiredRaw)
	case "dcterms:valid":
		out.Valid = period(c.value, language, d.now)
	case "language", "dc:language":
		if tag := languageTag(c.value); tag != "" && (out.Language == "" || name == "language") {
			out.Language = tag
		}
	default:
		return false
	}
	return true
}

// period reads a DCMI Period: start=…; end=….
func period(s, language string, now time.Time) *Period {
	p := &Period{}
	for part := range strings.SplitSeq(s, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "start":
			p.StartRaw, p.Start = value, partialDate(value, language, now)
		case "end":
			p.EndRaw, p.End = value, partialDate(value, language, now)
		}
	}
	return p
}

// references reads addresses and identifiers.
func (d describer) references(out *Detail, c *element, name string) bool {
	switch name {
	case "link":
		d.link(out, c)
	case "guid", "id":
		if out.ID = c.value; strings.HasPrefix(out.ID, "/") {
			out.ID = resolve(c.base, out.ID)
		}
		if name == "guid" {
			permalink := !strings.EqualFold(c.attr("ispermalink"), "false")
			out.IDIsLink = &permalink
		}
	case "enclosure":
		out.Links = append(out.Links, Link{URL: safeAddress(c.attr("url", "uri", "href")), Rel: "enclosure", Type: c.attr("type"), Title: c.attr("title"), Length: int64(number(c.attr("length")))})
	case "comments":
		out.Comments = safeAddress(c.value)
	case "source":
		out.Source = d.source(c)
	case "cc:license", "creativecommons:license":
		if a := safeAddress(first(c.attr("resource", "href", "url"), c.value)); a != "" {
			out.Links = append(out.Links, Link{URL: a, Rel: "license"})
		}
	case "docs":
		out.Docs = safeAddress(c.value)
	case "icon":
		out.Icon = safeAddress(c.value)
	case "logo":
		out.Logo = safeAddress(c.value)
	default:
		return false
	}
	return true
}

func (d describer) link(out *Detail, c *element) {
	l := Link{
		URL: safeAddress(first(c.attr("href"), c.value)), Rel: relation(c.attr("rel")), Type: strings.ToLower(c.attr("type")),
		Title: c.attr("title"), Language: languageTag(c.attr("hreflang")), Length: int64(number(c.attr("length"))),
	}
	if l.URL != "" && len(out.Links) < maxLinks {
		out.Links = append(out.Links, l)
	}
}

// source of RSS is a title with an address, that of Atom the head of a feed.
func (d describer) source(c *element) *Detail {
	if len(c.children) > 0 {
		return (&describer{now: d.now, inFeed: true}).describe(c)
	}
	s := (&describer{now: d.now, inFeed: true}).describe(&element{base: c.base, language: c.language})
	s.Title = oneLine(c.value)
	s.Link = safeAddress(c.attr("url", "href"))
	return s
}

// complete fills what follows from the rest.
func (d describer) complete(out *Detail) {
	for _, l := range out.Links {
		html := l.Type == "" || strings.Contains(l.Type, "html")
		switch {
		case l.Rel == "alternate" && html && out.Link == "":
			out.Link = l.URL
		case l.Rel == "license" && out.License == "":
			out.License = l.URL
		case l.Rel == "hub":
			out.Hubs = appendNew(out.Hubs, l.URL)
		case l.Rel == "enclosure":
			out.Enclosures = append(out.Enclosures, Enclosure{URL: l.URL, Type: l.Type, Length: l.Length})
		}
	}
	if out.Link == "" && out.IDIsLink != nil && *out.IDIsLink && isAddress(out.ID) {
		out.Link = out.ID
	}
	if out.SummaryText == nil && len(out.Content) > 0 && readable(out.Content[0].Type) {
		out.Summary = &out.Content[0].Value
	}
	if out.SummaryText != nil {
		out.Summary = &out.SummaryText.Value
	}
	for _, t := range [...]struct {
		from *Text
		to   *string
	}{{out.SubtitleText, &out.Subtitle}, {out.RightsDetail, &out.Rights}, {out.InfoDetail, &out.Info}} {
		if t.from != nil {
			*t.to = t.from.Value
		}
	}
}

func readable(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "html")
}

func languageOf(language string) string {
	if language == noLanguage {
		return ""
	}
	return language
}

func baseOf(base *url.URL) string {
	if base == nil {
		return ""
	}
	return base.String()
}

// escapedUnlessHTML gives a text as HTML.
func escapedUnlessHTML(c *element) string {
	if c.kind != "text/plain" {
		return c.value
	}
	return strings.ReplaceAll(c.value, "<", "&lt;")
}

// safeSchemes are those that an address to be shown may have: none of them
// runs anything.
var safeSchemes = set("http https ftp ftps sftp mailto magnet tel sip news nntp feed gopher irc ircs xmpp git svn ssh mms rtsp itms urn tag")

// safeAddress is an address that may be shown as a link, else empty.
func safeAddress(s string) string {
	s = strings.TrimSpace(s)
	scheme, _, found := strings.Cut(s, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return s
	}
	if !safeSchemes[strings.ToLower(scheme)] {
		return ""
	}
	return s
}
