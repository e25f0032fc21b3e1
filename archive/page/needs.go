package page

import (
	"bytes"
	"net/url"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// Needs gives the absolute addresses of what a page or style sheet needs to be
// shown, each once, in the order in which they are named; of bodies of other
// kinds none. at is where it stands. Candidates of one image for several screens
// are all among them: nobody knows who will look.
func Needs(body []byte, contentType string, at *url.URL) []Ref {
	var needs []Ref
	seen := map[string]bool{}
	note := func(base *url.URL) Visit {
		return func(r Ref) (string, bool) {
			if !r.Use.Requisite() {
				return "", false
			}
			u, err := base.Parse(r.Value)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return "", false
			}
			u.Fragment, u.RawFragment = "", ""
			if address := u.String(); !seen[address] {
				seen[address] = true
				needs = append(needs, Ref{address, r.Use})
			}
			return "", false
		}
	}
	switch KindOf(contentType, body) {
	case Page:
		encoding, _, certain := charset.DetermineEncoding(body[:min(len(body), 1024)], contentType)
		if certain {
			if text, err := encoding.NewDecoder().Bytes(body); err == nil {
				body = text
			}
		}
		root, err := html.Parse(bytes.NewReader(body))
		if err != nil {
			return nil
		}
		HTML(root, note(Base(root, at)))
	case Sheet:
		CSS(body, note(at))
	}
	return needs
}
