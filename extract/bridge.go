package extract

// reasonBridge is given to blocks that bridge keeps.
const reasonBridge = "bridge"

// bridge keeps a block that the model left out though it stands between two
// kept ones as their equal: the same element and markup around it, and the look
// of a subheading, an introduction to a quotation, or a short sentence.
func (r *reading) bridge() {
	for i := 1; i+1 < len(r.blocks); i++ {
		if r.kept[i] || !r.kept[i-1] || !r.kept[i+1] {
			continue
		}
		b := &r.blocks[i]
		before, after := &r.blocks[i-1], &r.blocks[i+1]
		sameElement := b.el == before.el || b.el == after.el
		if !sameElement || b.linkShare() > 0 || b.state.inside&neverLong != 0 || !before.long && !after.long {
			continue
		}
		if b.endsSentence || b.marks&markColon != 0 || b.boldChars == b.chars {
			r.kept[i], r.reasons[i] = true, reasonBridge
		}
	}
}
