package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// headline is the element that shows the page's headline.
type headline struct {
	node  *html.Node // nil when there is none
	line  string     // what it says when no element holds it alone
	sure  float64
	at    int                 // its place in document order, -1 when there is none
	frame map[*html.Node]bool // the element and all around it
}

// headline finds it the first time it is asked: the heading that says what the
// title and the structured data say, else the first of the highest level.
func (d *Doc) headline() *headline {
	if d.head != nil {
		return d.head
	}
	d.head = &headline{at: -1}
	s := d.scanned()
	wanted := d.titleTexts()
	for i := range wanted {
		wanted[i] = fold(wanted[i])
	}
	best := d.bestHeading()
	if best.sure < agreeing {
		for _, n := range s.named {
			if n.hint&(hintTitle|hintSubtitle) != hintTitle || n.DataAtom == atom.A || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
				continue
			}
			if t := text(n.Node); utf8.RuneCountInString(t) <= maxHeadline && matches(fold(t), wanted...) >= 1 && !d.apart(n.Node) {
				best = headline{node: n.Node, sure: agreeing, at: n.at}
				break
			}
		}
	}
	if best.sure < agreeing {
		if shown := d.shownTitle(); shown.sure > 0 {
			best = shown
		}
	}
	best.frame = map[*html.Node]bool{}
	for n := best.node; n != nil; n = n.Parent {
		best.frame[n] = true
	}
	*d.head = best
	return d.head
}

// text gives what the headline says.
func (h *headline) text() string {
	if h.node == nil {
		return h.line
	}
	return text(h.node)
}

const (
	agreeing    = .8  // confidence in a heading that another source confirms
	maxHeadline = 300 // characters; longer is a text
)

// bestHeading gives the heading with the highest score, the first among equals.
func (d *Doc) bestHeading() headline {
	best := headline{at: -1}
	headings := d.scanned().headings
	level := atom.H1
	if len(headings) > 0 && !hasHeading(headings, atom.H1) {
		level = atom.H2
	}
	single := d.single(headings, level)
	for _, h := range headings {
		sure := d.headingScore(h, level)
		if sure > 0 && h.Node == single {
			sure = max(sure, d.aloneScore(single))
		}
		if sure > best.sure {
			best = headline{node: h.Node, sure: sure, at: h.at}
		}
	}
	return best
}

const (
	// alone is the confidence in the only main heading of a page, which is seldom
	// anything but the headline: more than in what was written for sharing.
	alone = .81
	// aloneWords is how long it must be not to be a rubric or a name.
	aloneWords = 4
	// aloneShort is the confidence in a shorter one: more than in the title
	// element alone.
	aloneShort = .56
)

// aloneScore is the confidence in the only main heading of a page.
func (d *Doc) aloneScore(h *html.Node) float64 {
	if t := text(h); len(strings.Fields(t)) < aloneWords && utf8.RuneCountInString(t) < 25 && !d.toldTitles().firsts[fold(t)] {
		return aloneShort
	}
	return alone
}

// single gives the only heading of that level outside menus and side columns,
// when it reads like a headline; nil otherwise.
func (d *Doc) single(headings []spot, level atom.Atom) *html.Node {
	var only *html.Node
	if level != atom.H1 {
		return nil
	}
	for _, h := range headings {
		if h.DataAtom != level || besides(h.Node) || d.apart(h.Node) {
			continue
		}
		t := text(h.Node)
		switch {
		case t == "":
		case only != nil:
			return nil
		case siteHeading(h.Node) || d.siteName(t):
			return nil
		default:
			only = h.Node
		}
	}
	return only
}

// siteName reports whether a text is what the site calls itself.
func (d *Doc) siteName(t string) bool {
	if len(t) > 4*maxName {
		return false
	}
	if d.ownName == nil {
		name := squeeze(tidy(d.scanned().metaFirst("og:site_name")))
		d.ownName = &name
	}
	return *d.ownName != "" && squeeze(t) == *d.ownName || d.called(t)
}

func hasHeading(hs []spot, level atom.Atom) bool {
	for _, h := range hs {
		if h.DataAtom == level {
			return true
		}
	}
	return false
}

