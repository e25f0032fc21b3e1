package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// homeLink gives what the link to the front page says, when the host is named
// for it: the words of a masthead or the text behind a logo.
func (d *Doc) homeLink() string {
	best := ""
	texts, _ := d.homeLinks()
	for _, t := range texts {
		switch {
		case d.called(t):
			return t
		case best == "" && d.named(t):
			best = t
		}
	}
	return best
}

// maxHomeLinks is how many links to the front page are read.
const maxHomeLinks = 10

// homeLinks gives what the links to the front page say, and the texts that stand
// for what they show; logos are those beside or behind the site's logo.
func (d *Doc) homeLinks() (texts, logos []string) {
	seen := 0
	for _, a := range d.scanned().anchors {
		if !d.leadsHome(attr(a.Node, "href")) {
			continue
		}
		if seen++; seen > maxHomeLinks {
			break
		}
		said := [...]string{text(a.Node), attr(a.Node, "title"), attr(a.Node, "aria-label"), imageText(a.Node)}
		for _, t := range said {
			clean := withoutHomeWords(tidy(t))
			if clean == "" || len(strings.Fields(clean)) > maxNameParts {
				continue
			}
			texts = append(texts, clean)
			if siteHeading(a.Node) || strings.Contains(strings.ToLower(t), "logo") {
				logos = append(logos, clean)
			}
		}
	}
	return texts, logos
}

// leadsHome reports whether an address is that of the front page.
func (d *Doc) leadsHome(href string) bool {
	if href == "/" || d.url == nil {
		return href == "/"
	}
	_, rest, ok := strings.Cut(href, "://")
	return ok && strings.EqualFold(strings.TrimSuffix(rest, "/"), d.url.Host)
}

// homeWords stand around the name of a site in the text of a link to its front
// page or of its logo.
var homeWords = wordSetOf(`zur zum zu to the go back home homepage startseite start logo logotype page site accueil retour
	inicio portada página principal ir a link leiste von der of`)

// withoutHomeWords takes them off both ends; "The" stays when nothing stood
// before it, and nothing is taken of a name that one of them is a part of.
func withoutHomeWords(t string) string {
	words := strings.Fields(t)
	from, to := 0, len(words)
	for from < to && homeWords[strings.ToLower(strings.Trim(words[from], ":,-–|"))] {
		from++
	}
	for to > from && homeWords[strings.ToLower(strings.Trim(words[to-1], ":,-–|"))] {
		to--
	}
	if from > 0 && strings.EqualFold(words[from-1], "the") {
		from--
	}
	return strings.Trim(strings.Join(words[from:to], " "), " *:,-–|")
}

// imageText gives the text that stands for the first image in n.
func imageText(n *html.Node) string {
	for c := next(n, n); c != nil; c = next(c, n) {
		if c.DataAtom == atom.Img {
			return attr(c, "alt")
		}
	}
	return ""
}

// named reports whether the host of the page is named for what a text says: "The
// Daily Example" at dailyexample.com.
func (d *Doc) named(name string) bool {
	label := d.hostLabel()
	if len(label) < 3 || len(name) > maxName {
		return false
	}
	short := squeeze(name)
	if len(short) < 3 || len(short) > 2*len(label)+longerName {
		return false
	}
	return strings.Contains(short, label) || 2*len(short) > len(label) && strings.Contains(label, short)
}

// longerName is how many bytes more than twice the host a name may have: what is
// longer says something about the name.
const longerName = 2

// hostLabel gives the word that the host of the page is registered under:
// "dailyexample" of www.daily-example.com, empty when the address is unknown.
func (d *Doc) hostLabel() string {
	if d.label == "" && d.url != nil {
		host := strings.TrimPrefix(d.url.Hostname(), "www.")
		if site := Site("https://" + host); site != "" {
			host = site
		}
		host, _, _ = strings.Cut(host, ".")
		d.label = strings.ReplaceAll(host, "-", "")
	}
	return d.label
}

// called reports whether a name is the word that the host is registered under.
func (d *Doc) called(name string) bool {
	label := d.hostLabel()
	if len(label) < 3 || len(name) > 3*len(label)+10 || hostLike.MatchString(name) {
		return false
	}
	return squeeze(name) == label || strings.ReplaceAll(fold(name), " ", "") == label
}

// blogHosts are the domains whose subdomains are the blogs of people.
var blogHosts = wordSetOf("wordpress blogspot substack tumblr typepad livejournal over-blog hatenablog wixsite jimdofree weebly ghost beehiiv github medium")

// onBlogHost reports whether the page is of a blog under the domain of a service
// for blogs.
func (d *Doc) onBlogHost() bool {
	if d.url == nil {
		return false
	}
	labels := strings.Split(strings.ToLower(d.url.Hostname()), ".")
	for i, l := range labels[1:] {
		if blogHosts[l] && i == len(labels)-3 || blogHosts[l] && i == 0 && len(labels) == 4 {
			return labels[0] != "www"
		}
	}
	return false
}
