package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Join completes an article by what its next page holds, in text, Markdown and
// HTML alike. What the page before says already, as a standfirst or a box that
// is repeated on every page, is not said again. It reports whether there was
// anything new. All else of the article stays as it is.
func (a *Article) Join(next Article) bool {
	known := map[string]bool{}
	for line := range strings.SplitSeq(a.Text, "\n") {
		known[squeezed(line)] = true
	}
	known[squeezed(a.Title)] = true
	text := unsaid(strings.Split(next.Text, "\n"), known)
	if len(text) == 0 {
		return false
	}
	a.WordCount += share(text, next)
	a.Text = joined(a.Text, strings.Join(text, "\n"), "\n")
	a.Markdown = joined(a.Markdown, strings.Join(unsaid(strings.Split(next.Markdown, "\n\n"), known), "\n\n"), "\n\n")
	a.HTML = joined(a.HTML, unsaidHTML(next.HTML, known), "")
	return true
}

// share is how many of an article's words stand in some of its lines.
func share(lines []string, a Article) int {
	part, all := 0, 0
	for _, l := range lines {
		part += len(strings.Fields(l))
	}
	if all = len(strings.Fields(a.Text)); all == 0 {
		return 0
	}
	return a.WordCount * part / all // the words of some scripts are not parted by blanks
}

func joined(a, b, by string) string {
	if a == "" || b == "" {
		return a + b
	}
	return strings.TrimRight(a, "\n") + "\n" + strings.TrimPrefix(by, "\n") + b
}

// unsaid leaves out the blocks that are known.
func unsaid(blocks []string, known map[string]bool) []string {
	var kept []string
	for _, b := range blocks {
		if key := squeezed(b); key != "" && !known[key] {
			kept = append(kept, b)
		}
	}
	return kept
}

// squeezed is a text as it is compared: its letters and digits.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') {
			return -1
		}
		return r
	}, s)
}

// unsaidHTML leaves out the elements whose text is known.
func unsaidHTML(s string, known map[string]bool) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		return s
	}
	var b strings.Builder
	for _, n := range nodes {
		if key := squeezed(text(n)); known[key] && key != "" || n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" {
			continue
		}
		if html.Render(&b, n) == nil {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
