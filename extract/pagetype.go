package extract

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// PageFeatureCount is the number of features of a page.
const PageFeatureCount = 76

// urlWords are words in an address that tell what kind of page it leads to.
var urlWords = newAutomaton(map[wordSet]string{
	1 << 0: `news article story blog post opinion politics sport`,
	1 << 1: `product shop store item collection catalog pricing`,
	1 << 2: `forum thread topic question community discuss comments viewtopic showthread`,
	1 << 3: `doc- docs documentation guide reference api manual help support wiki learn tutorial`,
	1 << 4: `category tag- tags archive search list index browse directory`,
	1 << 5: `about contact service solution company career login signin register account`,
})

// typeWords are words in a declared type or a class of the body element.
var typeWords = newAutomaton(map[wordSet]string{
	1 << 0: `newsarticle article blogposting reportage single-post single-article post-template story`,
	1 << 1: `product offer woocommerce shop store`,
	1 << 2: `discussionforum qapage question forum thread topic`,
	1 << 3: `techarticle documentation docs howto apireference`,
	1 << 4: `itemlist collectionpage searchresults archive category home blog- index`,
	1 << 5: `website service localbusiness organization aboutpage contactpage page-template`,
	1 << 6: `webpage`,
})

// describePage writes the features of a page whose body has been read.
func (d *Doc) describePage(r *reading, out *row) {
	out.n = 0
	r.bodyFeatures(out)
	r.shapeFeatures(out)
	d.headFeatures(r, out)
	d.addressFeatures(out)
}

// bodyFeatures are 26: the text that was kept.
func (r *reading) bodyFeatures(out *row) {
	var k block // the kept blocks as one
	var count, long, headings, linkedHeadings, ends, longest, lists, cells, code, quotes int32
	sure, expected := 0.0, 0.0
	first := int32(-1)
	for i := range r.blocks {
		b := &r.blocks[i]
		words := b.words.len()
		expected += r.scores[i] * float64(words)
		if !r.kept[i] {
			continue
		}
		if first < 0 {
			first = int32(i)
		}
		sure += r.scores[i] * float64(words)
		count++
		k.words.to += words
		k.chars += b.chars
		k.linkChars += b.linkChars
		k.commas += b.commas
		k.stops += b.stops
		k.sentences += b.sentences
		k.capitalised += b.capitalised
		k.digits += b.digits
		k.cjk += b.cjk
		longest = max(longest, words)
		long += bit(b.long)
		headings += bit(b.heading > 0)
		linkedHeadings += bit(b.heading > 0 && b.linkShare() > 0.5)
		ends += bit(b.endsSentence)
		lists += words * bit(b.kind == ListItem)
		cells += words * bit(b.kind == TableCell)
		code += words * bit(b.kind == Code)
		quotes += bit(b.marks&markQuote != 0)
	}
	words := k.words.to
	all := r.describer.places.words
	out.add(float32(words), float32(count), float32(long), ratio(words, all), k.linkShare(),
		float32(sure)/float32(max(words, 1)), float32(expected), ratio(headings, count), float32(headings),
		float32(linkedHeadings), ratio(ends, count), ratio(words, count), float32(longest), ratio(lists, words),
		ratio(cells, words), ratio(code, words), ratio(quotes, count), ratio(k.commas, words), ratio(k.stops, words),
		ratio(words, max(k.sentences, 1)), ratio(k.capitalised, words), ratio(k.digits, k.chars), ratio(k.cjk, words))
	gap := float32(far)
	if t := r.describer.title; t >= 0 && first >= 0 {
		gap = float32(first - t)
	}
	out.add(gap, r.describer.titleOf(), ratio(first, int32(len(r.blocks))))
}

func bit(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// titleOf is how well the best block matches the title.
func (d *describer) titleOf() float32 {
	best := float32(0)
	for _, m := range d.titleMatch {
		best = max(best, m)
	}
	return best
}

// shapeFeatures are 24: the page around the text.
func (r *reading) shapeFeatures(out *row) {
	d := r.describer
	var linkedHeadings, headings, dated, prices, outside, teasers, bylines, repeated int32
	for i := range r.blocks {
		b := &r.blocks[i]
		headings += bit(b.heading > 0)
		linkedHeadings += bit(b.heading > 0 && b.linkShare() > 0.5)
		dated += bit(b.dated())
		prices += bit(b.words.len() < longWords && b.marks&markMoney != 0)
		outside += bit(b.long && !r.kept[i])
		teasers += bit(b.words.len() >= 5 && b.linkShare() > 0.8)
		bylines += bit(b.kind == Byline)
		if s := &r.sigs[1][r.elems[b.el].sig[1]]; b.long {
			repeated = max(repeated, s.count)
		}
	}
	all := span{0, int32(len(r.blocks))}
	mode := &r.elems[d.mode]
	out.add(float32(d.places.words), float32(len(r.blocks)), ratio(d.long, d.places.words), d.linkShare(all), d.bestScore,
		float32(mode.directLong), ratio(mode.directLong, d.long), float32(d.articles))
	out.flag(d.bodyProp)
	out.add(float32(r.h1s), float32(headings), float32(linkedHeadings), float32(dated), float32(d.past.nearDates-d.past.datesAtTitle),
		float32(prices), float32(outside), float32(teasers), float32(bylines), float32(repeated), float32(len(r.images)),
		float32(r.inputs), float32(r.passwords))
	holder := &r.elems[d.holders[0]]
	out.add(float32(holder.depth), d.linkShare(holder.blocks))
}

// headFeatures are 17: what the head declares.
func (d *Doc) headFeatures(r *reading, out *row) {
	s := d.scanned()
	var declared, classed wordSet
	for _, t := range r.clues.pageTypes {
		declared |= typeWords.match(t)
	}
	for _, e := range r.elems {
		if e.tag == atom.Body {
			classed |= typeWords.match(attr(e.node, "class")) | typeWords.match(attr(e.node, "id"))
			break
		}
	}
	for k := range 7 {
		out.flag(declared&(1<<k) != 0)
	}
	for k := range 6 {
		out.flag(classed&(1<<k) != 0)
	}
	out.flag(s.metaFirst("article:published_time") != "")
	out.flag(s.metaFirst("author") != "")
	out.flag(r.describer.described)
	out.add(float32(r.describer.bodyWords))
}

// addressFeatures are 9: the path of the address.
func (d *Doc) addressFeatures(out *row) {
	if d.url == nil {
		out.add(-1, -1, -1, 0, 0, 0, 0, 0, 0)
		return
	}
	path := strings.Trim(d.url.Path, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	depth := float32(strings.Count(path, "/") + 1)
	if path == "" {
		depth = 0
	}
	out.add(depth, float32(strings.Count(last, "-")+strings.Count(last, "_")), float32(digits(path)))
	words := urlWords.match(path)
	for k := range 6 {
		out.flag(words&(1<<k) != 0)
	}
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}
