package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxTitle is the length in characters that a title is cut to.
const maxTitle = 1000

// titleMetas are the meta elements that hold a headline, best first.
var titleMetas = []source{
	{"og:title", .8}, {"twitter:title", .7}, {"parsely-title", .75}, {"sailthru.title", .7}, {"dc.title", .65},
	{"dcterms.title", .65}, {"cxenseparse:title", .65}, {"title", .55}, {"headline", .6}, {"citation_title", .8},
}

// source is a place of the page that holds a field, and how far it is trusted.
type source struct {
	name       string
	confidence float64
}

// headline is the element that shows the page's headline.
type headline struct {
	node  *html.Node // nil when there is none
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
	best := d.bestHeading()
	if best.sure < agreeing {
		for _, n := range s.named {
			if n.hint&(hintTitle|hintSubtitle) != hintTitle || n.DataAtom == atom.A || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
				continue
			}
			if t := text(n.Node); utf8.RuneCountInString(t) <= maxHeadline && matches(t, wanted) >= 1 && !d.apart(n.Node) {
				best = headline{node: n.Node, sure: agreeing, at: n.at}
				break
			}
		}
	}
	best.frame = map[*html.Node]bool{}
	for n := best.node; n != nil; n = n.Parent {
		best.frame[n] = true
	}
	*d.head = best
	return d.head
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
		if sure > 0 && sure < alone && h.Node == single {
			sure = alone
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
)

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
		case siteHeading(h.Node) || len(strings.Fields(t)) < aloneWords && utf8.RuneCountInString(t) < 25 || d.siteName(t):
			return nil
		default:
			only = h.Node
		}
	}
	return only
}

