package extract

import "strings"

// clues are what the metadata of a page tells the reader of its body.
type clues struct {
	titles       []string // every candidate for the headline: og:title, title element, JSON-LD headline, best first
	descriptions []string // meta description, og:description, JSON-LD description
	articleBody  string   // JSON-LD articleBody, plain text; empty when there is none
	pageTypes    []string // JSON-LD @type and og:type values, lower case
}

// clues reads them from what the walk over the page found.
func (d *Doc) clues() clues {
	s, ld, about := d.scanned(), d.linkedData(), d.about()
	var c clues
	c.titles = distinct(s.metaFirst("og:title"), s.metaFirst("twitter:title"), s.title,
		about.get("headline").str(), about.get("name").str())
	c.descriptions = distinct(s.metaFirst("description"), s.metaFirst("og:description"), s.metaFirst("twitter:description"),
		about.get("description").str())
	c.articleBody = about.get("articleBody").str()
	for i := range ld.objects {
		if !ld.objects[i].aside {
			c.pageTypes = append(c.pageTypes, ld.objects[i].types()...)
		}
	}
	if t := s.metaFirst("og:type"); t != "" {
		c.pageTypes = append(c.pageTypes, strings.ToLower(t))
	}
	c.pageTypes = distinct(c.pageTypes...)
	return c
}

// linkedData reads the JSON-LD of the page the first time it is asked.
func (d *Doc) linkedData() *linkedData {
	if d.linked == nil {
		d.linked = readLinkedData(d.scanned().scripts)
		s := d.scanned()
		titles := []string{tidy(s.metaFirst("og:title")), s.title}
		if d.linked.about = d.linked.article(Key(d.opts.URL), titles); d.linked.about == nil {
			d.linked.about = &null
		}
	}
	return d.linked
}

// about gives the JSON-LD object that describes the page's article; a null when
// there is none.
func (d *Doc) about() *jsonValue { return d.linkedData().about }

// distinct tidies the texts and drops empty and repeated ones.
func distinct(texts ...string) []string {
	var out []string
	seen := make(map[string]bool, len(texts))
	for _, t := range texts {
		if t = tidy(t); t != "" && !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}
