package store

import (
	"encoding/json"
	"unicode/utf8"

	"winnow/extract"
)

const (
	// keptCandidates bounds what else was on offer for one field: the best come
	// first, and a page that names itself in fifty ways says nothing more.
	keptCandidates = 12
	// candidateBytes bounds one value, so that a page of one giant title is not
	// kept ten times over.
	candidateBytes = 500
)

// originsJSON is the provenance of an article as it is kept, bounded in size.
func originsJSON(p extract.Provenance) (string, error) {
	bounded := make(extract.Provenance, len(p))
	for field, o := range p {
		bounded[field] = boundedOrigin(o)
	}
	encoded, err := json.Marshal(bounded)
	return string(encoded), err
}

// boundedOrigin shares what is within bounds and copies what is not.
func boundedOrigin(o extract.Origin) extract.Origin {
	o.Candidates = o.Candidates[:min(len(o.Candidates), keptCandidates)]
	for i, c := range o.Candidates {
		if len(c.Value) > candidateBytes {
			o.Candidates = append([]extract.Candidate(nil), o.Candidates...)
			for j := i; j < len(o.Candidates); j++ {
				o.Candidates[j].Value = clip(o.Candidates[j].Value, candidateBytes)
			}
			break
		}
	}
	return o
}

// clip cuts a text to n bytes and never within a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
