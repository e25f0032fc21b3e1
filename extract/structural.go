package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// structural makes the piece of an element of structure, with what its attributes
// say of its content.
func (d *Doc) structural(n *html.Node) *piece {
	p := &piece{tag: structure.of(n.DataAtom)}
	switch p.tag {
	case atom.Blockquote:
		p.address = d.webAddress(attr(n, "cite"))
	case atom.Ol:
		p.start = listStart(attr(n, "start"))
	case atom.Pre:
		p.language = codeLanguage(n)
	}
	return p
}

// mostStart is the highest number that a list in Markdown may begin with
// (CommonMark, section 5.2: nine digits).
const mostStart = 999_999_999

// listStart is the number of the first item, 1 unless a page says otherwise.
func listStart(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= mostStart {
		return n
	}
	return 1
}

// codeLanguage is the language that the class of a code block or of the code in it
// names (HTML standard, "the code element"), "" when there is none.
func codeLanguage(pre *html.Node) string {
	for _, n := range [...]*html.Node{pre, child(pre, atom.Code)} {
		if n == nil {
			continue
		}
		for class := range strings.FieldsSeq(strings.ToLower(attr(n, "class"))) {
			for _, start := range [...]string{"language-", "lang-"} {
				if name, ok := strings.CutPrefix(class, start); ok && languageName(name) {
					return name
				}
			}
		}
	}
	return ""
}

// languageName reports whether a word is as short and plain as names of languages
// are.
func languageName(s string) bool {
	for i := range len(s) {
		if !letterOrDigit(s[i]) && strings.IndexByte("+#-.", s[i]) < 0 {
			return false
		}
	}
	return s != "" && len(s) <= 20
}
