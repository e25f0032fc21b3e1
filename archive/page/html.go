package page

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attributes says what the address in an attribute is for, by element.
var attributes = map[atom.Atom]map[string]Use{
	atom.A:          {"href": Link},
	atom.Area:       {"href": Link},
	atom.Audio:      {"src": Media},
	atom.Blockquote: {"cite": Link},
	atom.Body:       {"background": Embed},
	atom.Button:     {"formaction": Link},
	atom.Del:        {"cite": Link},
	atom.Embed:      {"src": Frame},
	atom.Form:       {"action": Link},
	atom.Frame:      {"src": Frame, "longdesc": Link},
	atom.Iframe:     {"src": Frame, "longdesc": Link},
	atom.Image:      {"href": Embed, "xlink:href": Embed},
	atom.Img:        {"src": Embed, "longdesc": Link},
	atom.Input:      {"src": Embed, "formaction": Link},
	atom.Ins:        {"cite": Link},
	atom.Object:     {"data": Frame},
	atom.Q:          {"cite": Link},
	atom.Script:     {"src": Embed},
	atom.Source:     {"src": Media},
	atom.Table:      {"background": Embed},
	atom.Tbody:      {"background": Embed},
	atom.Td:         {"background": Embed},
	atom.Th:         {"background": Embed},
	atom.Tr:         {"background": Embed},
	atom.Track:      {"src": Media},
	atom.Video:      {"src": Media, "poster": Embed},
}

// lazy are attributes from which scripts take the address of an image when it
// comes into view. Without the script the image is only there.
var lazy = map[string]bool{
	"data-src": true, "data-original": true, "data-lazy-src": true, "data-lazy": true, "data-hi-res-src": true,
	"data-image": true, "data-bg": true, "data-background": true, "data-background-image": true, "data-poster": true,
}

// lazySets are their like with a list of candidates.
var lazySets = map[string]bool{"srcset": true, "imagesrcset": true, "data-srcset": true, "data-lazy-srcset": true, "data-original-set": true}

// rels says what the address of a link element is for, by its relation; that of
// others is a link.
var rels = map[string]Use{
	"stylesheet": Style, "icon": Embed, "apple-touch-icon": Embed, "apple-touch-icon-precomposed": Embed, "mask-icon": Embed,
	"preload": Embed, "modulepreload": Embed, "manifest": Embed,
	"preconnect": Hint, "dns-prefetch": Hint, "prefetch": Hint, "prerender": Hint,
}

// HTML visits every address of a page and writes those that are replaced into
// its tree. It looks into style elements and attributes, and into noscript,
// whose content is what a reader without scripts is shown.
func HTML(root *html.Node, visit Visit) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			element(n, visit)
		}
	}
}

func element(n *html.Node, visit Visit) {
	switch n.DataAtom {
	case atom.Style:
		styleElement(n, visit)
	case atom.Noscript:
		noscript(n, visit)
	case atom.Meta:
		refresh(n, visit)
		return
	case atom.Base:
		return // the page stands where it stands; see Base
	}
	uses := attributes[n.DataAtom]
	for i := range n.Attr {
		a := &n.Attr[i]
		key := a.Key
		if a.Namespace == "xlink" {
			key = "xlink:" + key
		}
		value, replace := attribute(n, key, a.Val, uses, visit)
		if replace {
			a.Val = value
		}
	}
}

// attribute visits the addresses in one attribute.
func attribute(n *html.Node, key, value string, uses map[string]Use, visit Visit) (string, bool) {
	switch {
	case key == "style":
		styled := CSS([]byte(value), visit)
		return string(styled), string(styled) != value
	case lazySets[key]:
		return srcset(value, visit)
	}
	use, found := uses[key]
	switch {
	case n.DataAtom == atom.Link && key == "href":
		use, found = relOf(n), true
	case n.DataAtom == atom.Source && key == "src" && n.Parent != nil && n.Parent.DataAtom == atom.Picture:
		use = Embed
	case n.Data == "use" && (key == "href" || key == "xlink:href"):
		use, found = Embed, true
	case lazy[key]:
		use, found = Embed, looksLikeAddress(value)
		if n.DataAtom == atom.Iframe {
			use = Frame
		}
	}
	if !found || inline(value) {
		return "", false
	}
	return visit(Ref{strings.TrimSpace(value), use})
}

// looksLikeAddress keeps settings out that some scripts put into such attributes.
func looksLikeAddress(value string) bool {
	value = strings.TrimSpace(value)
	return strings.ContainsAny(value, "/.") && !strings.ContainsAny(value, " {}<>\"'")
}

// relOf gives the use of a link element. Of several relations the first that is
// known decides; alternate style sheets are style sheets.
func relOf(n *html.Node) Use {
	for _, rel := range strings.Fields(strings.ToLower(attr(n, "rel"))) {
		if use, known := rels[rel]; known {
			return use
		}
	}
	return Link
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// styleElement visits the style sheet within an element.
func styleElement(n *html.Node, visit Visit) {
	if text := n.FirstChild; text != nil && text.Type == html.TextNode {
		text.Data = string(CSS([]byte(text.Data), visit))
	}
}

// noscript visits the markup that a parser for browsers with scripts leaves as text.
func noscript(n *html.Node, visit Visit) {
	text := n.FirstChild
	if text == nil || text.Type != html.TextNode || text.NextSibling != nil || !strings.Contains(text.Data, "<") {
		return
	}
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(text.Data), context)
	if err != nil {
		return
	}
	changed := false
	noting := func(r Ref) (string, bool) {
		value, replace := visit(r)
		changed = changed || replace
		return value, replace
	}
	for _, inner := range nodes {
		if inner.Type == html.ElementNode {
			element(inner, noting)
			HTML(inner, noting)
		}
	}
	if !changed {
		return
	}
	var b bytes.Buffer
	for _, inner := range nodes {
		if html.Render(&b, inner) != nil {
			return
		}
	}
	text.Data = b.String()
}

// refresh visits the address that a page says to go on to: <meta http-equiv=refresh content="0; url=/new">.
func refresh(n *html.Node, visit Visit) {
	if !strings.EqualFold(attr(n, "http-equiv"), "refresh") {
		return
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Key != "content" {
			continue
		}
		wait, to, found := strings.Cut(a.Val, ";")
		name, address, isURL := strings.Cut(to, "=")
		if !found || !isURL || !strings.EqualFold(strings.TrimSpace(name), "url") {
			continue
		}
		address = strings.Trim(strings.TrimSpace(address), `"'`)
		if inline(address) {
			continue
		}
		if with, replace := visit(Ref{address, Link}); replace {
			a.Val = wait + "; url=" + with
		}
	}
}

// Base gives what the relative addresses of a page begin with: where it stands,
// or what its first base element says.
func Base(root *html.Node, at *url.URL) *url.URL {
	for n := range root.Descendants() {
		if n.DataAtom != atom.Base || n.Type != html.ElementNode {
			continue
		}
		if href := strings.TrimSpace(attr(n, "href")); href != "" {
			if u, err := at.Parse(href); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
				return u
			}
			return at
		}
	}
	return at
}
