package feed

import (
	"bytes"
	"strings"
)

func (p *repairer) write(s string) { p.doc.xml = append(p.doc.xml, s...) }

// element writes one element with text.
func (p *repairer) element(name string, attrs []attribute, value string) {
	p.write("<")
	p.write(name)
	for _, a := range attrs {
		p.write(" ")
		p.write(a.name)
		p.write(`="`)
		p.escaped(a.value)
		p.write(`"`)
	}
	p.write(">")
	if strings.IndexByte(value, '<') >= 0 || strings.IndexByte(value, '&') >= 0 {
		p.write("<![CDATA[")
		for {
			i := strings.Index(value, "]]>")
			if i < 0 {
				break
			}
			p.clean(value[:i+2])
			p.write("]]><![CDATA[")
			value = value[i+2:]
		}
		p.clean(value)
		p.write("]]>")
	} else {
		p.clean(strings.ReplaceAll(value, ">", "&gt;"))
	}
	p.write("</")
	p.write(name)
	p.write(">")
}

// escaped writes an attribute value.
func (p *repairer) escaped(value string) {
	if strings.ContainsAny(value, "<>&\"") {
		value = attributeEscaper.Replace(value)
	}
	p.clean(value)
}

var attributeEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// clean writes text without the characters that XML forbids.
func (p *repairer) clean(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != 0xEF {
			continue
		}
		n := 1
		switch {
		case c == '\t' || c == '\n' || c == '\r':
			continue
		case c == 0xEF:
			if i+2 >= len(s) || s[i+1] != 0xBF || s[i+2] < 0xBE {
				continue
			}
			n = 3 // U+FFFE and U+FFFF
		}
		p.flags.add(FlagControl)
		p.write(s[start:i])
		start = i + n
		i += n - 1
	}
	p.write(s[start:])
}

// root is the outermost element of a document.
type root struct {
	name string // canonical, without prefix
	pos  int
}

// rootWindow is how far the root is looked for behind junk.
const rootWindow = 1 << 20

// findRoot looks for the element that makes bytes a feed, a sitemap, an OPML
// list or a page. The name is empty when there is none.
func findRoot(src []byte, flags *flagSet) root {
	s := scanner{src: src[:min(len(src), rootWindow)]}
	junk, page := false, false
	for {
		t := s.next()
		switch t.kind {
		case endOfInput:
			if page {
				return root{name: "html"}
			}
			return root{}
		case textToken:
			junk = junk || len(bytes.TrimSpace(t.body)) > 0
		case skipToken:
			if hasPrefixFold(t.body, "!doctype") {
				flags.add(FlagDoctype)
				page = page || isHTMLDoctype(t.body)
			}
		case startToken, emptyToken:
			name := strings.ToLower(string(t.name))
			if i := strings.LastIndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			switch name {
			case "rss", "rdf", "feed", "channel", "item", "entry", "urlset", "sitemapindex", "opml":
				if junk {
					flags.add(FlagJunk)
				}
				return root{name, t.pos}
			case "html", "head", "body", "div", "script", "meta":
				return root{"html", t.pos}
			}
			junk = true
		}
	}
}

// isHTMLDoctype takes the inside of a doctype. Some feeds have one of HTML.
func isHTMLDoctype(body []byte) bool {
	words := bytes.Fields(body[:min(len(body), 40)])
	return len(words) > 1 && bytes.EqualFold(words[1], []byte("html"))
}
