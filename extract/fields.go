package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	xlang "golang.org/x/text/language"
)

// Limits of lists and short values.
const (
	maxTags    = 50
	maxTag     = 100 // characters
	maxSection = 100
)

// sections gives every candidate for the publisher's own section.
func (d *Doc) sections() offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(d.selected(d.opts.Selectors.Section), "selector", 1)
	o.add(about.get("articleSection").str(), "json-ld:articleSection", .85)
	for _, m := range [...]source{{"article:section", .85}, {"parsely-section", .75}, {"og:article:section", .8}, {"section", .7},
		{"cxenseparse:section", .65}, {"dc.subject.section", .6}, {"category", .5}, {"article:section:name", .7}, {"sailthru.section", .6}} {
		o.add(tidy(s.metaFirst(m.name)), "meta:"+m.name, m.confidence)
	}
	if n := d.item("articleSection"); n != nil {
		o.add(itemText(n), "microdata:articleSection", .8)
	}
	for _, a := range s.anchors {
		if hasToken(attr(a.Node, "rel"), "category") && !d.apart(a.Node) {
			o.add(text(a.Node), "rel=category", .6)
			break
		}
	}
	o.add(d.breadcrumb(), "json-ld:BreadcrumbList", .5)
	kept := o[:0]
	for _, c := range o {
		if c.Value != "" && utf8.RuneCountInString(c.Value) <= maxSection {
			kept = append(kept, c)
		}
	}
	return kept
}

// breadcrumb gives the first step behind the front page on the way to the
// article, when the way has three steps or more.
func (d *Doc) breadcrumb() string {
	for _, o := range d.linkedData().objects {
		if o.kindName() != "breadcrumblist" {
			continue
		}
		steps := o.get("itemListElement").each()
		if len(steps) < 3 {
			return ""
		}
		if name := steps[1].get("name").str(); name != "" {
			return name
		}
		return steps[1].get("item").get("name").str()
	}
	return ""
}

// tags gives every candidate for the keywords, each list joined by nameJoin.
func (d *Doc) tags() offers {
	var o offers
	s, about := d.scanned(), d.about()
	var ruled []string
	for _, n := range d.opts.Selectors.Tags.All(d.root) {
		ruled = append(ruled, itemText(n))
	}
	o.add(tagList(ruled), "selector", 1)
	o.add(tagList(s.metaAll("article:tag")), "meta:article:tag", .85)
	var words []string
	for _, k := range about.get("keywords").each() {
		words = append(words, k.str())
	}
	o.add(tagList(words), "json-ld:keywords", .8)
	var linked []string
	tried := 0
	for _, a := range s.anchors {
		if !hasToken(attr(a.Node, "rel"), "tag") || tried == maxNamed {
			continue
		}
		if tried++; !d.apart(a.Node) {
			linked = append(linked, text(a.Node))
		}
	}
	o.add(tagList(linked), "rel=tag", .75)
	for _, m := range [...]source{{"news_keywords", .75}, {"parsely-tags", .65}, {"sailthru.tags", .65}, {"keywords", .6}, {"dc.subject", .5}} {
		o.add(tagList(s.metaAll(m.name)), "meta:"+m.name, m.confidence)
	}
	return o
}

// tagList splits lists of keywords at commas and joins the distinct ones.
func tagList(lists []string) string {
	var out []string
	seen := map[string]bool{}
	for _, l := range lists {
		for t := range strings.FieldsFuncSeq(tidy(l), func(r rune) bool { return strings.ContainsRune(",;|，、؛،", r) }) {
			t = strings.TrimPrefix(strings.TrimSpace(t), "#")
			if t == "" || utf8.RuneCountInString(t) > maxTag || strings.Contains(t, "://") || seen[fold(t)] || len(out) == maxTags {
				continue
			}
			seen[fold(t)] = true
			out = append(out, t)
		}
	}
	return strings.Join(out, nameJoin)
}

// splitList is the inverse of joining by nameJoin.
func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, nameJoin)
}

