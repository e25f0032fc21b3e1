package extract

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

const (
	thinBody    = 60  // words; below, the markup may hold only a teaser of the text
	fullText    = 100 // words; what scripts hold must be at least that much
	fullerTimes = 2   // and this many times what the markup has
	maxState    = 8 << 20
)

// fromScripts looks for the text in what the page hands to its scripts, when
// its markup holds next to nothing. It gives nil when there is no more there.
func (d *Doc) fromScripts(c clues, words int) *reading {
	if words >= thinBody {
		return nil
	}
	best, most := "", max(fullText, fullerTimes*words)-1
	consider := func(s string) {
		if n := len(strings.Fields(s)); n > most || ideographs(s) > most {
			best, most = s, max(n, ideographs(s))
		}
	}
	consider(c.articleBody)
	if best == "" {
		for _, script := range d.states() {
			for _, v := range readJSON(script) {
				prose(&v, consider)
			}
		}
	}
	if best == "" {
		return nil
	}
	return d.readText(best, c)
}

// ideographs is the number of characters that are words of their own.
func ideographs(s string) int {
	n := 0
	for _, r := range s {
		if ideograph(r) {
			n++
		}
	}
	return n / 2
}

// states gives the scripts that hold JSON for scripts to start from.
func (d *Doc) states() []string {
	var out []string
	size := 0
	page := rawReader{page: d.page}
	for size <= maxState {
		found, more := page.next()
		if !more {
			break
		}
		s := found.content.of(d.page)
		if !holdsState(found.tag.of(d.page)) {
			at := stateStart(s)
			if at < 0 {
				continue
			}
			s = s[at:]
		}
		size += len(s)
		out = append(out, string(s))
	}
	return out
}

// holdsState reports whether a script is JSON by its start tag.
func holdsState(tag []byte) bool {
	token := html.NewTokenizer(bytes.NewReader(tag))
	token.Next()
	for _, a := range token.Token().Attr {
		if a.Key == "type" && a.Val == "application/json" || a.Key == "id" && (a.Val == "__NEXT_DATA__" || a.Val == "__NUXT_DATA__") {
			return true
		}
	}
	return false
}

// stateNames are variables to which frameworks assign the state of a page.
var stateNames = []string{"__INITIAL_STATE__", "__PRELOADED_STATE__", "__APOLLO_STATE__", "__NUXT__", "__STATE__", "Fusion.globalContent", "__data"}

func stateStart(s []byte) int {
	for _, name := range stateNames {
		at := bytes.Index(s, []byte(name))
		if at < 0 {
			continue
		}
		if brace := bytes.IndexByte(s[at:], '{'); brace >= 0 && brace < 200 {
			return at + brace
		}
	}
	return -1
}

// shortestProse is the length in bytes from which a string is a paragraph
// rather than a label or an address.
const shortestProse = 60

// prose hands every text that may be the body to consider: long strings, and
// the paragraphs that stand side by side in one list.
func prose(v *jsonValue, consider func(string)) {
	switch v.kind {
	case jsonText:
		if len(v.text) >= 4*shortestProse && strings.Count(v.text, " ")*12 > len(v.text) || ideographs(v.text) > fullText {
			consider(v.text)
		}
	case jsonList:
		var parts []string
		for i := range v.items {
			if p := paragraph(&v.items[i]); p != "" {
				parts = append(parts, p)
			}
		}
		if len(parts) > 1 {
			consider(strings.Join(parts, "\n"))
		}
	}
	for i := range v.items {
		prose(&v.items[i], consider)
	}
}

// paragraph is the text of a list item that is a string, or an object with one
// member that is prose.
func paragraph(v *jsonValue) string {
	if v.kind == jsonText && isProse(v.text) {
		return v.text
	}
	if v.kind != jsonObject {
		return ""
	}
	for _, key := range []string{"text", "content", "html", "value", "body", "data", "children"} {
		m := v.get(key)
		if m.kind == jsonText && isProse(m.text) {
			return m.text
		}
		if m.kind == jsonObject || m.kind == jsonList {
			if p := inner(m); p != "" {
				return p
			}
		}
	}
	return ""
}

// inner joins the texts of a rich-text node.
func inner(v *jsonValue) string {
	var b strings.Builder
	var walk func(v *jsonValue, depth int)
	walk = func(v *jsonValue, depth int) {
		if depth > 6 {
			return
		}
		if t := v.get("text"); t.kind == jsonText {
			b.WriteString(t.text)
		}
		for i := range v.items {
			walk(&v.items[i], depth+1)
		}
	}
	walk(v, 0)
	if isProse(b.String()) {
		return b.String()
	}
	return ""
}

func isProse(s string) bool {
	return len(s) >= shortestProse && strings.Count(s, " ")*12 > len(s) && !strings.HasPrefix(s, "{") || ideographs(s) > 10
}

// readText makes a reading of text that stood in a script: all of it is kept.
func (d *Doc) readText(s string, c clues) *reading {
	if !strings.Contains(s, "</p>") && !strings.Contains(s, "<br") {
		var b strings.Builder
		for line := range strings.Lines(s) {
			if line = tidy(line); line != "" {
				b.WriteString("<p>" + html.EscapeString(line) + "</p>")
			}
		}
		s = b.String()
	}
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil
	}
	r := &reading{layout: segment(root, nil), clues: c}
	r.describer = newDescriber(r.layout, c)
	n := len(r.blocks)
	r.scores, r.kept, r.reasons = make([]float64, n), make([]bool, n), make([]string, n)
	for i := range r.blocks {
		r.scores[i], r.kept[i], r.reasons[i] = 0.5, true, reasonScript
		r.blocks[i].kind = r.classify(i)
	}
	d.rateArticle(r)
	r.applyRules()
	return r
}
