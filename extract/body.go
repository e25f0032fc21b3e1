package extract

// body is the text of a page.
type body struct {
	text, markdown, html string
	words                int
	isArticle            bool
}

func (d *Doc) readBody(clues) body { return body{} }
