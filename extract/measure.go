package extract

import "golang.org/x/net/html/atom"

// sums are running totals over the blocks: the total of a span is the
// difference of two entries.
type sums struct {
	words, chars, linkChars []int32
	long                    []int32 // words in long blocks
	longs                   []int32 // long blocks
}

func total(s []int32, of span) int32 { return s[of.to] - s[of.from] }

// signature is a way of marking up that several blocks of a page share.
type signature struct {
	count, words, chars, linkChars, long, central int32
}

// longWords is the length from which a block speaks for the place of the
// article; shorter ones are as often captions and menu entries.
const longWords = 12

// longLinkShare is the share of linked characters from which a block is
// rather a teaser or a menu than prose.
const longLinkShare = 0.35

const neverLong = underNav | underFooter | underButton | underSelect | underHidden

// measure fills in what is known of blocks and elements from the whole page.
func (l *layout) measure() {
	n := len(l.blocks)
	l.counts = zeroed(l.counts, 5*(n+1))
	all := l.counts
	cut := func(i int) []int32 { return all[i*(n+1) : (i+1)*(n+1)] }
	l.sums = sums{words: cut(0), chars: cut(1), linkChars: cut(2), long: cut(3), longs: cut(4)}
	for i := range l.blocks {
		b := &l.blocks[i]
		e := &l.elems[b.el]
		b.heading = headingLevel(e.tag)
		b.long = b.size() >= longWords && b.linkShare() < longLinkShare && b.state.inside&neverLong == 0
		s := &l.sums
		s.words[i+1] = s.words[i] + b.words.len()
		s.chars[i+1] = s.chars[i] + b.chars
		s.linkChars[i+1] = s.linkChars[i] + b.linkChars
		s.long[i+1], s.longs[i+1] = s.long[i], s.longs[i]
		if b.long {
			s.long[i+1] += b.words.len()
			s.longs[i+1]++
			l.elems[max(e.parent, 0)].directLong += b.words.len()
			l.score(b)
		}
	}
	for i := range l.elems {
		e := &l.elems[i]
		if e.score > 0 {
			e.score *= 1 - l.linkShare(e.blocks)
			switch {
			case e.positive:
				e.score *= 1.2
			case e.negative:
				e.score *= 0.7
			}
		}
	}
}

func (l *layout) linkShare(s span) float32 {
	return ratio(total(l.sums.linkChars, s), total(l.sums.chars, s))
}

// score hands the points of a long block to the elements above its own.
func (l *layout) score(b *block) {
	points := 1 + min(3, float32(b.chars)/100) + float32(b.commas)
	at := l.elems[b.el].parent
	for _, part := range []float32{1, 0.5, 1.0 / 6} {
		if at < 0 {
			return
		}
		l.elems[at].score += points * part
		at = l.elems[at].parent
	}
}

// sign gives each block's element its two signatures and adds them up;
// central is the element that holds half of the long words.
func (l *layout) sign(central int32) {
	var ids [2]map[uint64]int32
	for k := range ids {
		ids[k] = make(map[uint64]int32, len(l.blocks)/4)
		l.sigs[k] = append(l.sigs[k][:0], signature{})
	}
	for i := range l.blocks {
		b := &l.blocks[i]
		e := &l.elems[b.el]
		if e.sig[0] == 0 {
			up := &l.elems[max(e.parent, 0)]
			keys := [2]uint64{
				mix(e.self, uint64(up.tag)),
				mix(mix(e.self, up.self), l.elems[max(up.parent, 0)].self),
			}
			for k, key := range keys {
				id, known := ids[k][key]
				if !known {
					id = int32(len(l.sigs[k]))
					ids[k][key] = id
					l.sigs[k] = append(l.sigs[k], signature{})
				}
				e.sig[k] = id
			}
		}
		for k := range ids {
			l.sigs[k][e.sig[k]].add(b, l.contains(central, i))
		}
	}
}

func (s *signature) add(b *block, central bool) {
	s.count++
	s.words += b.words.len()
	s.chars += b.chars
	s.linkChars += b.linkChars
	if b.long {
		s.long += b.words.len()
	}
	if central {
		s.central++
	}
}

// contains reports whether block i lies in the element el.
func (l *layout) contains(el int32, i int) bool {
	s := l.elems[el].blocks
	return s.from <= int32(i) && int32(i) < s.to
}

// places are the landmarks of a page, found once.
type places struct {
	holders   [3]int32 // deepest elements with 50, 75 and 90 % of the long words
	best      int32    // element with the best paragraph score
	mode      int32    // element with the most long words directly in its children
	modeLong  span     // first and one past the last long block there
	bestScore float32
	words     int32
	long      int32
	meanLong  float32
	title     int32 // block with the headline, or -1
	h1        int32 // first block in an h1, or -1
	firstLong int32 // -1 when there is none
	lastLong  int32
	prevLong  []int32 // per block; -1 for none
	nextLong  []int32
	articles  int32 // article elements
	bodyProp  bool
}

var holderShares = [3]float32{0.5, 0.75, 0.9}

func (l *layout) landmarks() places {
	n := len(l.blocks)
	p := places{title: -1, h1: -1, firstLong: -1, lastLong: -1, words: l.sums.words[n], long: l.sums.long[n]}
	for i := range l.elems {
		e := &l.elems[i]
		long := float32(total(l.sums.long, e.blocks))
		for k, share := range holderShares {
			if long >= share*float32(p.long) && e.level > l.elems[p.holders[k]].level {
				p.holders[k] = int32(i)
			}
		}
		if e.score > p.bestScore {
			p.best, p.bestScore = int32(i), e.score
		}
		if e.directLong > l.elems[p.mode].directLong {
			p.mode = int32(i)
		}
		if e.tag == atom.Article {
			p.articles++
		}
		p.bodyProp = p.bodyProp || e.state.inside&underBodyProp != 0
	}
	l.longBlocks(&p)
	if longs := l.sums.longs[n]; longs > 0 {
		p.meanLong = float32(p.long) / float32(longs)
	}
	return p
}

func (l *layout) longBlocks(p *places) {
	n := len(l.blocks)
	both := make([]int32, 2*n)
	p.prevLong, p.nextLong = both[:n], both[n:]
	last := int32(-1)
	for i := range l.blocks {
		b := &l.blocks[i]
		p.prevLong[i] = last
		if b.heading == 1 && p.h1 < 0 {
			p.h1 = int32(i)
		}
		if !b.long {
			continue
		}
		last = int32(i)
		if p.firstLong < 0 {
			p.firstLong = last
		}
		if l.elems[b.el].parent == p.mode {
			if p.modeLong.to == 0 {
				p.modeLong.from = last
			}
			p.modeLong.to = last + 1
		}
	}
	p.lastLong = last
	next := int32(-1)
	for i := n - 1; i >= 0; i-- {
		p.nextLong[i] = next
		if l.blocks[i].long {
			next = int32(i)
		}
	}
}
