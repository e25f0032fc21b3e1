// Package page finds the addresses that a page or a style sheet names, tells
// what each is for, and writes others in their place. A crawler learns from it
// what a page needs to be shown, a replay where its links have to lead.
//
// HTML walks a parsed page, CSS a style sheet; both hand every address to a
// Visit. The package resolves nothing and fetches nothing.
//
// Sources: the HTML Standard (sections 2.4, 4.2.4, 4.8.4), CSS Syntax Level 3.
package page

import "strings"

// Use is what an address is for.
type Use int

// The uses of addresses.
const (
	Link  Use = iota // leads to another page: a, area, form, next, canonical
	Embed            // is shown or run as part of the page: image, script, font, video, icon
	Style            // is a style sheet, which names addresses of its own
	Frame            // is a page within the page
	Hint             // tells a browser what to prepare for; nothing is shown without it
	Media            // is a video, a sound or their captions: large, and not needed to look at the page
)

// Requisite reports whether the page looks or works differently without it.
func (u Use) Requisite() bool { return u == Embed || u == Style || u == Frame || u == Media }

// Ref is an address as it is written.
type Ref struct {
	Value string
	Use   Use
}

// Visit is handed an address and gives what to write in its place; replace is
// false to leave it as it is.
type Visit func(r Ref) (value string, replace bool)

// inline reports an address that holds what it names, or names nothing elsewhere.
func inline(value string) bool {
	value = strings.TrimSpace(value)
	if value == "" || value[0] == '#' {
		return true
	}
	scheme, _, found := strings.Cut(value, ":")
	if !found {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(scheme)) {
	case "data", "javascript", "about", "blob", "mailto", "tel", "vbscript", "sms":
		return true
	}
	return false
}
