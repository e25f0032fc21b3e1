package feed

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// readAtom lets gofeed read a repaired Atom feed.
func readAtom(doc document, opts Options, flags *flagSet) (*Feed, error) {
	parsed, err := (&atom.Parser{}).Parse(bytes.NewReader(doc.xml))
	if err != nil {
		return nil, err
	}
	f := atomFeed(parsed, doc, opts)
	r := newReader(f, opts, flags, doc.base)
	f.Entries = make([]Entry, 0, len(parsed.Entries))
	for i, entry := range parsed.Entries {
		d := atomDraft(entry, f)
		d.position = i
		if i < len(doc.entries) {
			d.context = doc.entries[i]
			d.guid = d.id
		}
		f.Entries = append(f.Entries, r.entry(d))
	}
	describeAll(f, doc, opts)
	return f, nil
}

func atomFeed(p *atom.Feed, doc document, opts Options) *Feed {
	x := extensions(p.Extensions)
	f := &Feed{
		Format:      doc.format,
		ID:          doc.id,
		Title:       stripTags(first(p.Title, x.text("dc:title"))),
		Description: markupText(p.Subtitle),
		Language:    languageTag(first(doc.language, x.text("dc:language"))),
		Hints:       syndicationHints(x),
	}
	links := atomLinks(p.Links)
	for _, l := range links {
		if l.Rel == "alternate" && f.Link == "" {
			f.Link = cleanOrEmpty(l.URL, doc.base)
		}
	}
	linkRoles(f, links, doc.base)
	f.License = first(roleOf(links, "license"), x.attribute("cc:license", "resource"), x.text("creativecommons:license"))
	f.Rights = stripTags(first(p.Rights, x.text("dc:rights")))
	f.Authors = personNames(p.Authors)
	for _, s := range x.all("dc:creator", "") {
		f.Authors = appendNew(f.Authors, people(s.value)...)
	}
	for _, raw := range [...]string{p.Updated, x.text("dc:date"), x.text("dcterms:modified")} {
		if d, ok := parseDate(raw, f.Language, opts.Now); ok {
			f.Updated = d
			break
		}
	}
	return f
}

func atomDraft(p *atom.Entry, f *Feed) draft {
	x := extensions(p.Extensions)
	links := atomLinks(p.Links)
	d := draft{
		title:        firstSaid(said{p.Title, "title"}, said{x.text("dc:title"), "dc:title"}),
		guid:         p.ID,
		links:        links,
		origin:       first(x.text("feedburner:origlink"), x.text("pheedo:origlink")),
		summary:      firstSaid(said{p.Summary, "summary"}, said{x.text("dc:description"), "dc:description"}),
		inherited:    f.Authors,
		published:    []said{{p.Published, "published"}, {x.text("dc:date"), "dc:date"}, {x.text("dcterms:issued"), "dcterms:issued"}, {x.text("dcterms:created"), "dcterms:created"}},
		modified:     []said{{p.Updated, "updated"}, {x.text("dcterms:modified"), "dcterms:modified"}},
		entryLang:    x.text("dc:language"),
		license:      firstSaid(said{roleOf(links, "license"), "link license"}, said{x.attribute("cc:license", "resource"), "cc:license"}, said{x.text("creativecommons:license"), "creativeCommons:license"}),
		comments:     roleOf(links, "replies"),
		contributors: personNames(p.Contributors),
		rights:       first(p.Rights, x.text("dc:rights")),
	}
	if p.Content != nil {
		d.content = said{p.Content.Value, "content"}
	}
	for _, a := range p.Authors {
		d.authors = append(d.authors, said{first(a.Name, a.Email), "author"})
	}
	d.authors = nonEmpty(append(d.authors, x.all("dc:creator", "dc:creator")...))
	atomSource(&d, p.Source)
	for _, c := range p.Categories {
		d.tags, d.tagSource = append(d.tags, first(c.Label, c.Term)), "category"
	}
	for _, s := range x.all("dc:subject", "") {
		d.tags, d.tagSource = append(d.tags, s.value), first(d.tagSource, "dc:subject")
	}
	for _, l := range p.Links {
		if relation(l.Rel) == "enclosure" {
			d.enclosures = append(d.enclosures, Enclosure{URL: l.Href, Type: l.Type, Length: int64(number(l.Length))})
			if strings.HasPrefix(l.Type, "image/") {
				d.images = append(d.images, said{l.Href, "link enclosure"})
			}
		}
	}
	d.media(x)
	return d
}

// atomSource reads where an entry was taken from; its authors are the
// entry's, when the entry names none (RFC 4287, section 4.1.2).
func atomSource(d *draft, s *atom.Source) {
	if s == nil {
		return
	}
	d.sourceName = stripTags(s.Title)
	links := atomLinks(s.Links)
	d.sourceURL = first(roleOf(links, "self"), roleOf(links, "alternate"), s.ID)
	if names := personNames(s.Authors); len(names) > 0 {
		d.inherited = names
	} else {
		d.inherited = nil
	}
}

func atomLinks(links []*atom.Link) []Link {
	out := make([]Link, 0, len(links))
	for _, l := range links {
		out = append(out, Link{URL: l.Href, Rel: relation(l.Rel), Type: strings.ToLower(l.Type), Language: languageTag(l.Hreflang)})
	}
	return out
}

func roleOf(links []Link, rel string) string {
	for _, l := range links {
		if l.Rel == rel && l.URL != "" {
			return l.URL
		}
	}
	return ""
}

func personNames(persons []*atom.Person) []string {
	var out []string
	for _, p := range persons {
		out = appendNew(out, people(p.Name)...)
	}
	return out
}

// linkRoles reads what the links of a feed say of the feed itself.
func linkRoles(f *Feed, links []Link, base *url.URL) {
	f.Self = cleanOrEmpty(roleOf(links, "self"), base)
	f.Next = cleanOrEmpty(roleOf(links, "next"), base)
	f.Prev = cleanOrEmpty(roleOf(links, "prev-archive"), base)
	f.Hub = cleanOrEmpty(roleOf(links, "hub"), base)
	if f.Link == "" {
		f.Link = cleanOrEmpty(roleOf(links, "alternate"), base)
	}
	for _, l := range links {
		if cleanOrEmpty(l.URL, base) != "" && len(f.Links) < maxLinks {
			f.Links = append(f.Links, l)
		}
	}
}
