package extract

import "golang.org/x/net/html/atom"

// boxWords are words in a class or id of boxes that ask the reader for an
// address, money or a click, of comments, and of what is put after an article.
var boxWords = newAutomaton(map[wordSet]string{
	boxAsks:     `newsletter news-letter signup sign-up subscribe-box donat support-us supportus mailing -cta`,
	boxComments: `comments comment-list commentlist comment-body comment__ disqus`,
	boxAside: `about- -about aboutus related read-next readnext more-from also-like author-box authorbox author-bio
authorbio -bio bio-box recommend promo teaser`,
	boxConsent: `onetrust cookiebot didomi usercentrics cookielaw cookie-law cookieconsent cookie-consent cookie_consent consent- -consent
cookie-banner cookie-notice cookie-bar cookie-modal cookie-popup cookie-dialog cookie-overlay gdpr- -gdpr ccpa- privacy-modal privacy-bar privacy-popup`,
	boxSupport: `support- -support`,
})

const (
	boxAsks wordSet = 1 << iota
	boxComments
	boxAside   // speaks of the publisher, the author or other articles
	boxConsent // asks for consent to cookies
	boxSupport // asks for money, or leads to help with a product

	boxAsked = 1 << 7 // no list of words: the element was looked at
)

// boxPart is the share of the kept words above which an element is no box but
// the body itself, whatever its class says.
const boxPart = 0.2

// An article has at least this much besides its comments; where there is less,
// the comments are what the page is about.
const (
	besidesComments     = 100 // words
	besidesCommentsPart = 0.2 // of the kept words
)

// inBox reports a block inside a form or a box that asks for something.
func (r *reading) inBox(i int) bool {
	return r.boxed(i, boxAsks, func(kept int) bool { return float64(kept) <= boxPart*float64(r.total) })
}

// aside reports a block inside a small box about something else.
func (r *reading) aside(i int) bool {
	return r.boxed(i, boxAside, func(kept int) bool { return float64(kept) <= boxPart*float64(r.total) })
}

// isComment reports a block among the comments on an article.
func (r *reading) isComment(i int) bool {
	return r.boxed(i, boxComments, func(kept int) bool {
		return r.total-kept >= max(besidesComments, int(besidesCommentsPart*float64(r.total)))
	})
}

// dropComments takes them out however many they are: they can be longer than
// the article.
func (r *reading) dropComments() {
	if r.total-r.keptInBoxes(boxComments) < besidesComments {
		return // a forum: each comment is small beside all others
	}
	for i := range r.blocks {
		if r.kept[i] && r.isComment(i) {
			r.kept[i], r.reasons[i] = false, "comment"
		}
	}
}

// keptInBoxes is the number of kept words inside elements of the set.
func (r *reading) keptInBoxes(set wordSet) int {
	words := 0
	for i, kept := range r.kept {
		if kept && r.boxed(i, set, func(int) bool { return true }) {
			words += int(r.blocks[i].words.len())
		}
	}
	return words
}

// boxed reports whether an element around block i is of the set, and of the
// kept words has as many as fits.
func (r *reading) boxed(i int, set wordSet, fits func(kept int) bool) bool {
	for at := r.blocks[i].el; at > 0; at = r.elems[at].parent {
		if r.boxWords(at)&set != 0 && fits(r.keptIn(at)) {
			return true
		}
	}
	return false
}

// boxWords is what the attributes of an element say, asked once.
func (r *reading) boxWords(at int32) wordSet {
	if r.boxes == nil {
		r.boxes = make([]wordSet, len(r.elems))
	}
	if r.boxes[at] == 0 {
		e := &r.elems[at]
		found := boxWords.match(attr(e.node, "class")) | boxWords.match(attr(e.node, "id"))
		if e.tag == atom.Form {
			found |= boxAsks
		}
		r.boxes[at] = found | boxAsked
	}
	return r.boxes[at]
}

// keptIn is the number of kept words in an element.
func (r *reading) keptIn(at int32) int {
	s := r.elems[at].blocks
	return int(r.keptSums[s.to] - r.keptSums[s.from])
}

// sumKept fills in what boxes are measured by.
func (r *reading) sumKept() {
	r.keptSums = make([]int32, len(r.blocks)+1)
	for i, kept := range r.kept {
		r.keptSums[i+1] = r.keptSums[i]
		if kept {
			r.keptSums[i+1] += r.blocks[i].words.len()
		}
	}
	r.total = int(r.keptSums[len(r.blocks)])
}
