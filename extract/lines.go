package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// line is one line of text as a reader sees it: what stands between the borders
// of two blocks.
type line struct {
	text string
	node *html.Node // where its first word stands
}

// Limits of the surroundings of a headline.
const (
	linesBefore  = 6
	linesAfter   = 40
	maxLineBytes = 2000 // more of a paragraph is not needed
)

// lineReader gathers the lines of a part of the page.
type lineReader struct {
	lines []line
	text  strings.Builder
	first *html.Node
	head  *html.Node
	at    int // the line of the headline; -1 before it
}

// around gives the lines around a headline and the index of its own line.
func around(headline *html.Node) ([]line, int) {
	top := headline
	for n := headline.Parent; n != nil && n.Type == html.ElementNode && n.DataAtom != atom.Html; n = n.Parent {
		top = n
	}
	r := lineReader{head: headline, at: -1}
	r.read(top)
	r.end()
	if r.at < 0 {
		return nil, 0
	}
	return r.lines, r.at
}

// read walks on until enough lines behind the headline are there.
func (r *lineReader) read(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if r.first == nil && strings.TrimSpace(c.Data) != "" {
				r.first = c.Parent
			}
			if r.text.Len() < maxLineBytes {
				r.text.WriteString(c.Data)
			}
		case c.Type != html.ElementNode || unread(c.DataAtom):
		case c == r.head:
			r.end()
			r.at = len(r.lines)
			r.lines = append(r.lines, line{text(c), c})
		case phrasing(c.DataAtom):
			if !r.read(c) {
				return false
			}
		default:
			r.end()
			if !r.read(c) {
				return false
			}
			r.end()
		}
		if r.at >= 0 && len(r.lines)-r.at > linesAfter {
			return false
		}
	}
	return true
}

func (r *lineReader) end() {
	if r.first != nil {
		if t := collapse(r.text.String()); t != "" {
			r.lines = append(r.lines, line{t, r.first})
		}
		if r.at < 0 && len(r.lines) > 4*linesBefore {
			r.lines = append(r.lines[:0], r.lines[len(r.lines)-linesBefore:]...)
		}
	}
	r.first = nil
	r.text.Reset()
}

// apart reports whether an element stands in what belongs to other pages: menus,
// side columns, teasers, comments.
func apart(n *html.Node) bool {
	for ; n != nil && n.Type == html.ElementNode; n = n.Parent {
		switch n.DataAtom {
		case atom.Nav, atom.Footer, atom.Aside:
			return true
		case atom.Body, atom.Main:
			return false
		}
		for i := range n.Attr {
			if k := n.Attr[i].Key; (k == "class" || k == "id") && otherStory(n.Attr[i].Val) {
				return true
			}
		}
	}
	return false
}

// otherStoryWords name containers of other stories and of readers' voices.
var otherStoryWords = []string{"related", "sidebar", "comment", "recommend", "teaser", "trending", "most-read",
	"mostread", "popular", "footer", "newsletter", "promo", "widget", "carousel", "read-more", "more-from", "latest", "similar", "upnext"}

func otherStory(class string) bool {
	if len(class) > longestHint {
		class = class[:longestHint]
	}
	class = strings.ToLower(class)
	for _, w := range otherStoryWords {
		if at := strings.Index(class, w); at >= 0 {
			// "has-sidebar", "no-comments" and "widget-area-right" on the page's own
			// frame say that there is one, not that this is one.
			if at >= 3 && (strings.HasSuffix(class[:at], "no-") || strings.HasSuffix(class[:at], "has-") || strings.HasSuffix(class[:at], "with-")) {
				continue
			}
			return true
		}
	}
	return false
}
