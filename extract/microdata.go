package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// item gives the first element with that itemprop that belongs to the article:
// of no other item within it and of no other story; nil when there is none.
func (d *Doc) item(prop string) *html.Node {
	for _, s := range d.scanned().items {
		if hasToken(attr(s.Node, "itemprop"), prop) && s.DataAtom != atom.Meta && !d.apart(s.Node) && !otherItem(s.Node) {
			return s.Node
		}
	}
	return nil
}

// allItems gives every such element.
func (d *Doc) allItems(prop string) []*html.Node {
	var out []*html.Node
	for _, s := range d.scanned().items {
		if hasToken(attr(s.Node, "itemprop"), prop) && !d.apart(s.Node) && !otherItem(s.Node) {
			out = append(out, s.Node)
		}
	}
	return out
}

// otherItem reports whether the item that a property belongs to is not an
// article: a picture, a person, a comment.
func otherItem(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		kind := attr(p, "itemtype")
		if kind == "" {
			continue
		}
		kind = strings.ToLower(kind[strings.LastIndexAny(kind, "/#")+1:])
		return !articleTypes[kind] && !pageTypes[kind] && kind != "blog" && kind != "website"
	}
	return false
}

// itemText gives the value of a property: its content, datetime, address or text
// (HTML standard, "values" of microdata).
func itemText(n *html.Node) string {
	for _, name := range [...]string{"content", "datetime"} {
		if v := attr(n, name); v != "" {
			return tidy(v)
		}
	}
	return text(n)
}

// selected gives the text of the first element that a user's rule matches.
func (d *Doc) selected(s Selector) string {
	if n := s.First(d.root); n != nil {
		return itemText(n)
	}
	return ""
}
