package feed

import "slices"

// What may have to be repaired, as it stands in Feed.Flags, Sitemap.Flags and
// Entry.Flags.
const (
	FlagEncoding      = "encoding-repaired"     // bytes that are not in the encoding
	FlagEncodingLabel = "encoding-mislabelled"  // the declared encoding is unknown or wrong
	FlagMediaType     = "media-type"            // the server says that it is something else than XML or JSON
	FlagJunk          = "junk-around-root"      // something before or after the document
	FlagRoot          = "root-repaired"         // the outermost element was missing or misspelt
	FlagDoctype       = "doctype-ignored"       // a DTD was there; none is ever read
	FlagTags          = "tags-repaired"         // elements left open or closed twice
	FlagTruncated     = "truncated"             // the document ends early; the last, incomplete entry is left out
	FlagTooLarge      = "too-large"             // only the first Options.MaxBytes were read
	FlagTooMany       = "too-many-entries"      // only the first Options.MaxEntries were kept
	FlagValueCut      = "value-cut"             // a value longer than any honest one
	FlagControl       = "control-characters"    // characters that XML forbids were dropped
	FlagNamespace     = "undeclared-namespace"  // a prefix without declaration was read by its usual meaning
	FlagJSON          = "json-repaired"         // wrong types or a broken end in a JSON Feed
	FlagLink          = "link-refused"          // an address that is not http or https
	FlagDate          = "date-not-understood"   // a date that is unreadable, ambiguous or absurd
	FlagGUIDMissing   = "guid-missing"          // entries without guid: known by their address
	FlagGUIDRepeated  = "guid-repeated"         // one guid on several entries: known by their address
	FlagGUIDUnstable  = "guid-unstable"         // guids that look newly made each time: known by their address
	FlagNoAddress     = "entry-without-address" // known by title and date
	FlagLastMod       = "lastmod-false"         // a sitemap that gives the time of asking as the last change of everything
	FlagRotating      = "rotating"              // a sitemap that lists other addresses each time
	FlagKeyRepeated   = "entry-repeated"        // the same entry twice: the first is kept
)

// Malformed is true for the flags of a document that is not well formed, as
// against one that says odd things.
func Malformed(flag string) bool {
	switch flag {
	case FlagEncoding, FlagEncodingLabel, FlagMediaType, FlagJunk, FlagRoot, FlagTags, FlagTruncated, FlagTooLarge, FlagControl, FlagNamespace, FlagJSON:
		return true
	}
	return false
}

// flagSet collects flags in the order they were first seen.
type flagSet []string

func (f *flagSet) add(flag string) {
	if !slices.Contains(*f, flag) {
		*f = append(*f, flag)
	}
}
