package extract

import (
	"bytes"
	"net/url"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Parse decodes and parses one page, once.
func Parse(body []byte, opts Options) (*Doc, error) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	d := &Doc{opts: opts, root: root, sel: goquery.NewDocumentFromNode(root).Selection}
	if u, err := url.Parse(opts.URL); err == nil {
		d.url, d.base = u, u
	}
	return d, nil
}

// Article extracts the article of the page.
func (d *Doc) Article() Article {
	meta := d.metadata()
	body := d.readBody(meta.clues)
	a := meta.article
	a.Text, a.Markdown, a.HTML = body.text, body.markdown, body.html
	a.WordCount, a.IsArticle = body.words, body.isArticle
	return a
}
