package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	o.name(d.titleEnd(), "title", .5)
	o.name(d.homeLink(), "home link", .6)
	o.sort()
	return o
}

// homeLink gives what the link to the front page says, when the host is named
// for it: the words of a masthead or the text behind a logo.
func (d *Doc) homeLink() string {
	if d.url == nil {
		return ""
	}
	seen := 0
	for _, a := range d.scanned().anchors {
		href := attr(a.Node, "href")
		if _, rest, ok := strings.Cut(href, "://"); href != "/" && !(ok && strings.EqualFold(strings.TrimSuffix(rest, "/"), d.url.Host)) {
			continue
		}
		if seen++; seen > 10 {
			break
		}
		for _, t := range [...]string{text(a.Node), attr(a.Node, "title"), attr(a.Node, "aria-label"), imageText(a.Node)} {
			if t = tidy(t); len(strings.Fields(t)) <= 5 && hostNames(d.url.Hostname(), t) {
				return t
			}
		}
	}
	return ""
}

// imageText gives the text that stands for the first image in n.
func imageText(n *html.Node) string {
	for c := next(n, n); c != nil; c = next(c, n) {
		if c.DataAtom == atom.Img {
			return attr(c, "alt")
		}
	}
	return ""
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
	return o
}

// copyrightSign stands around the name in a copyright line.
var copyrightSign = regexp.MustCompile(`(?i)^[\s©-]*(?:copyright|\(c\)|©|\d{4}|[\s,–-])*|[,.\s]*all rights reserved\.?$|版权所有`)

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
	if domainLike.MatchString(value) {
		confidence = min(confidence, .42) // wherever it is spelt as a name it is better
	}
	o.add(value, from, confidence)
}

func firstOf(n *jsonValue) *jsonValue {
	if l := n.each(); len(l) > 0 {
		return l[0]
	}
	return n
}

// titleEnd gives the part of the title element that og:title or the heading
// lacks, when it stands behind a bar or a dash: the name of the site.
func (d *Doc) titleEnd() string {
	s := d.scanned()
	for _, gap := range titleGaps[:6] {
		i := strings.LastIndex(s.title, gap)
		if i < 0 {
			continue
		}
		tail := strings.TrimSpace(s.title[i+len(gap):])
		if d.url != nil && tail != "" && hostNames(d.url.Hostname(), tail) {
			return tail
		}
		if h := d.headline(); h.sure >= agreeing && len(strings.Fields(tail)) <= 5 && !strings.Contains(fold(text(h.node)), fold(tail)) {
			return tail
		}
	}
	return ""
}

// hostNames reports whether a host is named for what a text says: "The Daily
// Example" at dailyexample.com.
func hostNames(host, name string) bool {
	host = strings.TrimPrefix(host, "www.")
	if site := Site("https://" + host); site != "" {
		host = site
	}
	host, _, _ = strings.Cut(host, ".")
	host = strings.ReplaceAll(host, "-", "")
	short := squeeze(name)
	return len(host) >= 3 && len(short) >= 3 && (strings.Contains(short, host) || strings.Contains(host, short))
}
