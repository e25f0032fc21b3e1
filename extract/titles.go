package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// maxTitle is the length in characters that a title is cut to.
const maxTitle = 1000

// titleMetas are the meta elements that hold a headline, best first.
var titleMetas = []source{
	{"og:title", .8}, {"twitter:title", .7}, {"parsely-title", .75}, {"sailthru.title", .7}, {"dc.title", .65},
	{"dcterms.title", .65}, {"cxenseparse:title", .65}, {"title", .55}, {"headline", .6}, {"citation_title", .8},
}

// source is a place of the page that holds a field, and how far it is trusted.
type source struct {
	name       string
	confidence float64
}

// titles gives every candidate for the headline, without what the site and its
// publisher are called.
func (d *Doc) titles(names offers) offers {
	var o offers
	site := d.titleNames(names)
	s, about := d.scanned(), d.about()
	o.add(d.selected(d.opts.Selectors.Title), "selector", 1)
	if h := d.headline(); h.node != nil {
		o.add(withoutSite(d.withoutExtras(d.withoutKicker(h.node), site), site, false), h.node.Data, h.sure)
	} else if h.line != "" {
		o.add(strings.Trim(h.line, " |-–—:»«·•"), "text", h.sure)
	}
	for _, m := range titleMetas {
		o.add(withoutSite(tidy(s.metaFirst(m.name)), site, false), "meta:"+m.name, m.confidence)
	}
	headline := about.get("headline").str()
	o.add(withoutSite(headline, site, false), "json-ld:headline", .78)
	if headline == "" && !about.is(pageTypes) {
		o.add(withoutSite(about.get("name").str(), site, false), "json-ld:name", .6)
	}
	if n := d.item("headline"); n != nil {
		o.add(itemText(n), "microdata:headline", .76)
	}
	o.add(withoutSite(s.title, site, true), "title", .5)
	for i := range o {
		o[i].Value = cut(o[i].Value, maxTitle)
	}
	return o
}

// subtitles gives every candidate for the standfirst. A description that merely
// repeats the beginning of the text is written for search engines, so the meta
// element alone is weak evidence.
func (d *Doc) subtitles(title string) offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(d.selected(d.opts.Selectors.Subtitle), "selector", 1)
	o.add(about.get("alternativeHeadline").str(), "json-ld:alternativeHeadline", .8)
	if n := d.item("alternativeHeadline"); n != nil {
		o.add(itemText(n), "microdata:alternativeHeadline", .8)
	}
	for _, n := range s.named {
		if n.hint&hintSubtitle == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || n.DataAtom == atom.Html || d.apart(n.Node) {
			continue
		}
		if t := text(n.Node); standfirst(t) {
			o.add(t, "class:"+firstWord(attr(n.Node, "class"), n.Data), .6)
			break
		}
	}
	o.add(tidy(s.metaFirst("og:description")), "meta:og:description", .3)
	o.add(tidy(s.metaFirst("description")), "meta:description", .25)
	kept := o[:0]
	for _, c := range o {
		if !alike(c.Value, title) {
			c.Value = cut(c.Value, maxTitle)
			kept = append(kept, c)
		}
	}
	return kept
}

// standfirst reports whether a text is as long as standfirsts are.
func standfirst(t string) bool {
	n := utf8.RuneCountInString(t)
	return n >= 25 && n <= 600
}

func firstWord(s, otherwise string) string {
	for w := range strings.FieldsSeq(s) {
		return cut(w, 40)
	}
	return otherwise
}
