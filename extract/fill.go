package extract

import "strings"

// feedConfidence is how far a feed's value is trusted when it does not say.
const feedConfidence = .5

// Fill takes from lead, the thin article of a feed entry, what a does not know.
// The page speaks first: what a knows stays. Either way lead's value is kept in
// Provenance, under the source that lead names for it, else "feed:" and the name
// of the field.
func (a *Article) Fill(lead Article) {
	if a.Provenance == nil {
		a.Provenance = Provenance{}
	}
	fill := filler{into: a.Provenance, from: lead.Provenance}
	fill.text("title", &a.Title, lead.Title)
	fill.text("subtitle", &a.Subtitle, lead.Subtitle)
	fill.list("authors", &a.Authors, lead.Authors)
	fill.date("published", &a.Published, lead.Published)
	fill.date("modified", &a.Modified, lead.Modified)
	fill.text("organization", &a.Organization, lead.Organization)
	fill.text("site_name", &a.SiteName, lead.SiteName)
	fill.text("section", &a.Section, lead.Section)
	fill.list("tags", &a.Tags, lead.Tags)
	fill.text("language", &a.Language, lead.Language)
	fill.text("license", &a.License, lead.License)
	fill.text("image", &a.Image, lead.Image)
	if a.Text == "" {
		a.Text, a.Markdown, a.HTML, a.WordCount = lead.Text, lead.Markdown, lead.HTML, lead.WordCount
	}
	for _, plain := range []struct {
		into *string
		from string
	}{{&a.URL, lead.URL}, {&a.Source, lead.Source}, {&a.Feed, lead.Feed}, {&a.Run, lead.Run}} {
		if *plain.into == "" {
			*plain.into = plain.from
		}
	}
}

// filler joins the provenance of two articles, field by field.
type filler struct{ into, from Provenance }

func (f filler) text(field string, to *string, lead string) {
	if f.join(field, *to == "", lead) {
		*to = lead
	}
}

func (f filler) list(field string, to *[]string, lead []string) {
	if f.join(field, len(*to) == 0, strings.Join(lead, nameJoin)) {
		*to = append([]string(nil), lead...)
	}
}

func (f filler) date(field string, to *Date, lead Date) {
	if f.join(field, to.IsZero(), lead.String()) {
		*to = lead
	}
}

// join notes what the lead offers and reports whether it becomes the value.
func (f filler) join(field string, blank bool, value string) bool {
	if value == "" {
		return false
	}
	offer := Candidate{Value: value, Source: "feed:" + field, Confidence: feedConfidence}
	theirs := f.from[field]
	if theirs.Source != "" {
		offer.Source, offer.Confidence = theirs.Source, theirs.Confidence
	}
	ours := f.into[field]
	if blank {
		others := append(append([]Candidate{}, theirs.Candidates...), ours.Candidates...)
		f.into[field] = Origin{Source: offer.Source, Confidence: offer.Confidence, Candidates: distinctOffers(others)}
		return true
	}
	ours.Candidates = distinctOffers(append(append(append([]Candidate{}, ours.Candidates...), offer), theirs.Candidates...))
	f.into[field] = ours
	return false
}

// distinctOffers keeps the first of candidates that say the same from one place.
func distinctOffers(all []Candidate) []Candidate {
	kept := []Candidate{}
	seen := map[Candidate]bool{}
	for _, c := range all {
		key := Candidate{Value: c.Value, Source: c.Source}
		if !seen[key] {
			seen[key] = true
			kept = append(kept, c)
		}
	}
	return kept
}
