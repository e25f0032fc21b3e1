package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleNames gives the names that a title is freed of, the best first.
func (d *Doc) titleNames(names offers) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if key := squeeze(n.Value); key != "" && !seen[key] && len(out) < maxTitleNames {
			seen[key] = true
			out = append(out, n.Value)
		}
	}
	if d.url != nil {
		out = append(out, strings.TrimPrefix(d.url.Hostname(), "www."), d.hostLabel())
	}
	return out
}

// maxTitleNames is how many names of a site are looked for in a title.
const maxTitleNames = 6

// withoutExtras takes off a heading what stands inside it before or behind the
// headline as it is told to machines: a rubric, a date, the first words of the
// standfirst. When another source says the whole, only a rubric without any mark
// behind it goes; what stands behind is left out only when two leave it out.
func (d *Doc) withoutExtras(heading string, names []string) string {
	heading = strings.TrimRight(heading, " ¶") // the sign of a link to the heading
	whole := fold(heading)
	before, behind, leftOut, said := "", "", 0, false
	s := d.scanned()
	for _, t := range [...]string{tidy(s.metaFirst("og:title")), d.about().get("headline").str(), s.title} {
		t = withoutSite(t, names, false)
		key := fold(t)
		switch {
		case key == whole:
			said = true
		case key == "" || 3*len(key) < len(whole):
		case before == "" && strings.HasSuffix(whole, " "+key):
			before = t
		case strings.HasPrefix(whole, key+" "):
			leftOut++
			if len(t) > len(behind) {
				behind = t
			}
		}
	}
	switch {
	case before != "" && (!said || unmarked(heading, before)):
		return before
	case (leftOut >= 2 || leftOut == 1 && d.dated(heading, behind)) && !said:
		return behind
	}
	return heading
}

// dated reports whether a day follows the beginning of a heading.
func (d *Doc) dated(heading, start string) bool {
	rest, ok := strings.CutPrefix(heading, start)
	if !ok {
		return false
	}
	_, from, _, ok := (dateReader{notAfter: farFuture}).find(rest, firstTextYear)
	return ok && from <= 2
}

// unmarked reports whether what stands before the end of a heading has no colon
// or dash behind it: it is set apart by its look alone.
func unmarked(heading, end string) bool {
	start, ok := strings.CutSuffix(heading, end)
	r, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(start))
	return ok && !strings.ContainsRune(":-–—|/•·»«", r)
}

// titleGaps stand between a headline and the name of the site.
var titleGaps = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " ~ ", " ‹ ", " : ", "｜", "_", " -- ", ": "}

// withoutSite cuts the names of the site off a title, at either end. With guess
// set the last short part behind a bar or a dash goes too when nothing names the
// site.
func withoutSite(title string, names []string, guess bool) string {
	for range 3 {
		shorter := title
		for _, name := range names {
			shorter = cutSite(shorter, name)
		}
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
