package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// line is one line of text as a reader sees it: what stands between the borders
// of two blocks.
type line struct {
	text string
	node *html.Node // where its first word stands
}

// Limits of the surroundings of a headline.
const (
	linesBefore  = 6
	linesAfter   = 40
	maxLineBytes = 2000 // more of a paragraph is not needed
)

// lineReader gathers the lines of a part of the page.
type lineReader struct {
	lines []line
	text  strings.Builder
	first *html.Node
	head  *html.Node
	at    int  // the line of the headline; -1 before it
	last  rune // of the line so far
}

// around gives the lines around a headline and the index of its own line.
func around(headline *html.Node) ([]line, int) {
	top := headline
	for n := headline.Parent; n != nil && n.Type == html.ElementNode && n.DataAtom != atom.Html; n = n.Parent {
		top = n
	}
	r := lineReader{head: headline, at: -1}
	r.read(top)
	r.end()
	if r.at < 0 {
		return nil, 0
	}
	return r.lines, r.at
}

// read walks on until enough lines behind the headline are there.
func (r *lineReader) read(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if r.first == nil && strings.TrimSpace(c.Data) != "" {
				r.first = c.Parent
			}
			if r.text.Len() < maxLineBytes {
				r.write(c.Data)
			}
		case c.Type != html.ElementNode || unread(c.DataAtom):
		case c == r.head:
			r.end()
			r.settle()
			r.at = len(r.lines)
			r.lines = append(r.lines, line{text(c), c})
		case phrasing(c.DataAtom):
			if !r.read(c) {
				return false
			}
		default:
			r.end()
			if !r.read(c) {
				return false
			}
			r.end()
		}
		if r.at >= 0 && (len(r.lines)-r.at > linesAfter || r.endsStory()) {
			return false
		}
	}
	return true
}

// write takes in the text of one node. Elements that only a style sets apart, a
// name and the date behind it, have no blank between them: a capital or a digit
// right behind a small letter begins another word, a digit behind a digit another
// number.
func (r *lineReader) write(s string) {
	if s == "" {
		return
	}
	next, _ := utf8.DecodeRuneInString(s)
	if unicode.IsLower(r.last) && unicode.IsUpper(next) || (unicode.IsLower(r.last) || unicode.IsDigit(r.last)) && unicode.IsDigit(next) {
		r.text.WriteByte(' ')
	}
	r.last, _ = utf8.DecodeLastRuneInString(s)
	r.text.WriteString(s)
}

// otherStoryHeads begin the headings of lists of other stories.
var otherStoryHeads = []string{"related", "read more", "more from", "more on", "more stories", "you may also", "recommended", "latest",
	"most read", "mehr zum thema", "lesen sie auch", "weitere artikel", "das könnte", "ähnliche", "à lire aussi", "sur le même",
	"noticias relacionadas", "te puede interesar", "leggi anche", "lees ook", "leia também", "comments", "kommentare", "leave a"}

// endsStory reports whether the last line is such a heading.
func (r *lineReader) endsStory() bool {
	if len(r.lines)-1 <= r.at {
		return false
	}
	last := r.lines[len(r.lines)-1]
	if headingLevel(last.node.DataAtom) == 0 {
		return false
	}
	low := strings.ToLower(last.text)
	for _, head := range otherStoryHeads {
		if strings.HasPrefix(low, head) {
			return true
		}
	}
	return false
}

// end closes the line that is being read. Before the headline its text stays as
// it is until settle: most of it is menus that nobody asks for.
func (r *lineReader) end() {
	switch {
	case r.first == nil:
	case r.at < 0:
		if len(r.lines) > 4*linesBefore {
			r.lines = append(r.lines[:0], r.lines[len(r.lines)-linesBefore:]...)
		}
		r.lines = append(r.lines, line{r.text.String(), r.first})
	default:
		if t := collapse(r.text.String()); t != "" {
			r.lines = append(r.lines, line{t, r.first})
		}
	}
	r.first, r.last = nil, 0
	r.text.Reset()
}

