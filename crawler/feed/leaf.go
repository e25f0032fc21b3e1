package feed

import (
	"bytes"
	"net/url"
	"strings"
)

// leaf is what stands between the tags of an element that is read as text.
type leaf struct {
	raw    []byte
	tagged bool // has tags of its own, outside CDATA
}

// leaf reads up to the end of the element that t opened and leaves the
// scanner behind it. An element that is never closed ends where the next one
// of the feed begins.
func (p *repairer) leaf(t token) leaf {
	start := p.pos
	if end := p.plainEnd(t); end >= 0 {
		return leaf{raw: p.src[start:end]}
	}
	if p.wasted > maxWaste*len(p.src) {
		return p.leafUntil(leaf{}, start, p.nextTag())
	}
	l, depth := leaf{}, 0
	for {
		u := p.next()
		switch u.kind {
		case endOfInput:
			if at := p.siblingAfter(start); at >= 0 {
				return p.leafUntil(l, start, at)
			}
			l.raw = p.src[start:]
			p.pos = len(p.src)
			return l
		case startToken:
			if u.cut {
				continue
			}
			if p.structural(u) {
				return p.unclosed(l, start, u.pos)
			}
			l.tagged = true
			if bytes.EqualFold(u.name, t.name) {
				depth++
			}
		case emptyToken:
			l.tagged = true
		case cdataToken:
			if u.cut || bytes.Contains(u.body, []byte("<![CDATA[")) {
				if at := p.afterOpenCDATA(t, u); at >= 0 {
					p.flags.add(FlagTags)
					l.raw = p.src[start:at]
					return l
				}
			}
		case endToken:
			switch {
			case !bytes.EqualFold(u.name, t.name):
				if p.structural(u) {
					return p.unclosed(l, start, u.pos)
				}
				l.tagged = true
			case depth == 0:
				l.raw = p.src[start:u.pos]
				return l
			default:
				depth--
			}
		}
	}
}

// maxWaste is how many times the whole document may be searched in vain for
// the ends of elements. Then every text ends at the next tag.
const maxWaste = 4

// nextTag is where the next tag begins.
func (p *repairer) nextTag() int {
	for at := p.pos; at < len(p.src); at++ {
		i := bytes.IndexByte(p.src[at:], '<')
		if i < 0 {
			break
		}
		if at += i; markupAt(p.src, at) {
			return at
		}
	}
	return len(p.src)
}

// plainEnd is the short way for the usual leaf: text, or one CDATA section,
// and nothing else.
func (p *repairer) plainEnd(t token) int {
	rest := p.src[p.pos:]
	i := bytes.IndexByte(rest, '<')
	if i < 0 || i+2 >= len(rest) {
		return -1
	}
	if rest[i+1] == '!' && bytes.HasPrefix(rest[i:], []byte("<![CDATA[")) {
		from := i + len("<![CDATA[")
		end := p.nextCDATAEnd(p.pos+from) - p.pos
		if end == len(rest) || bytes.Contains(rest[from:end], []byte("<![CDATA[")) {
			return -1
		}
		next := bytes.IndexByte(rest[end:], '<')
		if next < 0 {
			return -1
		}
		i = end + next
	}
	n := len(t.name)
	if i+2+n >= len(rest) || rest[i+1] != '/' || !bytes.Equal(rest[i+2:i+2+n], t.name) || rest[i+2+n] != '>' {
		return -1
	}
	end := p.pos + i
	p.pos = end + n + 3
	return end
}

// structural tells the tags that cannot stand inside a text: those of entries
// and of the outermost elements.
func (p *repairer) structural(t token) bool {
	name := t.name
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch len(name) {
	case 3:
		return t.kind == endToken && (bytes.EqualFold(name, []byte("rss")) || bytes.EqualFold(name, []byte("rdf")))
	case 4:
		return !p.doc.atom && bytes.EqualFold(name, []byte("item")) || t.kind == endToken && p.doc.atom && bytes.EqualFold(name, []byte("feed"))
	case 5:
		return p.doc.atom && t.kind == endToken && bytes.EqualFold(name, []byte("entry"))
	case 7:
		return t.kind == endToken && bytes.EqualFold(name, []byte("channel"))
	}
	return false
}

// unclosed ends a leaf whose end tag never came before the structure went on.
func (p *repairer) unclosed(l leaf, start, end int) leaf {
	p.flags.add(FlagTags)
	p.wasted += end - start
	if at := p.siblingIn(start, end); at >= 0 {
		end = at
	}
	return p.leafUntil(l, start, end)
}

