package feed

import (
	"bytes"
	"net/url"
	"strings"
)

// Limits of a document. They bound what a hostile feed can make gofeed hold.
const (
	maxMarkup  = 2 << 20 // bytes of one text that may be HTML; a long book chapter is 100 KB
	maxPlain   = 8 << 10 // bytes of one name, date or address
	maxDepth   = 256     // elements with elements in them; feeds need five
	maxPerItem = 2000    // elements of one entry
)

// document is a feed written anew for gofeed: UTF-8, well formed, only the
// elements that are read, one prefix a vocabulary and no declarations, every
// text in one piece, addresses absolute. What gofeed has no place for stands
// beside it.
type document struct {
	xml      []byte
	atom     bool // gofeed's Atom parser reads it, else the RSS one
	format   string
	language string
	id       string
	base     *url.URL
	entries  []context  // of each entry, in the order of the document
	details  []*element // of each entry likewise, when they are recorded
	head     *element   // of the feed itself
}

// context is what an element inherits (XML Base, XML 1.0 section 2.12).
type context struct {
	base     *url.URL // nil when unknown
	language string
	// of the texts inside an entry, where they have one of their own
	summaryBase, contentBase *url.URL
	contentLanguage          string
	textLanguage             string // of title or summary
	id                       string
	outOfLine                string // address of the content (RFC 4287, section 4.1.3.2)
}

// frame is an open element.
type frame struct {
	name    string
	written string // closing tag, empty when the element is left out
	context
	def  string   // default namespace outside it
	el   *element // what is recorded of it, nil when nothing is
	mark int      // where the output is cut when it closes, -1 when it stays
}

type repairer struct {
	scanner
	doc   document
	ns    *namespaces
	roles map[string]role
	flags *flagSet
	max   int // entries

	stack     []frame
	def       string // default namespace
	inEntry   bool
	entryMark int // length of the output before the open entry
	authors   int // RSS authors of the open entry
	children  int
	wasted    int  // bytes searched in vain for the ends of elements
	searched  bool // for the end of a text that the document ends in
	done      bool
	recording bool // elements are kept for Detail
	recorded  int  // elements kept of the head, or of the open entry
}

// repair rewrites a feed whose root element starts at r.
func repair(src []byte, r root, opts Options, flags *flagSet) document {
	p := repairer{scanner: scanner{src: src, pos: r.pos}, flags: flags, max: opts.MaxEntries, recording: opts.Detail}
	p.doc.base = parseBase(opts.URL)
	p.doc.atom = r.name == "feed" || r.name == "entry"
	p.doc.xml = make([]byte, 0, len(src)+len(src)/8+64)
	p.roles, p.ns = rssRoles, newNamespaces("rss")
	if p.doc.atom {
		p.roles, p.ns = atomRoles, newNamespaces("atom")
	}
	p.start()
	for !p.done {
		p.step()
	}
	p.finish()
	return p.doc
}

// start opens the root.
func (p *repairer) start() {
	t := p.next()
	p.def = p.ns.declareRoot(t.body)
	name, _ := p.ns.name(t.name, p.def)
	if _, local, found := strings.Cut(name, ":"); found {
		name = local // the root's own prefix is the feed's, whatever it stands for
	}
	ctx := p.inherit(context{base: p.doc.base}, t.body)
	p.doc.base, p.doc.language = ctx.base, ctx.language
	p.doc.format = formatName(name, t.body)
	if p.doc.atom {
		p.write("<feed>")
	} else {
		p.write("<rss><channel>")
	}
	if p.recording {
		p.doc.head = newElement(name, t, ctx)
	}
	switch name {
	case "rss", "rdf", "feed":
		p.stack = append(p.stack, frame{name: name, context: ctx, el: p.doc.head, mark: -1})
	default: // a lone channel, entry or item
		p.flags.add(FlagRoot)
		p.stack = append(p.stack, frame{name: "", context: ctx, el: p.doc.head, mark: -1})
		p.pos = t.pos
	}
	if t.kind == emptyToken {
		p.done = true
	}
}

