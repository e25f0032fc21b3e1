package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// body is the text of a page.
type body struct {
	text, markdown, html string
	words                int
	isArticle            bool
}

// minParagraph is the length in characters from which a paragraph counts as prose.
const minParagraph = 60

// readBody takes the paragraphs of the container that holds the most prose.
func (d *Doc) readBody(clues) body {
	scores := map[*html.Node]float64{}
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.P && n.Parent != nil {
			if t := plainText(n); len(t) >= minParagraph {
				scores[n.Parent] += float64(len(t))
			}
		}
	}
	var best *html.Node
	for n := range d.root.Descendants() {
		if s := scores[n]; s > 0 && (best == nil || s > scores[best]) {
			best = n
		}
	}
	if best == nil {
		return body{}
	}
	var lines []string
	for n := range best.ChildNodes() {
		switch n.DataAtom {
		case atom.P, atom.H2, atom.H3, atom.Blockquote, atom.Ul, atom.Ol:
			if t := plainText(n); t != "" {
				lines = append(lines, t)
			}
		}
	}
	text := strings.Join(lines, "\n")
	words := len(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }))
	return body{text: text, markdown: strings.Join(lines, "\n\n"), html: "<p>" + strings.Join(escapedLines(lines), "</p><p>") + "</p>",
		words: words, isArticle: words >= 100}
}

func plainText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func escapedLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = html.EscapeString(l)
	}
	return out
}
