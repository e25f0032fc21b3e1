package extract

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The parser refuses pages with more than 512 open elements. flattenDepths are
// how deep a page may nest at the second and third try: the parser opens
// elements of its own, so that a page of n open tags can need more than n.
var flattenDepths = [...]int{150, 30, 1}

const (
	// heavyTags is the number of tags from which a page is flattened at once:
	// the parser repeats open formatting elements in every new block, so that a
	// page can grow a thousandfold while it is parsed.
	heavyTags = 30_000
	// maxFormatting is the number of formatting elements that may be open in a
	// flattened page.
	maxFormatting = 12
	// maxAttributes is how many attributes of one element are kept.
	maxAttributes = 100
)

// heavy reports whether a page has so many tags that its growth must be bounded.
func heavy(body []byte) bool { return bytes.Count(body, []byte("<")) > heavyTags }

// flatten rewrites a page without the tags that would nest deeper than depth.
// Text is never lost.
func flatten(body []byte, depth int) []byte {
	out := make([]byte, 0, len(body))
	z := html.NewTokenizer(bytes.NewReader(body))
	var open []atom.Atom
	formatting := 0
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			return out
		case html.StartTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			for len(open) > 0 && closedBy(open[len(open)-1], tag) {
				open = open[:len(open)-1]
			}
			switch {
			case void(tag):
			case len(open) >= depth || (format(tag) && formatting >= maxFormatting):
				continue
			default:
				open = append(open, tag)
				if format(tag) {
					formatting++
				}
			}
			if more && bytes.Count(raw, []byte("=")) > maxAttributes {
				out = append(append(append(out, '<'), name...), '>')
				continue
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			at := lastOpen(open, atom.Lookup(name))
			if at < 0 {
				continue // its start tag was dropped, or there was none
			}
			for _, t := range open[at:] {
				if format(t) {
					formatting--
				}
			}
			open = open[:at]
		}
		out = append(out, raw...)
	}
}

// lastOpen gives the index of the innermost open element of that name, or -1. An
// element without a known name closes the innermost such one.
func lastOpen(open []atom.Atom, name atom.Atom) int {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == name {
			return i
		}
	}
	return -1
}

// closedBy reports whether a start tag ends the open element before it, whose own
// end tag may be left out.
func closedBy(open, start atom.Atom) bool {
	switch open {
	case atom.P:
		return !phrasing(start) && !void(start)
	case atom.Li, atom.Option:
		return start == open
	case atom.Dt, atom.Dd:
		return start == atom.Dt || start == atom.Dd
	case atom.Td, atom.Th:
		return start == atom.Td || start == atom.Th || start == atom.Tr || start == atom.Tbody
	case atom.Tr:
		return start == atom.Tr || start == atom.Tbody
	}
	return false
}

// void reports whether an element never has an end tag.
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// format reports whether the parser reopens the element in the next block (HTML
// standard, "the list of active formatting elements").
func format(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike,
		atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}