// formatName names family and version by the root element.
func formatName(name string, tag []byte) string {
	version := ""
	lower := bytes.ToLower(tag)
	for _, a := range attributes(tag) {
		if strings.EqualFold(a.name, "version") {
			version = strings.ToLower(strings.Map(versionRune, a.value))
		}
	}
	switch {
	case name == "feed" || name == "entry":
		if version == "" {
			version = "1.0"
			if bytes.Contains(lower, []byte("purl.org/atom/ns#")) {
				version = "0.3"
			}
		}
		return "atom-" + version
	case name == "rdf" && bytes.Contains(lower, []byte("netscape.com/rdf/simple/0.9")):
		return "rdf-0.90"
	case name == "rdf":
		return "rdf-1.0"
	case version == "":
		return "rss"
	}
	return "rss-" + version
}

// versionRune keeps digits and dots: the version goes into reports.
func versionRune(r rune) rune {
	if r >= '0' && r <= '9' || r == '.' {
		return r
	}
	return -1
}

func (p *repairer) step() {
	t := p.next()
	switch t.kind {
	case endOfInput:
		p.done = true
		if p.inEntry {
			p.dropEntry()
		}
		if len(p.stack) > 0 && p.stack[0].name != "" {
			p.flags.add(FlagTruncated)
		}
	case startToken, emptyToken:
		if t.cut {
			return
		}
		p.open(t)
	case endToken:
		if t.cut {
			p.flags.add(FlagTruncated)
		}
		p.close(t)
	case cdataToken, skipToken:
		if hasPrefixFold(t.body, "!doctype") {
			p.flags.add(FlagDoctype)
		}
	}
}

func (p *repairer) open(t token) {
	outer := p.def
	inner := p.ns.declare(t.body, outer)
	name, declared := p.ns.name(t.name, inner)
	if !declared && strings.IndexByte(name, ':') > 0 {
		p.flags.add(FlagNamespace)
	}
	switch name {
	case "item", "entry": // each is met in feeds of the other family
		if name = "item"; p.doc.atom {
			name = "entry"
		}
		p.openEntry(t, name)
		return
	case "rss", "rdf", "feed":
		p.flags.add(FlagJunk)
		return
	}
	p.children++
	ctx := p.top().context
	r, only := p.roleOf(name)
	if p.children > maxPerItem && p.inEntry {
		r = dropped
	}
	switch r {
	case box:
		p.openBox(t, name, ctx, outer, inner, only)
	case opened:
	case dropped:
		if t.kind == startToken {
			p.leaf(t)
		}
	default:
		mark := len(p.doc.xml)
		p.text(t, name, r, ctx)
		if only {
			p.doc.xml = p.doc.xml[:mark]
		}
	}
}

func (p *repairer) top() *frame { return &p.stack[len(p.stack)-1] }

func (p *repairer) openBox(t token, name string, ctx context, outer, inner string, recordedOnly bool) {
	if t.kind == emptyToken || len(p.stack) >= maxDepth {
		return
	}
	f := frame{name: name, context: p.inherit(ctx, t.body), def: outer, mark: -1}
	p.recordBox(&f, t)
	if recordedOnly {
		f.mark = len(p.doc.xml)
	} else if name != "channel" {
		f.written = "</" + name + ">"
		p.write("<" + name + ">")
	} else if p.doc.language == "" {
		p.doc.language = f.language
	}
	p.def = inner
	p.stack = append(p.stack, f)
}

// openEntry begins an entry; one that is still open was never closed.
func (p *repairer) openEntry(t token, name string) {
	if p.inEntry {
		p.flags.add(FlagTags)
		p.unwind(p.entryDepth())
	}
	for len(p.stack) > 1 && p.top().name != "channel" {
		p.unwind(len(p.stack) - 1)
	}
	if t.kind == emptyToken {
		return
	}
	if len(p.doc.entries) >= p.max {
		p.flags.add(FlagTooMany)
		p.done = true
		return
	}
	inner := p.ns.declare(t.body, p.def)
	ctx := p.inherit(p.top().context, t.body)
	p.entryMark, p.inEntry, p.authors, p.children = len(p.doc.xml), true, 0, 0
	p.write("<" + name + ">")
	p.doc.entries = append(p.doc.entries, ctx)
	f := frame{name: name, written: "</" + name + ">", context: ctx, def: p.def, mark: -1}
	if p.recording {
		p.recorded = 0
		f.el = newElement(name, t, ctx)
		p.doc.details = append(p.doc.details, f.el)
	}
	p.stack = append(p.stack, f)
	p.def = inner
	if about := attributeNamed(t.body, "rdf:about"); about != "" { // RSS 1.0, section 5.5
		p.element("guid", []attribute{{"isPermaLink", "false"}}, about)
	}
}

