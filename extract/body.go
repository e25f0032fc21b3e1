package extract

import "strings"

// body is the text of a page.
type body struct {
	text, markdown, html string
	words                int
	isArticle            bool
}

// readBody finds the text of the article and renders it.
func (d *Doc) readBody(c clues) body {
	r := d.read(c)
	var b body
	var lines []string
	for i, kept := range r.kept {
		if kept {
			lines = append(lines, r.blocks[i].text)
			b.words += int(r.blocks[i].words.len())
		}
	}
	b.text = strings.Join(lines, "\n")
	b.isArticle = b.words >= 100
	return b
}
