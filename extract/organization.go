package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxName is the length in characters that the name of a site or publisher is
// cut to; what is longer is a slogan.
const maxName = 100

// siteTypes are the schema.org types that stand for the site or its owner.
var (
	siteTypes      = map[string]bool{"website": true}
	publisherTypes = map[string]bool{"organization": true, "newsmediaorganization": true, "corporation": true, "publisher": true}
)

// siteNames gives every candidate for what the site calls itself.
func (d *Doc) siteNames() offers {
	var o offers
	s, ld := d.scanned(), d.linkedData()
	o.name(s.metaFirst("og:site_name"), "meta:og:site_name", .9)
	for i := range ld.objects {
		if ld.objects[i].is(siteTypes) {
			o.name(ld.objects[i].get("name").str(), "json-ld:WebSite.name", .8)
			break
		}
	}
	o.name(s.metaFirst("application-name"), "meta:application-name", .7)
	o.name(s.metaFirst("apple-mobile-web-app-title"), "meta:apple-mobile-web-app-title", .6)
	o.name(s.metaFirst("cxenseparse:pageclass:site"), "meta:site", .5)
	o.name(s.metaFirst("og:site:name"), "meta:og:site:name", .8) // a known misspelling
	o.name(d.titleName(), "title", .5)
	o.name(d.homeLink(), "home link", .6)
	if o.best() < believable {
		o.name(d.feedTitle(), "feed title", .45)
		o.name(d.copyrightName(), "copyright line", .45)
		if logos := d.imprint().logos; len(logos) > 0 {
			o.name(logos[0], "logo", .45)
		}
	}
	o.sort()
	return o
}

// organizations gives every candidate for who publishes the page. An agency that
// a story comes from is an author or a source, not the publisher.
func (d *Doc) organizations(sites offers) offers {
	var o offers
	s, about, ld := d.scanned(), d.about(), d.linkedData()
	o.name(ld.resolved(firstOf(about.get("publisher"))).get("name").str(), "json-ld:publisher", .92)
	if p := about.get("publisher"); p.kind == jsonText {
		o.name(p.str(), "json-ld:publisher", .88)
	}
	for i := range ld.objects {
		if obj := ld.objects[i]; obj.jsonValue != about && !obj.aside {
			o.name(ld.resolved(firstOf(obj.get("publisher"))).get("name").str(), "json-ld:"+obj.kindName()+".publisher", .84)
		}
	}
	for i := range ld.objects {
		if obj := ld.objects[i]; !obj.aside && obj.is(publisherTypes) {
			o.name(obj.get("name").str(), "json-ld:Organization.name", .8)
			break
		}
	}
	if n := d.item("publisher"); n != nil {
		if named := itemWithin(n, "name"); named != nil {
			o.name(itemText(named), "microdata:publisher", .86)
		}
	}
	for _, m := range [...]source{{"dc.publisher", .78}, {"dcterms.publisher", .78}, {"publisher", .7}, {"citation_publisher", .7}, {"copyright", .5}} {
		o.name(copyrightSign.ReplaceAllString(tidy(s.metaFirst(m.name)), ""), "meta:"+m.name, m.confidence)
	}
	for _, site := range sites {
		if site.Confidence >= believable {
			o.name(site.Value, site.Source, max(site.Confidence-.06, believable))
		}
	}
	for i := range o {
		if legalForm.MatchString(o[i].Value) {
			o[i].Confidence -= .1 // the company behind the paper
		}
	}
	o.sort()
	return d.international(d.spelledOut(d.brand(o)))
}

// copyrightSign stands around the name in a copyright line.
var copyrightSign = regexp.MustCompile(`(?i)^[\s©ⓒ-]*(?:copyright|\(c\)|©|ⓒ|\d{4}|[\s,–-])*|[,.\s]*all rights reserved\.?$|版权所有`)

// legalForm ends the name of a company in a register.
var legalForm = regexp.MustCompile(`(?i)\b(?:gmbh|ag|kg|eg|e\.\s?v|inc|llc|ltd|limited|corp|plc|s\.\s?[alp]\.?(?:\s?[su]\.?)?|sl|srl|spa|sas|a/s|as|ab|oy|bv|b\.v|n\.v|sp\. z o\.o)\.?(?:,.*)?$`)

// name adds the name of a site or an organization, without the address form and
// what else is no name.
func (o *offers) name(value, from string, confidence float64) {
	value = strings.TrimSpace(tidy(value))
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		value = strings.TrimPrefix(Host(value), "www.")
	}
	value = strings.TrimPrefix(value, "@")
	for _, gap := range titleGaps[:4] {
		if head, tail, ok := strings.Cut(value, gap); ok && len(tail) > len(head) {
			value = head // a slogan behind the name
		}
	}
	if n := utf8.RuneCountInString(value); n < 2 || n > maxName {
		return
	}
	if hostLike.MatchString(value) {
		confidence = min(confidence, .42) // wherever it is spelt as a name it is better
	}
	o.add(value, from, confidence)
}

// hostLike is the form of a host.
var hostLike = regexp.MustCompile(`(?i)^(?:[\w-]+\.)+[a-z]{2,12}$`)

func firstOf(n *jsonValue) *jsonValue {
	if l := n.each(); len(l) > 0 {
		return l[0]
	}
	return n
}
