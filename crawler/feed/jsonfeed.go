package feed

import (
	"bytes"
	"encoding/json"
	"html"
	"strconv"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// readJSON reads a JSON Feed (jsonfeed.org, versions 1 and 1.1). gofeed reads
// what keeps to the specification; one value of a wrong type or a broken end
// makes it refuse the whole, and then the pieces are read one by one, slips of the
// pen mended.
func readJSON(body []byte, opts Options, flags *flagSet) (*Feed, error) {
	parsed, hubs, err := decodeJSON(body)
	if err != nil {
		parsed, err = (&jsonfeed.Parser{}).Parse(bytes.NewReader(body))
		hubs = hubsOf(body)
	}
	if err != nil {
		flags.add(FlagJSON)
		body = mendJSON(body)
		hubs = hubsOf(body)
		var ok bool
		if parsed, ok = salvageJSON(body, opts.MaxEntries, flags); !ok {
			return nil, &NotFeedError{Kind: "json", Cause: err}
		}
	}
	if !strings.Contains(parsed.Version, "jsonfeed.org") && parsed.Items == nil {
		return nil, &NotFeedError{Kind: "json"}
	}
	if len(parsed.Items) > opts.MaxEntries {
		flags.add(FlagTooMany)
		parsed.Items = parsed.Items[:opts.MaxEntries]
	}
	f := jsonFeed(parsed)
	f.Hub = webSub(hubs)
	r := newReader(f, opts, flags, parseBase(opts.URL))
	for i, item := range parsed.Items {
		if item == nil {
			continue
		}
		d := jsonDraft(item, f)
		d.position = i
		e := r.entry(d)
		if opts.Detail {
			e.Detail = jsonItemDetail(item, r)
		}
		f.Entries = append(f.Entries, e)
	}
	if opts.Detail {
		f.Detail = jsonFeedDetail(parsed, f, r)
	}
	return f, nil
}

// jsonHub is where changes of a feed are announced; gofeed leaves hubs out.
type jsonHub struct{ Type, URL string }

// decodeJSON reads a feed that keeps to the specification into gofeed's own
// types, in one pass. gofeed itself takes four: its methods, which these types
// are without, decode each level anew to bend an id that is a number.
func decodeJSON(body []byte) (*jsonfeed.Feed, []jsonHub, error) {
	type head jsonfeed.Feed
	type item jsonfeed.Item
	var doc struct {
		head
		Items []*item   `json:"items"`
		Hubs  []jsonHub `json:"hubs"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, nil, err
	}
	f := jsonfeed.Feed(doc.head)
	if doc.Items != nil {
		f.Items = make([]*jsonfeed.Item, len(doc.Items))
	}
	for i, it := range doc.Items {
		f.Items[i] = (*jsonfeed.Item)(it)
	}
	return &f, doc.Hubs, nil
}

func jsonFeed(p *jsonfeed.Feed) *Feed {
	f := &Feed{
		Format:      "json-" + first(versionOf(p.Version), "1"),
		Title:       oneLine(p.Title),
		Description: oneLine(p.Description),
		Language:    languageTag(p.Language),
		ID:          p.FeedURL,
		Link:        cleanOrEmpty(p.HomePageURL, parseBase(p.FeedURL)),
		Self:        cleanOrEmpty(p.FeedURL, nil),
		Next:        cleanOrEmpty(p.NextURL, parseBase(p.FeedURL)),
	}
	for _, a := range append(p.Authors, p.Author) {
		if a != nil {
			f.Authors = appendNew(f.Authors, people(a.Name)...)
		}
	}
	return f
}

// versionOf reads "1.1" from https://jsonfeed.org/version/1.1.
func versionOf(s string) string {
	_, version, _ := strings.Cut(strings.TrimRight(s, "/"), "/version/")
	return strings.Map(versionRune, version)
}

// hubsOf reads the hubs alone, of a feed whose other values are of odd types.
func hubsOf(body []byte) []jsonHub {
	var doc struct {
		Hubs []jsonHub `json:"hubs"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return nil
	}
	return doc.Hubs
}

// webSub chooses among the hubs.
func webSub(hubs []jsonHub) string {
	for _, hub := range hubs {
		if strings.EqualFold(hub.Type, "websub") || len(hubs) == 1 {
			return cleanOrEmpty(hub.URL, nil)
		}
	}
	return ""
}

func jsonDraft(p *jsonfeed.Item, f *Feed) draft {
	d := draft{
		title:     said{html.EscapeString(p.Title), "title"},
		guid:      p.ID,
		permalink: isAddress(p.ID),
		inherited: f.Authors,
		summary:   said{html.EscapeString(p.Summary), "summary"},
		content:   said{p.ContentHTML, "content_html"},
		published: []said{{p.DatePublished, "date_published"}},
		modified:  []said{{p.DateModified, "date_modified"}},
		entryLang: p.Language,
		tags:      p.Tags,
		tagSource: "tags",
		images:    []said{{p.Image, "image"}, {p.BannerImage, "banner_image"}},
	}
	if d.content.value == "" && p.ContentText != "" {
		d.content = said{paragraphs(p.ContentText), "content_text"}
	}
	if p.URL != "" {
		d.links = append(d.links, Link{URL: p.URL, Rel: "alternate"})
	}
	if p.ExternalURL != "" {
		d.links = append(d.links, Link{URL: p.ExternalURL, Rel: "related"})
	}
	for _, a := range append(p.Authors, p.Author) {
		if a != nil && a.Name != "" {
			d.authors = append(d.authors, said{a.Name, "authors"})
		}
	}
	if p.Attachments != nil {
		for _, a := range *p.Attachments {
			d.enclosures = append(d.enclosures, Enclosure{URL: a.URL, Type: a.MimeType, Length: max(0, a.SizeInBytes)})
		}
	}
	return d
}

// paragraphs gives plain text as HTML.
func paragraphs(text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out.WriteString("<p>")
			out.WriteString(html.EscapeString(line))
			out.WriteString("</p>")
		}
	}
	return out.String()
}

