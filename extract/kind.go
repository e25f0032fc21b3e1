package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kindWords are words in a class, id or itemprop that name the kind of a block.
var kindWords = newAutomaton(map[wordSet]string{
	kindCaption:    `caption legende`,
	kindCredit:     `credit copyright photographer imagesource image-source`,
	kindByline:     `byline author writtenby written-by contributor`,
	kindDateline:   `dateline datetime date-published datepublished timestamp pubdate post-date entry-date published`,
	kindPullQuote:  `pullquote pull-quote pull_quote quote-callout blockquote-pull`,
	kindStandfirst: `standfirst subtitle sub-title subhead sub-head deck dek- -dek lede excerpt intro summary article-lead`,
})

const (
	kindCaption wordSet = 1 << iota
	kindCredit
	kindByline
	kindDateline
	kindPullQuote
	kindStandfirst

	kindAsked = 1 << 7 // no list of words: the element was looked at
)

// Lengths, in words, above which a block is prose whatever its class says.
const (
	longestCaption    = 80
	longestCredit     = 25
	longestByline     = 20
	longestDateline   = 15
	longestStandfirst = 90
)

// kindReach is how many elements from the text up name its kind.
const kindReach = 4

// classify finds the kind of block i.
func (r *reading) classify(i int) Kind {
	b := &r.blocks[i]
	words := b.words.len()
	named := r.named(b)
	switch {
	case b.state.inside&underPre != 0:
		return Code
	case r.isHeadline(i):
		return Headline
	case b.heading > 0:
		return Heading
	case named&kindPullQuote != 0:
		return PullQuote
	case named&kindCredit != 0 && words <= longestCredit || creditText(b.text) && words <= longestCredit:
		return Credit
	case b.state.inside&underCaption != 0 || named&kindCaption != 0 && words <= longestCaption:
		return Caption
	case named&kindByline != 0 && words <= longestByline || bylineText(b, words):
		return Byline
	case named&kindDateline != 0 && words <= longestDateline || b.dated() && b.digits*3 > b.letters && words < 8:
		return Dateline
	case r.isStandfirst(i, named):
		return Standfirst
	}
	return r.placeKind(b)
}

// placeKind is the kind that the element alone gives.
func (r *reading) placeKind(b *block) Kind {
	switch tag := r.elems[b.el].tag; {
	case b.state.inside&underQuote != 0:
		return Quotation
	case tag == atom.Li || tag == atom.Dd || tag == atom.Dt:
		return ListItem
	case tag == atom.Td || tag == atom.Th:
		if b.long {
			return Paragraph
		}
		return TableCell
	case tag == atom.P || b.long:
		return Paragraph
	}
	return Other
}

// named gives what classes near the text call the block. Beyond its own element
// they speak of more than the block, but a pull quote is often wrapped.
func (r *reading) named(b *block) wordSet {
	var set wordSet
	mask := ^wordSet(0)
	at := b.el // the next element of the layout on the way up
	n := r.nodes[b.nodes.from].Parent
	for range kindReach {
		switch {
		case n == nil:
			return set
		case at < 0 || n != r.elems[at].node:
			set |= kindNamed(n) & mask
		default:
			set |= r.kindNamed(at) & mask
			at = r.elems[at].parent
			mask = kindPullQuote
		}
		n = n.Parent
	}
	return set
}

// kindNamed is what the attributes of an element say, asked once.
func (r *reading) kindNamed(at int32) wordSet {
	if r.kinds == nil {
		r.kinds = make([]wordSet, len(r.elems))
	}
	if r.kinds[at] == 0 {
		r.kinds[at] = kindNamed(r.elems[at].node) | kindAsked
	}
	return r.kinds[at] &^ kindAsked
}

func kindNamed(n *html.Node) (set wordSet) {
	for k := range n.Attr {
		if key := n.Attr[k].Key; key == "class" || key == "id" || key == "itemprop" || key == "rel" {
			set |= kindWords.match(n.Attr[k].Val)
		}
	}
	return set
}

// headlineMatch is the share of title and block in common from which the block
// repeats the title.
const headlineMatch = 0.75

// isHeadline reports a block that says no more than the title of the page.
func (r *reading) isHeadline(i int) bool {
	b := &r.blocks[i]
	if r.describer.titleMatch[i] < headlineMatch {
		return false
	}
	first := r.describer.firstLong
	return b.heading > 0 || first < 0 || int32(i) <= first
}

// standfirstMatch is the share of a block's words in the description of the
// page from which the block is its standfirst.
const standfirstMatch = 0.85

func (r *reading) isStandfirst(i int, named wordSet) bool {
	d, b := r.describer, &r.blocks[i]
	words := b.words.len()
	if words < 5 || words > longestStandfirst || d.title < 0 || int32(i) <= d.title || int32(i) > d.title+10 {
		return false
	}
	if d.firstLong >= 0 && int32(i) > d.firstLong {
		return false
	}
	inMode := r.elems[b.el].parent == d.mode
	return !inMode && (named&kindStandfirst != 0 || d.description[i] >= standfirstMatch)
}

// bylineWords begin a byline.
var bylineWords = []string{"by ", "von ", "par ", "por ", "di ", "door ", "written by ", "story by ", "words by ", "text: ", "autor: ", "author: "}

// bylineLabels begin a byline with certainty, so that it may be longer.
var bylineLabels = phrasesOf("by: ", "von: ", "par: ", "por: ", "door: ", "av: ", "af: ", "tekst: ", "text: ", "autor: ", "author: ")

func bylineText(b *block, words int32) bool {
	if words < 2 || words > longestByline || b.endsSentence {
		return false
	}
	start := strings.ToLower(b.text[:min(len(b.text), 12)])
	if bylineLabels.begin(start) && b.capitalised*2 >= words {
		return true
	}
	if words > 7 && !(b.dated() && strings.Contains(b.text, "|")) {
		return false
	}
	for _, w := range bylineWords {
		if strings.HasPrefix(start, w) {
			return b.capitalised >= words-2 || b.dated() && b.capitalised*2 >= words
		}
	}
	return false
}

// creditWords begin a picture credit.
var creditWords = phrasesOf("photo:", "photo by", "photos:", "photos by", "photograph:", "photograph by", "photo credit", "image:", "image credit",
	"images:", "image by", "credit:", "credits:", "picture:", "foto:", "fotos:", "bild:", "bilder:", "(foto", "(photo", "crédit", "crédits", "photo ©", "image ©",
	"getty images", "illustration:", "illustration by", "video:", "quelle:", "fuente:", "© ")

func creditText(s string) bool {
	return creditWords.begin(strings.ToLower(s[:min(len(s), 24)]))
}
