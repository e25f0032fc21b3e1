package extract

import "golang.org/x/net/html"

// Lengths, in words, up to which all words of a block are looked up.
const (
	hintPairs    = 14 // and pairs of them
	hintAllWords = 60
	hintHeading  = 8 // of the heading before
	hintBeside   = 6 // of the blocks before and after
)

// longestNaming bounds how much of an attribute is read, in bytes.
const longestNaming = 300

// attributeWords gives the hashes of the words, runs of two letters and more, in
// the attributes of n that name things.
func attributeWords(n *html.Node, give func(word uint64)) {
	give(uint64(n.DataAtom))
	for k := range n.Attr {
		a := &n.Attr[k]
		switch a.Key {
		case "class", "id", "role", "itemprop":
		default:
			continue
		}
		nameWords(a.Val, give)
	}
}

// nameWords gives the hashes of the runs of two letters and more in s.
func nameWords(s string, give func(word uint64)) {
	word, letters := uint64(hashSeed), 0
	for i := range min(len(s), longestNaming) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			word = mix(word, uint64(c))
			letters++
			continue
		}
		if letters >= 2 {
			give(word)
		}
		word, letters = hashSeed, 0
	}
	if letters >= 2 {
		give(word)
	}
}

// hintWord is a word in its role, as the table of weights has it.
func hintWord(role, word uint64) uint32 {
	x := mix(mix(hashSeed, role), word)
	return uint32((x^x>>32)*0x9E3779B1) >> 8
}

// Roles of words. The first three are of words in the attributes of the element
// of the block and of what lies between it and the text, of the two elements
// above, and of all the elements above these.
const (
	roleOwn = iota
	roleAround
	roleFar
	roleMarkup
	roleMarkupPair
	roleWord
	rolePair
	roleWhole
	roleLonger
	roleFirst
	roleLast
	roleFirstTwo
	roleLastTwo
	roleFirstThree
	roleHeading
	roleHeadingWord
	roleBefore
	roleAfter
	roleAddress // words of the path of the address
	roleType    // words of the declared types
)

// markupWords gives the words that say how the element is marked up.
func (l *layout) markupWords(el int32, give func(word uint32)) {
	e := &l.elems[el]
	give(hintWord(roleMarkup, e.self))
	give(hintWord(roleMarkupPair, mix(e.self, l.elems[max(e.parent, 0)].self)))
}

// textWords gives the words of block i.
func (l *layout) textWords(i int, give func(word uint32)) {
	w := l.wordsOf(i)
	n := len(w)
	switch {
	case n == 0:
		return
	case n <= hintPairs:
		for k, word := range w {
			give(hintWord(roleWord, word))
			if k > 0 {
				give(hintWord(rolePair, mix(w[k-1], word)))
			}
		}
		give(hintWord(roleWhole, l.blocks[i].hash))
	case n <= hintAllWords:
		for _, word := range w {
			give(hintWord(roleLonger, word))
		}
	}
	give(hintWord(roleFirst, w[0]))
	give(hintWord(roleLast, w[n-1]))
	if n > 1 {
		give(hintWord(roleFirstTwo, mix(w[0], w[1])))
		give(hintWord(roleLastTwo, mix(w[n-2], w[n-1])))
	}
	if n > 2 {
		give(hintWord(roleFirstThree, mix(mix(w[0], w[1]), w[2])))
	}
}

// contextWords gives the words around block i; heading is the last one before
// it, -1 for none.
func (l *layout) contextWords(i int, heading int32, give func(word uint32)) {
	if heading >= 0 && l.blocks[heading].words.len() <= hintHeading {
		give(hintWord(roleHeading, l.blocks[heading].hash))
		for _, word := range l.wordsOf(int(heading)) {
			give(hintWord(roleHeadingWord, word))
		}
	}
	if i > 0 && l.blocks[i-1].words.len() <= hintBeside {
		give(hintWord(roleBefore, l.blocks[i-1].hash))
	}
	if i+1 < len(l.blocks) && l.blocks[i+1].words.len() <= hintBeside {
		give(hintWord(roleAfter, l.blocks[i+1].hash))
	}
}