// siteName reports whether a text is what the site calls itself.
func (d *Doc) siteName(t string) bool {
	return sameName(t, tidy(d.scanned().metaFirst("og:site_name")))
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

// agreement says how well a heading agrees with what machines are told. The
// title element alone can confirm the name of the site just as well as the
// headline, so the others must not speak against it.
func (d *Doc) agreement(heading string) float64 {
	s := d.scanned()
	told := distinct(s.metaFirst("og:title"), d.about().get("headline").str(), s.metaFirst("twitter:title"))
	best := matches(heading, told)
	if best < .3 && len(told) > 0 && !d.siteName(told[0]) {
		return best
	}
	return max(best, matches(heading, []string{s.title}))
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

// matches says how well a heading agrees with any of the titles: 1 when it is
// one of them, .95 when it is the beginning or end of one, else the share of
// words in common.
func matches(heading string, titles []string) float64 {
	best := .0
	h := fold(heading)
	for _, title := range titles {
		t := fold(title)
		switch {
		case h == "" || t == "":
		case h == t:
			return 1
		case len(h) >= 4 && (strings.HasPrefix(t, h+" ") || strings.HasSuffix(t, " "+h)) && 3*len(h) >= len(t):
			best = max(best, .95)
		default:
			best = max(best, overlap(h, t))
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

// titles gives every candidate for the headline.
func (d *Doc) titles(site string) offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(d.selected(d.opts.Selectors.Title), "selector", 1)
	if h := d.headline(); h.node != nil {
		o.add(withoutSite(d.withoutKicker(text(h.node)), site, false), h.node.Data, h.sure)
	}
	for _, m := range titleMetas {
		o.add(withoutSite(tidy(s.metaFirst(m.name)), site, false), "meta:"+m.name, m.confidence)
	}
	headline := about.get("headline").str()
	o.add(withoutSite(headline, site, false), "json-ld:headline", .78)
	if headline == "" && !about.is(pageTypes) {
		o.add(withoutSite(about.get("name").str(), site, false), "json-ld:name", .6)
	}
	if n := d.item("headline"); n != nil {
		o.add(itemText(n), "microdata:headline", .76)
	}
	o.add(withoutSite(s.title, site, true), "title", .5)
	for i := range o {
		o[i].Value = cut(o[i].Value, maxTitle)
	}
	return o
}

// withoutKicker takes a rubric that stands inside the heading off its beginning:
// what is left is the headline as it is told to machines.
func (d *Doc) withoutKicker(heading string) string {
	whole := fold(heading)
	for _, t := range d.titleTexts() {
		short := fold(t)
		if 2*len(short) >= len(whole) && len(short) < len(whole) && strings.HasSuffix(whole, short) {
			return t
		}
	}
	return heading
}

// titleGaps stand between a headline and the name of the site.
var titleGaps = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " ~ ", " ‹ ", " : ", "｜", "_", " -- ", ": "}

// withoutSite cuts the name of the site off a title, at either end. With guess
// set the last short part behind a bar or a dash goes too when nothing names the
// site.
func withoutSite(title, site string, guess bool) string {
	for range 3 {
		shorter := cutSite(title, site)
		if shorter == title {
			break
		}
		title = shorter
	}
	if !guess {
		return title
	}
	at, width := -1, 0
	for _, gap := range titleGaps[:9] {
		if i := strings.LastIndex(title, gap); i > at {
			at, width = i, len(gap)
		}
	}
	if at < 0 {
		return title
	}
	head, tail := strings.TrimSpace(title[:at]), strings.TrimSpace(title[at+width:])
	if len(strings.Fields(tail)) <= 4 && len(strings.Fields(head)) > len(strings.Fields(tail)) {
		return head
	}
	return title
}

func cutSite(title, site string) string {
	if site == "" {
		return title
	}
	if i := len(title) - len(site); i > 0 && strings.EqualFold(title[i:], site) {
		head := strings.TrimRightFunc(title[:i], unicode.IsSpace)
		if r, size := utf8.DecodeLastRuneInString(head); strings.ContainsRune("-–—|｜ㅣ•·_»:", r) && size < len(head) {
			return strings.TrimSpace(head[:len(head)-size])
		}
	}
	for _, gap := range titleGaps {
		if i := strings.LastIndex(title, gap); i > 0 && sameName(title[i+len(gap):], site) {
			return strings.TrimSpace(title[:i])
		}
		if i := strings.Index(title, gap); i > 0 && sameName(title[:i], site) && len(title) > i+len(gap) {
			return strings.TrimSpace(title[i+len(gap):])
		}
	}
	return title
}

// sameName reports whether two names of a site are one: letter by letter, but
// for blanks, "the", "www" and an ending like ".com".
func sameName(a, b string) bool {
	a, b = squeeze(a), squeeze(b)
	return a != "" && a == b
}

func squeeze(name string) string {
	name = fold(name)
	name = strings.TrimPrefix(strings.TrimPrefix(name, "www "), "the ")
	for _, end := range []string{" com", " org", " net", " de", " fr", " es", " it", " nl", " co uk", " at", " ch", " eu", " tv", " news", " online", " magazine"} {
		if cut, ok := strings.CutSuffix(name, end); ok && cut != "" {
			name = cut
			break
		}
	}
	return strings.ReplaceAll(name, " ", "")
}

// subtitles gives every candidate for the standfirst. A description that merely
// repeats the beginning of the text is written for search engines, so the meta
// element alone is weak evidence.
func (d *Doc) subtitles(title string) offers {
	var o offers
	s, about := d.scanned(), d.about()
	o.add(d.selected(d.opts.Selectors.Subtitle), "selector", 1)
	o.add(about.get("alternativeHeadline").str(), "json-ld:alternativeHeadline", .8)
	if n := d.item("alternativeHeadline"); n != nil {
		o.add(itemText(n), "microdata:alternativeHeadline", .8)
	}
	for _, n := range s.named {
		if n.hint&hintSubtitle == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || n.DataAtom == atom.Html || d.apart(n.Node) {
			continue
		}
		if t := text(n.Node); standfirst(t) {
			o.add(t, "class:"+firstWord(attr(n.Node, "class"), n.Data), .6)
			break
		}
	}
	o.add(tidy(s.metaFirst("og:description")), "meta:og:description", .3)
	o.add(tidy(s.metaFirst("description")), "meta:description", .25)
	kept := o[:0]
	for _, c := range o {
		if !alike(c.Value, title) {
			c.Value = cut(c.Value, maxTitle)
			kept = append(kept, c)
		}
	}
	return kept
}

// standfirst reports whether a text is as long as standfirsts are.
func standfirst(t string) bool {
	n := utf8.RuneCountInString(t)
	return n >= 25 && n <= 600
}

func firstWord(s, otherwise string) string {
	for w := range strings.FieldsSeq(s) {
		return cut(w, 40)
	}
	return otherwise
}
