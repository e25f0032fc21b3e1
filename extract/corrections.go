package extract

// corrections begin the notes in which a publisher owns up to a mistake.
var corrections = phrasesOf("correction:", "corrections:", "correction (", "correction -", "correction –", "correction —", "clarification:", "clarifications:",
	"editor's note", "editor’s note", "editors' note", "editors’ note", "this article was amended", "this article has been amended",
	"this article was corrected", "this article has been corrected", "this article was updated", "this article has been updated",
	"this story was corrected", "this story has been corrected", "this story was updated", "this story has been updated",
	"an earlier version of", "a previous version of", "korrektur:", "berichtigung:", "richtigstellung:", "anmerkung der redaktion", "anm. d. red",
	"rectificatif", "erratum", "corrección:", "fe de errores", "nota del editor", "rettifica:", "errata corrige", "correção:", "nota da redação",
	"rectificatie:", "correctie:", "rättelse:", "rettelse:", "oikaisu:", "更正", "訂正")

// correct keeps the notes of correction that directly follow the body as its
// siblings: the model has seen few of them, and for whoever compares what was
// published with what was corrected they are what matters.
func (r *reading) correct() {
	for i := 1; i < len(r.blocks); i++ {
		b := &r.blocks[i]
		if r.kept[i] || !r.kept[i-1] || b.linkShare() > 0.3 || b.state.inside&neverLong != 0 || !corrections.begin(b.beginsWith()) {
			continue
		}
		if r.elems[b.el].parent == r.elems[r.blocks[i-1].el].parent {
			r.kept[i], r.reasons[i] = true, reasonCorrection
		}
	}
}

// reasonCorrection is given to the notes that correct keeps.
const reasonCorrection = "correction"