func (p *repairer) entryDepth() int {
	for i := len(p.stack) - 1; i > 0; i-- {
		if n := p.stack[i].name; n == "item" || n == "entry" {
			return i
		}
	}
	return len(p.stack)
}

// dropEntry forgets the entry that is open: it is not complete.
func (p *repairer) dropEntry() {
	p.doc.xml = p.doc.xml[:p.entryMark]
	p.doc.entries = p.doc.entries[:len(p.doc.entries)-1]
	if p.recording {
		p.doc.details = p.doc.details[:len(p.doc.entries)]
	}
	p.stack = p.stack[:p.entryDepth()]
	p.inEntry = false
}

// unwind closes all elements down to depth.
func (p *repairer) unwind(depth int) {
	for len(p.stack) > depth {
		f := p.top()
		if f.mark >= 0 {
			p.doc.xml = p.doc.xml[:f.mark]
		}
		p.write(f.written)
		if f.name == "item" || f.name == "entry" {
			p.inEntry = false
		}
		p.def = f.def
		p.stack = p.stack[:len(p.stack)-1]
	}
}

// close takes an end tag: it closes the innermost element of that name, and
// with it what was left open inside. One without a beginning is passed over.
func (p *repairer) close(t token) {
	name, _ := p.ns.name(t.name, p.def)
	if other := map[bool]string{true: "item", false: "entry"}[p.doc.atom]; name == other && p.inEntry {
		name = p.stack[min(p.entryDepth(), len(p.stack)-1)].name
	}
	for i := len(p.stack) - 1; i >= 0; i-- {
		if p.stack[i].name != name {
			continue
		}
		if i < len(p.stack)-1 {
			p.flags.add(FlagTags)
		}
		if i == 0 {
			p.unwind(1)
			p.done = true
			p.junkAfter()
			return
		}
		p.unwind(i)
		return
	}
	if _, local, found := strings.Cut(name, ":"); found && local == p.stack[0].name {
		p.unwind(1)
		p.done = true
		return
	}
	if r := p.roles[name]; r != opened && r != dropped && r != empty {
		p.flags.add(FlagTags)
	}
}

// junkAfter flags what follows the root, comments apart.
func (p *repairer) junkAfter() {
	for {
		t := p.next()
		switch t.kind {
		case endOfInput:
			return
		case skipToken:
			continue
		case textToken:
			if len(bytes.TrimSpace(bytes.Trim(t.body, "\x00"))) == 0 {
				continue
			}
		}
		p.flags.add(FlagJunk)
		return
	}
}

// finish closes everything that the output still has open.
func (p *repairer) finish() {
	p.unwind(1)
	if p.doc.atom {
		p.write("</feed>")
	} else {
		p.write("</channel></rss>")
	}
}

// inherit reads xml:base and xml:lang of a tag.
func (p *repairer) inherit(ctx context, tag []byte) context {
	if !bytes.Contains(tag, []byte("xml:")) {
		return context{base: ctx.base, language: ctx.language}
	}
	out := context{base: ctx.base, language: ctx.language}
	for _, a := range attributes(tag) {
		switch strings.ToLower(a.name) {
		case "xml:base":
			out.base = baseURL(ctx.base, a.value)
		case "xml:lang":
			if out.language = languageTag(a.value); strings.TrimSpace(a.value) == "" {
				out.language = noLanguage // takes back what is inherited
			}
		}
	}
	return out
}

// baseURL resolves a new base; only http and https are believed, so that no
// base can turn links into scripts.
func baseURL(old *url.URL, ref string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return old
	}
	if u.Scheme != "" && u.Host == "" && strings.HasPrefix(u.Path, "/") { // http:///example.com/
		if u, err = url.Parse(u.Scheme + "://" + strings.TrimLeft(u.Path, "/")); err != nil {
			return old
		}
	}
	if old != nil {
		u = old.ResolveReference(u)
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return old
	}
	return u
}

func attributeNamed(tag []byte, name string) string {
	if len(tag) == 0 {
		return ""
	}
	for _, a := range attributes(tag) {
		if strings.EqualFold(a.name, name) {
			return a.value
		}
	}
	return ""
}
