package extract

import "strings"

// Details are what a page says besides the fields of a citation. What is not
// known is empty.
type Details struct {
	Canonical        string              `json:"canonical,omitempty"`         // the address that the page calls its own: a claim
	Access           string              `json:"access,omitempty"`            // free or paid (schema.org isAccessibleForFree)
	DeclaredLanguage string              `json:"declared_language,omitempty"` // what the page says, BCP 47
	DetectedLanguage string              `json:"detected_language,omitempty"` // what its text is written in
	ImageCaption     string              `json:"image_caption,omitempty"`     // of the main image
	ImageCredit      string              `json:"image_credit,omitempty"`      // who made or owns it
	Citation         map[string][]string `json:"citation,omitempty"`          // citation_* and Dublin Core elements by their name
	Comments         []Comment           `json:"comments,omitempty"`          // of readers; no part of the text
	Links            []Outlink           `json:"links,omitempty"`             // addresses that the text leads to
}

// Comment is what one reader wrote below an article.
type Comment struct {
	Author    string `json:"author,omitempty"`
	Published string `json:"published,omitempty"` // as Date.String gives it
	Text      string `json:"text"`
}

// Outlink is an address that the text of an article leads to.
type Outlink struct {
	URL  string `json:"url"`            // absolute, as Clean gives it
	Text string `json:"text,omitempty"` // what the reader sees of it
}

// empty reports whether nothing is known.
func (d *Details) empty() bool {
	return d.Canonical == "" && d.Access == "" && d.DeclaredLanguage == "" && d.DetectedLanguage == "" && d.ImageCaption == "" &&
		d.ImageCredit == "" && len(d.Citation) == 0 && len(d.Comments) == 0 && len(d.Links) == 0
}

// Values of Details.Access.
const (
	accessFree = "free"
	accessPaid = "paid"
)

// describe fills in the details of an article, but for what its body tells.
func (d *Doc) describe(a *Article) {
	a.Details = Details{Canonical: d.Canonical(), Citation: d.citation()}
	a.Details.Access = a.Provenance.decide("access", d.accesses())
	a.Details.DeclaredLanguage = a.Language
	caption, credit := d.imageWords(a.Image)
	a.Details.ImageCaption = a.Provenance.decide("image_caption", caption)
	a.Details.ImageCredit = a.Provenance.decide("image_credit", credit)
}

// speak notes the language that the text is written in, which is that of the
// article when the page declares none.
func (a *Article) speak(detected offers) {
	if len(detected) == 0 {
		return
	}
	a.Details.DetectedLanguage = detected[0].Value
	if a.Language == "" {
		a.Language = a.Provenance.decide("language", detected)
		return
	}
	o := a.Provenance["language"]
	o.Candidates = append(o.Candidates, detected[0])
	a.Provenance["language"] = o
}

// accesses gives every candidate for whether all may read the article.
func (d *Doc) accesses() offers {
	var o offers
	for _, obj := range append([]*jsonValue{d.about()}, d.parts()...) {
		switch free := obj.get("isAccessibleForFree"); strings.ToLower(free.text) {
		case "true":
			o.add(accessFree, "json-ld:isAccessibleForFree", .9)
		case "false":
			o.add(accessPaid, "json-ld:isAccessibleForFree", .95) // of a part is of the whole
		}
	}
	told := d.scanned().metaFirst("isaccessibleforfree")
	for _, s := range d.scanned().items {
		if hasToken(attr(s.Node, "itemprop"), "isAccessibleForFree") {
			told = itemText(s.Node)
		}
	}
	switch strings.ToLower(told) {
	case "true":
		o.add(accessFree, "microdata:isAccessibleForFree", .85)
	case "false":
		o.add(accessPaid, "microdata:isAccessibleForFree", .9)
	}
	switch tier := strings.ToLower(d.scanned().metaFirst("article:content_tier")); tier {
	case accessFree:
		o.add(accessFree, "meta:article:content_tier", .85)
	case "locked", "metered":
		o.add(accessPaid, "meta:article:content_tier", .85)
	}
	for _, s := range d.scanned().named {
		if s.hint&hintPaywall != 0 {
			o.add(accessPaid, "class:"+firstWord(attr(s.Node, "class"), s.Data), .39) // most pages have one that is hidden
			break
		}
	}
	return o
}

// parts are the parts of the article that the page describes apart.
func (d *Doc) parts() []*jsonValue { return d.about().get("hasPart").each() }

// Limits of the elements that describe a work for citations.
const (
	maxCitationNames  = 60
	maxCitationValues = 50
)

// citationPrefixes begin the names of meta elements that describe a work for
// citations: Highwire Press tags, Dublin Core, PRISM and Eprints.
var citationPrefixes = [...]string{"citation_", "dc.", "dcterms.", "dc:", "dcterms:", "prism.", "eprints."}

// citation gives the elements that describe the page as a work.
func (d *Doc) citation() map[string][]string {
	out := map[string][]string{}
	for _, m := range d.scanned().metas {
		for _, prefix := range citationPrefixes {
			if !strings.HasPrefix(m.name, prefix) || len(out) >= maxCitationNames || len(out[m.name]) >= maxCitationValues {
				continue
			}
			if v := cut(tidy(m.content), maxTitle); v != "" {
				out[m.name] = append(out[m.name], v)
			}
			break
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
