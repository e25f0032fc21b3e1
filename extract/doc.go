package extract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ErrTooLarge is returned for a page of more than 20 MiB: it is refused as a
// whole, since a page cut short would pass for a short article.
var ErrTooLarge = errors.New("page is too large")

const maxPage = 20 << 20

// Parse decodes and parses one page, once. Bytes in no known encoding become
// U+FFFD, elements nested deeper than the parser bears are flattened. The bytes
// must not be changed while the Doc is in use. The error is or wraps ErrNotHTML or ErrTooLarge.
func Parse(body []byte, opts Options) (*Doc, error) {
	if len(body) > maxPage {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(body), maxPage)
	}
	body, err := decode(body, opts.ContentType)
	if err != nil {
		return nil, err
	}
	root, err := parseTree(body)
	if err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	d := &Doc{opts: opts, page: body, root: root, sel: goquery.NewDocumentFromNode(root).Selection}
	d.place()
	return d, nil
}

// parseTree parses with scripting off, so that what stands in noscript, often
// the only real address of a lazy image, is part of the tree.
func parseTree(body []byte) (*html.Node, error) {
	if !heavy(body) {
		root, err := html.ParseWithOptions(newScriptless(body), html.ParseOptionEnableScripting(false))
		if err == nil {
			return root, nil
		}
	}
	var err error
	for _, depth := range flattenDepths {
		var root *html.Node
		root, err = html.ParseWithOptions(bytes.NewReader(flatten(body, depth)), html.ParseOptionEnableScripting(false))
		if err == nil {
			return root, nil
		}
	}
	return nil, err
}

// place finds the address of the page and what relative addresses refer to.
func (d *Doc) place() {
	if clean, err := resolve(d.opts.URL, nil); err == nil {
		if u, err := url.Parse(clean); err == nil {
			d.url, d.base = u, u
		}
	}
	head := child(child(d.root, atom.Html), atom.Head)
	if head == nil {
		return
	}
	for n := range head.ChildNodes() {
		if href := attr(n, "href"); n.DataAtom == atom.Base && href != "" {
			if clean, err := resolve(href, d.url); err == nil {
				if u, err := url.Parse(clean); err == nil {
					d.base = u
				}
			}
			return
		}
	}
}

// child gives the first child element of that name, or nil.
func child(n *html.Node, name atom.Atom) *html.Node {
	if n == nil {
		return nil
	}
	for c := range n.ChildNodes() {
		if c.DataAtom == name {
			return c
		}
	}
	return nil
}

// Article extracts the article of the page.
func (d *Doc) Article() Article {
	meta := d.metadata()
	body := d.readBody(meta.clues)
	a := meta.article
	a.Text, a.Markdown, a.HTML = body.text, body.markdown, body.html
	a.WordCount, a.IsArticle = body.words, body.isArticle
	if a.Details.Access == accessPaid {
		a.Access = AccessPaywall
	}
	a.Provenance["is_article"] = body.verdict.origin()
	if !a.IsArticle {
		a.Reason = body.verdict.Reason
		if weak := a.Provenance["published"].Confidence < leastLine; weak && !a.Published.IsZero() {
			a.Provenance.withdraw("published", a.Published.String())
			a.Published = Date{} // somewhere on a page that has no story is no day of publication
		}
	}
	if a.IsArticle && a.Published.IsZero() {
		d.dateByStory(&a, d.read(meta.clues))
	}
	if a.IsArticle && len(a.Authors) == 0 {
		d.signByStory(&a, d.read(meta.clues))
	}
	a.speak(detectLanguage(body.text, a.Language))
	if a.IsArticle {
		r := d.read(meta.clues)
		a.Details.Links, a.Details.Comments = d.outlinks(r), d.comments(r)
	}
	d.verdict = &body.verdict
	d.reading.layout.release()
	d.reading = nil // made anew for who asks for blocks, too
	return a
}

// dateByStory dates an article by its text, where nothing else does.
func (d *Doc) dateByStory(a *Article, r *reading) {
	date, ok := d.reader(a.Language).inStory(r)
	if !ok {
		return
	}
	found := Candidate{Value: date.String(), Source: "body", Confidence: storyDay}
	a.Published = a.Provenance.date("published", append(offers{found}, a.Provenance["published"].Candidates...))
}

// signByStory names whom the last line of the text names, where nothing else
// names an author.
func (d *Doc) signByStory(a *Article, r *reading) {
	names := r.signature()
	if names == "" {
		return
	}
	found := Candidate{Value: names, Source: "body", Confidence: signedBelow}
	a.Authors = splitList(a.Provenance.decide("authors", append(offers{found}, a.Provenance["authors"].Candidates...)))
}
