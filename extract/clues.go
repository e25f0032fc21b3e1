package extract

// clues are what the metadata of a page tells the reader of its body.
type clues struct {
	titles       []string // every candidate for the headline: og:title, title element, JSON-LD headline, best first
	descriptions []string // meta description, og:description, JSON-LD description
	articleBody  string   // JSON-LD articleBody, plain text; empty when there is none
	pageTypes    []string // JSON-LD @type and og:type values, lower case
}
