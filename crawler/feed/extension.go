package feed

import (
	"slices"
	"strings"
)

// Schemes of categories whose vocabulary names none in the feed.
const (
	itunesScheme = "http://www.itunes.com/"
	mediaScheme  = "http://search.yahoo.com/mrss/category_schema"
)

// media reads categories, pictures, places and what podcasts add.
func (d describer) media(out *Detail, c *element, name string) bool {
	switch name {
	case "category", "dc:subject":
		out.addCategory(Category{Term: oneLine(first(c.attr("term"), c.value)), Scheme: c.attr("scheme", "domain"), Label: c.attr("label")})
	case "media:category":
		out.addCategory(Category{Term: oneLine(c.value), Scheme: first(c.attr("scheme"), mediaScheme), Label: c.attr("label")})
	case "itunes:category":
		out.addCategory(Category{Term: c.attr("text"), Scheme: itunesScheme})
	case "keywords":
		out.addCategory(Category{Term: oneLine(c.value)})
	case "itunes:keywords", "media:keywords", "tags":
		scheme := ""
		if name == "itunes:keywords" {
			scheme = itunesScheme
		}
		for term := range strings.SplitSeq(c.value, ",") {
			out.addCategory(Category{Term: oneLine(term), Scheme: scheme})
		}
	case "image":
		if image := imageOf(c); *image != (Image{}) {
			out.Image = image
		}
	case "itunes:image", "itunes:link":
		if a := safeAddress(c.attr("href", "url")); a != "" && (out.Image == nil || name == "itunes:image") {
			out.Image = &Image{URL: a}
		}
	case "psc:chapters":
		if out.Chapters == nil {
			out.Chapters = chaptersOf(c)
		}
	case "georss:point", "georss:line", "georss:polygon", "georss:box", "georss:where", "gml:point", "gml:linestring", "gml:polygon":
		if p := placeOf(c); p != nil {
			out.Where = p
		}
	default:
		return false
	}
	return true
}

func (out *Detail) addCategory(c Category) {
	if c.Term != "" && len(out.Categories) < maxTags && !slices.Contains(out.Categories, c) {
		out.Categories = append(out.Categories, c)
	}
}

func imageOf(c *element) *Image {
	return &Image{
		URL: safeAddress(first(c.text("url"), c.attr("href", "url", "resource"))), Title: oneLine(c.text("title")), Link: safeAddress(c.text("link")),
		Description: stripTags(c.text("description")), Width: number(c.text("width")), Height: number(c.text("height")),
	}
}

// rest reads what programs want to know, and keeps everything else as it is.
func (d describer) rest(out *Detail, c *element, name string) {
	prefix, local, prefixed := strings.Cut(name, ":")
	switch {
	case name == "generator":
		out.Generator = &Generator{Name: oneLine(c.value), URL: safeAddress(c.attr("uri", "url", "href")), Version: c.attr("version")}
	case name == "admin:generatoragent":
		if out.Generator == nil {
			out.Generator = &Generator{URL: safeAddress(c.attr("resource"))}
		}
	case name == "newlocation":
		out.NewLocation = safeAddress(c.value)
	case name == "cloud":
		out.Cloud = map[string]string{}
		for _, a := range c.attrs {
			out.Cloud[a.name] = a.value
		}
	case name == "textinput":
		out.TextInput = map[string]string{
			"title": oneLine(c.text("title")), "description": stripTags(c.text("description")),
			"name": oneLine(c.text("name")), "link": safeAddress(c.text("link")),
		}
	case name == "ttl":
		out.TTL = oneLine(c.value)
	case prefix == "itunes" && prefixed:
		if out.ITunes == nil {
			out.ITunes = map[string]string{}
		}
		if out.ITunes[local] == "" {
			out.ITunes[local] = oneLine(first(c.value, c.attr("href", "text")))
		}
	case prefix == "media" && prefixed:
		keep(&out.Media, local, c)
	default:
		keep(&out.Extensions, strings.TrimPrefix(name, "?"), c)
	}
}

// keep adds an element by its name: its attributes, and its text as "content".
func keep(to *map[string][]map[string]string, name string, c *element) {
	if *to == nil {
		*to = map[string][]map[string]string{}
	}
	fields := map[string]string{}
	for _, a := range c.attrs {
		if strings.HasPrefix(a.name, "xml") {
			continue
		}
		fields[a.name] = a.value
		switch a.name {
		case "href", "src", "url", "uri", "resource":
			fields[a.name] = safeAddress(a.value)
		}
	}
	if text := stripTags(c.value); text != "" {
		fields["content"] = text
	}
	if len(fields) > 0 {
		(*to)[name] = append((*to)[name], fields)
	}
}
