package extract

import "strings"

// tailPart is the share of the kept words that is looked at for a tail: no box
// at the end is longer, and further up its words may be the article's own.
const tailPart = 0.25

// tail drops what is put after an article: boxes about the publisher and lists
// of other articles. Behind the last paragraph that is marked up like the bulk
// of the body the mildest sign is enough; before it, in the last part of a body
// without paragraph elements, there must be a clear one.
func (r *reading) tail(dropped map[int]string) {
	end, reason := r.endOfProse(), ""
	for i := r.tailStart(); i < len(r.blocks); i++ {
		b := &r.blocks[i]
		switch {
		case i <= end && (i == 0 || r.blocks[i-1].el != b.el):
			continue
		case r.headsRelated(b, i > end):
			reason = "related"
		case r.aboutPublisher(i, i > end):
			reason = "about"
			if i > 0 && r.kept[i-1] && r.blocks[i-1].words.len() <= 6 && !r.blocks[i-1].endsSentence {
				dropped[i-1] = reason // the name that stands over the box
			}
		case b.heading > 0 && reason == "about":
			reason = ""
		}
		if _, out := dropped[i]; reason != "" && r.kept[i] && !out {
			dropped[i] = reason
		}
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

// headsRelated reports the heading of a list of other articles.
func (r *reading) headsRelated(b *block, mild bool) bool {
	words := b.words.len()
	if words > 6 || b.endsSentence || !relatedHeads.begin(strings.ToLower(b.text[:min(len(b.text), 64)])) {
		return false
	}
	return mild || words <= 4 && (b.heading > 0 || b.boldChars == b.chars)
}

// endOfProse is the last kept long block that is marked up like most of the
// prose, or stands beside it; the end of the page when there is none.
func (r *reading) endOfProse() int {
	usual := int32(0)
	for id, s := range r.sigs[1] {
		if s.long > r.sigs[1][usual].long {
			usual = int32(id)
		}
	}
	for i := len(r.blocks) - 1; i >= 0; i-- {
		e := &r.elems[r.blocks[i].el]
		if r.kept[i] && r.blocks[i].long && (e.parent == r.describer.mode || e.sig[1] == usual) && !r.aboutPublisher(i, true) {
			return i
		}
	}
	return len(r.blocks)
}

// selfDescriptions follow the name of a publisher that speaks of itself.
var selfDescriptions = phrases{"is a ", "is an ", "is the ", "are a ", "was founded ", "ist ein", "est un", "es un", "è un", "is een "}

// aboutPublisher reports a block that introduces the publisher. A mild sign
// needs no name.
func (r *reading) aboutPublisher(i int, mild bool) bool {
	b := &r.blocks[i]
	if b.words.len() < 6 {
		return false
	}
	lower := strings.ToLower(b.text[:min(len(b.text), 96)])
	if mild && b.small && selfDescriptions.begin(lower) {
		return true // its subject stands in a block of its own
	}
	for _, name := range r.publishers {
		rest, named := strings.CutPrefix(strings.TrimPrefix(lower, "the "), name)
		if named && selfDescriptions.begin(strings.TrimLeft(rest, " ,")) {
			return true
		}
	}
	return false
}
