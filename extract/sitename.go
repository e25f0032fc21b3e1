package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
