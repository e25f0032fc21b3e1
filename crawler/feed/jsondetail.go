package feed

import (
	"net/url"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// jsonFeedDetail is the Detail of a JSON Feed.
func jsonFeedDetail(p *jsonfeed.Feed, f *Feed, r *reader) *Detail {
	d := &describer{now: r.opts.Now, inFeed: true}
	out := jsonDetail(r.base, f.Language, append(p.Authors, p.Author))
	d.said(out, jsonText(p.Title, false, r.base, f.Language), "title")
	d.said(out, jsonText(p.Description, false, r.base, f.Language), "subtitle")
	out.ID = p.FeedURL
	out.Icon, out.Logo = shownAddress(r.base, p.Favicon), shownAddress(r.base, p.Icon)
	out.addLink(r.base, p.HomePageURL, "alternate", "text/html")
	out.addLink(r.base, p.FeedURL, "self", "application/feed+json")
	out.addLink(r.base, p.NextURL, "next", "application/feed+json")
	out.addLink(r.base, f.Hub, "hub", "")
	d.complete(out)
	return out
}

// jsonItemDetail is the Detail of one item of a JSON Feed.
func jsonItemDetail(p *jsonfeed.Item, r *reader) *Detail {
	d := &describer{now: r.opts.Now}
	language := first(languageTag(p.Language), r.feed.Language)
	out := jsonDetail(r.base, language, append(p.Authors, p.Author))
	d.said(out, jsonText(p.Title, false, r.base, language), "title")
	d.said(out, jsonText(p.Summary, false, r.base, language), "summary")
	d.said(out, jsonText(p.ContentHTML, true, r.base, language), "content")
	d.said(out, jsonText(p.ContentText, false, r.base, language), "content")
	d.dates(out, &element{value: p.DatePublished}, "published")
	d.dates(out, &element{value: p.DateModified}, "updated")
	out.ID = p.ID
	out.addLink(r.base, p.URL, "alternate", "text/html")
	out.addLink(r.base, p.ExternalURL, "related", "")
	for _, tag := range p.Tags {
		out.addCategory(Category{Term: oneLine(tag)})
	}
	if a := shownAddress(r.base, first(p.Image, p.BannerImage)); a != "" {
		out.Image = &Image{URL: a}
	}
	if p.Attachments != nil {
		for _, a := range *p.Attachments {
			out.addLink(r.base, a.URL, "enclosure", a.MimeType)
			if n := len(out.Links); n > 0 && out.Links[n-1].Rel == "enclosure" {
				out.Links[n-1].Title, out.Links[n-1].Length = oneLine(a.Title), max(0, a.SizeInBytes)
			}
		}
	}
	d.complete(out)
	return out
}

func jsonDetail(base *url.URL, language string, authors []*jsonfeed.Author) *Detail {
	out := &Detail{Links: []Link{}, Authors: []Person{}, Categories: []Category{}, Language: language, Base: baseOf(base)}
	for _, a := range authors {
		if a == nil || a.Name == "" && a.URL == "" || len(out.Authors) == maxPeople {
			continue
		}
		p := splitPerson(oneLine(a.Name))
		p.URL = shownAddress(base, a.URL)
		out.Author = p.String()
		out.Authors = append(out.Authors, p.each()...)
	}
	return out
}

// jsonText is a text as the element that it would be in XML.
func jsonText(value string, html bool, base *url.URL, language string) *element {
	el := &element{value: strings.TrimSpace(value), kind: "text/plain", base: base, language: language}
	if html {
		el.kind = "text/html"
	}
	return el
}

func shownAddress(base *url.URL, address string) string { return safeAddress(resolve(base, address)) }

// said reads a text that is there.
func (d *describer) said(out *Detail, el *element, name string) {
	if el.value != "" {
		d.texts(out, el, name)
	}
}

func (out *Detail) addLink(base *url.URL, address, rel, kind string) {
	if a := shownAddress(base, address); a != "" && len(out.Links) < maxLinks {
		out.Links = append(out.Links, Link{URL: a, Rel: rel, Type: kind})
	}
}
