package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// kickerWords name, in a class, the words above a headline that say what it is
// about.
var kickerWords = []string{"kicker", "overline", "dachzeile", "topline", "top-line", "eyebrow", "roofline", "spitzmarke", "rubric",
	"pretitle", "pre-title", "supertitle", "suptitle", "subtitle", "uptitle", "surtitre", "antetitulo", "volanta", "occhiello", "small"}

// withoutKicker gives the text of a heading without the kicker that stands in an
// element of its own at its beginning. With a colon behind it, seen or not, it
// belongs to the headline, and so it does where structured data has both.
func (d *Doc) withoutKicker(heading *html.Node) string {
	whole := text(heading)
	inner := heading
	for only := onlyElement(inner); only != nil; only = onlyElement(inner) {
		inner = only
	}
	first := firstWithText(inner.FirstChild)
	if first == nil || first.Type != html.ElementNode || !holdsAny(strings.ToLower(attr(first, "class")), kickerWords) {
		return whole
	}
	kicker := text(first)
	rest, ok := strings.CutPrefix(whole, kicker)
	rest = strings.TrimSpace(rest)
	if told := d.about().get("headline").str(); told != "" && fold(told) == fold(whole) {
		return whole
	}
	if r, _ := utf8.DecodeRuneInString(rest); !ok || strings.ContainsRune(":–—|-", r) || strings.HasSuffix(kicker, ":") || utf8.RuneCountInString(rest) < leastShown {
		return whole
	}
	return rest
}

// onlyElement gives the element that holds all the text of n, or nil.
func onlyElement(n *html.Node) *html.Node {
	first := firstWithText(n.FirstChild)
	if first == nil || first.Type != html.ElementNode || firstWithText(first.NextSibling) != nil {
		return nil
	}
	return first
}

// firstWithText gives the first of n and what follows it that holds text, or nil.
func firstWithText(n *html.Node) *html.Node {
	for ; n != nil; n = n.NextSibling {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" || n.Type == html.ElementNode && !unread(n.DataAtom) && text(n) != "" {
			return n
		}
	}
	return nil
}