func (p *repairer) leafUntil(l leaf, start, end int) leaf {
	p.pos = end
	l.raw = p.src[start:end]
	l.tagged = bytes.IndexByte(l.raw, '<') >= 0
	return l
}

// siblingIn finds the first tag between two places that begins another element
// of the feed.
func (p *repairer) siblingIn(start, end int) int {
	inner := scanner{src: p.src[:end], pos: start}
	for {
		t := inner.next()
		switch t.kind {
		case endOfInput:
			return -1
		case startToken, emptyToken:
			name, _ := p.ns.name(t.name, p.def)
			if r, known := p.roles[name]; known && r != markup || name == "title" || name == "description" {
				return t.pos
			}
		}
	}
}

// siblingAfter is siblingIn up to the end of a document that ends within a
// text. Once per document: after it the scanner stands at the end.
func (p *repairer) siblingAfter(start int) int {
	if p.searched {
		return -1
	}
	p.searched = true
	if at := p.siblingIn(start, len(p.src)); at >= 0 {
		p.flags.add(FlagTags)
		return at
	}
	return -1
}

// afterOpenCDATA ends a text whose CDATA section has no end of its own: at
// its end tag. The result is where the text ends, or -1.
func (p *repairer) afterOpenCDATA(t, cdata token) int {
	from := cdata.pos + len("<![CDATA[")
	window := p.src[from:min(len(p.src), from+maxMarkup)]
	i := -1
	if p.wasted <= maxWaste*len(p.src) {
		i = bytes.Index(window, append([]byte("</"), t.name...))
	}
	if i < 0 {
		p.wasted += len(window)
		p.pos = cdata.end
		return -1
	}
	end := from + i
	p.pos = end
	p.next() // the end tag
	return end
}

// value decodes a leaf: once if it is text, and to HTML with its entities
// kept if it has tags of its own.
func (l leaf) value() string {
	if bytes.IndexByte(l.raw, '<') < 0 {
		return strings.TrimSpace(decodeEntities(string(l.raw)))
	}
	keep := l.tagged && !escapedHTML(l.raw)
	var out strings.Builder
	out.Grow(len(l.raw))
	s := scanner{src: l.raw}
	for {
		t := s.next()
		switch t.kind {
		case endOfInput:
			return strings.TrimSpace(out.String())
		case textToken:
			if keep {
				out.Write(t.body)
			} else {
				out.WriteString(decodeEntities(string(t.body)))
			}
		case cdataToken:
			out.Write(t.body)
		case startToken, emptyToken, endToken:
			writeInlineTag(&out, l.raw, t)
		}
	}
}

// escapedHTML tells text that carries HTML in escaped form, next to which a
// bare tag is only an accident.
func escapedHTML(raw []byte) bool {
	return bytes.Contains(raw, []byte("&lt;/")) || bytes.Contains(raw, []byte("&lt;p")) || bytes.Contains(raw, []byte("&lt;br"))
}

// writeInlineTag writes a tag of inline XHTML as HTML: without prefix, and
// closed as HTML closes it.
func writeInlineTag(out *strings.Builder, src []byte, t token) {
	name := t.name
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if t.kind == endToken {
		out.WriteString("</")
		out.Write(name)
		out.WriteByte('>')
		return
	}
	out.WriteByte('<')
	out.Write(name)
	out.Write(t.body)
	out.WriteByte('>')
	if t.kind == emptyToken && !voidElement(string(bytes.ToLower(name))) {
		out.WriteString("</")
		out.Write(name)
		out.WriteByte('>')
	}
}

