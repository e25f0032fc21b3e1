package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// signedBelow is the confidence in a name that signs the story below its last
// paragraph, where nothing else names an author.
const signedBelow = .45

// signature gives the name that stands alone at the right in the last line of the
// story, as papers sign that print no byline above it.
func (s *reading) signature() string {
	last := len(s.kept) - 1
	for last >= 0 && !s.kept[last] {
		last--
	}
	if last < 0 {
		return ""
	}
	for i := last; i <= last+1 && i < len(s.blocks); i++ {
		b := &s.blocks[i]
		if len(b.text) > shortLine || strings.Contains(b.text, ":") || s.parent(i) != s.parent(last) || !atTheRight(s.elems[b.el].node) {
			continue
		}
		if names := splitNames(b.text, true); len(names) > 0 && strings.Contains(names[0], " ") {
			return strings.Join(names, nameJoin)
		}
	}
	return ""
}

// atTheRight reports whether an element says that its lines end at the margin.
func atTheRight(n *html.Node) bool {
	if n.DataAtom != atom.P && n.DataAtom != atom.Div {
		return false
	}
	style := strings.ToLower(strings.ReplaceAll(attr(n, "style"), " ", ""))
	return strings.Contains(style, "text-align:right") || strings.EqualFold(attr(n, "align"), "right") || strings.Contains(attr(n, "class"), "text-right")
}
