package extract

import (
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
	case atom.Pre:
		b.WriteString("<pre><code>")
	default:
		b.WriteString("<" + p.tag.String() + ">")
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
