package feed

import (
	"net/url"
	"strings"
)

// maxRecorded is how many elements of a feed's head, or of one entry, are
// recorded for its Detail.
const maxRecorded = 2000

// element is one element as the feed has it, kept for Detail. Harvests have no
// use for most of it and do not record it.
type element struct {
	name     string // canonical
	attrs    []attribute
	value    string // text for text/plain, else HTML; not sanitised
	kind     string // media type of value
	base     *url.URL
	language string
	children []*element
}

// recordedRoles are elements that only Detail reads. What is in a recorded box
// does not reach gofeed.
var recordedRoles = map[string]role{
	"atom:contributor": box, "image": box, "textinput": box, "itunes:owner": box, "psc:chapters": box, "psc:chapter": empty,
	"redirect": opened, "tags": plain, "georss:where": box, "gml:point": box, "gml:linestring": box, "gml:polygon": box, "gml:exterior": box, "gml:linearring": box,
	"info": markup, "feedburner:browserfriendly": markup, "itunes:subtitle": markup, "media:description": markup, "media:text": markup,
	"abstract": markup, "dcterms:abstract": markup,
	"url": address, "icon": address, "logo": address, "docs": address, "newlocation": address, "wfw:comment": address, "wfw:commentrss": address,
	"atom:uri": address, "atom:url": address,
	"cloud": empty, "itunes:category": empty, "media:player": empty, "media:license": empty, "admin:generatoragent": empty, "admin:errorreportsto": empty,
}

// roleOf is how an element is read: when details are recorded, nothing is
// passed over.
func (p *repairer) roleOf(name string) (r role, recordedOnly bool) {
	r = p.roles[name]
	if !p.recording {
		return r, false
	}
	if more, known := recordedRoles[name]; known && (r == dropped || r == opened) {
		return more, true
	}
	if r == dropped {
		return plain, true
	}
	return r, false
}

// newElement is an element with others in it, of which t is the tag.
func newElement(name string, t token, ctx context) *element {
	el := &element{name: name, base: ctx.base, language: ctx.language}
	for _, a := range attributes(t.body) {
		el.attrs = append(el.attrs, recordedAttribute(a, ctx.base))
	}
	return el
}

// recordBox keeps an element that has others in it. The channel is the feed.
func (p *repairer) recordBox(f *frame, t token) {
	switch parent := p.top().el; {
	case parent == nil || p.recorded >= maxRecorded:
	case f.name == "channel":
		f.el = parent
	default:
		p.recorded++
		f.el = newElement(f.name, t, f.context)
		parent.children = append(parent.children, f.el)
	}
}

// record keeps one element below the open one.
func (p *repairer) record(name string, attrs []attribute, r role, l leaf, ctx context) {
	parent := p.top().el
	if parent == nil || p.recorded >= maxRecorded {
		return
	}
	p.recorded++
	el := &element{name: name, base: ctx.base, language: ctx.language, kind: "text/plain"}
	for _, a := range attrs {
		el.attrs = append(el.attrs, recordedAttribute(a, ctx.base))
	}
	switch r {
	case markup:
		p.recordMarkup(el, l, attrs)
	case address:
		el.value = resolve(ctx.base, p.cut(plainText(l), maxPlain))
	default:
		el.value = p.cut(plainText(l), maxPlain)
	}
	parent.children = append(parent.children, el)
}

func (p *repairer) recordMarkup(el *element, l leaf, attrs []attribute) {
	value, kind := l.value(), lookup(attrs, "type")
	if p.doc.atom && strings.IndexByte(el.name, ':') < 0 {
		ctx := context{base: el.base, language: el.language}
		el.kind = atomKind(kind)
		if el.kind == "text/plain" && !l.tagged && lookup(attrs, "mode") != "base64" {
			el.value = mend(p.cut(value, maxMarkup))
			return
		}
		value = atomText(l, value, kind, lookup(attrs, "mode"), el.name)
		inner, within := unwrap(value, ctx)
		switch {
		case strings.EqualFold(strings.TrimSpace(kind), "xhtml"): // the <div> is not part of the text (RFC 4287, section 3.1.1.3)
			value, ctx = inner, within
		case el.kind == "application/xhtml+xml":
			ctx = within
		}
		el.base, el.language = ctx.base, ctx.language
	} else if kind := htmlByNature(el.name); kind != "" {
		el.kind = kind
	} else if l.tagged || looksLikeHTML(value) {
		el.kind = "text/html"
	}
	el.value = mend(p.cut(value, maxMarkup))
}

// htmlByNature is the media type of the elements of RSS that hold HTML by their
// definition.
func htmlByNature(name string) string {
	switch name {
	case "description", "dc:description", "content:encoded", "encoded", "fullitem", "media:description":
		return "text/html"
	case "xhtml:body", "body":
		return "application/xhtml+xml"
	}
	return ""
}

// atomKind is the media type of an Atom text construct.
func atomKind(kind string) string {
	kind = strings.ToLower(strings.TrimSpace(kind))
	switch kind {
	case "", "text":
		return "text/plain"
	case "html":
		return "text/html"
	case "xhtml":
		return "application/xhtml+xml"
	}
	return kind
}

// recordedAttribute has its name without prefix and its address absolute.
func recordedAttribute(a attribute, base *url.URL) attribute {
	name := strings.ToLower(a.name)
	if _, local, found := strings.Cut(name, ":"); found && !strings.HasPrefix(name, "xml") {
		name = local
	}
	switch name {
	case "href", "src", "url", "uri", "resource":
		if a.value == "" && name == "href" && base != nil {
			return attribute{name, base.String()} // of the document itself (RFC 3986, section 4.4)
		}
		return attribute{name, resolve(base, a.value)}
	}
	return attribute{name, a.value}
}

// attr is the value of the first of some attributes that is there.
func (e *element) attr(names ...string) string {
	for _, name := range names {
		if v := lookup(e.attrs, name); v != "" {
			return v
		}
	}
	return ""
}

// child is the first child of a name, nil when there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if plainName(c.name) == name {
			return c
		}
	}
	return nil
}

// text is the value of the first child of a name.
func (e *element) text(name string) string {
	if c := e.child(name); c != nil {
		return c.value
	}
	return ""
}

// plainName is a name without the prefix of a feed's own vocabulary.
func plainName(name string) string {
	if local, found := strings.CutPrefix(name, "atom:"); found {
		return local
	}
	local, _ := strings.CutPrefix(name, "rss:")
	return local
}
