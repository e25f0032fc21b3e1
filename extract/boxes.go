package extract

import "golang.org/x/net/html/atom"

// boxWords are words in a class or id of boxes that ask the reader for an
// address, money or a click, and of comments.
var boxWords = newAutomaton(map[wordSet]string{
	boxAsks:     `newsletter news-letter signup sign-up subscribe-box donat support-us supportus mailing -cta`,
	boxComments: `comments comment-list commentlist comment-body comment__ disqus`,
})

const (
	boxAsks wordSet = 1 << iota
	boxComments
)

// Shares of the kept words above which an element is no box but the body
// itself, whatever its class says.
const (
	boxPart      = 0.2
	commentsPart = 0.45
)

// inBox reports a block inside a form or a box that asks for something.
func (r *reading) inBox(i int) bool { return r.boxed(i, boxAsks, boxPart) }

// isComment reports a block among the comments on an article.
func (r *reading) isComment(i int) bool { return r.boxed(i, boxComments, commentsPart) }

func (r *reading) boxed(i int, set wordSet, part float32) bool {
	b := &r.blocks[i]
	for at := b.el; at > 0; at = r.elems[at].parent {
		e := &r.elems[at]
		if float32(total(r.sums.words, e.blocks)) > part*float32(r.total) {
			return false
		}
		found := boxWords.match(attr(e.node, "class")) | boxWords.match(attr(e.node, "id"))
		if e.tag == atom.Form {
			found |= boxAsks
		}
		if found&set != 0 {
			return true
		}
	}
	return false
}