// listen adds up what the words of the table say of every block.
func (l *layout) listen(table *wordTable) []int32 {
	said := make([]int32, len(l.blocks))
	if len(table.slots) < 2 {
		return said
	}
	elems := l.listenToMarkup(table)
	sum := int32(0)
	add := func(word uint32) { sum += table.weight(word) }
	addOwn := func(word uint64) { add(hintWord(roleOwn, word)) }
	heading := int32(-1)
	for i := range l.blocks {
		b := &l.blocks[i]
		sum = elems[b.el].own
		l.between(b, addOwn)
		up := l.elems[b.el].parent
		for k := 0; k < 2 && up >= 0; k++ {
			sum += elems[up].around
			up = l.elems[up].parent
		}
		if up >= 0 {
			sum += elems[up].far
		}
		l.textWords(i, add)
		l.contextWords(i, heading, add)
		said[i] = sum
		if b.heading > 0 {
			heading = int32(i)
		}
	}
	return said
}

// between gives the words of the elements between the text of b and its element.
func (l *layout) between(b *block, give func(word uint64)) {
	el := l.elems[b.el].node
	for n := l.nodes[b.nodes.from].Parent; n != nil && n != el; n = n.Parent {
		attributeWords(n, give)
	}
}

// saidOf is what the markup of an element says of a block whose own element it
// is, of one closely below, and with all above it of one far below.
type saidOf struct{ own, around, far int32 }

// Bounds of what one element may say, which may repeat a name many times, and of
// what all those far above a block may say together.
const (
	mostNear = 192
	mostFar  = 384
)

func bounded(said, most int32) int32 { return min(max(said, -most), most) }

// listenToMarkup looks up the words of every element with text in it.
func (l *layout) listenToMarkup(table *wordTable) []saidOf {
	elems := make([]saidOf, len(l.elems))
	var at *saidOf
	add := func(word uint64) {
		at.own += table.weight(hintWord(roleOwn, word))
		at.around += table.weight(hintWord(roleAround, word))
		at.far += table.weight(hintWord(roleFar, word))
	}
	addMarkup := func(word uint32) { at.own += table.weight(word) }
	for id := range l.elems {
		e := &l.elems[id]
		if e.blocks.len() == 0 || e.node.Type != html.ElementNode {
			continue
		}
		at = &elems[id]
		attributeWords(e.node, add)
		l.markupWords(int32(id), addMarkup)
		at.own, at.around = bounded(at.own, mostNear), bounded(at.around, mostNear)
		if e.parent >= 0 {
			at.far = bounded(at.far+elems[e.parent].far, mostFar)
		}
	}
	return elems
}

// Words gives for training the words that are looked up for each block, in the
// order of Features: 24 bits of their hashes, in their roles.
func (d *Doc) Words() [][]uint32 {
	l := segment(d.root, d.removed())
	l.measure()
	out := make([][]uint32, len(l.blocks))
	heading := int32(-1)
	for i := range l.blocks {
		b := &l.blocks[i]
		role := uint64(roleOwn)
		add := func(word uint32) { out[i] = append(out[i], word) }
		attribute := func(word uint64) { add(hintWord(role, word)) }
		l.between(b, attribute)
		l.markupWords(b.el, add)
		for k, el := 0, b.el; el >= 0; k, el = k+1, l.elems[el].parent {
			role = uint64(min((k+1)/2, roleFar))
			if l.elems[el].node.Type == html.ElementNode {
				attributeWords(l.elems[el].node, attribute)
			}
		}
		l.textWords(i, add)
		l.contextWords(i, heading, add)
		if b.heading > 0 {
			heading = int32(i)
		}
	}
	return out
}
