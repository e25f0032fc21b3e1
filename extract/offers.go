package extract

import "sort"

// offers are the candidates for one field.
type offers []Candidate

// add notes a candidate; an empty value is none. Of one source only the first
// counts for a value.
func (o *offers) add(value, source string, confidence float64) {
	if value == "" {
		return
	}
	for _, c := range *o {
		if c.Value == value && c.Source == source {
			return
		}
	}
	*o = append(*o, Candidate{Value: value, Source: source, Confidence: confidence})
}

// best gives the highest confidence on offer.
func (o offers) best() float64 {
	best := .0
	for _, c := range o {
		best = max(best, c.Confidence)
	}
	return best
}

// sort puts the most trusted first; what comes earlier wins a tie.
func (o offers) sort() {
	sort.SliceStable(o, func(i, j int) bool { return o[i].Confidence > o[j].Confidence })
}

// believable is the confidence from which a candidate becomes the value; below,
// unknown is the better answer.
const believable = .4

// maxCandidates is how many other candidates a field keeps.
const maxCandidates = 12

// decide chooses the most trusted candidate of a field, keeps the others beside
// it, and gives the value: empty when none is believable.
func (p Provenance) decide(field string, o offers) string {
	o.sort()
	for i := range o {
		o[i].Confidence = float64(int(o[i].Confidence*100+.5)) / 100
	}
	if len(o) == 0 {
		return ""
	}
	if o[0].Confidence < believable {
		p[field] = Origin{Candidates: append([]Candidate{}, o[:min(len(o), maxCandidates)]...)}
		return ""
	}
	p[field] = Origin{Source: o[0].Source, Confidence: o[0].Confidence, Candidates: append([]Candidate{}, o[1:min(len(o), maxCandidates+1)]...)}
	return o[0].Value
}

// withdraw takes the value of a field back, for doubts that came later: it is one
// of the candidates then.
func (p Provenance) withdraw(field, value string) {
	o := p[field]
	chosen := Candidate{Value: value, Source: o.Source, Confidence: min(o.Confidence, believable-.01)}
	p[field] = Origin{Candidates: append([]Candidate{chosen}, o.Candidates...)}
}
