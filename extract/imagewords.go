package extract

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// imageWords gives every candidate for the caption and the credit of the main
// image.
func (d *Doc) imageWords(image string) (caption, credit offers) {
	if image == "" {
		return nil, nil
	}
	ld := d.linkedData()
	told := ld.resolved(firstOf(d.about().get("image")))
	if told.kind == jsonObject {
		caption.add(asCaption(told.get("caption").str()), "json-ld:image.caption", .85)
		for _, key := range [...]string{"creditText", "creator", "author", "copyrightHolder", "copyrightNotice"} {
			credit.add(asCaption(ld.resolved(firstOf(told.get(key))).str()), "json-ld:image."+key, .85)
		}
	}
	if words := d.figureOf(image); words != nil {
		text, by := splitCredit(text(words), creditWithin(words))
		caption.add(asCaption(text), "figcaption", .8)
		credit.add(asCaption(by), "figcaption", .75)
	}
	caption.add(asCaption(tidy(d.scanned().metaFirst("og:image:alt"))), "meta:og:image:alt", .45)
	return caption, credit
}

// maxCaption is the length in characters above which a caption is another text.
const maxCaption = 600

func asCaption(s string) string {
	if s = strings.TrimSpace(s); utf8.RuneCountInString(s) > maxCaption {
		return ""
	}
	return s
}

// figureOf gives the caption of the figure that shows an image, else that of the
// first figure beside the headline; nil when there is none.
func (d *Doc) figureOf(image string) *html.Node {
	name := fileName(image)
	var first *html.Node
	frame := d.headline().frame
	for n := d.root; n != nil; n = next(n, d.root) {
		if n.Type != html.ElementNode || n.DataAtom != atom.Figure {
			continue
		}
		words := within(n, atom.Figcaption)
		if words == nil || d.apart(n) {
			continue
		}
		if shows(n, name) {
			return words
		}
		if first == nil && frame[n.Parent] && n.Parent.DataAtom != atom.Body {
			first = words
		}
	}
	return first
}

// fileName gives the last part of the path of an address, without its ending:
// the sizes of one image differ in the rest.
func fileName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	base := path.Base(address)
	return strings.TrimSuffix(base, path.Ext(base))
}

// leastFileName is the length from which a file name tells one image from others.
const leastFileName = 6

// shows reports whether a figure holds an image of that file name.
func shows(figure *html.Node, name string) bool {
	if len(name) < leastFileName {
		return false
	}
	for c := next(figure, figure); c != nil; c = next(c, figure) {
		if c.DataAtom != atom.Img && c.DataAtom != atom.Source {
			continue
		}
		for i := range c.Attr {
			if strings.Contains(c.Attr[i].Val, name) {
				return true
			}
		}
	}
	return false
}

// within gives the first element of that name inside n, or nil.
func within(n *html.Node, name atom.Atom) *html.Node {
	for c := next(n, n); c != nil; c = next(c, n) {
		if c.DataAtom == name {
			return c
		}
	}
	return nil
}

// creditWithin gives the text of the element in a caption that is named for the
// credit.
func creditWithin(words *html.Node) string {
	for c := next(words, words); c != nil; c = next(c, words) {
		if c.Type == html.ElementNode && kindWords.match(attr(c, "class"))&kindCredit != 0 {
			return text(c)
		}
	}
	return ""
}

// creditTail is a credit behind a caption: "(Photo: Jane Doe)", "© Jane Doe/Agency".
var creditTail = regexp.MustCompile(`(?i)[\s|(\[]*(?:(?:photo(?:graph)?|foto(?:grafia)?|picture|image|bild(?:quelle)?|crédito?|credit|quelle|illustration)s?(?:\s*(?:by|von|de|credit))?\s*[:/]|©|\(c\))\s*([^()\[\]]{2,120}?)[)\]\s.]*$`)

// splitCredit parts a caption and its credit; by is the credit when an element
// holds it.
func splitCredit(words, by string) (caption, credit string) {
	if by != "" && strings.Contains(words, by) {
		words = strings.TrimSpace(strings.Replace(words, by, "", 1))
		if m := creditTail.FindStringSubmatch(by); m != nil {
			by = m[1]
		}
		return words, strings.Trim(by, " ()[]|/")
	}
	if m := creditTail.FindStringSubmatchIndex(words); m != nil {
		return strings.TrimSpace(words[:m[0]]), words[m[2]:m[3]]
	}
	return words, by
}
