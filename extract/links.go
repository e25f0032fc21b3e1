package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Link is one address that a page leads to.
type Link struct {
	URL      string // absolute, as Clean gives it
	Text     string // what the reader sees of it, at most 200 characters
	NoFollow bool   // every link to it asks not to be followed (rel nofollow, ugc or sponsored)
	InNav    bool   // every link to it stands in a menu, header, footer or side column
}

const maxLinkText = 200

// Links gives the addresses that a and area elements of the page lead to, each
// once, in document order, without the page itself. Addresses that Clean refuses
// are left out. No more than 20,000 elements are read.
func (d *Doc) Links() []Link { return d.LinksUnless(nil) }

// LinksUnless is Links without those that known says are known: it is asked
// before an address is resolved, which is most of the cost of a link. raw is an
// address as it is written, without fragment; origin is the scheme and host that
// it refers to when it is but a path, and empty when it names its own. What has
// to be resolved to be told is not asked for, nor what asks not to be followed.
func (d *Doc) LinksUnless(known func(origin, raw string) bool) []Link {
	anchors := d.scanned().anchors
	out := make([]Link, 0, len(anchors)/2)
	byRaw := make(map[string]int, len(anchors)) // -1: refused
	byURL := make(map[string]int, len(anchors))
	self, origin := "", ""
	if d.url != nil {
		self = d.url.String()
	}
	if d.base != nil {
		origin = d.base.Scheme + "://" + d.base.Host
	}
	for _, a := range anchors {
		raw, _, _ := strings.Cut(attr(a.Node, "href"), "#")
		if raw == "" {
			continue
		}
		at, met := byRaw[raw]
		if !met {
			at = -1
			if known != nil && passedOver(raw, origin, a.Node, known) {
				byRaw[raw] = at
				continue
			}
			if clean, err := resolve(raw, d.base); err == nil && clean != self {
				if at, met = byURL[clean]; !met {
					at = len(out)
					byURL[clean] = at
					out = append(out, Link{URL: clean, NoFollow: true, InNav: true})
				}
			}
			byRaw[raw] = at
		}
		if at >= 0 {
			out[at].join(a.Node)
		}
	}
	return out
}

// passedOver asks whether a link is known by how it is written.
func passedOver(raw, origin string, n *html.Node, known func(origin, raw string) bool) bool {
	switch {
	case strings.HasPrefix(raw, "//"):
		return false
	case raw[0] == '/' && origin != "":
	case strings.HasPrefix(raw, "http://"), strings.HasPrefix(raw, "https://"):
		origin = ""
	default:
		return false
	}
	return !refusesFollowing(attr(n, "rel")) && known(origin, raw)
}

// join adds what one more element says of the link.
func (l *Link) join(n *html.Node) {
	if l.Text == "" {
		l.Text = cut(text(n), maxLinkText)
	}
	l.NoFollow = l.NoFollow && refusesFollowing(attr(n, "rel"))
	l.InNav = l.InNav && inNav(n)
}

func refusesFollowing(rel string) bool {
	for token := range strings.FieldsSeq(strings.ToLower(rel)) {
		if token == "nofollow" || token == "ugc" || token == "sponsored" {
			return true
		}
	}
	return false
}

// inNav reports whether an element stands in a part of the page that repeats on
// every page of the site.
func inNav(n *html.Node) bool {
	header := false
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Nav, atom.Footer, atom.Aside:
			return true
		case atom.Article, atom.Main:
			return false // whose header is its own
		case atom.Header:
			header = true
		}
		if role := attr(n, "role"); role == "navigation" || role == "banner" || role == "contentinfo" {
			return true
		}
	}
	return header
}

// Feed is a feed that a page announces.
type Feed struct {
	URL   string
	Type  string // media type in lower case
	Title string
}

// feedTypes are the media types under which feeds are announced.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true,
	"application/rdf+xml": true, "application/json": true, "text/xml": true, "application/xml": true,
}

// Feeds gives the feeds that the page announces by link rel=alternate, each once.
func (d *Doc) Feeds() []Feed {
	var out []Feed
	seen := map[string]bool{}
	for _, n := range d.scanned().linked {
		kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(attr(n, "type"))), ";")
		rel := attr(n, "rel")
		if !feedTypes[kind] || !(hasToken(rel, "alternate") || hasToken(rel, "feed")) {
			continue
		}
		if clean, err := resolve(attr(n, "href"), d.base); err == nil && !seen[clean] {
			seen[clean] = true
			out = append(out, Feed{URL: clean, Type: kind, Title: cut(tidy(attr(n, "title")), maxLinkText)})
		}
	}
	return out
}

// Canonical gives the address that the page calls its own by link
// rel=canonical, absolute; empty when there is none, when it is no usable
// address, or when the page names several. It is a claim: another page's address
// can stand there by mistake or by malice.
func (d *Doc) Canonical() string {
	found := ""
	for _, n := range d.scanned().linked {
		if !hasToken(attr(n, "rel"), "canonical") {
			continue
		}
		clean, err := resolve(attr(n, "href"), d.base)
		switch {
		case err != nil:
		case found != "" && found != clean:
			return ""
		default:
			found = clean
		}
	}
	return found
}

// Alternate is another form of the page.
type Alternate struct {
	URL      string
	Kind     string // amp, language, media or print
	Language string // of a language alternate, as the page writes it
	Media    string // the media query of a media or print alternate
}

// Alternates gives the other forms that the page announces: AMP, other
// languages, other devices, print.
func (d *Doc) Alternates() []Alternate {
	var out []Alternate
	for _, n := range d.scanned().linked {
		rel, lang, media := attr(n, "rel"), attr(n, "hreflang"), attr(n, "media")
		alt := Alternate{Language: lang, Media: media}
		switch {
		case hasToken(rel, "amphtml"):
			alt.Kind = "amp"
		case !hasToken(rel, "alternate") || feedTypes[strings.ToLower(attr(n, "type"))]:
			continue
		case strings.Contains(strings.ToLower(media), "print"):
			alt.Kind = "print"
		case media != "":
			alt.Kind = "media"
		case lang != "":
			alt.Kind = "language"
		default:
			continue
		}
		if clean, err := resolve(attr(n, "href"), d.base); err == nil {
			alt.URL = clean
			out = append(out, alt)
		}
	}
	return out
}

// hasToken reports whether a space-separated attribute holds the word.
func hasToken(list, word string) bool {
	for token := range strings.FieldsSeq(list) {
		if strings.EqualFold(token, word) {
			return true
		}
	}
	return false
}
