package feed

import "bytes"

// HoldsEntry reports whether the beginning of a feed or sitemap that breaks off has at least
// one entry to its end, by its marks alone.
func HoldsEntry(body []byte) bool {
	for _, end := range [...]string{"</item", "</entry", "</ITEM", ":item>", ":entry>", "</url>", "</sitemap>", "},"} {
		if bytes.Contains(body, []byte(end)) {
			return true
		}
	}
	return false
}