// languages gives every language that the page declares.
func (d *Doc) languages() offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(languageTag(s.lang), "html:lang", .9)
	o.add(languageTag(about.get("inLanguage").str()), "json-ld:inLanguage", .88)
	for _, m := range [...]source{{"og:locale", .7}, {"content-language", .85}, {"dc.language", .8}, {"dcterms.language", .8}, {"language", .6}} {
		o.add(languageTag(s.metaFirst(m.name)), "meta:"+m.name, m.confidence)
	}
	return o
}

// languageTag gives the BCP 47 form of a language as pages write it: en_US,
// EN-us, en; empty for what is none.
func languageTag(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	s, _, _ = strings.Cut(s, ".")
	if len(s) < 2 || len(s) > 20 || strings.Contains(s, " ") {
		return ""
	}
	tag, err := xlang.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || tag == xlang.Und {
		return ""
	}
	return tag.String()
}

const (
	leastLetters = 100  // a shorter text tells too little of its language
	mostBytes    = 1500 // a longer one tells no more
)

// detectLanguage names the language of a text by its letters; the offer is empty
// when the text is too short or the answer is not reliable. That it is the
// language which the page declares is seen at once.
func detectLanguage(text, declared string) offers {
	var o offers
	if spokenAs(text, declared) {
		o.add(languageOf(declared), "text", .7)
		return o
	}
	if len(text) < leastLetters {
		return o
	}
	if len(text) > mostBytes {
		text = strings.ToValidUTF8(text[:mostBytes], "")
	}
	guess := whatlanggo.Detect(text)
	if !guess.IsReliable() {
		return o
	}
	code := guess.Lang.Iso6391()
	if guess.Lang == whatlanggo.Pes {
		code = "fa"
	}
	o.add(languageTag(code), "text", .7)
	return o
}

// licenses gives every candidate for the licence, as an address.
func (d *Doc) licenses() offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(d.absolute(about.get("license").address()), "json-ld:license", .9)
	for _, n := range s.linked {
		if hasToken(attr(n, "rel"), "license") {
			o.add(d.absolute(attr(n, "href")), "link:license", .85)
		}
	}
	for _, m := range [...]source{{"dc.rights.license", .7}, {"dcterms.license", .8}, {"license", .6}} {
		o.add(d.absolute(s.metaFirst(m.name)), "meta:"+m.name, m.confidence)
	}
	for _, a := range s.anchors {
		href := attr(a.Node, "href")
		switch {
		case hasToken(attr(a.Node, "rel"), "license"):
			o.add(d.absolute(href), "rel=license", .8)
		case strings.Contains(href, "creativecommons.org/licenses/"), strings.Contains(href, "creativecommons.org/publicdomain/"):
			sure := .35 // most are the credit of a picture
			if inNav(a.Node) {
				sure = .5 // of the whole site, below every page
			}
			o.add(d.absolute(href), "link", sure)
		}
	}
	return o
}

// images gives every candidate for the main image.
func (d *Doc) images() offers {
	var o offers
	s, about, ld := d.scanned(), d.about(), d.linkedData()
	if n := d.opts.Selectors.Image.First(d.root); n != nil {
		for _, name := range [...]string{"src", "content", "href", "data-src"} {
			o.add(d.absolute(attr(n, name)), "selector", 1)
		}
	}
	for _, m := range [...]source{{"og:image", .9}, {"og:image:url", .88}, {"og:image:secure_url", .87}, {"twitter:image", .8}, {"twitter:image:src", .8}, {"parsely-image-url", .7}, {"thumbnail", .5}} {
		o.add(d.absolute(s.metaFirst(m.name)), "meta:"+m.name, m.confidence)
	}
	o.add(d.absolute(ld.resolved(firstOf(about.get("image"))).address()), "json-ld:image", .85)
	o.add(d.absolute(about.get("thumbnailUrl").str()), "json-ld:thumbnailUrl", .6)
	for _, n := range s.linked {
		if hasToken(attr(n, "rel"), "image_src") {
			o.add(d.absolute(attr(n, "href")), "link:image_src", .75)
		}
	}
	return o
}

// absolute gives an address of the page in full, or "".
func (d *Doc) absolute(raw string) string {
	if raw == "" {
		return ""
	}
	clean, err := resolve(raw, d.base)
	if err != nil {
		return ""
	}
	return clean
}
