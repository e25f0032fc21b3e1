package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A card is a small element that shows another page: a linked title, and behind
// it the beginning of that page's text. Where a site shows its articles above or
// below one of them, each excerpt reads like prose.
const (
	cardReach       = 5   // levels between the text and the card
	cardBlocks      = 8   // no card has more
	fewestCards     = 2   // in a row; one may be a section with a linked heading
	besideCards     = 100 // words that an article has at least besides its cards
	besideCardsPart = 0.2 // of the kept words, likewise
	cardsOnArticle  = 0.5 // probability of an article from which cards are not its text
)

// dropCards takes out the excerpts of other pages before and behind all other
// prose, however long they are together. On a page that consists of cards they
// are the text.
func (r *reading) dropCards() {
	if r.article < cardsOnArticle {
		return
	}
	cards := r.outerCards()
	words := 0
	for _, at := range cards {
		words += r.keptIn(at)
	}
	rest := r.total - words
	if rest < besideCards || float32(rest) < besideCardsPart*float32(r.total) {
		return
	}
	for _, at := range cards {
		for i := r.elems[at].blocks.from; i < r.elems[at].blocks.to; i++ {
			if r.kept[i] {
				r.kept[i], r.reasons[i] = false, reasonRelated
			}
		}
	}
}

// outerCards gives the cards at both ends of the kept prose.
func (r *reading) outerCards() []int32 {
	var cards []int32 // of each kept block of prose, -1 for none
	for i, kept := range r.kept {
		if kept && r.blocks[i].long {
			cards = append(cards, r.card(int32(i)))
		}
	}
	first, last := 0, len(cards)
	for first < last && cards[first] >= 0 {
		first++
	}
	for last > first && cards[last-1] >= 0 {
		last--
	}
	before, behind := cards[:first], cards[last:]
	if len(before) < fewestCards {
		before = nil
	}
	if len(behind) < fewestCards {
		behind = nil
	}
	return append(before[:len(before):len(before)], behind...)
}

// card is the element of the card with block i, -1 for none.
func (r *reading) card(i int32) int32 {
	at := r.blocks[i].el
	for range cardReach {
		if at <= 0 || r.elems[at].blocks.len() > cardBlocks {
			return -1
		}
		if r.isCardElement(at) {
			return at
		}
		at = r.elems[at].parent
	}
	return -1
}

// isCardElement reports a single block of prose behind a linked title, or one
// that begins with it and is cut off.
func (r *reading) isCardElement(at int32) bool {
	s := r.elems[at].blocks
	titled, prose := false, 0
	for i := s.from; i < s.to; i++ {
		b := &r.blocks[i]
		switch {
		case b.long:
			prose++
			titled = titled || b.leafTag == atom.A && cutOff(b.text) && r.leadsToPage(i)
		case prose == 0 && r.leadsAway(int(i)) && r.leadsToPage(i):
			titled = true
		}
	}
	return titled && prose == 1
}

// leadsToPage reports a block whose link goes to a page, not to a place on this one.
func (r *reading) leadsToPage(i int32) bool {
	for n := r.nodes[r.blocks[i].nodes.from]; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.DataAtom == atom.A {
			href := strings.TrimSpace(attr(n, "href"))
			return href != "" && href[0] != '#' && !strings.HasPrefix(href, "javascript:")
		}
	}
	return false
}
