package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attr gives the value of an attribute, or "".
func attr(n *html.Node, name string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == name && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

// text gives the text of an element, white space collapsed and a space where
// another block begins; scripts and styles are left out.
func text(n *html.Node) string {
	return textUpTo(n, maxText)
}

// maxText is the length in bytes to which the text of one element is read: no
// value of metadata is longer, and an element of interest can hold the whole page.
const maxText = 8 << 10

// textUpTo is text with another limit.
func textUpTo(n *html.Node, most int) string {
	var b strings.Builder
	writeText(&b, n, most)
	return collapse(b.String())
}

func writeText(b *strings.Builder, n *html.Node, most int) {
	for c := n.FirstChild; c != nil && b.Len() < most; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || unread(c.DataAtom):
		case phrasing(c.DataAtom):
			writeText(b, c, most)
		default:
			b.WriteByte(' ')
			writeText(b, c, most)
			b.WriteByte(' ')
		}
	}
}

// unread reports whether the text inside an element is not for reading.
func unread(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Button, atom.Select, atom.Textarea,
		atom.Rt, atom.Rp: // how a word is said, beside it
		return true
	}
	return false
}

// phrasing reports whether an element stands inside a line of text.
func phrasing(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Em, atom.Font, atom.I, atom.Mark,
		atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Wbr, atom.Ins, atom.Del:
		return true
	}
	return false
}

// collapse makes every run of white space one blank and takes out control and
// direction characters, which can fake what a reader sees.
func collapse(s string) string {
	if collapsed(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u200b':
			gap = b.Len() > 0
			continue
		case unicode.IsControl(r) || direction(r) || r == '\ufeff' || r == '\u00ad' || r == utf8.RuneError:
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

func collapsed(s string) bool {
	gap := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || (c == ' ' && gap) {
			return false
		}
		gap = c == ' '
	}
	return !gap || s == ""
}

// direction reports whether r turns the direction of what follows (UAX 9).
func direction(r rune) bool {
	return (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return strings.TrimSpace(s[:i])
		}
		n--
	}
	return s
}
