package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fromNoscript reads what the page shows where no scripts run, when it shows next
// to nothing else: forums send all posts that way. It gives nil when there is no
// more there.
func (d *Doc) fromNoscript(c clues, words int) *reading {
	if words >= thinBody {
		return nil
	}
	n, most := fullestNoscript(d.root)
	if most < max(fullText, fullerTimes*words) {
		return nil
	}
	r, linear := d.lookOnce(n, c)
	d.settle(r, linear)
	if r.keptWords() < max(fullText, fullerTimes*words) {
		return nil
	}
	return r
}

// fullestNoscript is the noscript element with the most words.
func fullestNoscript(root *html.Node) (fullest *html.Node, most int) {
	for n := range root.Descendants() {
		if n.DataAtom != atom.Noscript {
			continue
		}
		words := 0
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				words += len(strings.Fields(c.Data))
			}
		}
		if words > most {
			fullest, most = n, words
		}
	}
	return fullest, most
}