func (d *Doc) headingScore(h spot, level atom.Atom) float64 {
	t := text(h.Node)
	if t == "" || utf8.RuneCountInString(t) > maxHeadline {
		return 0
	}
	m, score := d.agreement(t), .0
	switch {
	case m >= 1:
		score = agreeing + .1
	case m >= .6:
		score = agreeing + .1*(m-.6)
	case h.DataAtom == level:
		score = .35
	}
	if d.apart(h.Node) {
		if m < .9 || inNav(h.Node) {
			return 0
		}
		score -= .1 // the frame of the whole page may be named for its side column
	}
	if h.DataAtom != level {
		score -= .05
	}
	if siteHeading(h.Node) || d.siteName(t) {
		score -= .3
	}
	return score
}

// toldTitles are the titles that machines are told, folded; own is the title
// element's. They are made once, and compared with every heading.
type toldTitles struct {
	told     []string
	own      string
	parts    map[string]bool // what stands before the first gap of any, and longer texts behind the last
	firsts   map[string]bool // what stands before the first bar of those that machines are told
	siteName bool            // the first of told is only the name of the site
}

func (d *Doc) toldTitles() *toldTitles {
	if d.told == nil {
		s := d.scanned()
		told := distinct(s.metaFirst("og:title"), d.about().get("headline").str(), s.metaFirst("twitter:title"))
		d.told = &toldTitles{own: fold(s.title), parts: map[string]bool{}, firsts: map[string]bool{}, siteName: len(told) > 0 && d.siteName(told[0])}
		for _, t := range told {
			d.told.told = append(d.told.told, fold(t))
			if first, _, ok := strings.Cut(t, barGap); ok {
				d.told.firsts[fold(first)] = true
			}
		}
		for _, t := range append(told, s.title) {
			for _, p := range titleParts(t) {
				if p.gap != kickerGap && (!p.first || len(strings.Fields(p.headline)) >= lastPartWords) {
					d.told.parts[fold(p.headline)] = true
				}
			}
		}
	}
	return d.told
}

// barGap stands between a headline and what search engines are told besides.
const barGap = " | "

// lastPartWords is how long the last part of a title must be not to be the name
// of a section or of the site.
const lastPartWords = 3

// agreement says how well a heading agrees with what machines are told. The
// title element alone can confirm the name of the site just as well as the
// headline, so the others must not speak against it.
func (d *Doc) agreement(heading string) float64 {
	t, raw, heading := d.toldTitles(), heading, fold(heading)
	if t.parts[heading] && !d.siteName(raw) {
		return .95
	}
	best := matches(heading, t.told...)
	if best < .3 && len(t.told) > 0 && !t.siteName {
		return best
	}
	return max(best, matches(heading, t.own))
}

// siteHeading reports whether a heading is the name of the site: in a page
// header, or around a logo.
func siteHeading(n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.Article || p.DataAtom == atom.Main {
			return false
		}
		class := strings.ToLower(attr(p, "class") + " " + attr(p, "id"))
		if strings.Contains(class, "logo") || strings.Contains(class, "brand") || strings.Contains(class, "site-title") {
			return true
		}
	}
	return false
}

// matches says how well a heading agrees with any of the titles, all folded: 1
// when it is one of them, .95 when it is the beginning or end of one, else the
// share of words in common.
func matches(heading string, titles ...string) float64 {
	best := .0
	for _, t := range titles {
		switch {
		case heading == "" || t == "":
		case heading == t:
			return 1
		case len(heading) >= 4 && (strings.HasPrefix(t, heading+" ") || strings.HasSuffix(t, " "+heading)) && 3*len(heading) >= len(t):
			best = max(best, .95)
		default:
			best = max(best, overlap(heading, t))
		}
	}
	return best
}

// overlap is the share of the words of the longer text that the other has too.
func overlap(a, b string) float64 {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(a) {
		words[w] = true
	}
	common, total := 0, 0
	for w := range strings.FieldsSeq(b) {
		total++
		if words[w] {
			common++
		}
	}
	return float64(common) / float64(max(total, len(words), 1))
}

// titleTexts are the headline as machines are told it.
func (d *Doc) titleTexts() []string {
	s, about := d.scanned(), d.about()
	return distinct(s.metaFirst("og:title"), about.get("headline").str(), s.title, s.metaFirst("twitter:title"))
}
