package extract

import "strings"

// What an article in plain markup has, when its page declares nothing: a
// headline, a byline and a date under it, and one run of prose.
const (
	storyWords    = 120  // and more of prose
	storyLong     = 4    // paragraphs
	storyProse    = 0.8  // of the kept words are marked up in one way
	storyLinks    = 0.08 // of the kept characters are linked at most
	storyOutside  = 0.5  // as much long text besides at most, by the words of the story: a list of teasers has more
	storySure     = 0.7  // how sure the verdict is then
	underStoryTop = 12   // blocks between the headline and the prose: standfirst, bylines, buttons
)

// isStory reports a page that has all of it. The model, which has learnt from
// pages that declare what they are, doubts short ones that do not.
func (r *reading) isStory() bool {
	var words, outside, chars, links int32
	first := -1
	prose := map[int32]paragraphRun{} // by signature
	for i := range r.blocks {
		b := &r.blocks[i]
		if !r.kept[i] {
			outside += b.words.len() * bit(b.long)
			continue
		}
		words += b.words.len()
		chars += b.chars
		links += b.linkChars
		if !b.long {
			continue
		}
		if first < 0 {
			first = i
		}
		sig := r.elems[b.el].sig[0]
		p := prose[sig]
		prose[sig] = paragraphRun{p.words + b.words.len(), p.count + 1}
	}
	var most paragraphRun
	for _, p := range prose {
		if p.words > most.words || p.words == most.words && p.count > most.count {
			most = p
		}
	}
	return most.words >= storyWords && most.count >= storyLong && float32(most.words) >= storyProse*float32(words) &&
		ratio(links, chars) <= storyLinks && float32(outside) <= storyOutside*float32(words) && r.signedAndDated(first)
}

// paragraphRun sums up long blocks that are marked up alike.
type paragraphRun struct{ words, count int32 }

// signedAndDated reports a headline above block first, with a byline and a date
// between the two or right above.
func (r *reading) signedAndDated(first int) bool {
	title := int(r.describer.title)
	if title < 0 || title >= first || first-title > underStoryTop || r.describer.titleMatch[title] < titleMatchEnough {
		return false
	}
	signed, dated := false, false
	for i := max(title-2, 0); i < first; i++ {
		b := &r.blocks[i]
		if i == title {
			continue
		}
		lower := strings.ToLower(b.text[:min(len(b.text), 40)])
		signed = signed || b.kind == Byline || bylineText(b, b.words.len()) || strings.HasPrefix(lower, "by ")
		dated = dated || b.kind == Dateline || b.dated()
	}
	return signed && dated
}
