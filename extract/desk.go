package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// deskWords say that a name is that of people who sign together: the desk of a
// newsroom, its staff, an editorial board.
var deskWords = wordSetOf(`
	staff team desk newsdesk webdesk newsroom editors editorial board reporters correspondents contributors
	redaktion redaktionsteam redaktionen redaksjonen redaktionel redacción redaccion redacció redação redacao
	redazione rédaction redactie redakcja redakce redakcia redakcija redacția redactia toimitus szerkesztőség
	редакция редакція редакцията συντακτική redaksi merkezi
	编辑部 編集部 編輯部 取材班 취재팀 편집국 편집부 تحریریه التحرير
	`)

// agencyWords are of news agencies, which are the source of a story rather than
// its author.
var agencyWords = wordSetOf(`
	agency agencies agentur agence agencia agenzia agensi press service services wire reuters afp dpa apa ansa efe ap pti ani ians
	tass xinhua kyodo yonhap belga anp ntb tt ritzau stt lusa ctk čtk mti pap sda bloomberg associated
	`)

// Confidence in a desk as the author: it is one where the page names it as such
// and names no person, as manuals of citation have groups for authors
// (Publication Manual of the American Psychological Association, 7th edition,
// section 9.11).
const (
	deskScore  = .5
	deskUnseen = .45 // told to machines as the author, in structured data only
	groupScore = .3  // any other group: kept as a candidate, never an author
)

// maxDeskWords is how many words the name of a desk has at most.
const maxDeskWords = 6

// group notes what a byline or an author field says when it names no person.
func (b *bylines) group(from, byline string) {
	byline = collapse(byline)
	if end := bylineEnd(byline); end < len(byline) {
		byline = byline[end:]
	}
	if _, at, _, ok := (dateReader{notAfter: farFuture}).find(byline, firstTextYear); ok {
		byline = byline[:at]
	}
	name := collapse(strings.TrimFunc(parentheses.ReplaceAllString(byline, " "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}))
	switch {
	case isDesk(name):
		b.groups.add(name, from, deskScore)
	case told(from) && name != "" && utf8.RuneCountInString(name) <= maxName && len(splitNames(name, false)) == 0:
		b.groups.add(name, from, groupScore)
	}
}

// isDesk reports whether a text is the name of a desk and nothing else.
func isDesk(name string) bool {
	words := strings.Fields(name)
	if r, _ := utf8.DecodeRuneInString(name); len(words) > maxDeskWords || unicode.IsLower(r) || strings.ContainsAny(name, "@,;|/:?!") {
		return false
	}
	desk := false
	for _, w := range words {
		if w = strings.ToLower(w); agencyWords[w] {
			return false
		}
		desk = desk || deskWords[w[strings.LastIndexByte(w, '-')+1:]]
	}
	return desk
}

// signed adds the groups to the candidates for the author: a desk counts where no
// person is believable and readers see it, or structured data names it.
func (b *bylines) signed(people offers) offers {
	if len(b.groups) == 0 {
		return people
	}
	alone, page := people.best() < believable, ""
	for _, c := range b.groups {
		if c.Confidence == deskScore && alone && !visible(c.Source) {
			if page == "" {
				page = fold(textUpTo(b.d.root, maxPage))
			}
			switch {
			case strings.Contains(page, fold(c.Value)):
			case strings.HasPrefix(c.Source, "json-ld:") && !strings.Contains(c.Value, "."):
				c.Confidence = deskUnseen
			default:
				c.Confidence = groupScore
			}
		} else if !alone {
			c.Confidence = groupScore
		}
		people.add(c.Value, c.Source, c.Confidence)
	}
	people.sort()
	return people
}
