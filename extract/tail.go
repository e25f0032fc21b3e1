package extract

import "strings"

// tail drops what is put after an article: boxes about the publisher and lists
// of other articles. It looks only behind the last paragraph that is marked up
// like the bulk of the body.
func (r *reading) tail(dropped map[int]string) {
	from := r.endOfProse() + 1
	reason := ""
	for i := from; i < len(r.blocks); i++ {
		b := &r.blocks[i]
		switch {
		case relatedHeads.begin(strings.ToLower(b.text[:min(len(b.text), 64)])) && b.words.len() <= 6:
			reason = "related"
		case r.aboutPublisher(i):
			reason = "about"
			if i > 0 && i-1 >= from && r.kept[i-1] && r.blocks[i-1].words.len() <= 6 {
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
		if r.kept[i] && r.blocks[i].long && (e.parent == r.describer.mode || e.sig[1] == usual) && !r.aboutPublisher(i) {
			return i
		}
	}
	return len(r.blocks)
}

// selfDescriptions follow the name of a publisher that speaks of itself.
var selfDescriptions = phrases{"is a ", "is an ", "is the ", "are a ", "was founded ", "ist ein", "est un", "es un", "è un", "is een "}

// aboutPublisher reports a block that introduces the publisher.
func (r *reading) aboutPublisher(i int) bool {
	b := &r.blocks[i]
	if b.words.len() < 6 {
		return false
	}
	lower := strings.ToLower(b.text[:min(len(b.text), 96)])
	if strings.HasPrefix(lower, "about ") && b.words.len() < 8 {
		return true
	}
	if b.small && selfDescriptions.begin(lower) {
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
