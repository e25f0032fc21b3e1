package extract

import "strings"

// reasonNotice is given to what dropNotices takes out.
const reasonNotice = "notice"

// dropNotices takes out what a site says of itself on every page: how it uses
// cookies, and why it needs money. Either can be longer than a short article.
func (r *reading) dropNotices() {
	for i := range r.blocks {
		if r.kept[i] && r.inNotice(i) {
			r.kept[i], r.reasons[i] = false, reasonNotice
		}
	}
}

// inNotice reports a block inside an element that is named like a notice, beside
// which an article remains. One that asks for money must also say so: "support" is
// the name of much else.
func (r *reading) inNotice(i int) bool {
	for at := r.blocks[i].el; at > 0 && r.total-r.keptIn(at) >= besidesComments; at = r.elems[at].parent {
		words := r.boxWords(at)
		if words&boxConsent != 0 || words&(boxAsks|boxSupport) != 0 && r.appeals(at) {
			return true
		}
	}
	return false
}

// appealWords are what an appeal for money speaks of, one bit each.
var appealWords = newAutomaton(map[wordSet]string{
	1 << 0: `contribut donat donate spende donación don`,
	1 << 1: `journalism newsroom journalismus journalisme periodismo giornalismo`,
	1 << 2: `support unterstütz soutien soutenir apoya sostieni`,
	1 << 3: `democracy demokratie démocratie independent unabhängig indépendant independiente`,
})

// fewestAppeals is how many of them make an appeal.
const fewestAppeals = 3

func (r *reading) appeals(at int32) bool {
	var said wordSet
	for i := r.elems[at].blocks.from; i < r.elems[at].blocks.to; i++ {
		said |= appealWords.match(strings.ToLower(r.blocks[i].text))
	}
	count := 0
	for ; said != 0; said &= said - 1 {
		count++
	}
	return count >= fewestAppeals
}