func voidElement(name string) bool {
	switch name {
	case "area", "base", "br", "col", "command", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// text writes an element that is read as text.
func (p *repairer) text(t token, name string, r role, outer context) {
	attrs := attributes(t.body)
	var l leaf
	switch {
	case t.kind != startToken:
	case r != empty || p.doc.atom:
		l = p.leaf(t)
	case p.recording: // its text, where that is all there is
		start := p.pos
		if end := p.plainEnd(t); end >= 0 {
			l.raw = p.src[start:end]
		}
	}
	ctx := p.inherit(outer, t.body)
	if p.recording {
		p.record(name, attrs, r, l, ctx)
	}
	switch r {
	case empty:
		p.emptyElement(name, attrs, l, ctx)
	case markup:
		p.markup(name, attrs, l, ctx)
	case address:
		ref := plainText(l)
		if ref == "" {
			ref = lookup(attrs, "href")
		}
		p.element(name, nil, resolve(ctx.base, p.cut(ref, maxPlain)))
	case plain:
		if name == "id" {
			p.rememberID(plainText(l))
		}
		p.element(p.rename(name), p.kept(attrs, ctx), p.cut(plainText(l), maxPlain))
	}
}

// plainText is a leaf without any tags.
func plainText(l leaf) string {
	if !l.tagged {
		return l.value()
	}
	return stripTags(l.value())
}

// rename sees to it that gofeed keeps what it would overwrite, a second
// <author>, or pass over, the <created> of Atom 0.3.
func (p *repairer) rename(name string) string {
	if name == "created" {
		return "dcterms:created"
	}
	if name == "author" && !p.doc.atom {
		if p.authors++; p.authors > 1 || !p.inEntry {
			return "dc:creator"
		}
	}
	return name
}

// emptyElement writes an element for its attributes, with addresses resolved.
func (p *repairer) emptyElement(name string, attrs []attribute, l leaf, ctx context) {
	kept := p.kept(attrs, ctx)
	if p.doc.atom && name == "link" && lookup(kept, "href") == "" {
		if ref := plainText(l); ref != "" { // <link>…</link> as in RSS
			kept = append(kept, attribute{"href", resolve(ctx.base, ref)})
		}
	}
	p.element(name, kept, "")
}

// kept are the attributes that gofeed shall see.
func (p *repairer) kept(attrs []attribute, ctx context) []attribute {
	out := attrs[:0:0]
	for _, a := range attrs {
		switch lower := strings.ToLower(a.name); {
		case strings.HasPrefix(lower, "xml"):
		case lower == "ispermalink":
			out = append(out, attribute{"isPermaLink", a.value})
		case lower == "href" || lower == "src" || lower == "url" || lower == "rdf:resource":
			_, lower, _ = strings.Cut(":"+lower, ":")
			if i := strings.LastIndexByte(lower, ':'); i >= 0 {
				lower = lower[i+1:]
			}
			out = append(out, attribute{lower, resolve(ctx.base, p.cut(a.value, maxPlain))})
		case strings.IndexByte(lower, ':') < 0:
			out = append(out, attribute{lower, p.cut(a.value, maxPlain)})
		}
	}
	return out
}

// lookup gives the value of an attribute, empty when it is not there.
func lookup(attrs []attribute, name string) string {
	for _, a := range attrs {
		if strings.EqualFold(a.name, name) {
			return a.value
		}
	}
	return ""
}

// markup writes a text that may be HTML, as HTML.
func (p *repairer) markup(name string, attrs []attribute, l leaf, ctx context) {
	value := l.value()
	if p.doc.atom && strings.IndexByte(name, ':') < 0 {
		value = atomText(l, value, lookup(attrs, "type"), lookup(attrs, "mode"), name)
		value, ctx = unwrap(value, ctx)
	}
	value = mend(p.cut(value, maxMarkup))
	if p.inEntry && len(p.doc.entries) > 0 && len(p.stack) > 0 && (p.top().name == "item" || p.top().name == "entry") {
		name = p.remember(name, attrs, ctx)
	}
	p.element(p.rename(name), nil, value)
}

// rememberID keeps an identifier as it is written: gofeed takes it for an
// address and respells it.
func (p *repairer) rememberID(id string) {
	if strings.HasPrefix(id, "/") {
		id = resolve(p.top().base, id)
	}
	switch p.top().name {
	case "entry":
		p.doc.entries[len(p.doc.entries)-1].id = id
	case "feed":
		p.doc.id = id
	}
}

// remember notes base and language of a text of the open entry, and gives the
// name under which gofeed keeps it.
func (p *repairer) remember(name string, attrs []attribute, ctx context) string {
	e := &p.doc.entries[len(p.doc.entries)-1]
	switch name {
	case "content":
		if src := lookup(attrs, "src"); src != "" {
			e.outOfLine = resolve(ctx.base, src)
		}
		e.contentBase, e.contentLanguage = ctx.base, ctx.language
	case "content:encoded", "xhtml:body", "body", "fullitem", "encoded", "atom:content":
		e.contentBase, e.contentLanguage = ctx.base, ctx.language
		return "content:encoded"
	case "title":
		e.textLanguage = ctx.language
	case "summary", "description", "atom:summary":
		e.summaryBase, e.textLanguage = ctx.base, ctx.language
	}
	return name
}

// cut bounds a value.
func (p *repairer) cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	p.flags.add(FlagValueCut)
	return strings.ToValidUTF8(s[:limit], "")
}

// resolve makes an address absolute, as far as a base is known.
func resolve(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if base == nil || ref == "" || strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://") {
		return ref
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ref
	}
	return base.ResolveReference(u).String()
}
