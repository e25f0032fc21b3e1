package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// writeHTML writes the tree as HTML. It knows no element, attribute or scheme
// that could run a script: safe by construction, not by filtering.
func (p *piece) writeHTML(b *strings.Builder) {
	switch p.tag {
	case 0:
		if p.text != "" {
			b.WriteString(html.EscapeString(p.text))
		}
	case atom.Br:
		b.WriteString("<br>")
		return
	case atom.Img:
		b.WriteString(`<img src="` + html.EscapeString(p.address) + `" alt="` + html.EscapeString(p.text) + `">`)
		return
	case atom.A:
		b.WriteString(`<a href="` + html.EscapeString(p.address) + `">`)
	default:
		p.openHTML(b)
	}
	for _, c := range p.pieces {
		c.writeHTML(b)
	}
	switch p.tag {
	case 0:
	case atom.Pre:
		b.WriteString("</code></pre>\n")
	default:
		b.WriteString("</" + p.tag.String() + ">")
		if blockElements.of(p.tag) {
			b.WriteByte('\n')
		}
	}
}

// openHTML writes the start tag of an element of structure.
func (p *piece) openHTML(b *strings.Builder) {
	switch {
	case p.tag == atom.Pre && p.language != "":
		b.WriteString(`<pre><code class="language-` + html.EscapeString(p.language) + `">`)
	case p.tag == atom.Pre:
		b.WriteString("<pre><code>")
	case p.tag == atom.Blockquote && p.address != "":
		b.WriteString(`<blockquote cite="` + html.EscapeString(p.address) + `">`)
	case p.tag == atom.Ol && p.start != 1:
		b.WriteString(`<ol start="` + strconv.Itoa(p.start) + `">`)
	default:
		b.WriteString("<" + p.tag.String() + ">")
	}
}
