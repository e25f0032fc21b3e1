package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// Limits of what is kept of one page besides its text.
const (
	maxOutlinks    = 500
	maxComments    = 200
	maxCommentText = 4000 // bytes
	outlinkReach   = 8    // elements between a link and the block it stands in
)

// outlinks gives the addresses that the kept blocks lead to, each once, in their
// order.
func (d *Doc) outlinks(r *reading) []Outlink {
	kept := map[*html.Node]bool{}
	for i := range r.blocks {
		if r.kept[i] && r.blocks[i].linkShare() > 0 {
			kept[r.elems[r.blocks[i].el].node] = true
		}
	}
	if len(kept) == 0 {
		return nil
	}
	var out []Outlink
	seen := map[string]bool{}
	for _, a := range d.scanned().anchors {
		if len(out) == maxOutlinks {
			break
		}
		inside := false
		for n, up := a.Node, 0; n != nil && up < outlinkReach && !inside; n, up = n.Parent, up+1 {
			inside = kept[n]
		}
		if !inside {
			continue
		}
		if clean := d.absolute(attr(a.Node, "href")); clean != "" && !seen[clean] {
			seen[clean] = true
			out = append(out, Outlink{URL: clean, Text: cut(text(a.Node), maxLinkText)})
		}
	}
	return out
}

// comments gives what readers wrote: as machines are told it, else the blocks
// that stand among comments, those of one comment together.
func (d *Doc) comments(r *reading) []Comment {
	var out []Comment
	for _, c := range d.about().get("comment").each() {
		if words := c.get("text").str(); words != "" && len(out) < maxComments {
			date, _ := newDateReader("", d.opts.Now).read(c.get("dateCreated").str())
			if date.IsZero() {
				date, _ = newDateReader("", d.opts.Now).read(c.get("datePublished").str())
			}
			out = append(out, Comment{d.linkedData().resolved(firstOf(c.get("author"))).str(), date.String(), cut(words, maxCommentText)})
		}
	}
	if len(out) > 0 {
		return out
	}
	return spoken(r.shownComments())
}

// shownComments gives the blocks that stand among comments, those of one comment
// together.
func (r *reading) shownComments() []Comment {
	var out []Comment
	last := int32(-1)
	for i := range r.blocks {
		at := r.commentOf(i)
		if r.kept[i] || at < 0 || r.blocks[i].heading > 0 || !r.isComment(i) {
			continue
		}
		words := r.blocks[i].text
		if at == last {
			c := &out[len(out)-1]
			c.Text = cut(c.Text+"\n"+words, maxCommentText)
			continue
		}
		if len(out) == maxComments {
			break
		}
		last = at
		out = append(out, Comment{Text: cut(words, maxCommentText)})
	}
	return out
}

// commentPrompts are what stands among comments without being one.
var commentPrompts = []string{"logged in", "log in", "sign in", "leave a ", "join the ", "be the first", "are closed", "your email",
	"post a comment", "guidelines", "anmelden", "einloggen", "kommentar schreiben", "kommentare:", "connectez", "inicia sesión", "accedi"}

// leastCommentWords is how many words a comment has: what is shorter is a name, a
// number or a button.
const leastCommentWords = 3

// spoken keeps of what stands among comments what a reader may have written.
func spoken(all []Comment) []Comment {
	var out []Comment
	for _, c := range all {
		if len(strings.Fields(c.Text)) >= leastCommentWords && !holdsAny(strings.ToLower(cut(c.Text, storyLine)), commentPrompts) {
			out = append(out, c)
		}
	}
	return out
}

// commentOf gives the element of the one comment that block i belongs to: the
// child of the list of comments that it stands in, -1 when there is none.
func (r *reading) commentOf(i int) int32 {
	below := r.blocks[i].el
	for at := below; at > 0; below, at = at, r.elems[at].parent {
		if r.boxWords(at)&boxComments != 0 {
			return below
		}
	}
	return -1
}
