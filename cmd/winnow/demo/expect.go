package demo

import (
	"slices"
	"strings"
)

// Expectation is what a harvest of the newsroom, as it is now, should have
// found once every page was visited.
type Expectation struct {
	Articles []Expected
	Failures map[string]string // by address: why it gives no article, in words of this newsroom's own: gone, robots, no-article
}

// Expected is one article that should be stored.
type Expected struct {
	URL          string // as the page itself names it
	Source       string // id of the source
	Title        string
	Authors      []string // in the order of the byline; none where it is empty
	Day          string   // of publication, 2006-01-02, in the page's own zone
	Organization string
	Paragraphs   []string // the body without headings and boxes
	Aliases      []string // other addresses that lead to it
	CopyOf       string   // address of the other publisher's article that it reprints
	Revisions    int      // how many it has for who visited both mornings
}

// Why an address gives no article.
const (
	Gone      = "gone"
	Robots    = "robots"
	NoArticle = "no-article"
)

// Expect gives the truth of the newsroom as it is now.
func (n *Newsroom) Expect() Expectation {
	e := n.edition.Load()
	x := Expectation{Failures: map[string]string{}}
	for _, s := range sites {
		for _, st := range e.stories[s] {
			x.Articles = append(x.Articles, expected(st, e.stories[s]))
		}
		for _, path := range s.Unlisted {
			x.Failures[s.Origin()+path] = map[string]string{membersPath: Robots, signInPath: NoArticle}[path]
		}
		if s.gone != "" {
			x.Failures[s.Origin()+s.gone] = Gone
		}
	}
	return x
}

func expected(st *story, list []*story) Expected {
	x := Expected{
		URL: st.URL(), Source: st.site.Key, Title: st.Title, Authors: st.Authors,
		Day: st.Published.Format("2006-01-02"), Organization: st.site.Organization, Revisions: 1,
	}
	for _, b := range st.Blocks {
		if !b.Heading {
			x.Paragraphs = append(x.Paragraphs, b.Text)
		}
	}
	for _, f := range st.site.Feeds {
		for _, e := range f.entries(list) {
			if e.story == st && e.link != "" && !strings.Contains(e.link, "utm_") && !slices.Contains(x.Aliases, e.link) {
				x.Aliases = append(x.Aliases, e.link)
			}
		}
	}
	if st.original != nil {
		x.CopyOf = st.original.URL()
	}
	if st.Changed() {
		x.Revisions = 2
	}
	return x
}