// salvageJSON reads a JSON Feed value by value, whatever their types, up to
// where it breaks off.
func salvageJSON(body []byte, limit int, flags *flagSet) (*jsonfeed.Feed, bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	f := &jsonfeed.Feed{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		if key == "items" {
			if !salvageItems(dec, f, limit) {
				flags.add(FlagTruncated)
				break
			}
			continue
		}
		var v any
		if err := dec.Decode(&v); err != nil {
			flags.add(FlagTruncated)
			break
		}
		name, _ := key.(string)
		setFeedField(f, name, v)
	}
	return f, f.Items != nil || f.Version != ""
}

// salvageItems reads the array of items and is false where it breaks off.
func salvageItems(dec *json.Decoder, f *jsonfeed.Feed, limit int) bool {
	t, err := dec.Token()
	if err != nil || t != json.Delim('[') {
		return err == nil && t == nil
	}
	f.Items = []*jsonfeed.Item{}
	for dec.More() && len(f.Items) <= limit {
		var v any
		if err := dec.Decode(&v); err != nil {
			return false
		}
		if fields, ok := v.(map[string]any); ok {
			f.Items = append(f.Items, looseItem(fields))
		}
	}
	_, err = dec.Token()
	return err == nil
}

func setFeedField(f *jsonfeed.Feed, key string, v any) {
	switch key {
	case "version":
		f.Version = looseString(v)
	case "title":
		f.Title = looseString(v)
	case "home_page_url":
		f.HomePageURL = looseString(v)
	case "feed_url":
		f.FeedURL = looseString(v)
	case "next_url":
		f.NextURL = looseString(v)
	case "description":
		f.Description = looseString(v)
	case "language":
		f.Language = looseString(v)
	case "author", "authors":
		f.Authors = append(f.Authors, looseAuthors(v)...)
	}
}

func looseItem(m map[string]any) *jsonfeed.Item {
	item := &jsonfeed.Item{
		ID: looseString(m["id"]), URL: looseString(m["url"]), ExternalURL: looseString(m["external_url"]),
		Title: looseString(m["title"]), ContentHTML: looseString(m["content_html"]), ContentText: looseString(m["content_text"]),
		Summary: looseString(m["summary"]), Image: looseString(m["image"]), BannerImage: looseString(m["banner_image"]),
		DatePublished: looseString(m["date_published"]), DateModified: looseString(m["date_modified"]),
		Language: looseString(m["language"]), Authors: append(looseAuthors(m["authors"]), looseAuthors(m["author"])...),
	}
	switch tags := m["tags"].(type) {
	case []any:
		for _, t := range tags {
			item.Tags = append(item.Tags, looseString(t))
		}
	case string:
		item.Tags = strings.Split(tags, ",")
	}
	return item
}

func looseString(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case map[string]any: // as some give titles: {"rendered": "…"}
		return first(looseString(v["rendered"]), looseString(v["value"]), looseString(v["url"]))
	}
	return ""
}

// looseAuthors reads a name, an author, or a list of either.
func looseAuthors(v any) []*jsonfeed.Author {
	switch v := v.(type) {
	case string:
		return []*jsonfeed.Author{{Name: v}}
	case map[string]any:
		return []*jsonfeed.Author{{Name: looseString(v["name"]), URL: looseString(v["url"])}}
	case []any:
		var out []*jsonfeed.Author
		for _, a := range v {
			if _, nested := a.([]any); !nested {
				out = append(out, looseAuthors(a)...)
			}
		}
		return out
	}
	return nil
}