// settle keeps the last lines before the headline.
func (r *lineReader) settle() {
	last := r.lines[max(0, len(r.lines)-linesBefore):]
	r.lines = make([]line, 0, linesBefore+linesAfter+2)
	for _, l := range last {
		if l.text = collapse(l.text); l.text != "" {
			r.lines = append(r.lines, l)
		}
	}
}

// apart reports whether an element stands in what belongs to other pages: menus,
// side columns, teasers, comments. What also holds the headline does not.
func (d *Doc) apart(n *html.Node) bool {
	frame := d.headline().frame
	for ; n != nil && n.Type == html.ElementNode && !frame[n]; n = n.Parent {
		if n.DataAtom == atom.Body || n.DataAtom == atom.Main {
			return false
		}
		if besides(n) {
			return !(n.DataAtom == atom.Aside && frame[n.Parent] && signsStory(n))
		}
		for i := range n.Attr {
			if k := n.Attr[i].Key; (k == "class" || k == "id") && otherStory(n.Attr[i].Val) {
				return true
			}
		}
	}
	return false
}

// Limits of an aside that holds the byline of the story beside it.
const (
	maxSigned     = 400 // bytes
	maxSignedNode = 80  // nodes
)

// signsStory reports whether an aside beside the headline is short, names an
// author or a time, and shows no other story.
func signsStory(aside *html.Node) bool {
	signed, left := false, maxSignedNode
	for n := next(aside, aside); n != nil; n, left = next(n, aside), left-1 {
		if left == 0 || headingLevel(n.DataAtom) > 0 || n.DataAtom == atom.Img || n.DataAtom == atom.Article {
			return false
		}
		signed = signed || n.DataAtom == atom.Address || n.DataAtom == atom.Time || n.DataAtom == atom.Dt || n.DataAtom == atom.A && hasToken(attr(n, "rel"), "author")
	}
	return signed && len(textUpTo(aside, maxSigned)) < maxSigned
}

// besides reports whether an element is by its own name no part of a story.
func besides(n *html.Node) bool {
	if n.DataAtom == atom.Footer && strings.Contains(attr(n, "class"), "entry-") && ofArticle(n) {
		return false // hAtom, and what themes of WordPress made of it
	}
	if n.DataAtom == atom.Aside || n.DataAtom == atom.Footer && ofArticle(n) {
		h, _ := hintOf(n)
		return h&(hintAuthor|hintDate) == 0 // some put the byline aside
	}
	return n.DataAtom == atom.Nav || n.DataAtom == atom.Footer
}

// ofArticle reports whether an element stands in an article element: the footer
// of a story tells who wrote it and when (HTML Standard, 4.3.8).
func ofArticle(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Article {
			return true
		}
	}
	return false
}

// otherStoryWords name containers of other stories and of readers' voices, when
// they begin or end a class or id; commentWords only when they begin one.
var (
	otherStoryWords = wordSetOf(`related sidebar recommend recommended recommendations recommendation teaser teasers trending
		mostread popular newsletter promo promos carousel similar upnext breaking ticker latest`)
	commentWords = wordSetOf(`comment comments commentlist commentarea respond kommentare kommentar comentarios commentaires leserbrief`)
	// frameWords follow where a class says that something is there or not.
	frameWords = wordSetOf(`open closed count link number off on enabled parent`)
)

// otherStory reports whether a class or id has one of those words; "has-sidebar"
// and "comments-open" only say that there is one.
func otherStory(class string) bool {
	if len(class) > longestHint {
		class = class[:longestHint]
	}
	for token := range strings.FieldsSeq(strings.ToLower(class)) {
		if strings.HasPrefix(token, "tag-") || strings.HasPrefix(token, "category-") {
			continue // what the story is about
		}
		if token = strings.Trim(token, "-_"); token == "" {
			continue
		}
		first, last := token, token[strings.LastIndexAny(token, "-_")+1:]
		if end := strings.IndexAny(token, "-_"); end >= 0 {
			first = token[:end]
		}
		switch {
		case frameWords[last], first == "has", first == "no", first == "with":
		case commentWords[first], otherStoryWords[first], otherStoryWords[last]:
			return true
		}
	}
	return false
}
