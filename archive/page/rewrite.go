package page

import (
	"bytes"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Kind is what a body can be rewritten as.
type Kind int

// The kinds of bodies.
const (
	Other Kind = iota // has no addresses that are known here
	Page              // HTML
	Sheet             // CSS
)

// KindOf tells the kind of a body by its Content-Type. Without one, the
// beginning of the body decides.
func KindOf(contentType string, body []byte) Kind {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	switch strings.TrimSpace(media) {
	case "text/html", "application/xhtml+xml":
		return Page
	case "text/css":
		return Sheet
	case "":
		head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 512)]))
		if bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) {
			return Page
		}
	}
	return Other
}

// Target gives what to write in place of an absolute address; replace is false
// to write the absolute address itself.
type Target func(address string, use Use) (value string, replace bool)

// RewritePage gives a page, as UTF-8, with other addresses. at is where it stood.
// What would keep it from being shown elsewhere goes: its base, its content
// security policy, checksums of what it embeds, and what only prepares a browser
// for other hosts.
func RewritePage(body []byte, contentType string, at *url.URL, to Target) ([]byte, error) {
	encoding, _, _ := charset.DetermineEncoding(body[:min(len(body), 1024)], contentType)
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", at, err)
	}
	base := Base(root, at)
	HTML(root, absolute(base, to))
	unbind(root)
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/8)
	if err := html.Render(&out, root); err != nil {
		return nil, fmt.Errorf("render %s: %w", at, err)
	}
	return out.Bytes(), nil
}

// RewriteSheet gives a style sheet with other addresses.
func RewriteSheet(body []byte, at *url.URL, to Target) []byte {
	return CSS(body, absolute(at, to))
}

// absolute resolves what is visited. The fragment stays behind the new address.
func absolute(base *url.URL, to Target) Visit {
	return func(r Ref) (string, bool) {
		u, err := base.Parse(r.Value)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return "", false
		}
		fragment := ""
		if u.Fragment != "" {
			fragment = "#" + u.EscapedFragment()
			u.Fragment, u.RawFragment = "", ""
		}
		value, replace := to(u.String(), r.Use)
		if !replace {
			value = u.String()
		}
		return value + fragment, true
	}
}

// bindings are attributes that tie an element to where it came from.
var bindings = []string{"integrity", "nonce", "ping", "crossorigin"}

// unbind takes out what ties a page to where it stood.
func unbind(root *html.Node) {
	var gone []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return slices.Contains(bindings, a.Key) })
		if bound(n) {
			gone = append(gone, n)
		}
	}
	for _, n := range gone {
		n.Parent.RemoveChild(n)
	}
}

// bound reports elements that only tie or hint.
func bound(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Base:
		return true
	case atom.Link:
		return attr(n, "href") != "" && relOf(n) == Hint
	case atom.Meta:
		switch strings.ToLower(attr(n, "http-equiv")) {
		case "content-security-policy", "content-security-policy-report-only", "x-dns-prefetch-control":
			return true
		case "content-type":
			return true // it is UTF-8 now
		}
		return attr(n, "charset") != ""
	}
	return false
}
