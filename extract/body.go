package extract

import "strings"

// body is the text of a page.
type body struct {
	text, markdown, html string
	words                int
	isArticle            bool
	verdict              Verdict
}

// readBody finds the text of the article and renders it.
func (d *Doc) readBody(c clues) body {
	r := d.read(c)
	b := d.render(r)
	b.verdict = d.judge(r)
	b.isArticle = b.verdict.Article
	return b
}

// render writes the kept blocks in the three forms.
func (d *Doc) render(r *reading) body {
	var b body
	size := 0
	for i, kept := range r.kept {
		if kept {
			size += len(r.blocks[i].text) + 1
			b.words += int(r.blocks[i].words.len())
		}
	}
	tree := d.plant(r)
	if tree == nil {
		return b
	}
	var text, page strings.Builder
	text.Grow(size)
	for i, kept := range r.kept {
		if kept {
			if text.Len() > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(r.blocks[i].text)
		}
	}
	page.Grow(size + size/4)
	tree.writeHTML(&page)
	b.text, b.html, b.markdown = text.String(), strings.TrimSpace(page.String()), tree.markdown()
	return b
}
