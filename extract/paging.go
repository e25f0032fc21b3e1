package extract

import "golang.org/x/net/html"

// Next gives the address of the page behind this one, as rel=next on a link or
// an anchor says, absolute; empty when there is none, or when the page names
// several. It is a claim: many sites mean the next article by it.
func (d *Doc) Next() string { return d.beside("next") }

// Previous gives the address of the page before this one, as rel=prev says; see
// Next.
func (d *Doc) Previous() string {
	if before := d.beside("prev"); before != "" {
		return before
	}
	return d.beside("previous")
}

func (d *Doc) beside(rel string) string {
	found := ""
	look := func(n *html.Node) (only bool) {
		if !hasToken(attr(n, "rel"), rel) {
			return true
		}
		clean, err := resolve(attr(n, "href"), d.base)
		if err != nil || clean == found {
			return true
		}
		only = found == ""
		found = clean
		return only
	}
	for _, n := range d.scanned().linked {
		if !look(n) {
			return ""
		}
	}
	if found != "" {
		return found
	}
	for _, a := range d.scanned().anchors {
		if !look(a.Node) {
			return ""
		}
	}
	return found
}
