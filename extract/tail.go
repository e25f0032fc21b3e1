package extract

import "strings"

// tailPart is the share of the kept words that is looked at for a tail: no box
// at the end is longer, and further up its words may be the article's own.
const tailPart = 0.25

// tail drops what is put after an article: boxes about the publisher and lists
// of other articles. Behind the last paragraph that is marked up like the bulk
// of the body the mildest sign is enough; before it there must be a clear one,
// and what follows goes only until the prose resumes.
func (r *reading) tail(dropped map[int]string) {
	m, reason := r.manner(), ""
	end := r.endOfProse(m)
	for i := r.tailStart(); i < len(r.blocks); i++ {
		b := &r.blocks[i]
		behind := i > end
		continued := i > 0 && r.blocks[i-1].el == b.el // a body without paragraph elements
		alone := ""                                    // reason for this block and none of the next
		switch {
		case (m.plain || b.words.len() <= longestHead) && r.headsRelated(i, behind) && (behind || continued || m.plain && r.leadsAway(i+1)):
			reason = reasonRelated
		case behind && m.plain && !m.list && r.isTeaser(i):
			reason = reasonRelated
		case m.plain && r.headsAbout(b, behind) && (behind || continued):
			reason = reasonAbout
		case r.aboutPublisher(i, behind) && (behind || continued):
			reason = reasonAbout
			r.dropName(i-1, dropped)
		case b.heading > 0 && reason == reasonAbout:
			reason = ""
		case reason != "" && !behind && !continued && b.long && (m.list || !r.isTeaser(i)):
			reason = "" // the prose resumes
		case behind && m.plain:
			alone = r.standsApart(i)
		}
		if alone == "" {
			alone = reason
		}
		if _, out := dropped[i]; alone != "" && r.kept[i] && !out {
			dropped[i] = alone
		}
	}
}

// standsApart names what a block behind a plain run of prose is, by signs that
// are too weak to speak of the blocks that follow.
func (r *reading) standsApart(i int) string {
	switch {
	case r.aside(i):
		return reasonAside
	case r.isCard(i):
		return reasonRelated
	case r.introducesPublisher(i):
		return reasonAbout
	}
	return ""
}

// Reasons of the tail.
const (
	reasonRelated = "related"
	reasonAbout   = "about"
	reasonAside   = "aside" // named so by the markup
)

// longestName is the length, in words, of a name that stands over a box.
const longestName = 6

// dropName drops the name of the publisher in a block of its own.
func (r *reading) dropName(i int, dropped map[int]string) {
	if i < 0 || !r.kept[i] {
		return
	}
	if b := &r.blocks[i]; b.words.len() <= longestName && !b.endsSentence {
		dropped[i] = reasonAbout
	}
}

// tailStart is the first block of the last part of the kept words.
func (r *reading) tailStart() int {
	left := int32(0)
	for i, kept := range r.kept {
		if kept {
			left += r.blocks[i].words.len()
		}
	}
	part := int32(tailPart * float32(left))
	for i, kept := range r.kept {
		if left <= part {
			return i
		}
		if kept {
			left -= r.blocks[i].words.len()
		}
	}
	return len(r.blocks)
}

// Lengths, in words, of what heads a list or a box.
const (
	longestHead  = 6
	shortestHead = 4 // up to here a bold line is a clear heading
)

// headLink is the share of linked characters from which a line that begins like
// the heading of a list holds the list itself.
const headLink = 0.15

// headsRelated reports the heading of a list of other articles, or a line that
// is heading and list in one.
func (r *reading) headsRelated(i int, mild bool) bool {
	b := &r.blocks[i]
	if !relatedHeads.begin(b.beginsWith()) || b.state.inside&(underQuote|underPre) != 0 {
		return false
	}
	words := b.words.len()
	if words > longestHead || b.endsSentence {
		return mild && b.linkShare() >= headLink
	}
	return mild || (words <= shortestHead || r.leadsAway(i+1)) && (b.heading > 0 || b.boldChars == b.chars)
}

// beginsWith is the beginning of a block in lower case, as far as phrases look.
func (b *block) beginsWith() string {
	if b.begins == "" {
		b.begins = strings.ToLower(b.text[:min(len(b.text), 64)])
	}
	return b.begins
}

// leadsAway reports a block that is a link and little else.
func (r *reading) leadsAway(i int) bool {
	return i >= 0 && i < len(r.blocks) && r.blocks[i].linkShare() > 0.5
}

// ellipses end a text that was cut off to be read elsewhere.
var ellipses = []string{"…", "...", "[…]", "[...]", "(…)", "(...)"}

// isTeaser reports the beginning of another article: cut off, and behind a link
// or linked itself.
func (r *reading) isTeaser(i int) bool {
	if i == 0 || !r.leadsAway(i-1) && !r.leadsAway(i) {
		return false
	}
	return cutOff(r.blocks[i].text)
}

func cutOff(text string) bool {
	for _, e := range ellipses {
		if strings.HasSuffix(text, e) {
			return true
		}
	}
	return false
}

// isCard reports the text of a card behind its linked title, in an element that
// is not the one of the prose.
func (r *reading) isCard(i int) bool {
	if i == 0 || !r.leadsAway(i-1) || !r.leadsToPage(int32(i)-1) || !r.blocks[i].long {
		return false
	}
	e, before := &r.elems[r.blocks[i].el], &r.elems[r.blocks[i-1].el]
	card := max(e.parent, 0)
	return e.parent == before.parent && card != r.describer.mode && r.elems[card].blocks.from == int32(i)-1
}

// manner is how the kept text is marked up.
type manner struct {
	usual int32 // the signature of most of it
	list  bool  // it is teasers: they are the body, not its tail
	plain bool  // nearly all of it is marked up in one way
}

const (
	mostTeasers = 4   // more kept teasers are a list
	plainShare  = 0.6 // of the kept words, from which the text is one run of prose
)

func (r *reading) manner() manner {
	var m manner
	for id, s := range r.sigs[1] {
		if s.long > r.sigs[1][m.usual].long {
			m.usual = int32(id)
		}
	}
	teasers, words, all := 0, int32(0), int32(0)
	for i, kept := range r.kept {
		if !kept {
			continue
		}
		if r.isTeaser(i) {
			teasers++
		}
		all += r.blocks[i].words.len()
		if r.isProse(i, m) {
			words += r.blocks[i].words.len()
		}
	}
	m.list, m.plain = teasers > mostTeasers, float32(words) >= plainShare*float32(all)
	return m
}

// isProse reports a long block that is marked up like most of the text or
// stands beside it.
func (r *reading) isProse(i int, m manner) bool {
	e := &r.elems[r.blocks[i].el]
	return r.blocks[i].long && (e.parent == r.describer.mode || e.sig[1] == m.usual)
}

// endOfProse is the last kept block of the prose; the end of the page when there
// is none.
func (r *reading) endOfProse(m manner) int {
	for i := len(r.blocks) - 1; i >= 0; i-- {
		if r.kept[i] && r.isProse(i, m) && !r.aboutPublisher(i, true) && (m.list || !r.isTeaser(i)) {
			return i
		}
	}
	return len(r.blocks)
}
